import { describe, expect, test } from 'vitest';
import type { EngineOptions } from '../../../src/engines/types.js';
import { below, MODELS, packageSources, problems, readSglang, registry, type Files } from '../trees.js';

interface Read {
  readonly registered: readonly string[];
  readonly problems: readonly string[];
  readonly undecidable: readonly string[];
}

function models(files: Files, options: EngineOptions = {}, unreadable: readonly string[] = []): Read {
  const read = readSglang(below(MODELS, files), options, unreadable);
  return {
    registered: registry(read),
    problems: problems(read),
    undecidable: read.scan.undecidable.map(
      ({ file, line, reason }) => `${file.split('/').at(-1) ?? ''}:${line} ${reason}`,
    ),
  };
}

/** One module of the models folder that defines A, B and C in its first three lines. */
function module(text: string): Read {
  return models({ 'acorn.py': `class A: pass\nclass B: pass\nclass C(B): pass\n${text}` });
}

const NOTHING: Read = { registered: [], problems: [], undecidable: [] };

describe('the value of EntryClass', () => {
  test('a name registers its class', () => {
    expect(module('EntryClass = A')).toEqual({ ...NOTHING, registered: ['A acorn.py:4 class 1'] });
  });

  test('a list registers each of its classes', () => {
    expect(module('EntryClass = [A, C]').registered).toEqual([
      'A acorn.py:4 class 1',
      'C acorn.py:4 class 3',
    ]);
  });

  test('a list over several lines stands at its statement', () => {
    const text = '\nEntryClass = [\n    # B is not ready\n    A,  # B,\n    C,\n]\n';
    expect(module(text).registered).toEqual(['A acorn.py:5 class 1', 'C acorn.py:5 class 3']);
  });

  test.each([
    ['two lists added', 'EntryClass = [A] + [C]'],
    ['an annotated list', 'EntryClass: list = [A, C]'],
    ['an appended list', 'EntryClass = [A]\nEntryClass.append(C)'],
    ['an extended list', 'EntryClass = [A]\nEntryClass += [C]'],
    ['a splat', 'parts = (A,)\nEntryClass = [*parts, C]'],
    ['a comprehension', 'EntryClass = [each for each in (A, C)]'],
    ['a list under another name', 'served = [A, C]\nEntryClass = served'],
    ['the last of two bindings', 'EntryClass = B\nEntryClass = [A, C]'],
    ['a tuple made a list', 'EntryClass = list((A, C))'],
  ])('%s is a list', (_, text) => {
    const { registered, ...rest } = module(text);
    expect(registered.map((line) => line.split(' ')[0])).toEqual(['A', 'C']);
    expect(rest).toEqual({ problems: [], undecidable: [] });
  });

  test.each([
    ['a tuple', 'EntryClass = (A, B)'],
    ['a tuple of one', 'EntryClass = A,'],
    ['a set', 'EntryClass = {A}'],
    ['a string', 'EntryClass = "A"'],
    ['a string in a list', 'EntryClass = [A, "B"]'],
    ['nothing', 'EntryClass = None'],
    ['nothing in a list', 'EntryClass = [A, None]'],
    ['a list in a list', 'EntryClass = [[A]]'],
    ['an empty tuple', 'EntryClass = ()'],
    ['a dictionary', 'EntryClass = {"A": A}'],
  ])('%s has no __name__: the registry would raise', (_, text) => {
    expect(module(text)).toEqual({ ...NOTHING, problems: ['sglang-entry-class acorn.py:4'] });
  });

  test('says what is wrong and what to write', () => {
    const read = readSglang(below(MODELS, { 'acorn.py': 'class A: pass\nEntryClass = (A,)\n' }));
    expect(read.scan.diagnostics).toMatchObject([
      {
        severity: 'error',
        line: 2,
        column: 1,
        message:
          'EntryClass has a tuple, which has no __name__: the registry would raise AttributeError. Use a class or a list of classes',
      },
    ]);
  });

  test('an empty list registers nothing, and nothing is wrong with it', () => {
    expect(module('EntryClass = []')).toEqual(NOTHING);
  });

  test('a module without EntryClass registers nothing', () => {
    expect(module('EntryClasses = [A]\nclass D:\n    EntryClass = A\n')).toEqual(NOTHING);
  });

  test('a deleted EntryClass registers nothing', () => {
    expect(module('EntryClass = A\ndel EntryClass')).toEqual(NOTHING);
  });

  test('comments and strings that show an EntryClass are none', () => {
    expect(module('# EntryClass = A\n"""\nEntryClass = B\n"""\n')).toEqual(NOTHING);
  });
});

