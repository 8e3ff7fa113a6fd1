import { describe, expect, test } from 'vitest';
import { joinConfigClasses } from '../../../src/engines/config-classes.js';
import { tensorrtLlm } from '../../../src/engines/trtllm/index.js';
import { readEngine, reports, rows, undecided, type EngineRead } from '../read-engine.js';
import { below, readTransformers, type Files } from '../trees.js';

const OAK = '_torch/models/modeling_oak.py';
const INDEX = '_torch/models/_arch_index.py';
const CUSTOM = '_torch/auto_deploy/models/custom';

const MODEL = [
  'from .modeling_utils import register_auto_model',
  '@register_auto_model("OakForCausalLM")',
  'class OakLM: ...',
].join('\n');

function read(files: Files): EngineRead {
  return readEngine(tensorrtLlm, below('tensorrt_llm', files));
}

function index(archs: Readonly<Record<string, string>>, classes: Readonly<Record<string, string>>): string {
  const table = (name: string, of: Readonly<Record<string, string>>): string =>
    [`${name} = {`, ...Object.entries(of).map((row) => `    "${row.join('": "')}",`), '}', ''].join('\n');
  return table('MODEL_ARCH_TO_MODULE', archs) + table('MODEL_CLASS_TO_MODULE', classes);
}

describe('the PyTorch backend', () => {
  test('stacked decorators, other decorators between them, and an architecture that is no class', () => {
    const it = read({
      [OAK]: [
        'from .modeling_utils import register_auto_model, register_vision_encoder, register_input_processor',
        'NAME = "YewForCausalLM"',
        '@register_auto_model("OakForCausalLM")',
        '@register_auto_model("ElmForCausalLM")',
        '@register_auto_model(NAME)',
        'class OakLM: ...',
        '@register_vision_encoder(OakVision)',
        '@register_auto_model("OakVLForConditionalGeneration")',
        '@register_input_processor(OakProcessor, model_type="oak_vl")',
        'class OakVLModel(OakLM): ...',
      ].join('\n'),
    });
    expect(rows(it, 'pytorch')).toEqual([
      'ElmForCausalLM -> OakLM modeling_oak.py:4 modeling_oak.py:6',
      'OakForCausalLM -> OakLM modeling_oak.py:3 modeling_oak.py:6',
      'OakVLForConditionalGeneration -> OakVLModel modeling_oak.py:8 modeling_oak.py:10',
      'YewForCausalLM -> OakLM modeling_oak.py:5 modeling_oak.py:6',
    ]);
    expect([...it.scan.categories.keys()]).toEqual(['OakVLForConditionalGeneration']);
    expect(undecided(it)).toEqual([]);
    expect(reports(it)).toEqual([]);
  });

  test('what a prompt may hold is what the input processor has placeholders for', () => {
    const it = read({
      [OAK]: [
        '@register_auto_model("OakVLForConditionalGeneration")',
        '@register_input_processor(',
        '    OakProcessor,',
        '    placeholder_metadata=MultimodalPlaceholderMetadata(placeholder_map={"image": "<i>", "audio": "<a>"}))',
        'class OakVLModel: ...',
        '@register_auto_model("ElmVLForConditionalGeneration")',
        '@register_input_processor(',
        '    ElmProcessor, placeholder_metadata=MultimodalPlaceholderMetadata(placeholder_map={KEY: "<i>"}))',
        'class ElmVLModel: ...',
        '@register_auto_model("OakForCausalLM")',
        'class OakLM: ...',
      ].join('\n'),
    });
    const found = it.scan.registrations.map(({ key, capabilities }) => [key, capabilities]);
    expect(Object.fromEntries(found)).toEqual({
      OakVLForConditionalGeneration: { image: true, video: false, audio: true },
      ElmVLForConditionalGeneration: {},
      OakForCausalLM: {},
    });
  });

  test('a decorator that is reached through its module', () => {
    const it = read({
      [OAK]: [
        'from tensorrt_llm._torch.models import modeling_utils',
        '@modeling_utils.register_auto_model("OakVisionModel")',
        '@modeling_utils.register_input_processor(OakProcessor, model_type="oak_vl")',
        'class OakVisionModel: ...',
        '@deregister_auto_model("ElmModel")',
        'class ElmModel: ...',
      ].join('\n'),
    });
    expect(rows(it, 'pytorch')).toEqual([
      'OakVisionModel -> OakVisionModel modeling_oak.py:2 modeling_oak.py:4',
    ]);
    expect([...it.scan.categories.keys()]).toEqual(['OakVisionModel']);
  });

  test('drafts stand in the module of speculative decoding; a computed name is undecidable', () => {
    const it = read({
      '_torch/models/modeling_speculative.py': [
        'from .modeling_utils import register_auto_model',
        '@register_auto_model("EAGLE3OakForCausalLM")',
        'class Eagle3Oak: ...',
        '@register_auto_model("EAGLE3" + "ElmForCausalLM")',
        'class Eagle3Elm: ...',
      ].join('\n'),
    });
    expect(rows(it, 'pytorch')).toEqual([
      'EAGLE3OakForCausalLM -> Eagle3Oak modeling_speculative.py:2 modeling_speculative.py:3, draft',
    ]);
    expect(undecided(it)).toEqual([
      'modeling_speculative.py:4 a registered name is no string that the sources give',
    ]);
  });

  test('a second registration of a name only fills an empty slot', () => {
    const it = read({ [OAK]: MODEL, '_torch/models/modeling_elm.py': MODEL });
    expect(rows(it, 'pytorch')).toEqual(['OakForCausalLM -> OakLM modeling_elm.py:2 modeling_elm.py:3']);
    expect(reports(it)).toEqual([
      'registry-duplicate modeling_oak.py:2 OakForCausalLM is already registered by tensorrt_llm/_torch/models/modeling_elm.py:2: of the two, the module that is imported first stays',
    ]);
  });
});

