import type { OpType } from './op-types.js';
import type { ParsedName } from './definition-name.js';

/** What FlashInfer's kernels demand of a shape beyond its existence. */
interface ShapeConstraint {
  readonly opType: OpType;
  readonly numerator: string;
  readonly denominator: string;
  readonly allowed: readonly number[];
  readonly subject: string;
}

const CONSTRAINTS: readonly ShapeConstraint[] = [
  {
    // include/flashinfer/mamba dispatches over these ratios.
    opType: 'mamba_ssu',
    numerator: 'nheads',
    denominator: 'ngroups',
    allowed: [1, 2, 4, 8, 16, 32, 64],
    subject: 'heads per group',
  },
];

/** Why FlashInfer refuses a shape whose API it has; null when it does not. */
export function violatedConstraint({ pattern, axes }: ParsedName): string | null {
  for (const { opType, numerator, denominator, allowed, subject } of CONSTRAINTS) {
    if (pattern.opType !== opType) continue;
    const [above, below] = [axes.get(numerator), axes.get(denominator)];
    if (above === undefined || below === undefined) continue;
    const ratio = below === 0 ? Infinity : above / below;
    if (allowed.includes(ratio)) continue;
    return `FlashInfer needs ${subject} to be one of ${allowed.join(', ')}, and ${above}/${below} is not`;
  }
  return null;
}
