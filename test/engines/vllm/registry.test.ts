import { describe, expect, test } from 'vitest';
import { reports, undecided } from '../read-engine.js';
import { readVllm, REGISTRY, registered, registryFile } from './trees.js';

describe('groups', () => {
  test('are followed from ModelRegistry, whatever they are called; a later one wins', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_NUTS = {"AcornForCausalLM": ("acorn", "AcornForCausalLM"), "Acorn2ForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_SEEDS = {',
        '    "AcornModel": ("acorn", "AcornForCausalLM"),',
        '    **{k: (mod, arch) for k, (mod, arch) in _NUTS.items() if k == "Acorn2ForCausalLM"},',
        '}',
        '_UNUSED = {"GhostForCausalLM": ("ghost", "GhostForCausalLM")}',
        '_VLLM_MODELS = {**_NUTS, **_SEEDS}',
      ),
    });
    expect(registered(it)).toEqual([
      'AcornForCausalLM: _NUTS:1 AcornForCausalLM in acorn.py',
      'Acorn2ForCausalLM: _SEEDS:1 AcornForCausalLM in acorn.py',
      'AcornModel: _SEEDS:3 AcornForCausalLM in acorn.py',
    ]);
    expect(it.scan.loaderRegistries).toEqual(['_NUTS', '_SEEDS', 'ModelRegistry']);
    expect(reports(it)).toEqual([]);
    expect(undecided(it)).toEqual([]);
  });

  test('the merged dictionary may be renamed too', () => {
    const it = readVllm({
      [REGISTRY]: [
        '_EVERYTHING = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
        'from registries import _Lazy, _Registry',
        'ModelRegistry = _Registry({k: _Lazy(*v) for k, v in _EVERYTHING.items()})',
      ].join('\n'),
    });
    expect(registered(it)).toEqual(['AcornForCausalLM: ModelRegistry:1 AcornForCausalLM in acorn.py']);
    expect(it.scan.loaderRegistries).toEqual(['ModelRegistry']);
  });

  test('drafts are told by the label of their group, wrappers by the test before transformers is asked', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_SPECULATIVE_MODELS = {"AcornMTPModel": ("acorn", "AcornForCausalLM")}',
        '_BACKEND = {"AnyForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_VLLM_MODELS = {**_SPECULATIVE_MODELS, **_BACKEND}',
        'class _ModelRegistry:',
        '    def _try_resolve_transformers(self, architecture, model_config):',
        '        if architecture in _BACKEND:',
        '            return architecture',
      ),
    });
    expect(registered(it)).toEqual([
      'AnyForCausalLM: _BACKEND:2 AcornForCausalLM in acorn.py, wrapper',
      'AcornMTPModel: _SPECULATIVE_MODELS:1 AcornForCausalLM in acorn.py, draft',
    ]);
  });

  test('an absolute module is not looked for among the models', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_A = {"OakForCausalLM": ("vllm.models.oak", "OakForCausalLM")}',
        '_VLLM_MODELS = {**_A}',
      ),
      'models/oak/__init__.py': 'from .model import OakForCausalLM',
      'models/oak/model.py': 'class OakForCausalLM:\n    pass\n',
    });
    expect(it.scan.registrations[0]?.classFile).toBe('vllm/models/oak/model.py');
  });

  test.each([
    [
      'where it is imported',
      [
        'if current_platform.is_rocm():',
        '    from .amd import OakForCausalLM',
        'else:',
        '    from .nvidia import OakForCausalLM',
      ],
      2,
    ],
    [
      'where it is made on demand',
      [
        'def __getattr__(name):',
        '    if current_platform.is_rocm():',
        '        from . import amd',
        '        return getattr(amd, name)',
        '    from . import nvidia',
        '    return getattr(nvidia, name)',
      ],
      3,
    ],
  ])('a class that the platform decides %s is open, and what both have is known', (_, lines, line) => {
    const oak = (base: string): string =>
      `from vllm.model_executor.models.interfaces import ${base}\nclass OakForCausalLM(${base}):\n    pass\n`;
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_A = {"OakForCausalLM": ("vllm.models.oak", "OakForCausalLM")}',
        '_VLLM_MODELS = {**_A}',
      ),
      'models/oak/__init__.py': ['from some.platform import current_platform', ...lines].join('\n'),
      'models/oak/amd.py': oak('IsHybrid'),
      'models/oak/nvidia.py': oak('SupportsLoRA'),
    });
    const [only] = it.scan.registrations;
    expect(only).toMatchObject({ className: 'OakForCausalLM', classFile: null, status: 'active' });
    expect(only?.capabilities).toMatchObject({ multimodal: false });
    expect(only?.capabilities).not.toHaveProperty('lora');
    expect(undecided(it).map((each) => each.replace(/: depends on .*/, ''))).toEqual([
      `__init__.py:${line} OakForCausalLM: which class OakForCausalLM is`,
      'amd.py:2 OakForCausalLM: whether it has lora is not known: the possible classes differ',
      'amd.py:2 OakForCausalLM: whether it has hybrid is not known: the possible classes differ',
    ]);
  });
});

