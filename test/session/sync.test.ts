import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import type { Session, SessionAction, SessionFinding } from '../../src/index.js';
import { profileSchema } from '../../src/sync/profile.js';
import { SHIPPED_PROFILES } from '../../src/sync/profiles.js';
import { edited, exampleDocument } from '../lint/support.js';
import {
  ACORN,
  CONFIGURATION,
  fileText,
  memorySession,
  positionOf,
  shownLocations,
  workspaceFiles,
} from './support.js';
import {
  checkoutFiles,
  LIST_PROFILE,
  NAMES,
  page,
  PROFILE,
  registry,
  REGISTRY_PY,
  SETTLED,
  SHRUBS,
  syncSession,
  TREES,
  TREES_PAGE,
  TREES_PROFILE,
  WHOLE,
} from './sync-support.js';

const FILES = checkoutFiles();
const PAGE = 'sglang/docs/trees.md';
const SGLANG_PROFILE = {
  id: 'trees',
  engine: 'sglang',
  documents: [
    {
      path: 'docs/trees.md',
      tables: [{ id: 'trees', columns: ['Architecture', 'LoRA'], key: 'Architecture' }],
    },
  ],
};

const shown = (findings: readonly SessionFinding[]): readonly string[] =>
  findings.map(({ range: { line, column, endColumn }, severity, rule, key }) => {
    return `${line}:${column}-${endColumn} ${severity} ${rule} ${key}`;
  });

async function told(session: Session, uri = TREES): Promise<readonly string[]> {
  return shown(await session.findings(uri));
}

function done(text: string, action: SessionAction | undefined): string {
  return applyEdits(
    text,
    (action?.edits ?? []).map(({ span, text: now }) => ({ ...span, text: now })),
  );
}

async function fixAll(session: Session, uri = TREES): Promise<SessionAction | undefined> {
  return (await session.codeActions(uri, WHOLE)).find(({ kind }) => kind === 'fix-all');
}

const MISSING = '5:1-31 error sync-missing-row BeechForCausalLM';
const WRONG = '6:24-25 error sync-wrong-cell HollyForCausalLM';

