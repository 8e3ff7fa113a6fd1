"""Environment variables that the example reads."""

import os


class EnvList:
    def __init__(self, name):
        self.name = name

    def get(self):
        return [item for item in os.environ.get(self.name, "").split(",") if item]


class EnvStr:
    def __init__(self, name):
        self.name = name

    def get(self):
        return os.environ.get(self.name, "")


class Envs:
    SGLANG_DISABLED_MODEL_ARCHS = EnvList("SGLANG_DISABLED_MODEL_ARCHS")
    SGLANG_EXTERNAL_MODEL_PACKAGE = EnvStr("SGLANG_EXTERNAL_MODEL_PACKAGE")
    SGLANG_EXTERNAL_MM_MODEL_ARCH = EnvStr("SGLANG_EXTERNAL_MM_MODEL_ARCH")


envs = Envs()
