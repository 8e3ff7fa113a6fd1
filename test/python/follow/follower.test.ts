/** Following a text while it is edited gives what reading it afresh gives, whatever the edits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createFactExtractor, createFactReaders } from '../../../src/python/extract.js';
import type { FactsDepth } from '../../../src/python/facts.js';
import { createFactFollowers } from '../../../src/python/follow/follower.js';
import { createRandom, type Random } from '../../../bench/random.js';
import { corpus } from '../../support/corpus.js';

/** Texts that are typed into, for each depth. */
const COURSES = 20;

const read: number[] = [];
const followers = createFactFollowers(await createFactReaders(), (units) => {
  read.push(units);
});
const fresh = await createFactExtractor();

type Edit = (random: Random, text: string) => string;

const PIECES = [
  'x', 'x', 'x', '0', '.', ',', ' ', '  ', '\n', '\n', '\n    ', '\t', '(', ')', '[', ']', '{', '}', '"', "'", '"""',
  "'''", ':', '=', '#', '\\', '\\\n', '@', ';', 'f', 'pass', 'pass\n', 'else:', 'elif x:\n pass\n', 'except:', 'if x:',
  'def f(): pass\n', 'class A:\n', 'class A: b = 1\n', '@d\n', 'match x:\n case 1: pass\n', 'case 1:', 'async ',
  'return', 'X.from_pretrained("a/b")', "'''X.from_pretrained('c/d')'''\n", 'é', '\r', '\r\n', '\f', '\ufeff', '\0', '😀',
  'x = 1\n', '# a\n', 'try:\n x\nfinally:\n y\n', 'f"{a}"', ' = ', 'x = = 1\n', 'a b\n', 'import\n', 'x.\n', 'try:\n x\n',
  'return 1\n', 'print "a"\n', '    x = \n', '@d\nx\n', '# b \\\n', "y = (\n1,\n)\n", 'type x = y\n', 'print >>a, b\n',
] as const; // prettier-ignore

function at(random: Random, text: string): number {
  if (random.chance(0.5)) return random.below(text.length + 1);
  // The beginnings of lines are where chunks meet.
  return text.lastIndexOf('\n', random.below(text.length + 1)) + 1;
}

const EDITS: readonly [Edit, ...Edit[]] = [
  (random, text) => spliced(text, at(random, text), 0, random.pick(PIECES)),
  (random, text) => spliced(text, at(random, text), 0, random.pick(PIECES)),
  (random, text) => spliced(text, at(random, text), 1, ''),
  (random, text) => spliced(text, at(random, text), random.below(30), ''),
  (random, text) => spliced(text, at(random, text), random.below(10), random.pick(PIECES)),
  (random, text) => withLine(random, text, (line) => `${line}${line}`),
  (random, text) => withLine(random, text, () => ''),
  (random, text) => withLine(random, text, (line) => `${random.pick([' ', '    ', '\t'])}${line}`),
  (random, text) => withLine(random, text, (line) => line.trimStart()),
  (random, text) => spliced(text, at(random, text), 0, random.pick(STATEMENTS)),
];

function spliced(text: string, start: number, removed: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(start + removed);
}

function withLine(random: Random, text: string, change: (line: string) => string): string {
  const start = text.lastIndexOf('\n', random.below(text.length + 1)) + 1;
  const end = (text.indexOf('\n', start) + 1 || text.length + 1) - 1;
  return text.slice(0, start) + change(text.slice(start, end + 1)) + text.slice(end + 1);
}

interface Course {
  readonly edits: number;
  /** How many of the texts that are no Python are edited on, where they were followed. */
  readonly broken: number;
  /** How many edits were undone, as many typing errors are. */
  readonly undo: number;
}

/**
 * Types into a text; every text on the way must have the facts that it has when it is read afresh. Returns how many
 * edits were followed without reading the whole text.
 */
