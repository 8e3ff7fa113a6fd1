import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { createLayeredSources } from '../../src/session/layers.js';
import { createStore, type FileStore } from '../../src/session/store.js';

const OPTIONS = { packages: [{ name: 'grove', directory: 'grove' }] };

const FILES = {
  'w/grove/__init__.py': '',
  'w/grove/base.py': 'class Base:\n    kind = "base"\n\n    def walk(self):\n        return 1\n',
  'w/grove/acorn.py': 'from .base import Base\n\nclass Acorn(Base):\n    pass\n\nENTRY = [Acorn.kind]\n',
  'w/grove/birch.py': 'from grove.acorn import ENTRY\n\nENTRY = ENTRY + ["birch"]\n',
  'w/grove/cedar.py': 'ENTRY = ["cedar"]\n',
  'w/grove/elm.py': 'ENTRY = ["elm"]\n',
  'w/grove/fir.py': 'ENTRY = ["fir"]\n',
  'w/grove/holly.py': 'ENTRY = ["holly"]\n',
} as const;

interface Grove {
  readonly store: FileStore;
  readonly next: () => PythonSources;
  /** What a session without a past says. */
  readonly fresh: () => PythonSources;
  /** Files that were translated since the last call. */
  readonly translated: () => readonly string[];
}

async function grove(): Promise<Grove> {
  const extract = await createFactExtractor();
  const store = createStore(FILES);
  let log: string[] = [];
  const counting: FactExtractor = (path, source, depth) => {
    log.push(path);
    return extract(path, source, depth);
  };
  const layered = createLayeredSources(counting, OPTIONS, store.changedSince, null);
  return {
    store,
    next: () => layered.next(store.tree('w')),
    fresh: () => createPythonSources(store.tree('w'), extract, OPTIONS),
    translated() {
      const found = [...new Set(log)].sort();
      log = [];
      return found;
    },
  };
}

const MODULES = ['acorn', 'birch', 'cedar', 'elm', 'fir', 'holly'].map((name) => `grove/${name}.py`);

function entries(sources: PythonSources): unknown {
  return MODULES.map((path) => [
    sources.project.lookup(path, 'ENTRY'),
    sources.project.importFailure(path),
    sources.facts(path)?.body.length,
  ]);
}

function text(name: keyof typeof FILES, from: string, to: string): string {
  expect(FILES[name]).toContain(from);
  return FILES[name].replace(from, to);
}

test('an edit translates one file; another of it does not evaluate what needs nothing of it', async () => {
  const { store, next, fresh, translated } = await grove();
  entries(next());
  expect(translated()).toEqual(expect.arrayContaining(['grove/base.py', ...MODULES]));
  const edited = (kind: string): PythonSources => {
    store.setBuffer('w/grove/base.py', text('w/grove/base.py', '"base"', `"${kind}"`));
    const sources = next();
    expect(JSON.stringify(entries(sources))).toBe(JSON.stringify(entries(fresh())));
    expect(JSON.stringify(sources.project.lookup('grove/birch.py', 'ENTRY'))).toContain(kind);
    expect(translated()).toEqual(['grove/base.py']);
    return sources;
  };
  const first = edited('root').project.lookup('grove/cedar.py', 'ENTRY');
  // The very object that was made then.
  expect(edited('stem').project.lookup('grove/cedar.py', 'ENTRY')).toBe(first);
  expect(edited('twig').project.lookup('grove/cedar.py', 'ENTRY')).toBe(first);
});

test('what is only moved along a line changes nothing but its own facts', async () => {
  const { store, next, translated } = await grove();
  const first = next();
  entries(first);
  const acorn = first.project.lookup('grove/acorn.py', 'ENTRY');
  translated();
  store.setBuffer('w/grove/base.py', text('w/grove/base.py', 'return 1', 'return 1000'));
  const second = next();
  expect(second.project.lookup('grove/acorn.py', 'ENTRY')).toBe(acorn);
  expect(translated()).toEqual(['grove/base.py']);
  expect(second.raw('grove/base.py').text).toContain('1000');
  // A line more moves evidence, and so does count.
  store.setBuffer('w/grove/base.py', `\n${text('w/grove/base.py', 'return 1', 'return 1000')}`);
  expect(next().project.lookup('grove/acorn.py', 'ENTRY')).not.toBe(acorn);
});

