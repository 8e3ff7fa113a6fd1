import { ArchscanError } from '../errors.js';
import { gitObjects, type GitResult } from './git-process.js';

export interface Blob {
  readonly oid: string;
  /** Null when the object database does not have it. */
  readonly size: number | null;
}

export interface Listed {
  /** By path from the top of the repository. */
  readonly blobs: ReadonlyMap<string, Blob>;
  /** Object ids of the symbolic links by path. */
  readonly links: ReadonlyMap<string, string>;
}

const LIST = ['ls-tree', '-r', '-z', '--full-tree'];

/**
 * The files of a commit.
 *
 * @throws ArchscanError `revision-not-found` when it cannot be listed
 */
export async function listCommit(repository: string, commit: string): Promise<Listed> {
  const listing = await gitObjects(repository, [...LIST, '--long', commit]);
  const listed = listing.ok ? parseListing(listing.stdout) : await listPartly(repository, commit);
  if (listed !== null) return listed;
  const detail = listing.ok ? '' : ` (${listing.detail})`;
  throw new ArchscanError('revision-not-found', `Revision ${commit} cannot be listed${detail}.`, {
    hint: 'Run git fsck: the repository may be damaged or incomplete.',
  });
}

/** Git gives no sizes at all when a partial clone lacks one blob, so they are asked for of those that it has. */
async function listPartly(repository: string, commit: string): Promise<Listed | null> {
  const listing = await gitObjects(repository, [...LIST, commit]);
  const found = await gitObjects(repository, [
    'rev-list',
    '--objects',
    '--no-object-names',
    '--no-walk',
    '--missing=print',
    `${commit}^{tree}`,
  ]);
  if (!listing.ok || !found.ok) return null;
  const present = linesOf(found).filter((line) => !line.startsWith('?'));
  const checked = await gitObjects(repository, ['cat-file', '--batch-check'], `${present.join('\n')}\n`);
  if (!checked.ok) return null;
  // OID SP TYPE SP SIZE
  const sizes = new Map(linesOf(checked).map((line) => [line.split(' ')[0], line.split(' ')[2]]));
  return parseListing(listing.stdout, sizes);
}

function linesOf({ stdout }: Extract<GitResult, { ok: true }>): readonly string[] {
  return stdout.toString('latin1').trim().split('\n');
}

/** @param sizes of blobs by object id, where the listing has none */
function parseListing(listing: Buffer, sizes?: ReadonlyMap<string | undefined, string | undefined>): Listed {
  const blobs = new Map<string, Blob>();
  const links = new Map<string, string>();
  for (const record of listing.toString('utf8').split('\0')) {
    // MODE SP TYPE SP OID [SP+ SIZE] TAB PATH
    const tab = record.indexOf('\t');
    const [mode, type, oid, listed] = record.slice(0, Math.max(0, tab)).split(/ +/);
    if (type !== 'blob' || oid === undefined) continue;
    const path = record.slice(tab + 1);
    const size = listed ?? sizes?.get(oid) ?? '';
    if (mode === '120000') links.set(path, oid);
    else blobs.set(path, { oid, size: /^\d+$/.test(size) ? Number(size) : null });
  }
  return { blobs, links };
}
