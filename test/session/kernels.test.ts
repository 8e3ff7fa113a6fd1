import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import type { Session, SessionFinding, SessionLocation } from '../../src/index.js';
import { refreshPage } from '../../src/kernels/coverage/index.js';
import { lintPage } from '../../src/kernels/coverage/lint-page.js';
import { edited } from '../lint/support.js';
import { examplePage, pageOf } from '../kernels/coverage-page.js';
import { benchFiles, benchSession, LIST, MODELS_TS, PAGE, RMSNORM } from './kernels-support.js';
import { fileText, positionOf, shownLocations } from './support.js';

const WHOLE = { line: 1, column: 1, endLine: 9999, endColumn: 1 };
const FILES = benchFiles();

const shown = (findings: readonly SessionFinding[]): readonly string[] =>
  findings.map(({ range: { line, column, endColumn }, rule }) => `${line}:${column}-${endColumn} ${rule}`);

function places(session: Session, locations: readonly SessionLocation[]): readonly string[] {
  return shownLocations(session, locations);
}

describe('a page of kernel coverage', () => {
  test('has the findings of coverage --check, with what the list of models lacks', async () => {
    const session = benchSession();
    expect(shown(await session.findings(PAGE))).toMatchInlineSnapshot(`
      [
        "28:31-33 present-but-no-file",
        "29:1-51 row-not-in-models",
        "29:31-49 missing-but-file-exists",
        "30:3-22 placeholder-name",
        "33:15-16 coverage-n",
        "33:19-20 coverage-m",
      ]
    `);
    const text = edited(examplePage(), [
      '| `gemm_n4096_k4096` | gemm | ❌',
      '| `gemm_n4096_k4096` | gemm | ✅',
    ]);
    session.open(PAGE, text);
    const found = (await session.findings(PAGE)).map(({ rule }) => rule);
    expect(found).not.toContain('missing-but-file-exists');
    expect(found).toContain('coverage-n');
    session.close(PAGE);
    expect((await session.findings(PAGE)).map(({ rule }) => rule)).toContain('missing-but-file-exists');
  });

  test('is corrected as coverage --fix corrects it, as a whole and finding by finding', async () => {
    const session = benchSession();
    const actions = await session.codeActions(PAGE, WHOLE);
    const all = actions.find(({ kind }) => kind === 'fix-all');
    const page = await pageOf(examplePage());
    const done = applyEdits(
      examplePage(),
      (all?.edits ?? []).map(({ span, text }) => ({ ...span, text })),
    );
    expect(done).not.toBe(examplePage());
    expect(done).toBe(refreshPage(page, page.sections, null).value.text);
    const fixes = actions.filter(({ kind }) => kind === 'fix').flatMap(({ edits }) => edits);
    expect(fixes.map(({ text }) => text)).toEqual(
      lintPage(page, null).flatMap(({ edits }) => edits.map((e) => e.text)),
    );
    session.open(PAGE, done);
    expect(await session.codeActions(PAGE, WHOLE)).toEqual([]);
  });

  test('leads to definitions and models, and back', async () => {
    const session = benchSession();
    const at = async (uri: string, text: string, piece: string): Promise<readonly string[]> =>
      places(session, await session.definition(uri, positionOf(text, piece)));
    expect(await at(PAGE, examplePage(), '`rmsnorm¦_h4096`')).toEqual(['rmsnorm_h4096.json:2 rmsnorm_h4096']);
    expect(await at(PAGE, examplePage(), '`gemm_n6144¦_k4096`')).toEqual([]);
    expect(await at(PAGE, examplePage(), '| Acorn ¦7B |')).toEqual(['model_coverage.mdx:21 ## Acorn 7B']);
    expect(await at(PAGE, examplePage(), '## Acorn ¦7B')).toEqual(['models.ts:5 acorn-7b']);
    expect(await at(MODELS_TS, LIST, '"acorn¦-7b"')).toEqual(['model_coverage.mdx:21 ## Acorn 7B']);
    expect(await at(MODELS_TS, LIST, '"rmsnorm¦_h4096"')).toEqual(['rmsnorm_h4096.json:2 rmsnorm_h4096']);
    expect(await at(RMSNORM, fileText(FILES, RMSNORM), '"rmsnorm¦_h4096"')).toEqual([
      'model_coverage.mdx:27 rmsnorm_h4096',
      'models.ts:9 rmsnorm_h4096',
    ]);
    const references = await session.references(MODELS_TS, positionOf(LIST, '"rmsnorm¦_h4096"'));
    expect(places(session, references)).toEqual([
      'rmsnorm_h4096.json:2 rmsnorm_h4096',
      'model_coverage.mdx:27 rmsnorm_h4096',
      'models.ts:9 rmsnorm_h4096',
    ]);
    const uses = await session.references(MODELS_TS, positionOf(LIST, '"rmsnorm¦_h4096"'), {
      includeDeclaration: false,
    });
    expect(places(session, uses)).toEqual([
      'model_coverage.mdx:27 rmsnorm_h4096',
      'models.ts:9 rmsnorm_h4096',
    ]);
    const ofModel = await session.references(PAGE, positionOf(examplePage(), '| Acorn ¦7B |'));
    expect(places(session, ofModel)).toEqual([
      'model_coverage.mdx:16 Acorn 7B',
      'model_coverage.mdx:21 ## Acorn 7B',
      'models.ts:5 acorn-7b',
      'models.ts:6 Acorn 7B',
    ]);
  });

  test('tells on hover where a definition is and who needs it', async () => {
    const session = benchSession();
    const hover = await session.hover(PAGE, positionOf(examplePage(), '`rmsnorm¦_h4096`'));
    expect(hover).toMatchObject({ architecture: null, definition: 'rmsnorm_h4096', engines: [] });
    expect(hover?.markdown).toMatchInlineSnapshot(`
      "\`rmsnorm_h4096\` · rmsnorm

      - Defined in [rmsnorm_h4096.json:1](bench/definitions/rmsnorm/rmsnorm_h4096.json#L1)
      - ✅ Acorn 7B ([model_coverage.mdx:27](bench/docs/model_coverage.mdx#L27))
      - norm ([models.ts:9](bench/web/apps/web/data/models.ts#L9))"
    `);
    const missing = await session.hover(MODELS_TS, positionOf(LIST, '"rmsnorm¦_h1"'));
    expect(missing?.markdown).toContain('There is no such definition');
    const model = await session.hover(PAGE, positionOf(examplePage(), '| Acorn ¦7B |'));
    expect(model?.markdown).toMatchInlineSnapshot(`
      "**Acorn 7B**

      GQA + Dense · 🟡 Partial

      - [model_coverage.mdx:16](bench/docs/model_coverage.mdx#L16) (Summary)
      - [model_coverage.mdx:21](bench/docs/model_coverage.mdx#L21)
      - [models.ts:5](bench/web/apps/web/data/models.ts#L5)
      - [models.ts:6](bench/web/apps/web/data/models.ts#L6) (name)"
    `);
    expect(await session.hover(PAGE, { line: 1, column: 1 })).toBeNull();
  });

  test('completes definitions that its table does not have', async () => {
    const session = benchSession();
    const text = edited(examplePage(), ['| `gemm_n4096_k4096` | gemm |', '| `gemm | gemm |']);
    session.open(PAGE, text);
    const items = await session.completion(PAGE, positionOf(text, '| `gemm¦ | gemm |'));
    expect(items.map(({ label, kind, edit }) => ({ label, kind, text: edit.text }))).toEqual([
      { label: 'gemm_n4096_k4096', kind: 'definition', text: '`gemm_n4096_k4096`' },
    ]);
    expect(await session.completion(PAGE, positionOf(text, '**Archi¦tecture**'))).toEqual([]);
  });

  test('completes nothing in a table of JSX elements, which is not edited', async () => {
    const session = benchSession();
    const header = '<tr><th>Definition</th><th>Op Type</th><th>Status</th></tr>';
    const table = `<table>\n${header}\n<tr><td>gemm</td><td>gemm</td><td>❌</td></tr>\n</table>\n`;
    const text = `${examplePage()}\n${table}`;
    session.open(PAGE, text);
    expect(await session.completion(PAGE, positionOf(text, '<td>gem¦m</td><td>gemm</td>'))).toEqual([]);
  });

  test('has its sections and rows as symbols, and definitions for the whole workspace', async () => {
    const session = benchSession();
    const symbols = await session.documentSymbols(PAGE);
    expect(symbols.map(({ name, detail, children }) => `${name} ${detail}: ${children.length}`))
      .toMatchInlineSnapshot(`
      [
        "Acorn 7B 🟡 Partial: 5",
        "Birch / MoE ❌ Not covered: 2",
      ]
    `);
    const found = await session.workspaceSymbols('rmsnorm');
    expect(found.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['definition rmsnorm_h4096']);
    const models = await session.workspaceSymbols('acorn7b');
    expect(models.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['section Acorn 7B', 'model Acorn 7B']);
  });

  test('that is no MDX says so, and recovers', async () => {
    const session = benchSession();
    session.open(PAGE, `${examplePage()}\n<div>\n`);
    expect((await session.findings(PAGE)).map(({ rule }) => rule)).toEqual(['document-syntax']);
    expect(await session.documentSymbols(PAGE)).toEqual([]);
    session.change(PAGE, examplePage());
    expect((await session.findings(PAGE)).length).toBeGreaterThan(1);
  });
});

