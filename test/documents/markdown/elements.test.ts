import { beforeAll, describe, expect, test } from 'vitest';
import { findTable } from '../../../src/documents/markdown/find.js';
import { rowKeys } from '../../../src/documents/markdown/keys.js';
import { placeAt } from '../../../src/documents/markdown/lines.js';
import { insertRow, removeRow, setCell } from '../../../src/documents/markdown/operations.js';
import { parseDocument, prepareMdx, type MarkdownDocument } from '../../../src/documents/markdown/parse.js';
import type { Table } from '../../../src/documents/markdown/tables.js';

beforeAll(prepareMdx);

function parse(text: string): MarkdownDocument {
  const { value, diagnostics } = parseDocument(text, { mdx: true });
  expect(diagnostics).toEqual([]);
  return value;
}

function onlyTable({ tables }: MarkdownDocument): Table {
  const [table, second] = tables;
  if (table === undefined || second !== undefined) throw new Error(`${tables.length} tables`);
  return table;
}

/** The texts of the header and of every row. */
function texts(text: string): readonly string[] {
  const { columns, rows } = onlyTable(parse(text));
  return [columns, ...rows.map(({ cells }) => cells.map((cell) => cell.text))].map((row) => row.join(' | '));
}

describe('a table of JSX elements', () => {
  const page = [
    '# Trees',
    '<table style={{width: "100%"}}>',
    '  <caption>All of them</caption>',
    '  <colgroup><col style={{width: "50%"}} /></colgroup>',
    '  <thead>',
    '    <tr style={{}}>',
    '      <th>Family (kind)</th>',
    '      <th>Where</th>',
    '    </tr>',
    '  </thead>',
    '  <tbody>',
    '    {/* the tall ones */}',
    '    <tr>',
    '      <td style={{padding: "1px"}}>**Oak** (red)</td>',
    '      <td></td>',
    '    </tr>',
    '    <tr><td>',
    '      <strong>Elm</strong>',
    '',
    '      of old',
    '    </td><td/></tr>',
    '  </tbody>',
    '</table>',
    '',
  ];

  test('has columns, rows and the heading above it like one with pipes', () => {
    const document = parse(page.join('\n'));
    const table = onlyTable(document);
    expect(texts(page.join('\n'))).toEqual(['Family (kind) | Where', 'Oak (red) | ', 'Elm of old | ']);
    expect(table.rows.map(({ cells }) => rowKeys(cells[0]).map(({ name }) => name))).toEqual([
      ['Oak'],
      ['Elm'],
    ]);
    expect(document.headings[table.heading ?? -1]?.text).toBe('Trees');
    expect(table.lineNumber).toBe(2);
    expect(table.rows.map(({ lineNumber }) => lineNumber)).toEqual([13, 17]);
  });

  test.each([
    ['LF', '\n', ''],
    ['CRLF behind a byte-order mark', '\r\n', '\uFEFF'],
  ])('has its cells at their places in a text with %s', (_, eol, mark) => {
    const text = mark + page.join(eol);
    const { lines, tables } = parse(text);
    const [oak, elm] = tables[0]?.rows ?? [];
    const [first, empty] = oak?.cells ?? [];
    expect(placeAt(lines, first?.content.start ?? 0, '')).toMatchObject({ line: 14, column: 36 });
    expect(text.slice(first?.content.start, first?.content.end)).toBe('**Oak** (red)');
    expect(first?.raw).toBe('**Oak** (red)');
    expect(placeAt(lines, empty?.content.start ?? 0, '')).toMatchObject({ line: 15, column: 7 });
    expect(empty).toMatchObject({ raw: '', text: '' });
    const [several, closed] = elm?.cells ?? [];
    expect(placeAt(lines, several?.content.start ?? 0, '')).toMatchObject({ line: 18, column: 7 });
    expect(several?.raw).toBe(`<strong>Elm</strong>${eol}${eol}      of old`);
    expect(text.slice(closed?.content.start).startsWith('<td/>')).toBe(true);
  });

  test('is found by its columns, and never edited', () => {
    const document = parse(page.join('\n'));
    const table = onlyTable(document);
    const reason = 'the table is made of JSX elements';
    expect(findTable(document, { columns: ['Where'] })).toEqual({
      ok: false,
      reason: `${reason}; only tables with pipes are edited, write it with them`,
      line: 2,
    });
    expect(setCell(document, table, 0, 0, 'Yew')).toEqual({ ok: false, reason });
    expect(insertRow(document, table, -1, ['Yew'])).toEqual({ ok: false, reason });
    expect(removeRow(table, 0, 'gone')).toEqual({ ok: false, reason });
  });
});

