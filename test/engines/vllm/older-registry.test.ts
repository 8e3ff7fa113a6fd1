import { describe, expect, test } from 'vitest';
import { reports, undecided } from '../read-engine.js';
import { abilities, readVllm, REGISTRY, registered, registryFile } from './trees.js';

const PACKAGE = 'model_executor/models/__init__.py';
const LOADER = 'model_executor/model_loader.py';
const INTERFACES = 'model_executor/models/interfaces.py';

/** A class that loads from one dictionary. */
const registryClass = (table: string, ...methods: readonly string[]): readonly string[] => [
  'class ModelRegistry:',
  '    @staticmethod',
  '    def load(name):',
  `        folder, kind = ${table}[name]`,
  '        return getattr(import_module(folder), kind)',
  ...methods.map((line) => `    ${line}`),
];

const lines = (...all: readonly string[]): string => all.join('\n');

describe('a class ModelRegistry that looks into a dictionary', () => {
  test('one dictionary in the package of the models', () => {
    const it = readVllm({
      [PACKAGE]: lines(
        'from importlib import import_module',
        '_ALL = {',
        '    "AcornForCausalLM": ("acorn", "AcornForCausalLM"),',
        '    "AcornModel": ("acorn", "AcornForCausalLM"),',
        '}',
        '_OTHERS = {"GhostModel": ("ghost", "GhostModel")}',
        ...registryClass('_ALL'),
      ),
    });
    expect(registered(it)).toEqual([
      'AcornForCausalLM: ModelRegistry:3 AcornForCausalLM in acorn.py',
      'AcornModel: ModelRegistry:4 AcornForCausalLM in acorn.py',
    ]);
    expect(it.scan.registrations.map(({ file }) => file)).toEqual([`vllm/${PACKAGE}`, `vllm/${PACKAGE}`]);
    expect(it.scan.loaderRegistries).toEqual(['ModelRegistry']);
    expect(reports(it)).toEqual([]);
    expect(undecided(it)).toEqual([]);
  });

  test('groups that it is made of; a later one wins', () => {
    const it = readVllm({
      [PACKAGE]: lines(
        '_NUTS = {"AcornForCausalLM": ("acorn", "AcornForCausalLM"), "AcornModel": ("acorn", "AcornForCausalLM")}',
        '_SEEDS = {"AcornModel": ("acorn", "AcornForCausalLM")}',
        '_ALL = {**_NUTS, **_SEEDS}',
        ...registryClass('_ALL'),
      ),
    });
    expect(registered(it)).toEqual([
      'AcornForCausalLM: _NUTS:1 AcornForCausalLM in acorn.py',
      'AcornModel: _SEEDS:2 AcornForCausalLM in acorn.py',
    ]);
    expect(it.scan.loaderRegistries).toEqual(['_NUTS', '_SEEDS', 'ModelRegistry']);
    expect(it.scan.replaced?.map(({ key, registry, line }) => `${key} ${registry}:${line}`)).toEqual([
      'AcornModel _NUTS:1',
    ]);
  });

  test('the file of today comes first, also with the class of then', () => {
    const table = (key: string): string => `_ALL = {"${key}": ("acorn", "AcornForCausalLM")}`;
    const both = readVllm({
      [REGISTRY]: lines(table('NewModel'), ...registryClass('_ALL')),
      [PACKAGE]: lines(table('OldModel'), ...registryClass('_ALL')),
    });
    const today = readVllm({
      [REGISTRY]: registryFile('_A = {"NewModel": ("acorn", "AcornForCausalLM")}', '_VLLM_MODELS = {**_A}'),
      [PACKAGE]: lines(table('OldModel'), ...registryClass('_ALL')),
    });
    expect([...registered(both), ...registered(today)]).toEqual([
      'NewModel: ModelRegistry:1 AcornForCausalLM in acorn.py',
      'NewModel: _A:1 AcornForCausalLM in acorn.py',
    ]);
  });

  test('what it refuses on a platform is conditional', () => {
    const it = readVllm({
      [PACKAGE]: lines(
        '_ALL = {"AcornForCausalLM": ("acorn", "AcornForCausalLM"), "AcornModel": ("acorn", "AcornForCausalLM")}',
        '_REFUSED = ["AcornModel"]',
        '_WARNED = {"AcornForCausalLM": "slow"}',
        ...registryClass(
          '_ALL',
          'def check(name):',
          '    if on_that_platform():',
          '        if name in _REFUSED:',
          '            raise ValueError(name)',
          '        if name in _WARNED:',
          '            print(_WARNED[name])',
        ),
      ),
    });
    expect(registered(it)).toEqual([
      'AcornForCausalLM: ModelRegistry:1 AcornForCausalLM in acorn.py',
      'AcornModel: ModelRegistry:1 AcornForCausalLM in acorn.py, conditional',
    ]);
  });

  test('a module that is not there is reported as it is today', () => {
    const it = readVllm({
      [PACKAGE]: lines('_ALL = {"OakForCausalLM": ("oak", "OakForCausalLM")}', ...registryClass('_ALL')),
    });
    expect(reports(it)).toEqual([
      'vllm-unresolved-class __init__.py:1 OakForCausalLM is registered, but there is no module vllm.model_executor.models.oak: vLLM would fail to load it',
    ]);
  });
});

