import { beforeAll, expect, test } from 'vitest';
import type { KeptAnswers } from '../../../src/python/answers/answers.js';
import { createFactExtractor, type FactExtractor } from '../../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../../src/python/sources.js';
import { folderTree, gitTree, memoryTree, type SourceTree } from '../../../src/source/index.js';
import { gitRepository } from '../../support/git-repository.js';
import { tempFolder } from '../../support/temp-folder.js';
import { shown } from '../evaluate/shown.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

/** `acorn` and `pebble` build on `base`, and `pebble` on `stone`, too. */
const FILES = {
  'app/__init__.py': '',
  'app/base.py': 'class Base:\n    size = 1\n',
  'app/stone.py': 'COLOUR = "grey"\n',
  'app/acorn.py': 'from .base import Base\nclass Acorn(Base):\n    pass\nanswer = [Acorn, Base.size]\n',
  'app/pebble.py': 'from .base import Base\nfrom .stone import COLOUR\nanswer = [Base.size, COLOUR]\n',
};

const MODELS = ['acorn', 'pebble'];

interface Asked {
  readonly answers: readonly string[];
  /** The questions that were asked again. */
  readonly made: readonly string[];
  readonly kept: KeptAnswers | null;
  readonly sources: PythonSources;
}

function ask(tree: SourceTree, earlier: KeptAnswers | null = null, names: readonly string[] = MODELS): Asked {
  const sources = createPythonSources(tree, extract, {
    packages: [{ name: 'app', directory: 'app' }],
    answers: { earlier },
  });
  const made: string[] = [];
  const answers = names.map((name) =>
    sources.answer(['answer of', name], () => {
      made.push(name);
      return shown(sources.project.lookup(`app/${name}.py`, 'answer'), sources.project);
    }),
  );
  return { answers, made, kept: sources.keptAnswers?.() ?? null, sources };
}

function askFiles(files: Readonly<Record<string, string>>, earlier: KeptAnswers | null): Asked {
  return ask(memoryTree({ ...FILES, ...files }), earlier);
}

test('without a change nothing is asked again', () => {
  const first = askFiles({}, null);
  expect(first.answers).toEqual(['[<class Acorn>, 1]', "[1, 'grey']"]);
  const second = askFiles({}, first.kept);
  expect(second).toMatchObject({ answers: first.answers, made: [] });
  expect(second.sources.stats()).toEqual(first.sources.stats());
  expect(askFiles({}, second.kept).made).toEqual([]);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
  ['a model', { 'app/acorn.py': 'answer = 2\n' }, ['2', "[1, 'grey']"], ['acorn']],
  [
    'what both rest on',
    { 'app/base.py': 'class Base:\n    size = 3\n' },
    ['[<class Acorn>, 3]', "[3, 'grey']"],
    MODELS,
  ],
  [
    'what one rests on',
    { 'app/stone.py': 'COLOUR = "red"\n' },
    ['[<class Acorn>, 1]', "[1, 'red']"],
    ['pebble'],
  ],
  [
    'a file that nothing rests on',
    { 'app/fern.py': 'answer = 2\n' },
    ['[<class Acorn>, 1]', "[1, 'grey']"],
    [],
  ],
  [
    'a comment',
    { 'app/stone.py': 'COLOUR = "grey"  # of stones\n' },
    ['[<class Acorn>, 1]', "[1, 'grey']"],
    ['pebble'],
  ],
  [
    'a package in place of a module',
    { 'app/stone/__init__.py': 'COLOUR = "blue"\n' },
    ['[<class Acorn>, 1]', "[1, 'blue']"],
    MODELS,
  ],
])('after a change of %s only what rests on it is asked again', (_, files, answers, made) => {
  const { kept } = askFiles({}, null);
  expect(askFiles(files, kept)).toMatchObject({ answers, made });
});

test('a change in a function body matters to what runs it', () => {
  const files = {
    'app/stone.py': 'def colour():\n    return "grey"\n',
    'app/pebble.py': 'from .stone import colour\nanswer = colour()\n',
  };
  const { kept } = askFiles(files, null);
  const changed = { ...files, 'app/stone.py': 'def colour():\n    return "blue"\n' };
  expect(askFiles(changed, kept)).toMatchObject({
    answers: ['[<class Acorn>, 1]', "'blue'"],
    made: ['pebble'],
  });
});

test('an error in a function body that a taken answer needed is said again', () => {
  const files = {
    'app/stone.py': 'def colour():\n    1 = 2\n    return "grey"\n',
    'app/pebble.py': 'from .stone import colour\nanswer = colour()\n',
  };
  const { kept } = askFiles(files, null);
  const changed = { ...files, 'app/acorn.py': 'answer = 2\n' };
  const [now, fresh] = [askFiles(changed, kept), askFiles(changed, null)];
  expect(now.made).toEqual(['acorn']);
  expect(now.sources.diagnostics()).toEqual(fresh.sources.diagnostics());
  expect(now.sources.diagnostics()).toMatchObject([{ file: 'app/stone.py', line: 2 }]);
});

