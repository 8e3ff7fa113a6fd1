import { expect, test } from 'vitest';
import { createFactExtractor } from '../../../src/python/extract.js';
import type { FactsDepth } from '../../../src/python/facts.js';

const extract = await createFactExtractor();
const UNKNOWN = { kind: 'unknown', reason: 'syntax error' };
const NUMBER = { kind: 'number' };
const full = await createFactExtractor({ engine: 'full' });

/** `line:column message` of every diagnostic, after a check that `partial` says the same. */
function problems(text: string, depth: FactsDepth = 'bodies'): readonly string[] {
  const { partial, diagnostics } = extract('m.py', text, depth);
  expect(partial).toBe(diagnostics.length > 0);
  return diagnostics.map(
    ({ line, column, message }) => `${line}:${column} ${message.replace(/\.(?: .*)?$/, '')}`,
  );
}

test.each([
  ['a print statement', 'x = 1\nprint "x"\n', '2:1 Syntax error: print statement of Python 2'],
  ['an exec statement', 'exec "x"\n', '1:1 Syntax error: exec statement of Python 2'],
  ['a tab for eight spaces', 'if a:\n        b\n\tc\n', '3:2 Syntax error: tabs and spaces are mixed'],
  ['eight spaces for a tab', 'if a:\n\tb\n        c\n', '3:9 Syntax error: tabs and spaces are mixed'],
  [
    'a line between two levels',
    'if a:\n        b\n    c\n',
    '3:5 Syntax error: the indentation is not that of the block',
  ],
  ['an indented module', '  a\n', '1:3 Syntax error: the indentation is not that of the block'],
  ['a block that is not there', 'def f():\npass\n', '1:1 Syntax error: the body of a header is missing'],
  ['a backslash at the end', 'a = 1 \\\n', '1:7 Syntax error: the last line goes on behind its end'],
  ['a backslash as the last character', 'a\n\\', '2:1 Syntax error: the last line goes on behind its end'],
  ["a 'try' alone", 'a\ntry:\n    b\nc\n', "2:1 Syntax error: 'try' without 'except'"],
  [
    "an 'else' without 'except'",
    'def f():\n    try:\n        a\n    else:\n        b\n    finally:\n        c\n',
    "2:5 Syntax error: 'try' without 'except'",
  ],
  ['return in a module', 'if a:\n    return\n', "2:5 Syntax error: 'return' outside of a function"],
  ['return in a class', 'class A:\n    return 1\n', "2:5 Syntax error: 'return' outside of a function"],
  [
    'return in a class in a function',
    'def f():\n    class A:\n        return\n',
    "3:9 Syntax error: 'return' outside of a function",
  ],
  ['a NUL character', 'a\0 = 1\n', '1:1 Python would not read this file: it contains a NUL character'],
])('%s makes facts partial, with the place', (_, text, problem) => {
  expect(problems(text)).toContain(problem);
});

test('a string that is never closed is reported where it begins; what stands before it is kept', () => {
  const { body } = extract('m.py', 'class A: pass\nx = """a\nclass B: pass\n');
  expect(body.map(({ kind }) => kind)).toEqual(['class', 'error']);
  expect(problems('class A: pass\nx = """a\nclass B: pass\n')).toContain(
    '2:5 Syntax error: a triple-quoted string is not closed',
  );
});

test('an error in a function body is seen where the whole file is read, with the bodies or without', () => {
  const text = 'class A:\n    def f(self):\n        a b c\n';
  expect(full('m.py', text).diagnostics).toHaveLength(1);
  expect(extract('m.py', text, 'bodies').diagnostics).toHaveLength(1);
  expect(extract('m.py', text).diagnostics).toEqual([]);
});

test('a bracket or a string that is never closed is seen in a function body too', () => {
  expect(extract('m.py', 'def f():\n    a = (1\n').partial).toBe(true);
  expect(extract('m.py', 'def f():\n    a = """\n').partial).toBe(true);
});

test('a broken statement leaves those around it', () => {
  const { body, partial } = extract('m.py', 'A = [1]\nB = = 2\nC = [3]\n');
  expect(partial).toBe(true);
  expect(body.filter(({ kind }) => kind === 'assign').length).toBeGreaterThanOrEqual(2);
});

/** The only statement of a text, without places. */
function onlyStatement(text: string): unknown {
  return JSON.parse(JSON.stringify(extract('m.py', text).body[0]), (key, value: unknown) =>
    /^(?:line|column|start|end|literal|docstring)$/.test(key) ? undefined : value,
  );
}

test.each([
  [
    'a pair without a comma behind it',
    'x = {"a": 1 "b": 2}\n',
    { entries: [{ key: { value: 'a' }, value: UNKNOWN }] },
  ],
  [
    'only the pair with it',
    'x = {"a": 1, b "c": 2, "d": 3}\n',
    { entries: [{ value: NUMBER }, { value: UNKNOWN }, { value: UNKNOWN }, { value: NUMBER }] },
  ],
  [
    'an argument without a comma behind it',
    'x = f(1, 2 3, 4)\n',
    { args: [NUMBER, UNKNOWN, UNKNOWN, NUMBER].map((value) => ({ value })) },
  ],
  [
    'a keyword',
    'x = f(a=1 b=2, c=3)\n',
    { args: [{ name: 'a', value: UNKNOWN }, { value: UNKNOWN }, { name: 'c', value: NUMBER }] },
  ],
  ['what stands in brackets', 'x = (1 2)\n', UNKNOWN],
  ['what is assigned', 'x = = 2\n', UNKNOWN],
])('no value is made up beside a syntax error: %s', (_, text, value) => {
  expect(onlyStatement(text)).toMatchObject({ kind: 'assign', value });
});

test.each([
  ['tabs in one block and spaces in another', 'if a:\n\tb\nif c:\n    d\n'],
  ['a tab within spaces, always the same', 'if a:\n  if b:\n  \tc\n  \td\n  e\n'],
  ['comments at any column', 'def f():\n        # a\n    b\n  # c\n# d\n    return b\n'],
  ['a form feed before a line', 'a\n  \fb\n\fclass C: pass\n'],
  ['a continued line', 'if a: \\\n  b\n\\\nc\n'],
  ['a backslash that ends a comment', 'a = 1\n# b \\\n'],
  ['a backslash before a line of spaces', 'a = 1 \\\n  '],
  ['brackets over lines without indentation', 'def f():\n    (b +\nc)\n    return [\nd\n]\n'],
  ['statements in one line', 'if a: b; c;\nd; e\n'],
  ['triple quotes in a comment', 'a = 1  # """\n'],
  ['triple quotes in quotes', "a = \"'''\"\n"],
  ['return in a function in a class', 'class A:\n    def f(self): return 1\n'],
  ['print as a name', 'print >>a, b\nprint = 1\n'],
  ['nothing', ''],
  ['an annotation that goes on behind its subscript', 'y: X[a]() / c\n'],
])('%s is valid', (_, text) => {
  expect(problems(text)).toEqual([]);
});