describe('the static index', () => {
  test('agrees with the decorators', () => {
    const it = read({
      [OAK]: MODEL,
      [INDEX]: index({ OakForCausalLM: 'modeling_oak' }, { OakLM: 'modeling_oak' }),
    });
    expect(rows(it, 'pytorch')).toHaveLength(1);
    expect(reports(it)).toEqual([]);
  });

  test('a decorator without a row, a row without a decorator, a row for another module, a class that is gone', () => {
    const it = read({
      [OAK]: MODEL,
      '_torch/models/modeling_elm.py': MODEL.replaceAll('Oak', 'Elm'),
      [INDEX]: index(
        { ElmForCausalLM: 'modeling_oak', FirForCausalLM: 'modeling_fir' },
        { ElmLM: 'modeling_elm', OldLM: 'modeling_elm', FirLM: 'modeling_fir' },
      ),
    });
    expect(rows(it, 'pytorch')).toEqual([
      'ElmForCausalLM -> ElmLM modeling_elm.py:2 modeling_elm.py:3',
      'OakForCausalLM -> OakLM modeling_oak.py:2 modeling_oak.py:3, conditional',
    ]);
    const folder = 'tensorrt_llm/_torch/models';
    expect(reports(it)).toEqual([
      `registry-dead-entry _arch_index.py:2 MODEL_ARCH_TO_MODULE leads ElmForCausalLM to modeling_oak, which does not register it; ${folder}/modeling_elm.py:2 registers it`,
      'registry-dead-entry _arch_index.py:3 MODEL_ARCH_TO_MODULE leads FirForCausalLM to modeling_fir, which does not register it; no decorator registers it',
      `registry-dead-entry _arch_index.py:7 MODEL_CLASS_TO_MODULE leads the class OldLM to modeling_elm, but ${folder}/modeling_elm.py defines no such class`,
      `registry-dead-entry _arch_index.py:8 MODEL_CLASS_TO_MODULE leads the class FirLM to modeling_fir, but ${folder}/modeling_fir.py is not there`,
      `registry-unreachable modeling_oak.py:2 OakForCausalLM is registered, but MODEL_ARCH_TO_MODULE (${folder}/_arch_index.py:1) has no row for it: its module is not imported for a checkpoint of that architecture`,
    ]);
  });

  test('a table under another name says so, and makes no registration unreachable', () => {
    const it = read({ [OAK]: MODEL, [INDEX]: 'ARCHS = {}\n' });
    expect(rows(it, 'pytorch')).toEqual(['OakForCausalLM -> OakLM modeling_oak.py:2 modeling_oak.py:3']);
    expect(reports(it)).toHaveLength(2);
    expect(reports(it)[0]).toContain('registry-missing _arch_index.py:1');
  });
});

