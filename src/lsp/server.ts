/**
 * The language server: a session told about what the client tells. Nothing is written to standard output but the
 * protocol: what goes to the console goes to standard error.
 */
import { Console } from 'node:console';
import { createConnection, ErrorCodes, ResponseError, type Connection } from 'vscode-languageserver/node';
import type { ArchscanConfig } from '../config/types.js';
import { createSession } from '../session/session.js';
import { VERSION } from '../version.js';
import { createBuffers, type Buffers } from './buffers.js';
import { capabilitiesFor, watchFiles } from './capabilities.js';
import { clientOf, type Client } from './client.js';
import { createConverter } from './convert.js';
import { createDiagnostics } from './diagnostics.js';
import { messageFrames } from './frames.js';
import { createProgress, type Progress } from './progress.js';
import { answerRequests, type Served } from './requests.js';

export interface ServerOptions {
  /** Stands before what configuration files say. */
  readonly config: ArchscanConfig;
  readonly configFile: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Serves the client at standard input and output until it goes; then the process ends. */
export function startServer(options: ServerOptions): void {
  globalThis.console = new Console(process.stderr, process.stderr);
  const connection = createConnection(process.stdin.pipe(messageFrames(reportFrame)), process.stdout);
  const buffers = createBuffers();
  let served: Served | undefined;
  let progress: Progress | undefined;

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
    return { connection, client, buffers, session, convert, diagnostics };
  }

  function requireServed(): Served {
    if (served === undefined)
      throw new ResponseError(ErrorCodes.ServerNotInitialized, 'The server is not initialized.');
    return served;
  }

  connection.onInitialize((params) => {
    const client = clientOf(params);
    served = serve(client);
    return { capabilities: capabilitiesFor(client), serverInfo: { name: 'archscan', version: VERSION } };
  });

  connection.onInitialized(() => {
    const { client, session } = requireServed();
    if (client.watchesFiles) watchFiles(connection).catch(report);
    if (client.changesFolders) followFolders(connection, requireServed, report);
    if (client.progress) progress = createProgress(connection, report);
    tellProblems(connection, session)
      .catch(report)
      .finally(() => {
        progress?.done();
        progress = undefined;
      });
  });

  followDocuments(connection, buffers, requireServed);
  answerRequests(connection, requireServed);

  connection.onShutdown(() => {
    served?.diagnostics.dispose();
    served?.session.dispose();
  });
  connection.listen();
}

/** The log of the client cannot be trusted where its messages cannot. */
function reportFrame(message: string): void {
  process.stderr.write(`archscan: ${message}\n`);
}

/** Reads the workspace, and says what of a configuration could not be read. */
async function tellProblems(connection: Connection, session: Served['session']): Promise<void> {
  for (const { folder, message, expected } of await session.problems()) {
    if (expected) connection.console.info(`${folder}: ${message}`);
    else connection.window.showWarningMessage(`archscan: ${message}`);
  }
}

function followFolders(connection: Connection, served: () => Served, report: (error: unknown) => void): void {
  let folders = served().client.folders;
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const { session, diagnostics } = served();
    const gone = new Set(removed.map(({ uri }) => uri));
    folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
    session.setFolders(folders);
    diagnostics.changed();
    tellProblems(connection, session).catch(report);
  });
}

/** Documents of other schemes are views of something, such as an older revision. */
function isEdited(uri: string): boolean {
  return uri.startsWith('file:') || uri.startsWith('untitled:');
}

function followDocuments(connection: Connection, buffers: Buffers, served: () => Served): void {
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (!isEdited(uri)) return;
    buffers.open(uri, version, text);
    served().session.open(uri, text);
    served().diagnostics.changed();
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
    served().diagnostics.changed();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    served().session.filesChanged(changes.map(({ uri }) => uri));
    served().diagnostics.changed();
  });
}