describe('a cell between tags says what it says between pipes', () => {
  test.each([
    ['**Oak** (v1, v2)'],
    ['<strong>Oak</strong> (v1, `v2`)'],
    ['`Oak`, <code>Elm</code> and more'],
    ['**<code>Oak</code>**'],
    ['<a href="oak">Oak</a>, not an elm'],
    ['[Oak](oak.md) and [Elm](elm.md)'],
    ['Oak &amp; Elm &lt;3'],
    ['Oak<sup>1</sup>'],
    ['Oak<br/>Elm'],
    ['Oak{" "}<em>Elm</em>{`!`}{/* more */}'],
    ['{oak}'],
    ['*e.g.* Oak, etc.'],
    [''],
  ])('%s', (cell) => {
    const pipes = onlyTable(parse(`| Tree |\n|---|\n| ${cell} |\n`)).rows[0]?.cells[0];
    const elements = [
      `<table>\n<tr><th>Tree</th></tr>\n<tr><td>${cell}</td></tr>\n</table>\n`,
      `<table>\n<tr><th>Tree</th></tr>\n<tr>\n  <td>\n    ${cell}\n  </td>\n</tr>\n</table>\n`,
    ].map((text) => onlyTable(parse(text)).rows[0]?.cells[0]);
    expect(elements.map((each) => each?.text)).toEqual([pipes?.text, pipes?.text]);
    expect(elements.map(rowKeys)).toEqual([rowKeys(pipes), rowKeys(pipes)]);
  });

  test.each([
    ['**a** &amp; `b`<br/><code>c</code>', 'a & b c', ['a']],
    ['a{" "}b{`c`}{\'d\'}', 'a bcd', ['a bcd']],
    ['{/* said elsewhere */}a{}', 'a', ['a']],
    ['a{b}', 'ab', ['ab']],
    ['<a href="a">a</a> of b', 'a of b', ['a']],
    ['<Badge>new</Badge> a', 'new a', ['new a']],
    ['<ul><li>a</li><li>b</li></ul>', 'a b', ['a b']],
    ['a<p>b</p>c<div>d</div>e', 'a b c d e', ['a b c d e']],
    ['a<h3>b</h3>c<Mark>d</Mark>', 'a b cd', ['a b cd']],
  ])('%s is text without markup', (cell, text, names) => {
    const table = onlyTable(parse(`<table><tr><th>A</th></tr><tr><td>${cell}</td></tr></table>\n`));
    const [found] = table.rows[0]?.cells ?? [];
    expect(found?.text).toBe(text);
    expect(rowKeys(found).map(({ name }) => name)).toEqual(names);
  });
});

test.each([
  ['headings', ['# a', '# b']],
  ['items of a list', ['- {"a"}', '- {"b"}']],
  ['quotes', ['> {"a"}', '', '{"b"}']],
  ['cells of a table with pipes', ['| a | b |', '|---|---|']],
])('%s in a cell have their words apart', (_, lines) => {
  const cell = ['<td>', '', ...lines, '', '</td>'].join('\n');
  const [table] = parse(`<table>\n<tr><th>A</th></tr>\n<tr>\n${cell}\n</tr>\n</table>\n`).tables;
  expect(table?.rows.map(({ cells }) => cells[0]?.text)).toEqual(['a b']);
});

