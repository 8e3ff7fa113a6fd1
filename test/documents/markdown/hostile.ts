import fc from 'fast-check';

/** Generators of documents that are valid Markdown and as unfriendly to an editor as people write them. */

const inline = fc.constantFrom(
  'plain',
  '**bold**',
  '`code`',
  '`a\\|b`',
  '✅︎',
  '✅',
  '漢字',
  '\\|',
  'x\\\\',
  '[link](u "t")',
  '[ref]',
  'note[^1]',
  '<sup>E+</sup>',
  '<br>',
  '</br>',
  'a_b_c',
  '~~no~~',
  'http://x.y/_z_',
  '&amp;',
  '\u00A0',
  '{ x }',
  '<b>',
  '$a|$'.replace('|', ''),
);
export const cellText = fc.oneof(
  { arbitrary: fc.constant(''), weight: 2 },
  { arbitrary: fc.array(inline, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')), weight: 5 },
);

const delimiter = fc.constantFrom('---', ':--', '--:', ':-:', '-', '-----');

interface TableShape {
  readonly columns: number;
  readonly delimiters: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly style: 'compact' | 'padded' | 'tight' | 'open' | 'mixed';
  readonly indent: string;
  readonly trailing: string;
}

const shape: fc.Arbitrary<TableShape> = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    delimiters: fc.array(delimiter, { minLength: columns, maxLength: columns }),
    rows: fc.array(fc.array(cellText, { minLength: 1, maxLength: columns + 1 }), { maxLength: 6 }),
    style: fc.constantFrom(
      'compact' as const,
      'padded' as const,
      'tight' as const,
      'open' as const,
      'mixed' as const,
    ),
    indent: fc.constantFrom('', '', ' ', '   '),
    trailing: fc.constantFrom('', '', '  ', '\t'),
  }),
);

function tableLines({ columns, delimiters, rows, style, indent, trailing }: TableShape): readonly string[] {
  const header = Array.from({ length: columns }, (_, i) => `Column ${i + 1}`);
  return [header, delimiters, ...rows].map((cells, i) => {
    const width = (cell: string): string => (style === 'padded' && i !== 1 ? cell.padEnd(12) : cell);
    const kind = style === 'mixed' ? (['compact', 'tight'] as const)[i % 2] : style;
    const glue = kind === 'tight' ? '|' : ' | ';
    const line = cells.map(width).join(glue);
    // Rows need their pipes where a line could be read as another block.
    const open =
      kind === 'open' &&
      columns > 1 &&
      cells.length > 1 &&
      /^[\p{L}:-]/u.test(cells[0] ?? '') &&
      cells.at(-1) !== '';
    if (open) return indent + line + trailing;
    return indent + (kind === 'tight' ? `|${line}|` : `| ${line} |`) + trailing;
  });
}

const table = shape.map(tableLines);

const other = fc.constantFrom<readonly string[]>(
  ['Some *text* with | a pipe', 'and a second line'],
  ['<!--', '| Column 1 | Column 2 |', '|---|---|', '| **x** |  |', '-->'],
  ['```', '| Column 1 |', '|---|', '```'],
  ['> | Column 1 |', '> |---|', '> | q |'],
  ['- item', '', '  | Column 1 |', '  |---|', '  | l |'],
  ['1. one', '2. two'],
  ['    indented | code'],
  ['<details>', '<summary>x</summary>'],
  ['</details>'],
  ['Setext', '======='],
  ['---'],
  ['!!! note', '    text'],
  ['(target)='],
);
const heading = fc
  .constantFrom('# One', '## Two', '## Two', '### Three ###', '#### `Four`')
  .map((line) => [line]);

const block = fc.oneof(
  { arbitrary: table, weight: 4 },
  { arbitrary: other, weight: 3 },
  { arbitrary: heading, weight: 2 },
);

/** Whole documents; most have an editable table. Line ends differ from line to line in some of them. */
export const hostileDocument: fc.Arbitrary<string> = fc
  .record({
    bom: fc.boolean(),
    front: fc.boolean(),
    blocks: fc.array(block, { minLength: 1, maxLength: 6 }),
    last: table,
    note: fc.boolean(),
    eols: fc.oneof(fc.constantFrom(['\n'], ['\r\n'], ['\r']), fc.constant(['\n', '\r\n'])),
    final: fc.boolean(),
  })
  .map(({ bom, front, blocks, last, note, eols, final }) => {
    const parts = [...blocks, last, ...(note ? [['[^1]: a note', ''], ['[ref]: /url']] : [])];
    const lines = [
      ...(front ? ['---', 'title: x | y', '---', ''] : []),
      ...parts.flatMap((part) => [...part, '']),
    ];
    if (!final) while (lines.at(-1) === '') lines.pop();
    return (
      (bom ? '\uFEFF' : '') +
      lines
        .map((line, i) => (i === lines.length - 1 ? line : line + (eols[i % eols.length] ?? '\n')))
        .join('')
    );
  });

/** Text from outside, hostile to the place that it goes to. */
export const foreignText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        '|',
        '\\',
        '`',
        '``',
        '*',
        '**',
        '_',
        '<',
        '>',
        '<b>',
        '[',
        '](',
        '{',
        '}',
        '&amp;',
        '&',
        '#',
        '~~',
        '!',
        '\n',
        '\r\n',
        ' ',
        'http://a.b',
        'www.a.b',
        'a@b.c',
        '[^1]',
        '[ref]',
        'x',
        '-',
        ':',
        '.',
        '1.',
        '$',
        '<!--',
        '-->',
        '\t',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);
