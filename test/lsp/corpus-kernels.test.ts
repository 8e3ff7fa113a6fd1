import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CodeActionRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  HoverRequest,
  ReferencesRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
  type CodeAction,
  type CompletionItem,
  type Diagnostic,
  type Location,
} from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { edited } from '../lint/support.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { at, editedBy, startClient, uriOf } from './client.js';

const SLOW = { timeout: 600_000 };

interface Printed {
  readonly findings: readonly { file: string; rule: string; line: number; column: number; message: string }[];
}

test('a real checkout of FlashInfer-Bench with its definitions', SLOW, async () => {
  const definitions = corpus('flashinfer-bench-definitions');
  const folder = tempFolder({ 'archscan.config.json': JSON.stringify({ definitions }) });
  cpSync(corpus('flashinfer-bench'), folder, { recursive: true });
  const page = join(folder, 'docs/model_coverage.mdx');
  const models = join(folder, 'web/apps/web/data/models.ts');
  const [text, list] = [readFileSync(page, 'utf8'), readFileSync(models, 'utf8')];
  const client = await startClient({ folders: [folder] });
  const { connection } = client;
  const uri = uriOf(page);
  const textDocument = { uri };
  const findings = async (of: string): Promise<readonly Diagnostic[]> => {
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: of },
    });
    return report.kind === 'full' ? report.items : [];
  };

  // What coverage --check says, of the page and of the list.
  const { out } = await archscan([
    ...['coverage', page, '--check', '--format', 'json'],
    ...['--definitions', definitions, '--models', models],
  ]);
  // The output is held to its schema elsewhere.
  const printed = (JSON.parse(out) as Printed).findings;
  for (const file of [page, models]) {
    const shown = (await findings(uriOf(file))).map(({ code, range, message }) => {
      const { line, character } = range.start;
      return `${line + 1}:${character + 1} ${String(code)} ${typeof message === 'string' ? message : message.value}`;
    });
    const expected = printed.filter((each) => each.file === file);
    expect(expected.length).toBeGreaterThan(3);
    expect([...shown].sort()).toEqual(
      expected.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`).sort(),
    );
  }

  // Fix all is coverage --fix: wrong numbers and a wrong label.
  const wrong = edited(text, [
    '| Llama 3.1 8B | GQA + Dense | ✅ Fully covered |',
    '| Llama 3.1 8B | GQA + Dense | 🟡 |',
  ]).replace(/(?<=\*\*Coverage\*\*: )\d+/u, '1');
  await client.open(uri, wrong, 4);
  const actions = (await connection.sendRequest(CodeActionRequest.type, {
    textDocument,
    range: { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } },
    context: { diagnostics: [] },
  })) as CodeAction[];
  expect(actions.filter(({ kind }) => kind === 'quickfix').length).toBeGreaterThanOrEqual(2);
  const copy = join(tempFolder({ 'page.mdx': wrong }), 'page.mdx');
  const { code, err } = await archscan(['coverage', copy, '--fix']);
  expect(err).toContain('Wrote');
  expect(code).toBe(0);
  const all = actions.find(({ kind }) => kind === 'source.fixAll.archscan');
  expect(editedBy(wrong, all, 4)).toBe(readFileSync(copy, 'utf8'));
  await client.change(uri, 5, text);

  // From a row to the definition, from there back, and from the list to the page.
  const position = at(text, '`rmsnorm_¦h7168`');
  const [target] = (await connection.sendRequest(DefinitionRequest.type, {
    textDocument,
    position,
  })) as Location[];
  expect(target?.uri).toBe(
    uriOf(join(definitions, 'flashinfer_trace/definitions/rmsnorm/rmsnorm_h7168.json')),
  );
  const references = await connection.sendRequest(ReferencesRequest.type, {
    textDocument: { uri: target?.uri ?? '' },
    position: target?.range.start ?? position,
    context: { includeDeclaration: true },
  });
  const named = (source: string): number => source.split(/(?<![\w])rmsnorm_h7168(?![\w])/).length - 1;
  expect(references?.filter((each) => each.uri === uri)).toHaveLength(named(text));
  expect(references?.filter((each) => each.uri === uriOf(models))).toHaveLength(named(list));
  const section = await connection.sendRequest(DefinitionRequest.type, {
    textDocument: { uri: uriOf(models) },
    position: at(list, 'id: "deepseek¦-v3"'),
  });
  expect(section).toMatchObject([{ uri, range: { start: { line: at(text, '## DeepSeek V3 / R1').line } } }]);
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position });
  expect(hover?.contents).toMatchObject({ value: expect.stringContaining('DeepSeek V3 / R1') as string });

  // Completion and symbols.
  const started = edited(text, ['| `rmsnorm_h7168` | rmsnorm | ✅ |', '| `rms` | rmsnorm | ✅ |']);
  await client.change(uri, 6, started);
  const items = (await connection.sendRequest(CompletionRequest.type, {
    textDocument,
    position: at(started, '| `rms¦` |'),
  })) as CompletionItem[];
  expect(items.map(({ label }) => label)).toContain('rmsnorm_h7168');
  await client.change(uri, 7, text);
  await client.open(uriOf(models), edited(list, ['"rmsnorm_h7168", "fused', '"", "fused']), 1);
  const inList = (await connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri: uriOf(models) },
    position: at(list, '["¦rmsnorm_h7168", "fused'),
  })) as CompletionItem[];
  expect(inList.map(({ label }) => label)).toContain('rmsnorm_h7168');
  const symbols = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  expect(symbols?.length).toBe(text.split(/^## /m).length - 2);
  const found = await connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'rmsnorm_h7168' });
  expect(found?.map(({ name }) => name)).toContain('rmsnorm_h7168');

  // A dead name as it is typed, and the whole workspace.
  await client.change(uriOf(models), 2, edited(list, ['"rmsnorm_h7168", "fused', '"rmsnorm_h7169", "fused']));
  expect((await findings(uriOf(models))).map(({ message }) => message)).toContainEqual(
    expect.stringContaining('There is no definition rmsnorm_h7169'),
  );
  const workspace = await connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  expect(workspace.items.map((each) => each.uri)).toEqual(expect.arrayContaining([uri, uriOf(models)]));
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});