test('cells of a table in a cell have their words apart', () => {
  const inner = '<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>';
  const [table] = parse(`<table><tr><th>A</th></tr><tr><td>${inner}</td></tr></table>\n`).tables;
  expect(table?.rows[0]?.cells[0]?.text).toBe('a b c');
});

test('elements in a cell of a page that is no MDX have their words apart', () => {
  const { value } = parseDocument('| A |\n|---|\n| <ul><LI>a</LI><li>b</li></ul> |\n');
  expect(onlyTable(value).rows[0]?.cells[0]?.text).toBe('a b');
});

test('blanks between rows and cells are nothing, also where JSX writes them', () => {
  const blank = '{" "}\n{`\n`}';
  const row = `<tr>${blank}<td>1</td>{" "}<td>2</td>${blank}</tr>`;
  expect(
    texts(`<table>${blank}<tr><th>A</th>{" "}<th>B</th></tr>{" "}\n<tbody>${blank}${row}</tbody></table>\n`),
  ).toEqual(['A | B', '1 | 2']);
});

describe('the header of a table of JSX elements', () => {
  test.each([
    [
      'goes on in rows of header cells that one of its cells spans',
      '<tr><th rowSpan={3}>A</th><th colSpan={2}>B</th></tr><tr><th rowSpan={2}>c</th><th>d</th></tr>' +
        '<tr><th>e</th></tr><tr><th>1</th><th>2</th></tr>',
      ['A | c | e', '1 | 2'],
    ],
    [
      'ends above a row of data, also where one of its cells spans that',
      '<tr><th rowSpan={2}>A</th><th>B</th></tr><tr><td>1</td></tr>',
      ['A | B', 'A | 1'],
    ],
    [
      'is not in a section behind rows, with a header',
      '<thead><tr><th>A</th></tr></thead><tr><td>1</td></tr><tbody><tr><th>2</th></tr></tbody>',
      ['A', '1', '2'],
    ],
    [
      'is not in a section behind rows, without one',
      '<tbody><tr><td>1</td></tr></tbody><tbody><tr><th>2</th></tr></tbody>',
      ['', '1', '2'],
    ],
    [
      'is not in a section behind its head',
      '<thead><tr><th>A</th></tr></thead><tbody><tr><th>1</th></tr></tbody>',
      ['A', '1'],
    ],
    [
      'is the last row of its head',
      '<thead><tr><th colSpan={2}>X</th></tr><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td></tr>',
      ['A | B', '1'],
    ],
    ['is a first row of nothing but header cells', '<tr><th>A</th></tr><tr><th>1</th></tr>', ['A', '1']],
    [
      'is none where the first row is one of data',
      '<tr><th>1</th><td>2</td></tr><tr><td>3</td></tr>',
      ['', '1 | 2', '3'],
    ],
    [
      'may stand in a fragment',
      '<><thead><tr><><th>A</th></></tr></thead><tbody><tr><td>1</td></tr></tbody></>',
      ['A', '1'],
    ],
    [
      'stands above the rows of its foot',
      '<thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody><tfoot><tr><td>2</td></tr></tfoot>',
      ['A', '1', '2'],
    ],
  ])('%s', (_, inside, expected) => {
    expect(texts(`<table>${inside}</table>\n`)).toEqual(expected);
  });

  test('is that of the table itself where another one stands in a cell', () => {
    const inner = '<table><tr><th>In</th></tr><tr><td>x</td></tr></table>';
    const { tables } = parse(`<table><tr><th>Out</th></tr><tr><td>${inner}</td></tr></table>\n`);
    expect(tables.map(({ columns, rows }) => [columns, rows.length])).toEqual([
      [['Out'], 1],
      [['In'], 1],
    ]);
  });
});

