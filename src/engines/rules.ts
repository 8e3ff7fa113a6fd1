/** What archscan finds wrong in the sources of engines, beside what any Python source can have. */
import { compareText } from '../diagnostics.js';
import type { ReadingRule, RuleGroup } from '../findings/rule.js';
import { llamaCppReading } from './llamacpp/rules.js';
import { lmdeployReading } from './lmdeploy/rules.js';
import { ENGINES } from './registry.js';
import { registryRules } from './registry-rules.js';
import { sglangJaxReading, sglangJaxRules } from './sglang-jax/rules.js';
import { sglangReading, sglangRegistryRules, sglangSourceRules } from './sglang/rules.js';
import { tensorrtLlmReading } from './trtllm/rules.js';
import { transformersReading } from './transformers/rules.js';
import { vllmReading, vllmRules } from './vllm/rules.js';
import { tgiReading } from './tgi/rules.js';

export const ENGINE_RULE_GROUPS: readonly RuleGroup[] = [
  { title: 'The sources of SGLang: registrations', rules: sglangRegistryRules },
  { title: 'The sources of SGLang: beside the registrations', rules: sglangSourceRules },
  { title: 'The sources of SGLang-JAX', rules: sglangJaxRules },
  { title: 'The sources of vLLM', rules: vllmRules },
  { title: 'The registries of any engine', rules: registryRules },
];

/** Rules by which facts are read. They stand in evidence: this fact, at this place, by this rule. */
export const READING_RULES: readonly ReadingRule[] = [
  ...tgiReading,
  ...sglangReading,
  ...transformersReading,
  ...vllmReading,
  ...sglangJaxReading,
  ...lmdeployReading,
  ...llamaCppReading,
  ...tensorrtLlmReading,
  ...ENGINES.map(({ id, title }) => ({
    id: `${id}-registration`,
    title: `an entry of a registry of ${title}`,
  })),
].sort((a, b) => compareText(a.id, b.id));