describe('the key', () => {
  test('is the name of the class, not the name it is bound to', () => {
    expect(module('Other = A\nEntryClass = Other').registered).toEqual(['A acorn.py:5 class 1']);
  });

  test('is the name of a class that another module defines', () => {
    const read = models({
      'acorn.py': 'class Acorn: pass\n',
      'birch.py': 'from sglang.srt.models.acorn import Acorn as Tree\nEntryClass = Tree\n',
      'cedar.py': 'from .acorn import Acorn\nclass Cedar(Acorn): pass\nEntryClass = Cedar\n',
    });
    expect(read).toEqual({
      ...NOTHING,
      registered: ['Acorn birch.py:2 class acorn.py:1', 'Cedar cedar.py:3 class 2'],
    });
  });

  test('may be set by the program', () => {
    expect(module('A.__name__ = "AcornForCausalLM"\nEntryClass = A').registered).toEqual([
      'AcornForCausalLM acorn.py:5 class 1',
    ]);
  });

  test('of a class from outside the sources is the name it is imported by', () => {
    expect(module('from elsewhere import Birch\nEntryClass = [A, Birch]').registered).toEqual([
      'A acorn.py:5 class 1',
      'Birch acorn.py:5 class elsewhere:',
    ]);
  });

  test('of a class that is defined twice stands at the later definition', () => {
    expect(module('class A: pass\nEntryClass = A').registered).toEqual(['A acorn.py:5 class 4']);
  });
});

describe('duplicates', () => {
  test('in one list: the registry asserts', () => {
    expect(module('EntryClass = [A, B, A]')).toEqual({
      ...NOTHING,
      problems: ['sglang-entry-class acorn.py:4'],
    });
  });

  test('in two modules: the first in the order of import stays, the other is an error', () => {
    const read = models({
      'birch.py': 'class Tree: pass\nEntryClass = Tree\n',
      'acorn.py': '\nclass Tree: pass\n\nEntryClass = [Tree]\n',
    });
    expect(read).toEqual({
      ...NOTHING,
      registered: ['Tree acorn.py:4 class 2'],
      problems: ['sglang-duplicate-architecture birch.py:2'],
    });
  });

  test('by a re-export: the same class under one name is a duplicate too', () => {
    const read = models({
      'acorn.py': 'class Tree: pass\nEntryClass = Tree\n',
      'birch.py': 'from .acorn import EntryClass\n',
    });
    expect(read.problems).toEqual(['sglang-duplicate-architecture birch.py:1']);
  });
});

describe('what the sources leave open', () => {
  test('a condition makes what only one outcome registers conditional', () => {
    const text =
      'import sys\nif sys.version_info >= (3, 12):\n    EntryClass = [A, B]\nelse:\n    EntryClass = [A]\n';
    expect(module(text)).toEqual({
      ...NOTHING,
      registered: ['A acorn.py:8 class 1', 'B acorn.py:8 class 2, conditional'],
    });
  });

  test('an import that may fail makes what depends on it conditional', () => {
    const text =
      'EntryClass = [A]\ntry:\n    import triton\n    EntryClass.append(B)\nexcept ImportError:\n    pass\n';
    const { registered } = module(text);
    expect(registered.map((line) => line.replace(/ .*? class \d/, ''))).toEqual(['A', 'B, conditional']);
  });

  test('a value of a call outside the sources is undecidable, with its place', () => {
    const { registered, undecidable } = module('import other\nEntryClass = [A, other.make(B)]\n');
    expect(registered).toEqual(['A acorn.py:5 class 1']);
    expect(undecidable).toHaveLength(1);
    expect(undecidable[0]).toMatch(/^acorn\.py:5 /);
  });

  test('code in a string is not read', () => {
    const { registered, undecidable } = module('exec("EntryClass = A")');
    expect(registered).toEqual([]);
    expect(undecidable).toHaveLength(1);
  });
});

describe('modules that fail to be imported', () => {
  test('an undefined name drops the module, and only that', () => {
    const read = models({
      'acorn.py': 'class A: pass\nEntryClass = [A, Oak]\n',
      'birch.py': 'class B: pass\nEntryClass = B\n',
    });
    expect(read).toEqual({
      ...NOTHING,
      registered: ['B birch.py:2 class 1'],
      problems: ['sglang-entry-class acorn.py:2'],
    });
  });

  test('so does an exception', () => {
    expect(module('served = {"a": A}\nEntryClass = served["b"]')).toEqual({
      ...NOTHING,
      problems: ['sglang-entry-class acorn.py:5'],
    });
  });

  test('and a name that the imported module of the sources does not have', () => {
    const read = models({
      'acorn.py': 'class A: pass\n',
      'birch.py': 'from sglang.srt.models.acorn import Missing\nclass B(Missing): pass\nEntryClass = B\n',
    });
    expect(read.registered).toEqual([]);
    expect(read.problems).toEqual(['sglang-entry-class birch.py:1']);
  });
});

