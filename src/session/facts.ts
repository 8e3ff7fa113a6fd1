/** Facts are kept by content, so that an edit costs the extraction of one file. */
import { createHash } from 'node:crypto';
import { createFactExtractor, type FactExtractor } from '../python/extract.js';
import type { FactsDepth, ModuleFacts } from '../python/facts.js';

/** How many contents of one path are kept: the one on disk, the one in the editor, and the same path elsewhere. */
const KEPT_PER_PATH = 3;

interface Kept {
  readonly hash: string;
  readonly facts: ModuleFacts;
}

/** The extractor, which remembers the last contents of every path. */
export async function createCachingExtractor(): Promise<FactExtractor> {
  const extract = await createFactExtractor();
  const known: Readonly<Record<FactsDepth, Map<string, readonly Kept[]>>> = {
    module: new Map(),
    bodies: new Map(),
  };
  return (path, source, depth = 'module') => {
    const hash = createHash('sha256').update(source).digest('base64');
    const kept = known[depth].get(path) ?? [];
    const found = kept.find((each) => each.hash === hash);
    const entry = found ?? { hash, facts: extract(path, source, depth) };
    if (kept[0] !== entry) {
      const others = kept.filter((each) => each !== entry).slice(0, KEPT_PER_PATH - 1);
      known[depth].set(path, [entry, ...others]);
    }
    return entry.facts;
  };
}
