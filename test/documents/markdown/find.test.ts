import { describe, expect, test } from 'vitest';
import { findTable, findTables, type TableQuery } from '../../../src/documents/markdown/find.js';
import { keyMarkup, rowKeys } from '../../../src/documents/markdown/keys.js';
import { parseDocument, prepareMdx } from '../../../src/documents/markdown/parse.js';
import { edit, parse, tableOf } from './support.js';
import { setCell } from '../../../src/documents/markdown/operations.js';

const find = (text: string, query: TableQuery): string => {
  const search = findTable(parse(text), query);
  return search.ok ? `line ${search.table.lineNumber}` : `${search.reason} @${search.line ?? '-'}`;
};

describe('findTable', () => {
  const text = [
    '# Supported Models',
    '| [Model](x.md) | `A`[^1] |',
    '|---|---|',
    '## Supported Models',
    '| Model | B |',
    '|---|---|',
    '### Deep',
    '| Model | C |',
    '|---|---|',
    '# Other',
    '| Model | B |',
    '|---|---|',
    '',
    '[^1]: note',
  ].join('\n');

  test('by heading path and columns', () => {
    expect(find(text, { columns: ['Model', 'A'] })).toBe('line 2');
    expect(find(text, { columns: ['C', 'Model'] })).toBe('line 8');
    expect(find(text, { headingPath: ['Other'], columns: ['Model'] })).toBe('line 11');
    expect(find(text, { headingPath: ['Supported Models', 'Supported Models'], columns: ['B'] })).toBe(
      'line 5',
    );
    expect(find(text, { headingPath: ['Supported Models', 'Deep'], columns: [] })).toBe('line 8');
  });

  test('several or none', () => {
    expect(find(text, { columns: ['Model', 'B'] })).toBe(
      'table with the columns "Model", "B" is ambiguous: tables at lines 5, 11 @5',
    );
    expect(find(text, { headingPath: ['Deep', 'Supported Models'], columns: ['C'] })).toBe(
      'there is no table with the columns "C" under the heading "Deep > Supported Models" @-',
    );
    expect(findTables(parse(text), { columns: ['Model'] })).toHaveLength(4);
  });

  test.each([
    ['a list', '- x\n\n  | a | b |\n  |---|---|\n', 3],
    ['a block quote', '> | a | b |\n> |---|---|\n', 1],
    ['a footnote', 'x[^1]\n\n[^1]: y\n\n    | a | b |\n    |---|---|\n', 5],
    ['a code block', '```\n| a | b |\n|---|---|\n```\n', 2],
    ['an HTML comment', 'x\n\n<!--\n| a | b |\n|---|---|\n-->\n', 4],
    ['an HTML block', '<div>\n| a | b |\n|---|---|\n</div>\n', 2],
    ['the front matter', '---\n| a | b |\n---\n', 2],
  ])('a table inside %s is not edited', (container, source, line) => {
    expect(find(source, { columns: ['a', 'b'] })).toBe(
      `the table stands inside ${container}; only tables at the top level of the document are edited, move it there @${line}`,
    );
    const document = parse(source);
    for (const table of document.tables)
      expect(setCell(document, table, 0, 0, 'x')).toMatchObject({ ok: false });
  });

  test('a table inside JSX is not edited, one beside it is', async () => {
    await prepareMdx();
    const { value } = parseDocument(
      '<Note>\n\n| a | b |\n|---|---|\n\n</Note>\n\n{/*\n| e | f |\n*/}\n\n| c | {1} |\n|---|---|\n',
      {
        mdx: true,
      },
    );
    expect(findTable(value, { columns: ['a'] })).toEqual({
      ok: false,
      line: 3,
      reason:
        'the table stands inside a JSX element; only tables at the top level of the document are edited, move it there',
    });
    expect(findTable(value, { columns: ['e'] })).toMatchObject({ ok: false, line: 9 });
    expect(findTable(value, { columns: ['c'] })).toMatchObject({ ok: true });
  });

  test('a table between HTML tags with blank lines is one at top level', () => {
    expect(
      edit('<details>\n\n| a |\n|---|\n| x |\n\n</details>\n', (document, table) =>
        setCell(document, table, 0, 0, 'y'),
      ),
    ).toBe('<details>\n\n| a |\n|---|\n| y |\n\n</details>\n');
  });
});

describe('rowKeys', () => {
  const keys = (cell: string): readonly string[] => {
    const table = tableOf(parse(`| k |\n|---|\n| ${cell} |\n\n[^1]: n\n`));
    return rowKeys(table.rows[0]?.cells[0]).map((key) => (key.glob ? `glob ${key.name}` : key.name));
  };

  test.each([
    ['**LlamaForCausalLM**', ['LlamaForCausalLM']],
    ['`A` [^1]', ['A']],
    ['`A`<sup>C</sup>, `B`[^1] and more', ['A', 'B']],
    ['**Qwen** (3.5, `Qwen3`)', ['Qwen']],
    ['**`A`**', ['A']],
    ['[`A`](a.md)', ['A']],
    ['[Family](a.md) text', ['Family']],
    ['plain   name[^1]', ['plain name']],
    ['`LlavaLlamaModel (VILA)`', ['LlavaLlamaModel']],
    ['`*Model`<sup>C</sup>, `*ForCausalLM`, etc.', ['glob *Model', 'glob *ForCausalLM']],
    ['`A`, etc.', ['glob A']],
    ['', []],
  ])('%s', (cell, expected) => {
    expect(keys(cell)).toEqual(expected);
  });

  test('markup of a key', () => {
    const table = tableOf(parse('| k |\n|---|\n| **a** |\n| x `b` |\n| c |\n'));
    expect(table.rows.map((row) => keyMarkup(row.cells[0]))).toEqual(['bold', 'code', undefined]);
  });
});

describe('parseDocument', () => {
  test('MDX that does not parse gives a diagnostic with its place', async () => {
    await prepareMdx();
    const { value, diagnostics } = parseDocument('a\n\n<b\n', { mdx: true, file: 'x.mdx' });
    expect(value.blocks).toEqual([]);
    expect(diagnostics).toMatchObject([
      { file: 'x.mdx', line: 4, rule: 'document-syntax', severity: 'error' },
    ]);
  });

  test('offsets count the byte-order mark, lines and columns do not', () => {
    const document = parse('\uFEFF| a |\r\n|---|\r\n|  b |');
    const cell = tableOf(document).rows[0]?.cells[0];
    expect(document.text.slice(cell?.content.start, cell?.content.end)).toBe('b');
    expect(tableOf(document).header.line.start).toBe(1);
  });

  test('deep nesting is refused, not a crash', () => {
    const text = `${'>'.repeat(1500)}x\n\n| a |\n|---|\n| b |\n`;
    expect(edit(text, (document, table) => setCell(document, table, 0, 0, 'y'))).toBe(
      'refused: the document is nested too deeply to be compared',
    );
  });
});
