import { describe, expect, test } from 'vitest';
import { sglang } from '../../../src/engines/sglang/index.js';
import type { CategoryEvidence } from '../../../src/engines/types.js';
import { below, readSglang, registry, type Files, type SglangRead } from '../trees.js';

const SRT = 'python/sglang/srt';

/** `srt` with these models, one module for each name. */
function read(names: readonly string[], files: Files, more: Files = {}): SglangRead {
  const modules = names.map((name) => [`models/${name.toLowerCase()}.py`, entry(name)] as const);
  return readSglang({
    ...below(SRT, { 'models/__init__.py': '', ...Object.fromEntries(modules), ...files }),
    ...more,
  });
}

function entry(name: string): string {
  return `class ${name}: pass\nEntryClass = ${name}\n`;
}

function kinds(result: SglangRead): Readonly<Record<string, string>> {
  return Object.fromEntries(result.scan.registrations.map(({ key, kind }) => [key, kind]));
}

describe('kinds', () => {
  test('without anything that says otherwise, everything is a model', () => {
    expect(kinds(read(['TransformersForCausalLM', 'AcornNextN', 'AcornEagle'], {}))).toEqual({
      AcornEagle: 'model',
      AcornNextN: 'model',
      TransformersForCausalLM: 'model',
    });
  });

  test('a wrapper is what the registry appends for an unknown architecture', () => {
    const text = `
class Registry:
    def normalize(self, architectures):
        found = [each for each in architectures if each in self.models]
        if len(found) != len(architectures):
            found.append("AnythingForCausalLM")
        return found
`;
    expect(kinds(read(['Acorn', 'AnythingForCausalLM'], { 'models/registry.py': text }))).toEqual({
      Acorn: 'model',
      AnythingForCausalLM: 'wrapper',
    });
  });

  test("a wrapper is what the loader puts in place of a checkpoint's architectures", () => {
    const text = `
def get_model_architecture(config):
    architectures = getattr(config, "architectures", [])
    if config.quantization not in ("fp8", "OakForCausalLM"):
        architectures = ["QuantOakForCausalLM"]
    return resolve(architectures)
`;
    expect(kinds(read(['OakForCausalLM', 'QuantOakForCausalLM'], { 'model_loader/utils.py': text }))).toEqual(
      { OakForCausalLM: 'model', QuantOakForCausalLM: 'wrapper' },
    );
  });

  test('a wrapper has an implementation of its own by the prefix of its name', () => {
    const text = `
from enum import Enum

class ModelImpl(str, Enum):
    OWN = "own"
    WRAPPED = "wrapped"

def _model_impl_from_architecture(architecture):
    if architecture.startswith("Wrapped"):
        return ModelImpl.WRAPPED
    return ModelImpl.OWN
`;
    const result = read(['WrappedAcorn', 'AcornWrapped'], { 'model_loader/utils.py': text });
    expect(kinds(result)).toEqual({ AcornWrapped: 'model', WrappedAcorn: 'wrapper' });
  });

  test('a draft is what the configuration of a draft model is rewritten to', () => {
    const text = `
class ModelConfig:
    def _config_draft_model(self):
        if self.is_draft_model and self.hf_config.architectures[0] == "Oak":
            self.hf_config.architectures[0] = "OakMTP"
`;
    const result = read(['Oak', 'OakMTP', 'PineMTP'], { 'configs/model_config.py': text });
    expect(kinds(result)).toEqual({ Oak: 'model', OakMTP: 'draft', PineMTP: 'model' });
  });
});