test('an edit that is taken back, and files that come and go', async () => {
  const { store, next, fresh } = await grove();
  const same = (): void => {
    expect(JSON.stringify(entries(next()))).toBe(JSON.stringify(entries(fresh())));
  };
  same();
  store.setBuffer('w/grove/base.py', 'class Base:\n    kind = (\n');
  same();
  expect(next().diagnostics()).toEqual(fresh().diagnostics());
  store.setBuffer('w/grove/base.py', undefined);
  same();
  expect(next().diagnostics()).toEqual(fresh().diagnostics());
  store.setBuffer('w/grove/cedar.py', 'from .dogwood import ENTRY\n');
  same();
  store.setBuffer('w/grove/dogwood.py', 'ENTRY = ["dogwood"]\n');
  same();
  expect(JSON.stringify(next().project.lookup('grove/cedar.py', 'ENTRY'))).toContain('dogwood');
  store.setBuffer('w/grove/dogwood.py', undefined);
  same();
  store.setBuffer(
    'w/grove/birch.py',
    'import importlib\nENTRY = importlib.import_module("grove.acorn").ENTRY\n',
  );
  same();
  store.setBuffer('w/grove/base.py', text('w/grove/base.py', '"base"', '"stem"'));
  same();
});

test('the sources of a tree that is gone answer about that tree', async () => {
  const { store, next } = await grove();
  const first = next();
  entries(first);
  store.setBuffer('w/grove/cedar.py', 'ENTRY = ["larch"]\n');
  const second = next();
  expect(JSON.stringify(second.project.lookup('grove/cedar.py', 'ENTRY'))).toContain('larch');
  expect(JSON.stringify(first.project.lookup('grove/cedar.py', 'ENTRY'))).toContain('cedar');
  expect(first.raw('grove/cedar.py').text).toContain('cedar');
});

/** Broken, moved, linked, and dependent on what only some of them import. */
const TEXTS = [
  'ENTRY = ["fir"]\n',
  '\nENTRY = ["fir"]\n',
  'ENTRY = [\n',
  'from .hidden import ENTRY\n',
  'from .hidden import ENTRY as OTHER\n\nENTRY = OTHER + ["fir"]\n',
  'from . import acorn\n\nENTRY = acorn.ENTRY\n',
  'from .acorn import Acorn\n\n\nclass Fir(Acorn):\n    kind = "fir"\n\n\nENTRY = [Fir.kind, Fir().walk()]\n',
  'from grove.base import Base\n\nENTRY = [Base().walk()]\n',
  'def walk():\n    return "walk"\n\n\nENTRY = [walk()]\n',
  '# a remark\ndef walk():\n    return "walk"\n\n\nENTRY = [walk()]\n',
  'import importlib\n\nENTRY = importlib.import_module("grove.elm").ENTRY\n',
  'raise ImportError("no")\n',
  'class Base:\n    kind = "other"\n\n    def walk(self):\n        return 2\n',
  undefined,
];

test('after any edits the sources say what those without a past say', { timeout: 120_000 }, async () => {
  const extract = await createFactExtractor();
  const file = fc.constantFrom('base', 'acorn', 'birch', 'cedar', 'elm', 'fir', 'hidden');
  const edit = fc.record({ file, text: fc.constantFrom(...TEXTS), ask: fc.boolean() });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 2, maxLength: 14 }), (edits) => {
      const store = createStore({ ...FILES, 'w/grove/hidden.py': 'ENTRY = "hidden"\nx = = 1\n' });
      const { next } = createLayeredSources(extract, OPTIONS, store.changedSince, null);
      const said = (sources: PythonSources): string =>
        inspect([entries(sources), sources.diagnostics()], { depth: 8, maxArrayLength: null });
      for (const { file: name, text: given, ask } of edits) {
        store.setBuffer(`w/grove/${name}.py`, given);
        if (!ask) continue;
        const kept = said(next(store.tree('w')));
        expect(kept).toBe(said(createPythonSources(store.tree('w'), extract, OPTIONS)));
      }
    }),
    { seed: 20261121, numRuns: 400 },
  );
});

test('a function whose body is read for the first time behind an edit that only moves it', async () => {
  const { store, next } = await grove();
  const written = (first: string): string =>
    `def one():\n    return "${first}"\n\n\ndef two():\n    return "two"\n`;
  store.setBuffer('w/grove/elm.py', written('one'));
  expect(next().project.lookup('grove/elm.py', 'two')?.kind).toBe('function');
  store.setBuffer('w/grove/elm.py', written('one, and longer than before'));
  const { project } = next();
  const two = project.lookup('grove/elm.py', 'two');
  expect(two?.kind === 'function' ? project.call(two, []) : two).toEqual({ kind: 'constant', value: 'two' });
});