test('a folder without __init__.py is a package, one that is not there is none', () => {
  const entry = (name: string, from: string): string =>
    `from .${from} import helper\nclass ${name}: pass\nEntryClass = ${name}\n`;
  const read = models({
    '__init__.py': '',
    'acorn.py': entry('A', 'shared'),
    'birch.py': entry('B', 'missing'),
    'shared/helper.py': '',
  });
  expect(read).toEqual({
    ...NOTHING,
    registered: ['A acorn.py:3 class 2'],
    problems: ['sglang-entry-class birch.py:1'],
  });
});

describe('which files are modules', () => {
  const entry = (name: string): string => `class ${name}: pass\nEntryClass = ${name}\n`;
  const keys = (read: Read): readonly string[] => read.registered.map((line) => line.split(' ')[0] ?? '');

  test('packages are skipped, and so is a module that a package of the same name hides', () => {
    const files = {
      '__init__.py': entry('P'),
      'acorn/__init__.py': entry('Q'),
      'acorn/oak.py': entry('R'),
      'acorn.py': entry('S'),
      'birch.py': entry('T'),
      'birch/data.json': '{}',
    };
    expect(keys(models(files))).toEqual(['T']);
  });

  test('a name with a further dot is none, one that begins with _ or has a hyphen is', () => {
    const files = {
      'acorn.bak.py': entry('A'),
      '_birch.py': entry('B'),
      'cedar-v2.py': entry('C'),
      'dogwood.pyi': entry('D'),
      'elm.txt': entry('E'),
    };
    expect(keys(models(files))).toEqual(['B', 'C']);
  });

  test('a disabled module is skipped: by the name of the module, not of the architecture', () => {
    const files = { 'acorn.py': entry('A'), 'birch.py': entry('B') };
    expect(keys(models(files, { disabledModules: ['acorn', 'B'] }))).toEqual(['B']);
  });

  test('a disabled module may still be imported by another', () => {
    const files = {
      'acorn.py': entry('A'),
      'birch.py': 'from .acorn import A\nclass B(A): pass\nEntryClass = [A, B]\n',
    };
    expect(models(files, { disabledModules: ['acorn'] }).registered).toEqual([
      'A birch.py:3 class acorn.py:1',
      'B birch.py:3 class 2',
    ]);
  });
});

describe('a module that needs a name of a module elsewhere', () => {
  const SRT = 'python/sglang/srt';
  const acorn = (wood: string, head: string): Read => {
    const files = {
      'layers/__init__.py': '',
      'layers/oak.py': '',
      'layers/wood.py': wood,
      'models/acorn.py': `${head}\nclass A: pass\nEntryClass = A\n`,
    };
    const read = readSglang(below(SRT, files));
    return { registered: registry(read), problems: problems(read), undecidable: [] };
  };
  const HEAD = 'from sglang.srt.layers.wood import plane';

  test('is skipped where that one does not bind it', () => {
    const { registered, problems: found } = acorn('def saw(): ...', HEAD);
    expect([registered, found]).toEqual([[], ['sglang-entry-class acorn.py:1']]);
  });

  test.each([
    ['binds it', 'def plane(): ...', HEAD],
    ['binds it on some machines', 'import torch\nif torch.cuda.is_available():\n    plane = 1', HEAD],
    ['may bind it by a star', 'from elsewhere import *', HEAD],
    [
      'may bind it by a computed name',
      'from elsewhere import NAMES\nfor name in NAMES:\n    globals()[name] = 1',
      HEAD,
    ],
    ['makes it on demand', 'def __getattr__(name):\n    return name', HEAD],
    ['is a package that has a module of the name', '', 'from sglang.srt.layers import oak'],
    [
      'is asked in a block that goes on without it',
      '',
      `try:\n    ${HEAD}\nexcept ImportError:\n    plane = None`,
    ],
    [
      'is only asked by type checkers',
      '',
      `from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    ${HEAD}`,
    ],
    ['is asked when a function runs', '', `def cut():\n    ${HEAD}`],
  ])('is registered where that one %s', (_, wood, head) => {
    const { registered, problems: found } = acorn(wood, head);
    expect([registered.length, found]).toEqual([1, []]);
  });
});