function type(
  random: Random,
  start: string,
  depth: FactsDepth,
  { edits, broken, undo }: Course,
): { readonly followed: number; readonly brokenFollowed: number } {
  const follower = followers('m.py', depth);
  let text = start;
  let followed = 0;
  let brokenFollowed = 0;
  follower.facts(text);
  for (let edit = 0; edit < edits; edit++) {
    const next = random.pick(EDITS)(random, text);
    read.length = 0;
    const facts = follower.facts(next);
    // What was read afresh is what it would be compared with.
    const isFollowed = !read.includes(next.length);
    if (isFollowed) {
      followed++;
      if (facts.partial) brokenFollowed++;
      const reference = fresh('m.py', next, depth);
      if (!isDeepStrictEqual(facts, reference)) {
        expect({ after: next, before: text, facts }).toEqual({ after: next, before: text, facts: reference });
      }
    }
    // An unclosed bracket would keep all later edits from being followed.
    const isKept = facts.partial ? isFollowed && random.chance(broken) : !random.chance(undo);
    if (isKept) text = next;
  }
  return { followed, brokenFollowed };
}

const STATEMENTS = [
  'import a.b as c, d\n',
  'from . import (\n    e,  # f\n    g as h,\n)\n',
  'x = {\n    "a": [1, 2],\n    **y,\n}\n\n',
  'a = 1; b: int = 2;\n',
  '# a comment\n\n\n',
  '"""A page.\n\n>>> M.from_pretrained("org/name")\n"""\n',
  'name = f"{a!r:>{b}} {c}"\n',
  'type Alias[T] = list[T]\n',
  'if a:\n    b = 1\nelif c:\n    d = 2\nelse:\n    e = 3\n',
  'try:\n    import f\nexcept (E, F) as g:\n    f = None\nfinally:\n    pass\n',
  'with a as b, c:\n    d()\n',
  'for a, b in c:\n    if a: continue\nelse:\n    del b\n',
  'match a:\n    case B(c=1) | [d, *_]:\n        e = 1\n    case _:\n        pass\n',
  'class A(B, metaclass=C):\n    """Links to https://huggingface.co/org/one."""\n\n    d: int = 1\n    e = f\n\n' +
    '    @property\n    def g(self, h: "I" = None, *, j=1) -> K:\n        """L"""\n        return h\n\n    # m\n\n\n',
  '@a.b(\n    "c",\n)\n@d\nclass E(F):\n    pass\n    # g\n',
  '@a\n# between\nasync def b(c, /, d=1, *e, **f):\n    async with g:\n        await h\n    i = "J.from_pretrained(\'k/l\')"\n',
  'def a(): return 1\n',
  'long = a + \\\n    b\n',
  'EntryClass = [A, B]\n',
] as const; // prettier-ignore

function program(random: Random): string {
  return random.many(6, 12, () => random.pick(STATEMENTS)).join('');
}

