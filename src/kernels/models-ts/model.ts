import type { Place } from '../../diagnostics.js';
import type { Span } from '../../documents/markdown/edits.js';

/** A string literal of the file. */
export interface Literal extends Place {
  readonly text: string;
  readonly span: Span;
}

/** An array of string literals; `literal` is false when it holds anything else. */
export interface LiteralArray {
  readonly span: Span;
  readonly elements: readonly Literal[];
  readonly literal: boolean;
}

/** What keeps a part of the file from being edited, e.g. a spread, and where that stands. */
export interface Opaque extends Place {
  /** A sentence without a full stop. */
  readonly reason: string;
}

export interface Property extends Place {
  readonly name: string;
  readonly span: Span;
}

export interface ModelModule extends Place {
  readonly name: string;
  readonly count: { readonly value: number; readonly span: Span } | null;
  readonly parent: Literal | null;
  readonly type: string | null;
  /** Null: the module has none. */
  readonly definitions: LiteralArray | null;
  /** Null: it can be edited. */
  readonly opaque: Opaque | null;
  readonly properties: readonly Property[];
  /** Its object literal. */
  readonly span: Span;
}

export interface ModelEntry extends Place {
  readonly id: Literal;
  readonly name: Literal | null;
  readonly description: string | null;
  readonly modules: readonly ModelModule[];
  readonly opaque: Opaque | null;
  readonly span: Span;
}

/** `const models: Model[] = […]`, read. Offsets count UTF-16 units of `text`, byte-order mark included. */
export interface ModelsFile {
  readonly text: string;
  readonly file: string;
  readonly entries: readonly ModelEntry[];
  /** The array literal. */
  readonly array: Span;
  readonly quote: '"' | "'";
}
