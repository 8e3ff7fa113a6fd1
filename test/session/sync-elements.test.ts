import { expect, test } from 'vitest';
import { checkoutFiles, PROFILE, syncSession, TREES_PROFILE, WHOLE } from './sync-support.js';

const FAMILIES = 'vllm/docs/families.mdx';

const families = {
  path: 'docs/families.mdx',
  tables: [
    {
      id: 'families',
      columns: ['Family'],
      key: 'Family',
      readOnly: true,
      families: { registry: ['text_generation'], architectures: { Acorn: ['AcornForCausalLM'] } },
    },
  ],
};

const page = [
  '# Families',
  '',
  '<table>',
  '  <tr>',
  '    <th>Family</th>',
  '  </tr>',
  '  <tr>',
  '    <td>',
  '      Fig',
  '',
  '      of old',
  '    </td>',
  '  </tr>',
  '  <tr>',
  '    <td>**Holly** (white)</td>',
  '  </tr>',
  '</table>',
  '',
];

test('a table of JSX elements has its findings at its cells, of several lines at the first one, and no fixes', async () => {
  const profile = JSON.stringify({ ...TREES_PROFILE, documents: [...TREES_PROFILE.documents, families] });
  const session = syncSession({ ...checkoutFiles(), [PROFILE]: profile, [FAMILIES]: page.join('\r\n') });
  const unknown = (await session.findings(FAMILIES)).filter(({ rule }) => rule === 'sync-family-unknown');
  expect(unknown.map(({ key, range }) => ({ key, ...range }))).toEqual([
    { key: 'Fig of old', line: 9, column: 7, endLine: 9, endColumn: 10 },
    { key: 'Holly', line: 15, column: 9, endLine: 15, endColumn: 26 },
  ]);
  expect(await session.codeActions(FAMILIES, WHOLE)).toEqual([]);
  const [section] = await session.documentSymbols(FAMILIES);
  expect(section?.children.map(({ name, location }) => [name, location.range.line])).toEqual([
    ['Fig of old', 7],
    ['Holly', 14],
  ]);
});

test('a header of two rows gives no symbol of a row', async () => {
  const header = ['<tr><th rowSpan={2}>Family</th><th>Size</th></tr>', '<tr><th>a</th></tr>'];
  const text = ['# F', '', '<table>', ...header, '<tr><td>Acorn</td><td>1</td></tr>', '</table>', ''].join(
    '\n',
  );
  const profile = JSON.stringify({ ...TREES_PROFILE, documents: [...TREES_PROFILE.documents, families] });
  const session = syncSession({ ...checkoutFiles(), [PROFILE]: profile, [FAMILIES]: text });
  const [section] = await session.documentSymbols(FAMILIES);
  expect(section?.children.map(({ name, location }) => [name, location.range.line])).toEqual([['Acorn', 6]]);
});
