import raw from './data/families.json' with { type: 'json' };

/** Which experts' routing a family has: it decides which mixture-of-experts definitions exist for it. */
export type Routing = 'ds_routing' | 'renorm' | 'llama4' | 'none';

type ListName =
  | 'perHeadNorm'
  | 'perHeadNormIfUseQkNorm'
  | 'attentionOutputGate'
  | 'layerNorm'
  | 'ungatedMlp'
  | 'withoutRope'
  | 'interleavedRope';

/**
 * What `config.json` does not say, by family: an architecture's name without its `For…` suffix. A family that is
 * in no list is never taken for a similar one.
 */
export function isIn(list: ListName, family: string | null): boolean {
  return family !== null && raw[list].includes(family);
}

/** The routing of a family's experts; null when the shipped table does not have the family. */
export function routingOf(family: string | null): Routing | null {
  if (family === null) return null;
  const { routing } = raw;
  if (routing.ds_routing.includes(family)) return 'ds_routing';
  if (routing.renorm.includes(family)) return 'renorm';
  if (routing.llama4.includes(family)) return 'llama4';
  return routing.none.includes(family) ? 'none' : null;
}

const classDefaults = new Map<string, Readonly<Record<string, unknown>>>(Object.entries(raw.classDefaults));

/** What the configuration class of transformers takes for a field that the file leaves out; undefined: not known. */
export function classDefault(family: string | null, field: string): unknown {
  const defaults = family === null ? undefined : classDefaults.get(family);
  return defaults !== undefined && Object.hasOwn(defaults, field) ? defaults[field] : undefined;
}
