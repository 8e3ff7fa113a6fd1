/**
 * Answers about sources that outlive the run that gave them. Each is kept with what it rests on, by content, so that a
 * later run over another version of the tree, a folder or a revision, asks again only what rests on something that is
 * different now. What an answer rests on is noted while it is computed, module by module, since most of what is known
 * of a module is computed once for many answers.
 */
import type { ReadResult, SourceTree } from '../../source/types.js';
import type { FactsDepth } from '../facts.js';
import { keepAnswers, type KeptAnswers } from './kept.js';
import {
  contentName,
  listingId,
  partId,
  partName,
  readId,
  type Content,
  type FileRead,
  type Part,
} from './parts.js';
import { createRests } from './rests.js';
import { createTaken } from './taken.js';

export type { KeptAnswers } from './kept.js';
export type { FileRead } from './parts.js';

export interface Answers {
  /** The tree; what is asked of it for an answer is noted. */
  readonly tree: SourceTree;
  /** See `PythonSources.answer`. */
  readonly answer: <T>(question: unknown, make: () => T, given: readonly string[]) => T;
  /** Somebody asks about a module; what evaluating leads to is told by `rests`. */
  readonly asked: (path: string, depth: FactsDepth) => void;
  /** What is known of a module rests on another one, or on its own function bodies. */
  readonly rests: (from: string, to: string, depth: FactsDepth) => void;
  /** What is said depends on who asked first; see `onOrder` of a project. */
  readonly orderMatters: () => void;
  /** Whether a file is there that an import may mean. */
  readonly exists: (path: string) => boolean;
  readonly loaded: (
    path: string,
    depth: FactsDepth,
    read: ReadResult,
    problems: FileRead['problems'],
  ) => void;
  /** See `keepAnswers`. */
  readonly kept: () => KeptAnswers | null;
}

/** Whoever asks for what is not kept. */
const OUTSIDE = '';

/** @param onTaken told of each module that an answer rests on which is taken from the earlier run */
export function createAnswers(
  tree: SourceTree,
  earlier: KeptAnswers | null,
  onTaken: (path: string, depth: FactsDepth, read: FileRead) => void,
): Answers {
  const taken = earlier === null ? null : createTaken(earlier, tree, idNow, onTaken);
  const rests = createRests();
  const contents = new Map<string, Content>();
  const ids = new Map<string, string | null>();
  let isUnsure = false;
  const existing = new Map<string, boolean>();
  const answers = new Map<string, { readonly value: unknown; readonly rests: ReadonlyMap<string, Part> }>();
  let open: { readonly question: string; readonly rests: Map<string, Part> } | null = null;

  function note(part: Part): void {
    open?.rests.set(partName(part), part);
  }

  /** The id of a part as it was just seen: who saw it before must have seen the same. */
  function seen(part: Part, id: string | null): string | null {
    const where = contentName(part);
    if (ids.has(where) && ids.get(where) !== id) isUnsure = true;
    ids.set(where, id);
    return id;
  }

  function idNow(part: Part): string | null {
    return seen(part, partId(tree, part));
  }

  function noteContent(part: Part, id: string | null): void {
    note(part);
    contents.set(partName(part), { id: seen(part, id), read: null });
  }

  function exists(path: string): boolean {
    const known = existing.get(path);
    if (known !== undefined) return known;
    const found = tree.has(path);
    existing.set(path, found);
    return found;
  }

  return {
    tree: {
      ...tree,
      has: (path) => (open === null ? tree.has(path) : exists(path)),
      list(path, depth) {
        const files = tree.list(path, depth);
        if (open !== null) noteContent({ kind: depth === 1 ? 'list-1' : 'list', path }, listingId(files));
        return files;
      },
      read(path) {
        const read = tree.read(path);
        if (open !== null) noteContent({ kind: 'text', path }, readId(tree, path, read));
        return read;
      },
    },
    answer<T>(asked: unknown, make: () => T, given: readonly string[]): T {
      // What is asked for an answer belongs to it.
      if (open !== null) return make();
      const question = JSON.stringify(asked);
      const found = taken?.take(question);
      // The question says what was asked, and the record by which build of archscan.
      if (found !== undefined) return found.value as T;
      const asking = { question, rests: new Map<string, Part>() };
      open = asking;
      try {
        for (const path of given) note({ kind: 'module', path });
        const value = make();
        answers.set(question, { value, rests: asking.rests });
        return value;
      } finally {
        open = null;
      }
    },
    asked(path, kind) {
      note({ kind, path });
    },
    rests(from, to, depth) {
      rests.note(from, to, depth, open?.question ?? OUTSIDE);
    },
    orderMatters() {
      isUnsure = true;
    },
    exists,
    loaded(path, kind, read, problems) {
      const bytes = read.ok ? read.bytes.length : 0;
      const part = { kind, path };
      contents.set(partName(part), {
        id: seen(part, readId(tree, path, read)),
        read: { bytes, problems },
      });
    },
    kept: () => keepAnswers({ answers, rests, contents, isUnsure, existing }, taken),
  };
}
