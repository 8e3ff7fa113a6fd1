import { describe, expect, test } from 'vitest';
import { hidingPlaces } from '../../src/engines/hidden.js';
import { llamaCpp } from '../../src/engines/llamacpp/index.js';
import { lmdeploy } from '../../src/engines/lmdeploy/index.js';
import { mlxLm } from '../../src/engines/mlx-lm/index.js';
import { sglang } from '../../src/engines/sglang/index.js';
import { sglangJax } from '../../src/engines/sglang-jax/index.js';
import { tgi } from '../../src/engines/tgi/index.js';
import { tensorrtLlm } from '../../src/engines/trtllm/index.js';
import type { EngineAdapter } from '../../src/engines/types.js';
import { vllm } from '../../src/engines/vllm/index.js';
import { joinArchitectures, type Support } from '../../src/models/architectures.js';
import { readEngine } from './read-engine.js';
import { readTransformers, type Files } from './trees.js';

interface Case {
  readonly adapter: EngineAdapter;
  /** The file with the registry, and the text with an error at module scope. */
  readonly file: string;
  readonly broken: string;
  readonly line: number;
  /** The same with an error that hides nothing that is registered. */
  readonly harmless: string;
  readonly beside?: Files;
}

const INSIDE = 'def helper():\n    x = = 3\n';
const oak = 'class Oak:\n    pass\n';
const pytorch = 'lmdeploy/pytorch/models/module_map.py';
const turbomind = 'lmdeploy/turbomind/supported_models.py';
const converter = '@ModelBase.register("Oak")\nclass OakModel(TextModel):\n    model_arch = MODEL_ARCH.OAK\n';
const decorated = '@register_auto_model("Oak")\nclass OakModel:\n    pass\n';
const members = 'class ModelType(enum.Enum):\n    OAK = {"type": "oak"}\n';

const CASES: readonly Case[] = [
  {
    adapter: sglang,
    file: 'python/sglang/srt/models/oak.py',
    broken: `${oak}EntryClass = [Oak Elm]\n`,
    line: 3,
    harmless: `${oak}EntryClass = [Oak]\n${INSIDE}`,
  },
  {
    adapter: sglangJax,
    file: 'python/sgl_jax/srt/models/oak.py',
    broken: `${oak}EntryClass = [Oak\n`,
    line: 3,
    harmless: `${oak}EntryClass = [Oak]\n${INSIDE}`,
  },
  {
    adapter: vllm,
    file: 'vllm/model_executor/models/registry.py',
    broken:
      '_TEXT = {\n    "Oak": ("oak", "Oak"\n    "Elm": ("oak", "Oak"),\n}\nModelRegistry = Registry(_TEXT)\n',
    line: 1,
    harmless: `_TEXT = {"Oak": ("oak", "Oak")}\nModelRegistry = Registry(_TEXT)\n${INSIDE}`,
    beside: { 'vllm/model_executor/models/oak.py': oak },
  },
  {
    adapter: lmdeploy,
    file: pytorch,
    broken: 'MODULE_MAP = {}\nMODULE_MAP["Oak"] = = 1\n',
    line: 2,
    harmless: `MODULE_MAP = {}\n${INSIDE}`,
    beside: { [turbomind]: 'SUPPORTED_ARCHS = dict()\n' },
  },
  {
    adapter: lmdeploy,
    file: turbomind,
    broken: 'SUPPORTED_ARCHS = dict(\n',
    line: 1,
    harmless: `SUPPORTED_ARCHS = dict()\n${INSIDE}`,
    beside: { [pytorch]: 'MODULE_MAP = {}\n' },
  },
  {
    adapter: mlxLm,
    file: 'mlx_lm/models/oak.py',
    broken: 'class ModelArgs:\n    pass\nclass Model(:\n    pass\n',
    line: 3,
    harmless: `class ModelArgs:\n    pass\nclass Model:\n    pass\n${INSIDE}`,
    beside: { 'mlx_lm/utils.py': 'MODEL_REMAPPING = {}\n' },
  },
  {
    adapter: mlxLm,
    file: 'mlx_lm/utils.py',
    broken: 'MODEL_REMAPPING = {"oak": "elm"\n',
    line: 1,
    harmless: `MODEL_REMAPPING = {}\n${INSIDE}`,
    beside: { 'mlx_lm/models/elm.py': 'class ModelArgs: ...\nclass Model: ...\n' },
  },
  {
    adapter: llamaCpp,
    file: 'conversion/oak.py',
    broken: `${converter}\n@ModelBase.register("Elm")\nclass ElmModel(:\n    pass\n`,
    line: 6,
    harmless: `${converter}${INSIDE}`,
    beside: { 'conversion/base.py': 'class ModelBase: ...\n', 'conversion/__init__.py': '' },
  },
  {
    adapter: tensorrtLlm,
    file: 'tensorrt_llm/_torch/models/modeling_oak.py',
    broken: `${decorated}\n@register_auto_model("Elm")\nclass ElmModel(:\n    pass\n`,
    line: 6,
    harmless: `${decorated}${INSIDE}`,
  },
  {
    adapter: tgi,
    file: 'server/text_generation_server/models/__init__.py',
    broken: `${members}x = [\n`,
    line: 3,
    harmless: `${members}${INSIDE}`,
  },
];

