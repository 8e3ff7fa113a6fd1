/** One small program per feature: what its name `answer` is. The expectations are held to CPython as well. */
export interface Program {
  readonly feature: string;
  /** The module `app.main`. */
  readonly source: string;
  /** As `shown.ts` writes it, which for plain data is Python's `repr`. */
  readonly answer: string;
  /** Modules beside it, by file name. */
  readonly files?: Readonly<Record<string, string>>;
}

const program = (
  feature: string,
  source: string,
  answer: string,
  files?: Readonly<Record<string, string>>,
): Program => ({ feature, source, answer, ...(files === undefined ? {} : { files }) });

export const TEXT: readonly Program[] = [
  program('a constant string', `answer = 'Llama'`, `'Llama'`),
  program('adjacent strings', `answer = ('Llama' "For" '''CausalLM''')`, `'LlamaForCausalLM'`),
  program('escapes', String.raw`answer = 'a\x41\u00e9\n' + r'\d'`, String.raw`'aAé\n\\d'`),
  program(
    'an f-string over module constants',
    `NAME = 'Qwen'\nSIZE = 3\nanswer = f'{NAME}{SIZE}MoE'`,
    `'Qwen3MoE'`,
  ),
  program('a conversion and a format specification', `answer = f'{"x"!r:>5}|{7:03d}'`, `"  'x'|007"`),
  program('the % operator', `answer = '%s-%d' % ('a', 3)`, `'a-3'`),
  program('str.format', `answer = '{0}/{name}'.format('org', name='model')`, `'org/model'`),
  program('text methods', `answer = ' A_b '.strip().lower().split('_')`, `['a', 'b']`),
  program(
    'join, replace, removesuffix',
    `answer = '-'.join('ab').replace('a', 'c').removesuffix('b')`,
    `'c-'`,
  ),
  program('slices of a text', `answer = ('Model'[1:3], 'Model'[-1], 'Model'[::-1])`, `('od', 'l', 'ledoM')`),
];

export const NUMBERS: readonly Program[] = [
  program('integers without a limit', `answer = 2 ** 70 + 1`, `1180591620717411303425`),
  program('floor division and modulo of negatives', `answer = (-7 // 2, -7 % 3)`, `(-4, 2)`),
  program('bits', `answer = (6 & 3, 6 | 1, 6 ^ 2, 1 << 4, ~5)`, `(2, 7, 4, 16, -6)`),
  program('floats', `answer = 7 / 2`, `3.5`),
  program('chained comparison', `answer = (1 < 2 < 3, 1 < 2 > 5)`, `(True, False)`),
  program('and, or, not give operands', `answer = ('' or 'b', 'a' and 0, not [])`, `('b', 0, True)`),
  program('a conditional expression', `answer = 'yes' if 'a' in 'abc' else 'no'`, `'yes'`),
];

