import type { KernelConfig } from './config.js';
import { featuresOf, type Feature } from './features.js';
import { definitionNames } from './expected.js';

/** A projection listed on its own although the engine executes it fused with its neighbours. */
export interface SplitProjection {
  readonly name: string;
  readonly module: string;
  /** The name that is expected instead. */
  readonly fused: string;
}

interface SplitRule {
  readonly when: readonly Feature[];
  readonly module: string;
  readonly name: string;
  readonly fused: string;
}

const QKV = 'gemm_n{(q+2*kv)*d}_k{H}';
const GATE_UP = 'gemm_n{2*I}_k{H}';

const SPLIT_RULES: readonly SplitRule[] = [
  { when: ['gqa', 'no-output-gate'], module: 'q_proj', name: 'gemm_n{q*d}_k{H}', fused: QKV },
  { when: ['gqa', 'no-output-gate'], module: 'k_proj / v_proj', name: 'gemm_n{kv*d}_k{H}', fused: QKV },
  { when: ['dense-mlp', 'gated'], module: 'gate_proj / up_proj', name: 'gemm_n{I}_k{H}', fused: GATE_UP },
];

/**
 * The names that a model's projections would have unfused. Where one of them is listed and the fused name is not,
 * the layout of the list does not match the engine's. Names that the model needs anyway are left out.
 */
export function splitProjections(config: KernelConfig): readonly SplitProjection[] {
  const features = featuresOf(config);
  const rules = SPLIT_RULES.filter(({ when }) => when.every((feature) => features.has(feature)));
  const needed = definitionNames(config);
  return rules.flatMap(({ module, name, fused }) => {
    const [split, whole] = [needed.compute(name), needed.compute(fused)];
    if (split === null || whole === null || needed.all.has(split)) return [];
    return [{ name: split, module, fused: whole }];
  });
}
