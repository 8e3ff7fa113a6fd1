import { describe, expect, test } from 'vitest';
import {
  insertBlocks,
  insertRow,
  moveRow,
  removeRow,
  rowContents,
  setCell,
  setCells,
  setCount,
  setLine,
} from '../../../src/documents/markdown/operations.js';
import type { Content } from '../../../src/documents/markdown/plan.js';
import { done, edit, parse } from './support.js';

const bold = (name: string): Content => ({ markdown: `**${name}**` });

describe('insertRow', () => {
  const insert = (text: string, after: number, cells: readonly Content[]): string =>
    edit(text, (document, table) => insertRow(document, table, after, cells));

  test('compact table, in the middle, with foreign neighbours untouched', () => {
    expect(insert('| a | b |\n|---|---|\n| **x** |  |\n|  **z**|y |\n', 0, [bold('y'), ''])).toBe(
      '| a | b |\n|---|---|\n| **x** |  |\n| **y** |  |\n|  **z**|y |\n',
    );
  });

  test('padded table', () => {
    expect(
      insert(
        '| name     |  n | c   |\n| -------- | -: | :-: |\n| **long** |  1 |  x  |\n| **x**    | 12 | xyz |\n',
        1,
        [bold('y'), '3', 'z'],
      ),
    ).toBe(
      '| name     |  n | c   |\n| -------- | -: | :-: |\n| **long** |  1 |  x  |\n| **x**    | 12 | xyz |\n| **y**    |  3 |  z  |\n',
    );
  });

  test('padded table, content wider than the column', () => {
    expect(insert('| k   | v  |\n| --- | -- |\n| a   | bc |\n| abc | d  |\n', 1, ['longer', 'e'])).toBe(
      '| k   | v  |\n| --- | -- |\n| a   | bc |\n| abc | d  |\n| longer | e  |\n',
    );
  });

  test('columns padded by display width', () => {
    expect(insert('| 名前 | v |\n| ---- | - |\n| 漢字 | 1 |\n| ab   | 2 |\n', 1, ['語', '3'])).toBe(
      '| 名前 | v |\n| ---- | - |\n| 漢字 | 1 |\n| ab   | 2 |\n| 語   | 3 |\n',
    );
  });

  test('no outer pipes', () => {
    expect(insert('a | b\n--|--\nx | 1\n', 0, ['y', '2'])).toBe('a | b\n--|--\nx | 1\ny | 2\n');
    expect(insert('a | b\n--|--\nx | 1\n', 0, ['- y', ''])).toBe('a | b\n--|--\nx | 1\n| - y |  |\n');
    expect(insert('a | b\n--|--\nx | 1\n', 0, ['', '2'])).toBe('a | b\n--|--\nx | 1\n|  | 2\n');
  });

  test('an empty cell of a new row is as wide as the empty ones beside it', () => {
    const text = '| a | name | c |\n|---|---|---|\n| x | y | |\n';
    expect(insert(text, 0, ['z', '', ''])).toBe(`${text}| z | | |\n`);
  });

  test('a column of the width of its header and delimiter is padded, though people added other rows', () => {
    const rows = [
      '| x    | long |',
      '| yy   | y    |',
      '| zzz  | z |',
      '| w    | wide wide |',
      '| v    | v    |',
    ];
    const text = ['| a    | Name |', '| ---- | ---- |', ...rows, ''].join('\n');
    expect(insert(text, 4, ['u', 'u'])).toBe(`${text}| u    | u    |\n`);
  });

  test('no padding at all', () => {
    expect(insert('|a|bc|\n|-|-|\n|x|1|\n', 0, ['y', ''])).toBe('|a|bc|\n|-|-|\n|x|1|\n|y||\n');
  });

  test('table without rows, at the end of a file without a final newline', () => {
    expect(insert('| a | b |\n|---|---|', -1, ['x', 'y'])).toBe('| a | b |\n|---|---|\n| x | y |');
  });

  test('CRLF, BOM, lone CR and indentation are kept', () => {
    expect(insert('\uFEFF| a |\r\n|---|\r\n| x |\r\n', 0, ['y'])).toBe(
      '\uFEFF| a |\r\n|---|\r\n| x |\r\n| y |\r\n',
    );
    expect(insert('| a |\r|---|\r| x |', 0, ['y'])).toBe('| a |\r|---|\r| x |\r| y |');
    expect(insert('  | a |\n  |---|\n  | x |\n', -1, ['y'])).toBe('  | a |\n  |---|\n  | y |\n  | x |\n');
  });

  test('foreign text is escaped', () => {
    expect(
      insert('| a | b |\n|---|---|\n', -1, ['x | y\n| z', '<b> `c` *d* _e_ f_g [h](i) {j} &amp; \\']),
    ).toBe(
      '| a | b |\n|---|---|\n| x \\| y \\| z | \\<b\\> \\`c\\` \\*d\\* \\_e\\_ f_g \\[h\\](i) {j} \\&amp; \\\\ |\n',
    );
  });

  test('Markdown that would break the table is refused', () => {
    expect(insert('| a | b |\n|---|---|\n', -1, [{ markdown: 'x | y' }, 'z'])).toMatch(
      /^refused: a row would have 3 cells/,
    );
    expect(insert('| a |\n|---|\n', -1, [{ markdown: 'x\ny' }])).toMatch(
      /^refused: a cell cannot hold a line break/,
    );
    expect(insert('| a |\n|---|\n', -1, ['x', 'y'])).toMatch(/^refused: the table has only 1 columns/);
  });
});