describe('an external package', () => {
  const own = { 'acorn.py': 'class A: pass\nclass B: pass\nEntryClass = [A, B]\n' };

  test('replaces what SGLang registers, and adds to it', () => {
    const extra = packageSources({
      '__init__.py': '',
      'mine.py': 'class A: pass\nclass Z: pass\n\nEntryClass = [A, Z]\n',
    });
    expect(models(own, { externalPackages: [extra] })).toEqual({
      ...NOTHING,
      registered: ['A mine.py:4 class 1', 'B acorn.py:3 class 2', 'Z mine.py:4 class 2'],
    });
  });

  test('follows the same rules: packages and disabled modules are skipped, a tuple is an error', () => {
    const extra = packageSources({
      'inner/__init__.py': 'class X: pass\nEntryClass = X\n',
      'off.py': 'class Y: pass\nEntryClass = Y\n',
      'wrong.py': 'class Z: pass\nEntryClass = (Z,)\n',
    });
    const read = models(own, { externalPackages: [extra], disabledModules: ['off'] });
    expect(read.registered).toEqual(['A acorn.py:3 class 1', 'B acorn.py:3 class 2']);
    expect(read.problems).toEqual(['sglang-entry-class wrong.py:2']);
  });

  test('the last of several wins', () => {
    const [first, second] = ['first.py', 'second.py'].map((name) =>
      packageSources({ [name]: 'class A: pass\nEntryClass = A\n' }),
    );
    if (first === undefined || second === undefined) throw new Error('two packages');
    expect(models(own, { externalPackages: [first, second] }).registered[0]).toBe('A second.py:2 class 1');
  });
});

describe('the text of a file', () => {
  const source = 'class A: pass\n\nEntryClass = A\n';
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  test('may begin with a byte-order mark', () => {
    expect(models({ 'acorn.py': bytes(`\ufeff${source}`) })).toEqual({
      ...NOTHING,
      registered: ['A acorn.py:3 class 1'],
    });
  });

  test.each([
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('may have %s as line ends', (_, end) => {
    expect(models({ 'acorn.py': bytes(source.replaceAll('\n', end)) })).toEqual({
      ...NOTHING,
      registered: ['A acorn.py:3 class 1'],
    });
  });

  test('may be in a declared encoding', () => {
    const latin = Uint8Array.from(`# coding: latin-1\n# caf\u00e9\n${source}`, (char) => char.charCodeAt(0));
    expect(models({ 'acorn.py': latin }).registered).toEqual(['A acorn.py:5 class 3']);
  });

  test('may have a syntax error: it is reported, and what stands beside it is read', () => {
    const read = models({ 'acorn.py': `class A: pass\ndef broken(:\n    pass\n\nEntryClass = A\n` });
    expect(read.registered).toEqual(['A acorn.py:5 class 1']);
    expect(read.problems).toEqual(
      expect.arrayContaining([expect.stringMatching(/^python-syntax acorn\.py:2$/)]),
    );
  });

  test('may hide with a syntax error what is registered: that is undecidable then', () => {
    const read = models({
      'acorn.py': 'class A: pass\nEntryClass = [A\n',
      'oak.py': 'class B: pass\nx = [\n',
    });
    expect(read.registered).toEqual([]);
    expect(read.undecidable).toEqual([
      'acorn.py:2 a syntax error may hide what is registered here',
      'oak.py:2 a syntax error may hide what is registered here',
    ]);
  });

  test('hides nothing with a syntax error in a class or a function', () => {
    const text = 'class A:\n    def f(self):\n        return (\n    x = [\ndef f(a):\n    return "\n';
    expect(models({ 'acorn.py': text }).undecidable).toEqual([]);
  });

  test('may hide with a syntax error what others import, which does not fail then', () => {
    const read = models({
      'acorn.py': 'class A(:\n    pass\n',
      'oak.py': 'from acorn import A\nclass B(A): pass\nEntryClass = B\n',
      'elm.py': 'from sglang.srt.models.acorn import A\nclass C(A): pass\nEntryClass = [C]\n',
    });
    expect(read.registered.map((line) => line.split(' ')[0])).toContain('C');
    expect(read.problems.filter((line) => !line.startsWith('python-syntax'))).toEqual([]);
  });

  test('may be unreadable: what others import from it is not known, and they do not fail', () => {
    const files = {
      'acorn.py': 'class A: pass\nEntryClass = A\n',
      'elm.py': 'from sglang.srt.models.acorn import A\nEntryClass = A\n',
      'fir.py': 'from sglang.srt.models.acorn import *\nEntryClass = A\n',
      'oak.py': 'from sglang.srt.models.acorn import A\nclass B(A): pass\nEntryClass = B\n',
    };
    const read = models(files, {}, [`${MODELS}/acorn.py`]);
    expect(read.registered).toEqual(['B oak.py:3 class 2']);
    expect(read.problems).toEqual(['source-skipped acorn.py:1']);
    expect(read.undecidable).toEqual([
      'acorn.py:1 the file could not be read, so what is registered here is not known',
      `elm.py:1 A comes from ${MODELS}/acorn.py, which is not read`,
      "fir.py:2 'A' may come from 'from sglang.srt.models.acorn import *'",
    ]);
  });
});
