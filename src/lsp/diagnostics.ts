/** Diagnostics: pushed to clients that do not pull them, and never those of a text that is gone. */
import { createHash } from 'node:crypto';
import {
  DocumentDiagnosticReportKind,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { keyOf } from '../session/keys.js';
import type { Session, SessionFinding } from '../session/types.js';
import type { Buffer, Buffers } from './buffers.js';
import type { Client } from './client.js';
import type { Converter } from './convert.js';
import { later } from './later.js';

/** Typing goes on for as long as keys come faster than this. */
const PUSH_DELAY = 250;

/** Clients ask again for everything that is visible, so not for every key. */
const REFRESH_DELAY = 800;

export interface Diagnostics {
  /** A document or a file changed. */
  readonly changed: () => void;
  readonly closed: (uri: string) => void;
  readonly pull: (
    uri: string,
    previous: string | undefined,
    signal: AbortSignal,
  ) => Promise<DocumentDiagnosticReport>;
  readonly pullAll: (
    previous: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ) => Promise<WorkspaceDiagnosticReport>;
  readonly dispose: () => void;
}

interface Parts {
  readonly connection: Connection;
  readonly client: Client;
  readonly buffers: Buffers;
  readonly session: Session;
  readonly convert: Converter;
  /** Something failed that nobody waits for. */
  readonly report: (error: unknown) => void;
}

export function createDiagnostics(parts: Parts): Diagnostics {
  const { client, buffers, session, convert, report } = parts;
  const published = new Map<string, { readonly uri: string; readonly id: string }>();
  let running: AbortController | undefined;

  async function push(uri: string, signal: AbortSignal): Promise<void> {
    const found = await session.findings(uri, { signal });
    const buffer = buffers.get(uri);
    if (signal.aborted || buffer === undefined) return;
    const { version } = buffer;
    const diagnostics = found.map(convert.diagnostic);
    const id = resultId(buffer, diagnostics);
    if (published.get(keyOf(uri))?.id === id) return;
    published.set(keyOf(uri), { uri: buffer.uri, id });
    await parts.connection.sendDiagnostics({ uri: buffer.uri, version, diagnostics });
  }

  async function pushAll(signal: AbortSignal): Promise<void> {
    for (const { uri } of buffers.all()) await push(uri, signal);
  }

  const pushing = later(PUSH_DELAY, () => {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    pushAll(controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) report(error);
    });
  });

  const refreshing = later(REFRESH_DELAY, () => {
    const { languages } = parts.connection;
    const wanted = [
      ...(client.pullsDiagnostics && client.refreshesDiagnostics ? [languages.diagnostics.refresh()] : []),
      ...(client.refreshesLenses ? [parts.connection.sendRequest('workspace/codeLens/refresh')] : []),
    ];
    // A client may never answer, and nothing waits for it.
    Promise.all(wanted).catch(report);
  });

  function reportOf(
    uri: string,
    found: readonly SessionFinding[],
    previous: string | undefined,
  ): DocumentDiagnosticReport {
    const items = found.map(convert.diagnostic);
    const id = resultId(buffers.get(uri), items);
    if (previous === id) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id };
    return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
  }

  return {
    changed() {
      running?.abort();
      if (!client.pullsDiagnostics) pushing.call();
      refreshing.call();
    },
    closed(uri) {
      const last = published.get(keyOf(uri));
      if (last === undefined) return;
      published.delete(keyOf(uri));
      parts.connection.sendDiagnostics({ uri: last.uri, diagnostics: [] }).catch(report);
    },
    pull: async (uri, previous, signal) => reportOf(uri, await session.findings(uri, { signal }), previous),
    async pullAll(previous, signal) {
      const all = await session.allFindings({ signal });
      // A file that the client knows findings of and that has none now, must be told so.
      const uris = new Set([...all.keys(), ...previous.keys()]);
      const items = [...uris].map((uri) => ({
        uri: buffers.get(uri)?.uri ?? uri,
        version: buffers.get(uri)?.version ?? null,
        ...reportOf(uri, all.get(uri) ?? [], previous.get(uri)),
      }));
      return { items };
    },
    dispose() {
      running?.abort();
      pushing.cancel();
      refreshing.cancel();
    },
  };
}

/** Clients move what they show with every edit, so that the same findings of another text are news. */
function resultId(buffer: Buffer | undefined, diagnostics: readonly Diagnostic[]): string {
  const hash = createHash('sha256').update(JSON.stringify(diagnostics)).digest('base64url');
  return buffer === undefined ? hash : `${buffer.edit} ${hash}`;
}