describe('setCell', () => {
  const set = (text: string, row: number, column: number, content: Content): string =>
    edit(text, (document, table) => setCell(document, table, row, column, content));

  test('only the content of the cell changes', () => {
    expect(set('| a | b |  \n|---|---|\n|x|  old  | extra |  \n', 0, 1, 'new')).toBe(
      '| a | b |  \n|---|---|\n|x|  new  | extra |  \n',
    );
  });

  test('filling and emptying', () => {
    expect(set('| a | Native |\n|---|---|\n| x |  |\n', 0, 1, 'Y')).toBe(
      '| a | Native |\n|---|---|\n| x | Y |\n',
    );
    expect(set('| a | Native |\n|---|---|\n| x | Y |\n', 0, 1, '')).toBe(
      '| a | Native |\n|---|---|\n| x |  |\n',
    );
    expect(set('|a|b|\n|-|-|\n|x||\n', 0, 1, 'Y')).toBe('|a|b|\n|-|-|\n|x|Y|\n');
  });

  test('a padded column keeps its width', () => {
    const text = '| a   | Native |\n| --- | ------ |\n| x   |        |\n| xyz | Y      |\n';
    expect(set(text, 0, 1, 'Y')).toBe(text.replace('| x   |        |', '| x   | Y      |'));
    expect(set(text, 1, 1, '')).toBe(text.replace('| xyz | Y      |', '| xyz |        |'));
  });

  test('rows without outer pipes', () => {
    expect(set('a | b\n--|--\nx | y\n', 0, 1, '')).toBe('a | b\n--|--\nx |  |\n');
    expect(set('a | b\n--|--\nx | y\n', 0, 0, '')).toBe('a | b\n--|--\n| | y\n');
    expect(set('a | b\n--|--\nx | y\n', 0, 1, 'z')).toBe('a | b\n--|--\nx | z\n');
  });

  test('a short row gets the cells that it lacks', () => {
    expect(set('| a | bc | c |\n|---|---|---|\n| x |\n', 0, 2, 'z')).toBe(
      '| a | bc | c |\n|---|---|---|\n| x |  | z |\n',
    );
    expect(set('| a | b | c |\n|---|---|---|\n| x | y\n', 0, 2, 'z')).toBe(
      '| a | b | c |\n|---|---|---|\n| x | y | z |\n',
    );
    expect(set('| a | b |\n|---|---|\nlazy\n', 0, 1, 'z')).toBe('| a | b |\n|---|---|\nlazy | z |\n');
  });

  test('a pipe in a code span divides cells, a backslash keeps it', () => {
    expect(set('| a | b |\n|---|---|\n| `x|y` |\n', 0, 1, 'z')).toBe('| a | b |\n|---|---|\n| `x| z |\n');
    expect(set('| a | b |\n|---|---|\n| `x\\|y` | \\\\| z |\n', 0, 0, 'w')).toBe(
      '| a | b |\n|---|---|\n| w | \\\\| z |\n',
    );
  });

  test('what does not exist is refused', () => {
    expect(set('| a |\n|---|\n| x |\n', 1, 0, 'y')).toBe('refused: the table has no row 2');
    expect(set('| a |\n|---|\n| x |\n', 0, 1, 'y')).toBe('refused: the table has no column 2');
  });

  test('several cells of one row', () => {
    expect(
      edit('| a | b | c |\n|---|---|---|\n| x | y |\n', (document, table) =>
        setCells(
          document,
          table,
          0,
          new Map<number, Content>([
            [0, 'p'],
            [2, { markdown: '`q`' }],
          ]),
        ),
      ),
    ).toBe('| a | b | c |\n|---|---|---|\n| p | y | `q` |\n');
  });
});

