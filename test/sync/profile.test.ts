import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { ENGINE_IDS } from '../../src/engines/registry.js';
import { profileJsonSchema, profileSchema } from '../../src/sync/profile.js';
import { profileDiagnostics } from '../../src/sync/profile-diagnostics.js';
import { pageOf, parseProfile, SHIPPED_PROFILES, shippedProfiles } from '../../src/sync/profiles.js';

test('docs/sync-profile.schema.json is current; write it with npm run config-schema', () => {
  const path = join(packageRoot(), 'docs/sync-profile.schema.json');
  expect(readFileSync(path, 'utf8')).toBe(profileJsonSchema());
});

describe('the shipped profiles', () => {
  test.each(SHIPPED_PROFILES.map((each) => [profileSchema.parse(each).id, each] as const))(
    '%s is sound: known keys only, ids of its own, columns that exist',
    (_, raw) => {
      const { documents, engine } = profileSchema.parse(raw);
      expect(ENGINE_IDS).toContain(engine);
      const tables = documents.flatMap(({ path, places, tables: own }) => (path === places[0] ? own : []));
      expect(new Set(tables.map(({ id }) => id)).size).toBe(tables.length);
      expect(new Set(documents.map(({ path }) => path)).size).toBe(documents.length);
      for (const { columns, key, machine = [], rows } of tables) {
        expect(columns).toContain(key);
        expect(columns).toEqual(expect.arrayContaining(machine.map(({ column }) => column)));
        if (rows?.example !== undefined) expect(columns).toContain(rows.example.column);
      }
    },
  );

  test('have ids of their own', () => {
    const ids = shippedProfiles().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a profile in a file', () => {
  const sound = { id: 'mine', engine: 'vllm', documents: [{ path: 'docs/page.md', tables: [] }] };
  const lora = { column: 'LoRA', capability: 'lora', yes: 'Y', no: '' };
  const withTable = (more: object): string => {
    const table = { id: 't', columns: ['X', 'LoRA'], key: 'X', ...more };
    return JSON.stringify({ ...sound, documents: [{ path: 'a.md', tables: [table] }] });
  };

  test('has pages, each with every place that it may lie in', () => {
    const profile = { ...sound, documents: [{ ...sound.documents[0], places: ['docs/page.md'] }] };
    expect(parseProfile(JSON.stringify(sound))).toEqual({ profile });
  });

  test.each([
    ['{', 'This is not JSON: '],
    [JSON.stringify({ ...sound, documents: [] }), 'documents: expected at least one document'],
    [JSON.stringify({ ...sound, pages: [] }), 'Unknown key "pages".'],
    [
      JSON.stringify({
        ...sound,
        documents: [{ path: 'a.md', tables: [{ id: 'A b', columns: ['X'], key: 'X' }] }],
      }),
      'documents[0].tables[0].id: expected words in lower case',
    ],
    [
      JSON.stringify({
        ...sound,
        documents: [{ path: 'a.md', tables: [{ id: 't', columns: ['X'], kee: 'X' }] }],
      }),
      'documents[0].tables[0].key: expected string, found nothing. Unknown key "documents[0].tables[0].kee". Did you mean "key"?',
    ],
    [
      JSON.stringify({ ...sound, documents: [{ path: 'a.md', alsoAt: ['../b.md'], tables: [] }] }),
      'documents[0].alsoAt[0]: expected a path from the root of the checkout',
    ],
    [
      JSON.stringify({ ...sound, documents: [{ path: 'a.md', alsoAt: ['b.md', 'a.md'], tables: [] }] }),
      'documents[0]: a.md is given twice',
    ],
    [
      withTable({ machine: [{ ...lora, yes: 'x', no: 'x' }] }),
      'documents[0].tables[0].machine[0]: "x" means both true and false.',
    ],
    [
      withTable({ machine: [{ ...lora, alsoYes: ['✅', '-'], alsoNo: ['-'] }] }),
      'documents[0].tables[0].machine[0]: "-" means both true and false.',
    ],
    [
      withTable({ machine: [lora, { ...lora, capability: 'pp' }] }),
      'documents[0].tables[0].machine[1].column: "LoRA" has another owner in this table.',
    ],
    [
      withTable({ machine: [{ ...lora, column: 'X' }] }),
      'documents[0].tables[0].machine[0].column: "X" has another owner in this table.',
    ],
    [
      withTable({ machine: [lora], rows: { where: [{}], example: { column: 'LoRA' } } }),
      'documents[0].tables[0].machine[0].column: "LoRA" has another owner in this table.',
    ],
    [
      withTable({ rows: { where: [{}], example: { column: 'X' } } }),
      'documents[0].tables[0].rows.example.column: "X" has another owner in this table.',
    ],
    ['[]', 'The profile: expected object, found array.'],
    ...[
      '/etc/a.md',
      '../a.md',
      'docs/../../a.md',
      'docs/..',
      'docs\\a.md',
      './a.md',
      'docs//a.md',
      'docs/',
      '',
    ].map((path) => [
      JSON.stringify({ ...sound, documents: [{ path, tables: [] }] }),
      'documents[0].path: expected a path from the root of the checkout, such as docs/models.md ' +
        `(no / in front, no . or .., no \\), found ${JSON.stringify(path)}.`,
    ]),
  ])('that is wrong says what, by its key: %s', (text, message) => {
    const read = parseProfile(text);
    const told = 'mistakes' in read ? read.mistakes.map((each) => each.message).join(' ') : 'nothing';
    expect(told).toContain(message);
  });

  test.each([
    [
      [
        '{',
        '  "id": "mine", "engine": "vllm",',
        '  "documents": [',
        '    { "tabels": [], "optoinal": true, "path": "../a.md", "tables": [] }',
        '  ]',
        '}',
      ],
      [
        'mine.json:4:17 config-unknown-key Unknown key "documents[0].tabels". Did you mean "tables"?',
        'mine.json:4:33 config-unknown-key Unknown key "documents[0].optoinal". Did you mean "optional"?',
        'mine.json:4:47 config-invalid documents[0].path: expected a path from the root',
      ],
    ],
    // What is not there is missing in what should have it.
    [
      ['{ "id": "mine",', '  "documents": [] }'],
      ['mine.json:1:1 config-invalid engine: ', 'mine.json:2:16 '],
    ],
    [['{ "id": "mine",', '  engine: 1 }'], ['mine.json:2:3 config-unreadable This is not JSON: ']],
  ])('that is wrong says where: %j', (lines, expected) => {
    const text = lines.join('\n');
    const read = parseProfile(text);
    const mistakes = 'mistakes' in read ? read.mistakes : [];
    const told = profileDiagnostics(mistakes, text, 'mine.json').map(
      ({ file, line, column, rule, message }) => `${file}:${line}:${column} ${rule} ${message}`,
    );
    expect(told).toEqual(expected.map((each) => expect.stringContaining(each) as string));
  });

  test('says which page a path is', () => {
    const about = profileSchema.parse(sound);
    expect(pageOf(about, 'docs/page.md')).toEqual({ path: 'docs/page.md', root: '.' });
    expect(pageOf(about, '/src/engine/docs/page.md')).toEqual({ path: 'docs/page.md', root: '/src/engine' });
    expect(pageOf(about, 'engine\\docs\\page.md')).toEqual({ path: 'docs/page.md', root: 'engine' });
    expect(pageOf(about, 'mydocs/page.md')).toBeNull();
    expect(pageOf(about, '/docs/page.md')).toEqual({ path: 'docs/page.md', root: '/' });
    const moved = profileSchema.parse({
      ...sound,
      documents: [{ path: 'docs/page.md', alsoAt: ['new/docs/page.md'], tables: [] }],
    });
    expect(pageOf(moved, 'engine/new/docs/page.md')).toEqual({ path: 'new/docs/page.md', root: 'engine' });
  });
});
