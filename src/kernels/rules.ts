/**
 * The name rules, one row per definition. A template's braces hold formulas over the letters of `quantities.ts`:
 * `/` must divide without remainder, `heads(kv,tp)` shares key-value heads among ranks or replicates them,
 * `groups(mg,tp)` does it for Mamba's groups. A row applies when all of its features do (`features.ts`).
 */
import type { Feature } from './features.js';
import type { OpType } from './op-types.js';

/**
 * `core` follows from the configuration and counts in coverage; `variant` is one of several quantised forms of the
 * same experts; `extended` can be computed, but no data set has such a definition (`rope` apart).
 */
export type Tier = 'core' | 'variant' | 'extended';

export interface NameRule {
  readonly opType: OpType;
  readonly tier: Tier;
  readonly role: string;
  readonly name: string;
  readonly when: readonly Feature[];
  /** Values of `ps`: one name for each. */
  readonly pageSizes?: readonly number[];
}

const PAGES = [1, 64];

function rule(opType: OpType, tier: Tier, when: readonly Feature[], role: string, name: string): NameRule {
  return { opType, tier, role, name, when };
}

function paged(opType: OpType, when: readonly Feature[], role: string, name: string): NameRule {
  return { ...rule(opType, 'core', when, role, name), pageSizes: PAGES };
}

