import { describe, expect, test } from 'vitest';
import { llamaCpp } from '../../../src/engines/llamacpp/index.js';
import { readEngine, reports, rows, undecided, type EngineRead } from '../read-engine.js';
import { below, type Files } from '../trees.js';

const BASE = [
  'import gguf',
  'class ModelBase:',
  '    model_arch: gguf.MODEL_ARCH',
  '    @classmethod',
  '    def register(cls, *names):',
  '        def func(modelcls):',
  '            if modelcls.model_arch == gguf.MODEL_ARCH.MMPROJ:',
  '                cls.projectors.update(dict.fromkeys(names, modelcls))',
  '            return modelcls',
  '        return func',
  'class TextModel(ModelBase): ...',
  'class MmprojModel(ModelBase):',
  '    model_arch = gguf.MODEL_ARCH.MMPROJ',
  '',
].join('\n');

const OAK = [
  'import gguf',
  'from .base import MmprojModel, ModelBase, TextModel',
  '@ModelBase.register("OakForCausalLM", "OakModel")',
  'class OakText(TextModel):',
  '    model_arch = gguf.MODEL_ARCH.OAK',
  '@ModelBase.register("OakVLForConditionalGeneration")',
  'class OakVision(MmprojModel): ...',
].join('\n');

function maps(text: readonly string[], mmproj: readonly string[]): string {
  const table = (name: string, keys: readonly string[]): string =>
    [`${name}: dict[str, str] = {`, ...keys.map((key) => `    "${key}": "oak",`), '}', ''].join('\n');
  return table('TEXT_MODEL_MAP', text) + table('MMPROJ_MODEL_MAP', mmproj);
}

function read(files: Files): EngineRead {
  return readEngine(llamaCpp, below('conversion', { 'base.py': BASE, ...files }));
}