describe('categories', () => {
  /** Which kinds of evidence there are, with lines. */
  function evidence(result: SglangRead): Readonly<Record<string, string>> {
    const show = (each: CategoryEvidence): string =>
      Object.entries(each)
        .map(
          ([kind, place]: [string, { readonly line: number; readonly rule: string }]) =>
            `${kind} ${place.line}`,
        )
        .join(', ');
    return Object.fromEntries([...result.scan.categories].map(([name, each]) => [name, show(each)]));
  }

  const config = `
def is_generation_model(model_architectures, is_embedding=False):
    if "PebbleModel" in model_architectures or "OakReward" in model_architectures:
        return False
    return not is_embedding

seeing = ["LanternVL", "PebbleModel"]

def is_multimodal_model(model_architectures):
    return any(each in model_architectures for each in seeing)
`;

  test('come from the predicates, with the line of the list', () => {
    const result = read(['Acorn', 'PebbleModel', 'LanternVL'], { 'configs/model_config.py': config });
    expect(evidence(result)).toEqual({
      Acorn: 'generation 2',
      LanternVL: 'generation 2, multimodal 7',
      OakReward: 'embedding 3',
      PebbleModel: 'multimodal 7, embedding 3',
    });
    expect(result.scan.undecidable).toEqual([]);
  });

  test.each([
    [
      'a loop',
      'def is_multimodal_model(archs):\n    for arch in archs:\n        if arch in seeing:\n            return True\n    return False\n',
    ],
    [
      'if and else',
      'def is_multimodal_model(archs):\n    if any(each in archs for each in seeing):\n        return True\n    else:\n        return False\n',
    ],
    [
      'one test for each',
      'def is_multimodal_model(archs):\n    return "LanternVL" in archs or "BeaconVL" in archs\n',
    ],
    ['a set', 'def is_multimodal_model(archs):\n    return bool(set(archs) & set(seeing))\n'],
  ])('are evaluated, whatever the predicate looks like: %s', (_, text) => {
    const files = { 'configs/model_config.py': `seeing = ["LanternVL", "BeaconVL"]\n${text}` };
    expect(evidence(read(['Acorn', 'LanternVL'], files))).toEqual({
      BeaconVL: 'multimodal 1',
      LanternVL: 'multimodal 1',
    });
  });

  test('are those of an environment in which nothing is set', () => {
    const environ = `
import os

class EnvField:
    def __init__(self, default):
        self.default = default
    def __set_name__(self, owner, name):
        self.name = name
    def get(self):
        value = os.getenv(self.name)
        if value is None:
            return self.default
        return self.parse(value)

class EnvStr(EnvField):
    def parse(self, value):
        return value

class Envs:
    SGLANG_EXTERNAL_MM_MODEL_ARCH = EnvStr("")

envs = Envs()
`;
    const text = `
import os
from sglang.srt.environ import envs

seeing = ["LanternVL"]
if extra := envs.SGLANG_EXTERNAL_MM_MODEL_ARCH.get():
    seeing.append(extra)
if os.environ.get("SGLANG_MORE"):
    seeing.append("MoreVL")

def is_multimodal_model(model_architectures):
    return any(each in model_architectures for each in seeing)
`;
    const result = read(['LanternVL', 'MoreVL'], { 'configs/model_config.py': text, 'environ.py': environ });
    expect(evidence(result)).toEqual({ LanternVL: 'multimodal 5' });
    expect(result.scan.undecidable).toEqual([]);
  });

  test('that cannot be evaluated are undecidable, once, and nothing is claimed', () => {
    const text = `
from elsewhere import load_list

seeing = load_list("LanternVL")

def is_multimodal_model(model_architectures):
    return any(each in model_architectures for each in seeing)
`;
    const result = read(['LanternVL', 'BeaconVL'], { 'configs/model_config.py': text });
    expect(evidence(result)).toEqual({});
    expect(result.scan.undecidable).toHaveLength(1);
    expect(result.scan.undecidable[0]).toMatchObject({ file: `${SRT}/configs/model_config.py` });
    expect(result.scan.undecidable[0]?.reason).toMatch(/^is_multimodal_model\(\["\w+"\]\): /);
  });

  test('are absent where there is no such file or no such function', () => {
    expect(evidence(read(['Acorn'], {}))).toEqual({});
    const result = read(['Acorn'], { 'configs/model_config.py': 'names = ["Acorn"]\n' });
    expect([evidence(result), result.scan.undecidable]).toEqual([{}, []]);
  });
});

describe('the fallback to transformers', () => {
  test('has a gate where the loader asks the class', () => {
    const text = `
def resolve(architectures):
    for name in architectures:
        if not find(name).is_backend_compatible():
            raise ValueError(name)
`;
    const { fallbackGate } = read([], { 'model_loader/utils.py': text }).scan;
    expect(fallbackGate).toEqual({
      test: 'backend-compatible',
      evidence: { file: `${SRT}/model_loader/utils.py`, line: 4, column: 16, rule: 'sglang-fallback-gate' },
    });
  });

  test('has none where the loader does not ask, or asks in a comment', () => {
    const text = 'def resolve(names):\n    # is_backend_compatible() came later\n    return names[0]\n';
    expect(read([], { 'model_loader/utils.py': text }).scan.fallbackGate).toBeNull();
    expect(read([], {}).scan.fallbackGate).toBeNull();
  });
});

describe('the pin of transformers', () => {
  const pin = (toml: string): unknown => read([], {}, { 'python/pyproject.toml': toml }).scan.transformersPin;

  test('is the requirement in pyproject.toml, with its place', () => {
    expect(pin('[project]\ndependencies = [\n  "torch",\n  "transformers==5.5.4",\n]\n')).toEqual({
      requirement: '==5.5.4',
      file: 'python/pyproject.toml',
      line: 4,
      column: 3,
    });
  });

  test.each([
    ['"transformers >= 4.51.0, < 5"', '>= 4.51.0, < 5'],
    ["'transformers~=4.51'", '~=4.51'],
    ['"transformers==5.5.4; python_version > \'3.9\'"', '==5.5.4'],
    ['"transformers[torch]==5.5.4"', '==5.5.4'],
    ['"sentence-transformers==3.0"', null],
    ['\n  # "transformers==4.0.0",\n', null],
  ])('%s', (text, requirement) => {
    const found = pin(`dependencies = [${text}]\n`);
    expect(found).toEqual(requirement === null ? null : expect.objectContaining({ requirement }));
  });
});

test('files may be named in any order', () => {
  const files = below(SRT, {
    'models/acorn.py': entry('A'),
    'models/birch.py': entry('B'),
    'models/cedar.py': 'class C: pass\nclass A: pass\nEntryClass = [C, A]\n',
  });
  const reversed = Object.fromEntries(Object.entries(files).reverse());
  expect(registry(readSglang(reversed))).toEqual(registry(readSglang(files)));
  const read = (tree: Files): object => {
    const { scan, sources } = readSglang(tree);
    const at = { directory: 'python/sglang' };
    const places = sglang.places?.(sources, at, scan, {}) ?? [];
    return { scan, places: places.map(({ id, content }) => ({ id, content })) };
  };
  expect(read(reversed)).toEqual(read(files));
});

test.each(['', 'sglang', 'python/sglang'])('the package may lie in %j', (folder) => {
  const prefix = folder === '' ? '' : `${folder}/`;
  const result = readSglang({
    [`${prefix}srt/models/acorn.py`]: 'from sglang.srt.models.oak import Oak\nEntryClass = Oak\n',
    [`${prefix}srt/models/oak.py`]: 'class Oak: pass\n',
  });
  expect(registry(result)).toEqual(['Oak acorn.py:2 class oak.py:1']);
});