export const NAME_RULES: readonly NameRule[] = [
  rule('rmsnorm', 'core', ['rms-norm'], 'hidden norm', 'rmsnorm_h{H}'),
  rule('rmsnorm', 'core', ['rms-norm'], 'hidden norm + residual', 'fused_add_rmsnorm_h{H}'),
  rule('rmsnorm', 'core', ['mla', 'q-lora'], 'q_a_layernorm', 'rmsnorm_h{qrank}'),
  rule('rmsnorm', 'core', ['mla'], 'kv_a_layernorm', 'rmsnorm_h{kvrank}'),
  rule('rmsnorm', 'core', ['gqa', 'per-head-norm'], 'q_norm / k_norm', 'rmsnorm_h{d}'),

  rule('gemm', 'core', ['gqa', 'no-output-gate'], 'qkv_proj', 'gemm_n{(q+2*kv)*d}_k{H}'),
  rule('gemm', 'core', ['gqa', 'output-gate'], 'qkv_proj', 'gemm_n{(2*q+2*kv)*d}_k{H}'),
  rule('gemm', 'core', ['gqa'], 'o_proj', 'gemm_n{H}_k{q*d}'),
  rule('gemm', 'core', ['dense-mlp', 'gated'], 'gate_up_proj', 'gemm_n{2*I}_k{H}'),
  rule('gemm', 'core', ['dense-mlp', 'ungated'], 'up_proj', 'gemm_n{I}_k{H}'),
  rule('gemm', 'core', ['dense-mlp'], 'down_proj', 'gemm_n{H}_k{I}'),
  rule('gemm', 'core', ['moe'], 'router gate', 'gemm_n{E}_k{H}'),
  rule('gemm', 'extended', ['mla', 'q-lora'], 'fused_qkv_a_proj_with_mqa', 'gemm_n{qrank+kvrank+kpe}_k{H}'),
  rule('gemm', 'extended', ['mla', 'q-lora'], 'q_b_proj', 'gemm_n{q*(nope+kpe)}_k{qrank}'),
  rule('gemm', 'extended', ['mla', 'no-q-lora'], 'kv_a_proj_with_mqa', 'gemm_n{kvrank+kpe}_k{H}'),
  rule('gemm', 'extended', ['mla', 'no-q-lora'], 'q_proj', 'gemm_n{q*(nope+kpe)}_k{H}'),
  rule('gemm', 'extended', ['mla'], 'kv_b_proj', 'gemm_n{q*(nope+vo)}_k{kvrank}'),
  rule('gemm', 'extended', ['mla'], 'o_proj', 'gemm_n{H}_k{q*vo}'),
  rule('gemm', 'extended', ['dense-prefix', 'gated'], 'dense-layer gate_up_proj', 'gemm_n{2*D}_k{H}'),
  rule('gemm', 'extended', ['dense-prefix', 'ungated'], 'dense-layer up_proj', 'gemm_n{D}_k{H}'),
  rule('gemm', 'extended', ['dense-prefix'], 'dense-layer down_proj', 'gemm_n{H}_k{D}'),
  rule('gemm', 'extended', ['shared-experts', 'gated'], 'shared expert gate_up', 'gemm_n{2*S}_k{H}'),
  rule('gemm', 'extended', ['shared-experts', 'ungated'], 'shared expert up', 'gemm_n{S}_k{H}'),
  rule('gemm', 'extended', ['shared-experts'], 'shared expert down', 'gemm_n{H}_k{S}'),

  paged('gqa_paged', ['gqa'], 'attn', 'gqa_paged_prefill_causal_h{q/tp}_kv{heads(kv,tp)}_d{d}_ps{ps}'),
  paged('gqa_paged', ['gqa'], 'attn', 'gqa_paged_decode_h{q/tp}_kv{heads(kv,tp)}_d{d}_ps{ps}'),
  rule('gqa_ragged', 'core', ['gqa'], 'attn', 'gqa_ragged_prefill_causal_h{q/tp}_kv{heads(kv,tp)}_d{d}'),

  paged(
    'mla_paged',
    ['mla', 'no-dsa'],
    'attn',
    'mla_paged_prefill_causal_h{q/tp}_ckv{kvrank}_kpe{kpe}_ps{ps}',
  ),
  paged('mla_paged', ['mla', 'no-dsa'], 'attn', 'mla_paged_decode_h{q/tp}_ckv{kvrank}_kpe{kpe}_ps{ps}'),
  rule(
    'mla_ragged',
    'core',
    ['mla', 'no-dsa'],
    'attn',
    'mla_ragged_prefill_causal_h{q/tp}_qk{nope+kpe}_vo{vo}',
  ),

  rule('dsa_paged', 'core', ['dsa'], 'indexer', 'dsa_topk_indexer_fp8_h{ih}_d{id}_topk{itopk}_ps64'),
  paged(
    'dsa_paged',
    ['dsa'],
    'sparse attention',
    'dsa_sparse_attention_h{q/tp}_ckv{kvrank}_kpe{kpe}_topk{itopk}_ps{ps}',
  ),

  rule('gdn', 'core', ['gdn'], 'linear attention', 'gdn_prefill_qk{lk/tp}_v{lv/tp}_d{ld}_k_last'),
  rule('gdn', 'core', ['gdn'], 'linear attention', 'gdn_decode_qk{lk/tp}_v{lv/tp}_d{ld}_k_last'),
  rule('gdn', 'core', ['gdn'], 'linear attention', 'gdn_mtp_qk{lk/tp}_v{lv/tp}_d{ld}_k_last'),

  rule(
    'mamba_ssu',
    'core',
    ['mamba'],
    'selective_state_update',
    'mamba_ssu_decode_h{mh/tp}_d{md}_s{ms}_ng{groups(mg,tp)}',
  ),

  rule(
    'moe',
    'core',
    ['ds-routing'],
    'experts',
    'moe_fp8_block_scale_ds_routing_topk{k}_ng{ng}_kg{kg}_e{E/ep}_h{H}_i{W}',
  ),
  rule('moe', 'core', ['renorm-routing'], 'experts', 'moe_fp8_block_scale_renorm_topk{k}_e{E/ep}_h{H}_i{W}'),
  rule(
    'moe',
    'variant',
    ['quantised-experts'],
    'experts, FP4',
    'trtllm_fp4_block_scale_moe_topk{k}_e{E/ep}_h{H}_i{W}',
  ),
  rule(
    'moe',
    'variant',
    ['quantised-experts'],
    'experts, FP4, pre-routed',
    'trtllm_fp4_block_scale_routed_moe_topk{k}_e{E/ep}_h{H}_i{W}',
  ),
  rule(
    'moe',
    'variant',
    ['quantised-experts'],
    'experts, FP8 per tensor',
    'trtllm_fp8_per_tensor_scale_moe_topk{k}_e{E/ep}_h{H}_i{W}',
  ),

  rule('rope', 'extended', ['mla'], 'rotary', 'rope_with_cos_sin_cache_gptj_style_d{kpe}_rd{kpe}'),
  rule('rope', 'extended', ['neox-rope'], 'rotary', 'rope_with_cos_sin_cache_neox_style_d{d}_rd{rd}'),
  rule('rope', 'extended', ['gptj-rope'], 'rotary', 'rope_with_cos_sin_cache_gptj_style_d{d}_rd{rd}'),

  rule('sampling', 'core', [], 'sampling', 'top_k_sampling_from_probs_v{V}'),
  rule('sampling', 'core', [], 'sampling', 'top_k_top_p_sampling_from_probs_v{V}'),
  rule('sampling', 'core', [], 'sampling', 'top_p_sampling_from_probs_v{V}'),
];