describe('a dictionary of classes that the loader looks into', () => {
  const lookUp = ['def _get_model_architecture(config):', '    return _TABLE[config.architecture]'];

  test('a class is where the package of the models has it from', () => {
    const it = readVllm({
      [PACKAGE]: 'from .acorn import AcornForCausalLM\n__all__ = ["AcornForCausalLM"]\n',
      [LOADER]: lines(
        'from vllm.model_executor.models import *',
        '_TABLE = {',
        '    "AcornForCausalLM": AcornForCausalLM,',
        '    "ACORNForCausalLM": AcornForCausalLM,',
        '}',
        ...lookUp,
      ),
    });
    expect(registered(it)).toEqual([
      'ACORNForCausalLM: ModelRegistry:4 AcornForCausalLM in acorn.py',
      'AcornForCausalLM: ModelRegistry:3 AcornForCausalLM in acorn.py',
    ]);
    expect(it.scan.registrations[0]?.file).toBe(`vllm/${LOADER}`);
    expect(reports(it)).toEqual([]);
    expect(undecided(it)).toEqual([]);
  });

  test('what a platform deletes is conditional', () => {
    const it = readVllm({
      [LOADER]: lines(
        'from vllm.model_executor.models.acorn import AcornForCausalLM',
        'from some.platform import is_other',
        '_TABLE = {"AcornForCausalLM": AcornForCausalLM, "AcornModel": AcornForCausalLM}',
        '_REFUSED = ["AcornModel"]',
        'if is_other():',
        '    for name in _REFUSED:',
        '        del _TABLE[name]',
        ...lookUp,
      ),
    });
    expect(registered(it)).toEqual([
      'AcornForCausalLM: ModelRegistry:3 AcornForCausalLM in acorn.py',
      'AcornModel: ModelRegistry:3 AcornForCausalLM in acorn.py, conditional',
    ]);
  });

  test('a class that the sources do not have leaves the entry open', () => {
    const it = readVllm({
      [LOADER]: lines(
        'from elsewhere import OakForCausalLM',
        '_TABLE = {"OakForCausalLM": OakForCausalLM}',
        ...lookUp,
      ),
    });
    expect(registered(it)).toEqual(['OakForCausalLM: ModelRegistry:2 OakForCausalLM in nowhere']);
    expect(undecided(it)).toMatchInlineSnapshot(`
      [
        "model_loader.py:2 OakForCausalLM: the module and class are not known: it is a external",
      ]
    `);
  });
});

