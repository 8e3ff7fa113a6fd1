import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addDefinitions } from '../../src/kernels/models-ts/edit.js';
import { addEntry } from '../../src/kernels/models-ts/entry.js';
import type { ModelsFile } from '../../src/kernels/models-ts/model.js';
import { readModels } from '../../src/kernels/models-ts/read.js';
import { corpus } from '../support/corpus.js';

const FILE = 'web/apps/web/data/models.ts';

async function read(text: string): Promise<ModelsFile> {
  const { value, diagnostics } = await readModels(text, FILE);
  if (value === null) throw new Error('models.ts cannot be read');
  expect(diagnostics).toEqual([]);
  return value;
}

const textOf = (): string => readFileSync(join(corpus('flashinfer-bench'), FILE), 'utf8');

describe('models.ts of flashinfer-bench', () => {
  it('has nine models, all of them plain data', async () => {
    const { entries, quote } = await read(textOf());
    expect(quote).toBe('"');
    expect(entries.map(({ id, line, modules }) => [id.text, line, modules.length])).toMatchInlineSnapshot(`
      [
        [
          "deepseek-v3",
          4,
          25,
        ],
        [
          "llama-3.1-8b",
          163,
          18,
        ],
        [
          "qwen3-30b-a3b",
          281,
          19,
        ],
        [
          "qwen3-next-80b-a3b",
          405,
          27,
        ],
        [
          "nemotron-h-8b",
          584,
          18,
        ],
        [
          "minimax-m2",
          708,
          18,
        ],
        [
          "kimi-k2",
          829,
          22,
        ],
        [
          "llama-4-scout-17b-16e",
          971,
          22,
        ],
        [
          "llama-4-maverick-17b-128e",
          1139,
          22,
        ],
      ]
    `);
  });

  it('takes a definition in every module: one place changes, and a second time none', async () => {
    const text = textOf();
    const models = await read(text);
    for (const { id, modules } of models.entries) {
      for (const { name } of modules) {
        const { value, diagnostics } = await addDefinitions(models, id.text, name, ['gemm_n1_k1']);
        expect(diagnostics).toEqual([]);
        expect(value.text.split('\n').filter((line) => !text.includes(line))).toHaveLength(1);
      }
    }
  }, 120_000);

  it('takes an entry like a dense one, and refuses one with layers of several kinds', async () => {
    const text = textOf();
    const models = await read(text);
    const entry = {
      id: 'oak',
      name: 'Oak',
      description: null,
      architecture: null,
      layers: 16,
      definitions: [],
    };
    const { value } = await addEntry(models, 'llama-3.1-8b', entry);
    const at = value.text.indexOf('  {\n    id: "oak"');
    expect(text.startsWith(value.text.slice(0, at))).toBe(true);
    expect(value.text.endsWith(text.slice(at))).toBe(true);
    const refused = await addEntry(models, 'deepseek-v3', entry);
    expect(refused.value.text).toBe(text);
    expect(refused.diagnostics[0]?.message).toContain('mlp_dense of deepseek-v3 has the count 31');
  });
});
