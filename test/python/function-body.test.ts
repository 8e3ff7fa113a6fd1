import { expect, test } from 'vitest';
import { decodeSource } from '../../src/python/decode.js';
import { nestedBlocks } from '../../src/python/evaluate/index.js';
import { createFactExtractor } from '../../src/python/extract.js';
import type { ModuleFacts } from '../../src/python/facts.js';
import { readFunctionBody } from '../../src/python/function-body.js';
import { createPythonSources } from '../../src/python/sources.js';
import type { FunctionStmt, Stmt } from '../../src/python/syntax.js';
import { memoryTree } from '../../src/source/index.js';

const extract = await createFactExtractor();

const PROGRAM = `\
"""Ünïcode: 🦜"""
@first
def plain(a, *, b=lambda: 1):  # a comment
    """What it does."""
    # a comment
    def inner():
        return a
    text = """
not a line of its own
"""
    return inner, text  # behind


async def waits():
    async with a as b: yield b
def short(): return "🦜", 1; pass
class Outer:
    if True:
        @property
        @other(
            1)
        def deep(
            self,
        ) -> int:
            match self:
                case 1: x = f"{self!r:>{10}}"
            return x

        class Inner:
\t\tdef tabs(self):
\t\t\tif self:
\t\t\t\treturn 1

\t\t\treturn 2
    def last(self):
        for x in y:
            pass
        else:
            del x`;

function functions(body: readonly Stmt[]): readonly FunctionStmt[] {
  return body.flatMap((stmt) => (stmt.kind === 'function' ? [stmt] : nestedBlocks(stmt).flatMap(functions)));
}

function both(
  source: Uint8Array,
): readonly { alone: readonly Stmt[] | null; whole: readonly Stmt[] | null }[] {
  const whole = functions(extract('a.py', source, 'bodies').body);
  const { text } = decodeSource(source);
  return functions(extract('a.py', source).body).map((declaration, index) => ({
    alone: readFunctionBody(extract, 'a.py', text, declaration),
    whole: whole[index]?.body ?? null,
  }));
}

test.each([
  ['line feeds', (text: string) => Buffer.from(text)],
  ['carriage returns', (text: string) => Buffer.from(text.replaceAll('\n', '\r'))],
  ['both', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
  ['a byte-order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['form feeds', (text: string) => Buffer.from(text.replaceAll('\n    def', '\n\f    def'))],
  [
    'another encoding',
    (text: string) => Buffer.from(`# coding: latin-1\n${text.replaceAll('🦜', 'ß')}`, 'latin1'),
  ],
])('a function alone says what it says in its file: %s', (_, encode) => {
  const found = both(encode(PROGRAM));
  expect(found).toHaveLength(6);
  for (const { alone, whole } of found) {
    expect(whole).not.toBeNull();
    expect(alone).toEqual(whole);
  }
});

test('a function that cannot be read alone has no body', () => {
  const source = Buffer.from('def good():\n    return 1\n\ndef bad():\n    return 1 +\n');
  expect(both(source).map(({ alone }) => alone === null)).toEqual([false, true]);
});

interface Read {
  readonly depth: string;
  readonly length: number;
}

/** What calling `name` of the text gives, what was read for it, and what was reported. */
function call(
  text: string,
  name: string,
): { value: unknown; reads: readonly Read[]; rules: readonly string[] } {
  const reads: Read[] = [];
  const counting = (path: string, source: Uint8Array | string, depth?: 'module' | 'bodies'): ModuleFacts => {
    reads.push({ depth: depth ?? 'module', length: source.length });
    return extract(path, source, depth);
  };
  const sources = createPythonSources(memoryTree({ 'a.py': text }), counting, { packages: [] });
  const func = sources.project.lookup('a.py', name);
  const value = func?.kind === 'function' ? sources.project.call(func, []) : undefined;
  return { value, reads, rules: sources.diagnostics().map(({ rule }) => rule) };
}

const LONG = `def long():\n${'    x = 1\n'.repeat(100)}\n`;

test('of a long file the function is read that is called, and no other', () => {
  const { value, reads } = call(`${LONG}def one():\n    return 1\n`, 'one');
  expect(value).toMatchObject({ kind: 'constant' });
  expect(reads).toEqual([
    { depth: 'module', length: LONG.length + 24 },
    { depth: 'bodies', length: 24 },
  ]);
});

test('a file of which much is asked for is read as a whole', () => {
  const { value, reads } = call(`def one():\n    return 1\n`, 'one');
  expect(value).toMatchObject({ kind: 'constant' });
  expect(reads.map(({ length }) => length)).toEqual([24, 24]);
});

test('an error in the function that is called is reported for its file', () => {
  const { rules } = call(`${LONG}def one():\n    return 1 +\n`, 'one');
  expect(rules).toContain('python-syntax');
});
