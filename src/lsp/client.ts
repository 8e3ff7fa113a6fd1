/** What the client said that it can do. */
import type { InitializeParams } from 'vscode-languageserver/node';
import { isEncoding, type Encoding } from './positions.js';

export interface Client {
  readonly encoding: Encoding;
  readonly folders: readonly string[];
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly refreshesLenses: boolean;
  readonly versionedEdits: boolean;
  /** Hovers may be Markdown. */
  readonly markdown: boolean;
  readonly symbolTree: boolean;
  readonly progress: boolean;
  readonly showsDocuments: boolean;
  readonly watchesFiles: boolean;
  /** Below folders that are given by their URI. */
  readonly relativeWatches: boolean;
  readonly changesFolders: boolean;
  readonly related: boolean;
}

export function clientOf(params: InitializeParams): Client {
  const { general, textDocument, workspace, window } = params.capabilities;
  return {
    // UTF-16 is what every client can do; another one counts when the client prefers it.
    encoding: general?.positionEncodings?.find(isEncoding) ?? 'utf-16',
    folders: foldersOf(params),
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    // The first that is known is the one that the client prefers.
    markdown: textDocument?.hover?.contentFormat?.find(isFormat) === 'markdown',
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    progress: window?.workDoneProgress === true,
    showsDocuments: window?.showDocument?.support === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativeWatches: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    changesFolders: workspace?.workspaceFolders === true,
    related: textDocument?.publishDiagnostics?.relatedInformation !== false,
  };
}

function isFormat(text: string): boolean {
  return text === 'markdown' || text === 'plaintext';
}

/** Older clients have one root; one without any has open files only. */
function foldersOf(params: InitializeParams): readonly string[] {
  const { workspaceFolders } = params;
  if (workspaceFolders !== null && workspaceFolders !== undefined)
    return workspaceFolders.map(({ uri }) => uri);
  const { rootUri, rootPath } = older(params);
  return [rootUri ?? rootPath ?? []].flat();
}

/** What the protocol calls deprecated, and many clients still say. */
function older(params: object): { readonly rootUri: string | null; readonly rootPath: string | null } {
  const text = (name: string): string | null => {
    const value: unknown = Object.entries(params).find(([key]) => key === name)?.[1];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return { rootUri: text('rootUri'), rootPath: text('rootPath') };
}
