import type { FactExtractor } from '../python/extract.js';
import type { ModuleFacts } from '../python/facts.js';

/**
 * The same facts, read once for each array of bytes, path and depth. Facts name their path, so it belongs to what
 * they are known by. Pays where the same array stands for the same content, as it does for the blobs of revisions;
 * the facts go when the bytes go.
 */
export function rememberFacts(extract: FactExtractor): FactExtractor {
  const known = new WeakMap<Uint8Array, Map<string, ModuleFacts>>();
  return (path, source, depth = 'module') => {
    if (typeof source === 'string') return extract(path, source, depth);
    let ofBytes = known.get(source);
    if (ofBytes === undefined) {
      ofBytes = new Map();
      known.set(source, ofBytes);
    }
    const key = `${depth}:${path}`;
    let facts = ofBytes.get(key);
    if (facts === undefined) {
      facts = extract(path, source, depth);
      ofBytes.set(key, facts);
    }
    return facts;
  };
}
