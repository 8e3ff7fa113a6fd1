/** Tags of templates and marks of merge conflicts are no Python, and what stands between them is. */
import { describe, expect, test } from 'vitest';
import { createFactExtractor, createFactReaders } from '../../src/python/extract.js';
import type { ModuleFacts } from '../../src/python/facts.js';
import { createFactFollowers } from '../../src/python/follow/follower.js';
import type { Stmt } from '../../src/python/syntax.js';
import { LONGEST_BROKEN } from '../../src/python/broken.js';

let given = 0;
const extract = await createFactExtractor({
  onParse: (units) => {
    given += units;
  },
});

const TEMPLATE = [
  '{% if fast -%}',
  'from oak import OakFast',
  '{%- else %}',
  'from oak import Oak',
  '{% endif %}',
  'class OakTest(Base):',
  '    {% if slow %}',
  '    tokenizer = Oak',
  '    {% else %}',
  '    tokenizer = None',
  '    {% endif %}',
  '    def run(self):',
  '        self.a()',
  '{% if slow %}',
  '        self.b()',
  '{% endif %}',
  '        return self',
  'try:',
  '    import elm',
  '{% if slow %}',
  'except ImportError:',
  '    {% if fast %}',
  '    elm = None',
  'finally:',
  '    {% endif %}',
  '    x = 1',
  'EntryClass = OakTest',
];

const isTag = (line: string): boolean => line.trim().startsWith('{%');

const CONFLICT = ['<<<<<<< HEAD', 'a = 1', '||||||| base', 'a = (', '=======', 'a = 2', '>>>>>>> their work'];

/** Kinds and lines of statements, with those in blocks. */
function outline(body: readonly Stmt[]): readonly string[] {
  return body.flatMap((stmt) => {
    const own = `${stmt.line} ${stmt.kind}`;
    if (stmt.kind === 'class') return [own, ...outline(stmt.body)];
    if (stmt.kind === 'function') return [own, ...outline(stmt.body ?? [])];
    if (stmt.kind !== 'try') return [own];
    const blocks = [stmt.body, ...stmt.handlers.map((each) => each.body), stmt.orelse, stmt.finalbody];
    return [own, ...blocks.flatMap(outline)];
  });
}

function withoutErrors({ body, mentions }: ModuleFacts): unknown {
  return JSON.parse(JSON.stringify({ body, mentions }), (_, value: unknown) =>
    Array.isArray(value) ? value.filter((each: unknown) => !isError(each)) : value,
  );
}

function isError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'error';
}

describe.each(['\n', '\r\n', '\r'])('a template with line ends %j', (lineEnd) => {
  const text = TEMPLATE.join(lineEnd);
  const blank = TEMPLATE.map((line) => (isTag(line) ? line.replace(/./g, ' ') : line)).join(lineEnd);

  test.each(['module', 'bodies'] as const)(
    'says what its text says without the tags, with depth %s',
    (depth) => {
      expect(withoutErrors(extract('t.py', text, depth))).toEqual(
        withoutErrors(extract('t.py', blank, depth)),
      );
    },
  );

  test('has an error for each tag in the block that it stands in', () => {
    expect(outline(extract('t.py', text, 'bodies').body)).toEqual([
      '1 error',
      '2 import-from',
      '3 error',
      '4 import-from',
      '5 error',
      '6 class',
      '7 error',
      '8 assign',
      '9 error',
      '10 assign',
      '11 error',
      '12 function',
      '13 expression',
      '14 error',
      '15 expression',
      '16 error',
      '17 return',
      '18 try',
      '19 import',
      '20 error',
      '22 error',
      '23 assign',
      '25 error',
      '26 assign',
      '27 assign',
    ]);
  });

  test('is reported once, at its first tag, and nothing of it is guessed', () => {
    given = 0;
    const { diagnostics, partial } = extract('t.py', `${lineEnd}  ${text}`);
    expect(diagnostics.map(({ rule, line, column, message }) => [rule, line, column, message])).toEqual([
      [
        'python-syntax',
        2,
        3,
        'Syntax error: a tag of a template, {% … %}, is no Python. The facts beside it are a best effort.',
      ],
    ]);
    expect(partial).toBe(true);
    expect(given).toBe(0);
  });
});

test('a statement with a placeholder that makes it no Python is an error, with its decorators and its block', () => {
  const lines = [
    '{% if fast %}',
    'from oak import {{ name }}Oak',
    '{% endif %}',
    'a = "{{ name }}", {{b}}',
    '@slow',
    'class {{ name }}Test(Base):',
    '    {% if fast %}',
    '    c = 1',
    'class Elm:',
    '    d = {{ name }}Oak',
    '    def e(self):',
    '        return {{ name }}Oak',
  ];
  given = 0;
  const { body, diagnostics } = extract('t.py', lines.join('\n'), 'bodies');
  expect(outline(body)).toEqual([
    '1 error',
    '2 error',
    '3 error',
    '4 assign',
    '5 error',
    '9 class',
    '10 error',
    '11 function',
    '12 error',
  ]);
  expect(diagnostics.map(({ line, message }) => [line, message.includes('a placeholder')])).toEqual([
    [1, false],
    [2, true],
    [5, true],
    [10, true],
    [12, true],
  ]);
  expect(given).toBe(0);
});