describe('a page of a profile', () => {
  test('has the findings of archscan sync, with the places in the sources', async () => {
    const session = syncSession();
    expect(await told(session)).toEqual([MISSING, WRONG]);
    const [missing, wrong] = await session.findings(TREES);
    expect(missing?.message).toContain('vLLM registers BeechForCausalLM, and no page names it');
    expect(missing?.related).toMatchObject([
      { uri: REGISTRY_PY, range: { line: 3 }, message: 'Registered here' },
      { uri: 'vllm/vllm/model_executor/models/acorn.py', range: { line: 3 }, message: 'Its class' },
    ]);
    expect(wrong?.message).toBe('LoRA says yes, but the class of HollyForCausalLM does not have it');
  });

  test('is compared as it is open, and as the other pages and the sources are open', async () => {
    const session = syncSession();
    await session.findings(TREES);
    session.open(TREES, TREES_PAGE.replace('| ✅ |  |', '|  |  |'));
    expect(await told(session)).toEqual([MISSING]);
    session.open(SHRUBS, page('| `BeechForCausalLM` | ✅ | ✅ |'));
    expect(await told(session)).toEqual([]);
    session.close(SHRUBS);
    expect(await told(session)).toEqual([MISSING]);
    session.open(REGISTRY_PY, registry(...NAMES.filter((name) => !name.startsWith('Beech')), 'LarchModel'));
    expect(await told(session)).toEqual(['6:1-29 error sync-missing-row LarchModel']);
    session.close(REGISTRY_PY);
    session.close(TREES);
    expect(await told(session)).toEqual([MISSING, WRONG]);
  });

  test('may be asked about by several first questions', async () => {
    const session = syncSession();
    const [first, second] = await Promise.all([told(session), told(session)]);
    expect(first).toEqual([MISSING, WRONG]);
    expect(second).toEqual(first);
  });

  test('an edit of a class moves the findings', async () => {
    const session = syncSession();
    await session.findings(TREES);
    const acorn = 'vllm/vllm/model_executor/models/acorn.py';
    session.change(acorn, fileText(FILES, acorn).replace(', SupportsLoRA, SupportsPP', ', SupportsPP'));
    expect(await told(session)).toEqual([
      '5:1-31 error sync-missing-row BeechForCausalLM',
      '5:24-25 error sync-wrong-cell AcornForCausalLM',
      WRONG,
      '7:22-23 error sync-wrong-cell OakForCausalLM',
    ]);
  });

  test('an empty cell is shown with the pipe behind it', async () => {
    const session = syncSession({ ...FILES, [TREES]: SETTLED.replace('Oak', 'Acorn').replace('✅', '') });
    const empty = (await session.findings(TREES)).find(({ key }) => key === 'AcornForCausalLM');
    expect(empty?.range).toMatchObject({ line: 5, endLine: 5 });
    expect((empty?.range.endColumn ?? 0) - (empty?.range.column ?? 0)).toBe(1);
  });

  test('is corrected finding by finding, and as a whole as archscan sync writes it', async () => {
    const session = syncSession();
    const actions = await session.codeActions(TREES, WHOLE);
    expect(actions.map(({ kind, title, preferred }) => `${kind} ${title} ${preferred}`)).toEqual([
      'fix Add the row of BeechForCausalLM true',
      'fix Empty the cell true',
      'fix-all Correct the whole document (archscan sync) false',
    ]);
    expect(done(TREES_PAGE, actions.at(-1))).toBe(SETTLED);
    const step = done(TREES_PAGE, actions[0]);
    session.open(TREES, step);
    const rest = await session.codeActions(TREES, WHOLE);
    expect(rest.map(({ title }) => title)).toEqual([
      'Empty the cell',
      'Correct the whole document (archscan sync)',
    ]);
    expect(done(step, rest[0])).toBe(SETTLED);
    session.change(TREES, SETTLED);
    expect(await session.codeActions(TREES, WHOLE)).toEqual([]);
    expect(await told(session)).toEqual([]);
  });

  test('only offers the fixes of the lines that were asked about', async () => {
    const session = syncSession();
    const actions = await session.codeActions(TREES, { line: 6, column: 1, endLine: 6, endColumn: 9 });
    expect(actions.map(({ title }) => title)).toEqual(['Correct the whole document (archscan sync)']);
  });

  test('keeps CRLF and a byte-order mark', async () => {
    const text = `\uFEFF${TREES_PAGE.replaceAll('\n', '\r\n')}`;
    const session = syncSession({ ...FILES, [TREES]: text });
    expect(await told(session)).toEqual([MISSING, WRONG]);
    expect(done(text, await fixAll(session))).toBe(`\uFEFF${SETTLED.replaceAll('\n', '\r\n')}`);
  });

  test('is one of the files with findings, when it lies where the profile says', async () => {
    const session = syncSession();
    expect([...(await session.allFindings()).keys()]).toEqual(expect.arrayContaining([SHRUBS, TREES]));
  });

  test('does not take comments that silence findings, as archscan sync does not', async () => {
    const text = `${TREES_PAGE}\n<!-- archscan-ignore-file sync-wrong-cell: known -->\n`;
    const session = syncSession({ ...FILES, [TREES]: text });
    expect(await told(session)).toContain(WRONG);
  });
});

test('a key cell leads to the registration, and tells what is known of it', async () => {
  const session = syncSession();
  const at = positionOf(TREES_PAGE, '`Holly¦ForCausalLM`');
  const target = await session.definition(TREES, at);
  expect(shownLocations(session, target)).toEqual(['registry.py:4 HollyForCausalLM']);
  const hover = await session.hover(TREES, at);
  expect(hover).toMatchObject({
    architecture: 'HollyForCausalLM',
    engines: [{ id: 'vllm', level: 'native' }],
  });
  const named = shownLocations(session, await session.references(TREES, at));
  expect(named).toEqual(expect.arrayContaining(['registry.py:4 HollyForCausalLM']));
  expect(await session.hover(TREES, positionOf(TREES_PAGE, '✅¦ |  |'))).toBeNull();
});

test('of several names in a key cell the one under the cursor counts, also when another one holds it', async () => {
  const text = TREES_PAGE.replace('`OakForCausalLM`', '`MiniOakForCausalLM`, `OakForCausalLM`');
  const session = syncSession({ ...FILES, [TREES]: text });
  const named = async (piece: string): Promise<string | null | undefined> =>
    (await session.hover(TREES, positionOf(text, piece)))?.architecture;
  expect(await named(', `Oak¦ForCausalLM`')).toBe('OakForCausalLM');
  expect(await named(', `OakForCausalLM¦`')).toBe('OakForCausalLM');
  expect(await named('`MiniOak¦ForCausalLM`')).toBe('MiniOakForCausalLM');
  const target = await session.definition(TREES, positionOf(text, ', `Oak¦ForCausalLM`'));
  expect(shownLocations(session, target)).toEqual(['registry.py:5 OakForCausalLM']);
});