function supportIn({ adapter, file, beside }: Case, text: string): Support {
  const { scan: engine } = readEngine(adapter, { ...beside, [file]: text });
  return joinArchitectures({ engine, transformers: TRANSFORMERS })('ElmForCausalLM').support;
}

const PACKAGE: Files = {
  'src/transformers/__init__.py': '__version__ = "5.0.0"\ndefine_import_structure()\n',
  'src/transformers/modeling_utils.py': 'class PreTrainedModel: ...\n',
  'src/transformers/models/auto/modeling_auto.py': '',
};
const TRANSFORMERS = readTransformers(PACKAGE).scan;

describe('what a syntax error in a registry may hide is not known', () => {
  test.each(CASES.map((each) => [each.adapter.title, each.file, each] as const))(
    '%s: %s',
    (_, file, each) => {
      const answer = supportIn(each, each.broken);
      expect(answer).toMatchObject({
        level: null,
        reason: 'a syntax error may hide what is registered here',
        evidence: { file, line: each.line },
        visible: { level: 'none' },
      });
      expect(supportIn(each, each.harmless)).toMatchObject({ level: 'none' });
    },
  );

  test.each(CASES.map((each) => [each.adapter.title, each.file, each] as const))(
    '%s: no registry is said to be missing, nor when %s cannot be read',
    (_, file, { adapter, broken, beside }) => {
      const files = { ...beside, [file]: broken };
      for (const unreadable of [[], [file]]) {
        const { scan } = readEngine(adapter, files, unreadable);
        expect(scan.diagnostics.map(({ rule }) => rule)).not.toContain('registry-missing');
        expect(hidingPlaces(scan).map((each) => each.file)).toEqual([file]);
      }
    },
  );

  const [models, registry] = ['python/sglang/srt/models/oak.py', 'vllm/model_executor/models/registry.py'];
  const types = 'server/text_generation_server/models/__init__.py';
  const doc = 'class Oak:\n    def f(self):\n        """\n        Doc\n        return 1\n\n';

  test.each<readonly [string, EngineAdapter, string, number, string]>([
    [
      'a comma that is missing in a table',
      vllm,
      registry,
      2,
      '_TEXT = {\n  "Oak": ("oak", "Oak")\n  "Elm": ("elm", "Elm"),\n}\n',
    ],
    ['no expression, beside a table', vllm, registry, 2, '_TEXT = {}\nfoo = = 1\n'],
    [
      'a documentation that takes the rest of the module',
      sglang,
      models,
      3,
      `${doc}class B:\n    x = (1,\n\nEntryClass = Oak\n`,
    ],
    ['something behind an EntryClass', sglang, models, 4, `${oak}EntryClass = [Oak]\nEntryClass.append(\n`],
    [
      'a member of a class that is the registry',
      tgi,
      types,
      2,
      'class ModelType(enum.Enum):\n    OAK = {{"type": "oak"}\n',
    ],
    [
      'what stands in such a member',
      tgi,
      types,
      2,
      'class ModelType(enum.Enum):\n    OAK = {"type" "oak", = 1}\n',
    ],
  ])('%s', (_, adapter, file, line, text) => {
    const { scan } = readEngine(adapter, { [file]: text });
    expect(hidingPlaces(scan)).toMatchObject([{ file, line, mayHideMore: 'syntax-error' }]);
  });

  test.each([
    [
      'a bracket in a method',
      `class Oak:\n    def f(self):\n        x = (\n        return 1\nEntryClass = Oak\n`,
    ],
    ['an expression in the body of a class', 'class Oak:\n    x = = 1\nEntryClass = Oak\n'],
    ['quotes in a method', 'class Oak:\n    def f(self):\n        """\n        return 1\nEntryClass = Oak\n'],
    [
      'words at the left of a documentation',
      'class Oak:\n    """\nNo code.\n    """\n    def f(self):\n        x = = 1\nEntryClass = Oak\n',
    ],
  ])('not %s', (_, text) => {
    const { scan } = readEngine(sglang, { [models]: text });
    expect(hidingPlaces(scan)).toEqual([]);
    expect(scan.registrations).toMatchObject([{ key: 'Oak' }]);
  });

  test('a file that has no such decorator hides nothing', () => {
    const { scan } = readEngine(tensorrtLlm, {
      'tensorrt_llm/_torch/models/modeling_oak.py': decorated,
      'tensorrt_llm/_torch/models/modeling_elm.py': 'class ElmModel(:\n',
    });
    expect(hidingPlaces(scan)).toEqual([]);
  });

  test('one that converters need hides what they register', () => {
    const { scan } = readEngine(llamaCpp, {
      'conversion/base.py': 'class ModelBase: ...\nclass TextModel(:\n    pass\n',
      'conversion/__init__.py': '',
      'conversion/oak.py': `from .base import ModelBase, TextModel\n${converter}`,
    });
    expect(hidingPlaces(scan)).toMatchObject([{ file: 'conversion/base.py', line: 2 }]);
  });

  test('nor does an error in a component, which the loader does not look up', () => {
    const { scan } = readEngine(sglangJax, {
      'python/sgl_jax/srt/models/oak.py': `${oak}EntryClass = Oak\n`,
      'python/sgl_jax/srt/multimodal/models/elm.py': `${oak}EntryClass = [Oak\n`,
    });
    expect(hidingPlaces(scan)).toEqual([]);
  });
});

