import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { tensorrtLlm } from '../../src/engines/trtllm/index.js';
import { engineScan, registration } from '../../src/engines/registrations.js';
import { loaderRegistrations, type Registration } from '../../src/engines/types.js';
import { buildMatrix, type Matrix } from '../../src/matrix/matrix.js';
import { findGaps } from '../../src/matrix/gaps.js';
import type { Presence } from '../../src/matrix/near-misses.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { createPythonSources } from '../../src/python/sources.js';
import { readWorkspace, type ReadEngine, type WorkspaceScan } from '../../src/scan/workspace.js';
import { memoryTree } from '../../src/source/index.js';
import { corpus } from '../support/corpus.js';
import { engineFacts } from './engine-facts.js';
import { RULES, studyCounts } from './matrix-study.js';

const CHECKOUTS = ['sglang-2026-04', 'vllm', 'lmdeploy', 'sglang-jax', 'mlx-lm', 'llama.cpp', 'tgi'];
const index = engineFacts('tensorrt-llm', z.object({ archs: z.record(z.string(), z.string()) }));

/** TensorRT-LLM as its static index has it: a checkout of the whole is too large to keep. */
async function tensorrtIndex(): Promise<ReadEngine> {
  const sources = createPythonSources(memoryTree({}), await createFactExtractor(), { packages: [] });
  const registrations = Object.entries(index.archs).map(([key, module], line) =>
    registration({
      ...{ key, className: key, registry: 'pytorch', file: '_arch_index.py', line: line + 1 },
      kind: module === 'speculative' ? 'draft' : 'model',
    }),
  );
  const reads = [{ registrations, undecidable: [], diagnostics: [] }];
  const options = { loaderRegistries: ['pytorch'] };
  return { adapter: tensorrtLlm, scan: engineScan('tensorrt-llm', sources, reads, options) };
}

async function read(): Promise<WorkspaceScan> {
  const roots = [...CHECKOUTS, 'transformers-2025-12'].map(corpus);
  const workspace = await readWorkspace({ roots });
  return { ...workspace, engines: [...workspace.engines, await tensorrtIndex()] };
}

let cached: Promise<WorkspaceScan> | undefined;
const workspace = (): Promise<WorkspaceScan> => (cached ??= read());
const matrix = async (rows: 'served' | 'all' = 'served'): Promise<Matrix> =>
  buildMatrix(await workspace(), { rows, gap: 3 });

/** The columns of the study: the same registrations, counted by its rules. */
async function studied(): Promise<readonly Presence[]> {
  return (await workspace()).engines.map(({ scan }) => ({
    id: scan.id,
    names: new Set(
      loaderRegistrations(scan).flatMap((each) =>
        studyCounts(each) && each.architecture !== null ? [each.architecture] : [],
      ),
    ),
  }));
}

function sizes(columns: readonly Presence[]): Readonly<Record<string, number>> {
  return Object.fromEntries(columns.map(({ id, names }) => [id, names.size]));
}

function enginesOf(columns: readonly Presence[], name: string): number {
  return columns.filter(({ names }) => names.has(name)).length;
}

function alone(columns: readonly Presence[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    columns.map(({ id, names }) => [id, [...names].filter((name) => enginesOf(columns, name) === 1).length]),
  );
}

function gapSizes(columns: readonly Presence[]): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { missingIn } of findGaps(columns, [], 3)) found[missingIn] = (found[missingIn] ?? 0) + 1;
  return found;
}

