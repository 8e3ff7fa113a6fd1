import { beforeAll, describe, expect, test } from 'vitest';
import { prepareMdx } from '../../src/documents/markdown/parse.js';
import { syncProfile } from '../../src/sync/sync.js';
import { changes, expectSettled, facts, familyTable, profile, sync, told } from './support.js';

const models = {
  id: 'models',
  heading: ['Models'],
  columns: ['Class', 'Example', 'Shade'],
  key: 'Class',
  machine: [{ column: 'Shade', capability: 'shade', yes: '✅︎', no: '', alsoYes: ['✅'], alsoNo: ['no'] }],
  rows: {
    where: [{ registry: ['trees'] }],
    example: { column: 'Example', missing: 'none yet' },
    fill: [
      { column: 'Name', from: 'exampleName' },
      { column: 'Kind', when: { capabilities: { shade: true } }, text: 'tall | wide' },
      { column: 'Kind', text: 'low' },
    ],
  },
};
const about = profile([{ path: 'docs/trees.md', tables: [models] }]);

const table = (...rows: readonly string[]): string =>
  [
    '# Models',
    '',
    '| Class | Name | Example | Kind | [Shade](shade.md) |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'End.',
    '',
  ].join('\n');

/** Makes the capability `shade` known, and belongs to no table. */
const SHADY = { ShadyDraft: { kind: 'draft', capabilities: { shade: true } } } as const;

const AT_REGISTRY = { file: 'grove/registry.py', line: 3, column: 1 } as const;

