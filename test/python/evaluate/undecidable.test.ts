import { beforeAll, expect, test } from 'vitest';
import { createFactExtractor, type FactExtractor } from '../../../src/python/extract.js';
import { MAIN, openProgram } from './open-program.js';
import { shown } from './shown.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

/** What the sources do not show: never a guess, always with place and reason. */
const OPEN: readonly (readonly [what: string, source: string, answer: string])[] = [
  [
    'an attribute behind a base class outside the sources',
    'import torch\nclass A(torch.nn.Module):\n    pass\nanswer = A.flag',
    '4:10: A.flag: torch.nn.Module is outside the sources',
  ],
  [
    'an attribute that an abstract class brings',
    'from abc import ABC\nclass A(ABC):\n    pass\nanswer = A._abc_impl',
    "4:10: A._abc_impl: abc.ABC has its own '_abc_impl'",
  ],
  [
    'an attribute that a metaclass may bring',
    'from abc import ABCMeta\nclass A(metaclass=ABCMeta):\n    pass\nanswer = hasattr(A, "register")',
    '4:10: A.register is not known here',
  ],
  [
    'an attribute that an enumeration brings',
    'from enum import IntEnum\nclass A(IntEnum):\n    X = 1\nanswer = A.X.bit_length()',
    "4:10: A.bit_length: enum.IntEnum has its own 'bit_length'",
  ],
  [
    'a condition that the machine decides',
    "import torch\nanswer = 'a' if torch.cuda.is_available() else 'b'",
    '2:17: depends on torch.cuda.is_available()',
  ],
  [
    'the version of Python',
    "import sys\nanswer = 'new' if sys.version_info >= (3, 11) else 'old'",
    '2:19: depends on sys.version_info >= (3, 11)',
  ],
  ['the environment', "import os\nanswer = os.environ['X']", '2:10: an item of os.environ'],
  [
    'a result from outside the sources',
    'import random\nanswer = random.random()',
    '2:10: the result of random.random()',
  ],
  ['a file', "answer = open('names.txt').read()", '1:10: the result of open()'],
  ['the order of a set', "answer = list({'a', 'b'})", '1:10: depends on the order of a set'],
  [
    'exec',
    "answer = 1\nexec('answer = 2')",
    '2:1: exec, or an assignment to a computed name, may change any name',
  ],
  [
    'a name that import * of something else may bring',
    'from elsewhere import *\nanswer = NAME',
    "2:10: 'NAME' may come from 'from elsewhere import *'",
  ],
  ['recursion without an end', 'def f():\n    return f()\nanswer = f()', '2:12: calls are nested too deeply'],
  [
    'a loop without an end',
    'n = 0\nwhile True:\n    n += 1\nanswer = n',
    '2:1: a loop takes too many rounds',
  ],
  ['a number too large to compute', 'answer = 2 ** 10 ** 10', '1:10: the result of ** is not known here'],
];

test.each(OPEN)('%s is undecidable', (_, source, answer) => {
  const project = openProgram(extract, source);
  expect(shown(project.lookup(MAIN, 'answer'), project)).toBe(`undecidable at ${MAIN}:${answer}`);
});

test('an open condition that makes no difference is none', () => {
  const project = openProgram(extract, "import torch\nanswer = 'a' if torch.cuda.is_available() else 'a'");
  expect(shown(project.lookup(MAIN, 'answer'), project)).toBe("'a'");
});