describe('a cell that spans', () => {
  const table = (rows: string): readonly string[] =>
    texts(
      `<table><thead><tr><th>A</th><th>B</th><th>C</th></tr></thead><tbody>${rows}</tbody></table>\n`,
    ).slice(1);

  test.each([
    ['columns', '<tr><td colSpan={2}>x</td><td>y</td></tr>', ['x | x | y']],
    [
      'rows',
      '<tr><td rowspan="2">x</td><td>1</td></tr><tr><td>2</td></tr><tr><td>y</td></tr>',
      ['x | 1', 'x | 2', 'y'],
    ],
    [
      'both',
      '<tr><td>1</td><td colSpan="2" rowSpan={2}>x</td></tr><tr><td>2</td></tr>',
      ['1 | x | x', '2 | x | x'],
    ],
    [
      'a place in the middle',
      '<tr><td>1</td><td rowSpan={2}>x</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>',
      ['1 | x | 2', '3 | x | 4'],
    ],
    [
      'places at the end, beside one that is missing',
      '<tr><td>1</td><td>2</td><td rowSpan={2}>x</td></tr><tr><td>3</td></tr>',
      ['1 | 2 | x', '3 |  | x'],
    ],
    [
      'all rows that are left',
      '<tr><td rowSpan="0">x</td></tr><tr><td>1</td></tr><tr><td>2</td></tr>',
      ['x', 'x | 1', 'x | 2'],
    ],
    [
      'more rows than its section has',
      '<tr><td rowSpan={9}>x</td></tr></tbody><tbody><tr><td>1</td></tr>',
      ['x', '1'],
    ],
    [
      'more rows than its section has, between rows without one',
      '</tbody><tr><td>0</td></tr><tbody><tr><td rowSpan={2}>x</td></tr></tbody><tr><td>1</td></tr><tbody>',
      ['0', 'x', '1'],
    ],
    ['no columns, as if it said one,', '<tr><td colSpan={0}>x</td><td>y</td></tr>', ['x | y']],
  ])('%s is at each of its places', (_, rows, expected) => {
    expect(table(rows)).toEqual(expected);
  });
});

describe('a table of JSX elements is not read', () => {
  test.each([
    ['<tbody>{trees.map(Row)}</tbody>', 'an expression stands where a table has rows', 8],
    ['<tr><td>x</td></tr><Row/>', '<Row> stands where a table has rows', 20],
    ['<tr><Cell/></tr>', '<Cell> stands where a table has cells', 5],
    ['<tr>x<td>y</td></tr>', 'text stands where a table has cells', 5],
    ['<tr><td colSpan={n}>x</td></tr>', 'colSpan is not a number', 5],
    ['<tr><td rowspan="two">x</td></tr>', 'rowspan is not a number', 5],
    [
      '<tr><td {...rest}>x</td></tr>',
      'an expression gives a cell its attributes, and may say how many columns and rows it spans',
      5,
    ],
    [
      '<tr><td>a</td><td rowSpan={2}>b</td></tr><tr><td colSpan={2}>c</td></tr>',
      'two cells span the same place',
      46,
    ],
    ['<tr><Cell/></tr><Row/>', '<Cell> stands where a table has cells', 5],
    [
      '<tr><td>x</td></tr><thead><tr><th>B</th></tr></thead><tr><td>y</td></tr>',
      'a second header stands below rows',
      20,
    ],
    ['<tr><td colSpan={65000}>x</td></tr>', 'a row has more than 100 columns', 5],
  ])('with %s', (inside, reason, column) => {
    const { lines, tables } = parse(`<table>\n<thead><tr><th>A</th></tr></thead>\n${inside}\n</table>\n`);
    const [table] = tables;
    expect(table?.columns).toEqual(['A']);
    expect(table?.rows).toEqual([]);
    expect(table?.unread?.reason).toBe(reason);
    expect(placeAt(lines, table?.unread?.at ?? 0, '')).toEqual({ file: '', line: 3, column });
  });

  test('in Markdown, where it is HTML', () => {
    const { value } = parseDocument('<table>\n<tr><th>A</th></tr>\n<tr><td>1</td></tr>\n</table>\n');
    expect(value.tables).toEqual([]);
  });
});
