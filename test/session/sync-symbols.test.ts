import { expect, test } from 'vitest';
import type { Session, SessionSymbol } from '../../src/index.js';
import { fileText, positionOf, shownLocations } from './support.js';
import {
  checkoutFiles,
  LIST_PROFILE,
  PROFILE,
  REGISTRY_PY,
  SHRUBS,
  syncSession,
  TREES,
} from './sync-support.js';

const FILES = checkoutFiles();

/** Two tables below headings of two depths; one key cell has two names, and one row has a display name. */
const PAGE = [
  '# Trees',
  '',
  'Words.',
  '',
  '## Tall',
  '',
  '| Architecture | LoRA | Wood |',
  '|---|---|---|',
  '| `OakForCausalLM`, `AcornForCausalLM` | ✅ | hard |',
  '',
  '## Short',
  '',
  '| Architecture | PP |',
  '|---|---|',
  '| `HollyForCausalLM` |  |',
  '| `BirchForCausalLM` (`Birch`) |  |',
  '',
  '# Else',
  '',
  '| Other | Table |',
  '|---|---|',
  '| `PineForCausalLM` |  |',
  '',
].join('\n');

const table = { columns: ['Architecture'], key: 'Architecture' };
const TWO_TABLES = {
  id: 'trees',
  engine: 'vllm',
  documents: [
    {
      path: 'docs/trees.md',
      tables: [
        {
          ...table,
          id: 'tall',
          heading: ['Tall'],
          machine: [{ column: 'LoRA', capability: 'lora', yes: '✅', no: '' }],
        },
        { ...table, id: 'short', heading: ['Short'] },
      ],
    },
  ],
};
const files = { ...FILES, [TREES]: PAGE, [PROFILE]: JSON.stringify(TWO_TABLES) };

/** `depth name detail line:column text`, the text of the selection. */
function outline(session: Session, symbols: readonly SessionSymbol[], depth = 0): readonly string[] {
  return symbols.flatMap(({ name, kind, detail, location, selection, children }) => {
    const line = session.text(location.uri)?.split('\n')[selection.line - 1] ?? '';
    const text = line.slice(selection.column - 1, selection.endColumn - 1);
    const { range } = location;
    const at = `${range.line}:${range.column}-${range.endLine}:${range.endColumn}`;
    return [
      `${'  '.repeat(depth)}${kind} ${name} (${detail}) ${at} ${text}`,
      ...outline(session, children, depth + 1),
    ];
  });
}

test('a page has its sections as symbols, and the rows of the tables that its profile means', async () => {
  const session = syncSession(files);
  expect(outline(session, await session.documentSymbols(TREES))).toMatchInlineSnapshot(`
    [
      "section Trees () 1:1-18:1 # Trees",
      "  section Tall () 5:1-11:1 ## Tall",
      "    row OakForCausalLM (hard) 9:1-9:52 \`OakForCausalLM\`, \`AcornForCausalLM\`",
      "    row AcornForCausalLM (hard) 9:1-9:52 \`OakForCausalLM\`, \`AcornForCausalLM\`",
      "  section Short () 11:1-18:1 ## Short",
      "    row HollyForCausalLM () 15:1-15:26 \`HollyForCausalLM\`",
      "    row BirchForCausalLM () 16:1-16:36 \`BirchForCausalLM\` (\`Birch\`)",
      "    row Birch () 16:1-16:36 \`BirchForCausalLM\` (\`Birch\`)",
      "section Else () 18:1-23:1 # Else",
    ]
  `);
});

test('a table that several profiles mean is there once', async () => {
  const list = 'vllm/list.json';
  const tables = TWO_TABLES.documents[0]?.tables.map((each) => ({ ...each, id: `${each.id}-again` }));
  const again = { ...LIST_PROFILE, documents: [{ path: 'docs/trees.md', tables }] };
  const session = syncSession({ ...files, [list]: JSON.stringify(again) }, { profiles: [PROFILE, list] });
  const one = syncSession(files);
  expect(await session.documentSymbols(TREES)).toEqual(await one.documentSymbols(TREES));
});

test('rows are found in the workspace, as the page and the profile are open', async () => {
  const session = syncSession(files);
  const found = async (query: string): Promise<readonly string[]> =>
    outline(
      session,
      (await session.workspaceSymbols(query)).filter(({ kind }) => kind === 'row'),
    );
  expect(await found('acornforcausal')).toEqual([
    'row AcornForCausalLM (hard) 9:1-9:52 `OakForCausalLM`, `AcornForCausalLM`',
  ]);
  expect(await found('pine')).toEqual([]);
  session.open(TREES, PAGE.replace('BirchFor', 'PineFor'));
  expect(await found('pinefor')).toEqual(['row PineForCausalLM () 16:1-16:35 `PineForCausalLM` (`Birch`)']);
  session.open(PROFILE, JSON.stringify({ ...TWO_TABLES, engine: 'sglang' }));
  expect(await found('pinefor')).toEqual([]);
  expect(await session.documentSymbols(TREES)).toEqual([]);
  session.close(PROFILE);
  session.close(TREES);
  expect(await found('birchfor')).toHaveLength(1);
});

test('a page that cannot be read as one, or that is none, has no symbols', async () => {
  const session = syncSession(files);
  expect(await session.documentSymbols(SHRUBS)).toEqual([]);
  session.open(TREES, `<<<<<<< ours\n${PAGE}=======\n>>>>>>> theirs\n`);
  const symbols = await session.documentSymbols(TREES);
  expect(symbols.flatMap(({ children }) => children).filter(({ kind }) => kind === 'row')).toEqual([]);
});

test('a registration leads to the rows of the pages of its engine', async () => {
  const session = syncSession();
  const lenses = async (): Promise<readonly string[]> =>
    (await session.codeLenses(REGISTRY_PY)).map(({ title }) => title.split(' · ')[0] ?? '');
  expect(await lenses()).toEqual([
    'AcornForCausalLM: row at trees.md:5',
    'BeechForCausalLM: no row',
    'HollyForCausalLM: row at trees.md:6',
    'OakForCausalLM: row at trees.md:7',
  ]);
  const at = positionOf(fileText(FILES, REGISTRY_PY), '"Holly¦ForCausalLM"');
  const references = shownLocations(session, await session.references(REGISTRY_PY, at));
  expect(references).toContain('trees.md:6 `HollyForCausalLM`');
  expect((await session.hover(REGISTRY_PY, at))?.markdown).toMatch(/Row: \S*trees\.md/);

  session.open(TREES, fileText(FILES, TREES).replace('| `HollyForCausalLM` | ✅ |  |\n', ''));
  expect(await lenses()).toContain('HollyForCausalLM: no row');
  session.close(TREES);
  expect(await lenses()).toContain('HollyForCausalLM: row at trees.md:6');
});

test('where no page names architectures there is no document', async () => {
  const session = syncSession(
    Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== TREES && path !== SHRUBS)),
    { profiles: [] },
  );
  const [lens] = await session.codeLenses(REGISTRY_PY);
  expect(lens?.title).toContain('no document');
});