describe('equal to reading afresh', () => {
  test.each(['module', 'bodies'] as const)('generated programs, %s', (depth) => {
    const random = createRandom(20_261_121);
    let [valid, broken] = [0, 0];
    for (let course = 0; course < COURSES; course++) {
      const shares = { broken: random.pick([0, 0.3, 0.9]), undo: 0.4 };
      const { followed, brokenFollowed } = type(random, program(random), depth, { edits: 25, ...shares });
      valid += followed - brokenFollowed;
      broken += brokenFollowed;
    }
    expect(valid).toBeGreaterThan(COURSES * 2);
    expect(broken).toBeGreaterThan(COURSES * 2);
  });

  test('a statement that becomes part of the one above', () => {
    const [before, after] = ['a = 1\nif b:\n    c\nif d:\n    e\n'.repeat(9), 'if f:\n    g\n'];
    const follower = followers('m.py', 'bodies');
    follower.facts(before + after + before);
    const joined = `${before}el${after}${before}`;
    expect(follower.facts(joined)).toEqual(fresh('m.py', joined, 'bodies'));
  });

  test.each([
    ['""{""[]}\n""', '""{""[]}\n\f""'],
    ['a = 1\nb = = 2\nc = 3\n', 'a = 1\nb = = 2\n\ufeffc = 3\n'],
    ['class A:\n    b = 1\nelif c:\n    d = 2\n', 'class A:\n    b = 1\nelse:\n    d = 2\n'],
  ])('%j, then %j', (before, after) => {
    for (const depth of ['module', 'bodies'] as const) {
      const follower = followers('m.py', depth);
      follower.facts(before);
      expect(follower.facts(after)).toEqual(fresh('m.py', after, depth));
    }
  });

  test.each(["'''", '"', 'x = ('])('a long text in which %s is opened', (opened) => {
    const text = 'a = 1\nclass B(C):\n    d = "e"\n'.repeat(10_000);
    const broken = spliced(text, 'a = 1\n'.length, 0, `${opened}\n`);
    const follower = followers('m.py', 'module');
    follower.facts(text);
    expect(follower.facts(broken)).toEqual(fresh('m.py', broken));
    expect(follower.facts(text)).toEqual(fresh('m.py', text));
  });

  test('a real file', () => {
    const path = join(corpus('transformers-2025-12'), 'src/transformers/models/llama/modeling_llama.py');
    const text = readFileSync(path, 'utf8');
    const random = createRandom(6);
    let sum = 0;
    for (const depth of ['module', 'bodies'] as const) {
      sum += type(random, text, depth, { edits: 40, broken: 0.3, undo: 0.4 }).followed;
    }
    expect(sum).toBeGreaterThan(10);
  });

  test('a statement that is no Python while it is typed, and all keys on the way to it', () => {
    const text = 'a = 1\n\n\nclass B(C):\n    d = "e"\n\n\ndef f():\n    return g\n'.repeat(20);
    const start = text.indexOf('def f', text.length / 2);
    const follower = followers('m.py', 'bodies');
    follower.facts(text);
    let wrong = 0;
    const typed = 'from a import b\nx = y.z if u else v\n';
    for (let end = 1; end <= typed.length; end++) {
      const next = spliced(text, start, 0, `${typed.slice(0, end)}\n`);
      read.length = 0;
      const facts = follower.facts(next);
      expect(facts).toEqual(fresh('m.py', next, 'bodies'));
      expect(read).not.toContain(next.length);
      if (facts.partial) wrong++;
      expect(facts.diagnostics.every(({ line }) => line > 90 && line < 100)).toBe(true);
    }
    expect(wrong).toBeGreaterThan(10);
  });
});

describe('reads no more than what was touched', () => {
  const text = Array.from({ length: 50 }, (_, index) => `def f${index}(a):\n    return a\n\n\n`).join('');

  /** How many units were read for a text after another one. */
  function units(before: string, after: string): number {
    const follower = followers('m.py', 'module');
    follower.facts(before);
    read.length = 0;
    expect(follower.facts(after)).toEqual(fresh('m.py', after));
    return read.reduce((sum, each) => sum + each, 0);
  }

  test('nothing for the same text', () => {
    expect(units(text, text)).toBe(0);
  });

  test('one function for a letter in it', () => {
    const start = text.indexOf('def f20');
    expect(units(text, spliced(text, start + 8, 0, 'bc'))).toBe('def f20(bca):\n    return a\n\n\n'.length);
  });

  test('one function more where one was typed', () => {
    const start = text.indexOf('def f20');
    const added = 'def g(): pass\n';
    expect(units(text, spliced(text, start, 0, added))).toBeLessThan(added.length + 40);
  });

  test('the function above too where a line becomes part of it', () => {
    const start = text.indexOf('def f20');
    const indented = spliced(text, start, 'def f20(a):\n    return a\n'.length, '    a += 1\n');
    expect(units(text, indented)).toBeLessThan(120);
  });
});