export const COLLECTIONS: readonly Program[] = [
  program('a list splat', `A = ['a']\nanswer = [*A, 'b', *('c',)]`, `['a', 'b', 'c']`),
  program('a dict display with **', `A = {'a': 1}\nanswer = {**A, 'b': 2, **{'a': 3}}`, `{'a': 3, 'b': 2}`),
  program('dict(k=v)', `answer = dict([('a', 1)], b=2)`, `{'a': 1, 'b': 2}`),
  program(
    'update and setdefault',
    `answer = {}\nanswer.update({'a': 1}, b=2)\nanswer.setdefault('a', 9)`,
    `{'a': 1, 'b': 2}`,
  ),
  program('dict | dict', `answer = {'a': 1} | {'a': 2, 'b': 3}`, `{'a': 2, 'b': 3}`),
  program(
    '**{comprehension with a filter}',
    `M = {'a': 1, 'b': 2}\nanswer = {**{k: v for k, v in M.items() if k == 'b'}}`,
    `{'b': 2}`,
  ),
  program('list(X.items())', `M = {'a': 1}\nanswer = [*list(M.items()), ('b', 2)]`, `[('a', 1), ('b', 2)]`),
  program(
    'OrderedDict',
    `from collections import OrderedDict\nanswer = list(OrderedDict([('b', 1), ('a', 2)]))`,
    `['b', 'a']`,
  ),
  program(
    'defaultdict',
    `from collections import defaultdict\nd = defaultdict(list)\nd['a'].append(1)\nanswer = dict(d)`,
    `{'a': [1]}`,
  ),
  program('sets', `answer = sorted({1, 2} | {3} - {3})`, `[1, 2]`),
  program(
    'nested comprehensions',
    `answer = [a + b for a in 'xy' for b in 'pq' if a != 'y']`,
    `['xp', 'xq']`,
  ),
  program(
    'unpacking',
    `first, *rest = 'abc'\n(a, b), c = (1, 2), 3\nanswer = [first, rest, a + b + c]`,
    `['a', ['b', 'c'], 6]`,
  ),
  program(
    'append, extend, insert, +=',
    `answer = [1]\nanswer.append(2)\nanswer.extend([3])\nanswer.insert(0, 0)\nanswer += [4]`,
    `[0, 1, 2, 3, 4]`,
  ),
  program('two names of one list', `a = []\nb = a\nb.append('x')\nanswer = a`, `['x']`),
  program('sorted with a key', `answer = sorted(['bb', 'a'], key=len, reverse=True)`, `['bb', 'a']`),
  program(
    'zip, enumerate, map, range',
    `answer = list(zip(range(2), map(str.upper, 'ab'), enumerate('pq')))`,
    `[(0, 'A', (0, 'p')), (1, 'B', (1, 'q'))]`,
  ),
  program(
    'any, all, sum, min, max, len',
    `answer = (any([0, 1]), all([]), sum([1, 2]), min(3, 1), max('ab'), len('ab'))`,
    `(True, True, 3, 1, 'b', 2)`,
  ),
  program('del of an entry', `answer = {'a': 1, 'b': 2}\ndel answer['a']`, `{'b': 2}`),
];

export const CONTROL: readonly Program[] = [
  program(
    'if, elif, else',
    `N = 2\nif N == 1:\n    answer = 'one'\nelif N == 2:\n    answer = 'two'\nelse:\n    answer = 'more'`,
    `'two'`,
  ),
  program(
    'for with break and else',
    `answer = []\nfor n in range(5):\n    if n == 3:\n        break\n    answer.append(n)\nelse:\n    answer = None`,
    `[0, 1, 2]`,
  ),
  program(
    'while and continue',
    `n, answer = 0, []\nwhile n < 4:\n    n += 1\n    if n % 2:\n        continue\n    answer.append(n)`,
    `[2, 4]`,
  ),
  program(
    'try, except, else, finally',
    `answer = []\ntry:\n    {}['x']\nexcept KeyError as error:\n    answer.append(error.args[0])\nfinally:\n    answer.append('end')`,
    `['x', 'end']`,
  ),
  program(
    'raise of a class of its own',
    `class Stop(ValueError):\n    pass\ntry:\n    raise Stop('why')\nexcept ValueError as error:\n    answer = str(error)`,
    `'why'`,
  ),
  program(
    'match',
    `match {'kind': 'moe', 'n': 8}:\n    case {'kind': 'dense'}:\n        answer = 'dense'\n    case {'kind': kind, **rest} if kind.startswith('m'):\n        answer = (kind, rest)`,
    `('moe', {'n': 8})`,
  ),
  program(
    'with and suppress',
    `from contextlib import suppress\nanswer = 'before'\nwith suppress(KeyError):\n    {}['x']\n    answer = 'inside'`,
    `'before'`,
  ),
  program('a walrus', `if (n := len('abc')) > 2:\n    answer = n`, `3`),
  program('assert that holds', `assert 1 + 1 == 2, 'no'\nanswer = 'kept'`, `'kept'`),
  program(
    'TYPE_CHECKING is false',
    `from typing import TYPE_CHECKING\nanswer = 'runtime'\nif TYPE_CHECKING:\n    answer = 'types'`,
    `'runtime'`,
  ),
];

