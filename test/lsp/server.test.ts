import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FileChangeType,
  HoverRequest,
  ReferencesRequest,
  RegistrationRequest,
  ShowDocumentRequest,
  WorkDoneProgressCreateRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
  type CodeAction,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type ShowDocumentParams,
} from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { edited } from '../lint/support.js';
import { at, editedBy, exampleCopy, MODEST, NEW_MODEL, startClient, uriOf } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 240_000 };

test('every feature, as a client that can do everything asks for it', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const registered: string[] = [];
  const progress: string[] = [];
  const shown: ShowDocumentParams[] = [];
  const client = await startClient({
    folders: [folder],
    prepare(connection) {
      connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
        registered.push(...registrations.map(({ method }) => method));
      });
      connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
      connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
        progress.push(value.kind);
      });
      connection.onRequest(ShowDocumentRequest.type, (params) => {
        shown.push(params);
        return { success: true };
      });
    },
  });
  const { connection, initialized } = client;
  expect(initialized.capabilities.positionEncoding).toBe('utf-16');
  const uri = uriOf(document);
  const models = join(folder, 'sglang/python/sglang/srt/models');
  const python = uriOf(join(models, 'acorn.py'));
  const source = readFileSync(join(models, 'acorn.py'), 'utf8');
  const textDocument = { uri };

  // Pull: findings with the evidence, unchanged when nothing changed.
  const wrong = edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']);
  await client.open(uri, wrong, 7);
  const pull = (of: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: of },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  const report = await pull(uri);
  const item = itemsOf(report).find(({ code }) => code === 'tracking-wrong-native');
  expect(item?.range).toEqual({
    start: at(wrong, '**AcornForCausalLM** |¦  |'),
    end: at(wrong, '**AcornForCausalLM** |  ¦|'),
  });
  expect(item?.relatedInformation?.[0]?.location.uri).toBe(python);
  expect(await pull(uri, report.resultId)).toMatchObject({ kind: 'unchanged' });

  // Code actions: a fix of the finding, and all that lint --fix does; both for this version only.
  const actions = (await connection.sendRequest(CodeActionRequest.type, {
    textDocument,
    range: item?.range ?? { start: at(wrong, '#'), end: at(wrong, '#') },
    context: { diagnostics: [] },
  })) as CodeAction[];
  expect(actions.map(({ title, kind }) => `${String(kind)}: ${title}`)).toEqual([
    'quickfix: Write Y',
    'source.fixAll.archscan: Correct the whole document (archscan lint --fix)',
  ]);
  writeFileSync(document, wrong);
  const { code } = await archscan([
    'lint',
    join(folder, 'sglang'),
    document,
    '--fix',
    '--date',
    '2026-01-02',
  ]);
  expect(code).toBeLessThan(2);
  expect(editedBy(wrong, actions[1], 7)).toBe(readFileSync(document, 'utf8'));
  const onlyAll = await connection.sendRequest(CodeActionRequest.type, {
    textDocument,
    range: { start: at(wrong, '#'), end: at(wrong, '#') },
    context: { diagnostics: [], only: ['source.fixAll'] },
  });
  expect(onlyAll).toHaveLength(1);

  // From the document to the sources, and back.
  const cell = at(wrong, '**Acorn¦ForCausalLM**');
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position: cell });
  expect(hover?.contents).toMatchObject({
    kind: 'markdown',
    value: expect.stringContaining('SGLang: **native**') as string,
  });
  const definition = await connection.sendRequest(DefinitionRequest.type, { textDocument, position: cell });
  const className = {
    start: at(source, 'class ¦AcornForCausalLM'),
    end: at(source, 'class AcornForCausalLM¦'),
  };
  expect(definition).toEqual([{ uri: python, range: className }]);
  const references = await connection.sendRequest(ReferencesRequest.type, {
    textDocument: { uri: python },
    position: className.start,
    context: { includeDeclaration: true },
  });
  expect(references?.map((each) => each.uri)).toEqual(expect.arrayContaining([uri, python]));

  // Lens, and the command behind it.
  const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: python } });
  expect(lenses?.map(({ command }) => command?.title)).toContainEqual(
    expect.stringMatching(/^AcornForCausalLM: row at MODEL_SUPPORT_TRACKING\.md:\d+ · fallback: yes · /),
  );
  const { command = '', arguments: args = [] } = lenses?.[0]?.command ?? {};
  await connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  expect(shown.map((each) => each.uri)).toEqual([uri]);

  // Symbols and completion.
  const symbols = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  expect(symbols?.map(({ name }) => name)).toEqual(['[Tracking] Model Support in SGLang — Ground Truth']);
  const found = await connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'lanternvlfor' });
  expect(new Set(found?.map(({ name }) => name))).toEqual(new Set(['LanternVLForConditionalGeneration']));
  const started = edited(wrong, ['| **SorrelForCausalLM** | Y |', '| **So | Y |']);
  await client.change(uri, 8, started);
  const items = await connection.sendRequest(CompletionRequest.type, {
    textDocument,
    position: at(started, '| **So¦ |'),
  });
  expect(items).toMatchObject([
    { label: 'SorrelForCausalLM', textEdit: { newText: '**SorrelForCausalLM**' } },
  ]);

  // A new file on disk changes what is said about the document; the whole workspace can be asked.
  writeFileSync(join(models, 'birch.py'), NEW_MODEL);
  await connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: uriOf(join(models, 'birch.py')), type: FileChangeType.Created }],
  });
  const workspace = await connection.sendRequest(WorkspaceDiagnosticRequest.type, {
    previousResultIds: [{ uri: uriOf(join(folder, 'gone.md')), value: 'x' }],
  });
  const all = new Map(workspace.items.map((each) => [each.uri, each]));
  expect(all.get(uri)).toMatchObject({
    version: 8,
    items: expect.arrayContaining([expect.objectContaining({ code: 'tracking-missing-row' })]) as unknown[],
  });
  expect(all.get(uriOf(join(folder, 'gone.md')))).toMatchObject({ kind: 'full', items: [] });

  expect(registered).toEqual(expect.arrayContaining(['workspace/didChangeWatchedFiles']));
  expect(progress[0]).toBe('begin');
  expect(progress.at(-1)).toBe('end');
  expect(client.pushed).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});

