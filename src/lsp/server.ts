/**
 * The language server: a session told about what the client tells. Nothing is written to standard output but the
 * protocol: what a configuration or a package prints goes to standard error.
 */
import { Writable } from 'node:stream';
import {
  createConnection,
  ErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type Connection,
} from 'vscode-languageserver/node';
import type { ArchscanConfig } from '../config/types.js';
import { keyOf } from '../session/keys.js';
import { createSession } from '../session/session.js';
import { VERSION } from '../version.js';
import { createBuffers, type Buffers } from './buffers.js';
import { capabilitiesFor } from './capabilities.js';
import { clientOf, type Client } from './client.js';
import { createConverter } from './convert.js';
import { createDiagnostics } from './diagnostics.js';
import { messageFrames } from './frames.js';
import { createProgress, type Progress } from './progress.js';
import { answerRequests, type Served } from './requests.js';
import { createWatches, type Watches } from './watches.js';

export interface ServerOptions {
  /** Stands before what configuration files say. */
  readonly config: ArchscanConfig;
  readonly configFile: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Serves the client at standard input and output until it goes; then the process ends. */
export function startServer(options: ServerOptions): void {
  const output = takeOutput();
  const connection = createConnection(process.stdin.pipe(messageFrames(reportFrame)), output);
  const buffers = createBuffers();
  let served: Served | undefined;
  let progress: Progress | undefined;
  let watches: Watches | undefined;
  let isShutDown = false;

  const report = (error: unknown): void => {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  function serve(client: Client): Served {
    const { config, configFile, environment } = options;
    const { folders } = client;
    const session = createSession({
      folders,
      config,
      configFile,
      environment,
      onProgress: (step) => progress?.report(step),
    });
    const convert = createConverter(client, buffers, session);
    const diagnostics = createDiagnostics({ connection, client, buffers, session, convert, report });
    return { connection, client, buffers, session, convert, diagnostics, report };
  }

  /** Configurations may be others now, and what is shown, too. */
  function onFiles(): void {
    watches?.update();
    served?.diagnostics.changed();
  }

  function requireServed(): Served {
    if (isShutDown) throw new ResponseError(ErrorCodes.InvalidRequest, 'The server has been shut down.');
    if (served === undefined)
      throw new ResponseError(ErrorCodes.ServerNotInitialized, 'The server is not initialized.');
    return served;
  }

  connection.onInitialize((params) => {
    if (served !== undefined)
      throw new ResponseError(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    const client = clientOf(params);
    served = serve(client);
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'archscan', version: VERSION } };
  });

  connection.onInitialized(() => {
    const { client, session } = requireServed();
    watches = createWatches(connection, client, session, report);
    watches.update();
    if (client.changesFolders) followFolders(connection, requireServed, onFiles, report);
    if (client.progress) progress = createProgress(connection, report);
    tellProblems(connection, session)
      .catch(report)
      .finally(() => {
        progress?.done();
        progress = undefined;
      });
  });

  followDocuments(connection, buffers, requireServed, onFiles);
  answerRequests(connection, requireServed);

  connection.onShutdown(() => {
    const { diagnostics, session } = requireServed();
    isShutDown = true;
    diagnostics.dispose();
    session.dispose();
  });
  connection.listen();
}

/** Standard output for the protocol alone: what anything else writes there goes to standard error. */
function takeOutput(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return new Writable({
    write(chunk: Uint8Array, _, done) {
      write(chunk, done);
    },
  });
}

/** The log of the client cannot be trusted where its messages cannot. */
function reportFrame(message: string): void {
  process.stderr.write(`archscan: ${message}\n`);
}

/** Reads the workspace, and says what of a configuration could not be read. */
async function tellProblems(connection: Connection, session: Served['session']): Promise<void> {
  for (const { folder, message, expected } of await session.problems()) {
    if (expected) connection.console.info(`${folder}: ${message}`);
    else await showWarning(connection, `archscan: ${message}`);
  }
}

/** A message that waits for no answer: what a client refuses to show must not end the server. */
function showWarning(connection: Connection, message: string): Promise<void> {
  return connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
}

function followFolders(
  connection: Connection,
  served: () => Served,
  onFiles: () => void,
  report: (error: unknown) => void,
): void {
  let folders = served().client.folders;
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const { session } = served();
    const gone = new Set(removed.map(({ uri }) => keyOf(uri)));
    const next = [...folders.filter((uri) => !gone.has(keyOf(uri))), ...added.map(({ uri }) => uri)];
    session.setFolders(next);
    folders = next;
    onFiles();
    tellProblems(connection, session).catch(report);
  });
}

/** Documents of other schemes are views of something, such as an older revision. */
function isEdited(uri: string): boolean {
  return uri.startsWith('file:') || uri.startsWith('untitled:');
}

function followDocuments(
  connection: Connection,
  buffers: Buffers,
  served: () => Served,
  onFiles: () => void,
): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (!isEdited(uri)) return;
    const { session, diagnostics } = served();
    buffers.open(uri, version, text);
    session.open(uri, text);
    diagnostics.changed();
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const text = buffers.change(uri, version, contentChanges, served().client.encoding);
    if (text === undefined) return;
    served().session.change(uri, text);
    served().diagnostics.changed();
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (buffers.get(uri) === undefined) return;
    buffers.close(uri);
    served().session.close(uri);
    served().diagnostics.closed(uri);
    served().diagnostics.changed();
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    served().session.filesChanged([uri]);
    onFiles();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    served().session.filesChanged(changes.map(({ uri }) => uri));
    onFiles();
  });
}