describe('AutoDeploy', () => {
  test('the key is a configuration class; what __all__ names is no evidence', () => {
    const it = read({
      [OAK]: MODEL,
      [`${CUSTOM}/__init__.py`]: "__all__ = ['OakForCausalLM', 'PineForCausalLM']\n",
      [`${CUSTOM}/modeling_oak.py`]: [
        'class OakForCausalLM: ...',
        'class OakForConditionalGeneration: ...',
        'Factory.register_custom_model_cls("OakTextConfig", OakForCausalLM)',
        'Factory.register_custom_model_cls(',
        '    "OakConfig", OakForConditionalGeneration',
        ')',
        'Factory.register_custom_model_cls(name_of(OakForCausalLM), OakForCausalLM)',
      ].join('\n'),
    });
    expect(rows(it, 'autodeploy')).toEqual([
      'OakConfig -> OakForConditionalGeneration modeling_oak.py:4 modeling_oak.py:2, configClass of nothing',
      'OakTextConfig -> OakForCausalLM modeling_oak.py:3 modeling_oak.py:1, configClass of nothing',
    ]);
    expect(undecided(it)).toEqual([
      'modeling_oak.py:7 the configuration class is no string that the sources give',
    ]);
    expect(it.scan.loaderRegistries).not.toContain('autodeploy');
  });

  test('one class for several factories is one registration', () => {
    const it = read({
      [OAK]: MODEL,
      [`${CUSTOM}/modeling_oak.py`]: [
        'class OakForConditionalGeneration: ...',
        'CausalFactory.register_custom_model_cls("OakConfig", OakForConditionalGeneration)',
        'VisionFactory.register_custom_model_cls(',
        '    "OakConfig", OakForConditionalGeneration',
        ')',
      ].join('\n'),
    });
    expect(rows(it, 'autodeploy')).toEqual([
      'OakConfig -> OakForConditionalGeneration modeling_oak.py:2 modeling_oak.py:1, configClass of nothing',
    ]);
  });

  test('a configuration class joins the architectures that transformers has for it', () => {
    const { scan: transformers } = readTransformers({
      'src/transformers/__init__.py': '',
      'src/transformers/modeling_utils.py': '',
      'src/transformers/models/auto/configuration_auto.py': [
        'from collections import OrderedDict',
        "CONFIG_MAPPING_NAMES = OrderedDict([('oak', 'OakConfig'), ('oak_text', 'OakTextConfig'), ('fir', 'FirConfig')])",
      ].join('\n'),
      'src/transformers/models/auto/modeling_auto.py': [
        'from collections import OrderedDict',
        "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES = OrderedDict([('oak_text', 'OakForCausalLM')])",
        "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES = OrderedDict([('oak', 'OakForConditionalGeneration')])",
      ].join('\n'),
    });
    const names = ['Oak', 'OakText', 'Fir', 'Yew'];
    const { scan, sources } = read({
      [OAK]: MODEL,
      [`${CUSTOM}/modeling_oak.py`]: names
        .map(
          (name) => `class ${name}AD: ...\nFactory.register_custom_model_cls("${name}Config", ${name}AD)\n`,
        )
        .join(''),
    });
    const joined = { scan: joinConfigClasses(scan, transformers), sources };
    expect(rows(joined, 'autodeploy')).toEqual([
      'FirConfig -> FirAD modeling_oak.py:6 modeling_oak.py:5, configClass of nothing',
      'OakConfig -> OakAD modeling_oak.py:2 modeling_oak.py:1, configClass of OakForConditionalGeneration',
      'OakTextConfig -> OakTextAD modeling_oak.py:4 modeling_oak.py:3, configClass of OakForCausalLM',
      'YewConfig -> YewAD modeling_oak.py:8 modeling_oak.py:7, configClass of nothing',
    ]);
    expect(rows(joined, 'pytorch')).toEqual(rows({ scan, sources }, 'pytorch'));
  });

  test('two modules for one key are conditional', () => {
    const model =
      'class OakForCausalLM: ...\nFactory.register_custom_model_cls("OakConfig", OakForCausalLM)\n';
    const it = read({
      [OAK]: MODEL,
      [`${CUSTOM}/modeling_oak.py`]: model,
      [`${CUSTOM}/modeling_oak_ir.py`]: model,
    });
    expect(it.scan.registrations.filter(({ status }) => status === 'conditional')).toHaveLength(2);
  });
});

describe('the TensorRT backend', () => {
  test('strings and imported constants as keys, values on the next line, a missing comma in __all__', () => {
    const it = read({
      'models/oak/config.py': "OAK_ARCHITECTURE = 'OakForCausalLM'\n",
      'models/oak/model.py': 'class OakForCausalLM: ...\n',
      'models/__init__.py': [
        'from .oak.config import OAK_ARCHITECTURE',
        'from .oak.model import OakForCausalLM',
        '__all__ = [',
        "    'OakForCausalLM',",
        "    'OakConfig'",
        "    'OakModel',",
        ']',
        'MODEL_MAP = {',
        '    OAK_ARCHITECTURE: OakForCausalLM,',
        "    'ElmForCausalLM':",
        '    OakForCausalLM,  # the same layers',
        '}',
      ].join('\n'),
    });
    expect(rows(it, 'legacy')).toEqual([
      'ElmForCausalLM -> OakForCausalLM __init__.py:10 model.py:1',
      'OakForCausalLM -> OakForCausalLM __init__.py:9 model.py:1',
    ]);
    expect(undecided(it)).toEqual([]);
    expect(reports(it)).toEqual([
      'export-not-bound __init__.py:5 __all__ names OakConfigOakModel, which the module does not bind: a comma or an import is missing',
    ]);
  });
});

describe('bad input', () => {
  test('the PyTorch backend without its models', () => {
    const it = read({ '_torch/pyexecutor.py': '', 'models/__init__.py': 'MODEL_MAP = {}\n' });
    expect(reports(it)).toEqual([
      'registry-missing models:1 tensorrt_llm/_torch/models is not there: the models of the PyTorch backend cannot be read',
    ]);
  });

  test('one registry with a syntax error: the others are complete', () => {
    const it = read({
      [OAK]: MODEL,
      [INDEX]: 'MODEL_ARCH_TO_MODULE = {"OakForCausalLM": "modeling_oak"}\nMODEL_CLASS_TO_MODULE = {}\n',
      'models/__init__.py': 'MODEL_MAP = {\n    "ElmForCausalLM": = 1,\n',
    });
    expect(rows(it, 'pytorch')).toHaveLength(1);
    expect(reports(it).join('\n')).toContain('python-syntax __init__.py');
  });
});