describe('transformers', () => {
  const folder = 'src/transformers/models/oak';
  const auto = 'src/transformers/models/auto/modeling_auto.py';
  const BROKEN = 'class OakForCausalLM(:\n    pass\n';
  const ELM_WITH_GATE: Files = {
    'python/sglang/srt/models/elm.py': '',
    'python/sglang/srt/model_loader/utils.py': 'print(model.is_backend_compatible())\n',
  };
  const asked = (adapter: EngineAdapter, engineFiles: Files, files: Files): Support => {
    const { scan: transformers } = readTransformers({ ...PACKAGE, ...files });
    const { scan: engine } = readEngine(adapter, engineFiles);
    return joinArchitectures({ engine, transformers })('OakForCausalLM').support;
  };
  const answer = (text: string): Support =>
    asked(sglang, ELM_WITH_GATE, { [`${folder}/modeling_oak.py`]: text });

  test('may hide a class with a syntax error at module scope', () => {
    expect(answer(BROKEN)).toMatchObject({
      level: null,
      reason: 'a syntax error may hide what is exported here',
      evidence: { file: `${folder}/modeling_oak.py`, line: 1 },
    });
  });

  test('hides none with one in a function', () => {
    expect(answer(INSIDE)).toMatchObject({ level: 'none' });
  });

  test.each([
    [lmdeploy, { [pytorch]: 'MODULE_MAP = {}\n', [turbomind]: 'SUPPORTED_ARCHS = dict()\n' }],
    [mlxLm, { 'mlx_lm/utils.py': '', 'mlx_lm/models/elm.py': 'class ModelArgs: ...\nclass Model: ...\n' }],
  ])('hides nothing from an engine that takes no class from it', (adapter, files) => {
    expect(asked(adapter, files, { [`${folder}/modeling_oak.py`]: BROKEN })).toEqual({
      level: 'none',
      reason: 'not registered, and the engine has no fallback',
    });
  });

  test('its mappings may hide what an engine registers by model type', () => {
    const files = {
      'mlx_lm/utils.py': '',
      'mlx_lm/models/elm.py': 'class ModelArgs: ...\nclass Model: ...\n',
    };
    const mapping = 'MODEL_FOR_CAUSAL_LM_MAPPING_NAMES = OrderedDict([("elm"\n';
    expect(asked(mlxLm, files, { [auto]: mapping })).toMatchObject({ level: null, evidence: { file: auto } });
  });

  test.each([
    ['oak', null],
    ['elm', 'none'],
  ])('hides what a mapping has from an engine that asks the mapping: %s', (type, level) => {
    const own = [
      'class ModelType(enum.Enum):',
      '    ELM = {"type": "elm"}',
      'def get_model(model_type):',
      '    if model_type in modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:',
      '        return 1',
    ];
    const name = type === 'oak' ? 'OakForCausalLM' : 'ElmForCausalLM';
    const files = {
      [auto]: `from collections import OrderedDict\nMODEL_FOR_CAUSAL_LM_MAPPING_NAMES = OrderedDict([("${type}", "${name}")])\n`,
      [`${folder}/modeling_oak.py`]: BROKEN,
    };
    const file = 'server/text_generation_server/models/__init__.py';
    expect(asked(tgi, { [file]: `${own.join('\n')}\n` }, files)).toMatchObject({ level });
  });
});
