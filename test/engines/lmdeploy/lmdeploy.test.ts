import { describe, expect, test } from 'vitest';
import { lmdeploy } from '../../../src/engines/lmdeploy/index.js';
import { readEngine, reports, rows, undecided, type EngineRead } from '../read-engine.js';
import { below, type Files } from '../trees.js';

const MAP = 'pytorch/models/module_map.py';
const MODEL = 'class OakForCausalLM:\n    pass\n';

function read(files: Files): EngineRead {
  return readEngine(lmdeploy, below('lmdeploy', files));
}

const noTurbomind = { 'turbomind/supported_models.py': 'SUPPORTED_ARCHS = dict()\n' };

describe("lmdeploy's PyTorch engine", () => {
  test('a dictionary that grows by update, with values that are made of a constant', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: [
        "BASE = 'lmdeploy.pytorch.models'",
        'MODULE_MAP = dict()',
        "MODULE_MAP.update({'OakForCausalLM': f'{BASE}.oak.OakForCausalLM'})",
        'MODULE_MAP.update({',
        "    'OakVLForConditionalGeneration':",
        "    f'{BASE}.oak.OakForCausalLM',",
        '})',
      ].join('\n'),
      'pytorch/models/oak.py': MODEL,
    });
    expect(rows(it, 'pytorch')).toEqual([
      'OakForCausalLM -> OakForCausalLM module_map.py:3 oak.py:1',
      'OakVLForConditionalGeneration -> OakForCausalLM module_map.py:5 oak.py:1',
    ]);
    expect(undecided(it)).toEqual([]);
    expect(reports(it)).toEqual([]);
  });

  test('a later update wins, and its line is shown', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: [
        "MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}",
        "MODULE_MAP.update(OakForCausalLM='lmdeploy.pytorch.models.elm.ElmForCausalLM')",
      ].join('\n'),
      'pytorch/models/oak.py': MODEL,
      'pytorch/models/elm.py': 'class ElmForCausalLM: ...\n',
    });
    expect(rows(it, 'pytorch')).toEqual(['OakForCausalLM -> ElmForCausalLM module_map.py:2 elm.py:1']);
  });

  test('removed models stand in a registry of their own, outside of what is loaded', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: "MODULE_MAP = {}\nREMOVED_MODEL_MAP = {\n    'BirchForCausalLM': 'Birch',\n}\n",
    });
    expect(rows(it, 'pytorch.removed')).toEqual([
      'BirchForCausalLM -> BirchForCausalLM module_map.py:3 elsewhere, removed',
    ]);
    expect(it.scan.loaderRegistries).toEqual(['pytorch', 'turbomind']);
  });

  test('tables of devices and the custom table', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: [
        'MODULE_MAP = {}',
        "NPU_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}",
        'DEVICE_SPECIAL_MODULE_MAP = dict(ascend=NPU_MAP)',
        "CUSTOM_MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}",
      ].join('\n'),
      'pytorch/models/oak.py': MODEL,
    });
    expect(rows(it, 'pytorch.ascend')).toHaveLength(1);
    expect(rows(it, 'pytorch.custom')).toEqual(['OakForCausalLM -> OakForCausalLM module_map.py:4 oak.py:1']);
  });

  test('drafts are what a configuration builder puts in place for a draft model', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: "MODULE_MAP = {'OakMTPModel': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}\n",
      'pytorch/models/oak.py': MODEL,
      'pytorch/configurations/oak.py': [
        'class OakBuilder:',
        '    def build(cls, hf_config, is_draft_model=False, method=None):',
        '        if is_draft_model:',
        "            hf_config.architectures[0] = 'OakMTPModel'",
        '            hf_config.architectures[0] = method + "Oak"',
        '        else:',
        "            hf_config.architectures[0] = 'OakForCausalLM'",
      ].join('\n'),
    });
    expect(rows(it, 'pytorch')).toEqual(['OakMTPModel -> OakForCausalLM module_map.py:1 oak.py:1, draft']);
    expect(undecided(it)).toEqual(['oak.py:5 the architecture of the draft is computed']);
  });

  test('a row whose class is not there is reported where it stands', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: "MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}\n",
    });
    expect(reports(it)).toEqual([
      'registry-dead-entry module_map.py:1 OakForCausalLM is registered as lmdeploy.pytorch.models.oak.OakForCausalLM, which the sources do not define: the engine would fail to import it',
    ]);
  });

  test('a value that is computed is undecidable, and a row under a condition is conditional', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: [
        'import os, torch',
        "MODULE_MAP = {'OakForCausalLM': torch.pick()}",
        'if torch.cuda.is_available():',
        "    MODULE_MAP['ElmForCausalLM'] = 'lmdeploy.pytorch.models.oak.OakForCausalLM'",
      ].join('\n'),
      'pytorch/models/oak.py': MODEL,
    });
    expect(rows(it, 'pytorch')).toEqual([
      'ElmForCausalLM -> OakForCausalLM module_map.py:4 oak.py:1, conditional',
    ]);
    expect(undecided(it)).toHaveLength(1);
    expect(undecided(it)[0]).toContain('module_map.py:2 the implementation of OakForCausalLM is not known');
  });
});

