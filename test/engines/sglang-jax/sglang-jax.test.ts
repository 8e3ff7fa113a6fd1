import { describe, expect, test } from 'vitest';
import { sglangJax } from '../../../src/engines/sglang-jax/index.js';
import { readEngine, reports, rows, undecided, type EngineRead } from '../read-engine.js';
import { below, type Files } from '../trees.js';

const OAK = 'srt/models/oak.py';
const CLASS = 'class OakForCausalLM: ...\n';
const FALLBACK = [
  'class Registry:',
  '    def _normalize_archs(self, archs):',
  '        found = [a for a in archs if a in self.models]',
  "        found.append('TransformersForCausalLM')",
  '        return found',
].join('\n');
const LOADER = [
  'def resolve(config, archs):',
  '    if not config.module.is_backend_compatible():',
  '        raise ValueError(archs)',
].join('\n');

function read(files: Files): EngineRead {
  return readEngine(sglangJax, below('python/sgl_jax', files));
}

describe('the registry of sglang-jax', () => {
  test('a class that another package of the engine defines is registered under its own name', () => {
    const it = read({
      'srt/models/oak_generation.py': [
        'from sgl_jax.srt.multimodal.models.oak.generation import OakForCausalLM as Oak',
        'EntryClass = Oak',
      ].join('\n'),
      'srt/multimodal/models/oak/generation.py': CLASS,
    });
    expect(rows(it, 'srt')).toEqual(['OakForCausalLM -> OakForCausalLM oak_generation.py:2 generation.py:1']);
    expect(rows(it, 'multimodal')).toEqual([]);
  });

  test('components of multimodal pipelines are no models', () => {
    const it = read({
      [OAK]: `${CLASS}EntryClass = [OakForCausalLM]\n`,
      'srt/multimodal/models/vae/oak.py': 'class OakVAE: ...\nEntryClass = OakVAE\n',
    });
    expect(rows(it, 'multimodal')).toEqual(['OakVAE -> OakVAE oak.py:2 oak.py:1, component']);
    expect(it.scan.loaderRegistries).toEqual(['srt']);
  });

  test('a draft is what the configuration puts in place of a model', () => {
    const it = read({
      [OAK]: `class OakNextN: ...\nEntryClass = OakNextN\n`,
      'srt/configs/model_config.py': [
        'class ModelConfig:',
        '    def __init__(self, hf_config, is_draft_model):',
        "        if is_draft_model and hf_config.architectures[0] == 'OakForCausalLM':",
        "            hf_config.architectures[0] = 'OakNextN'",
      ].join('\n'),
    });
    expect(rows(it, 'srt')).toEqual(['OakNextN -> OakNextN oak.py:2 oak.py:1, draft']);
    expect(it.scan.draftBases.get('OakNextN')).toEqual(['OakForCausalLM']);
  });

  test('two modules with one name, a tuple, and an entry that is not known', () => {
    const it = read({
      [OAK]: `${CLASS}EntryClass = OakForCausalLM\n`,
      'srt/models/elm.py': `${CLASS}EntryClass = OakForCausalLM\n`,
      'srt/models/yew.py': `${CLASS}EntryClass = (OakForCausalLM,)\n`,
      'srt/models/fir.py': 'import jax\nEntryClass = [jax.pick()]\n',
    });
    expect(reports(it).map((each) => each.slice(0, 45))).toEqual([
      'sglang-jax-duplicate-architecture oak.py:2 Oa',
      'sglang-jax-entry-class yew.py:2 EntryClass ha',
    ]);
    expect(undecided(it)).toHaveLength(1);
    expect(undecided(it)[0]).toMatch(/^fir\.py:2 /);
  });
});

describe('the fallback to transformers', () => {
  test('there is none when no module registers the wrapper, whatever the loader asks', () => {
    const it = read({
      [OAK]: `${CLASS}EntryClass = OakForCausalLM\n`,
      'srt/models/registry.py': FALLBACK,
      'srt/model_loader/arch.py': LOADER,
    });
    expect(it.scan.fallbackGate).toBeNull();
    expect(reports(it)).toEqual([
      'registry-dead-entry registry.py:4 the registry falls back to TransformersForCausalLM, but no module of python/sgl_jax/srt/models registers it: an unregistered architecture is refused',
    ]);
  });

  test('there is one when a module registers it', () => {
    const it = read({
      'srt/models/wrapper.py': 'class TransformersForCausalLM: ...\nEntryClass = TransformersForCausalLM\n',
      'srt/models/registry.py': FALLBACK,
      'srt/model_loader/arch.py': LOADER,
    });
    expect(it.scan.fallbackGate).toMatchObject({ test: 'backend-compatible', evidence: { line: 2 } });
    expect(rows(it, 'srt')).toEqual([
      'TransformersForCausalLM -> TransformersForCausalLM wrapper.py:2 wrapper.py:1, wrapper',
    ]);
    expect(reports(it)).toEqual([]);
  });
});

describe('bad input', () => {
  test('one module with a syntax error: the others are complete', () => {
    const it = read({
      [OAK]: `${CLASS}EntryClass = OakForCausalLM\n`,
      'srt/models/elm.py': 'class ElmForCausalLM(:\n    x = = 1\nEntryClass = (\n',
    });
    expect(rows(it, 'srt')).toContain('OakForCausalLM -> OakForCausalLM oak.py:2 oak.py:1');
    expect(reports(it).join('\n')).toContain('python-syntax elm.py');
  });

  test('the folder of the models is not there', () => {
    expect(reports(read({ 'srt/server_args.py': '' }))).toEqual([
      'registry-missing models:1 python/sgl_jax/srt/models is not there: the models were moved, and no registration can be read',
    ]);
  });
});
