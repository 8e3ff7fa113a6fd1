/** Three quotes without a partner: they turn all that follows inside out, and yet cost only the statement they are in. */
import { describe, expect, test } from 'vitest';
import { createFactExtractor } from '../../src/python/extract.js';
import type { ModuleFacts } from '../../src/python/facts.js';
import { statements } from '../../src/python/walk.js';

let given = 0;
const extract = await createFactExtractor({
  onParse: (units) => {
    given += units;
  },
});

const LINES = [
  '"""From `oak/oak-1b`: it\'s an oak (a tree."""',
  'from torch import nn',
  'class Oak(nn.Module):',
  "    '''Its leaves.'''",
  '    supports = ["a", "b"]',
  '    def name(self) -> str:',
  '        """Its name, isn\'t it.',
  '',
  '        Returns: what (the forester) says',
  '        """',
  '        return f"{self.x}"',
  '    size = 1',
  'class Elm(Oak):',
  '    """Not an oak: it doesn\'t have acorns."""',
  '    def grow(self, by: int):',
  '        return self.size + by',
  'def plant(tree):',
  '    """Plants `tree`, don\'t water it."""',
  '    return tree',
  'EntryClass = [Oak, Elm]',
];
const [LAST] = LINES.slice(-1);

function textWith(index: number, line: string): string {
  const indentation = /^ */.exec(LINES[index] ?? '')?.[0] ?? '';
  return `${[...LINES.slice(0, index), indentation + line, ...LINES.slice(index)].join('\n')}\n`;
}

/** What the classes and functions are called, and what is broken. */
function outline({ body }: ModuleFacts): readonly string[] {
  return [...statements(body)].flatMap((stmt) => {
    if (stmt.kind === 'class' || stmt.kind === 'function') return [stmt.name];
    return stmt.kind === 'error' ? [`error ${stmt.line}`] : [];
  });
}

const NAMES = ['Oak', 'name', 'Elm', 'grow', 'plant'];

describe.each(['"""', "'''", '"""Grows.', 'x = """', 'r"""it', "x = '''don't", `f("'''") + """`])(
  '%s',
  (line) => {
    // Behind the header of a class or function, and between statements of every block.
    test.each([1, 2, 4, 5, 10, 11, 12, 14, 15, 16, 18])('before line %i', (index) => {
      given = 0;
      const facts = extract('m.py', textWith(index, line), 'bodies');
      const found = outline(facts);
      expect(found.filter((name) => !name.startsWith('error'))).toEqual(NAMES);
      expect(found).toContain(`error ${index + 1}`);
      expect(facts.body.at(-1)).toMatchObject({ kind: 'assign', line: LINES.length + 1 });
      expect(facts.diagnostics).toMatchObject([{ rule: 'python-syntax', line: index + 1 }]);
      expect(facts.diagnostics[0]?.message).toContain('a triple-quoted string is not closed');
      expect([facts.partial, given]).toEqual([true, 0]);
    });
  },
);

test('quotes that are met while a documentation is written end it: what follows them still belongs to it', () => {
  const lines = [...LINES];
  lines.splice(8, 0, '        Says """what', "        the owner (doesn't.");
  const facts = extract('m.py', `${lines.join('\n')}\n`, 'bodies');
  expect(outline(facts)).toEqual(['Oak', 'name', 'error 7', 'Elm', 'grow', 'plant']);
  expect(facts.diagnostics).toMatchObject([{ line: 9, column: 14 }]);
  expect(facts.diagnostics[0]?.message).toContain('goes on behind the quotes that close it');
  expect(facts.body.at(-1)).toMatchObject({ kind: 'assign' });
});

test('within brackets they take the statement with them, with the body of a header', () => {
  const call = extract('m.py', 'x = f(\n    """\n    a,\n    b,\n)\ny = 1\nz = """it\'s (\n"""\n');
  expect(call.body.map(({ kind, line }) => [kind, line])).toEqual([
    ['error', 1],
    ['assign', 6],
    ['assign', 7],
  ]);
  const header = extract('m.py', 'def f(\n    """\n    a,\n):\n    return 1\nclass C:\n    """It\'s (."""\n');
  expect(outline(header)).toEqual(['error 1', 'C']);
});

test('a documentation that is not closed costs what stands before the next one', () => {
  const text = 'class A:\n    """It\'s one.\n    x = 1\nclass B:\n    """It isn\'t."""\nclass C:\n    pass\n';
  const facts = extract('m.py', text);
  expect(outline(facts)).toEqual(['A', 'error 2', 'B', 'C']);
  expect(facts.diagnostics).toMatchObject([{ line: 2, column: 5 }]);
});

test('what is broken without them is no matter of theirs', () => {
  const lines = [...LINES];
  lines.splice(11, 0, '    y = (');
  const facts = extract('m.py', `${lines.join('\n')}\n`, 'bodies');
  expect(outline(facts)).toEqual(['Oak', 'name', 'error 12', 'Elm', 'grow', 'plant']);
  expect(facts.diagnostics[0]?.message).toContain('a bracket is opened');
});

test('they are found where the lexer stumbles only several documentations later', () => {
  const names = ['A', 'B', 'C', 'D', 'E'];
  const classes = names.map((name) => `class ${name}:\n    """\nword\n"""\n`).join('');
  const facts = extract('m.py', `x = """\n${classes}class Z:\n    """It's."""\n`);
  expect(outline(facts)).toEqual(['error 1', ...names, 'Z']);
  expect(facts.diagnostics).toMatchObject([{ line: 1, column: 5 }]);
});

test('by slices as by lines', async () => {
  const slices = await createFactExtractor({ engine: 'slices' });
  const text = textWith(11, '"""');
  expect(slices('m.py', text)).toEqual(extract('m.py', text));
  expect(text).toContain(LAST);
});