describe('the single script', () => {
  test('several names, stacked decorators and several lines; the side is inherited', () => {
    const it = readEngine(llamaCpp, {
      'convert_hf_to_gguf.py': [
        BASE,
        '@ModelBase.register("OakForCausalLM", "OakModel")',
        'class OakText(TextModel):',
        '    model_arch = gguf.MODEL_ARCH.OAK',
        '@ModelBase.register("ElmForCausalLM")',
        '@ModelBase.register(',
        '    "Elm2ForCausalLM",',
        '    "Elm3ForCausalLM",',
        ')',
        'class ElmText(OakText): ...',
        '@ModelBase.register("OakVLForConditionalGeneration")',
        'class OakVision(MmprojModel): ...',
        '@ModelBase.register("Oak2VLForConditionalGeneration")',
        'class Oak2Vision(OakVision): ...',
      ].join('\n'),
    });
    const at = (key: string, type: string, line: number, classLine: number): string =>
      `${key} -> ${type} convert_hf_to_gguf.py:${line} convert_hf_to_gguf.py:${classLine}`;
    expect(rows(it, 'text')).toEqual([
      at('Elm2ForCausalLM', 'ElmText', 19, 23),
      at('Elm3ForCausalLM', 'ElmText', 19, 23),
      at('ElmForCausalLM', 'ElmText', 18, 23),
      at('OakForCausalLM', 'OakText', 15, 16),
      at('OakModel', 'OakText', 15, 16),
    ]);
    expect(rows(it, 'mmproj')).toEqual([
      at('Oak2VLForConditionalGeneration', 'Oak2Vision', 26, 27),
      at('OakVLForConditionalGeneration', 'OakVision', 24, 25),
    ]);
    expect([...it.scan.categories.keys()].sort()).toEqual([
      'Oak2VLForConditionalGeneration',
      'OakVLForConditionalGeneration',
    ]);
    expect(reports(it)).toEqual([]);
    expect(undecided(it)).toEqual([]);
  });

  test('the name that it had before', () => {
    const it = readEngine(llamaCpp, {
      'convert-hf-to-gguf.py': [
        BASE.replaceAll('ModelBase', 'Model'),
        '@Model.register("OakForCausalLM")',
        'class OakModel(Model):',
        '    model_arch = gguf.MODEL_ARCH.OAK',
      ].join('\n'),
    });
    expect(rows(it, 'text')).toEqual([
      'OakForCausalLM -> OakModel convert-hf-to-gguf.py:15 convert-hf-to-gguf.py:16',
    ]);
    expect(reports(it)).toEqual([]);
    expect(undecided(it)).toEqual([]);
  });

  test('the name that the architecture of projectors had before', () => {
    const it = readEngine(llamaCpp, {
      'convert_hf_to_gguf.py': [
        BASE.replaceAll('MMPROJ', 'CLIP_VISION'),
        '@ModelBase.register("OakVLForConditionalGeneration")',
        'class OakText(TextModel):',
        '    model_arch = gguf.MODEL_ARCH.OAK',
        '@ModelBase.register("OakVLForConditionalGeneration")',
        'class OakVision(MmprojModel): ...',
      ].join('\n'),
    });
    const shown = (type: string, line: number): string =>
      `OakVLForConditionalGeneration -> ${type} convert_hf_to_gguf.py:${line} convert_hf_to_gguf.py:${line + 1}`;
    expect(rows(it, 'text')).toEqual([shown('OakText', 15)]);
    expect(rows(it, 'mmproj')).toEqual([shown('OakVision', 18)]);
    expect(reports(it)).toEqual([]);
  });

  test('a name that is computed, and a class without model_arch, are undecidable', () => {
    const it = readEngine(llamaCpp, {
      'convert_hf_to_gguf.py': [
        BASE,
        'PREFIX = "Oak"',
        '@ModelBase.register(PREFIX, *gguf.names(), PREFIX + "ForCausalLM")',
        'class OakText(TextModel):',
        '    model_arch = gguf.MODEL_ARCH.OAK',
        '@ModelBase.register("ElmForCausalLM")',
        'class ElmText(TextModel): ...',
      ].join('\n'),
    });
    expect(rows(it, 'text')).toHaveLength(1);
    expect(undecided(it)).toEqual([
      'convert_hf_to_gguf.py:16 a registered name is no string that the sources give',
      'convert_hf_to_gguf.py:16 a registered name is no string that the sources give',
      'convert_hf_to_gguf.py:20 whether ElmText converts the text model or the projector: it has no model_arch',
    ]);
  });
});

describe('drafts', () => {
  test('are converters that refuse to begin without the model they draft for, and what derives from them', () => {
    const it = read({
      'oak.py': [
        'import gguf',
        'from .base import ModelBase, TextModel',
        '@ModelBase.register("OakDraftModel")',
        'class OakDraft(TextModel):',
        '    model_arch = gguf.MODEL_ARCH.DRAFT',
        '    def set_vocab(self):',
        '        if self.target_model_dir is None:',
        '            raise ValueError("which oak?")',
        '        self.dir_model = self.target_model_dir',
        '@ModelBase.register("OakSparkModel")',
        'class OakSpark(OakDraft):',
        '    model_arch = gguf.MODEL_ARCH.DRAFT',
        '@ModelBase.register("OakAloneModel")',
        'class OakAlone(OakDraft):',
        '    def set_vocab(self):',
        '        if self.target_model_dir is not None: ...',
        '@ModelBase.register("OakEitherModel")',
        'class OakEither(TextModel):',
        '    model_arch = gguf.MODEL_ARCH.OAK',
        '    def set_vocab(self):',
        '        if self.is_draft:',
        '            if self.target_model_dir is None:',
        '                raise ValueError("which oak?")',
      ].join('\n'),
      '__init__.py': maps(['OakDraftModel', 'OakSparkModel', 'OakAloneModel', 'OakEitherModel'], []),
    });
    const kinds = it.scan.registrations.map(({ key, kind }) => `${key} ${kind}`);
    expect(kinds).toEqual([
      'OakAloneModel model',
      'OakDraftModel draft',
      'OakEitherModel model',
      'OakSparkModel draft',
    ]);
    expect(undecided(it)).toEqual([]);
  });
});