test.each([
  ['with arguments', 'Protocol[T]', '    x: int', 'isinstance(A(), P[int])'],
  ['that cannot be asked at runtime', 'Protocol', '    x: int', 'isinstance(A(), P)', ''],
  [
    'with a member that a condition decides',
    'Protocol',
    '    if has_gpu():\n        x: int',
    'isinstance(A(), P)',
  ],
  ['with a private member', 'Protocol', '    __x: int', 'isinstance(A(), P)'],
  ['with a member that may be a slot', 'Protocol', '    y: int', 'isinstance(S, P)'],
  ['with a member that is a field', 'Protocol', '    z: int', 'isinstance(N, P)'],
  ['with a member from a base outside', 'Protocol', '    y: int', 'isinstance(E, P)'],
  ['with a member that a decorator may add', 'Protocol', '    y: int', 'isinstance(D, P)'],
  ['with a member that is not known', 'Protocol', '    u: int', 'isinstance(U, P)'],
  ['asked of a function', 'Protocol', '    x: int', 'isinstance(has_gpu, P)'],
  ['as a base', 'Protocol', '    def f(self): ...', 'issubclass(A, P)'],
])('a test with a protocol %s is undecidable', (_, base, member, asked, decorator = '@runtime_checkable') => {
  const source = `
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable
from machine import Base, has_gpu, made
T = TypeVar('T')
class A:
    x = 1
class S:
    __slots__ = ['y']
class N(NamedTuple):
    z: int
class E(Base): pass
@made
class D: pass
class U:
    u = has_gpu()
${decorator}
class P(${base}):
${member}
answer = ${asked}
`;
  const project = openProgram(extract, source);
  expect(shown(project.lookup(MAIN, 'answer'), project)).toMatch(
    /^undecidable at app\/main\.py:\d+:10: a type test/,
  );
});

test('what a module makes on demand is made once, however often and deeply it is asked for', () => {
  const asks = (other: string): string =>
    `def __getattr__(name):\n    from . import ${other} as it\n    n = int(name[1:])\n    return 1 if n == 0 else getattr(it, f'a{n - 1}') + getattr(it, f'a{n - 1}')`;
  const project = openProgram(extract, 'from .one import a24 as answer', {
    'one.py': asks('two'),
    'two.py': asks('one'),
  });
  expect(shown(project.lookup(MAIN, 'answer'), project)).toBe(String(2 ** 24));
});

test('what a module makes on demand from what it makes is not known', () => {
  const project = openProgram(extract, 'from .one import a as answer', {
    'one.py': 'def __getattr__(name):\n    from . import two\n    return two.a',
    'two.py': 'def __getattr__(name):\n    from . import one\n    return one.a',
  });
  expect(shown(project.lookup(MAIN, 'answer'), project)).toContain("'a' is made in a circle");
});

test('what a call gives for both outcomes of an open condition is known where it is the same', () => {
  const source = `
from machine import has_gpu
answer = 3
def either(): return 1 if has_gpu() else 1
def one_of(): return 'gpu' if has_gpu() else 'cpu'
def __getattr__(name):
    if has_gpu():
        return name.upper()
    return {'ONE': 'ONE'}[name]
`;
  const project = openProgram(extract, source);
  const called = (name: string): string | undefined => {
    const func = project.lookup(MAIN, name);
    return func?.kind === 'function' ? shown(project.call(func, []), project) : undefined;
  };
  const made = (name: string): readonly string[] =>
    project.attributeWorlds(MAIN, name).map(({ value }) => shown(value, project));
  expect(called('either')).toBe('1');
  expect(called('one_of')).toBe('undecidable at app/main.py:5:31: depends on has_gpu()');
  expect([made('ONE'), made('answer')]).toEqual([["'ONE'", "'ONE'"], ['3']]);
});

test('what a call gives that changes what it did not make is not known', () => {
  const project = openProgram(
    extract,
    `
from . import other
class A: pass
def on_class():
    A.flag = True
    return hasattr(A, 'flag')
def on_module():
    other.flag = True
    return other.flag
def from_module():
    del other.flag
    return hasattr(other, 'flag')
def on_own():
    class B: pass
    B.flag = other.flag
    return B.flag
`,
    { 'other.py': 'flag = False' },
  );
  const called = (name: string): string | undefined => {
    const func = project.lookup(MAIN, name);
    return func?.kind === 'function' ? shown(project.call(func, []), project) : undefined;
  };
  expect(['on_class', 'on_module', 'from_module', 'on_own'].map(called)).toEqual([
    'undecidable at app/main.py:4:1: on_class() changes what it did not make',
    'undecidable at app/main.py:7:1: on_module() changes what it did not make',
    'undecidable at app/main.py:10:1: from_module() changes what it did not make',
    'False',
  ]);
});

