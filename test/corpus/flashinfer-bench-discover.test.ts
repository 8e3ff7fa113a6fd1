import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addedModules, MODELS_FOLDER } from '../../src/kernels/discover/day-zero.js';
import type { Discovery } from '../../src/kernels/discover/discover.js';
import { openHistory, windowOf, type History } from '../../src/kernels/discover/history.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { gitTree } from '../../src/source/index.js';
import facts from '../kernels/fixtures/day-zero.json' with { type: 'json' };
import { archscan } from '../cli/run.js';
import { corpus } from '../support/corpus.js';

async function historyOf(name: string): Promise<History> {
  const history = await openHistory(corpus(name));
  if (history === null) throw new Error(`${name} is no repository`);
  return history;
}

const known = new Map<string, PythonSources>();

async function sglang(history: History): Promise<PythonSources> {
  const before = known.get(history.repository);
  if (before !== undefined) return before;
  const tree = await gitTree(history.repository, history.head.commit);
  await tree.prepare(tree.list(MODELS_FOLDER).filter((path) => path.endsWith('.py')));
  const packages = [{ name: 'sglang', directory: 'python/sglang' }];
  const sources = createPythonSources(tree, await createFactExtractor(), { packages });
  known.set(history.repository, sources);
  return sources;
}

describe('the models that were added to SGLang', { timeout: 300_000 }, () => {
  it.each(facts.sglang)('$repository, $since to $until', async (fact) => {
    const history = await historyOf(fact.repository);
    const additions = await history.added([`${MODELS_FOLDER}/*.py`], windowOf(history.head, fact));
    // Without a format, git also prints a line with the author of every commit.
    const commits = new Set(additions.map(({ commit }) => commit)).size;
    expect(additions.length + commits).toBe(fact.seedLines);
    const modules = addedModules(additions, await sglang(history));
    const read = modules.map(({ path, timesAdded, architectures, dropped }) => {
      return { path, timesAdded, architectures, candidate: dropped === null };
    });
    expect(read).toEqual(fact.added);
    const candidates = modules.filter(({ dropped }) => dropped === null);
    expect(candidates.map(({ path }) => path.slice(MODELS_FOLDER.length + 1))).toEqual(fact.candidates);
  });

  it('are looked for in the 30 days before the last commit, whatever the clock says', async () => {
    const { head } = await historyOf('sglang.git');
    expect(windowOf(head, {})).toEqual({ since: '2026-03-26T04:41:39Z', until: null });
  });
});

describe('archscan discover', { timeout: 300_000 }, () => {
  it('leaves out what the page lists: the 13 models of the cookbook that it has', async () => {
    const page = join(corpus('flashinfer-bench'), 'docs/model_coverage.mdx');
    const cookbook = corpus('sgl-cookbook.git');
    const window = ['--since', '2025-12-01', '--until', '2026-05-02'];
    const { code, out } = await archscan(
      ['discover', '--discover', '--cookbook', cookbook, '--page', page, ...window, '--format', 'json'],
      { environment: { HF_HUB_OFFLINE: '1' } },
    );
    expect(code).toBe(0);
    // The command's own output.
    const { discovery } = JSON.parse(out) as { readonly discovery: Discovery };
    expect([...new Set(discovery.tracked.map(({ title }) => title))].sort()).toEqual([
      'DeepSeek V3 / R1',
      'DeepSeek V3.2',
      'GLM-4.6',
      'Kimi K2',
      'Llama 3.1 / 3.3 70B',
      'Llama 4 Scout 17B-16E',
      'Mistral Nemo 12B',
      'Qwen3 14B',
      'Qwen3 235B A22B',
      'Qwen3 30B A3B',
      'Qwen3 32B',
      'Qwen3 8B',
      'Qwen3 Next 80B A3B',
    ]);
    const ids = discovery.candidates.map(({ hfRepoId }) => hfRepoId);
    expect(ids).toContain('moonshotai/Kimi-K2.6');
    expect(ids).not.toContain('moonshotai/Kimi-K2-Instruct');
    expect(ids.filter((id) => (id ?? '').endsWith('-FP8'))).toEqual([]);
  });
});

describe('the recipes that were added to sgl-cookbook', () => {
  it.each(facts.cookbook)('$since to $until', async ({ since, until, added }) => {
    const history = await historyOf('sgl-cookbook.git');
    const found = await history.added(
      ['data/models/generated/*.yaml'],
      windowOf(history.head, { since, until }),
    );
    expect([...new Set(found.map(({ path }) => path))].sort()).toEqual(added);
  });
});
