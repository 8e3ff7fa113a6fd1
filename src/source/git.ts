import { ArchscanError } from '../errors.js';
import { kindOfPath } from './files.js';
import { folderName } from './folder-name.js';
import { listCommit, type Blob } from './git-listing.js';
import { gitQuestion } from './git-process.js';
import { blobReader, type BlobReader } from './git-reader.js';
import { createListing, hasPath, type DirectoryView } from './listing.js';
import { observer } from './observer.js';
import { pathIndex, type PathIndex } from './path-index.js';
import { missing, notAFile, tooLarge } from './read-file.js';
import { isTreePath, joinPath, parentOf } from './tree-path.js';
import { DEFAULT_MAX_FILE_BYTES, type ReadResult, type SourceTree } from './types.js';

export interface GitOptions {
  /** Larger files are skipped as `too-large`; {@link DEFAULT_MAX_FILE_BYTES} unless given. */
  readonly maxFileBytes?: number;
  /** What messages and output call the root; the path of the repository unless given. */
  readonly label?: string;
  /**
   * Blobs by object id, kept for other trees: revisions have most of their files in common. The same array stands
   * for the same blob.
   */
  readonly blobs?: Map<string, Uint8Array>;
}

interface Revision {
  readonly reader: BlobReader;
  readonly commit: string;
  /** Blobs by path from the top of the repository. */
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly index: PathIndex;
  /** The sub-folder that is the root of the tree, '' for the top. */
  readonly prefix: string;
}

/**
 * The files of a git revision, read from the object database without a checkout. `repository` is a working
 * tree, a folder in one (then the tree is that folder's), or a bare repository. Symbolic links are resolved inside
 * the revision; submodules are left out. One git process reads all files of all revisions of a repository, and what
 * was prepared while the first of it is used. Where that process cannot be had (on Windows), what was not prepared
 * costs one for each folder.
 *
 * @throws ArchscanError `root-not-found` when `repository` is no git repository, or its folder is not in the
 *   revision; `revision-not-found` when the repository has no such commit.
 */
export async function gitTree(
  repository: string,
  revision: string,
  options: GitOptions = {},
): Promise<SourceTree> {
  const opened = await openRevision(repository, revision);
  const view = viewOf(opened);
  const maxFileBytes = options.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
  const blobs = options.blobs ?? new Map<string, Uint8Array>();

  return {
    root: options.label ?? repository,
    revision: opened.commit,
    list: createListing(view),
    has: (path) => hasPath(view, path),
    read(path) {
      const blob = findBlob(opened, path, maxFileBytes);
      const from = joinPath(opened.prefix, path);
      const result = 'ok' in blob ? blob : readBlob(opened, from, blob, blobs, maxFileBytes);
      if (!result.ok && result.reason === 'unreadable') observer().unrepeatable(`${path} ${result.detail}`);
      return result;
    },
    contentId(path) {
      const blob = findBlob(opened, path, maxFileBytes);
      return 'ok' in blob ? null : blob.oid;
    },
    async prepare(paths) {
      const wanted = new Set<string>();
      for (const path of paths) {
        const blob = findBlob(opened, path, maxFileBytes);
        if (!('ok' in blob) && !blobs.has(blob.oid)) wanted.add(blob.oid);
      }
      await opened.reader.ask([...wanted]);
    },
  };
}

function readBlob(
  { reader, index, blobs: listed }: Revision,
  path: string,
  { oid }: Blob,
  blobs: Map<string, Uint8Array>,
  maxFileBytes: number,
): ReadResult {
  const known = blobs.get(oid);
  if (known !== undefined) return { ok: true, bytes: known };
  // Neighbours are often asked for next.
  const neighbours = function* (): Iterable<string> {
    const folder = parentOf(path);
    const extension = path.slice(path.lastIndexOf('.'));
    for (const name of index.entries(folder).keys()) {
      const other = name.endsWith(extension) ? listed.get(joinPath(folder, name)) : undefined;
      if (other !== undefined && (other.size ?? Infinity) <= maxFileBytes && !blobs.has(other.oid))
        yield other.oid;
    }
  };
  const read = reader.read(oid, neighbours);
  if (!read.ok)
    return { ok: false, reason: 'unreadable', detail: `could not be read from git (${read.detail})` };
  blobs.set(oid, read.bytes);
  return read;
}