describe('architectures × engines at the recorded revisions', { timeout: 600_000 }, () => {
  test('what archscan counts', async () => {
    const { engines, rows } = await matrix();
    expect(Object.fromEntries(engines.map(({ id, served }) => [id, served]))).toEqual({
      ...{ sglang: 168, vllm: 312, lmdeploy: 58, 'sglang-jax': 33, 'mlx-lm': 69, tgi: 38 },
      ...{ 'llama.cpp': 251, 'tensorrt-llm': 77 },
    });
    expect(rows).toHaveLength(461);
  });

  test('give the numbers of the study under the rules of the study', async () => {
    const columns = await studied();
    expect(sizes(columns)).toEqual({
      ...{ sglang: 167, vllm: 310, lmdeploy: 58, 'sglang-jax': 33, 'mlx-lm': 69, tgi: 38 },
      ...{ 'llama.cpp': 247, 'tensorrt-llm': 76 },
    });
    const names = [...new Set(columns.flatMap((column) => [...column.names]))];
    expect(names).toHaveLength(454);
    const spread = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (count) => names.filter((name) => enginesOf(columns, name) === count).length,
    );
    expect(spread).toEqual([235, 75, 57, 40, 21, 9, 13, 4]);
    expect(alone(columns)).toEqual({
      ...{ sglang: 27, vllm: 110, lmdeploy: 5, 'sglang-jax': 3, 'mlx-lm': 3, tgi: 3 },
      ...{ 'llama.cpp': 74, 'tensorrt-llm': 10 },
    });
    expect(gapSizes(columns)).toMatchObject({ sglang: 23, vllm: 2, 'llama.cpp': 17, 'tensorrt-llm': 89 });
  });

  test('share what the study says they share, and lack in transformers what it says they lack', async () => {
    const columns = await studied();
    const of = (id: string): ReadonlySet<string> =>
      columns.find((column) => column.id === id)?.names ?? new Set();
    const shared = (...ids: readonly string[]): number =>
      [...of(ids[0] ?? '')].filter((name) => ids.every((id) => of(id).has(name))).length;
    expect(shared('sglang', 'vllm')).toBe(133);
    expect(shared('vllm', 'llama.cpp')).toBe(160);
    expect(shared('sglang', 'llama.cpp')).toBe(107);
    expect(shared('vllm', 'tensorrt-llm')).toBe(57);
    expect(shared('sglang', 'vllm', 'tensorrt-llm', 'llama.cpp', 'lmdeploy')).toBe(23);
    const classes = (await workspace()).transformers?.scan.classes ?? [];
    const exported = new Set(classes.flatMap((each) => (each.exported ? [each.name] : [])));
    const unknown = columns.map(({ id, names }) => [
      id,
      [...names].filter((name) => !exported.has(name)).length,
    ]);
    expect(Object.fromEntries(unknown)).toEqual({
      ...{ sglang: 90, vllm: 182, lmdeploy: 30, 'sglang-jax': 20, 'mlx-lm': 0, tgi: 0 },
      ...{ 'llama.cpp': 136, 'tensorrt-llm': 38 },
    });
  });

  test('every name on which archscan and the study differ falls under one rule', async () => {
    const { rows, engines } = await matrix();
    const columns = await studied();
    const explained: string[] = [];
    for (const [column, { scan }] of (await workspace()).engines.entries()) {
      const study = columns[column]?.names ?? new Set();
      const ours = servedIn(rows, engines[column]?.id ?? '');
      const differ = new Map<string, Registration>();
      for (const each of loaderRegistrations(scan))
        if (each.architecture !== null && study.has(each.architecture) !== ours.has(each.architecture))
          differ.set(each.architecture, each);
      for (const [name, each] of differ) {
        const listedBy = ours.has(name) ? 'archscan' : 'study';
        const why = RULES.filter((rule) => rule.listedBy === listedBy && rule.holds(each));
        explained.push(`${scan.id} ${name}: ${why.map((rule) => rule.name).join(' + ')}`);
      }
    }
    expect(explained.sort()).toEqual([
      'llama.cpp Eagle3DraftModel: only its name says that it is a draft',
      'llama.cpp Eagle3Speculator: only its name says that it is a draft',
      'llama.cpp Gemma4AssistantForCausalLM: only its name says that it is a draft',
      'llama.cpp Gemma4UnifiedAssistantForCausalLM: only its name says that it is a draft',
      'sglang QuantMixtralForCausalLM: the loader itself writes the name over that of the checkpoint',
      'sglang TorchNativeLlamaForCausalLM: another backend under a name of its own',
      'sglang TorchNativePhi3ForCausalLM: another backend under a name of its own',
      'tensorrt-llm Gemma4AssistantForCausalLM: only its name says that it is a draft',
      'vllm Eagle2_5_VLForConditionalGeneration: a model whose name has a word of drafts',
      'vllm Terratorch: another backend under a name of its own',
    ]);
  });

  test('eighteen groups of spellings: fourteen of models, three of drafts, one inside transformers', async () => {
    const shown = ({ nearMisses }: Matrix): readonly string[] =>
      nearMisses.map(({ spellings }) => spellings.map(({ architecture }) => architecture).join(' / '));
    const served = shown(await matrix());
    const all = shown(await matrix('all'));
    expect(served).toHaveLength(14);
    expect(served).toEqual(
      expect.arrayContaining([
        'Ernie4_5ForCausalLM / Ernie4_5_ForCausalLM',
        'Ernie4_5_VLMoeForConditionalGeneration / Ernie4_5_VL_MoeForConditionalGeneration',
        'PhiMoEForCausalLM / PhimoeForCausalLM',
      ]),
    );
    expect(all).toHaveLength(18);
    expect(all.filter((group) => !served.includes(group))).toEqual([
      'BartPreTrainedModel / BartPretrainedModel',
      'DeepSeekMTPModel / DeepseekMTPModel',
      'EAGLE3LlamaForCausalLM / Eagle3LlamaForCausalLM',
      'Eagle3DeepSeekV3ForCausalLM / Eagle3DeepseekV3ForCausalLM',
    ]);
  });
});

function servedIn(rows: Matrix['rows'], id: string): ReadonlySet<string> {
  return new Set(
    rows.flatMap(({ architecture, cells }) =>
      cells.some((cell) => cell.id === id && cell.level === 'native') ? [architecture] : [],
    ),
  );
}