test('a key cell leads to registrations of the engine that the page is about', async () => {
  const session = syncSession({
    ...FILES,
    'vllm/tensorrt_llm/__init__.py': '',
    'vllm/tensorrt_llm/_torch/models/modeling_utils.py': 'def register_auto_model(name): ...\n',
    'vllm/tensorrt_llm/_torch/models/modeling_holly.py':
      'from .modeling_utils import register_auto_model\n@register_auto_model("HollyForCausalLM")\nclass HollyForCausalLM:\n    pass\n',
  });
  const at = positionOf(TREES_PAGE, '`Holly¦ForCausalLM`');
  expect(await session.hover(TREES, at)).toMatchObject({
    engines: [{ level: 'native' }, { level: 'native' }],
  });
  const target = await session.definition(TREES, at);
  expect(shownLocations(session, target)).toEqual(['registry.py:4 HollyForCausalLM']);
});

describe('a page of several profiles', () => {
  const list = 'vllm/list.json';
  const marked = `${TREES_PAGE}\n<!-- archscan:begin all -->\n\nold\n\n<!-- archscan:end all -->\n`;
  const files = { ...FILES, [list]: JSON.stringify(LIST_PROFILE), [TREES]: marked };

  test('has the findings of all, and one action that settles it', async () => {
    const session = syncSession(files, { profiles: [PROFILE, list] });
    // The second one reads what the first one writes, and speaks of the page as it is.
    expect(await told(session)).toEqual([
      MISSING,
      WRONG,
      expect.stringMatching(/^9:.* sync-appendix-outdated/),
    ]);
    const settled = done(marked, await fixAll(session));
    expect(settled.startsWith(SETTLED)).toBe(true);
    session.open(TREES, settled);
    expect(await told(session)).toEqual([]);
  });

  test('an appendix is shown where it is, also when its profile adds rows above it', async () => {
    const [trees, shrubs] = TREES_PROFILE.documents;
    const documents = [{ ...trees, appendix: LIST_PROFILE.documents[0]?.appendix }, shrubs];
    const session = syncSession({ ...files, [PROFILE]: JSON.stringify({ ...TREES_PROFILE, documents }) });
    expect(await told(session)).toEqual([
      MISSING,
      WRONG,
      expect.stringMatching(/^9:.* sync-appendix-outdated/),
    ]);
  });

  test('offers the fix of one finding where the places are those of the page', async () => {
    const session = syncSession(files, { profiles: [PROFILE, list] });
    const titles = async (): Promise<readonly string[]> =>
      (await session.codeActions(TREES, WHOLE)).map(({ title }) => title);
    expect(await titles()).not.toContain('Renew the appendix');
    session.open(TREES, marked.replace(TREES_PAGE, SETTLED));
    expect(await titles()).toEqual(['Renew the appendix', 'Correct the whole document (archscan sync)']);
    const [fix, all] = await session.codeActions(TREES, WHOLE);
    expect(done(marked.replace(TREES_PAGE, SETTLED), fix)).toBe(
      done(marked.replace(TREES_PAGE, SETTLED), all),
    );
  });
});

test('a page with a table of architectures is no tracking document', async () => {
  // The columns are those of a tracking document, too.
  const text = TREES_PAGE.replace('| LoRA | PP |', '| LoRA | Native |');
  const files = { ...workspaceFiles(), [PAGE]: text, 'sglang/trees.json': JSON.stringify(SGLANG_PROFILE) };
  const asked = async (profiles: readonly string[]): Promise<unknown> => {
    const session = memorySession(files, { config: { ...CONFIGURATION, profiles } });
    session.open(PAGE, text.replaceAll('HollyForCausalLM', 'AcornForCausalLM'));
    const rows = (await session.codeLenses(ACORN)).flatMap((lens) => lens.rows.map(({ uri }) => uri));
    const symbols = await session.workspaceSymbols('AcornForCausalLM');
    const { length } = await session.completion(PAGE, { line: 6, column: 5 });
    return {
      lens: rows.includes(PAGE),
      symbols: (await session.documentSymbols(PAGE)).length,
      found: symbols.some(({ location }) => location.uri === PAGE),
      completion: length > 0,
    };
  };
  // Its rows are found by name as those of any page.
  expect(await asked(['sglang/trees.json'])).toEqual({
    lens: true,
    symbols: 1,
    found: true,
    completion: false,
  });
  // Without the profile it is one.
  expect(await asked([])).toEqual({ lens: true, symbols: 1, found: true, completion: true });
});

describe('what is no page of a profile', () => {
  test('stays untouched: another name, another folder, a page that is not there', async () => {
    const elsewhere = 'attic/docs/trees.md';
    const other = 'vllm/docs/other.md';
    const session = syncSession({ ...FILES, [elsewhere]: TREES_PAGE, [other]: TREES_PAGE });
    for (const uri of [elsewhere, other, 'vllm/more/docs/trees.md']) {
      session.open(elsewhere, `${TREES_PAGE} `);
      expect(await told(session, uri)).toEqual([]);
      expect(await session.codeActions(uri, WHOLE)).toEqual([]);
    }
  });

  test('a page that the configuration takes for its tracking document', async () => {
    const session = syncSession(FILES, { config: { profiles: [PROFILE], output: TREES } });
    expect(await told(session)).toEqual([]);
  });

  test('nothing is a page without the engine', async () => {
    const session = syncSession({ [TREES]: TREES_PAGE, [PROFILE]: fileText(FILES, PROFILE) });
    expect(await told(session)).toEqual([]);
  });
});

