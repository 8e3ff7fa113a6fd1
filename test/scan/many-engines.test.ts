import { describe, expect, test } from 'vitest';
import { readWorkspace, type Workspace } from '../../src/scan/workspace.js';
import { tempFolder } from '../support/temp-folder.js';

const FILES = {
  'lmdeploy/pytorch/models/module_map.py':
    "MODULE_MAP = {'OakForCausalLM': 'lmdeploy.pytorch.models.oak.Oak'}\n",
  'lmdeploy/pytorch/models/oak.py': 'class Oak: ...\n',
  'lmdeploy/turbomind/supported_models.py': 'SUPPORTED_ARCHS = dict()\n',
  'mlx_lm/utils.py': "MODEL_REMAPPING = {'elm': 'oak'}\n",
  'mlx_lm/models/oak.py': 'class ModelArgs: ...\nclass Model: ...\n',
  'python/sgl_jax/srt/models/oak.py': 'class OakForCausalLM: ...\nEntryClass = OakForCausalLM\n',
  'tensorrt_llm/_torch/models/modeling_oak.py': '@register_auto_model("OakForCausalLM")\nclass Oak: ...\n',
  'src/transformers/__init__.py': "_import_structure = {'models.oak': ['OakForCausalLM']}\n",
  'src/transformers/modeling_utils.py': '',
  'src/transformers/models/oak/modeling_oak.py': 'class OakForCausalLM: ...\n',
  'src/transformers/models/oak/__init__.py': "_import_structure = {'modeling_oak': ['OakForCausalLM']}\n",
  'src/transformers/models/auto/modeling_auto.py':
    "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES = {'oak': 'OakForCausalLM'}\n",
};

function counts({ engines }: Workspace): Readonly<Record<string, number>> {
  return Object.fromEntries(engines.map(({ scan }) => [scan.id, scan.registrations.length]));
}

describe('several engines in one tree', () => {
  test('are all read, and model types are joined through transformers', async () => {
    const workspace = await readWorkspace({ roots: [tempFolder(FILES)] });
    expect(counts(workspace)).toEqual({ lmdeploy: 1, 'sglang-jax': 1, 'mlx-lm': 2, 'tensorrt-llm': 1 });
    const mlx = workspace.engines.find(({ scan }) => scan.id === 'mlx-lm')?.scan.registrations;
    expect(mlx?.map(({ key, architecture }) => [key, architecture])).toEqual([
      ['oak', 'OakForCausalLM'],
      ['elm', null],
    ]);
    expect(workspace.diagnostics).toEqual([]);
  });

  test('one broken registry leaves the others complete, and the defect is named', async () => {
    const folder = tempFolder({
      ...FILES,
      'lmdeploy/pytorch/models/module_map.py': 'MODULE_MAP = {"a": = 1\n',
    });
    const workspace = await readWorkspace({ roots: [folder] });
    expect(counts(workspace)).toMatchObject({ 'sglang-jax': 1, 'mlx-lm': 2, 'tensorrt-llm': 1 });
    expect(workspace.diagnostics.map(({ rule, file }) => [rule, file])).toContainEqual([
      'python-syntax',
      'lmdeploy/pytorch/models/module_map.py',
    ]);
  });
});

test('a bare package folder is read as the engine that it is', async () => {
  const entry = 'class OakForCausalLM: ...\nEntryClass = OakForCausalLM\n';
  const sglang = tempFolder({ 'srt/models/oak.py': entry });
  const sglangJax = tempFolder({ 'srt/models/oak.py': entry, 'srt/model_loader/arch.py': '' });
  expect(counts(await readWorkspace({ roots: [sglang] }))).toEqual({ sglang: 1 });
  expect(counts(await readWorkspace({ roots: [sglangJax] }))).toEqual({ 'sglang-jax': 1 });
});