describe('models that are not there any more', () => {
  test('with the last release, or the plugin that has them', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_VLLM_MODELS = {**_A}',
        '_PREVIOUSLY = {"OldForCausalLM": "0.10.2"}',
        '_ELSEWHERE = {"BeechModel": "https://example.org/beech-plugin"}',
        '_COLOURS = {"Red": "crimson"}',
      ),
    });
    expect(registered(it)).toEqual([
      'AcornForCausalLM: _A:1 AcornForCausalLM in acorn.py',
      'BeechModel: _ELSEWHERE:4 BeechModel in nowhere, out-of-tree, https://example.org/beech-plugin',
      'OldForCausalLM: _PREVIOUSLY:3 OldForCausalLM in nowhere, removed, 0.10.2',
    ]);
    expect(it.scan.loaderRegistries).toEqual(['_A', 'ModelRegistry']);
  });
});

describe('registries that cannot be read whole', () => {
  const groups = [
    '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
    '_B = {"Acorn2ForCausalLM": ("acorn", "AcornForCausalLM")}',
  ];

  test('a syntax error in a group leaves the others', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        ...groups,
        '_C = {"OakForCausalLM": ("oak" "OakForCausalLM",}',
        '_VLLM_MODELS = {**_A, **_B}',
      ),
    });
    expect(it.scan.registrations.map(({ key }) => key)).toEqual(['AcornForCausalLM', 'Acorn2ForCausalLM']);
    expect(reports(it).map((each) => each.split(' ', 2).join(' '))).toEqual(['python-syntax registry.py:3']);
  });

  test.each([
    [
      'on one line',
      '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM") "OakForCausalLM": ("oak", "Oak")}',
      1,
    ],
    [
      'over lines',
      '_A = {\n  "AcornForCausalLM": ("acorn", "AcornForCausalLM")\n  "OakForCausalLM": ("oak", "Oak"),\n}',
      2,
    ],
    ['between module and class', '_A = {"AcornForCausalLM": ("acorn" x "AcornForCausalLM")}', 1],
    ['of an assignment', '_A = {}\n_A["AcornForCausalLM"] = = ("acorn", "AcornForCausalLM")', 2],
  ])('an entry with a syntax error is not known, its neighbours are: %s', (_, text, line) => {
    const sound = '_B = {"Acorn2ForCausalLM": ("acorn", "AcornForCausalLM")}';
    const it = readVllm({ [REGISTRY]: registryFile(text, sound, '_VLLM_MODELS = {**_A, **_B}') });
    expect(registered(it).map((each) => each.split(':')[0])).toEqual(['Acorn2ForCausalLM']);
    expect(undecided(it)).toEqual([
      `registry.py:${line} a syntax error in the entry "AcornForCausalLM" of _VLLM_MODELS`,
      `registry.py:${line} a syntax error may hide what is registered here`,
    ]);
  });

  test('an entry without a key leaves nothing of its dictionary known', () => {
    const text =
      '_VLLM_MODELS = {\n  "A": ("acorn", "AcornForCausalLM"),\n  "B" ("acorn", "AcornForCausalLM"),\n}';
    const it = readVllm({ [REGISTRY]: registryFile(text) });
    expect(registered(it)).toEqual([]);
    expect(undecided(it)).toEqual([
      'registry.py:3 _VLLM_MODELS: syntax error',
      'registry.py:3 a syntax error may hide what is registered here',
    ]);
  });

  test('a renamed group that the registry still spreads by its old name', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(...groups, '_VLLM_MODELS = {**_A, **_OLD_NAME}'),
    });
    expect({ keys: registered(it), reports: reports(it), undecided: undecided(it) }).toMatchInlineSnapshot(`
      {
        "keys": [
          "AcornForCausalLM: _A:1 AcornForCausalLM in acorn.py",
        ],
        "reports": [
          "registry-missing registry.py:3 vllm/model_executor/models/registry.py raises NameError when it is imported (name '_OLD_NAME' is not defined): _VLLM_MODELS cannot be read",
        ],
        "undecided": [],
      }
    `);
  });

  test('a registry that is generated', () => {
    const it = readVllm({
      [REGISTRY]: registryFile('import json', '_VLLM_MODELS = json.load(open("models.json"))'),
    });
    expect({ keys: registered(it), reports: reports(it), undecided: undecided(it) }).toMatchInlineSnapshot(`
      {
        "keys": [],
        "reports": [],
        "undecided": [
          "registry.py:2 _VLLM_MODELS: the result of json.load()",
        ],
      }
    `);
  });

  test('a registry that another file has, and one that is not there', () => {
    const moved = readVllm({ [REGISTRY]: 'from .new_registry import ModelRegistry\n' });
    const gone = readVllm({});
    expect([...reports(moved), ...reports(gone)]).toMatchInlineSnapshot(`
      [
        "registry-missing registry.py:1 vllm/model_executor/models/registry.py binds no ModelRegistry that is made from a dictionary: what vLLM registers is not known",
        "registry-missing registry.py:1 vllm/model_executor/models/registry.py is not there: what vLLM registers is not known",
      ]
    `);
  });

  test('a module, a class and an entry that are not there', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_A = {',
        '    "OakForCausalLM": ("oak", "OakForCausalLM"),',
        '    "AcornChatModel": ("acorn", "AcornChatModel"),',
        '    "BeechModel": "beech",',
        '    "AcornForCausalLM": ("acorn", "AcornForCausalLM"),',
        '}',
        '_VLLM_MODELS = {**_A}',
      ),
    });
    expect(it.scan.registrations).toHaveLength(4);
    expect({ reports: reports(it), undecided: undecided(it) }).toMatchInlineSnapshot(`
      {
        "reports": [
          "vllm-unresolved-class registry.py:2 OakForCausalLM is registered, but there is no module vllm.model_executor.models.oak: vLLM would fail to load it",
          "vllm-unresolved-class registry.py:3 AcornChatModel is registered, but there is no class AcornChatModel in vllm/model_executor/models/acorn.py: vLLM would fail to load it",
        ],
        "undecided": [
          "registry.py:4 BeechModel: the module and class are not known: it is a constant",
        ],
      }
    `);
  });

  test('a class that its package makes on demand or imports from elsewhere is there, and one that it refuses is not', () => {
    const it = readVllm({
      [REGISTRY]: registryFile(
        '_A = {',
        '    "OakForCausalLM": ("vllm.models.oak", "OakForCausalLM"),',
        '    "OakDraft": ("vllm.models.oak", "OakDraft"),',
        '    "OakGone": ("vllm.models.oak", "OakGone"),',
        '    "OakPlugin": ("vllm.models.oak", "OakPlugin"),',
        '}',
        '_VLLM_MODELS = {**_A}',
      ),
      'models/oak/__init__.py': [
        'from oak_plugin import OakPlugin',
        'from .gone import OakGone',
        '__all__ = ["OakForCausalLM"]',
        'def __getattr__(name: str):',
        '    if name in __all__:',
        '        from .cuda import model',
        '        return getattr(model, name)',
        '    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")',
      ].join('\n'),
      'models/oak/cuda/model.py':
        'from vllm.model_executor.models.acorn import AcornForCausalLM\nclass OakForCausalLM(AcornForCausalLM): ...\n',
    });
    const [draft, oak, , plugin] = it.scan.registrations;
    expect(oak).toMatchObject({
      key: 'OakForCausalLM',
      classFile: 'vllm/models/oak/cuda/model.py',
      classLine: 2,
      capabilities: { lora: true, pp: true },
    });
    expect(draft).toMatchObject({ key: 'OakDraft', classFile: null });
    expect(plugin).toMatchObject({ key: 'OakPlugin', classFile: null });
    expect(undecided(it)).toEqual([
      '__init__.py:1 OakPlugin: which class OakPlugin is: oak_plugin.OakPlugin is outside the sources',
    ]);
    expect(reports(it)).toEqual([
      'vllm-unresolved-class registry.py:3 OakDraft is registered, but there is no class OakDraft in vllm/models/oak/__init__.py: vLLM would fail to load it',
      'vllm-unresolved-class registry.py:4 OakGone is registered, but there is no class OakGone in vllm/models/oak/__init__.py: vLLM would fail to load it',
    ]);
  });
});