test('what else is wrong with a template is reported in order', () => {
  const { diagnostics } = extract('t.py', 'class {{ name }}Test:\n    x = 1\n{% if a %}\ny = 1\nz = = 1\n');
  expect(diagnostics.map(({ line }) => line)).toEqual([...diagnostics.map(({ line }) => line)].sort());
  expect(new Set(diagnostics.map(({ line }) => line))).toEqual(new Set([1, 3, 5]));
});

test.each([
  ['in a string', 'x = """\n{% if a %}\n{{ b }}\n{% endif %}\n"""\n'],
  ['in the second of two strings of a line', 'x = """\n{% """ + \'\'\' %}\n\'\'\'\n'],
  ['behind a line separator, in a comment', 'x = 1  # a\u2028{% if a %}\n'],
])('a tag %s is none', (_, text) => {
  // A class with type parameters is not read without tree-sitter.
  const { partial, body } = extract('t.py', `class A[T]:\n    pass\n${text}`);
  expect([partial, body.map(({ kind }) => kind)]).toEqual([false, ['class', 'assign']]);
});

test('a value with tags in it is not known', () => {
  const { body } = extract('t.py', 'x = [\n{% if a %}\n    1,\n{% endif %}\n]\ny = 2\n');
  expect(body).toMatchObject([
    { kind: 'assign', value: { kind: 'list', items: [{ kind: 'unknown' }] } },
    { kind: 'assign', value: { kind: 'number' } },
  ]);
});

test('a long template is read up to its first tag', () => {
  const lines = 'x = 1\n'.repeat(LONGEST_BROKEN / 5);
  const { body, diagnostics } = extract('t.py', `y = 1\n{% if a %}\n${lines}`);
  expect(body.map(({ line }) => line)).toEqual([1]);
  expect(diagnostics.map(({ line }) => line)).toEqual([2]);
});

describe('a merge conflict', () => {
  const places = [0, 1, 2, 3, 4, 5, 6, 7];
  const lines = ['b = 1', 'class Elm:', '    c = 2', '    def d(self):', '        e', '        f', 'g = 3'];

  test.each(places)('before line %i leaves everything around it as it is', (place) => {
    const indentation = /^ */.exec(lines[place] ?? '')?.[0] ?? '';
    const sides = CONFLICT.map((line) => (line.startsWith('a') ? `${indentation}${line}` : line));
    const text = lines.toSpliced(place, 0, ...sides).join('\n');
    const blank = sides.map((line, at) => (at === 1 || at === 5 ? line : ' '.repeat(line.length)));
    const without = lines.toSpliced(place, 0, ...blank).join('\n');
    given = 0;
    const facts = extract('t.py', text, 'bodies');
    expect(withoutErrors(facts)).toEqual(withoutErrors(extract('t.py', without, 'bodies')));
    expect(outline(facts.body).filter((each) => each.endsWith('error'))).toEqual([
      `${place + 1} error`,
      `${place + 3} error`,
      `${place + 7} error`,
    ]);
    expect(facts.diagnostics.map(({ line, column, message }) => [line, column, message])).toEqual([
      [
        place + 1,
        1,
        'Syntax error: a merge conflict is not resolved. The facts beside it are a best effort.',
      ],
    ]);
    expect(given).toBe(0);
  });

  test('is reported once each', () => {
    const { diagnostics } = extract('t.py', [...CONFLICT, 'b = 1', ...CONFLICT].join('\n'));
    expect(diagnostics.map(({ line }) => line)).toEqual([1, 9]);
  });

  test.each([
    ['underlines in documentation', '"""\nTitle\n=======\n"""\n'],
    ['a conflict that documentation shows', `"""\n${CONFLICT.join('\n')}\n"""\n`],
  ])('is not what %s are', (_, text) => {
    const { partial, body } = extract('t.py', `class A[T]:\n    pass\n${text}`);
    expect([partial, body.map(({ kind }) => kind)]).toEqual([false, ['class', 'expression']]);
  });

  test.each(['<<<<<<<', '=======', '>>>>>>>'])('without its %s is none', (mark) => {
    const text = CONFLICT.filter((line) => !line.startsWith(mark)).join('\n');
    const { diagnostics } = extract('t.py', text);
    expect(diagnostics).not.toEqual([]);
    expect(diagnostics.filter(({ message }) => message.includes('conflict'))).toEqual([]);
  });
});

test('a statement that is broken is read around in a template too', () => {
  const { body, diagnostics } = extract(
    't.py',
    '{% if a %}\nimport b\n{% endif %}\nclass A(Y):\n    x = (1\nclass B(A):\n    z = 1\n',
  );
  expect(outline(body)).toEqual([
    '1 error',
    '2 import',
    '3 error',
    '4 class',
    '5 error',
    '6 class',
    '7 assign',
  ]);
  expect(diagnostics.map(({ line, column }) => [line, column])).toEqual([
    [1, 1],
    [5, 9],
  ]);
});