describe('a table of a page of our own', () => {
  test('gets missing rows in place, and its machine cells corrected', () => {
    const known = facts({
      AshForCausalLM: { capabilities: { shade: true } },
      ElmForCausalLM: { capabilities: { shade: true }, example: 'grove/elm_1b' },
      FirForCausalLM: { capabilities: { shade: false } },
      OakForCausalLM: { capabilities: { shade: true } },
    });
    const page = table(
      '| `AshForCausalLM` | Ash | a | tall | no |',
      '| `FirForCausalLM` | Fir | f | low | ✅ |',
      '| `OakForCausalLM` | Oak | o | tall | ✅ |',
    );
    const result = sync(known, about, page);
    expect(result.pages[0]?.after).toBe(
      table(
        '| `AshForCausalLM` | Ash | a | tall | ✅︎ |',
        '| `ElmForCausalLM` | elm_1b | `grove/elm_1b` | tall \\| wide | ✅︎ |',
        '| `FirForCausalLM` | Fir | f | low |  |',
        '| `OakForCausalLM` | Oak | o | tall | ✅ |',
      ),
    );
    expect(told(result.findings)).toEqual([
      '5:1 error sync-missing-row ElmForCausalLM: Grove registers ElmForCausalLM, and no page names it; its row belongs behind this one [grove/registry.py:2, grove/elmforcausallm.py:7]',
      '5:39 error sync-wrong-cell AshForCausalLM: Shade says no, but the class of AshForCausalLM has it [grove/registry.py:1, grove/ashforcausallm.py:7]',
      '6:38 error sync-wrong-cell FirForCausalLM: Shade says yes, but the class of FirForCausalLM does not have it [grove/registry.py:3, grove/firforcausallm.py:7]',
    ]);
    expectSettled(known, about, result);
  });

  test('gets no row for a draft, a wrapper, another registry, or what is gone', () => {
    const known = facts({
      OakForCausalLM: { capabilities: { shade: true } },
      OakDraft: { kind: 'draft' },
      AnyTree: { kind: 'wrapper' },
      OldTree: { status: 'removed' },
      MossForCausalLM: { registry: 'mosses' },
      RoseForCausalLM: { registry: 'shrubs' },
    });
    const result = sync(known, about, table('| `OakForCausalLM` | Oak | o | tall | ✅︎ |'));
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([
      '1:1 warning sync-unplaced RoseForCausalLM: Grove registers RoseForCausalLM (shrubs), which no page names and no table of the profile takes [grove/registry.py:6, grove/roseforcausallm.py:7]',
    ]);
  });

  test('says of an alias whose class it has', () => {
    const shared = { className: 'Oak', classFile: 'grove/oak.py', capabilities: { shade: true } };
    const known = facts({ OakForCausalLM: shared, OakTree: shared });
    const result = sync(known, about, table('| `OakForCausalLM` | Oak | o | tall | ✅︎ |'));
    expect(told(result.findings)[0]).toContain(
      'no page names it (it has the class of OakForCausalLM); its row belongs behind this one',
    );
  });

  test('of an alias names the architecture that is called like the class', () => {
    const shared = { className: 'OakForCausalLM', classFile: 'grove/oak.py', capabilities: { shade: true } };
    const known = facts({ AcornForCausalLM: shared, OakForCausalLM: shared, OakTree: shared });
    const page = table('| `AcornForCausalLM`, `OakForCausalLM` | Oak | o | tall | ✅︎ |');
    expect(told(sync(known, about, page).findings)[0]).toContain('it has the class of OakForCausalLM');
  });

  test('adds no row for what is registered where a condition holds', () => {
    const known = facts({ ElmForCausalLM: { status: 'conditional' }, ...SHADY });
    const result = sync(known, about, table());
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([
      '1:1 info sync-conditional ElmForCausalLM: Grove registers ElmForCausalLM (trees) where a condition holds, or where nothing leads to it; no page names it, and no row is added [grove/registry.py:1, grove/elmforcausallm.py:7]',
    ]);
  });

  test('says what a new row leaves to a person', () => {
    const known = facts({ ElmForCausalLM: {}, ...SHADY });
    const result = sync(known, about, table());
    expect(changes(result)).toEqual(['+ | `ElmForCausalLM` |  | none yet | low |  |']);
    expect(told(result.findings)).toEqual([
      '3:1 error sync-missing-row ElmForCausalLM: Grove registers ElmForCausalLM, and no page names it; its row belongs behind this one; fill in by hand: Name, Shade [grove/registry.py:1, grove/elmforcausallm.py:7]',
    ]);
  });

  test('keeps cells with words of their own, rows for several names, and cells that nothing decides', () => {
    const known = facts({
      AshForCausalLM: { capabilities: { shade: true } },
      ElmForCausalLM: {},
      FirForCausalLM: { capabilities: { shade: false } },
      OakForCausalLM: { capabilities: { shade: true } },
      YewForCausalLM: { capabilities: { shade: true } },
    });
    const page = table(
      '| `AshForCausalLM` | Ash | a | tall | partly |',
      '| `ElmForCausalLM` | Elm | e | tall | |',
      '| `FirForCausalLM`, `OakForCausalLM` | Both | o | tall | |',
      '| `*ForCausalLM`, etc. | Any | o | tall | |',
      '| `YewForCausalLM` | Yew | y | tall | no<sup>1</sup> |',
    );
    const result = sync(known, about, page);
    expect(changes(result)).toEqual([]);
    expect(told(result.findings).map((line) => line.replace(/ \[.*/, ''))).toEqual([
      '6:39 info sync-cell-open ElmForCausalLM: the sources do not decide Shade of ElmForCausalLM, so the cell is not compared',
      '7:58 warning sync-keys-disagree FirForCausalLM: Shade: FirForCausalLM, OakForCausalLM differ in it, and one row cannot say both. Split the row',
      '9:39 warning sync-cell-remark YewForCausalLM: Shade says no, but the class of YewForCausalLM has it; the cell has a remark, so it is left to you',
    ]);
  });

  test.each([
    [{ tall: true, shad: false }, 'the registrations have shad, tall. Did you mean "shad"?'],
    [{ lora: true }, 'the registrations have lora.'],
    [{}, 'archscan knows no capabilities of Grove.'],
  ])('names a capability once that no registration has: %j', (capabilities, choice) => {
    const known = facts({ AshForCausalLM: { capabilities }, ElmForCausalLM: { capabilities } });
    const page = table(
      '| `AshForCausalLM` | Ash | a | tall | no |',
      '| `ElmForCausalLM` | Elm | e | tall | ✅ |',
    );
    const result = sync(known, about, page);
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([
      `3:1 warning sync-capability-unknown : no registration of Grove says whether it has "shade", so Shade of "models" is not compared; ${choice}`,
    ]);
  });

  test('gets no example that is no checkpoint', () => {
    const known = facts({ ElmForCausalLM: { capabilities: { shade: false }, example: 'gro|ve/e_l_m' } });
    const result = sync(known, about, table());
    expect(changes(result)).toEqual(['+ | `ElmForCausalLM` |  | none yet | low |  |']);
  });
});

describe('keys', () => {
  const known = facts(
    {
      OakForCausalLM: {},
      ElmForCausalLM: { className: 'ElmModel' },
      WychElm: { className: 'ElmModel' },
      Ash_ForCausalLM: {},
      YewForCausalLM: { status: 'removed', note: '0.8.1' },
      IvyForCausalLM: { status: 'out-of-tree', note: 'https://example.org/ivy' },
      ...SHADY,
    },
    {
      conversion: {
        endings: [
          { ending: 'ForCausalLM', runner: 'generate', afterFallback: true },
          { ending: 'ForSorting', runner: 'pooling', afterFallback: false },
        ],
        evidence: { file: 'grove/config.py', line: 3, column: 1, rule: 'suffixes' },
      },
    },
  );
  const page = table(
    ...[
      'OakForCausalLM',
      'ElmModel',
      'AshForCausalLM',
      'YewForCausalLM',
      'IvyForCausalLM',
      'OakForSorting',
      'Beech',
    ].map((name) => `| \`${name}\` | x | x | x | |`),
  );

  test('are compared with the registry; what the sources explain is not reported', () => {
    const result = sync(known, about, page);
    expect(told(result.findings).filter((line) => !line.includes('sync-cell'))).toEqual([
      '6:3 error sync-wrong-key ElmModel: ElmModel is the class that Grove runs; checkpoints name ElmForCausalLM or WychElm. Write that name as the key [grove/registry.py:2, grove/elmforcausallm.py:7, grove/registry.py:3, grove/wychelm.py:7]',
      '7:3 error sync-key-spelling AshForCausalLM: Grove spells AshForCausalLM otherwise: Ash_ForCausalLM [grove/registry.py:4, grove/ash_forcausallm.py:7]',
      '8:3 error sync-removed YewForCausalLM: Grove no longer has YewForCausalLM; 0.8.1 was the last release with it. Remove the row, or say so in it [grove/registry.py:5, grove/yewforcausallm.py:7]',
      '11:3 error sync-unknown-key Beech: Grove registers no Beech. Correct the key, or remove the row',
    ]);
    expect(changes(result)).toEqual([]);
  });

  test('stand in one row of a table', () => {
    const rows = [
      '`OakForCausalLM`',
      '`OakForCausalLM`, `Ash_ForCausalLM`',
      '`OakForCausalLM`',
      '`Ash_ForCausalLM`, `OakForCausalLM`',
    ];
    const result = sync(known, about, table(...rows.map((keys) => `| ${keys} | x | x | x | |`)));
    expect(told(result.findings).filter((line) => line.includes('sync-duplicate-row'))).toEqual([
      '7:3 warning sync-duplicate-row OakForCausalLM: OakForCausalLM has a row already, in line 5. Keep one of the two',
      '8:3 warning sync-duplicate-row Ash_ForCausalLM, OakForCausalLM: Ash_ForCausalLM, OakForCausalLM has a row already, in line 6. Keep one of the two',
    ]);
  });

  test('that an engine may serve through transformers are open without its sources', () => {
    const evidence = { file: 'grove/loader.py', line: 9, column: 1, rule: 'gate' };
    const gated = facts({ BirchForCausalLM: {} }, { fallbackGate: { test: 'backend-compatible', evidence } });
    expect(told(sync(gated, about, table('| `BirchForCausalLN` | x | x | x | |')).findings)).toContain(
      '5:3 warning sync-key-open BirchForCausalLN: whether Grove serves BirchForCausalLN is not known: not registered, and no transformers sources were read. Give the sources with --transformers PATH. Did you mean "BirchForCausalLM"?',
    );
  });

  test.each([
    ['a syntax error may hide', 'syntax-error', 'a syntax error. Correct the syntax error first.'],
    ['a file that is not read may hide', 'unread', 'not read. Make grove/registry.py readable first.'],
  ] as const)('that %s are open until it is corrected', (_, mayHideMore, said) => {
    const reason = mayHideMore === 'unread' ? 'not read' : 'a syntax error';
    const hidden = { file: 'grove/registry.py', line: 9, reason, mayHideMore };
    const broken = facts({ BirchForCausalLM: {} }, { undecidable: [hidden] });
    expect(told(sync(broken, about, table('| `BirchForCausalLN` | x | x | x | |')).findings)).toContain(
      `5:3 warning sync-key-open BirchForCausalLN: whether Grove serves BirchForCausalLN is not known: ${said} Did you mean "BirchForCausalLM"?`,
    );
  });

  test.each([
    ['nothing says why it is empty', {}, undefined],
    [
      'its file is not read',
      { undecidable: [{ file: 'grove/registry.py', line: 1, reason: 'not read', mayHideMore: 'unread' }] },
      'not read. Make grove/registry.py readable first',
    ],
    [
      'it is not there',
      {
        diagnostics: [{ ...AT_REGISTRY, rule: 'registry-missing', severity: 'error', message: 'it is gone' }],
      },
      'it is gone',
    ],
    [
      'it is made by a call',
      { undecidable: [{ ...AT_REGISTRY, reason: 'the result of a call' }] },
      'the result of a call',
    ],
  ] as const)('cannot be answered when the registry is empty and %s', (_, rest, why) => {
    const said = 'nothing of what Grove registers is known, so no page can be compared with it';
    expect(facts({}, rest).unknown?.message).toBe(why === undefined ? undefined : `${said}: ${why}`);
    expect(facts({ OakForCausalLM: {} }, rest).unknown).toBe(null);
  });

  test('of a table of plugins may be out of tree, and not in it', () => {
    const plugins = profile([
      { path: 'p.md', tables: [{ id: 'p', columns: ['Class'], key: 'Class', keys: 'out-of-tree' }] },
    ]);
    const result = sync(known, plugins, '| Class |\n|---|\n| `IvyForCausalLM` |\n| `OakForCausalLM` |\n');
    expect(told(result.findings)).toEqual([
      '4:3 warning sync-in-tree OakForCausalLM: OakForCausalLM is listed among plugins, but Grove registers it itself [grove/registry.py:1, grove/oakforcausallm.py:7]',
    ]);
  });
});

describe('several pages', () => {
  const two = profile([
    { path: 'a.md', tables: [models] },
    { path: 'b.md', tables: [{ ...models, rows: { where: [{ registry: ['shrubs'] }] } }] },
  ]);
  const known = facts({
    OakForCausalLM: { capabilities: { shade: true } },
    RoseForCausalLM: { registry: 'shrubs' },
  });
  const oak = table('| `OakForCausalLM` | x | x | x | |');

  /** As `known`, with one more in the registry of the first table. */
  const grown = facts({
    OakForCausalLM: { capabilities: { shade: false } },
    RoseForCausalLM: { capabilities: { shade: false } },
  });

  test('answer together what is missing', () => {
    expect(
      changes(sync(known, two, { 'a.md': table('| `RoseForCausalLM` | x | x | x | |'), 'b.md': oak })),
    ).toEqual(['- | `OakForCausalLM` | x | x | x | |', '+ | `OakForCausalLM` | x | x | x | ✅︎ |']);
  });

  test('may be one document in several places, of which the checkout has one or more', () => {
    const moved = profile([{ path: 'a.md', alsoAt: ['docs/a.md', 'new/a.md'], tables: [models] }]);
    const only = facts({ OakForCausalLM: { capabilities: { shade: true } } });
    const wrong = oak.replace(' | |', ' | ✅︎ |').replace('✅︎', '?');
    const found = (pages: Readonly<Record<string, string>>): readonly string[] =>
      sync(only, moved, pages).findings.map(({ rule, file }) => `${rule} ${file}`);
    expect(found({})).toEqual(['sync-page-missing a.md']);
    expect(found({ 'new/a.md': oak })).toEqual(['sync-wrong-cell new/a.md']);
    expect(found({ 'a.md': wrong, 'docs/a.md': oak })).toEqual(['sync-wrong-cell docs/a.md']);
  });

  test('of a folder of which none is there are of another release, and do not keep rows from the others', () => {
    const rest = { tables: [models] };
    const later = profile([
      { path: 'docs/a.md', ...rest },
      { path: 'docs/later/b.md', ...rest },
      { path: 'docs/later/c.md', ...rest },
    ]);
    const found = (pages: Readonly<Record<string, string>>): readonly string[] =>
      sync(grown, later, pages).findings.map(({ severity, rule, file }) => `${severity} ${rule} ${file}`);
    expect(found({ 'docs/a.md': oak })).toEqual([
      'error sync-missing-row docs/a.md',
      'info sync-page-missing docs/later/b.md',
      'info sync-page-missing docs/later/c.md',
    ]);
    expect(found({ 'docs/a.md': oak, 'docs/later/b.md': oak })).toEqual([
      'warning sync-page-missing docs/later/c.md',
    ]);
    expect(found({ 'docs/later/b.md': oak, 'docs/later/c.md': oak })).toEqual([
      'warning sync-page-missing docs/a.md',
    ]);
  });

  test('of a folder that cannot be read may name what the others lack', () => {
    const about = profile(
      ['docs/a.md', 'docs/b/b.md', 'docs/b/c.md'].map((path) => ({ path, tables: [models] })),
    );
    const texts = about.documents.map(({ path }) => {
      const text = path === 'docs/a.md' ? oak : null;
      return { path, file: path, text, isUnreadable: text === null };
    });
    const { findings } = syncProfile(grown, about, texts);
    expect(findings.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      'warning sync-page-missing',
      'warning sync-page-missing',
    ]);
  });

  test.each([
    ['is not there', {}, 'sync-page-missing'],
    ['has another header', { 'a.md': oak.replace('Class', 'Name of it') }, 'sync-table-missing'],
    [
      'has a merge conflict',
      { 'a.md': `${oak}\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n` },
      'document-conflict',
    ],
  ])('are corrected but get no rows while one of them %s', (_, first, rule) => {
    const result = sync(known, two, { ...first, 'b.md': oak });
    expect(result.findings.map((each) => each.rule)).toContain(rule);
    expect(result.findings.map((each) => each.rule)).not.toContain('sync-missing-row');
    expect(changes(result)).toEqual([
      '- | `OakForCausalLM` | x | x | x | |',
      '+ | `OakForCausalLM` | x | x | x | ✅︎ |',
    ]);
  });
});

