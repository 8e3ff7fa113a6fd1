import { describe, expect, test } from 'vitest';
import type { TransformersScan } from '../../../src/engines/transformers/index.js';
import { joinArchitectures, type ArchitectureRecord } from '../../../src/models/architectures.js';
import { readTransformers, type Files } from '../trees.js';
import type { EngineRead } from '../read-engine.js';
import { readVllm, REGISTRY, registryFile } from './trees.js';

const LOADER = [
  'class _ModelRegistry:',
  '    def _try_resolve_transformers(self, architecture, model_config):',
  '        model_module = getattr(transformers, architecture, None)',
  '        if not model_module.is_backend_compatible():',
  '            return None',
];

const SUFFIXES = [
  '_SUFFIX_TO_DEFAULTS: list[tuple[str, tuple[str, str]]] = [',
  '    ("ForCausalLM", ("generate", "none")),',
  '    ("LMHeadModel", ("generate", "none")),',
  '    ("ForSequenceClassification", ("pooling", "classify")),',
  '    ("Model", ("pooling", "embed")),',
  ']',
].join('\n');

const REGISTERED = registryFile(
  '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM"), "AcornModel": ("acorn", "AcornForCausalLM")}',
  '_VLLM_MODELS = {**_A}',
  '_PREVIOUSLY = {"ElmForCausalLM": "0.10.2"}',
  ...LOADER,
);

function vllm(files: Files = {}, beside: Files = {}): EngineRead {
  return readVllm({ [REGISTRY]: REGISTERED, 'config/model.py': SUFFIXES, ...files }, beside);
}

/** transformers with one class that passes the gate, and others that do not. */
const transformers = (): TransformersScan => {
  const model = (name: string, passes: boolean): string =>
    `class ${name}(PreTrainedModel):\n    _supports_attention_backend = ${passes ? 'True' : 'False'}\n`;
  const classes: readonly (readonly [string, boolean])[] = [
    ['OakForCausalLM', true],
    ['ElmForCausalLM', false],
    ['AcornLMHeadModel', true],
    ['AcornForSequenceClassification', true],
    ['OakForSequenceClassification', true],
  ];
  return readTransformers({
    'src/transformers/__init__.py':
      '__version__ = "5.0.0"\nimport sys\nfrom .utils import define_import_structure\nsys.modules[__name__] = define_import_structure()\n',
    'src/transformers/modeling_utils.py':
      'class PreTrainedModel:\n    _supports_attention_backend = False\n    @classmethod\n    def is_backend_compatible(cls):\n        return cls._supports_attention_backend\n',
    'src/transformers/models/auto/modeling_auto.py': '',
    'src/transformers/models/oak/modeling_oak.py': [
      'from ...modeling_utils import PreTrainedModel',
      ...classes.map(([name, passes]) => model(name, passes)),
      `__all__ = [${classes.map(([name]) => `"${name}"`).join(', ')}]`,
    ].join('\n'),
  }).scan;
};

function joined(it: EngineRead, scan: TransformersScan | null): (architecture: string) => ArchitectureRecord {
  return joinArchitectures({ engine: it.scan, transformers: scan });
}

function levels(
  join: (architecture: string) => ArchitectureRecord,
  names: readonly string[],
): readonly string[] {
  return names.map((name) => {
    const { level, reason, evidence } = join(name).support;
    const where = evidence === undefined ? '' : ` [${evidence.rule} ${evidence.file}:${evidence.line}]`;
    return `${name}: ${level ?? 'undecidable'}, ${reason}${where}`;
  });
}