test('of a name and of a call as many cases are told apart as six open conditions have', () => {
  const conditions = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `    if flag(${index}): n += 1`);
  const source = (count: number): string =>
    ['from machine import flag', 'def call():', '    n = 0', ...conditions(count), '    return n < 9'].join(
      '\n',
    );
  const named = (count: number): string =>
    ['from machine import flag', 'n = 0', 'if True:', ...conditions(count), 'answer = n < 9'].join('\n');
  const answers = (count: number): readonly (string | undefined)[] => {
    const name = openProgram(extract, named(count));
    const call = openProgram(extract, source(count));
    const func = call.lookup(MAIN, 'call');
    return [
      shown(name.lookup(MAIN, 'answer'), name),
      func?.kind === 'function' ? shown(call.call(func, []), call) : undefined,
    ];
  };
  expect(answers(6)).toEqual(['True', 'True']);
  expect(answers(7)).toEqual([
    "undecidable at app/main.py:1:1: 'answer' depends on too many open conditions",
    'undecidable at app/main.py:1:1: call() depends on too many open conditions',
  ]);
});

test('the values for both outcomes of an open condition are kept', () => {
  const project = openProgram(
    extract,
    "import torch\nif torch.cuda.is_available():\n    answer = 'gpu'\nelse:\n    answer = 'cpu'",
  );
  const worlds = project.worlds(MAIN, 'answer').map(({ decisions, value }) => ({
    taken: decisions.map(({ condition, taken, place }) => `${place.line}: ${condition} is ${String(taken)}`),
    value: shown(value, project),
  }));
  expect(worlds).toEqual([
    { taken: ['2: torch.cuda.is_available() is true'], value: "'gpu'" },
    { taken: ['2: torch.cuda.is_available() is false'], value: "'cpu'" },
  ]);
});

test('an attribute in front of the base outside the sources is known', () => {
  const project = openProgram(
    extract,
    'import torch\nclass Base:\n    flag = True\nclass A(Base, torch.nn.Module):\n    pass\nanswer = A.flag',
  );
  expect(shown(project.lookup(MAIN, 'answer'), project)).toBe('True');
});

/** Programs that end with an exception: where, and with which. */
const RAISING: readonly (readonly [source: string, place: string, type: string])[] = [
  ["answer = {}['x']", '1:10', 'KeyError'],
  ['answer = [1][2]', '1:10', 'IndexError'],
  ['answer = 1 / 0', '1:10', 'ZeroDivisionError'],
  ["answer = 'a' + 1", '1:10', 'TypeError'],
  ['class A:\n    pass\nanswer = A.nothing', '3:10', 'AttributeError'],
  ['answer = missing', '1:10', 'NameError'],
  ['from .other import NAME as answer', '1:1', 'ImportError'],
  ['class A:\n    pass\nclass B(A):\n    pass\nclass C(A, B):\n    pass\nanswer = C', '5:1', 'TypeError'],
  ["answer = 'kept'\nanswer = int('x')", '2:10', 'ValueError'],
];

test.each(RAISING)('%j raises at %s: %s', (source, place, type) => {
  const project = openProgram(extract, source, { 'other.py': 'OTHER = 1' });
  const worlds = project.worlds(MAIN, 'answer');
  const failures = worlds.map(({ value, failure }) => ({
    value,
    raises: failure === null ? null : `${failure.place.line}:${failure.place.column} ${failure.type}`,
  }));
  expect(failures).toEqual([{ value: undefined, raises: `${place} ${type}` }]);
});

test('what a name meant before the module raised is still told, and the failure with it', () => {
  const project = openProgram(extract, "answer = 1\nraise ValueError('unsupported')");
  expect(shown(project.lookup(MAIN, 'answer'), project)).toBe('1');
  expect(project.importFailure(MAIN)).toMatchObject({
    type: 'ValueError',
    message: 'unsupported',
    place: { file: MAIN, line: 2, column: 1 },
  });
});

test('a name that no statement binds has no value', () => {
  const project = openProgram(extract, 'other = 1');
  expect(project.lookup(MAIN, 'answer')).toBeUndefined();
});

test('the evidence of a default is of the file of its function', () => {
  const files = { 'lib.py': '# A comment.\n\ndef given(x=-1j, y=2j): return (x, y)\n' };
  const project = openProgram(extract, 'from .lib import given\nanswer = given()\n', files);
  expect(shown(project.lookup(MAIN, 'answer'), project)).toMatchInlineSnapshot(
    `"(undecidable at app/lib.py:3:14: a complex number, undecidable at app/lib.py:3:20: a complex number)"`,
  );
});