describe('a table whose header stands in its body', () => {
  const known = facts({ OakForCausalLM: {} });
  const inBody = profile([
    {
      path: 'p.md',
      tables: [
        {
          ...familyTable({ Oak: ['OakForCausalLM'], Elm: ['ElmForCausalLM'] }),
          id: 'trees',
          columns: ['Class', 'Shade'],
          headerInBody: true,
          key: 'Class',
        },
      ],
    },
  ]);
  const page = '# P\n\n| | Forest |\n|-|-|\n| Class | Shade |\n| Oak | yes |\n| Elm | no |\n';

  test('is read by the names of that row', () => {
    expect(told(sync(known, inBody, page).findings).filter((line) => line.includes('family'))).toEqual([
      '7:3 error sync-family-gone Elm: trees has none of ElmForCausalLM, which "Elm" stands for. Remove the row, or say so in it',
    ]);
  });

  test('is missing where that row says something else', () => {
    const found = told(sync(known, inBody, page.replace('Class', 'Tree')).findings);
    expect(found[0]).toContain('sync-table-missing : "trees" of the profile: there is no table');
  });

  test('has to be read only', () => {
    expect(() =>
      profile([
        { path: 'p.md', tables: [{ id: 't', columns: ['Class'], headerInBody: true, key: 'Class' }] },
      ]),
    ).toThrow('set readOnly');
  });
});

