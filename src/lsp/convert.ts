/** From what a session answers to the words of the protocol. */
import {
  CodeActionKind,
  CompletionItemKind,
  DiagnosticSeverity,
  SymbolKind,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  type Range,
  type SymbolInformation,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Severity } from '../diagnostics.js';
import type {
  Session,
  SessionAction,
  SessionCompletion,
  SessionEdit,
  SessionFinding,
  SessionHover,
  SessionLens,
  SessionLocation,
  SessionRange,
  SessionSymbol,
} from '../session/types.js';
import type { Buffers } from './buffers.js';
import type { Client } from './client.js';
import { plainHover } from './plain-hover.js';
import { protocolText, toProtocolRange } from './positions.js';

/** The command of a lens: shows the row of an architecture. */
export const SHOW_ROW = 'archscan.showRow';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.archscan`;

export interface Converter {
  readonly location: (location: SessionLocation) => Location;
  readonly diagnostic: (finding: SessionFinding) => Diagnostic;
  readonly action: (action: SessionAction) => CodeAction;
  readonly lens: (uri: string, lens: SessionLens) => CodeLens;
  readonly completion: (uri: string, completion: SessionCompletion) => CompletionItem;
  readonly hover: (uri: string, hover: SessionHover) => Hover;
  readonly symbols: (symbols: readonly SessionSymbol[]) => DocumentSymbol[] | SymbolInformation[];
  readonly symbol: (symbol: SessionSymbol) => SymbolInformation;
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

const SYMBOLS: Readonly<Record<SessionSymbol['kind'], SymbolKind>> = {
  section: SymbolKind.String,
  row: SymbolKind.Key,
  registration: SymbolKind.Constant,
  class: SymbolKind.Class,
  model: SymbolKind.Object,
  module: SymbolKind.Module,
  definition: SymbolKind.Function,
};

const COMPLETIONS: Readonly<Record<SessionCompletion['kind'], CompletionItemKind>> = {
  architecture: CompletionItemKind.Class,
  checkpoint: CompletionItemKind.Value,
  definition: CompletionItemKind.Function,
  module: CompletionItemKind.Module,
};

export function createConverter(client: Client, buffers: Buffers, session: Session): Converter {
  const spelled = (uri: string): string => buffers.get(uri)?.uri ?? uri;

  function range(uri: string, given: SessionRange): Range {
    const buffer = buffers.get(uri);
    if (buffer !== undefined) return toProtocolRange(buffer, given, client.encoding);
    // UTF-16 is what the range is in already.
    const text = client.encoding === 'utf-16' ? undefined : session.text(uri)?.replace(/^\uFEFF/, '');
    return toProtocolRange(text === undefined ? undefined : protocolText(text), given, client.encoding);
  }

  const location = (each: SessionLocation): Location => ({
    uri: spelled(each.uri),
    range: range(each.uri, each.range),
  });

  function diagnostic(finding: SessionFinding): Diagnostic {
    const { uri, severity, rule, message, related, fixable } = finding;
    const relatedInformation = related.map((each) => ({ location: location(each), message: each.message }));
    return {
      range: range(uri, finding.range),
      severity: SEVERITIES[severity],
      code: rule,
      source: 'archscan',
      message,
      data: { fixable },
      ...(client.related && related.length > 0 ? { relatedInformation } : {}),
    };
  }

  const textEdit = (uri: string, edit: SessionEdit): TextEdit => ({
    range: range(uri, edit.range),
    newText: edit.text,
  });

  function workspaceEdit({ uri, edits }: SessionAction): WorkspaceEdit {
    const textEdits = edits.map((edit) => textEdit(uri, edit));
    if (!client.versionedEdits) return { changes: { [spelled(uri)]: textEdits } };
    // The client refuses the edits of a document that changed since.
    const version = buffers.get(uri)?.version ?? null;
    return { documentChanges: [{ textDocument: { uri: spelled(uri), version }, edits: textEdits }] };
  }

  function documentSymbol(each: SessionSymbol): DocumentSymbol {
    const { uri } = each.location;
    return {
      name: each.name,
      detail: each.detail,
      kind: SYMBOLS[each.kind],
      range: range(uri, each.location.range),
      selectionRange: range(uri, each.selection),
      children: each.children.map(documentSymbol),
    };
  }

  const symbol = (each: SessionSymbol): SymbolInformation => ({
    name: each.name,
    kind: SYMBOLS[each.kind],
    location: location(each.location),
    containerName: each.detail,
  });

  return {
    location,
    diagnostic,
    action: (each) => ({
      title: each.title,
      kind: each.kind === 'fix' ? CodeActionKind.QuickFix : FIX_ALL,
      diagnostics: each.findings.map(diagnostic),
      isPreferred: each.preferred,
      edit: workspaceEdit(each),
    }),
    lens(uri, each) {
      const [row] = each.rows;
      const command = row === undefined || !client.showsDocuments ? '' : SHOW_ROW;
      const target = row === undefined ? [] : [location(row)];
      return { range: range(uri, each.range), command: { title: each.title, command, arguments: target } };
    },
    completion: (uri, each) => ({
      label: each.label,
      kind: COMPLETIONS[each.kind],
      detail: each.detail,
      filterText: each.filter,
      sortText: each.sort,
      textEdit: textEdit(uri, each.edit),
    }),
    hover: (uri, each) => ({
      range: range(uri, each.range),
      contents: client.markdown
        ? { kind: 'markdown', value: each.markdown }
        : { kind: 'plaintext', value: plainHover(each.markdown) },
    }),
    symbols: (each) => (client.symbolTree ? each.map(documentSymbol) : each.flatMap(flattened).map(symbol)),
    symbol,
  };
}

function flattened(symbol: SessionSymbol): readonly SessionSymbol[] {
  return [symbol, ...symbol.children.flatMap(flattened)];
}