export const FUNCTIONS: readonly Program[] = [
  program(
    'defaults, constant ones and others, with the values of their definition',
    `N = 1\ndef f(a, b=2, c=N, *, d='x', e=None):\n    return (a, b, c, d, e)\nN = 5\nanswer = f(0)`,
    `(0, 2, 1, 'x', None)`,
  ),
  program(
    'an attribute of one function is none of another',
    `def f(): pass\ndef g(): pass\nf.tag = 1\nanswer = (f.tag, hasattr(g, 'tag'))`,
    `(1, False)`,
  ),
  program(
    'defaults, *args and **kwargs',
    `def f(a, b=2, *rest, c=3, **more):\n    return (a, b, rest, c, more)\nanswer = f(1, 4, 5, d=6)`,
    `(1, 4, (5,), 3, {'d': 6})`,
  ),
  program(
    'a closure',
    `def outer(n):\n    def inner():\n        return n + 1\n    return inner\nanswer = outer(1)()`,
    `2`,
  ),
  program(
    'nonlocal and global',
    `count = 0\ndef f():\n    global count\n    count += 1\n    n = 0\n    def g():\n        nonlocal n\n        n += 5\n    g()\n    return n\nanswer = (f(), count)`,
    `(5, 1)`,
  ),
  program(
    'a recursive function',
    `def f(n):\n    return 1 if n == 0 else n * f(n - 1)\nanswer = f(5)`,
    `120`,
  ),
  program('a lambda', `answer = (lambda a, b=2: a + b)(1)`, `3`),
  program(
    'a generator',
    `def f():\n    for n in range(3):\n        yield n * n\nanswer = list(f())`,
    `[0, 1, 4]`,
  ),
  program('yield from', `def f():\n    yield 0\n    yield from 'ab'\nanswer = [*f()]`, `[0, 'a', 'b']`),
  program(
    'a decorator that registers',
    `REGISTRY = {}\ndef register(name):\n    def keep(type):\n        REGISTRY[name] = type\n        return type\n    return keep\n@register('a')\n@register('b')\nclass Model:\n    pass\nanswer = REGISTRY`,
    `{'b': <class Model>, 'a': <class Model>}`,
  ),
  program(
    'functools.partial',
    `from functools import partial\ndef f(a, b, c):\n    return (a, b, c)\nanswer = partial(f, 1, c=3)(2)`,
    `(1, 2, 3)`,
  ),
  program(
    'functools.reduce',
    `from functools import reduce\nanswer = reduce(lambda a, b: a + b, [[1], [2]], [])`,
    `[1, 2]`,
  ),
  program(
    'functools.wraps',
    `from functools import wraps\ndef keep(f):\n    @wraps(f)\n    def inner():\n        return f() + 1\n    return inner\n@keep\ndef one():\n    return 1\nanswer = (one(), one.__name__)`,
    `(2, 'one')`,
  ),
  program(
    'a function changes a list of the module',
    `answer = []\ndef add(name):\n    answer.append(name)\nadd('a')`,
    `['a']`,
  ),
];