describe('models.ts', () => {
  test('has findings about definitions that are not there', async () => {
    const session = benchSession();
    expect(shown(await session.findings(MODELS_TS))).toMatchInlineSnapshot(`
      [
        "8:7-53 models-no-definitions",
        "9:100-112 models-definition-missing",
        "9:100-112 models-definition-not-on-page",
        "10:83-101 models-definition-missing",
        "10:103-105 models-definition-missing",
        "10:103-105 models-definition-not-on-page",
      ]
    `);
    session.open(MODELS_TS, LIST.replace('"rmsnorm_h1"', '"gemm_n4096_k4096"'));
    expect(shown(await session.findings(MODELS_TS)).join('\n')).not.toContain('9:100');
    session.change(MODELS_TS, 'const models = [');
    expect((await session.findings(MODELS_TS)).map(({ rule }) => rule)).toEqual(['models-syntax']);
  });

  test('completes definitions and parents in strings', async () => {
    const session = benchSession();
    const labels = async (piece: string): Promise<readonly string[]> =>
      (await session.completion(MODELS_TS, positionOf(LIST, piece))).map(
        ({ label, kind }) => `${kind} ${label}`,
      );
    expect(await labels('"gemm_n6144_k4096", "¦"')).toEqual([
      'definition gemm_n4096_k4096',
      'definition rmsnorm_h4096',
    ]);
    expect(await labels('norm: { count: 32, parent: "Acorn¦')).toEqual([
      'module AcornForCausalLM',
      'module proj',
    ]);
    expect(await labels('count: ¦32')).toEqual([]);
  });

  test('has models and modules as symbols', async () => {
    const [model] = await benchSession().documentSymbols(MODELS_TS);
    expect(model).toMatchObject({ name: 'Acorn 7B', kind: 'model', detail: 'acorn-7b' });
    expect(model?.children.map(({ name, detail }) => `${name} ${detail}`)).toEqual([
      'AcornForCausalLM × 1',
      'norm × 32',
      'proj × 32',
    ]);
  });
});

