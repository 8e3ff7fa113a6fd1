import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CancellationTokenSource,
  CodeActionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticRequest,
  FileChangeType,
  HoverRequest,
  LSPErrorCodes,
  WorkDoneProgressCreateRequest,
  WorkspaceDiagnosticRequest,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { edited } from '../lint/support.js';
import { at, EVERYTHING, exampleCopy, startClient, uriOf, type TestClient } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 240_000 };

async function items(client: TestClient, uri: string): Promise<readonly Diagnostic[]> {
  const report: DocumentDiagnosticReport = await client.connection.sendRequest(
    DocumentDiagnosticRequest.type,
    {
      textDocument: { uri },
    },
  );
  return report.kind === 'full' ? report.items : [];
}

async function codes(client: TestClient, uri: string): Promise<readonly unknown[]> {
  return (await items(client, uri)).map(({ code }) => code);
}

test('messages that are none, parameters that make no sense, documents that are nowhere', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  const { connection } = client;
  const uri = uriOf(document);
  const raw = (body: string): void => {
    client.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  raw('{"jsonrpc": "2.0", "method": ');
  raw('[]');
  raw('null');
  raw('{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}}');
  raw('{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": 7}}');
  raw('{"jsonrpc": "2.0", "method": "no/such/thing", "params": []}');
  raw('{"jsonrpc": "2.0", "id": 7001, "method": "textDocument/hover", "params": null}');
  await client.open('git:/somewhere/else.md', text);
  await client.open('file://', text);
  await client.change(uriOf(join(folder, 'never-opened.md')), 3, 'x');
  await expect(connection.sendRequest('no/such/request')).rejects.toThrow();
  expect(await codes(client, 'git:/somewhere/else.md')).toEqual([]);
  const nowhere = {
    textDocument: { uri: uriOf(join(folder, 'nowhere.py')) },
    position: { line: 9, character: 9 },
  };
  expect(await connection.sendRequest(HoverRequest.type, nowhere)).toBeNull();
  // It still answers as ever.
  await client.open(uri, edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']));
  expect(await codes(client, uri)).toContain('tracking-wrong-native');
  expect(await client.stop()).toBe(0);
});

test('edits of any kind and anywhere leave the text that the protocol says', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  const uri = uriOf(document);
  await client.open(uri, 'x', 1);
  let version = 1;
  const position = fc.record({
    line: fc.integer({ min: 0, max: 70 }),
    character: fc.integer({ min: 0, max: 90 }),
  });
  const change = fc.record({
    range: fc.record({ start: position, end: position }),
    text: fc.constantFrom('', '\r\n', '😀', '| **OakForCausalLM** | Y |\n', '```\n', 'é\r'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
      await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [{ text }, ...changes],
      });
      const incremental = await items(client, uri);
      await client.change(uri, ++version, changes.reduce(applied, text));
      expect(incremental).toEqual(await items(client, uri));
    }),
    { seed: 20261121, numRuns: 15 },
  );
  expect(await client.stop()).toBe(0);
});

test('a folder that disappears and comes back', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  const uri = uriOf(document);
  const wrong = edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']);
  await client.open(uri, wrong);
  expect(await codes(client, uri)).toContain('tracking-wrong-native');
  const sources = join(folder, 'sglang');
  renameSync(sources, join(folder, 'elsewhere'));
  const tell = (type: FileChangeType): Promise<void> =>
    client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(sources), type }],
    });
  await tell(FileChangeType.Deleted);
  expect(await codes(client, uri)).toEqual([]);
  // Something of that name that has no sources.
  mkdirSync(sources);
  await tell(FileChangeType.Created);
  expect(await codes(client, uri)).toEqual([]);
  renameSync(sources, join(folder, 'empty'));
  renameSync(join(folder, 'elsewhere'), sources);
  await tell(FileChangeType.Created);
  expect(await codes(client, uri)).toContain('tracking-wrong-native');
  expect(await client.stop()).toBe(0);
});

test(
  'what is cancelled is not answered, what has changed meanwhile is refused, and the client may be silent',
  SLOW,
  async () => {
    const { folder, document, text } = await exampleCopy();
    const client = await startClient({
      folders: [folder],
      capabilities: EVERYTHING,
      // A client that never answers.
      prepare: (connection) => {
        connection.onRequest(WorkDoneProgressCreateRequest.type, () => new Promise<void>(() => undefined));
      },
    });
    const { connection } = client;
    const uri = uriOf(document);
    await client.open(uri, text, 1);
    const asked = Array.from({ length: 40 }, () => {
      const source = new CancellationTokenSource();
      const answer = connection.sendRequest(
        WorkspaceDiagnosticRequest.type,
        { previousResultIds: [] },
        source.token,
      );
      source.cancel();
      return answer;
    });
    const ends = await Promise.allSettled(asked);
    const reasons = ends.map((end) => (end.status === 'rejected' ? codeOf(end.reason) : 'answered'));
    expect(new Set(reasons)).toEqual(new Set([LSPErrorCodes.RequestCancelled]));

    // The position is one of version 1, and version 2 is on its way when the answer is made.
    const hover = connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: at(text, '**Acorn¦ForCausalLM**'),
    });
    await client.change(uri, 2, `\n${text}`);
    await expect(hover).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
    const actions = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } },
      context: { diagnostics: [] },
    });
    expect(actions).toEqual([]);
    expect(await client.stop()).toBe(0);
  },
);

test('a client that goes without a word takes the server along', SLOW, async () => {
  const { folder } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  client.process.stdin.end();
  expect(await client.exit).toBe(1);
});

function codeOf(reason: unknown): unknown {
  return typeof reason === 'object' && reason !== null && 'code' in reason ? reason.code : reason;
}

interface Change {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** What the protocol says of a change, written down a second time: lines end in LF, CR LF or CR. */
function applied(text: string, { range, text: by }: Change): string {
  const lines = text.split(/(?<=\n|\r(?!\n))/);
  const offset = ({ line, character }: Place): number => {
    const before = lines.slice(0, line).join('').length;
    const length = (lines[line] ?? '').replace(/[\r\n]+$/, '').length;
    return before + Math.min(character, length);
  };
  const [a, b] = [offset(range.start), offset(range.end)];
  return text.slice(0, Math.min(a, b)) + by + text.slice(Math.max(a, b));
}
