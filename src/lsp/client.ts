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
  readonly markdown: boolean;
  readonly symbolTree: boolean;
  readonly progress: boolean;
  readonly showsDocuments: boolean;
  readonly watchesFiles: boolean;
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
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    progress: window?.workDoneProgress === true,
    showsDocuments: window?.showDocument?.support === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    related: textDocument?.publishDiagnostics?.relatedInformation !== false,
  };
}

function foldersOf({ workspaceFolders }: InitializeParams): readonly string[] {
  return (workspaceFolders ?? []).map(({ uri }) => uri);
}
