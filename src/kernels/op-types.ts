import { compareText } from '../diagnostics.js';

/** The families of definitions, in the order in which pages and manifests list them. */
export const OP_TYPES = [
  'rmsnorm',
  'gemm',
  'gqa_paged',
  'gqa_ragged',
  'mla_paged',
  'mla_ragged',
  'dsa_paged',
  'gdn',
  'mamba_ssu',
  'moe',
  'rope',
  'sampling',
] as const;

export type OpType = (typeof OP_TYPES)[number];

const rank = new Map<string, number>(OP_TYPES.map((opType, index) => [opType, index]));

/** Orders op types as {@link OP_TYPES} does; others stand last, by name. */
export function compareOpTypes(a: string, b: string): number {
  return (rank.get(a) ?? OP_TYPES.length) - (rank.get(b) ?? OP_TYPES.length) || compareText(a, b);
}
