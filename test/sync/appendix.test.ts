import { beforeAll, describe, expect, test } from 'vitest';
import { prepareMdx } from '../../src/documents/markdown/parse.js';
import { changes, expectSettled, facts, familyTable, profile, sync, told } from './support.js';

beforeAll(prepareMdx);

const appendix = {
  marker: 'trees',
  columns: [
    { title: 'Tree', value: 'architecture' },
    { title: 'Class', value: 'className' },
    { title: 'Registry', value: 'registry' },
    { title: 'Kind', value: 'category' },
    { title: 'Example', value: 'example' },
    { title: 'File', value: 'file' },
  ],
};
const known = facts({
  OakForCausalLM: { className: 'Oak', example: 'grove/oak' },
  ElmForCausalLM: {},
  ElmDraft: { kind: 'draft' },
});
const TABLE = [
  '| Tree | Class | Registry | Kind | Example | File |',
  '| --- | --- | --- | --- | --- | --- |',
  '| `ElmForCausalLM` | `ElmForCausalLM` | `trees` | text |  | `grove/elmforcausallm.py` |',
  '| `OakForCausalLM` | `Oak` | `trees` | text | `grove/oak` | `grove/oakforcausallm.py` |',
].join('\n');
const about = profile([{ path: 'trees.md', tables: [], appendix }]);
const page = (inside: string): string =>
  `# Trees\n\n* kept as it is\n\n<!-- archscan:begin trees -->\n${inside}\n<!-- archscan:end trees -->\n\nEnd[^1].\n\n[^1]: Note.\n`;

describe('an appendix', () => {
  test('is written between the markers, and nothing else changes', () => {
    const result = sync(known, about, page(''));
    expect(result.pages[0]?.after).toBe(page(`\n${TABLE}\n`));
    expect(told(result.findings)).toEqual([
      '5:1 error sync-appendix-outdated : the appendix "trees" does not list what Grove registers today',
    ]);
    expectSettled(known, about, result);
  });

  test('replaces whatever stands there, and keeps other line ends', () => {
    const before = page('\nSomebody wrote here.\n\n| a |\n|---|\n').replaceAll('\n', '\r\n');
    expect(sync(known, about, before).pages[0]?.after).toBe(page(`\n${TABLE}\n`).replaceAll('\n', '\r\n'));
  });

  test('is not asked for without markers, unless the profile makes it', () => {
    expect(sync(known, about, '# Trees\n')).toMatchObject({ findings: [], pages: [{ after: '# Trees\n' }] });
    const making = profile([{ path: 'trees.md', tables: [], appendix: { ...appendix, create: true } }]);
    const block = `<!-- archscan:begin trees -->\n\n${TABLE}\n\n<!-- archscan:end trees -->\n`;
    for (const [text, gap] of [
      ['# Trees\n', '\n'],
      ['# Trees', '\n\n'],
      ['# Trees\n\n', ''],
      ['', ''],
    ] as const) {
      const result = sync(known, making, text);
      expect(result.pages[0]?.after).toBe(text + gap + block);
      expectSettled(known, making, result);
    }
  });

  test('stands between MDX comments in MDX, where braces are escaped', () => {
    const mdx = profile([
      {
        path: 'trees.mdx',
        tables: [],
        appendix: { ...appendix, columns: [{ title: 'T{ree}', value: 'className' }] },
      },
    ]);
    const before = '<Note>\n  Hi\n</Note>\n\n{/* archscan:begin trees */}\n\n{/* archscan:end trees */}\n';
    const odd = facts({ OakForCausalLM: { className: 'Oak' } });
    const result = sync(odd, mdx, before);
    expect(result.pages[0]?.after).toBe(
      '<Note>\n  Hi\n</Note>\n\n{/* archscan:begin trees */}\n\n| T\\{ree\\} |\n| --- |\n| `Oak` |\n\n{/* archscan:end trees */}\n',
    );
    expectSettled(odd, mdx, result);
  });

  test.each([
    [
      'only one marker',
      '<!-- archscan:begin trees -->\n',
      'needs <!-- archscan:begin trees --> and, below it',
    ],
    [
      'the markers the other way round',
      '<!-- archscan:end trees -->\n\n<!-- archscan:begin trees -->\n',
      'below it',
    ],
    ['two pairs', `${page('')}\n${page('')}`, 'more than one "trees" appendix'],
  ])('with %s is left alone', (_, text, message) => {
    const result = sync(known, about, text);
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([expect.stringContaining(message)]);
  });
});

describe('a table of model families', () => {
  const table = familyTable({ Oak: ['OakForCausalLM'], Yew: ['YewForCausalLM', 'OldYew'] });
  const families = profile([{ path: 'f.md', tables: [table] }]);

  test('is only read: families that are gone, families that nobody maps, and how much is named nowhere', () => {
    const grove = facts({
      OakForCausalLM: {},
      YewForCausalLM: { registry: 'shrubs' },
      OldYew: { status: 'removed' },
    });
    const result = sync(
      grove,
      families,
      '| Family | X |\n|---|---|\n| Oak | `OakForCausalLM` |\n| **Yew** (old) | x |\n| Fig | x |\n',
    );
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([
      '1:1 info sync-unnamed : Grove serves 2 architectures, and 1 of them are named nowhere: YewForCausalLM. An appendix can list them',
      '4:3 error sync-family-gone Yew: trees has none of YewForCausalLM, OldYew, which "Yew" stands for; shrubs has it. Remove the row, or say so in it [grove/registry.py:2, grove/yewforcausallm.py:7, grove/registry.py:3, grove/oldyew.py:7]',
      '5:3 info sync-family-unknown Fig: which architectures "Fig" stands for is not known; add it to the families of "families" in the profile',
    ]);
  });

  test('compares every family that a row names', () => {
    const page = 'OakForCausalLM\n\n| Family |\n|---|\n| **Oak** (red) / **Yew** / **Fig** |\n';
    expect(told(sync(facts({ OakForCausalLM: {} }), families, page).findings)).toEqual([
      '5:3 error sync-family-gone Yew: trees has none of YewForCausalLM, OldYew, which "Yew" stands for. Remove the row, or say so in it',
      '5:3 info sync-family-unknown Fig: which architectures "Fig" stands for is not known; add it to the families of "families" in the profile',
    ]);
  });
});
