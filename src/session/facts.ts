/** Facts are kept by content, so that an edit costs the extraction of what it touches in one file. */
import { createHash } from 'node:crypto';
import { decodeSource } from '../python/decode.js';
import { createFactReaders, type FactExtractor, type FactReaders } from '../python/extract.js';
import type { FactsDepth, ModuleFacts } from '../python/facts.js';
import { createFactFollowers, type FactFollower } from '../python/follow/follower.js';

/** How many contents of one path are kept: the one on disk, the one in the editor, and the same path elsewhere. */
const KEPT_PER_PATH = 3;

/** Of how many files so many are kept, for each depth: of those that changed last. */
const CHANGING = 16;

/** How many are kept of the others: the last one, and the same path in another checkout. */
const KEPT_OF_OTHERS = 2;

/** How many files are followed while they are edited, for each depth. */
const FOLLOWED = 8;

interface Kept {
  readonly hash: string;
  readonly facts: ModuleFacts;
}

/** The extractor, which remembers the last contents of every path, and follows those that change. */
export async function createCachingExtractor(): Promise<FactExtractor> {
  const readers = await createFactReaders();
  const { extract } = readers;
  const follow = createFollowing(readers);
  const known: Readonly<Record<FactsDepth, Map<string, readonly Kept[]>>> = {
    module: new Map(),
    bodies: new Map(),
  };
  const changing = { module: new Set<string>(), bodies: new Set<string>() };

  function noteChange(path: string, depth: FactsDepth): void {
    const paths = changing[depth];
    paths.delete(path);
    paths.add(path);
    for (const oldest of paths) {
      if (paths.size <= CHANGING) break;
      paths.delete(oldest);
      known[depth].set(oldest, (known[depth].get(oldest) ?? []).slice(0, KEPT_OF_OTHERS));
    }
  }

  return (path, source, depth = 'module') => {
    const hash = createHash('sha256').update(source).digest('base64');
    const kept = known[depth].get(path) ?? [];
    const found = kept.find((each) => each.hash === hash);
    const read = kept.length === 0 ? extract : follow;
    const entry = found ?? { hash, facts: read(path, source, depth) };
    if (kept[0] !== entry) {
      const others = kept.filter((each) => each !== entry).slice(0, KEPT_PER_PATH - 1);
      known[depth].set(path, [entry, ...others]);
      if (others.length > 0) noteChange(path, depth);
    }
    return entry.facts;
  };
}

/** Follows the files that were asked for last. */
function createFollowing(
  readers: FactReaders,
): (path: string, source: Uint8Array | string, depth: FactsDepth) => ModuleFacts {
  const make = createFactFollowers(readers);
  const followers: Readonly<Record<FactsDepth, Map<string, FactFollower>>> = {
    module: new Map(),
    bodies: new Map(),
  };
  return (path, source, depth) => {
    const decoded = typeof source === 'string' ? { text: source, problem: null } : decodeSource(source);
    if (decoded.problem !== null) return readers.extract(path, source, depth);
    const all = followers[depth];
    const follower = all.get(path) ?? make(path, depth);
    all.delete(path);
    all.set(path, follower);
    for (const oldest of all.keys()) {
      if (all.size <= FOLLOWED) break;
      all.delete(oldest);
    }
    return follower.facts(decoded.text);
  };
}
