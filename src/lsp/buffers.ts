import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { keyOf } from '../session/keys.js';
import { applyChange, protocolText, type Encoding, type ProtocolText } from './positions.js';

/** A document that the client has open. */
export interface Buffer extends ProtocolText {
  /** As the client spells it. */
  readonly uri: string;
  readonly version: number;
  /** Of all texts that any document had, this one. A document that is opened anew may count its versions anew. */
  readonly edit: number;
}

export interface Buffers {
  /** However its URI is spelled. */
  readonly get: (uri: string) => Buffer | undefined;
  readonly all: () => readonly Buffer[];
  readonly open: (uri: string, version: number, text: string) => void;
  /** The text after the changes; undefined when the document is not open. */
  readonly change: (
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
    encoding: Encoding,
  ) => string | undefined;
  readonly close: (uri: string) => void;
}

export function createBuffers(): Buffers {
  const buffers = new Map<string, Buffer>();
  let edits = 0;
  const set = (uri: string, version: number, text: string): void => {
    buffers.set(keyOf(uri), { uri, version, edit: ++edits, ...protocolText(text) });
  };
  return {
    get: (uri) => buffers.get(keyOf(uri)),
    all: () => [...buffers.values()],
    open: set,
    change(uri, version, changes, encoding) {
      const before = buffers.get(keyOf(uri));
      if (before === undefined) return undefined;
      const text = changes.reduce((current, each) => applyChange(current, each, encoding), before.text);
      set(before.uri, version, text);
      return text;
    },
    close: (uri) => {
      buffers.delete(keyOf(uri));
    },
  };
}