export const CLASSES: readonly Program[] = [
  program(
    'a namespace that was kept is not the class any more',
    `kept = []\nclass A:\n    own = 1\n    kept.append(locals())\nkept[0]['late'] = 2\nanswer = (A.own, hasattr(A, 'late'))`,
    `(1, False)`,
  ),
  program(
    'attributes of bases in C3 order',
    `class A:\n    x = 'a'\nclass B(A):\n    pass\nclass C(A):\n    x = 'c'\nclass D(B, C):\n    pass\nanswer = (D.x, [each.__name__ for each in D.__mro__])`,
    `('c', ['D', 'B', 'C', 'A', 'object'])`,
  ),
  program(
    'methods of classes and instances',
    `class A:\n    size = 2\n    def __init__(self, n):\n        self.n = n\n    @classmethod\n    def make(cls):\n        return cls(cls.size)\n    @staticmethod\n    def zero():\n        return 0\n    @property\n    def double(self):\n        return self.n * 2\nanswer = (A.make().double, A.zero())`,
    `(4, 0)`,
  ),
  program(
    'super()',
    `class A:\n    def f(self):\n        return ['a']\nclass B(A):\n    def f(self):\n        return super().f() + ['b']\nanswer = B().f()`,
    `['a', 'b']`,
  ),
  program(
    '__init_subclass__',
    `answer = []\nclass Base:\n    def __init_subclass__(cls, tag=None, **kw):\n        answer.append((cls.__name__, tag))\nclass A(Base, tag='x'):\n    pass`,
    `[('A', 'x')]`,
  ),
  program(
    'a metaclass',
    `class Meta(type):\n    def __new__(mcs, name, bases, space):\n        return super().__new__(mcs, 'My' + name, bases, space)\nclass A(metaclass=Meta):\n    pass\nanswer = A.__name__`,
    `'MyA'`,
  ),
  program(
    'type(name, bases, dict)',
    `class A:\n    pass\nB = type('B', (A,), {'x': 1})\nanswer = (B.x, issubclass(B, A))`,
    `(1, True)`,
  ),
  program(
    'a factory returns a subclass of its argument',
    `def wrap(base):\n    class Wrapped(base):\n        pass\n    return Wrapped\nclass A:\n    x = 1\nanswer = wrap(A).x`,
    `1`,
  ),
  program(
    'operators of a class',
    `class A:\n    def __add__(self, other):\n        return 'sum'\n    def __getitem__(self, key):\n        return key\n    def __contains__(self, item):\n        return item == 1\n    def __len__(self):\n        return 3\nanswer = (A() + 1, A()['k'], 1 in A(), len(A()))`,
    `('sum', 'k', True, 3)`,
  ),
  program(
    'a descriptor',
    `class Name:\n    def __set_name__(self, owner, name):\n        self.name = name\n    def __get__(self, instance, owner):\n        return self.name\nclass A:\n    first = Name()\nanswer = A.first`,
    `'first'`,
  ),
  program(
    'setattr, getattr, hasattr',
    `class A:\n    pass\nsetattr(A, 'x', 1)\nanswer = (getattr(A, 'x'), getattr(A, 'y', 2), hasattr(A, 'z'))`,
    `(1, 2, False)`,
  ),
  program(
    'isinstance and issubclass',
    `class A(dict):\n    pass\nanswer = (isinstance(A(), dict), issubclass(A, (list, dict)), isinstance(True, int))`,
    `(True, True, True)`,
  ),
  program(
    'an abstract base class is stepped over',
    `from abc import ABC, abstractmethod\nclass Base:\n    flag = True\nclass A(ABC, Base):\n    pass\nanswer = A.flag`,
    `True`,
  ),
  program(
    'Generic and Protocol are stepped over',
    `from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Base:\n    flag = 'base'\nclass A(Generic[T], Base):\n    pass\nanswer = A[int].flag`,
    `'base'`,
  ),
  program(
    'isinstance with a protocol, of classes and of what they make',
    `from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass Named(Protocol):\n    name: str\n    def call(self): ...\nclass Both:\n    name = 'a'\n    def call(self): pass\nclass Child(Both): pass\nclass Later:\n    def __init__(self):\n        self.name = 'a'\n    def call(self): pass\nclass Without(Both):\n    call = None\nclass Derived(Named): pass\ntypes = (Both, Child, Later, Without, Derived)\nanswer = [(isinstance(each, Named), isinstance(each(), Named)) for each in types]`,
    `[(True, True), (True, True), (False, True), (False, False), (False, True)]`,
  ),
  program(
    'a protocol has the members of those above it, and what derives from one without saying so is none',
    `from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass Named(Protocol):\n    name: str\n    def call(self): ...\n@runtime_checkable\nclass More(Named, Protocol):\n    __slots__ = ()\n    more: int\nclass Most(More): pass\nclass Plain:\n    name = more = 1\n    def call(self): pass\nclass Less:\n    more = 1\nanswer = (isinstance(Plain, More), isinstance(Less, More), isinstance(Plain(), Most), isinstance(Most(), More))`,
    `(True, False, False, True)`,
  ),
  program(
    'None stands for no member where the protocol has something to call',
    `from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass P(Protocol):\n    plain: int\n    @property\n    def made(self): ...\nclass A: plain = made = None\n@runtime_checkable\nclass Q(Protocol):\n    size = len\n    kind = int\n    word = 'a'\nclass B:\n    size = len\n    kind = word = None\nclass C:\n    size = kind = len\n    word = None\nanswer = (isinstance(A, P), isinstance(A(), P), isinstance(B(), Q), isinstance(C(), Q))`,
    `(True, True, False, True)`,
  ),
  program(
    'a class has what its metaclass gives it',
    `from typing import Protocol, runtime_checkable\n@runtime_checkable\nclass Callable(Protocol):\n    def __call__(self): ...\nclass A: pass\nanswer = (isinstance(A, Callable), isinstance(A(), Callable))`,
    `(True, False)`,
  ),
  program(
    'every order of bases ends with object, which is no other class',
    `class A: pass\nclass B(A): pass\nanswer = (A in B.__mro__, B in A.__mro__, object in A.__mro__)`,
    `(True, False, True)`,
  ),
  program(
    'members of an enumeration',
    `from enum import Enum, auto\nclass Kind(Enum):\n    A = 'a'\n    B = auto()\nanswer = (Kind.A.value, Kind['A'].name, [each.name for each in Kind], Kind('a') is Kind.A)`,
    `('a', 'A', ['A', 'B'], True)`,
  ),
  program(
    'a dataclass',
    `from dataclasses import dataclass, field\n@dataclass\nclass A:\n    x: int\n    y: list = field(default_factory=list)\nanswer = (A(1).x, A(1).y)`,
    `(1, [])`,
  ),
  program(
    'a named tuple',
    `from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int = 2\nanswer = (P(1).y, P(1)[0], P._fields)`,
    `(2, 1, ('x', 'y'))`,
  ),
  program(
    'collections.namedtuple',
    `from collections import namedtuple\nP = namedtuple('P', 'x y', defaults=[2])\nanswer = (P(1).y, P._fields, P(1).count(2))`,
    `(2, ('x', 'y'), 1)`,
  ),
  program(
    'a typed dict',
    `from typing import TypedDict\nclass A(TypedDict):\n    x: int\nanswer = (A(x=1)['x'], A(x=2).get('x'))`,
    `(1, 2)`,
  ),
];