test('a client that can do little gets pushes, of the version that they are about', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({
    folders: [folder],
    capabilities: { ...MODEST, general: { positionEncodings: ['utf-8', 'utf-16'] } },
  });
  const { connection, initialized } = client;
  expect(initialized.capabilities.positionEncoding).toBe('utf-8');
  const uri = uriOf(document);

  // Two edits in flight: only the second is spoken about, in bytes of UTF-8.
  const pushed = client.push(uri, ({ diagnostics }) =>
    diagnostics.some(({ code }) => code === 'tracking-wrong-native'),
  );
  const both = edited(text, ['| **SorrelForCausalLM** | Y |', '| **SorrelForCausalLM** é😀 |  |']);
  await client.open(uri, text, 1);
  await client.change(uri, 2, edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']));
  await client.change(uri, 3, both);
  const { version, diagnostics } = await pushed;
  expect(version).toBe(3);
  const wrong = diagnostics.filter(({ code }) => code === 'tracking-wrong-native');
  // Two bytes for é, four for 😀.
  const start = at(both, '**SorrelForCausalLM** é😀 |¦').character + 3;
  expect(wrong.map(({ range }) => range.start.character)).toEqual([start]);

  // An edit in the agreed unit; an edit outside of the document is drawn inside.
  const cleared = client.push(uri, (params) => params.version === 5);
  const row = at(both, '| **SorrelForCausalLM**').line;
  await connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 4 },
    contentChanges: [
      {
        range: { start: { line: row, character: start }, end: { line: row, character: start + 2 } },
        text: ' Y ',
      },
    ],
  });
  await connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 5 },
    contentChanges: [
      {
        range: { start: { line: 9999, character: 0 }, end: { line: 99999, character: 7 } },
        text: '\nEnd.\n',
      },
    ],
  });
  expect((await cleared).diagnostics.map(({ code }) => code)).not.toContain('tracking-wrong-native');

  // Closing takes back what was said, and pushes know a flat list of symbols only.
  const empty = client.push(uri, (params) => params.diagnostics.length === 0);
  await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  await empty;
  const symbols = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });
  expect(symbols?.every((symbol) => 'location' in symbol)).toBe(true);
  expect(await client.stop()).toBe(0);
});

test('several folders come and go', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({
    folders: [join(folder, 'sglang')],
    args: ['--transformers', join(folder, 'transformers')],
  });
  const { connection } = client;
  const codes = async (uri: string): Promise<readonly unknown[]> =>
    itemsOf(await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } })).map(
      ({ code }) => code,
    );
  await client.open(
    uriOf(document),
    edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']),
  );
  expect(await codes(uriOf(document))).toContain('tracking-wrong-native');
  await connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [], removed: [{ uri: uriOf(join(folder, 'sglang')), name: '' }] },
  });
  expect(await codes(uriOf(document))).toEqual([]);
  await connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: {
      added: [
        { uri: uriOf(folder), name: '' },
        { uri: uriOf(join(folder, 'sglang')), name: '' },
      ],
      removed: [],
    },
  });
  expect(await codes(uriOf(document))).toContain('tracking-wrong-native');
  expect(await client.stop()).toBe(0);
});

function itemsOf(report: DocumentDiagnosticReport): readonly Diagnostic[] {
  return report.kind === 'full' ? report.items : [];
}