describe('TurboMind', () => {
  test('keyword names are architectures; the class is found by the name of the source model', () => {
    const it = read({
      [MAP]: 'MODULE_MAP = {}\n',
      'turbomind/supported_models.py': [
        'SUPPORTED_ARCHS = dict(',
        '    # the family',
        "    OakForCausalLM='oak',",
        "    ElmForCausalLM='elm',",
        ')',
      ].join('\n'),
      'turbomind/models/oak.py': [
        "@INPUT_MODELS.register_module(name='oak-moe')",
        "@INPUT_MODELS.register_module(name='oak')",
        'class OakModel: ...',
      ].join('\n'),
    });
    expect(rows(it, 'turbomind')).toEqual([
      'ElmForCausalLM -> elm supported_models.py:4 elsewhere',
      'OakForCausalLM -> OakModel supported_models.py:3 oak.py:3',
    ]);
    expect(reports(it)).toEqual([
      "registry-dead-entry supported_models.py:4 ElmForCausalLM is served by the source model 'elm', which no @INPUT_MODELS.register_module registers",
    ]);
  });

  test('a converter that has the source model of a name, and one for all others', () => {
    const it = read({
      [MAP]: 'MODULE_MAP = {}\n',
      'turbomind/supported_models.py': "SUPPORTED_ARCHS = dict(OakForCausalLM='oak', ElmForCausalLM='elm')\n",
      'turbomind/deploy/converter.py': "special_input_model_map = {'elm': 'elm2'}\n",
      'turbomind/deploy/source_model/oak.py': [
        "@INPUT_MODELS.register_module(name='oak')",
        'class MetaOakModel: ...',
        "@INPUT_MODELS.register_module(name='hf')",
        'class OakModel: ...',
        "@INPUT_MODELS.register_module(name='elm2')",
        'class ElmModel: ...',
      ].join('\n'),
    });
    expect(rows(it, 'turbomind')).toEqual([
      'ElmForCausalLM -> ElmModel supported_models.py:1 oak.py:6',
      'OakForCausalLM -> OakModel supported_models.py:1 oak.py:4',
    ]);
    expect(reports(it)).toEqual([]);
  });

  test('the folder where source models lay before', () => {
    const it = read({
      [MAP]: 'MODULE_MAP = {}\n',
      'turbomind/supported_models.py': "SUPPORTED_ARCHS = dict(OakForCausalLM='oak')\n",
      'turbomind/deploy/source_model/oak.py':
        "@INPUT_MODELS.register_module(name='oak')\nclass OakModel: ...\n",
    });
    expect(rows(it, 'turbomind')).toEqual(['OakForCausalLM -> OakModel supported_models.py:1 oak.py:2']);
    expect(reports(it)).toEqual([]);
  });
});