describe('an architecture that vLLM does not register', () => {
  test('is converted where its ending asks for it, after transformers was asked where it does not', () => {
    const names = [
      'AcornForCausalLM',
      'AcornForSequenceClassification',
      'AcornLMHeadModel',
      'OakForCausalLM',
      'OakForSequenceClassification',
      'ElmForCausalLM',
      'NobodyForCausalLM',
    ];
    expect(levels(joined(vllm(), transformers()), names)).toMatchInlineSnapshot(`
      [
        "AcornForCausalLM: native, registered [vllm-registration vllm/model_executor/models/registry.py:1]",
        "AcornForSequenceClassification: converted, not registered, but served from AcornForCausalLM by its ending [vllm-suffix-conversion vllm/config/model.py:1]",
        "AcornLMHeadModel: fallback, is_backend_compatible() is true in transformers 5.0.0 [transformers-backend-compatible src/transformers/models/oak/modeling_oak.py:8]",
        "OakForCausalLM: fallback, is_backend_compatible() is true in transformers 5.0.0 [transformers-backend-compatible src/transformers/models/oak/modeling_oak.py:2]",
        "OakForSequenceClassification: fallback, is_backend_compatible() is true in transformers 5.0.0 [transformers-backend-compatible src/transformers/models/oak/modeling_oak.py:14]",
        "ElmForCausalLM: exported, supported until 0.10.2; the engine refuses it: is_backend_compatible() is false in transformers 5.0.0 [vllm-removed vllm/model_executor/models/registry.py:3]",
        "NobodyForCausalLM: none, not registered, and not exported by transformers 5.0.0",
      ]
    `);
  });

  test('without transformers only a conversion that does not ask it is certain', () => {
    const names = ['AcornForSequenceClassification', 'AcornLMHeadModel'];
    expect(levels(joined(vllm(), null), names)).toMatchInlineSnapshot(`
      [
        "AcornForSequenceClassification: converted, not registered, but served from AcornForCausalLM by its ending [vllm-suffix-conversion vllm/config/model.py:1]",
        "AcornLMHeadModel: undecidable, not registered, and no transformers sources were read",
      ]
    `);
  });

  test('endings that are computed are undecidable, and nothing is converted', () => {
    const it = vllm({ 'config/model.py': 'from x import make\n_SUFFIX_TO_DEFAULTS = [("Model", make())]\n' });
    expect(it.scan.conversion).toBeUndefined();
    expect(it.scan.undecidable).toEqual([
      {
        file: 'vllm/config/model.py',
        line: 2,
        reason: 'which endings vLLM converts: _SUFFIX_TO_DEFAULTS is no list of endings',
      },
    ]);
  });

  test('an older vLLM has no conversion and asks nobody', () => {
    const it = readVllm({ [REGISTRY]: registryFile('_VLLM_MODELS = {}') });
    expect([it.scan.conversion, it.scan.fallbackGate, it.scan.transformersPin]).toEqual([
      undefined,
      null,
      null,
    ]);
  });
});

test('the requirement on transformers stands beside the package', () => {
  const it = vllm({}, { 'requirements/common.txt': 'torch\ntransformers >= 4.56.0, != 5.0.*  # a remark\n' });
  expect(it.scan.transformersPin).toEqual({
    requirement: '>= 4.56.0, != 5.0.*',
    file: 'requirements/common.txt',
    line: 2,
    column: 1,
  });
});

