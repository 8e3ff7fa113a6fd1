import { describe, expect, test } from 'vitest';
import { buildMatrix } from '../../src/matrix/matrix.js';
import { renderCsv } from '../../src/matrix/render/csv.js';
import { renderHtml } from '../../src/matrix/render/html.js';
import { renderMarkdown } from '../../src/matrix/render/markdown.js';
import { registration, workspaceOf } from './workspace.js';

const matrix = buildMatrix(
  workspaceOf([
    ['first', [registration('OakForCausalLM'), registration('ElmModel')]],
    ['second', [registration('OakForCausalLM')]],
  ]),
  { rows: 'served', gap: 1, examples: { ElmModel: 'forest/elm-1b' } },
);

test('CSV has the level and the evidence of every engine', () => {
  expect(renderCsv(matrix)).toMatchInlineSnapshot(`
    "architecture,category,example,first,first evidence,second,second evidence
    ElmModel,text,forest/elm-1b,native,models/elmmodel.py:10,undecidable,
    OakForCausalLM,text,,native,models/oakforcausallm.py:10,native,models/oakforcausallm.py:10
    "
  `);
});

test('CSV quotes what needs it and defuses formulas', () => {
  const hostile = { ...matrix, rows: matrix.rows.map((row) => ({ ...row, example: '=1+1,"x"' })) };
  expect(renderCsv(hostile).split('\r\n')[1]).toMatch(/^ElmModel,text,"'=1\+1,""x""",/);
});

test('Markdown is a document of its own', () => {
  expect(renderMarkdown(matrix)).toMatchInlineSnapshot(`
    "# Model support across engines

    Y registered, C converted from a sibling, F through transformers, - exported by transformers but refused, ? undecidable, empty not served.

    | architecture | category | first | second | engines |
    | --- | --- | --- | --- | --- |
    | \`ElmModel\` | text | Y | ? | 1 |
    | \`OakForCausalLM\` | text | Y | Y | 2 |

    - first serves 2, 1 of them alone
    - second serves 1, 0 of them alone
    - second lacks 1 that others serve: ElmModel
    "
  `);
});

describe('HTML', () => {
  test('foreign text cannot leave its place', () => {
    const evil = '</script><img src=x onerror=alert(1)>';
    const html = renderHtml({
      ...matrix,
      engines: matrix.engines.map((engine) => ({ ...engine, id: evil })),
      rows: matrix.rows.map((row) => ({ ...row, architecture: evil, example: evil })),
    });
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)).toHaveLength(2);
  });

  test('loads nothing', () => {
    expect(renderHtml(matrix)).not.toMatch(/(?:src|href)=|url\(|https?:/);
  });
});
