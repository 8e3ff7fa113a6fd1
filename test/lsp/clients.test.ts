import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  HoverRequest,
  WorkspaceDiagnosticRequest,
  type ClientCapabilities,
} from 'vscode-languageserver-protocol/node';
import { edited } from '../lint/support.js';
import { at, codesOf, exampleCopy, MODEST, startClient, uriOf } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 240_000 };

const WRONG = ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |'] as const;

test.each([
  ['rootUri', (folder: string) => ({ rootUri: uriOf(folder), workspaceFolders: null })],
  ['rootPath', (folder: string) => ({ rootUri: null, rootPath: folder })],
])('a client that knows %s only', SLOW, async (_, params) => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [], capabilities: MODEST, params: params(folder) });
  await client.open(uriOf(document), edited(text, [...WRONG]));
  expect(await codesOf(client, uriOf(document))).toContain('tracking-wrong-native');
  expect(await client.stop()).toBe(0);
});

test('a client that shows no Markdown, or prefers plain text, gets hovers without marks', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const uri = uriOf(document);
  const hoverOf = async (capabilities: ClientCapabilities): Promise<unknown> => {
    const client = await startClient({ folders: [folder], capabilities });
    await client.open(uri, text);
    const position = at(text, '**Acorn¦ForCausalLM**');
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position,
    });
    expect(await client.stop()).toBe(0);
    return hover?.contents;
  };
  const plain = await hoverOf({ textDocument: { hover: { contentFormat: ['plaintext', 'markdown'] } } });
  expect(plain).toMatchObject({
    kind: 'plaintext',
    value: expect.stringMatching(
      /^AcornForCausalLM · text\n\n- SGLang: native – registered \(acorn\.py:\d+\)\n\nExample: [\w/-]+ – /,
    ) as string,
  });
  expect(await hoverOf(MODEST)).toEqual(plain);
});

test('a client without any folder, and several folders of which one is deleted', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const uri = uriOf(document);
  const nowhere = await startClient({ folders: [], params: { workspaceFolders: null } });
  await nowhere.open(uri, text);
  expect(await codesOf(nowhere, uri)).toEqual([]);
  expect(
    await nowhere.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] }),
  ).toEqual({
    items: [],
  });
  expect(await nowhere.stop()).toBe(0);

  const other = await exampleCopy();
  const client = await startClient({ folders: [folder, other.folder] });
  await client.open(uri, edited(text, [...WRONG]));
  await client.open(uriOf(other.document), edited(other.text, [...WRONG]));
  expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
  expect(await codesOf(client, uriOf(other.document))).toContain('tracking-wrong-native');
  rmSync(join(other.folder), { recursive: true });
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: uriOf(other.folder), type: FileChangeType.Deleted }],
  });
  expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
  expect(await client.stop()).toBe(0);
});

test('broken framing is left out, and a length beyond all measure ends the server', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  const uri = uriOf(document);
  client.process.stdin.write('Content-Length: abc\r\n\r\n{"jsonrpc":"2.0"}');
  await client.open(uri, edited(text, [...WRONG]));
  client.process.stdin.write('\r\nwhat is this?\r\n\r\n\u0000\u0001');
  expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
  expect(client.stderr()).toContain('A header says no length: "Content-Length: abc');
  // The rest is told with what comes next: it might have been the beginning of a header.
  expect(client.stderr()).toContain('This belongs to no message: "what');
  client.process.stdin.write('Content-Length: 99999999999\r\n\r\n{');
  expect(await client.exit).toBe(1);
  expect(client.stderr()).toContain('the connection ends');
});

const METHODS = [
  'textDocument/hover',
  'textDocument/definition',
  'textDocument/references',
  'textDocument/completion',
  'textDocument/documentSymbol',
  'textDocument/codeAction',
  'textDocument/codeLens',
  'textDocument/diagnostic',
  'workspace/diagnostic',
  'workspace/symbol',
  'workspace/executeCommand',
] as const;

const NOTIFICATIONS = [
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didClose',
  'textDocument/didSave',
  'workspace/didChangeWatchedFiles',
  'workspace/didChangeWorkspaceFolders',
] as const;