describe('the test registry', () => {
  const EXAMPLES = [
    'from helpers import HfExampleModels, REASON, _Info, make_info',
    '_TEXT = {',
    '    "AcornForCausalLM": _Info("acme/acorn-7b", extras={"tiny": "acme/tiny"}, trust_remote_code=True),',
    '    "AcornModel": _Info(',
    '        "acme/acorn-embed", min_transformers_version="5.0.0", max_transformers_version="5.9",',
    '        transformers_version_reason={"hf": "5.9 is" " the last", REASON: "no"}, revision="v2",',
    '        speculative_model="acme/acorn-draft",',
    '    ),',
    '    "GoneForCausalLM": _Info("/local/gone", is_available_online=False, transformers_version_reason="old"),',
    '    "OddForCausalLM": make_info(),',
    '}',
    '_CONVERTED = {"AcornForSequenceClassification": _Info("acme/acorn-cls")}',
    '_ALL = {**_TEXT}',
    'HF_EXAMPLE_MODELS = HfExampleModels(_ALL)',
    'AUTO_EXAMPLE_MODELS = HfExampleModels(_CONVERTED)',
  ].join('\n');
  const read = (): EngineRead => vllm({}, { 'tests/models/registry.py': EXAMPLES });

  test('names a checkpoint for every architecture, and what it needs', () => {
    expect(read().scan.examples).toEqual([
      example('AcornForCausalLM', 'acme/acorn-7b', 3, { extras: ['acme/tiny'], trustRemoteCode: true }),
      example('AcornModel', 'acme/acorn-embed', 4, {
        minTransformersVersion: '5.0.0',
        maxTransformersVersion: '5.9',
        versionReasons: { hf: '5.9 is the last' },
        revision: 'v2',
        speculativeModel: 'acme/acorn-draft',
      }),
      example('GoneForCausalLM', '/local/gone', 9, {
        isAvailableOnline: false,
        versionReasons: { all: 'old' },
      }),
      example('AcornForSequenceClassification', 'acme/acorn-cls', 12, {}),
    ]);
    expect(read().scan.undecidable).toEqual([
      {
        file: 'tests/models/registry.py',
        line: 10,
        reason: 'the example of OddForCausalLM is not written as a call with a name',
      },
    ]);
  });

  test('is one more source of examples; what is not online is none', () => {
    const join = joined(read(), null);
    const shown = ['AcornForCausalLM', 'AcornForSequenceClassification', 'GoneForCausalLM'].map((name) => {
      const found = join(name).example;
      return found.id === null
        ? 'none'
        : `${found.id} ${found.source} ${found.evidence?.file ?? ''}:${found.evidence?.line ?? 0}`;
    });
    expect(shown).toEqual([
      'acme/acorn-7b engine_test tests/models/registry.py:3',
      'acme/acorn-cls engine_test tests/models/registry.py:12',
      'none',
    ]);
  });

  function example(architecture: string, id: string, line: number, more: object): object {
    return {
      ...{ architecture, id, extras: [], isAvailableOnline: true, trustRemoteCode: false },
      ...{ minTransformersVersion: null, maxTransformersVersion: null, versionReasons: {} },
      ...{ revision: null, speculativeModel: null },
      ...{ file: 'tests/models/registry.py', line, column: line === 12 ? 15 : 5 },
      ...more,
    };
  }
});

describe('categories', () => {
  test('by the class, or by the runner that the ending stands for', () => {
    const it = vllm({
      [REGISTRY]: registryFile(
        '_A = {',
        '    "AcornForCausalLM": ("acorn", "AcornForCausalLM"),',
        '    "AcornModel": ("acorn", "AcornForCausalLM"),',
        '    "AcornVLForCausalLM": ("acorn_vl", "AcornVLForCausalLM"),',
        '    "AcornEncoder": ("acorn_vl", "AcornEncoder"),',
        '    "AcornHidden": ("acorn_vl", "AcornHidden"),',
        '}',
        '_SPECULATIVE = {',
        '    "AcornMTP": ("acorn_vl", "AcornHidden"),',
        '    "AcornMedusaModel": ("acorn_vl", "AcornHidden"),',
        '    "AcornMTPModel": ("acorn", "AcornForCausalLM"),',
        '    "AcornDraft": ("acorn_vl", "AcornEncoder"),',
        '    "AcornVLDraftModel": ("acorn_vl", "AcornVLForCausalLM"),',
        '}',
        '_VLLM_MODELS = {**_A, **_SPECULATIVE}',
      ),
      'model_executor/models/acorn_vl.py': [
        'from .acorn import AcornForCausalLM',
        'from .interfaces import SupportsMultiModal',
        'class AcornVLForCausalLM(AcornForCausalLM, SupportsMultiModal):',
        '    pass',
        'class AcornEncoder:',
        '    is_pooling_model = True',
        'class AcornHidden:',
        '    pass',
      ].join('\n'),
    });
    const join = joined(it, null);
    const names = ['AcornForCausalLM', 'AcornModel', 'AcornVLForCausalLM', 'AcornEncoder', 'AcornHidden'];
    const category = (name: string): string => join(name).category.category;
    expect(names.map(category)).toEqual(['text', 'embedding', 'multimodal', 'embedding', 'embedding']);
    // vLLM asks neither the class nor the name of a draft whether it pools.
    const drafts = ['AcornMTP', 'AcornMedusaModel', 'AcornMTPModel', 'AcornDraft', 'AcornVLDraftModel'];
    expect(drafts.map(category)).toEqual(['text', 'text', 'text', 'text', 'multimodal']);
  });
});