describe('vision-language models', () => {
  test('one name, a list of names, an inherited name, and a class that matches by code', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: 'MODULE_MAP = {}\n',
      'vl/model/base.py': [
        'from mmengine import Registry',
        "VISION_MODELS = Registry('vision_model')",
        'class VisionModel:',
        '    _arch = None',
        '',
        '    def match(cls, config): ...',
      ].join('\n'),
      'vl/model/oak.py': [
        'from lmdeploy.vl.model.base import VISION_MODELS, VisionModel',
        '@VISION_MODELS.register_module()',
        'class OakVision(VisionModel):',
        "    _arch = 'OakVLForConditionalGeneration'",
        '@VISION_MODELS.register_module()',
        'class ElmVision(VisionModel):',
        "    _arch = ['ElmVLModel', 'Elm2VLModel']",
        '@VISION_MODELS.register_module()',
        'class YewVision(OakVision):',
        '    def match(cls, config): ...',
      ].join('\n'),
    });
    expect(rows(it, 'vision')).toEqual([
      'Elm2VLModel -> ElmVision oak.py:7 oak.py:6, component',
      'ElmVLModel -> ElmVision oak.py:7 oak.py:6, component',
      'OakVLForConditionalGeneration -> OakVision oak.py:4 oak.py:3, component',
    ]);
    expect(undecided(it)).toEqual([
      'oak.py:9 what YewVision processes is decided by the code of its match()',
    ]);
  });

  test('multimodal is what the test accepts by name alone', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: 'MODULE_MAP = {}\n',
      'archs.py': [
        'def check_vl_llm(backend, config):',
        "    arch = config['architectures'][0]",
        "    if arch == 'OakModel' and 'vision_config' in config:",
        '        return True',
        "    return arch in set(['ElmVLModel'])",
      ].join('\n'),
    });
    expect([...it.scan.categories.keys()]).toEqual(['ElmVLModel']);
    expect(it.scan.categories.get('ElmVLModel')?.multimodal).toMatchObject({
      file: 'lmdeploy/archs.py',
      line: 5,
    });
  });

  test('check_vl_llm of releases that gave it the configuration alone', () => {
    const it = read({
      ...noTurbomind,
      [MAP]: 'MODULE_MAP = {}\n',
      'archs.py': "def check_vl_llm(config):\n    return config['architectures'][0] == 'ElmVLModel'\n",
    });
    expect([...it.scan.categories.keys()]).toEqual(['ElmVLModel']);
    expect(undecided(it)).toEqual([]);
  });
});

describe('bad input', () => {
  test('a map with a syntax error: what is readable is read, TurboMind is complete', () => {
    const it = read({
      [MAP]:
        "MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}\nMODULE_MAP.update({)\n",
      'pytorch/models/oak.py': MODEL,
      'turbomind/supported_models.py': "SUPPORTED_ARCHS = dict(OakForCausalLM='oak')\n",
      'turbomind/models/oak.py': "@INPUT_MODELS.register_module(name='oak')\nclass OakModel: ...\n",
    });
    expect(reports(it).join('\n')).toContain('python-syntax module_map.py:2');
    expect(rows(it, 'turbomind')).toHaveLength(1);
  });

  test('a map that was renamed, and one that is not there', () => {
    const renamed = read({ ...noTurbomind, [MAP]: 'MODEL_TABLE = {}\n' });
    expect(reports(renamed)).toEqual([
      'registry-missing module_map.py:1 lmdeploy/pytorch/models/module_map.py binds no MODULE_MAP: the registry was renamed, or it is made in another way now',
    ]);
    expect(reports(read(noTurbomind))).toEqual([
      'registry-missing module_map.py:1 lmdeploy/pytorch/models/module_map.py is not there: the registry MODULE_MAP cannot be read',
    ]);
  });
});