/** The methods that a capability of the server asks for. */
const CAPABILITIES: Readonly<Record<string, readonly (typeof METHODS | typeof NOTIFICATIONS)[number][]>> = {
  textDocumentSync: [
    'textDocument/didOpen',
    'textDocument/didChange',
    'textDocument/didClose',
    'textDocument/didSave',
  ],
  diagnosticProvider: ['textDocument/diagnostic', 'workspace/diagnostic'],
  hoverProvider: ['textDocument/hover'],
  definitionProvider: ['textDocument/definition'],
  referencesProvider: ['textDocument/references'],
  documentSymbolProvider: ['textDocument/documentSymbol'],
  workspaceSymbolProvider: ['workspace/symbol'],
  codeActionProvider: ['textDocument/codeAction'],
  codeLensProvider: ['textDocument/codeLens'],
  completionProvider: ['textDocument/completion'],
  executeCommandProvider: ['workspace/executeCommand'],
  workspace: ['workspace/didChangeWorkspaceFolders'],
  // Asked of the client, and no message.
  positionEncoding: ['workspace/didChangeWatchedFiles'],
};

test('whatever the parameters are, every request is answered and the server lives', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  const uri = uriOf(document);
  // What the server gains must be tried here as well.
  expect(Object.keys(client.initialized.capabilities).sort()).toEqual(Object.keys(CAPABILITIES).sort());
  expect(new Set(Object.values(CAPABILITIES).flat())).toEqual(new Set([...METHODS, ...NOTIFICATIONS]));
  await client.open(uri, text, 1);
  const uris = fc.constantFrom<unknown>(uri, uriOf(join(folder, 'x.py')), 'file://', 'http://%', '', 7, null);
  const number = fc.constantFrom<unknown>(0, 1, -1, 1e9, 1.5, NaN, '3', null);
  const position = fc.oneof(
    fc.record({ line: number, character: number }),
    fc.constantFrom<unknown>(null, 'x', []),
  );
  const range = fc.record({ start: position, end: position });
  const params = fc.oneof(
    fc.constantFrom<unknown>({}, [], null),
    fc.record({
      textDocument: fc.record({ uri: uris, version: number, text: fc.constantFrom<unknown>('x', 5, null) }),
      position,
      range,
      context: fc.constantFrom<unknown>({}, { diagnostics: [] }, { only: 'x' }, null),
      contentChanges: fc.array(fc.record({ range, text: fc.constantFrom<unknown>('', 'é', 3, null) }), {
        maxLength: 2,
      }),
      query: fc.constantFrom<unknown>('', 'acorn', 4),
      command: fc.constantFrom<unknown>('archscan.showRow', 'x', {}),
      arguments: fc.constantFrom<unknown>([], [{ uri: 3 }], 'x'),
      changes: fc.constantFrom<unknown>([], [{ uri: 5 }], [{ uri: 'file://' }], 3),
      event: fc.constantFrom<unknown>(
        { added: [], removed: [] },
        {},
        { added: [{}], removed: null },
        { added: [{}], removed: [] },
      ),
      previousResultIds: fc.constantFrom<unknown>([], [{}], 5),
    }),
  );
  const message = fc.record({ method: fc.constantFrom(...METHODS, ...NOTIFICATIONS), params });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (messages) => {
      const ends = messages.map(({ method, params: given }) =>
        NOTIFICATIONS.some((each) => each === method)
          ? client.connection.sendNotification(method, given)
          : client.connection.sendRequest(method, given),
      );
      // An error is an answer as well.
      expect((await Promise.allSettled(ends)).length).toBe(messages.length);
      expect(client.process.exitCode).toBeNull();
    }),
    { seed: 20261121, numRuns: 40 },
  );
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await client.open(uri, edited(text, [...WRONG]), 99);
  const folders = [{ uri: uriOf(folder), name: '' }];
  for (const [event, found] of [
    // However its URI is spelled.
    [{ added: [], removed: [{ uri: `${uriOf(folder)}/`, name: '' }] }, []],
    [{ added: folders, removed: [] }, expect.arrayContaining(['tracking-wrong-native'])],
  ] as const) {
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    expect(await codesOf(client, uri)).toEqual(found);
  }
  expect(await client.stop()).toBe(0);
});
