import { expect, test } from 'vitest';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { createNextSources, type NextSources } from '../../src/session/incremental.js';
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
  const make: NextSources = createNextSources(counting, OPTIONS, store.changedSince);
  return {
    store,
    next: () => make(store.tree('w')),
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

test('an edit translates one file, and a module that cannot reach it is not evaluated again', async () => {
  const { store, next, fresh, translated } = await grove();
  const first = next();
  const cedar = first.project.lookup('grove/cedar.py', 'ENTRY');
  entries(first);
  expect(translated()).toEqual(expect.arrayContaining(['grove/base.py', ...MODULES]));

  store.setBuffer('w/grove/base.py', text('w/grove/base.py', '"base"', '"root"'));
  const second = next();
  expect(JSON.stringify(entries(second))).toBe(JSON.stringify(entries(fresh())));
  expect(JSON.stringify(second.project.lookup('grove/birch.py', 'ENTRY'))).toContain('root');
  // The very object that was made first.
  expect(second.project.lookup('grove/cedar.py', 'ENTRY')).toBe(cedar);
  expect(translated()).toEqual(['grove/base.py']);
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

test('an edit that is taken back, files that come and go, and a changed disk', async () => {
  const { store, next, fresh } = await grove();
  const same = (): void => {
    expect(JSON.stringify(entries(next()))).toBe(JSON.stringify(entries(fresh())));
  };
  same();
  const acorn = next().project.lookup('grove/acorn.py', 'ENTRY');
  store.setBuffer('w/grove/base.py', 'class Base:\n    kind = (\n');
  same();
  expect(next().diagnostics()).toEqual(fresh().diagnostics());
  store.setBuffer('w/grove/base.py', undefined);
  expect(next().project.lookup('grove/acorn.py', 'ENTRY')).toBe(acorn);
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
