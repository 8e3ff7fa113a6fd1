import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import { ArchscanError, createSession, type Session } from '../../src/index.js';
import { edited, exampleLinter, DOCUMENT } from '../lint/support.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import {
  ACORN,
  fileText,
  memorySession,
  MODELS,
  positionOf,
  shownLocations,
  TRACKING,
  workspaceFiles,
  type Files,
} from './support.js';

const FILES = workspaceFiles();
const DOCUMENT_TEXT = fileText(FILES, TRACKING);

test('a file that nothing was read of when it was edited is read as it is when something needs it', async () => {
  const folder = 'transformers/src/transformers/models/acorn/';
  const modular = `${folder}modular_acorn.py`;
  const naming = (id: string): string =>
    `from ..juniper.modeling_juniper import JuniperForCausalLM\n\n\nclass AcornForCausalLM(JuniperForCausalLM):\n    \"\"\"\n    >>> AcornForCausalLM.from_pretrained("${id}")\n    \"\"\"\n`;
  // Nothing else in the folder names a checkpoint.
  const silent = Object.entries(FILES).map(([path, text]) => [
    path,
    path.startsWith(folder)
      ? text.replaceAll('treeline-labs/Acorn-7B', '').replaceAll(/\[\]\(https:[^)]*\)/g, '')
      : text,
  ]);
  const files = { ...(Object.fromEntries(silent) as Files), [modular]: naming('seed-labs/Acorn-1B') };
  const examples = async (session: Session): Promise<readonly string[]> => {
    const found = await session.findings(TRACKING);
    return found.filter(({ rule }) => rule === 'tracking-stale-example').map(({ message }) => message);
  };
  const session = memorySession(files);
  await examples(session);
  session.open(modular, naming('seed-labs/Acorn-1B'));
  session.change(modular, naming('seed-labs/Acorn-2B'));
  // Asks for no examples.
  await session.problems();
  session.change(modular, naming('seed-labs/Acorn-3B'));
  const now = await examples(session);
  expect(now).toContainEqual(expect.stringContaining('seed-labs/Acorn-3B'));
  expect(now).toEqual(await examples(memorySession({ ...files, [modular]: naming('seed-labs/Acorn-3B') })));
});