describe('a page in two languages', () => {
  const known = facts({ OakForCausalLM: {}, ElmForCausalLM: {} });
  const tables = [{ id: 'trees', columns: ['Class'], key: 'Class', readOnly: true }];
  const two = profile([
    { path: 'en.md', tables },
    { path: 'de.md', translates: 'en.md', tables },
  ]);
  const of = (...names: readonly string[]): string =>
    `| Class |\n|---|\n${names.map((name) => `| \`${name}\` |\n`).join('')}`;

  test('is compared wherever the original is', () => {
    const moved = profile([
      { path: 'old/en.md', alsoAt: ['en.md'], tables },
      { path: 'de.md', translates: 'old/en.md', tables },
    ]);
    const found = sync(known, moved, {
      'en.md': of('OakForCausalLM', 'ElmForCausalLM'),
      'de.md': of('ElmForCausalLM'),
    });
    expect(found.findings.map(({ rule, file, subject }) => `${rule} ${file} ${subject}`)).toEqual([
      'sync-translation de.md OakForCausalLM',
    ]);
  });

  test('has the same rows in both', () => {
    const both = of('OakForCausalLM', 'ElmForCausalLM');
    expect(told(sync(known, two, { 'en.md': both, 'de.md': both }).findings)).toEqual([]);
    const found = sync(known, two, { 'en.md': of('OakForCausalLM'), 'de.md': of('ElmForCausalLM') });
    expect(found.findings.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'de.md: this table has no row for OakForCausalLM, which en.md:3 has in another language. Add it here, or remove it there',
      'en.md: this table has no row for ElmForCausalLM, which de.md:3 has in another language. Add it here, or remove it there',
    ]);
  });
});

describe('a page in MDX', () => {
  beforeAll(prepareMdx);

  const known = facts({ OakForCausalLM: { capabilities: { shade: true } } });
  const mdx = profile([{ path: 'trees.mdx', tables: [models] }]);
  const page = table('| `OakForCausalLM` | Oak | {o} | tall | |').replace('[Shade](shade.md)', 'Shade');

  test('is edited like any other where the table is one of Markdown', () => {
    expect(changes(sync(known, mdx, page))).toEqual([
      '- | `OakForCausalLM` | Oak | {o} | tall | |',
      '+ | `OakForCausalLM` | Oak | {o} | tall | ✅︎ |',
    ]);
  });

  test.each([
    [
      'made of JSX elements',
      '# Models\n\n<table style={{width: "100%"}}>\n  <tr><td>Class</td></tr>\n</table>\n',
      'made of HTML or JSX elements, which are not edited',
    ],
    [
      'inside a JSX element',
      page.replace('| Class', '<Note>\n\n| Class').replace('End.', '</Note>'),
      'inside a JSX element',
    ],
    ['on a page that is no MDX', `${page}\n<Note>\n`, 'not valid MDX'],
  ])('is left alone where the table is %s', (_, text, message) => {
    const result = sync(known, mdx, text);
    expect(changes(result)).toEqual([]);
    expect(told(result.findings)).toEqual([expect.stringContaining(message)]);
  });
});

describe('a page that its profile no longer fits', () => {
  const known = facts({ OakForCausalLM: { capabilities: { shade: true } } });
  const page = table('| `OakForCausalLM` | Oak | o | tall | |');
  const found = (text: string): readonly string[] => {
    const result = sync(known, about, text);
    expect(changes(result)).toEqual([]);
    return told(result.findings);
  };

  test('with a changed header says which columns it has', () => {
    expect(found(page.replace('Example', 'Checkpoint'))).toEqual([
      '3:1 error sync-table-missing : "models" of the profile: there is no table with the columns "Class", "Example", "Shade" under the heading "Models"; the one here has "Class", "Name", "Checkpoint", "Kind", "Shade". Correct its header, or the profile',
    ]);
  });

  test('with another heading says so', () => {
    expect(found(page.replace('# Models', '# Trees'))).toEqual([
      '3:1 error sync-table-missing : "models" of the profile: there is no table with the columns "Class", "Example", "Shade" under the heading "Models"; the one here has "Class", "Name", "Example", "Kind", "Shade". Correct its header, or the profile',
    ]);
  });

  test('without a section that another release has is compared all the same', () => {
    const shrubs = {
      ...models,
      id: 'shrubs',
      heading: ['Plants', 'Shrubs'],
      rows: { where: [{ registry: ['shrubs'] }] },
    };
    const both = profile([{ path: 'docs/trees.md', tables: [shrubs, models] }]);
    const grown = facts({
      ElmForCausalLM: { capabilities: { shade: true } },
      OakForCausalLM: { capabilities: { shade: true } },
      RoseForCausalLM: { registry: 'shrubs' },
      IvyForCausalLM: { registry: 'shrubs' },
    });
    const other = '# Others\n\n| Class | Kind |\n|---|---|\n| `IvyForCausalLM` | low |\n\n';
    const result = sync(grown, both, other + page.replace('tall | |', 'tall | ✅ |'));
    expect(told(result.findings)).toEqual([
      '1:1 info sync-table-missing : the page has no heading "Plants > Shrubs", so nothing is compared with "shrubs" of the profile. Where it has another name now, correct the profile',
      '1:1 warning sync-unplaced RoseForCausalLM: Grove registers RoseForCausalLM (shrubs), which no page names and no table of the profile takes [grove/registry.py:3, grove/roseforcausallm.py:7]',
      '9:1 error sync-missing-row ElmForCausalLM: Grove registers ElmForCausalLM, and no page names it; its row belongs behind this one; fill in by hand: Name [grove/registry.py:1, grove/elmforcausallm.py:7]',
    ]);
  });

  test('with the section, but without its table, is an error still', () => {
    const shrubs = {
      ...models,
      id: 'shrubs',
      heading: ['Shrubs'],
      columns: ['Bush'],
      key: 'Bush',
      machine: [],
    };
    const both = profile([{ path: 'docs/trees.md', tables: [shrubs, models] }]);
    const { findings } = sync(known, both, `${page}\n# Shrubs\n\nNone yet.\n`);
    expect(told(findings)).toContainEqual(expect.stringContaining('error sync-table-missing : "shrubs"'));
  });

  test('which two entries of the profile change is changed by neither of them twice', () => {
    const twice = profile([{ path: 'docs/trees.md', tables: [models, { ...models, id: 'again' }] }]);
    const { findings } = sync(known, twice, page);
    expect(told(findings)).toContainEqual(
      expect.stringContaining(
        'error sync-table-ambiguous : "models" and "again" of the profile change the same',
      ),
    );
  });

  test('with two such tables asks for one', () => {
    expect(found(`${page}\n${page}`)).toEqual([
      '3:1 error sync-table-ambiguous : the tables at lines 3, 11 all fit "models" of the profile: give it a heading or an occurrence',
    ]);
  });

  test('with the table in a list or in HTML leaves it alone', () => {
    expect(found(page.replace(/^\|/gm, '  |').replace('  | Class', '- | Class'))[0]).toContain(
      'sync-table-not-editable : "models" of the profile: the table stands inside a list',
    );
    expect(found('# Models\n\n<table>\n<tr><td>Class</td></tr>\n</table>\n')[0]).toContain(
      'made of HTML or JSX elements, which are not edited',
    );
    expect(
      found(
        page.replace('[Shade](shade.md)', 'Shade').replace('| Class', '```\n| Class').replace('End.', '```'),
      )[0],
    ).toContain('inside a code block');
  });
});