test('a module that comes where an import led nowhere is seen', () => {
  const files = {
    'app/pebble.py': 'try:\n    from .fern import answer\nexcept ImportError:\n    answer = 1\n',
  };
  const { answers, kept } = askFiles(files, null);
  expect(answers[1]).toBe('1');
  expect(askFiles({ ...files, 'app/fern.py': 'answer = 2\n' }, kept).answers[1]).toBe('2');
});

test('what is wrong with the files that taken answers rest on is said as before, and they are counted', () => {
  const files = { 'app/stone.py': 'COLOUR = "grey"\ndef broken(:\n' };
  const { kept } = askFiles(files, null);
  const changed = { ...files, 'app/acorn.py': 'answer = 2\n' };
  const [now, fresh] = [askFiles(changed, kept), askFiles(changed, null)];
  expect(now.made).toEqual(['acorn']);
  expect(now.sources.diagnostics()).toEqual(fresh.sources.diagnostics());
  expect(now.sources.diagnostics()).toMatchObject([{ rule: 'python-syntax', file: 'app/stone.py' }]);
  expect(now.sources.stats()).toEqual(fresh.sources.stats());
});

test('an answer that rests on a file that cannot be read is asked again each time', () => {
  const read = memoryTree({ ...FILES, 'app/stone.py': 'COLOUR = "grey"\n' });
  const tree: SourceTree = {
    ...read,
    read: (path) =>
      path === 'app/stone.py' ? { ok: false, reason: 'unreadable', detail: 'is locked' } : read.read(path),
  };
  expect(ask(tree, ask(tree).kept).made).toEqual(['pebble']);
});

test('texts and listings that an answer looks at are what it rests on', () => {
  const look = (files: Readonly<Record<string, string>>, earlier: KeptAnswers | null): unknown => {
    const { sources } = ask(memoryTree(files), earlier, []);
    const made: string[] = [];
    sources.answer('text', () => made.push(sources.raw('notes.md').text));
    sources.answer('listing', () => made.push(sources.tree.list('app', 1).join(' ')));
    sources.answer('all', () => made.push(sources.tree.list('').join(' ')));
    sources.answer('there', () => made.push(String(sources.tree.has('notes.md'))));
    return { made: made.length, kept: sources.keptAnswers?.() };
  };
  const begin = { ...FILES, 'notes.md': 'one' };
  const { kept } = look(begin, null) as { readonly kept: KeptAnswers };
  expect(look(begin, kept)).toMatchObject({ made: 0 });
  expect(look({ ...begin, 'notes.md': 'two' }, kept)).toMatchObject({ made: 1 });
  expect(look({ ...begin, 'other.md': 'two' }, kept)).toMatchObject({ made: 1 });
  expect(look({ ...begin, 'app/other.md': 'two' }, kept)).toMatchObject({ made: 2 });
  expect(look(FILES, kept)).toMatchObject({ made: 4 });
});

test('modules of two folders that import each other keep nothing: it matters who is asked first', () => {
  const around = { 'app/far/__init__.py': 'from ..pebble import COLOUR\n', 'app/pebble.py': PEBBLE };
  expect(askFiles(around, null).kept?.answers).toEqual([]);
  // Nor is it known whether what was taken would be said by a run from the beginning.
  const before = askFiles({ ...around, 'app/far/__init__.py': 'COLOUR = "grey"\n' }, null);
  expect(before.answers[1]).toBe("'grey'");
  expect(askFiles(around, before.kept)).toMatchObject({ made: ['pebble'], kept: null });
});

const PEBBLE = 'from .far import COLOUR\nanswer = COLOUR\n';

test('where a file may count only for an answer that is not asked any more, it is not known what to keep', () => {
  // Both answers rest on `base`, but only the first one leads from there to `stone`.
  const files = {
    'app/far/stone.py': 'COLOUR = "grey"\n',
    'app/base.py': 'from .far.stone import COLOUR\nfirst = COLOUR\nsecond = 2\n',
    'app/acorn.py': 'from .base import first as answer\n',
    'app/pebble.py': 'from .base import second as answer\n',
  };
  const { kept } = askFiles(files, null);
  const changed = { ...files, 'app/acorn.py': 'answer = 1\n' };
  expect(askFiles(changed, kept)).toMatchObject({ made: ['acorn'], kept: null });
  expect(askFiles(changed, null).sources.stats().files).toBe(3);
});

test('a file that is different when it is read again is no ground for anything', () => {
  const tree = memoryTree(FILES);
  let times = 0;
  const changing: SourceTree = {
    ...tree,
    read(path) {
      if (path !== 'app/base.py') return tree.read(path);
      times++;
      return { ok: true, bytes: Buffer.from(`class Base:\n    size = ${times}\n`) };
    },
  };
  const { sources } = ask(changing);
  sources.answer('again', () => sources.raw('app/base.py').text);
  expect(sources.keptAnswers?.()?.answers).toEqual([]);
});

test('a folder and a revision with the same content have the same answers', async () => {
  const repository = gitRepository();
  repository.write(FILES);
  repository.commit();
  const folder = ask(folderTree(tempFolder(FILES)));
  const revision = await gitTree(repository.folder, 'HEAD');
  expect(ask(revision, folder.kept)).toMatchObject({ answers: folder.answers, made: [] });
  expect(ask(folderTree(tempFolder(FILES)), ask(revision).kept)).toMatchObject({ made: [] });
});
