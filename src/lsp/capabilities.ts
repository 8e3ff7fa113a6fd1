import { CodeActionKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver/node';
import type { Client } from './client.js';
import { FIX_ALL, SHOW_ROW } from './convert.js';

export function capabilitiesFor({ encoding }: Client): ServerCapabilities {
  return {
    positionEncoding: encoding,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    diagnosticProvider: { identifier: 'archscan', interFileDependencies: true, workspaceDiagnostics: true },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
    codeLensProvider: {},
    completionProvider: { triggerCharacters: ['|', '*', '/', '`', '"', "'"] },
    executeCommandProvider: { commands: [SHOW_ROW] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}
