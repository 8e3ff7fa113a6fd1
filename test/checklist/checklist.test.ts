import { describe, expect, test } from 'vitest';
import {
  checklists,
  type ArchitectureChecklist,
  type ChecklistEngine,
} from '../../src/checklist/checklist.js';
import { documentIn } from '../../src/checklist/document.js';
import { llamaCpp } from '../../src/engines/llamacpp/index.js';
import { lmdeploy } from '../../src/engines/lmdeploy/index.js';
import { mlxLm } from '../../src/engines/mlx-lm/index.js';
import { sglang } from '../../src/engines/sglang/index.js';
import { tensorrtLlm } from '../../src/engines/trtllm/index.js';
import type { EngineAdapter } from '../../src/engines/types.js';
import { vllm } from '../../src/engines/vllm/index.js';
import { readEngine } from '../engines/read-engine.js';
import { below, type Files } from '../engines/trees.js';
import { ACORN, INTERFACES, registryFile, REGISTRY } from '../engines/vllm/trees.js';

interface Change {
  readonly before?: Files;
  readonly names?: readonly string[];
  /** Whether transformers was read. */
  readonly joined?: boolean;
}

function check(
  adapter: EngineAdapter,
  files: Files,
  { before, names = [], joined = false }: Change,
): readonly string[] {
  const read = (tree: Files): ChecklistEngine => {
    const { scan, sources } = readEngine(adapter, tree);
    return { adapter, scan, sources, document: documentIn(sources.tree), joined };
  };
  const wanted = { names, before: before === undefined ? undefined : [read(before)] };
  return checklists([read(files)], wanted).flatMap(({ architectures }) => architectures.flatMap(lines));
}

/** `Architecture place: state file:line (note)`, the reason of what is missing behind it. */
function lines({ architecture, places }: ArchitectureChecklist): readonly string[] {
  return places.map(({ id, state, evidence, note, need }) => {
    const where = evidence.map(({ file, line, column }) => ` ${file}:${line}:${column}`).join('');
    const remark = note === null ? '' : ` (${note})`;
    return `${architecture} ${id}: ${state}${where}${remark}${state === 'missing' ? `, ${need ?? ''}` : ''}`;
  });
}