test('a definition has its findings as it is edited, and what it is called counts everywhere', async () => {
  const session = benchSession();
  expect(await session.findings(RMSNORM)).toEqual([]);
  session.open(RMSNORM, fileText(FILES, RMSNORM).replace('"value": 4096', '"value": 4095'));
  expect((await session.findings(RMSNORM)).map(({ rule, line }) => `${line} ${rule}`)).toEqual([
    '8 definition-axes',
  ]);
  const birch = 'bench/definitions/gemm/gemm_n6144_k4096.json';
  expect((await session.findings(PAGE)).map(({ rule }) => rule)).toContain('present-but-no-file');
  session.open(birch, '{}');
  expect((await session.findings(PAGE)).map(({ rule }) => rule)).not.toContain('present-but-no-file');
  expect([...(await session.allFindings()).keys()]).toEqual(expect.arrayContaining([PAGE, MODELS_TS, birch]));
});

test('places come from the configuration too, and another page counts while it is open', async () => {
  const { [PAGE]: page = '', ...rest } = FILES;
  const moved = Object.fromEntries(
    Object.entries(rest).map(([name, text]) => [name.replace('bench/', 'data/'), text]),
  );
  const session = benchSession(moved, { folders: ['bench'], config: { definitions: 'data' } });
  session.open('bench/other.mdx', page);
  expect((await session.findings('bench/other.mdx')).map(({ rule }) => rule)).toContain(
    'missing-but-file-exists',
  );
  session.open('bench/notes.mdx', '# Notes on Op Type\n');
  expect(await session.findings('bench/notes.mdx')).toEqual([]);
});