/** The blob that stands at a path of the tree, or why there is none to read. */
function findBlob(revision: Revision, path: string, maxFileBytes: number): Blob | ReadResult {
  if (!isTreePath(path)) return missing('is not a path of the tree');
  const resolved = revision.index.resolve(joinPath(revision.prefix, path));
  if (resolved.kind === 'nowhere') return resolved.result;
  const blob = revision.blobs.get(resolved.path);
  if (blob === undefined) return notAFile('is a directory');
  if (blob.size === null) {
    return { ok: false, reason: 'unreadable', detail: `is missing from the object database (${blob.oid})` };
  }
  return blob.size > maxFileBytes ? tooLarge(blob.size, maxFileBytes) : blob;
}

function viewOf({ index, prefix }: Revision): DirectoryView {
  return {
    entries: (directory) => index.entries(joinPath(prefix, directory)),
    identity: (directory) => index.identity(joinPath(prefix, directory)),
  };
}

async function openRevision(repository: string, revision: string): Promise<Revision> {
  const { prefix, commit } = await locateRevision(repository, revision);
  const { blobs, links } = await listCommit(repository, commit);
  const reader = blobReader(repository);
  const index = pathIndex(blobs.keys(), await readLinks(reader, links));
  if (index.resolve(prefix).kind !== 'directory') {
    throw new ArchscanError(
      'root-not-found',
      `The folder ${prefix} does not exist in revision ${revision}.`,
      {
        hint: 'Give a folder that the revision has, or the top of the repository.',
      },
    );
  }
  return { reader, commit, blobs, index, prefix };
}

/** The commit, and the path of `repository` from the top of its working tree: '' there and in a bare repository. */
async function locateRevision(
  repository: string,
  revision: string,
): Promise<Pick<Revision, 'prefix' | 'commit'>> {
  if (kindOfPath(repository) !== 'directory') {
    throw new ArchscanError('root-not-found', `The folder ${repository} does not exist.`, {
      hint: 'Check the path.',
    });
  }
  const command = ['rev-parse', '--show-prefix', '--verify', '--end-of-options', `${revision}^{commit}`];
  // A NUL cannot be handed to a process, and no revision has one.
  const result = revision.includes('\0') ? null : await gitQuestion(repository, command);
  if (result?.ok === true) {
    const said = result.stdout.toString('utf8').trimEnd();
    const end = said.lastIndexOf('\n');
    return { prefix: said.slice(0, end).replace(/\/$/, ''), commit: said.slice(end + 1) };
  }
  const prefix = await gitQuestion(repository, ['rev-parse', '--show-prefix']);
  if (!prefix.ok) {
    throw new ArchscanError(
      'root-not-found',
      `No git repository can be read in ${folderName(repository)} (${prefix.detail}).`,
      {
        hint: 'A revision can only be read from a git repository; leave the revision out to read the folder as it is.',
      },
    );
  }
  throw new ArchscanError(
    'revision-not-found',
    `There is no revision ${JSON.stringify(revision)} in ${folderName(repository)}.`,
    {
      hint: 'Give a commit, a tag or a branch of this repository. In a shallow clone, fetch the revision first.',
    },
  );
}

async function readLinks(
  reader: BlobReader,
  links: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const oids = new Set(links.values());
  await reader.ask([...oids]);
  const contents = new Map<string, string>();
  for (const oid of oids) {
    const read = reader.read(oid, () => []);
    if (!read.ok) observer().unrepeatable(`${oid} could not be read from git (${read.detail})`);
    // The empty target of a link that cannot be read leads nowhere.
    contents.set(oid, read.ok ? Buffer.from(read.bytes).toString('utf8') : '');
  }
  return new Map([...links].map(([path, oid]) => [path, contents.get(oid) ?? '']));
}