describe('what a model could do', () => {
  const TABLE = [
    '_NUTS = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
    '_SEEDS = {"AcornModel": ("acorn", "AcornForCausalLM")}',
    '_ALL = {**_NUTS, **_SEEDS}',
  ];
  const plain = (name: string, ...body: readonly string[]): string =>
    lines(`class ${name}:`, ...body.map((line) => `    ${line}`), '    def forward(self, ids): ...');

  test('everything generates text where the registry knows nothing else', () => {
    const it = readVllm({
      [PACKAGE]: lines('_ALL = {"OakModel": ("oak", "OakModel")}', ...registryClass('_ALL')),
      'model_executor/models/oak.py': plain('OakModel'),
    });
    expect(abilities(it, 'OakModel')).toBe('textGeneration');
    expect(it.scan.categories.get('OakModel')?.generation?.file).toBe('vllm/model_executor/models/oak.py');
  });

  test('embedding and multimodal models are those of the tables that it tests', () => {
    const it = readVllm({
      [PACKAGE]: lines(
        ...TABLE,
        ...registryClass(
          '_ALL',
          'def is_embedding_model(name):',
          '    return name in _SEEDS',
          'def is_multimodal_model(name):',
          '    return name in _NUTS',
        ),
      ),
    });
    expect(abilities(it, 'AcornForCausalLM')).toBe('lora pp multimodal textGeneration');
    expect(abilities(it, 'AcornModel')).toBe('lora pp pooling');
  });

  test('the interfaces of today say what a method leaves to them', () => {
    const it = readVllm({
      [REGISTRY]: lines(
        ...TABLE,
        ...registryClass(
          '_ALL',
          'def is_embedding_model(name):',
          '    return ask(is_embedding_model, name)',
          'def is_multimodal_model(name):',
          '    return ask(supports_multimodal, name)',
        ),
      ),
    });
    expect(abilities(it, 'AcornModel')).toBe('lora pp textGeneration');
  });

  test('LoRA was a list of modules, or a flag, before there was an interface', () => {
    const it = readVllm({
      [INTERFACES]: '',
      [PACKAGE]: lines(
        '_ALL = {"OakModel": ("oak", "OakModel"), "FirModel": ("fir", "FirModel"), "AshModel": ("ash", "AshModel")}',
        ...registryClass('_ALL'),
      ),
      'model_executor/models/oak.py': plain('OakModel', 'supported_lora_modules = []'),
      'model_executor/models/fir.py': plain('FirModel', 'supports_lora = True'),
      'model_executor/models/ash.py': plain('AshModel'),
    });
    expect(['OakModel', 'FirModel', 'AshModel'].map((key) => abilities(it, key))).toEqual([
      'lora textGeneration',
      'lora textGeneration',
      'textGeneration',
    ]);
  });

  test('models that see were told by a list of the loader, a base, or a flag', () => {
    const it = readVllm({
      [INTERFACES]: '',
      'model_executor/model_loader/__init__.py': '',
      'model_executor/model_loader/loader.py': lines(
        'from vllm.model_executor.models.oak import OakModel',
        '_VISION_MODEL_CLASSES = [OakModel]',
      ),
      [PACKAGE]: lines(
        '_ALL = {',
        '    "OakModel": ("oak", "OakModel"),',
        '    "FirModel": ("fir", "FirModel"),',
        '    "ElmModel": ("elm", "ElmModel"),',
        '    "AshModel": ("ash", "AshModel"),',
        '}',
        ...registryClass('_ALL'),
      ),
      'model_executor/models/oak.py': plain('OakModel'),
      'model_executor/models/fir.py': lines(
        'class VisionLanguageModelBase:',
        '    pass',
        'class FirModel(VisionLanguageModelBase):',
        '    pass',
      ),
      'model_executor/models/elm.py': plain('ElmModel', 'supports_vision = True'),
      'model_executor/models/ash.py': plain('AshModel', 'supports_vision = False'),
    });
    expect(['OakModel', 'FirModel', 'ElmModel', 'AshModel'].map((key) => abilities(it, key))).toEqual([
      'multimodal textGeneration',
      'multimodal textGeneration',
      'multimodal textGeneration',
      'textGeneration',
    ]);
  });

  test('what was asked before does not count beside the interfaces', () => {
    const it = readVllm({
      [PACKAGE]: lines('_ALL = {"OakModel": ("oak", "OakModel")}', ...registryClass('_ALL')),
      'model_executor/models/oak.py': plain(
        'OakModel',
        'supported_lora_modules = []',
        'supports_vision = True',
      ),
    });
    expect(abilities(it, 'OakModel')).toBe('textGeneration');
  });

  test('pipeline parallelism was a list in the configuration', () => {
    const it = readVllm({
      [PACKAGE]: lines(...TABLE, ...registryClass('_ALL')),
      'config.py': '_PP_SUPPORTED_MODELS = ["AcornModel"]',
    });
    expect(abilities(it, 'AcornModel')).toBe('lora pp textGeneration');
    expect(abilities(it, 'AcornForCausalLM')).toBe('lora textGeneration');
  });

  test('what rests on a base that is not known is left out', () => {
    const it = readVllm({
      [INTERFACES]: '',
      [PACKAGE]: lines('_ALL = {"OakModel": ("oak", "OakModel")}', ...registryClass('_ALL')),
      'model_executor/models/oak.py': lines(
        'from somewhere import choose',
        'class OakModel(choose()):',
        '    def forward(self, ids): ...',
      ),
    });
    expect(it.scan.registrations.map(({ capabilities }) => capabilities)).toEqual([
      { pp: false, pooling: false, textGeneration: true },
    ]);
  });
});

test('the requirement on transformers was in one file for all platforms', () => {
  const it = readVllm({}, { 'requirements.txt': 'ninja\ntransformers >= 4.28.0  # for acorns\n' });
  expect(it.scan.transformersPin).toEqual({
    requirement: '>= 4.28.0',
    ...{ file: 'requirements.txt', line: 2, column: 1 },
  });
});

describe('what is not found', () => {
  test('a class that looks into nothing, and a loader without a table', () => {
    const it = readVllm({
      [PACKAGE]: 'class ModelRegistry:\n    def load(name):\n        return find(name)\n',
      [LOADER]: 'def _get_model_architecture(config):\n    return find(config)\n',
    });
    expect(reports(it)).toEqual([
      'registry-missing registry.py:1 vllm/model_executor/models/registry.py is not there: what vLLM registers is not known',
    ]);
  });

  test('a syntax error may hide it', () => {
    const it = readVllm({
      [PACKAGE]: lines(
        '_ALL = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
        'class ModelRegistry:',
        '    def load(name):',
        '        folder, kind = = _ALL[name]',
      ),
    });
    expect(it.scan.diagnostics).toEqual([]);
    expect(it.scan.undecidable.map(({ line, mayHideMore }) => `${line} ${mayHideMore ?? ''}`)).toEqual([
      '4 syntax-error',
    ]);
  });

  test('a syntax error in the registry that was found is said with it', () => {
    const it = readVllm({
      [PACKAGE]: lines(
        '_ALL = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_ALL[ = 1',
        ...registryClass('_ALL'),
      ),
    });
    expect(it.scan.undecidable.some(({ file }) => file === `vllm/${PACKAGE}`)).toBe(true);
  });
});
