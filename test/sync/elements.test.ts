import { beforeAll, describe, expect, test } from 'vitest';
import { prepareMdx } from '../../src/documents/markdown/parse.js';
import type { SyncResult } from '../../src/sync/sync.js';
import { changes, facts, familyTable, profile, sync, told } from './support.js';

beforeAll(prepareMdx);

const known = facts({ OakForCausalLM: { capabilities: { shade: true } }, ElmForCausalLM: {} });

const families = familyTable({ Oak: ['OakForCausalLM'], Yew: ['YewForCausalLM'] });

function elements(...rows: readonly string[]): string {
  const head = ['<thead>', '  <tr>', '    <th>Family</th>', '    <th>Example</th>', '  </tr>', '</thead>'];
  return [
    '# Trees',
    '',
    '<table style={{a: 1}}>',
    ...head,
    '<tbody>',
    ...rows,
    '</tbody>',
    '</table>',
    '',
  ].join('\n');
}

const named = '{/* OakForCausalLM ElmForCausalLM */}\n';

describe('a table of families that is made of JSX elements', () => {
  const about = profile([{ path: 'f.mdx', tables: [families] }]);
  const found = (text: string): readonly string[] => {
    const result = sync(known, about, text);
    expect(changes(result)).toEqual([]);
    return told(result.findings);
  };

  test('is compared like one with pipes, and findings point into the cells', () => {
    const text = elements(
      ...['<tr>', '  <td>**Oak** (red)</td>', '  <td>x</td>', '</tr>'],
      ...['<tr>', '  <td style={{b: 2}}>', '    <strong>Yew</strong>', '  </td>', '</tr>'],
      ...['<tr><td>Fig</td></tr>'],
    );
    expect(found(text)).toEqual([
      '1:1 info sync-unnamed : Grove serves 2 architectures, and 2 of them are named nowhere: ElmForCausalLM, OakForCausalLM. An appendix can list them',
      '17:5 error sync-family-gone Yew: trees has none of YewForCausalLM, which "Yew" stands for. Remove the row, or say so in it',
      '20:9 info sync-family-unknown Fig: which architectures "Fig" stands for is not known; add it to the families of "families" in the profile',
    ]);
  });

  test('says a key that spans several rows once', () => {
    const rows = ['<tr><td rowSpan={2}>**Yew**</td><td>a</td></tr>', '<tr><td>b</td></tr>'];
    expect(found(named + elements(...rows))).toEqual([
      '12:21 error sync-family-gone Yew: trees has none of YewForCausalLM, which "Yew" stands for. Remove the row, or say so in it',
    ]);
  });

  test('says what keeps its rows from being read, and where', () => {
    expect(found(named + elements('<tr><td>**Oak**</td></tr>', '{rows}'))).toEqual([
      '13:1 error sync-table-unread : "families" of the profile: the rows of this table cannot be read, because an expression stands where a table has rows. Write them out, or take the table from the profile',
    ]);
    const headless = elements('<tr><td>**Oak**</td></tr>').replace('<th>Family</th>', '{family}');
    const unread = headless.replace('<th>Example</th>', '{example}');
    expect(found(`${unread}\n<table>\n<tr><td>beside</td></tr>\n</table>\n`)).toHaveLength(1);
    expect(found(`<table>\n<tr><td>beside</td></tr>\n</table>\n\n${unread}`)).toEqual([
      expect.stringMatching(/^10:5 error sync-table-unread /),
    ]);
    expect(found(unread)).toEqual([
      '6:5 error sync-table-unread : "families" of the profile: the rows of this table cannot be read, because an expression stands where a table has cells. Write them out, or take the table from the profile',
    ]);
  });

  test('is missing where it has other columns, or none', () => {
    const wanted = '"families" of the profile: there is no table with the columns "Family"';
    const other = elements('<tr><td>**Oak**</td></tr>').replace('<th>Family<', '<th>Tree<');
    const made = 'the one here is made of HTML or JSX elements, which are not edited';
    expect(found(other)).toEqual([
      `3:1 error sync-table-missing : ${wanted}; ${made}, and has "Tree", "Example". Correct its header, or the profile`,
    ]);
    expect(found('<table>\n  <tr><td>Family</td></tr>\n</table>\n')).toEqual([
      `1:1 error sync-table-missing : ${wanted}; ${made}, and names no columns: write them as <th>, or set headerInBody`,
    ]);
  });

  test.each([
    ['of two rows', '<tr><th>first</th></tr>'],
    ['that spans a row of data', '<tr><td>first</td></tr>'],
  ])('has no key in a header %s', (_, second) => {
    const header = `<tr><th rowSpan={2}>Family <b>of trees</b></th><th>Example</th></tr>\n${second}`;
    const key = 'Family of trees';
    const about = profile([{ path: 'f.mdx', tables: [{ ...families, columns: [key], key }] }]);
    const text = `${named}<table>\n${header}\n<tr><td>Yew</td><td>x</td></tr>\n</table>\n`;
    expect(told(sync(known, about, text).findings)).toEqual([
      expect.stringMatching(/^5:9 error sync-family-gone Yew/),
    ]);
  });

  test('has no key in a row that says its header again', () => {
    expect(found(named + elements('<tr><td>**Oak**</td></tr>', '<tr><th>Family</th></tr>'))).toEqual([]);
  });

  test('may have its header in its body', () => {
    const inBody = profile([{ path: 'f.mdx', tables: [{ ...families, headerInBody: true }] }]);
    const text = `${named}<table>\n  <tr><td>Family</td></tr>\n  <tr><td>Yew</td></tr>\n</table>\n`;
    expect(told(sync(known, inBody, text).findings)).toEqual([
      expect.stringMatching(/^4:11 error sync-family-gone Yew/),
    ]);
    const spanned = '<tr><td rowSpan={2}>Family <b>of trees</b></td><td>x</td></tr>\n<tr><td>y</td></tr>';
    const key = 'Family of trees';
    const other = { ...families, headerInBody: true, columns: [key], key };
    const below = `${named}<table>\n${spanned}\n<tr><td>Yew</td><td>z</td></tr>\n</table>\n`;
    expect(told(sync(known, profile([{ path: 'f.mdx', tables: [other] }]), below).findings)).toEqual([
      expect.stringMatching(/^5:9 error sync-family-gone Yew/),
    ]);
  });

  test('and one with pipes are two tables that fit', () => {
    const text = `${named}${elements('<tr><td>**Oak**</td></tr>')}\n| Family |\n|---|\n| **Oak** |\n`;
    expect(found(text)).toEqual([
      '4:1 error sync-table-ambiguous : the tables at lines 4, 16 all fit "families" of the profile: give it a heading or an occurrence',
    ]);
  });

  test('is not said to lack columns that it has where another one is wanted', () => {
    const second = profile([{ path: 'f.mdx', tables: [{ ...families, occurrence: 2 }] }]);
    expect(told(sync(known, second, named + elements('<tr><td>**Oak**</td></tr>')).findings)).toEqual([
      '1:1 error sync-table-missing : "families" of the profile: there is no table number 2 with the columns "Family". Correct the profile',
    ]);
  });

  test('is not read in a page that is no MDX', () => {
    const inMarkdown = profile([{ path: 'f.md', tables: [families] }]);
    const text = '<table>\n<tr><th>Family</th></tr>\n<tr><td>Yew</td></tr>\n</table>\n';
    expect(told(sync(known, inMarkdown, text).findings)).toEqual([
      '1:1 error sync-table-missing : "families" of the profile: there is no table with the columns "Family"; the one here is made of HTML or JSX elements, which are not edited, and read only in a page that is .mdx: write it with pipes',
    ]);
  });
});

