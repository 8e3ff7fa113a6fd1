/** The questions of the protocol, each passed on to the session. */
import {
  CodeActionKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type CodeActionKind as Kind,
  type Connection,
  type Location,
} from 'vscode-languageserver/node';
import type { AskOptions, Session, SessionPosition, SessionRange } from '../session/types.js';
import type { Buffers } from './buffers.js';
import type { Client } from './client.js';
import { SHOW_ROW, type Converter } from './convert.js';
import type { Diagnostics } from './diagnostics.js';
import { toSessionPosition, toSessionRange } from './positions.js';

export interface Served {
  readonly connection: Connection;
  readonly client: Client;
  readonly buffers: Buffers;
  readonly session: Session;
  readonly convert: Converter;
  readonly diagnostics: Diagnostics;
  /** Something failed that nobody waits for. */
  readonly report: (error: unknown) => void;
}

/** What handlers need before the client has said who it is. */
export type GetServed = () => Served;

export function answerRequests(connection: Connection, served: GetServed): void {
  answerPositions(connection, served);
  answerDocuments(connection, served);
  answerWorkspace(connection, served);
}

function answerPositions(connection: Connection, served: GetServed): void {
  connection.onHover((params, token) =>
    atPosition(served(), params, token, async ({ session, convert }, uri, position, ask) => {
      const hover = await session.hover(uri, position, ask);
      return hover === null ? null : convert.hover(uri, hover);
    }),
  );
  connection.onDefinition((params, token) =>
    atPosition(served(), params, token, async ({ session, convert }, uri, position, ask) =>
      (await session.definition(uri, position, ask)).map(convert.location),
    ),
  );
  connection.onReferences((params, token) =>
    atPosition(served(), params, token, async ({ session, convert }, uri, position, ask) => {
      const { includeDeclaration } = params.context;
      return (await session.references(uri, position, { ...ask, includeDeclaration })).map(convert.location);
    }),
  );
  connection.onCompletion((params, token) =>
    atPosition(served(), params, token, async ({ session, convert }, uri, position, ask) =>
      (await session.completion(uri, position, ask)).map((each) => convert.completion(uri, each)),
    ),
  );
}

function answerDocuments(connection: Connection, served: GetServed): void {
  connection.onDocumentSymbol(({ textDocument: { uri } }, token) =>
    onVersion(served(), uri, token, async ({ session, convert }, ask) =>
      convert.symbols(await session.documentSymbols(uri, ask)),
    ),
  );
  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    onVersion(served(), uri, token, async ({ session, convert }, ask) =>
      (await session.codeLenses(uri, ask)).map((lens) => convert.lens(uri, lens)),
    ),
  );
  connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    onVersion(served(), uri, token, async ({ session, convert, buffers, client }, ask) => {
      const asked: SessionRange = toSessionRange(buffers.get(uri), range, client.encoding);
      const actions = (await session.codeActions(uri, asked, ask)).map(convert.action);
      return actions.filter(({ kind = CodeActionKind.QuickFix }) => isWanted(kind, context.only));
    }),
  );
  connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
    cancellable(token, (signal) => served().diagnostics.pull(uri, previousResultId, signal)),
  );
}

function answerWorkspace(connection: Connection, served: GetServed): void {
  connection.onWorkspaceSymbol(({ query }, token) =>
    cancellable(token, async (signal) => {
      const { session, convert } = served();
      return (await session.workspaceSymbols(query, { signal })).map(convert.symbol);
    }),
  );
  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token) =>
    cancellable(token, (signal) => {
      const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
      return served().diagnostics.pullAll(previous, signal);
    }),
  );
  connection.onExecuteCommand(({ command, arguments: args }) => {
    const target: unknown = args?.[0];
    const { client, report } = served();
    if (command !== SHOW_ROW || !isLocation(target) || !client.showsDocuments) return null;
    // A client may wait for this answer before it gives its own.
    connection.window
      .showDocument({ uri: target.uri, selection: target.range, takeFocus: true })
      .catch(report);
    return null;
  });
}

type Answer<T> = Promise<T | ResponseError<never>>;

function atPosition<T>(
  served: Served,
  params: { readonly textDocument: { readonly uri: string }; readonly position: Location['range']['start'] },
  token: CancellationToken,
  answer: (served: Served, uri: string, position: SessionPosition, ask: AskOptions) => Promise<T>,
): Answer<T> {
  const { uri } = params.textDocument;
  const position = toSessionPosition(served.buffers.get(uri), params.position, served.client.encoding);
  return onVersion(served, uri, token, (_, ask) => answer(served, uri, position, ask));
}

/** A position of one version means nothing in the next: then there is no answer. */
function onVersion<T>(
  served: Served,
  uri: string,
  token: CancellationToken,
  answer: (served: Served, ask: AskOptions) => Promise<T>,
): Answer<T> {
  // Not the number of the version: one that opens a file anew may count from the beginning.
  const before = served.buffers.get(uri);
  return cancellable(token, async (signal): Answer<T> => {
    const result = await answer(served, { signal });
    if (served.buffers.get(uri) === before) return result;
    return new ResponseError<never>(LSPErrorCodes.ContentModified, 'The document changed meanwhile.');
  });
}

async function cancellable<T>(
  token: CancellationToken,
  answer: (signal: AbortSignal) => Promise<T>,
): Answer<T> {
  const controller = new AbortController();
  const subscription = token.onCancellationRequested(() => {
    controller.abort();
  });
  if (token.isCancellationRequested) controller.abort();
  try {
    return await answer(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
  } finally {
    subscription.dispose();
  }
}

/** `only` names kinds, or kinds above them. */
function isWanted(kind: Kind, only: readonly Kind[] | undefined): boolean {
  return (
    only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`) || each === '')
  );
}

function isLocation(value: unknown): value is Location {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'uri' in value && typeof value.uri === 'string' && 'range' in value && typeof value.range === 'object'
  );
}
