import { expect, test, vi } from 'vitest';
import { Parser, Tree } from 'web-tree-sitter';
import { createStore } from '../../src/session/store.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { createCachingExtractor } from '../../src/session/facts.js';
import { createLayeredSources } from '../../src/session/layers.js';
import type { SourceTree } from '../../src/source/types.js';
import { alive, collectGarbage, usedHeap } from '../support/collect-garbage.js';
import { ACORN, fileText, memorySession, MODELS, TRACKING, workspaceFiles } from './support.js';

test('every syntax tree of a session is freed, whatever the text is', { timeout: 120_000 }, async () => {
  const parse = vi.spyOn(Parser.prototype, 'parse');
  const freed = vi.spyOn(Tree.prototype, 'delete');
  const files = workspaceFiles();
  const session = memorySession(files);
  const text = fileText(files, ACORN);
  await session.allFindings();
  for (let n = 0; n < 30; n += 1) {
    const torn = text.slice(0, (n * 97) % text.length) + '('.repeat(n % 3) + text.slice(n * 7);
    // The last statement is one that tree-sitter has to look at.
    session.change(ACORN, `${torn}\nx = = ${n}\n`);
    await session.findings(ACORN);
    await session.hover(ACORN, { line: 60, column: 20 });
    await session.references(ACORN, { line: 3, column: 8 });
  }
  session.dispose();
  const made = parse.mock.results.filter(({ type, value }) => type === 'return' && value !== null).length;
  expect(made).toBeGreaterThan(30);
  expect(new Set(freed.mock.contexts).size).toBe(made);
});

test('of hundreds of edits no more than a few versions are kept', { timeout: 120_000 }, async () => {
  const files: Record<string, string> = { 'w/grove/__init__.py': '', 'w/grove/base.py': 'A = 1\n' };
  for (let n = 0; n < 8; n += 1) files[`w/grove/m${n}.py`] = `from .base import A\n\nB = [A, ${n}]\n`;
  const store = createStore(files);
  const { next } = createLayeredSources(
    await createFactExtractor(),
    { packages: [{ name: 'grove', directory: 'grove' }] },
    store.changedSince,
    null,
  );
  const trees: WeakRef<SourceTree>[] = [];
  const values: WeakRef<object>[] = [];
  const step = (n: number): void => {
    const file = `w/grove/${n % 5 === 0 ? 'base' : `m${n % 8}`}.py`;
    store.setBuffer(file, `${files[file] ?? ''}C = ${n}\n${'\n'.repeat(n % 4)}B = [C]\n`);
    const sources = next(store.tree('w'));
    trees.push(new WeakRef(sources.tree));
    for (let m = 0; m < 8; m += 1) {
      const value = sources.project.lookup(`grove/m${m}.py`, 'B');
      if (value !== undefined) values.push(new WeakRef(value));
    }
  };
  for (let n = 0; n < 300; n += 1) {
    step(n);
    // What a weak reference was made of lives until the end of the turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await collectGarbage();
  expect(trees.length).toBe(300);
  // Two are in use; compiled code may hold one or two more for a while.
  expect(alive(trees)).toBeLessThanOrEqual(8);
  expect(new Set(values.map((each) => each.deref())).size).toBeLessThanOrEqual(40);
});

test(
  'a session keeps a bounded number of texts and of contents of a file',
  { timeout: 120_000 },
  async () => {
    const files = workspaceFiles();
    const session = memorySession(files);
    const text = fileText(files, TRACKING);
    const answers: WeakRef<object>[] = [];
    for (let n = 0; n < 60; n += 1) {
      session.change(TRACKING, `${text}\n${'x'.repeat(n)}\n`);
      for (const finding of await session.findings(TRACKING)) answers.push(new WeakRef(finding));
    }
    const last = (await session.findings(TRACKING)).length;
    await collectGarbage();
    expect(answers.length).toBeGreaterThanOrEqual(60);
    expect(alive(answers)).toBeLessThanOrEqual(3 * Math.max(1, last));
  },
);

test(
  'what was evaluated before an edit is not kept, also when everything is evaluated anew',
  { timeout: 120_000 },
  async () => {
    const files: Record<string, string> = { ...workspaceFiles() };
    // Most modules need the edited one.
    for (let n = 0; n < 40; n += 1)
      files[`${MODELS}/leaf${n}.py`] =
        `from sglang.srt.models.acorn import AcornForCausalLM\n\n\nclass Leaf${n}ForCausalLM(AcornForCausalLM):\n    pass\n\n\nEntryClass = Leaf${n}ForCausalLM\n`;
    const session = memorySession(files);
    const text = fileText(files, ACORN);
    const edit = async (n: number): Promise<number> => {
      session.change(ACORN, `${'\n'.repeat(1 + (n % 7))}${text}\nEntryClass = [NoSuch${n}]\n`);
      await session.findings(ACORN);
      await session.findings(TRACKING);
      return usedHeap();
    };
    for (let n = 0; n < 20; n += 1) await edit(n);
    const before = await edit(20);
    for (let n = 21; n < 60; n += 1) await edit(n);
    const after = await edit(60);
    expect(after - before).toBeLessThan(2 * 2 ** 20);
    session.dispose();
  },
);

test('the third last content is kept of the files that changed last only', { timeout: 120_000 }, async () => {
  const extract = await createCachingExtractor();
  const facts: WeakRef<object>[] = [];
  for (const depth of ['module', 'bodies'] as const) {
    for (let n = 0; n < 60; n += 1) {
      facts.push(new WeakRef(extract(`m${n}.py`, `A = ${n}\n`, depth)));
      extract(`m${n}.py`, `B = ${n}\n`, depth);
      extract(`m${n}.py`, `C = ${n}\n`, depth);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await collectGarbage();
  expect(facts).toHaveLength(120);
  expect(alive(facts)).toBeLessThanOrEqual(36);
  expect(alive(facts)).toBeGreaterThanOrEqual(2);
});
