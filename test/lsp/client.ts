import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentEdit,
  type ClientCapabilities,
  type CodeAction,
  type InitializeParams,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { packageRoot } from '../../src/assets.js';
import { archscan, exampleWorkspace } from '../cli/run.js';
import type { Probed } from './children/probe.js';

const MAIN = join(packageRoot(), 'src/cli/main.ts');
const PROBE = join(packageRoot(), 'test/lsp/children/probe.ts');

/** The capabilities of a client that can do everything. */
export const EVERYTHING: ClientCapabilities = {
  workspace: {
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
  },
  window: { workDoneProgress: true, showDocument: { support: true } },
  textDocument: {
    diagnostic: {},
    hover: { contentFormat: ['markdown', 'plaintext'] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    publishDiagnostics: { relatedInformation: true },
  },
};

/** A model file that no document of the tests knows. */
export const NEW_MODEL = 'class BirchForCausalLM:\n    pass\n\n\nEntryClass = BirchForCausalLM\n';

/** One that pushes are for, and that can do next to nothing. */
export const MODEST: ClientCapabilities = {};

export interface TestClient {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly pushed: readonly PublishDiagnosticsParams[];
  /** Everything that came on standard error. */
  stderr(): string;
  /** The exit code of the process, once it has ended. */
  readonly exit: Promise<number | null>;
  open(uri: string, text: string, version?: number): Promise<void>;
  /** Replaces the whole text. */
  change(uri: string, version: number, text: string): Promise<void>;
  /** The next push about a document that fits. */
  push(uri: string, fits: (params: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams>;
  /** Ends the server as the protocol wants it, and holds what it wrote to the protocol. */
  stop(): Promise<number | null>;
}

export interface ClientOptions {
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly args?: readonly string[];
  /** Whether the server can be asked about its memory. */
  readonly isProbed?: boolean;
  /** What the first message says beside the capabilities, instead of the folders. */
  readonly params?: Partial<InitializeParams>;
  /** Called with the connection before the first message. */
  readonly prepare?: (connection: ProtocolConnection) => void;
}

/** The command in a process of its own, and a connection to it that nothing was sent on. */
export interface TestServer extends Pick<TestClient, 'process' | 'connection' | 'stderr' | 'exit'> {
  /** What on standard output, or sent to it, was no message. */
  readonly broken: readonly Error[];
}

export function startServer(args: readonly string[] = [], isProbed = false): TestServer {
  const probe = isProbed ? ['--import', PROBE] : [];
  const command = ['--import', 'jiti/register', ...probe, MAIN, 'lsp', '--stdio', ...args];
  const child: ChildProcess = spawn(process.execPath, command, {
    cwd: packageRoot(),
    env: { ...process.env, SOURCE_DATE_EPOCH: '1767312000' },
    stdio: ['pipe', 'pipe', 'pipe', ...(isProbed ? (['ipc'] as const) : [])],
  });
  if (!hasStreams(child)) throw new Error('the server has no standard streams');
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const broken: Error[] = [];
  connection.onError(([error]) => broken.push(error));
  return { process: child, connection, broken, stderr: () => errors, exit };
}

function hasStreams(child: ChildProcess): child is ChildProcessWithoutNullStreams {
  return child.stdin !== null && child.stdout !== null && child.stderr !== null;
}

/** What a server that is probed says of its memory now. */
export function probe({ process: child }: TestClient): Promise<Probed> {
  return new Promise((resolve) => {
    // The probe sends nothing else.
    child.once('message', (message) => {
      resolve(message as Probed);
    });
    child.send('memory');
  });
}

/** A real client and the real command. */
export async function startClient(options: ClientOptions): Promise<TestClient> {
  const { folders, capabilities = EVERYTHING, args = [], isProbed, params, prepare } = options;
  const server = startServer(args, isProbed);
  const { connection } = server;
  const pushed: PublishDiagnosticsParams[] = [];
  const waiting = new Set<(params: PublishDiagnosticsParams) => void>();
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    pushed.push(params);
    for (const each of waiting) each(params);
  });
  prepare?.(connection);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    ...(params ?? { workspaceFolders: folders.map((folder) => ({ uri: uriOf(folder), name: folder })) }),
  });
  await connection.sendNotification(InitializedNotification.type, {});
  return {
    ...server,
    initialized,
    pushed,
    open: (uri, text, version = 1) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: uri.endsWith('.md') ? 'markdown' : 'python', version, text },
      }),
    change: (uri, version, text) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    push: (uri, fits) =>
      new Promise((resolve) => {
        const check = (params: PublishDiagnosticsParams): void => {
          if (params.uri !== uri || !fits(params)) return;
          waiting.delete(check);
          resolve(params);
        };
        waiting.add(check);
      }),
    async stop() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const code = await server.exit;
      expect(server.broken).toEqual([]);
      return code;
    },
  };
}

/** The rules of the findings that a client gets when it asks. */
export async function codesOf({ connection }: TestClient, uri: string): Promise<readonly unknown[]> {
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  return report.kind === 'full' ? report.items.map(({ code }) => code) : [];
}

export interface Example {
  readonly folder: string;
  readonly document: string;
  /** The document as archscan writes it. */
  readonly text: string;
}

/** A copy of the example workspace with its document. */
export async function exampleCopy(): Promise<Example> {
  const { folder } = exampleWorkspace();
  const document = join(folder, 'out/MODEL_SUPPORT_TRACKING.md');
  mkdirSync(join(folder, 'out'));
  const { code, err } = await archscan(['track', join(folder, 'sglang'), '--output', document]);
  if (code !== 0) throw new Error(err);
  return { folder, document, text: readFileSync(document, 'utf8') };
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** The protocol's position of a piece of text; `¦` in the piece is the cursor, else its beginning. */
export function at(text: string, piece: string): Position {
  const index = text.indexOf(piece.replace('¦', ''));
  if (index === -1) throw new Error(`${piece} is not in the text`);
  const before = text.slice(0, index + Math.max(0, piece.indexOf('¦'))).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** The text after an action that is meant for one version. */
export function editedBy(text: string, action: CodeAction | undefined, version: number): string {
  const change = action?.edit?.documentChanges?.[0];
  if (change === undefined || !TextDocumentEdit.is(change))
    throw new Error('the action has no versioned edit');
  expect(change.textDocument.version).toBe(version);
  const lines = text.split('\n');
  const offset = ({ line, character }: Position): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  // From the end; what is inserted at one place stands in the order of the edits.
  return change.edits
    .flatMap((edit) => ('newText' in edit ? [edit] : []))
    .toReversed()
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (done, { range, newText }) =>
        done.slice(0, offset(range.start)) + newText + done.slice(offset(range.end)),
      text,
    );
}
