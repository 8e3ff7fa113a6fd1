import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cookbookFiles, readCookbook } from '../../src/kernels/index.js';
import { folderTree } from '../../src/source/folder.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';

const configuration = z.object({
  modelNames: z.record(z.string(), z.string()),
  placeholders: z.record(z.string(), z.object({ default: z.string().optional() })).optional(),
  cells: z.array(
    z.object({
      match: z.record(z.string(), z.string()),
      redirect: z.boolean().optional(),
      flags: z.array(z.string()).optional(),
    }),
  ),
});

const number = (flags: readonly string[], names: readonly string[]): number | null => {
  const found = flags.find((flag) => names.includes(flag.split(/[\s=]/)[0] ?? ''));
  return found === undefined ? null : Number(found.split(/[\s=]/)[1]);
};

/** What JavaScript itself makes of a module: a checkpoint and degrees for each command. */
async function executed(text: string): Promise<readonly string[]> {
  const copy = join(tempFolder(), 'module.mjs');
  writeFileSync(copy, text);
  const module: unknown = await import(pathToFileURL(copy).href);
  const read = z.object({ config: configuration }).safeParse(module);
  if (!read.success) return [];
  const { cells, modelNames, placeholders = {} } = read.data.config;
  return cells.flatMap(({ match: { hw = '', variant = '', quant = '' }, redirect, flags = [] }) => {
    if (redirect === true) return [];
    const own = flags.map((flag) => /^--model-path ([^{]\S*|\{\{\w+\}\})$/.exec(flag)?.[1]).find(Boolean);
    const names = [
      `${hw}|${variant}|${quant}`,
      `${variant}|${quant}`,
      `${hw}|${quant}`,
      quant,
      hw,
      'default',
    ];
    const named = names.map((key) => modelNames[key]).find(Boolean);
    const path = (own ?? '{{MODEL_NAME}}').replace(/\{\{(\w+)\}\}/, (_, key: string) =>
      String(key === 'MODEL_NAME' ? named : placeholders[key]?.default),
    );
    const name = path.split('/').slice(0, 2).join('/');
    const tp = number(flags, ['--tp', '--tp-size']) ?? 1;
    const spreads = flags.some((flag) => /^--moe-a2a-backend (?!none$)/.test(flag));
    const ep = spreads ? tp : number(flags, ['--ep', '--ep-size']);
    const degrees = [tp, ep, number(flags, ['--dp', '--dp-size'])];
    return [`${name} ${hw} ${degrees.join('/')} ${flags.includes('--enable-dp-attention')}`];
  });
}

describe("the recipes of SGLang's documentation of August 2026", () => {
  it('are those that JavaScript makes of them', { timeout: 120_000 }, async () => {
    const root = corpus('sglang-2026-08');
    const tree = folderTree(root);
    const files = cookbookFiles(tree);
    expect(files.filter((path) => path.includes('minimax-h3'))).toEqual([]);
    const { value, diagnostics } = readCookbook(tree);
    expect(diagnostics.filter(({ rule }) => rule.startsWith('recipe-'))).toEqual([]);
    const recipes = value.models.flatMap((each) =>
      each.recipes.map((recipe) => ({ ...recipe, id: each.modelPath })),
    );
    const counts: Record<string, number> = {};
    for (const file of files) {
      const own = recipes.filter(({ place }) => place.file === file);
      const found = own.map(({ id, hardware, degrees: { tp, ep, dp, dpAttention } }) => {
        return `${id} ${hardware.toLowerCase()} ${[tp, ep, dp].join('/')} ${dpAttention}`;
      });
      expect(found.sort()).toEqual([...(await executed(readFileSync(join(root, file), 'utf8')))].sort());
      if (found.length > 0) counts[file.split('/').at(-1) ?? ''] = found.length;
    }
    expect(counts).toMatchObject({ 'glm-5.2.jsx': 48, 'deepseek-v4.jsx': 89, 'kimi-k3.jsx': 44 });
  });
});
