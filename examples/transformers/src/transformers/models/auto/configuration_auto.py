from collections import OrderedDict


CONFIG_MAPPING_NAMES = OrderedDict[str, str](
    [
        ("acorn", "AcornConfig"),
        ("acorn_moe", "AcornMoeConfig"),
        ("juniper", "JuniperConfig"),
        ("lantern_vl", "LanternVLConfig"),
        ("pebble", "PebbleConfig"),
        ("quartz", "QuartzConfig"),
    ]
)

MODEL_NAMES_MAPPING = OrderedDict[str, str](
    [
        ("acorn", "Acorn"),
        ("acorn_moe", "AcornMoe"),
        ("juniper", "Juniper"),
        ("lantern_vl", "LanternVL"),
        ("pebble", "Pebble"),
        ("quartz", "Quartz"),
    ]
)


__all__ = ["MODEL_NAMES_MAPPING"]