describe('the package with its maps', () => {
  test('decorators and maps agree', () => {
    const it = read({
      'oak.py': OAK,
      '__init__.py': maps(['OakForCausalLM', 'OakModel'], ['OakVLForConditionalGeneration']),
    });
    expect(rows(it, 'text').map((each) => each.split(' ')[0])).toEqual(['OakForCausalLM', 'OakModel']);
    expect(rows(it, 'mmproj')).toEqual(['OakVLForConditionalGeneration -> OakVision oak.py:6 oak.py:7']);
    expect(reports(it)).toEqual([]);
  });

  test('a registration that no map leads to, a row on the wrong side, a row for nothing', () => {
    const it = read({
      'oak.py': OAK,
      '__init__.py': maps(
        ['OakForCausalLM', 'OakModel', 'OakVLForConditionalGeneration', 'YewModel'],
        ['FirModel'],
      ),
    });
    expect(rows(it, 'mmproj')).toEqual([
      'OakVLForConditionalGeneration -> OakVision oak.py:6 oak.py:7, conditional',
    ]);
    expect(reports(it)).toEqual([
      'registry-dead-entry __init__.py:4 TEXT_MODEL_MAP leads OakVLForConditionalGeneration to oak, which registers nothing for text under that name; it is registered for mmproj by conversion/oak.py:6',
      'registry-dead-entry __init__.py:5 TEXT_MODEL_MAP leads YewModel to oak, which registers nothing for text under that name; no class is registered under that name',
      'registry-dead-entry __init__.py:8 MMPROJ_MODEL_MAP leads FirModel to oak, which registers nothing for mmproj under that name; no class is registered under that name',
      'registry-unreachable oak.py:6 OakVLForConditionalGeneration is registered for mmproj, but MMPROJ_MODEL_MAP (conversion/__init__.py:7) has no row for it: the converter says that it is not supported',
    ]);
  });

  test('a row that leads to another module than the one that registers', () => {
    const it = read({
      'elm.py': OAK,
      '__init__.py': maps(['OakForCausalLM', 'OakModel'], ['OakVLForConditionalGeneration']),
    });
    expect(reports(it)).toHaveLength(3);
    expect(reports(it)[0]).toContain('it is registered for text by conversion/elm.py:3');
  });

  test('a name that two classes register on one side', () => {
    const it = read({
      'elm.py': OAK,
      'oak.py': OAK,
      '__init__.py': maps(['OakForCausalLM', 'OakModel'], ['OakVLForConditionalGeneration']),
    });
    expect(reports(it)[0]).toBe(
      'registry-duplicate oak.py:3 OakForCausalLM replaces the text converter that conversion/elm.py:3 registers',
    );
  });
});

describe('bad input', () => {
  test('maps with a syntax error or another name say so, and make no registration unreachable', () => {
    const broken = read({
      'oak.py': OAK,
      '__init__.py': 'TEXT_MODEL_MAP = {"A": = 1\nMMPROJ_MODEL_MAP = {}\n',
    });
    expect(rows(broken, 'text')).toHaveLength(2);
    expect(reports(broken).join('\n')).toContain('python-syntax __init__.py');
    const renamed = read({ 'oak.py': OAK, '__init__.py': 'MODELS = {}\n' });
    expect(rows(renamed, 'mmproj')).toEqual(['OakVLForConditionalGeneration -> OakVision oak.py:6 oak.py:7']);
    expect(reports(renamed).map((each) => each.split(' ').slice(0, 2).join(' '))).toEqual([
      'registry-missing __init__.py:1',
      'registry-missing __init__.py:1',
    ]);
  });

  test('a converter without any registration', () => {
    const it = readEngine(llamaCpp, { 'convert_hf_to_gguf.py': 'def main(): ...\n' });
    expect(reports(it)).toEqual([
      'registry-missing convert_hf_to_gguf.py:1 no @ModelBase.register registers a model: the converter was changed',
    ]);
  });
});