test.each([
  ['größe = {"a": f"{{{b}}}"}', ['assign']],
  ['with (open(f"{{{x}}}")) as f:\n    class A: pass', ['with']],
  ['match f"{{{x}}}":\n    case 1:\n        class B: pass', ['match']],
  ['x = """{{ y }}""" + é', ['assign']],
  ['if {{ cond }} foo:\n    y = 1\nelif b:\n    c\nelse:\n    z = 2\nd = 1', ['error', 'assign']],
  ['try:\n    y = {{ a }} b\nexcept {{ E }}Error:\n    z = 2\nd = 1', ['error', 'assign']],
  ['match x:\n    case 1: y\n    case {{ a }}b: y\nd = 1', ['error', 'assign']],
  ['@a\n@b\nclass {{ A }}B:\n    c = 1\nd = 1', ['error', 'assign']],
])('%j in a template', (text, kinds) => {
  const { body } = extract('t.py', `{% if a %}\nimport b\n{% endif %}\n${text}\n`);
  expect(body.map(({ kind }) => kind)).toEqual(['error', 'import', 'error', ...kinds]);
});

test.each([
  [
    'a tag in what both sides of a conflict began with',
    '<<<<<<< a\nb\n||||||| b\n{% x %}\n=======\n>>>>>>> c\ny = 1',
  ],
  ['a conflict before something broken', '<<<<<<< a\n||||||| b\n{% x %}\n=======\n>>>>>>> c\ny = = 1\n'],
])('%s leaves everything in its place', (_, text) => {
  const { body } = extract('t.py', text);
  expect(body.filter(({ start, end }) => end > text.length || text.slice(start, end) === '')).toEqual([]);
  expect(body.at(-1)?.start).toBe(text.indexOf('y ='));
});

test('a mark in a block without statements stands behind the statement', () => {
  const { body } = extract(
    't.py',
    'x = 0\n<<<<<<< HEAD\nimport c\n=======\nclass A[T]:\n>>>>>>> other\n    pass\n',
  );
  expect(outline(body)).toEqual([
    '1 assign',
    '2 error',
    '3 import',
    '4 error',
    '5 class',
    '6 error',
    '7 pass',
  ]);
});

test('what is inside of a statement with a placeholder is reported too', () => {
  const conflict = 'class {{ n }}T:\n<<<<<<< a\n  b = 1\n=======\n  b = 2\n>>>>>>> b\nx = 1\n';
  expect(extract('t.py', conflict).diagnostics.map(({ line }) => line)).toEqual([1, 2]);
  const tags = 'class {{ n }}T:\n  {% if b %}\n  x = 1\n  {% endif %}\n{% if c %}\ny = 1\n{% endif %}\n';
  expect(extract('t.py', tags).diagnostics.map(({ line }) => line)).toEqual([1, 2]);
});

test('of many decorators with placeholders each is looked at once', () => {
  const { body } = extract('t.py', `{% a %}\n${'@{{a}} b\n'.repeat(5_000)}class A:\n    b\nc = 1\n`);
  expect(body.map(({ kind }) => kind)).toEqual(['error', 'error', 'assign']);
});

test('following a text into such lines and out of them gives what reading it afresh gives', async () => {
  const readers = await createFactReaders();
  const follower = createFactFollowers(readers)('t.py', 'module');
  const plain = TEMPLATE.filter((line) => !isTag(line));
  const inBrackets = ['y = [', '{% if a %}', '1', ']'];
  const texts = [0, 3, 6, 10].flatMap((at) => [
    plain.join('\n'),
    plain.toSpliced(at, 0, '{% if a %}').join('\n'),
    plain.toSpliced(at, 0, '{% if a %', '{% b %}').join('\n'),
    plain.toSpliced(at, 0, '"""{% if a %', '{% b %}', '"""').join('\n'),
    ...CONFLICT.map((_, end) => plain.toSpliced(at, 0, ...CONFLICT.slice(0, end + 1)).join('\n')),
    plain
      .toSpliced(at, 0, ...inBrackets)
      .toSpliced(-1, 0, '{% b %}')
      .join('\n'),
    plain.toSpliced(at, 0, ...inBrackets).join('\n'),
    plain.toSpliced(at, 0, 'y = [', '1', ']').toSpliced(-1, 0, '{% b %}').join('\n'),
    plain.toSpliced(at, 0, '<<<<<<< a').toSpliced(-1, 0, '=======', '>>>>>>> b').join('\n'),
    plain.toSpliced(at, 0, '<<<<<<< a').toSpliced(-1, 0, '======', '>>>>>>> b').join('\n'),
  ]);
  for (const text of texts) {
    const afresh = readers.extract('t.py', text);
    expect(follower.facts(text)).toEqual(afresh);
  }
});
