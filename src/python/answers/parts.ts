/** What answers about sources rest on, as it is told apart from another version. */
import type { Diagnostic } from '../../diagnostics.js';
import { contentId } from '../../source/content-id.js';
import type { ReadResult, SourceTree } from '../../source/types.js';
import type { FactsDepth } from '../facts.js';

/** Something of a tree: what is known of a module, the function bodies in it, a file as a text, or a listing. */
export interface Part {
  readonly kind: FactsDepth | 'text' | 'list' | 'list-1';
  readonly path: string;
}

/** What a file counts for, and what is wrong with it. */
export interface FileRead {
  readonly bytes: number;
  readonly problems: readonly Diagnostic[];
}

export interface Content {
  /** Equal for equal content; null when that cannot be told, as of a file that cannot be read. */
  readonly id: string | null;
  /** Of a module. */
  readonly read: FileRead | null;
}

export function partName({ kind, path }: Part): string {
  return `${kind} ${path}`;
}

/** One name for the parts that have one content: all that is read of a file. */
export function contentName({ kind, path }: Part): string {
  return kind === 'list' || kind === 'list-1' ? partName({ kind, path }) : path;
}

export function readId(tree: SourceTree, path: string, read: ReadResult): string | null {
  return read.ok ? (tree.contentId?.(path) ?? idOfRead(read)) : null;
}

export function listingId(files: readonly string[]): string {
  return contentId(Buffer.from(files.join('\0')));
}

/** The id of a part as it is now. */
export function partId(tree: SourceTree, { kind, path }: Part): string | null {
  switch (kind) {
    case 'list':
      return listingId(tree.list(path));
    case 'list-1':
      return listingId(tree.list(path, 1));
    case 'text':
    case 'module':
    case 'bodies':
      return tree.contentId?.(path) ?? idOfRead(tree.read(path));
  }
}

function idOfRead(read: ReadResult): string | null {
  return read.ok ? contentId(read.bytes) : null;
}
