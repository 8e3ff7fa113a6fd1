import { expect, test } from 'vitest';
import type { Registration } from '../../src/engines/types.js';
import { groupBy } from '../../src/group-by.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { FULL, requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { lmdeployOracle, mlxLmOracle } from '../support/oracle.js';
import { checkOut, everyCommitWith } from './first-parents.js';
import { engineOf, moduleName, record } from './workspace.js';

/** Processors of LMDeploy whose code decides what they take. */
const DECIDED_BY_CODE = [
  'InternVLLlavaVisionModel',
  'LlavaVisionModel',
  'Xcomposer2VisionModel',
  'YiVisionModel',
];

/** It compares its `_arch` with the architectures of the language model inside: alone, none is DeepSeek-VL2's. */
const ASKS_INSIDE = 'vision DeepseekV2ForCausalLM';

test('mlx-lm serves what its own loader does when CPython runs it', { timeout: 120_000 }, async () => {
  requireCPython();
  expect(await compareMlxLm(corpus('mlx-lm'))).toBe(120);
});

test('lmdeploy registers what it does when CPython runs it', { timeout: 120_000 }, async () => {
  requireCPython();
  const { counts, open } = await compareLmdeploy(corpus('lmdeploy'));
  expect(counts).toEqual({ pytorch: 65, turbomind: 19, vision: 29, multimodal: 27 });
  expect(open).toEqual(['LlavaVisionModel']);
});

test('revisions of mlx-lm serve what their own loader does', { timeout: 3_600_000 }, async () => {
  requireCPython();
  const repository = corpus('mlx-lm.git');
  // A file that has been there nearly as long as the table of other names.
  const commits = everyCommitWith(repository, 'mlx_lm/models/gemma.py', FULL ? 25 : 100);
  for (const commit of commits) await compareMlxLm(checkOut(commit, repository, 'mlx_lm'));
  expect(commits.length).toBeGreaterThan(7);
});

test(
  'revisions of lmdeploy register what they do when CPython runs them',
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const repository = corpus('lmdeploy.git');
    // The same for the registry of the processors.
    const commits = everyCommitWith(repository, 'lmdeploy/vl/model/qwen2.py', FULL ? 30 : 120);
    for (const commit of commits) {
      const { open } = await compareLmdeploy(checkOut(commit, repository, 'lmdeploy'));
      expect(DECIDED_BY_CODE).toEqual(expect.arrayContaining([...open]));
    }
    expect(commits.length).toBeGreaterThan(7);
  },
);

/** How many model types are served. */
async function compareMlxLm(folder: string): Promise<number> {
  const { models, failed } = await mlxLmOracle(folder);
  const { registrations } = engineOf(await readWorkspace({ roots: [folder] }));
  expect(record(registrations.map((each) => [each.key, fullName(each)]))).toEqual(models);
  const withoutModel = Object.values(failed).filter((error) => error.endsWith("has no attribute 'Model'"));
  expect(Object.values(failed)).toEqual(withoutModel);
  return registrations.length;
}

interface Compared {
  /** How many architectures each registry has, and how many are multimodal. */
  readonly counts: Readonly<Record<string, number>>;
  /** Processors of which archscan says that their code decides what they take. */
  readonly open: readonly string[];
}

async function compareLmdeploy(folder: string): Promise<Compared> {
  const { classes, multimodal, failed } = await lmdeployOracle(folder);
  const { registrations, categories, undecidable } = engineOf(await readWorkspace({ roots: [folder] }));
  const open = undecidable.flatMap(
    ({ reason }) => /^what (\w+) processes is decided/.exec(reason)?.[1] ?? [],
  );
  const expected = Object.entries(classes).flatMap(([registry, rows]) =>
    Object.entries(rows)
      .filter(([, name]) => !open.some((each) => name.endsWith(`.${each}`)))
      .map(([key, name]) => [`${registry} ${key}`, name] as const),
  );
  const loaded = registrations.filter(({ status }) => status !== 'removed');
  const found = loaded.map((each) => [`${each.registry} ${each.key}`, fullName(each)] as const);
  expect(record(found.filter(([key]) => key !== ASKS_INSIDE))).toEqual(record(expected));
  expect([...categories.keys()].sort()).toEqual(multimodal);
  expect(failed).toEqual({});
  const groups = [...groupBy(loaded, ({ registry }) => registry)];
  const counts = record(groups.map(([registry, rows]) => [registry, rows.length]));
  return { counts: { ...counts, multimodal: categories.size }, open };
}

function fullName({ classFile, className }: Registration): string {
  return `${moduleName(classFile)}.${className}`;
}