export const IMPORTS: readonly Program[] = [
  program('a name of another module', `from app.other import VALUE as answer`, `1`, {
    'other.py': 'VALUE = 1',
  }),
  program('a relative import of a module', `from . import other\nanswer = other.VALUE`, `1`, {
    'other.py': 'VALUE = 1',
  }),
  program('import a.b as c', `import app.other as o\nanswer = o.VALUE`, `1`, { 'other.py': 'VALUE = 1' }),
  program('through a package that exports it again', `from app.sub import VALUE as answer`, `2`, {
    'sub/__init__.py': 'from .deep import VALUE',
    'sub/deep.py': 'VALUE = 2',
  }),
  program('import * and __all__', `from .other import *\nanswer = (A, 'B' in globals())`, `(1, False)`, {
    'other.py': `__all__ = ['A']\nA, B = 1, 2`,
  }),
  program(
    'a class of another module as base',
    `from .base import Base\nclass A(Base):\n    pass\nanswer = A.kind`,
    `'base'`,
    { 'base.py': `class Base:\n    kind = 'base'` },
  ),
  program(
    'a function of another module reads its own names',
    `from .other import f\nN = 1\nanswer = f()`,
    `2`,
    { 'other.py': 'N = 2\ndef f():\n    return N' },
  ),
  program(
    'a registry beside the module',
    `from .registry import MODELS, register\nregister('a', 1)\nanswer = dict(MODELS)`,
    `{'a': 1}`,
    { 'registry.py': 'MODELS = {}\ndef register(name, value):\n    MODELS[name] = value' },
  ),
  program(
    'a name that a function of another module sets there',
    `from .state import get\nanswer = (get(), get())`,
    `(1, 1)`,
    {
      'state.py':
        '_made = None\ndef get():\n    global _made\n    if _made is None:\n        _made = 1\n    return _made',
    },
  ),
  program(
    'a fallback for a module that is not there',
    `try:\n    from .missing import VALUE as answer\nexcept ImportError:\n    answer = 'fallback'`,
    `'fallback'`,
  ),
  program('__getattr__ of a module', `from . import lazy\nanswer = lazy.anything`, `'<anything>'`, {
    'lazy.py': `def __getattr__(name):\n    return f'<{name}>'`,
  }),
  program(
    'a name that is asked for while __getattr__ is made',
    `from .pkg import Y\nfrom .pkg import X\nanswer = (Y, X)`,
    `(2, 1)`,
    {
      'pkg/__init__.py': 'from .hooks import __getattr__',
      'pkg/hooks.py': `try:
    from . import X as probe
except ImportError:
    probe = None

def hook(name):
    if name in ('X', 'Y'):
        return 1 if name == 'X' else 2
    raise AttributeError(name)

def chosen(function, other):
    return function

__getattr__ = chosen(hook, probe)`,
    },
  ),
  program(
    'globals() as a dictionary',
    `for name in ('A', 'B'):\n    globals()[name] = name.lower()\nanswer = A + B`,
    `'ab'`,
  ),
];