describe('a document', () => {
  const session = memorySession();

  test('has the findings of lint, with ranges and evidence by URI', async () => {
    const text = edited(DOCUMENT_TEXT, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']);
    session.open(TRACKING, text);
    const found = await session.findings(TRACKING);
    const lint = exampleLinter().lint([{ file: DOCUMENT, text }]).findings;
    const document = lint.filter(({ file }) => file === DOCUMENT);
    expect(
      found.map(({ rule, message, line, column, edits }) => ({ rule, message, line, column, edits })),
    ).toEqual(
      document.map(({ rule, message, line, column, edits }) => ({ rule, message, line, column, edits })),
    );
    const wrong = found.find(({ rule }) => rule === 'tracking-wrong-native');
    expect(shownLocations(session, wrong?.related ?? [])).toEqual([
      'acorn.py:65 EntryClass = [AcornForCausalLM, AcornChatForCausalLM]',
    ]);
    session.close(TRACKING);
  });

  test('has its broken footnotes found as they are typed', async () => {
    const footnotes = async (text: string): Promise<readonly string[]> => {
      session.open(TRACKING, text);
      const found = await session.findings(TRACKING);
      session.close(TRACKING);
      const broken = found.filter(({ rule }) => rule.startsWith('footnote-'));
      return broken.map(({ rule, line, key }) => `${rule} ${line} ${key}`);
    };
    const key = '**SorrelForCausalLM**';
    const text = edited(DOCUMENT_TEXT, [key, `${key}[^memory]`]);
    const { line } = positionOf(text, key);
    expect(await footnotes(text)).toEqual([`footnote-dangling ${line} [^memory]`]);
    expect(await footnotes(`${text}\n[^memory]: 80 GB.\n`)).toEqual([]);
    const end = text.split('\n').length + 1;
    expect(await footnotes(`${DOCUMENT_TEXT}\n[^memory]: 80 GB.\n`)).toEqual([
      `footnote-unused ${end} [^memory]`,
    ]);
  });

  test('is corrected as lint --fix corrects it, as a whole and finding by finding', async () => {
    const text = edited(DOCUMENT_TEXT, ['| **SorrelForCausalLM** | Y |', '| **SorrelForCausalLM** | N |']);
    session.open(TRACKING, text);
    const { line } = positionOf(text, '**SorrelForCausalLM**');
    const actions = await session.codeActions(TRACKING, { line, column: 1, endLine: line, endColumn: 99 });
    const all = actions.find(({ kind }) => kind === 'fix-all');
    const done = applyEdits(
      text,
      (all?.edits ?? []).map(({ span, text: by }) => ({ ...span, text: by })),
    );
    expect(done).toBe(exampleLinter().fix({ file: DOCUMENT, text }).text);
    const fixes = actions.filter(({ kind }) => kind === 'fix');
    expect(
      fixes.map(({ title, preferred, edits }) => ({ title, preferred, edits: edits.map((e) => e.text) })),
    ).toEqual([{ title: 'Write Y', preferred: true, edits: [' Y '] }]);
    session.close(TRACKING);
  });

  test('leads from every machine cell to what it rests on', async () => {
    const at = async (piece: string): Promise<readonly string[]> =>
      shownLocations(session, await session.definition(TRACKING, positionOf(DOCUMENT_TEXT, piece)));
    expect(await at('**Acorn¦ForCausalLM** | Y')).toEqual(['acorn.py:44 AcornForCausalLM']);
    expect(await at('**AcornForCausalLM** | ¦Y | Y')).toEqual(['acorn.py:65 AcornForCausalLM']);
    expect(await at('**AcornForCausalLM** | Y | ¦Y')).toEqual(['modeling_acorn.py:33 AcornForCausalLM']);
    expect(await at('**AcornForCausalLM** | Y | Y | `¦acorn.py')).toEqual(['acorn.py:65 AcornForCausalLM']);
    const example = await session.definition(TRACKING, positionOf(DOCUMENT_TEXT, '`acorn.py` | tree¦line'));
    expect(example.map(({ uri, range }) => `${uri}:${range.line}`)).toEqual([
      'transformers/src/transformers/models/acorn/modeling_acorn.py:48',
    ]);
    expect(await at('### Leg¦end')).toEqual([]);
  });

  test('tells on hover what every engine says', async () => {
    const hover = await session.hover(TRACKING, positionOf(DOCUMENT_TEXT, '**Juniper¦ForCausalLM**'));
    expect(hover).toMatchObject({
      architecture: 'JuniperForCausalLM',
      engines: [{ id: 'sglang', level: 'fallback' }],
    });
    expect(hover?.markdown).toMatchInlineSnapshot(`
      "**JuniperForCausalLM** · text

      - SGLang: **fallback** – is_backend_compatible() is true in transformers 5.0.0 ([modeling_juniper.py:25](transformers/src/transformers/models/juniper/modeling_juniper.py#L25))

      Example: \`treeline-labs/Juniper-3B-Instruct\` – JuniperForCausalLM.from_pretrained in a docstring of JuniperForCausalLM ([modeling_juniper.py:39](transformers/src/transformers/models/juniper/modeling_juniper.py#L39))

      Row: [MODEL_SUPPORT_TRACKING.md:30](sglang/MODEL_SUPPORT_TRACKING.md#L30)"
    `);
    expect(await session.hover(TRACKING, { line: 1, column: 1 })).toBeNull();
  });

  test('tells of the name under the cursor where a key cell has several, one within another', async () => {
    const text = edited(DOCUMENT_TEXT, [
      '| **AcornForCausalLM** |',
      '| **MiniAcornForCausalLM**, **AcornForCausalLM** |',
    ]);
    session.open(TRACKING, text);
    const named = async (piece: string): Promise<string | null | undefined> =>
      (await session.hover(TRACKING, positionOf(text, piece)))?.architecture;
    expect(await named(', **Acorn¦ForCausalLM**')).toBe('AcornForCausalLM');
    expect(await named('**MiniAcorn¦ForCausalLM**')).toBe('MiniAcornForCausalLM');
    session.close(TRACKING);
  });

  test('completes architectures that have no row, and checkpoints', async () => {
    const text = edited(DOCUMENT_TEXT, [
      '| **SorrelForCausalLM** | Y |  | `sorrel.py` |  |\n',
      '| **Sor | Y |  |  |  |\n',
    ]);
    session.open(TRACKING, text);
    const keys = await session.completion(TRACKING, positionOf(text, '| **Sor¦ |'));
    expect(keys.map(({ label, filter, edit }) => ({ label, filter, text: edit.text }))).toEqual([
      { label: 'SorrelForCausalLM', filter: '**SorrelForCausalLM**', text: '**SorrelForCausalLM**' },
    ]);
    session.close(TRACKING);
    session.open(TRACKING, text.replace('| **Sor |', '| `Sor  |'));
    const coded = await session.completion(
      TRACKING,
      positionOf(text.replace('| **Sor |', '| `Sor  |'), '`Sor ¦ |'),
    );
    expect(coded.map(({ filter, edit }) => [filter, edit.range.column, edit.range.endColumn])).toEqual([
      ['`SorrelForCausalLM', 3, 8],
    ]);
    session.close(TRACKING);
    const ids = await session.completion(TRACKING, positionOf(DOCUMENT_TEXT, '`acorn_moe.py` | ¦tree'));
    expect(ids[0]).toMatchObject({
      label: 'treeline-labs/Acorn-MoE-8x7B',
      detail: 'the example of this row',
    });
    expect(ids.length).toBeGreaterThan(4);
  });

  test('has its sections and rows as symbols', async () => {
    const [title] = await session.documentSymbols(TRACKING);
    const sections = title?.children.map(({ name, children }) => `${name}: ${children.length}`);
    expect(sections).toMatchInlineSnapshot(`
      [
        "Legend: 0",
        "Text-only Language Models (Generative): 8",
        "Embedding / Classification / Reward / Retrieval Models: 7",
        "Multimodal Models (Vision / Audio / OCR): 2",
        "Overall Summary: 0",
      ]
    `);
  });

  test('that is no tracking document has nothing', async () => {
    session.open('sglang/README.md', '# Read me\n\n| a | b |\n|---|---|\n| 1 | 2 |\n');
    expect(await session.findings('sglang/README.md')).toEqual([]);
    expect(await session.documentSymbols('sglang/README.md')).toEqual([]);
    expect(
      await session.codeActions('sglang/README.md', { line: 1, column: 1, endLine: 9, endColumn: 1 }),
    ).toEqual([]);
    session.close('sglang/README.md');
  });
});

describe('a Python file', () => {
  const session = memorySession();
  const text = fileText(FILES, ACORN);

  test('has findings while it is edited, and none of an edit that is taken back', async () => {
    session.open(ACORN, edited(text, ['EntryClass = [AcornForCausalLM', 'EntryClass = [AcornForCausalML']));
    const found = await session.findings(ACORN);
    expect(found.map(({ rule, range }) => `${rule} ${range.line}:${range.column}`)).toContain(
      'sglang-entry-class 65:15',
    );
    const rows = await session.findings(TRACKING);
    expect(rows.map(({ message }) => message)).toContain(
      'acorn.py does not register AcornForCausalLM; nothing does',
    );
    session.close(ACORN);
    expect(await session.findings(ACORN)).toEqual(await memorySession().findings(ACORN));
  });

  test('says as much as before while a bracket is open in it', async () => {
    const fresh = memorySession();
    const [own, rows] = [await fresh.findings(ACORN), await fresh.findings(TRACKING)];
    for (const piece of ['def forward(', 'self.lm_head = ', 'import torch']) {
      expect(text).toContain(piece);
      session.open(ACORN, edited(text, [piece, `${piece}(`]));
      const found = await session.findings(ACORN);
      expect(found.filter(({ rule }) => rule === 'python-syntax').map(({ message }) => message)).toEqual([
        expect.stringContaining('a bracket is opened that is not closed'),
      ]);
      expect(found.filter(({ rule }) => rule !== 'python-syntax')).toEqual(own);
      expect(await session.findings(TRACKING)).toEqual(rows);
    }
    session.close(ACORN);
  });

  test('of which it is not known what it registers contradicts no row', async () => {
    const rows = await memorySession().findings(TRACKING);
    for (const [piece, broken] of [
      ['EntryClass = [', 'EntryClass = [('],
      ['class AcornChatForCausalLM(', 'class AcornChatForCausalLM(('],
    ] as const) {
      session.open(ACORN, edited(text, [piece, broken]));
      expect((await session.findings(ACORN)).map(({ rule }) => rule)).toContain('python-syntax');
      expect(await session.findings(TRACKING)).toEqual(rows);
      const hover = await session.hover(TRACKING, positionOf(DOCUMENT_TEXT, '**Juniper¦ForCausalLM**'));
      expect(hover?.markdown).toContain(
        'SGLang: **not known** – a syntax error may hide what is registered here',
      );
    }
    session.close(ACORN);
  });

  test('has a lens over each registration', async () => {
    const lenses = await session.codeLenses(ACORN);
    expect(lenses.map(({ title }) => title)).toMatchInlineSnapshot(`
      [
        "AcornChatForCausalLM: row at MODEL_SUPPORT_TRACKING.md:26 · not in transformers · no example",
        "AcornForCausalLM: row at MODEL_SUPPORT_TRACKING.md:27 · fallback: yes · treeline-labs/Acorn-7B",
      ]
    `);
    expect(shownLocations(session, lenses[1]?.rows ?? [])).toEqual([
      expect.stringMatching(/^MODEL_SUPPORT_TRACKING\.md:\d+ \*\*AcornForCausalLM\*\*$/),
    ]);
    expect(await session.codeLenses(TRACKING)).toEqual([]);
  });

  test('leads from the registration to the class, and back', async () => {
    const registered = positionOf(text, 'EntryClass = [Acorn¦ForCausalLM');
    expect(shownLocations(session, await session.definition(ACORN, registered))).toEqual([
      'acorn.py:44 AcornForCausalLM',
    ]);
    const defined = positionOf(text, 'class Acorn¦ForCausalLM');
    expect(shownLocations(session, await session.definition(ACORN, defined))).toEqual([
      'acorn.py:65 AcornForCausalLM',
    ]);
    const references = shownLocations(session, await session.references(ACORN, registered));
    expect(references.every((each) => each.includes('AcornForCausalLM'))).toBe(true);
    expect(new Set(references.map((each) => each.slice(0, each.indexOf(':'))))).toEqual(
      new Set([
        'MODEL_SUPPORT_TRACKING.md',
        'acorn.py',
        'acorn_moe.py',
        'lantern_vl.py',
        'modeling_acorn.py',
      ]),
    );
  });

  test('leaves declarations out of references that are asked for without them', async () => {
    const registered = positionOf(text, 'EntryClass = [Acorn¦ForCausalLM');
    const all = shownLocations(session, await session.references(ACORN, registered));
    const uses = await session.references(ACORN, registered, { includeDeclaration: false });
    const shown = shownLocations(session, uses);
    expect(all.filter((each) => !shown.includes(each))).toEqual([
      'acorn.py:44 AcornForCausalLM',
      expect.stringMatching(/^modeling_acorn\.py:\d+ AcornForCausalLM$/),
    ]);
    expect(shown).toContain('acorn.py:65 AcornForCausalLM');
  });

  test('knows names in strings and function bodies of any file', async () => {
    const name = 'sglang/python/sglang/srt/configs/model_config.py';
    const config = fileText(FILES, name);
    const hover = await session.hover(name, positionOf(config, 'LanternVLFor¦ConditionalGeneration'));
    expect(hover?.architecture).toBe('LanternVLForConditionalGeneration');
    expect(await session.hover(name, { line: 1, column: 1 })).toBeNull();
  });

  test('that is new counts as soon as it is open', async () => {
    const name = `${MODELS}/birch.py`;
    session.open(name, 'class BirchForCausalLM:\n    pass\n\n\nEntryClass = BirchForCausalLM\n');
    const rows = await session.findings(TRACKING);
    expect(rows.map(({ message }) => message)).toContain(
      'BirchForCausalLM has no row, but birch.py registers it',
    );
    expect((await session.workspaceSymbols('birchcausal')).map(({ name: symbol }) => symbol)).toEqual([
      'BirchForCausalLM',
    ]);
    session.close(name);
    expect(await session.workspaceSymbols('birchcausal')).toEqual([]);
  });
});

test('several folders: each has its own sources, and transformers is shared', async () => {
  const other = Object.fromEntries(
    Object.entries(FILES).flatMap(([name, text]) =>
      name.startsWith('sglang/') && !name.endsWith('/sorrel.py')
        ? [[name.replace('sglang/', 'fork/'), text]]
        : [],
    ),
  );
  const session = memorySession({ ...FILES, ...other }, { folders: ['sglang', 'fork', 'transformers'] });
  const messages = async (name: string): Promise<readonly string[]> =>
    (await session.findings(name)).map(({ message }) => message);
  expect(await messages(TRACKING)).not.toContainEqual(expect.stringContaining('SorrelForCausalLM'));
  expect(await messages('fork/MODEL_SUPPORT_TRACKING.md')).toContainEqual(
    expect.stringContaining('SorrelForCausalLM'),
  );
  session.setFolders(['sglang']);
  expect(await session.problems()).toEqual([]);
  session.setFolders(['nowhere']);
  expect(await session.problems()).toMatchObject([{ folder: 'nowhere', expected: true }]);
  expect(await session.findings(TRACKING)).toEqual([]);
});

test('a session ends waiting when its signal says so, and ends as a whole', async () => {
  const session = memorySession();
  const stop = new AbortController();
  const waiting = session.allFindings({ signal: stop.signal });
  stop.abort(new Error('no longer wanted'));
  await expect(waiting).rejects.toThrow('no longer wanted');
  expect((await session.allFindings()).size).toBeGreaterThan(0);
  await expect(session.findings(TRACKING, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
  const late = session.findings(TRACKING);
  session.dispose();
  await expect(late).rejects.toThrow(ArchscanError);
  await expect(session.findings(TRACKING)).rejects.toThrow('disposed');
  expect(() => {
    session.open(TRACKING, '');
  }).toThrow('disposed');
});

test('files of a folder are read with its configuration, and again when they changed on disk', async () => {
  const { [TRACKING]: document = '', ...sources } = FILES;
  const folder = tempFolder({
    ...sources,
    'docs/support.md': document,
    'archscan.config.json': JSON.stringify({
      sglang: 'sglang',
      transformers: 'transformers',
      output: 'docs/support.md',
      overrideRows: false,
      colour: 'green',
    }),
  });
  const steps = new Set<string>();
  const session = createSession({
    folders: [folder],
    date: '2026-01-02',
    onProgress: ({ step }) => steps.add(step),
  });
  const uri = (path: string): string => new URL(`${folder}/${path}`, 'file:').href;
  const rules = async (path: string): Promise<readonly string[]> =>
    (await session.findings(uri(path))).map(({ rule }) => rule);
  expect(await rules('archscan.config.json')).toEqual(['config-unknown-key']);
  expect([...steps]).toEqual(['Reading SGLang', 'Reading transformers']);
  expect(await rules('docs/support.md')).not.toContain('tracking-missing-row');

  writeFiles(folder, {
    [`${MODELS}/birch.py`]: 'class BirchForCausalLM:\n    pass\n\n\nEntryClass = BirchForCausalLM\n',
  });
  session.filesChanged([uri(`${MODELS}/birch.py`)]);
  expect(await rules('docs/support.md')).toContain('tracking-missing-row');

  // What another package says of itself, and a configuration that says the same, change nothing.
  const [first] = await session.findings(uri('docs/support.md'));
  writeFiles(folder, { 'node_modules/oak/package.json': '{}' });
  session.filesChanged([uri('node_modules/oak/package.json'), uri('archscan.config.json')]);
  const [again] = await session.findings(uri('docs/support.md'));
  expect(first).toBeDefined();
  expect(again?.evidence).toBe(first?.evidence);

  writeFiles(folder, { 'archscan.config.json': JSON.stringify({ sglang: 'gone' }) });
  session.filesChanged([uri('archscan.config.json')]);
  expect(await session.problems()).toMatchObject([
    { expected: false, message: expect.stringContaining('gone') as string },
  ]);
  expect(await rules('docs/support.md')).toEqual([]);
  session.dispose();
});
