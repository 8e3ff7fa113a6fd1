import type { Diagnostic, Place } from '../diagnostics.js';
import { ArchscanError } from '../errors.js';

/** What the kernels of one rank see. */
export interface Parallelism {
  /** Tensor-parallel degree of the attention layers. */
  readonly tp: number;
  /** Expert-parallel degree. */
  readonly ep: number;
}

/** How a server is started; what is null was not given. */
export interface ServingDegrees {
  readonly tp: number;
  readonly ep: number | null;
  readonly dp: number | null;
  readonly dpAttention: boolean;
}

/** One device: the shape of the configuration itself. */
export const SINGLE: Parallelism = { tp: 1, ep: 1 };

/**
 * What a server's options mean for the kernels: with data-parallel attention every replica has its share of the
 * ranks, so its tensor-parallel degree is `tp / dp`. Degrees that do not fit are reported, and `parallelism` is
 * null where nothing certain follows from them.
 */
export function parallelismOf(
  degrees: ServingDegrees,
  place: Place,
): { readonly parallelism: Parallelism | null; readonly diagnostics: readonly Diagnostic[] } {
  const { tp, dp } = degrees;
  const ep = degrees.ep ?? 1;
  const report = (rule: string, message: string): readonly Diagnostic[] => [
    { ...place, rule, severity: 'warning', message },
  ];
  if (!degrees.dpAttention) return { parallelism: { tp, ep }, diagnostics: [] };
  if (dp === null) {
    const message = 'Data-parallel attention is on without a data-parallel degree: taken as 1.';
    return { parallelism: { tp, ep }, diagnostics: report('dp-attention-without-dp', message) };
  }
  if (tp % dp !== 0) {
    const message = `Data-parallel attention with dp ${dp} does not divide tp ${tp}: no attention degree follows.`;
    return { parallelism: null, diagnostics: report('dp-not-dividing-tp', message) };
  }
  return { parallelism: { tp: tp / dp, ep }, diagnostics: [] };
}

/** Degrees come from the caller: anything but whole numbers from 1 on is misuse. */
export function checkParallelism({ tp, ep }: Parallelism): void {
  for (const [name, value] of [['tp', tp] as const, ['ep', ep] as const]) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new ArchscanError('usage', `${name} must be a whole number from 1 on, but is ${value}`);
  }
}