describe('removeRow and moveRow', () => {
  test('the row goes with its line', () => {
    const text = '| a |\n|---|\n| x |  \n| y |\n| z |';
    const remove = (row: number): string => edit(text, (_, table) => removeRow(table, row, 'gone'));
    expect([0, 1, 2].map(remove)).toEqual([
      '| a |\n|---|\n| y |\n| z |',
      '| a |\n|---|\n| x |  \n| z |',
      '| a |\n|---|\n| x |  \n| y |',
    ]);
  });

  test('a row moves to another table with its content as it stands', () => {
    const document = parse(
      '# P\n\n| a | b |\n|---|---|\n| **x**[^1] | <sup>y</sup> |\n\n# Q\n\n|a|b|\n|-|-|\n|p|q|\n\n[^1]: note\n',
    );
    const [from, to] = document.tables;
    const row = from?.rows[0];
    if (from === undefined || to === undefined || row === undefined) throw new Error('tables missing');
    expect(
      done(document, moveRow(document, { table: from, row: 0 }, { table: to, after: 0 }, rowContents(row))),
    ).toBe(
      '# P\n\n| a | b |\n|---|---|\n\n# Q\n\n|a|b|\n|-|-|\n|p|q|\n|**x**[^1]|<sup>y</sup>|\n\n[^1]: note\n',
    );
  });
});

describe('text', () => {
  const line = (text: string, number: number, content: Content): string => {
    const document = parse(text);
    return done(document, setLine(document, number, content));
  };

  test('setLine replaces one line of a paragraph, quote or heading', () => {
    expect(line('a\nb  \nc\n', 2, 'new')).toBe('a\nnew  \nc\n');
    expect(line('> a\n> b\r\n', 2, '{ new }')).toBe('> a\n> { new }\r\n');
    expect(line('## a\n\nb', 1, { markdown: '*new*' })).toBe('## *new*\n\nb');
    expect(line('a\nb\n', 2, '- new')).toBe('a\n\\- new\n');
    expect(line('a\nb\n', 2, '1. new')).toBe('a\n1\\. new\n');
  });

  test('setLine refuses what would become another block, and lines that are no text', () => {
    expect(line('a\nb\n', 2, { markdown: '- new' })).toMatch(/^refused: the edit would/);
    expect(line('```\na\n```\n', 2, 'new')).toMatch(/^refused: text inside a node of type code/);
    expect(line('<!--\na\n-->\n', 2, 'new')).toMatch(/^refused: text inside a node of type html/);
    expect(line('| a |\n|---|\n| b |\n', 3, 'new')).toMatch(/^refused: text inside a node of type table/);
    expect(line('a\n\nb\n', 2, 'new')).toMatch(/^refused: line 2 is not a line of text/);
  });

  test('setCount replaces a number', () => {
    const document = parse('> **12** models\n');
    expect(done(document, setCount(document, { start: 4, end: 6 }, 130))).toBe('> **130** models\n');
    expect(done(document, setCount(document, { start: 2, end: 6 }, 130))).toBe(
      'refused: "**12" is not a number',
    );
  });

  test('insertBlocks puts blank lines around', () => {
    const insert = (text: string, after: number): string => {
      const document = parse(text);
      return done(document, insertBlocks(document, after, '## new\n\ntext'));
    };
    expect(insert('a\n\nb\n', 0)).toBe('a\n\n## new\n\ntext\n\nb\n');
    expect(insert('a\n\nb\n', 1)).toBe('a\n\nb\n\n## new\n\ntext\n');
    expect(insert('a\n# b', 0)).toBe('a\n\n## new\n\ntext\n\n# b');
    expect(insert('a\r\n\r\nb', 1)).toBe('a\r\n\r\nb\r\n\r\n## new\r\n\r\ntext');
    expect(insert('\uFEFFa', -1)).toBe('\uFEFF## new\n\ntext\n\na');
    expect(insert('', -1)).toBe('## new\n\ntext\n');
  });
});
