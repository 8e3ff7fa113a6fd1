import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CancellationTokenSource,
  CodeLensRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExecuteCommandRequest,
  FileChangeType,
  HoverRequest,
  LSPErrorCodes,
  type Diagnostic,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { edited } from '../lint/support.js';
import { at, codesOf, EVERYTHING, exampleCopy, startClient, uriOf, type TestClient } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 480_000 };

async function items(client: TestClient, uri: string): Promise<readonly Diagnostic[]> {
  const report: DocumentDiagnosticReport = await client.connection.sendRequest(
    DocumentDiagnosticRequest.type,
    {
      textDocument: { uri },
    },
  );
  return report.kind === 'full' ? report.items : [];
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
  expect(await codesOf(client, 'git:/somewhere/else.md')).toEqual([]);
  const nowhere = {
    textDocument: { uri: uriOf(join(folder, 'nowhere.py')) },
    position: { line: 9, character: 9 },
  };
  expect(await connection.sendRequest(HoverRequest.type, nowhere)).toBeNull();
  // It still answers as ever.
  await client.open(uri, edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']));
  expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
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
  expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
  const sources = join(folder, 'sglang');
  renameSync(sources, join(folder, 'elsewhere'));
  const tell = (type: FileChangeType): Promise<void> =>
    client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(sources), type }],
    });
  await tell(FileChangeType.Deleted);
  expect(await codesOf(client, uri)).toEqual([]);
  // Something of that name that has no sources.
  mkdirSync(sources);
  await tell(FileChangeType.Created);
  expect(await codesOf(client, uri)).toEqual([]);
  renameSync(sources, join(folder, 'empty'));
  renameSync(join(folder, 'elsewhere'), sources);
  await tell(FileChangeType.Created);
  expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
  expect(await client.stop()).toBe(0);
});

const ASKED_OF_CLIENTS = [
  'client/registerCapability',
  'client/unregisterCapability',
  'window/showDocument',
  'window/showMessageRequest',
  'window/workDoneProgress/create',
  'workspace/applyEdit',
  'workspace/codeLens/refresh',
  'workspace/configuration',
  'workspace/diagnostic/refresh',
  'workspace/workspaceFolders',
];

test(
  'what is cancelled is not answered, what has changed meanwhile is refused, and the client may be silent',
  SLOW,
  async () => {
    const { folder, document, text } = await exampleCopy();
    const unanswered = new Set<string>();
    const client = await startClient({
      folders: [folder],
      capabilities: EVERYTHING,
      // A client that never answers.
      prepare: (connection) => {
        for (const method of ASKED_OF_CLIENTS) {
          connection.onRequest(method, () => {
            unanswered.add(method);
            return new Promise<void>(() => undefined);
          });
        }
      },
    });
    const { connection } = client;
    const uri = uriOf(document);
    const textDocument = { uri };
    const position = at(text, '**Acorn¦ForCausalLM**');
    const range = { start: position, end: position };
    const context = { diagnostics: [], includeDeclaration: true };
    const onText = [
      'hover',
      'definition',
      'references',
      'completion',
      'documentSymbol',
      'codeAction',
      'codeLens',
    ].map((name) => [`textDocument/${name}`, { textDocument, position, range, context }] as const);
    const others = [
      ['textDocument/diagnostic', { textDocument }],
      ['workspace/diagnostic', { previousResultIds: [] }],
      ['workspace/symbol', { query: 'acorn' }],
    ] as const;
    await client.open(uri, text, 1);
    const storm = Array.from({ length: 40 }, () => [...onText, ...others])
      .flat()
      .map(([method, params]) => {
        const source = new CancellationTokenSource();
        const answer = connection.sendRequest(method, params, source.token);
        source.cancel();
        return answer;
      });
    expect(await codesOfEnds(storm)).toEqual([LSPErrorCodes.RequestCancelled]);

    // The questions are about one text, and another is on its way when the answers are made: an answer is about
    // the text that was asked about, or there is none.
    const ask = (): Promise<unknown>[] =>
      onText.map(([method, params]) => connection.sendRequest(method, params));
    let refused = 0;
    const overtaken = async (change: () => Promise<void>): Promise<void> => {
      const right = await Promise.all(ask());
      await reread(client, folder);
      const asked = ask();
      await change();
      for (const [index, end] of (await Promise.allSettled(asked)).entries()) {
        if (end.status === 'fulfilled') expect(end.value).toEqual(right[index]);
        else expect(codeOf(end.reason)).toBe(LSPErrorCodes.ContentModified);
        refused += end.status === 'rejected' ? 1 : 0;
      }
    };
    await overtaken(() => client.change(uri, 2, `\n${text}`));
    // A version that stays the same is another text all the same; so is one that is opened anew.
    await overtaken(() => client.change(uri, 2, `\n\n${text}`));
    await overtaken(async () => {
      await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
      await client.open(uri, text, 2);
    });
    expect(refused).toBeGreaterThan(0);
    // Opened twice: the second text counts. Closed twice, or without having been open: nothing happens.
    const wrong = edited(text, ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']);
    await client.open(uri, wrong, 1);
    expect(await codesOf(client, uri)).toContain('tracking-wrong-native');
    for (const each of [uri, uri, uriOf(join(folder, 'never-opened.md'))])
      await connection.sendNotification(DidCloseTextDocumentNotification.type, {
        textDocument: { uri: each },
      });
    expect(await codesOf(client, uri)).not.toContain('tracking-wrong-native');

    // The command behind a lens does not wait for the document to be shown.
    const [lens] =
      (await connection.sendRequest(CodeLensRequest.type, {
        textDocument: { uri: uriOf(join(folder, 'sglang/python/sglang/srt/models/acorn.py')) },
      })) ?? [];
    const { command = '', arguments: args = [] } = lens?.command ?? {};
    expect(await connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: args })).toBeNull();
    expect([...unanswered]).toEqual(
      expect.arrayContaining([
        'client/registerCapability',
        'window/showDocument',
        'window/workDoneProgress/create',
      ]),
    );
    expect(await client.stop()).toBe(0);
    expect(client.stderr()).toBe('');
  },
);

/** Makes the next answer take a while: everything is read anew. */
async function reread({ connection }: TestClient, folder: string): Promise<void> {
  await connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: uriOf(folder), type: FileChangeType.Changed }],
  });
}

async function codesOfEnds(asked: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const ends = await Promise.allSettled(asked);
  return [...new Set(ends.map((end) => (end.status === 'rejected' ? codeOf(end.reason) : 'answered')))];
}

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