describe('the profiles of the configuration', () => {
  test('are read as they are open', async () => {
    const session = syncSession();
    await session.findings(TREES);
    session.open(PROFILE, JSON.stringify({ ...TREES_PROFILE, engine: 'sglang' }));
    expect(await told(session)).toEqual([]);
    session.close(PROFILE);
    expect(await told(session)).toEqual([MISSING, WRONG]);
  });

  test('what is wrong with one is said in its file', async () => {
    const session = syncSession();
    session.open(PROFILE, '\uFEFF{ "id": "trees",\n  "documents": 1, "engine": "vllm", "page": 2 }');
    expect(
      (await session.findings(PROFILE)).map(({ rule, severity, line, column, message }) =>
        [rule, severity, line, column, message.split(':')[0]].join(' '),
      ),
    ).toEqual([
      'config-invalid error 2 16 documents',
      expect.stringMatching(/^config-unknown-key error 2 45 Unknown key "page"\./),
    ]);
    expect([...(await session.allFindings()).keys()]).toContain(PROFILE);
    expect(await told(session)).toEqual([]);
    session.open(PROFILE, '{');
    expect((await session.findings(PROFILE))[0]).toMatchObject({
      rule: 'config-unreadable',
      message: expect.stringContaining('This is not JSON') as string,
    });
    const gone = syncSession(FILES, { profiles: ['vllm/none.json'] });
    expect((await gone.findings('vllm/none.json'))[0]?.message).toContain('is not there');
  });
});

describe('a shipped profile', () => {
  const NAME = 'docs/source/models/supported-models.md';
  const text = [
    page().replace('| Architecture | LoRA | PP |', '| Architecture | Model | HuggingFace Example |'),
    '| Model Architecture/Feature | Attention Data Parallelism |\n|---|---|\n',
  ].join('\n');
  const trtllm = {
    'trt/tensorrt_llm/_torch/models/modeling_acorn.py': [
      'from .modeling_utils import register_auto_model',
      '@register_auto_model("AcornForCausalLM")',
      'class AcornForCausalLM:',
      '    pass',
    ].join('\n'),
    'trt/tensorrt_llm/_torch/models/modeling_utils.py': 'def register_auto_model(name): ...\n',
    'trt/tensorrt_llm/__init__.py': '',
    [`trt/${NAME}`]: text,
    [`trt/attic/${NAME}`]: text,
  };

  test('speaks of its page in the checkout, and of no copy elsewhere', async () => {
    const session = syncSession(trtllm, { folders: ['trt'], profiles: [] });
    const found = await session.findings(`trt/${NAME}`);
    expect(shown(found)).toEqual(['3:1-47 error sync-missing-row AcornForCausalLM']);
    expect(await session.findings(`trt/attic/${NAME}`)).toEqual([]);
  });

  test('says nothing while a profile of the configuration, which may replace it, cannot be read', async () => {
    const own = 'trt/own.json';
    const shipped = JSON.stringify(
      SHIPPED_PROFILES.find((each) => profileSchema.parse(each).engine === 'tensorrt-llm'),
    );
    const session = syncSession({ ...trtllm, [own]: shipped }, { folders: ['trt'], profiles: [own] });
    const page = `trt/${NAME}`;
    const missing = ['3:1-47 error sync-missing-row AcornForCausalLM'];
    expect(await told(session, page)).toEqual(missing);
    session.open(own, shipped.slice(0, -1));
    expect(await told(session, page)).toEqual([]);
    expect(await session.codeActions(page, WHOLE)).toEqual([]);
    expect((await session.findings(own)).map(({ rule }) => rule)).toEqual(['config-unreadable']);
    session.change(own, shipped);
    expect(await told(session, page)).toEqual(missing);
  });

  test('leaves its page to nothing else while it says nothing', async () => {
    const uri = 'sglang/docs/supported_models/text_generation/generative_models.md';
    const files = {
      ...workspaceFiles(),
      [uri]: edited(exampleDocument(), ['AcornForCausalLM', 'GoneForCausalLM']),
    };
    const session = syncSession(files, { folders: ['sglang'], profiles: ['sglang/none.json'] });
    session.open(uri, files[uri]);
    expect(await told(session, uri)).toEqual([]);
    expect(await session.codeActions(uri, WHOLE)).toEqual([]);
  });
});
