/**
 * The files of a session: what is on disk or in memory, and what is open in an editor above it. A tree stays the same
 * object for as long as nothing that was read of it changed; everything that is kept is kept by that object.
 */
import { MAX_DOCUMENT_BYTES, readDocument, tooLargeDocument, type DocumentRead } from '../documents/write.js';
import { folderTree, memoryTree, type FolderTree, type SourceTree } from '../source/index.js';
import { findingOf, type Finding } from '../findings/finding.js';
import { isPath, keyBelow, pathBelow } from './keys.js';
import { overlayTree, type OverlayTree } from './overlay.js';

export interface FileStore {
  /** Raised whenever a tree was replaced. */
  readonly version: () => number;
  /** @throws ArchscanError `root-not-found` when there is no such folder */
  readonly tree: (root: string) => SourceTree;
  /** The text of a file that is no part of a tree, a document for example. */
  readonly document: (key: string) => { readonly text: string } | { readonly finding: Finding } | null;
  readonly buffers: () => ReadonlyMap<string, string>;
  /** Sets the open text of a file; undefined: it is closed. */
  readonly setBuffer: (key: string, text: string | undefined) => void;
  readonly changedOnDisk: (keys: readonly string[]) => void;
  readonly setLimit: (maxFileBytes: number | undefined) => void;
  /** The folders that could not be listed to their end, and why. */
  readonly unlisted: () => readonly { readonly key: string; readonly detail: string }[];
  /** The files that differ between two trees of one root; undefined when it is not known, or files came or went. */
  readonly changedSince: (tree: SourceTree, earlier: SourceTree) => readonly string[] | undefined;
}

/** How many edits are told apart; more of them between two readings are a new folder. */
const KEPT_EDITS = 256;

/** How a tree came about: the edits since the files were listed. */
interface Origin {
  readonly listed: symbol;
  readonly edits: number;
}

interface OpenTree extends Origin {
  readonly base: SourceTree | FolderTree;
  readonly texts: Map<string, string>;
  readonly overlay: OverlayTree;
}

/** A walk through a folder ends after so many files. The largest that an engine has is some thousands. */
const MAX_FILES = 100_000;

/**
 * @param files texts by key, in place of the file system
 * @param maxFiles how many files of a folder are listed at most
 */
export function createStore(
  files: Readonly<Record<string, string>> | undefined,
  maxFiles = MAX_FILES,
): FileStore {
  const buffers = new Map<string, string>();
  const trees = new Map<string, OpenTree>();
  let version = 0;
  let limit: number | undefined;
  const edited = new Map<string, readonly string[]>();
  const origins = new WeakMap<SourceTree, Origin>();

  function baseOf(root: string): OpenTree['base'] {
    if (files === undefined)
      return folderTree(root, { maxFiles, ...(limit === undefined ? {} : { maxFileBytes: limit }) });
    return memoryTree(filesBelow(root, Object.entries(files)), { root });
  }

  /** @param before the tree that this one follows, when the same files are there */
  function openTree(root: string, base: OpenTree['base'], before?: OpenTree): OpenTree {
    const texts = new Map(Object.entries(filesBelow(root, buffers)));
    const overlay = overlayTree(base, texts, limit, before?.overlay.read);
    const listed = before?.listed ?? Symbol(root);
    const opened = { base, texts, overlay, listed, edits: before === undefined ? 0 : before.edits + 1 };
    if (before === undefined) edited.delete(root);
    origins.set(overlay.tree, opened);
    trees.set(root, opened);
    return opened;
  }

  function setIn(root: string, path: string, text: string | undefined): void {
    const opened = trees.get(root);
    if (opened === undefined) return;
    const { base, texts, overlay } = opened;
    const existed = texts.has(path) || base.has(path);
    const exists = text !== undefined || base.has(path);
    if (existed === exists && (!overlay.wasRead(path) || isSame(overlay.tree, base, path, text))) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      return;
    }
    version += 1;
    const follows = existed === exists;
    openTree(root, base, follows ? opened : undefined);
    if (follows) edited.set(root, [...(edited.get(root) ?? []), path].slice(-KEPT_EDITS));
  }

  function changedSince(tree: SourceTree, earlier: SourceTree): readonly string[] | undefined {
    const [now, then] = [origins.get(tree), origins.get(earlier)];
    if (now === undefined || then?.listed !== now.listed || then.edits > now.edits) return undefined;
    const count = now.edits - then.edits;
    const known = edited.get(tree.root) ?? [];
    if (count > known.length) return undefined;
    return [...new Set(count === 0 ? [] : known.slice(-count))];
  }

  function documentOf(key: string): ReturnType<FileStore['document']> {
    const text = buffers.get(key) ?? files?.[key];
    if (text === undefined && (files !== undefined || !isPath(key))) return null;
    const read = text === undefined ? readDocument(key) : readText(key, text);
    if (!read.ok) return { finding: findingOf({ ...read.diagnostic, file: key }) };
    return read.text === null ? null : { text: read.text };
  }

  return {
    version: () => version,
    tree: (root) => (trees.get(root) ?? openTree(root, baseOf(root))).overlay.tree,
    document: documentOf,
    changedSince,
    buffers: () => buffers,
    setBuffer(key, text) {
      if (buffers.get(key) === text) return;
      if (text === undefined) buffers.delete(key);
      else buffers.set(key, text);
      for (const root of [...trees.keys()]) {
        const path = pathBelow(root, key);
        if (path !== null && path !== '') setIn(root, path, text);
      }
    },
    changedOnDisk(keys) {
      if (files !== undefined) return;
      const stale = [...trees].filter(([root, opened]) => keys.some((key) => isStale(root, opened, key)));
      for (const [root] of stale) trees.delete(root);
      version += 1;
    },
    setLimit(maxFileBytes) {
      if (limit === maxFileBytes) return;
      limit = maxFileBytes;
      trees.clear();
      version += 1;
    },
    unlisted: () =>
      [...trees].flatMap(([root, { base }]) =>
        'unlisted' in base
          ? base
              .unlisted()
              .map(({ path, detail }) => ({ key: path === '' ? root : keyBelow(root, path), detail }))
          : [],
      ),
  };
}

function filesBelow(
  root: string,
  files: Iterable<readonly [string, string]>,
): Readonly<Record<string, string>> {
  const below: [string, string][] = [];
  for (const [key, text] of files) {
    const path = pathBelow(root, key);
    if (path !== null && path !== '') below.push([path, text]);
  }
  return Object.fromEntries(below);
}

/** Whether reading gives the same bytes with the text as it does now. */
function isSame(tree: SourceTree, base: SourceTree, path: string, text: string | undefined): boolean {
  const before = tree.read(path);
  if (text === undefined) {
    const after = base.read(path);
    return before.ok && after.ok && Buffer.compare(before.bytes, after.bytes) === 0;
  }
  return before.ok && Buffer.compare(before.bytes, Buffer.from(text, 'utf8')) === 0;
}

/** Whether something that was read of a tree is another on disk now. */
function isStale(root: string, { base, overlay }: OpenTree, key: string): boolean {
  if (pathBelow(key, root) !== null) return true;
  const path = pathBelow(root, key);
  return path !== null && (overlay.wasRead(path) || ('cameOrWent' in base && base.cameOrWent(path)));
}

/** What is too large on disk is so in an editor, too. */
function readText(key: string, text: string): DocumentRead {
  const bytes = Buffer.byteLength(text, 'utf8');
  return bytes > MAX_DOCUMENT_BYTES ? tooLargeDocument(key, bytes) : { ok: true, text };
}