describe('a table of architectures that is made of JSX elements', () => {
  const machine = [{ column: 'Shade', capability: 'shade', yes: 'yes', no: '' }];
  const table = { id: 'trees', columns: ['Class', 'Shade'], key: 'Class' };
  const text = elements('<tr><td>`OakForCausalLM`</td><td></td></tr>', '<tr><td>`Elm`</td><td></td></tr>')
    .replace('Family', 'Class')
    .replace('Example', 'Shade');

  test.each([
    ['columns', { machine }],
    ['rows', { rows: { where: [{ registry: ['trees'] }] } }],
  ])('is not edited, and its profile with %s for archscan says so', (_, owned) => {
    const result = sync(known, profile([{ path: 't.mdx', tables: [{ ...table, ...owned }] }]), text);
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([
      '3:1 error sync-table-not-editable : "trees" of the profile: the table is made of JSX elements; only tables with pipes are edited, write it with them or set readOnly',
    ]);
  });

  test.each([
    ['above', (pipes: string) => `${pipes}\n${text}`],
    ['below', (pipes: string) => `${text}\n${pipes}`],
  ])('gives way to one with pipes %s, unless both are only read', (_, beside) => {
    const page = beside('| Class | Shade |\n|---|---|\n| `OakForCausalLM` | |\n');
    const result = (extra: object): SyncResult =>
      sync(known, profile([{ path: 't.mdx', tables: [{ ...table, machine, ...extra }] }]), page);
    expect(changes(result({}))).toEqual(['- | `OakForCausalLM` | |', '+ | `OakForCausalLM` | yes |']);
    expect(changes(result({ occurrence: 1 }))).toHaveLength(2);
    const rules = result({ readOnly: true }).findings.map(({ rule }) => rule);
    expect(rules).toContain('sync-table-ambiguous');
  });

  test('has no key in a header that goes on in a second row', () => {
    const header = '<tr><th rowSpan={2}>Class</th><th>All</th></tr><tr><th>Shade</th></tr>';
    const page = `<table>${header}<tr><td>\`OakForCausalLM\`</td><td></td></tr></table>\n`;
    expect(told(sync(known, profile([{ path: 't.mdx', tables: [table] }]), page).findings)).toEqual([]);
  });

  test('has its keys checked where it is read only', () => {
    const about = profile([{ path: 't.mdx', tables: [{ ...table, machine, readOnly: true }] }]);
    const result = sync(known, about, text);
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([
      '12:9 error sync-unknown-key Elm: Grove registers no Elm. Did you mean "ElmForCausalLM"? Correct the key, or remove the row',
    ]);
  });
});
