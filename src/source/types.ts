/** Bytes of one file, or why there are none. */
export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: SkipReason; readonly detail: string };

/** Why a file that should have been read was not. */
export type SkipReason = 'missing' | 'unreadable' | 'too-large' | 'not-a-file';

/**
 * A tree of files that archscan reads: a folder, a git revision, or memory. Paths are relative POSIX paths.
 * Reading is synchronous; what is slow to open (a git object database) is fetched ahead by {@link prepare}.
 */
export interface SourceTree {
  /** The root as the user named it, for messages and output. */
  readonly root: string;
  /** The full commit id when the tree is a git revision, otherwise null. */
  readonly revision: string | null;
  /**
   * Every file below `directory` ('' is the root), sorted by code unit; only its direct files when `depth` is 1.
   * A directory that does not exist has no files.
   */
  list(directory: string, depth?: 1): readonly string[];
  /** Whether `path` is a file or a directory of the tree. */
  has(path: string): boolean;
  read(path: string): ReadResult;
  /**
   * The git blob id of a file that {@link read} reads, where it is known without reading it; null where it is not, or
   * there is no such file.
   */
  contentId?(path: string): string | null;
  /** Hint that these files will be read soon. */
  prepare(paths: readonly string[]): Promise<void>;
}

/** Files larger than this are skipped with a diagnostic: a WebAssembly parse needs about 140 bytes per byte. */
export const DEFAULT_MAX_FILE_BYTES = 2 * 1024 * 1024;
