import { expect, test, vi } from 'vitest';
import { Parser, Tree } from 'web-tree-sitter';
import { createSession, type SessionOptions } from '../../src/index.js';
import { settleClass, transformersAssumptions } from '../../src/engines/transformers/index.js';
import { createCachingExtractor } from '../../src/session/facts.js';
import { createLayeredSources } from '../../src/session/layers.js';
import { createStore } from '../../src/session/store.js';
import type { SourceTree } from '../../src/source/types.js';
import { exampleFiles } from '../lint/support.js';
import { alive, usedHeap } from '../support/collect-garbage.js';
import { ACORN, CONFIGURATION, fileText, TRACKING, workspaceFiles } from './support.js';

const MEGABYTE = 2 ** 20;
const ROOT = 'src/transformers';
const MODELING = `${ROOT}/models/acorn/modeling_acorn.py`;

test('a session that is disposed is freed with all that it read', { timeout: 300_000 }, async () => {
  const files = workspaceFiles();
  const sessions: WeakRef<object>[] = [];
  /** Whatever a session keeps, keeps its options. */
  const given: WeakRef<object>[] = [];
  const once = async (n: number): Promise<void> => {
    const options: SessionOptions = {
      folders: ['sglang', 'transformers'],
      files: { ...files },
      config: CONFIGURATION,
      date: '2026-01-02',
      onProgress: () => undefined,
    };
    const session = createSession(options);
    sessions.push(new WeakRef(session));
    given.push(new WeakRef(options));
    await session.allFindings();
    session.change(ACORN, `${fileText(files, ACORN)}\n# ${n}\n`);
    session.change(`transformers/${MODELING}`, `\n${fileText(files, `transformers/${MODELING}`)}`);
    await session.findings(ACORN);
    await session.hover(ACORN, { line: 60, column: 20 });
    session.change(TRACKING, `${fileText(files, TRACKING)}\n${n}\n`);
    // A question that is still open when the session ends. An error that is kept keeps what it came through.
    const open = session.findings(TRACKING);
    session.dispose();
    expect(await open.then(() => 'answered', String)).toContain('disposed');
  };
  await once(0);
  await once(1);
  const before = await usedHeap();
  for (let n = 2; n < 7; n += 1) await once(n);
  const after = await usedHeap();
  expect([sessions.length, alive(sessions), alive(given)]).toEqual([7, 0, 0]);
  expect(after - before).toBeLessThan(4 * MEGABYTE);
});

test(
  'thousands of edits later memory is flat, and every syntax tree is freed',
  { timeout: 300_000 },
  async () => {
    const parse = vi.spyOn(Parser.prototype, 'parse');
    const freed = vi.spyOn(Tree.prototype, 'delete');
    let [made, deleted] = [0, 0];
    const files = exampleFiles('transformers');
    const edited = [MODELING, `${ROOT}/models/juniper/modeling_juniper.py`, `${ROOT}/modeling_utils.py`];
    const store = createStore(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`w/${path}`, text])),
    );
    const sources = createLayeredSources(
      await createCachingExtractor(),
      { packages: [{ name: 'transformers', directory: ROOT }], assumedCall: transformersAssumptions },
      store.changedSince,
      settleClass,
    );
    const trees: WeakRef<SourceTree>[] = [];
    const classes: WeakRef<object>[] = [];

    function edit(n: number): void {
      const path = edited[n % 10 === 9 ? 2 : n % 2] ?? MODELING;
      const text = fileText(files, path);
      const at = (n * 97) % text.length;
      const texts = [
        `${text}\n# ${n}\n`,
        `${'\n'.repeat(n % 9)}${text}`,
        `${text}\n\nclass Birch${n}(object):\n    value = ${n}\n`,
        // The bracket is read around, the other statement is given to tree-sitter.
        `${text.slice(0, at)}(${text.slice(at)}\nx = = ${n}\n`,
        undefined,
      ];
      store.setBuffer(`w/${path}`, texts[n % texts.length]);
      const tree = store.tree('w');
      trees.push(new WeakRef(tree));
      if (sources.means(tree)) return;
      const { project } = sources.next(tree);
      for (const [file, name] of [
        [MODELING, 'AcornForCausalLM'],
        [edited[1] ?? '', 'JuniperForCausalLM'],
      ] as const) {
        const found = project.lookup(file, name);
        if (found !== undefined) classes.push(new WeakRef(found));
      }
    }

    async function edits(from: number, to: number): Promise<number> {
      for (let n = from; n < to; n += 1) {
        edit(n);
        if (n % 20 === 0) await turn();
      }
      made += parse.mock.results.filter(({ type, value }) => type === 'return' && value !== null).length;
      deleted += new Set(freed.mock.contexts).size;
      parse.mockClear();
      freed.mockClear();
      return usedHeap();
    }

    await edits(0, 300);
    const before = await edits(300, 1300);
    const after = await edits(1300, 2300);
    expect(trees.length).toBe(2300);
    expect(made).toBeGreaterThan(400);
    expect(deleted).toBe(made);
    expect(alive(trees)).toBeLessThanOrEqual(8);
    expect(new Set(classes.map((each) => each.deref())).size).toBeLessThanOrEqual(40);
    expect(after - before).toBeLessThan(4 * MEGABYTE);
  },
);

/** Weak references let go when the turn ends. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