describe('vLLM', () => {
  const PAGE = 'docs/models/supported_models.md';
  const files = (page: readonly string[]): Files => ({
    ...below('vllm', {
      'model_executor/models/interfaces.py': INTERFACES,
      'model_executor/models/acorn.py': ACORN,
      [REGISTRY]: registryFile(
        '_TEXT = {"AcornForCausalLM": ("acorn", "AcornForCausalLM"), "OakForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_SPECULATIVE_DECODING_MODELS = {"EagleAcorn": ("acorn", "AcornForCausalLM")}',
        '_VLLM_MODELS = {**_TEXT, **_SPECULATIVE_DECODING_MODELS}',
        '_PREVIOUSLY_SUPPORTED_MODELS = {"ElmForCausalLM": "0.4.2"}',
      ),
    }),
    'tests/models/registry.py': [
      'from helpers import HfExampleModels, _HfExamplesInfo',
      '_EXAMPLES = {',
      '    "AcornForCausalLM": _HfExamplesInfo("acme/acorn-7b"),',
      '    "EagleAcorn": _HfExamplesInfo("acme/acorn-7b"),',
      '}',
      'HF_EXAMPLE_MODELS = HfExampleModels(_EXAMPLES)',
    ].join('\n'),
    [PAGE]: page.join('\n'),
  });
  const page = [
    '| Architecture | Models |',
    '| --- | --- |',
    '| `AcornForCausalLM` | Acorn, OakForCausalLM |',
  ];

  test('an entry is evidence, and its key cell counts, not a name elsewhere in the row', () => {
    expect(check(vllm, files(page), { names: ['AcornForCausalLM', 'OakForCausalLM'] })).toEqual([
      'AcornForCausalLM registry: present vllm/model_executor/models/registry.py:1:1 (_TEXT)',
      'AcornForCausalLM test-registry: present tests/models/registry.py:3:5',
      `AcornForCausalLM page: present ${PAGE}:3:3`,
      'OakForCausalLM registry: present vllm/model_executor/models/registry.py:1:1 (_TEXT)',
      'OakForCausalLM test-registry: missing, the tests look up every architecture that is registered',
      'OakForCausalLM page: missing, the page lists every model that checkpoints declare',
    ]);
  });

  test('a draft needs no row on the page; a removed model needs nothing but a registry', () => {
    expect(check(vllm, files(page), { names: ['EagleAcorn', 'ElmForCausalLM'] })).toEqual([
      'EagleAcorn registry: present vllm/model_executor/models/registry.py:2:1 (_SPECULATIVE_DECODING_MODELS, draft)',
      'EagleAcorn test-registry: present tests/models/registry.py:4:5',
      'EagleAcorn page: absent',
      'ElmForCausalLM registry: missing vllm/model_executor/models/registry.py:4:1 (_PREVIOUSLY_SUPPORTED_MODELS, removed, 0.4.2), what no registry has, the engine does not load',
      'ElmForCausalLM test-registry: absent',
      'ElmForCausalLM page: absent',
    ]);
  });

  test('a name that is not there yet is taken for a model, and near names are shown', () => {
    expect(check(vllm, files(page), { names: ['AkornForCausalLM'] })).toEqual([
      'AkornForCausalLM registry: missing (near names: AcornForCausalLM), what no registry has, the engine does not load',
      'AkornForCausalLM test-registry: missing, the tests look up every architecture that is registered',
      'AkornForCausalLM page: missing, the page lists every model that checkpoints declare',
    ]);
  });

  test('every group that has the key is shown; the last one counts', () => {
    const registry = {
      [`vllm/${REGISTRY}`]: registryFile(
        '_TEXT = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_EMBEDDING = {',
        '    "AcornModel": ("acorn", "AcornForCausalLM"),',
        '    **{k: v for k, v in _TEXT.items()},',
        '    "OakForCausalLM": ("acorn", "AcornForCausalLM"),',
        '}',
        '_REWARD = {"OakForCausalLM": ("acorn", "AcornForCausalLM")}',
        '_VLLM_MODELS = {**_TEXT, **_EMBEDDING, **_REWARD}',
      ),
    };
    expect(check(vllm, registry, { names: ['AcornForCausalLM'] })).toContain(
      'AcornForCausalLM registry: present vllm/model_executor/models/registry.py:1:1 (_TEXT; _EMBEDDING, the one that counts)',
    );
    expect(check(vllm, registry, { names: ['OakForCausalLM'] })).toContain(
      'OakForCausalLM registry: present vllm/model_executor/models/registry.py:5:1 vllm/model_executor/models/registry.py:7:1 (_EMBEDDING; _REWARD, the one that counts)',
    );
  });

  test('an installed package has no tests and no page', () => {
    const registry = { [REGISTRY]: registryFile('_TEXT = {}', '_VLLM_MODELS = {**_TEXT}') };
    expect(check(vllm, registry, { names: ['AcornForCausalLM'] })).toHaveLength(1);
  });

  test('what a change adds, wherever it adds it', () => {
    const short = (line: string): string => line.replace(/ \(near .*|, the .*/, '');
    const after = files([...page, '| `OakForCausalLM` (Oak) | Oak |', '| `FirForCausalLM` | Fir |']);
    expect(check(vllm, after, { before: files(page) }).map(short)).toEqual([
      'FirForCausalLM registry: missing',
      'FirForCausalLM test-registry: missing',
      `FirForCausalLM page: present ${PAGE}:5:3`,
      'OakForCausalLM registry: present vllm/model_executor/models/registry.py:1:1 (_TEXT)',
      'OakForCausalLM test-registry: missing',
      `OakForCausalLM page: present ${PAGE}:4:3`,
    ]);
    expect(check(vllm, files(page), { before: files(page) })).toEqual([]);
  });
});

test('SGLang: the multimodal list and the processors need each other; text models need neither', () => {
  const models = (name: string): string => `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;
  const files = {
    ...below('python/sglang/srt', {
      'models/oak.py': models('OakVL'),
      'models/elm.py': models('ElmVL'),
      'models/fir.py': models('FirForCausalLM'),
      'configs/model_config.py': [
        'archs = ["ElmVL"]',
        'def is_multimodal_model(names):',
        '    return any(name in archs for name in names)',
      ].join('\n'),
      'multimodal/processors/oak.py': [
        'from sglang.srt.models.oak import OakVL',
        'class OakProcessor:',
        '    models = [m for m in [OakVL] if m is not None]',
      ].join('\n'),
    }),
    'MODEL_SUPPORT_TRACKING.md': '| Architecture | Native |\n|---|---|\n| FirForCausalLM | yes |\n',
  };
  expect(check(sglang, files, { names: ['OakVL', 'ElmVL', 'FirForCausalLM'] })).toEqual([
    'OakVL registry: present python/sglang/srt/models/oak.py:5:1 (srt)',
    'OakVL multimodal-list: missing, it has a multimodal processor (python/sglang/srt/multimodal/processors/oak.py:3)',
    'OakVL multimodal-processor: present python/sglang/srt/multimodal/processors/oak.py:3:27',
    'OakVL tracking-document: missing, the document has every model that checkpoints declare',
    'ElmVL registry: present python/sglang/srt/models/elm.py:5:1 (srt)',
    'ElmVL multimodal-list: present python/sglang/srt/configs/model_config.py:1:10',
    'ElmVL multimodal-processor: missing, it is in the list of multimodal architectures (python/sglang/srt/configs/model_config.py:1)',
    'ElmVL tracking-document: missing, the document has every model that checkpoints declare',
    'FirForCausalLM registry: present python/sglang/srt/models/fir.py:5:1 (srt)',
    'FirForCausalLM multimodal-list: absent',
    'FirForCausalLM multimodal-processor: absent',
    'FirForCausalLM tracking-document: present MODEL_SUPPORT_TRACKING.md:3:3',
  ]);
});

test('TensorRT-LLM: the decorator, the static index and the page', () => {
  const files = {
    ...below('tensorrt_llm/_torch/models', {
      'modeling_oak.py': [
        '@register_auto_model("OakForCausalLM")',
        '@register_auto_model("OakVisionModel")',
        'class OakForCausalLM: ...',
      ].join('\n'),
      '_arch_index.py': [
        'MODEL_ARCH_TO_MODULE = {"OakVisionModel": "modeling_oak"}',
        'MODEL_CLASS_TO_MODULE = {}',
      ].join('\n'),
    }),
    'docs/source/models/supported-models.md':
      '| Architecture | Model |\n|---|---|\n| `OakForCausalLM` | Oak |\n',
  };
  expect(check(tensorrtLlm, files, { names: ['OakForCausalLM', 'OakVisionModel'] })).toEqual([
    'OakForCausalLM registry: present tensorrt_llm/_torch/models/modeling_oak.py:1:1 (pytorch, conditional)',
    'OakForCausalLM static-index: missing, a module that the index does not name is not imported',
    'OakForCausalLM page: present docs/source/models/supported-models.md:3:3',
    'OakVisionModel registry: present tensorrt_llm/_torch/models/modeling_oak.py:2:1 (pytorch)',
    'OakVisionModel static-index: present tensorrt_llm/_torch/models/_arch_index.py:1:25',
    'OakVisionModel page: absent',
  ]);
});

test('llama.cpp: each map needs what is registered for its side', () => {
  const files = below('conversion', {
    'base.py': 'class ModelBase:\n    @classmethod\n    def register(cls, *names): ...\n',
    'oak.py': [
      'import gguf',
      'from .base import ModelBase',
      '@ModelBase.register("OakModel")',
      'class OakText:\n    model_arch = gguf.MODEL_ARCH.LLAMA',
      '@ModelBase.register("OakModel")',
      'class OakProjector:\n    model_arch = gguf.MODEL_ARCH.MMPROJ',
    ].join('\n'),
    '__init__.py': 'TEXT_MODEL_MAP = {"OakModel": "oak"}\nMMPROJ_MODEL_MAP = {"ElmModel": "elm"}\n',
  });
  expect(check(llamaCpp, files, { names: ['OakModel'] })).toEqual([
    'OakModel registry: present conversion/oak.py:6:1 conversion/oak.py:3:1 (mmproj, conditional; text)',
    'OakModel text-map: present conversion/__init__.py:1:19',
    'OakModel mmproj-map: missing, the converter looks up there what is registered for mmproj',
  ]);
});

describe('keys that transformers joins with architectures', () => {
  const files = below('mlx_lm', {
    'utils.py': 'MODEL_REMAPPING = {}\n',
    'models/oak.py': 'class ModelArgs: ...\nclass Model: ...\n',
  });
  const unread = (keys: string): string =>
    `not known: the engine registers ${keys}, which transformers joins with architectures, and no transformers sources were read: give them with --transformers PATH`;

  test('model types: what no key is seen to stand for is not known, a model type is found', () => {
    expect(check(mlxLm, files, { names: ['OakForCausalLM', 'oak', 'oka'] })).toEqual([
      `OakForCausalLM registry: unknown (${unread('model types')})`,
      'oak registry: present mlx_lm/models/oak.py:2:1 (models)',
      `oka registry: unknown (${unread('model types')}; near names: oak)`,
    ]);
  });

  test('with transformers, what nothing joins is missing', () => {
    expect(check(mlxLm, files, { names: ['OakForCausalLM'], joined: true })).toEqual([
      'OakForCausalLM registry: missing, what no registry has, the engine does not load',
    ]);
  });

  test('configuration classes of a registry that the loader asks beside others', () => {
    const custom = below('tensorrt_llm/_torch', {
      'models/modeling_oak.py': '@register_auto_model("OakForCausalLM")\nclass OakForCausalLM: ...\n',
      'auto_deploy/models/custom/modeling_elm.py':
        'class Elm: ...\nAutoModelForCausalLMFactory.register_custom_model_cls("ElmConfig", Elm)\n',
    });
    const [found] = check(tensorrtLlm, custom, { names: ['ElmForCausalLM'] });
    expect(found).toContain(`ElmForCausalLM registry: unknown (${unread('configuration classes')}`);
  });
});

test('an engine that keeps nothing beside its registries: one of them is enough', () => {
  const files = below('lmdeploy', {
    'pytorch/models/module_map.py': "MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.Oak'}\n",
    'turbomind/supported_models.py': 'SUPPORTED_ARCHS = dict()\n',
  });
  expect(check(lmdeploy, files, { names: ['OakForCausalLM'] })).toEqual([
    'OakForCausalLM registry: present lmdeploy/pytorch/models/module_map.py:1:1 (pytorch)',
  ]);
});
