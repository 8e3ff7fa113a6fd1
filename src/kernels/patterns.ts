import type { OpType } from './op-types.js';

/**
 * The grammar of definition names: one row per kind, in the data set's dialect and in that of FlashInfer's trace
 * dumps. Braces name the axis that a number stands for; `<…>` is one of several words.
 */
export interface NamePattern {
  readonly opType: OpType;
  readonly dataset: string;
  /** None: no API dumps it. Axes that the data set's name does not have are `{-}`. */
  readonly dumps: readonly string[];
  /** The op type of the dump, where it differs. */
  readonly dumpOpType?: string;
  /** The FlashInfer API that computes it: null: none does; undefined: none is needed, PyTorch does. */
  readonly api?: string | null;
}

const GQA = 'h{num_qo_heads}_kv{num_kv_heads}_d{head_dim}';
const MLA = 'h{num_qo_heads}_ckv{head_dim_ckv}_kpe{head_dim_kpe}';
const GDN = 'qk{num_q_heads}_v{num_v_heads}_d{head_size}';
const EXPERTS = 'e{num_local_experts}_h{hidden_size}_i{intermediate_size}';
const DS_ROUTING = 'ds_routing_topk{top_k}_ng{n_group}_kg{topk_group}';
const FP4_ROUTING =
  'moe_fp4_block_scale_<renormalize|llama4|default|topk|renormalize_naive>_routing_topk{top_k}';

export const NAME_PATTERNS: readonly NamePattern[] = [
  {
    opType: 'rmsnorm',
    dataset: 'rmsnorm_h{hidden_size}',
    dumps: ['rmsnorm_h{hidden_size}'],
    api: 'flashinfer.norm.rmsnorm',
  },
  {
    opType: 'rmsnorm',
    dataset: 'fused_add_rmsnorm_h{hidden_size}',
    dumps: ['fused_add_rmsnorm_h{hidden_size}'],
    api: 'flashinfer.norm.fused_add_rmsnorm',
  },
  { opType: 'gemm', dataset: 'gemm_n{N}_k{K}', dumps: ['gemm_bf16_N{N}_K{K}'], dumpOpType: 'gemm_bf16' },
  {
    opType: 'gqa_paged',
    dataset: `gqa_paged_prefill_causal_${GQA}_ps{page_size}`,
    dumps: [`gqa_paged_prefill_${GQA}_ps{page_size}`],
    api: 'flashinfer.prefill.BatchPrefillWithPagedKVCacheWrapper',
  },
  {
    opType: 'gqa_paged',
    dataset: `gqa_paged_decode_${GQA}_ps{page_size}`,
    dumps: [`gqa_paged_decode_${GQA}_ps{page_size}`],
    api: 'flashinfer.decode.BatchDecodeWithPagedKVCacheWrapper',
  },
  {
    opType: 'gqa_ragged',
    dataset: `gqa_ragged_prefill_causal_${GQA}`,
    dumps: [`gqa_ragged_${GQA}`],
    api: 'flashinfer.prefill.BatchPrefillWithRaggedKVCacheWrapper',
  },
  {
    opType: 'mla_paged',
    dataset: `mla_paged_prefill_causal_${MLA}_ps{page_size}`,
    dumps: [],
    api: 'flashinfer.mla.BatchMLAPagedAttentionWrapper',
  },
  {
    opType: 'mla_paged',
    dataset: `mla_paged_decode_${MLA}_ps{page_size}`,
    dumps: [`mla_paged_decode_${MLA}_ps{page_size}`],
    api: 'flashinfer.mla.BatchMLAPagedAttentionWrapper',
  },
  {
    opType: 'mla_ragged',
    dataset: 'mla_ragged_prefill_causal_h{num_qo_heads}_qk{head_dim_qk}_vo{head_dim_vo}',
    // The API is that of gqa_ragged, and MLA gives it as many key-value heads as query heads.
    dumps: ['gqa_ragged_h{num_qo_heads}_kv{num_qo_heads}_d{head_dim_qk}'],
    dumpOpType: 'gqa_ragged',
    api: 'flashinfer.prefill.BatchPrefillWithRaggedKVCacheWrapper',
  },
  {
    opType: 'dsa_paged',
    dataset: 'dsa_topk_indexer_fp8_h{num_index_heads}_d{index_head_dim}_topk{topk}_ps{page_size}',
    dumps: [],
    api: null,
  },
  {
    opType: 'dsa_paged',
    dataset: `dsa_sparse_attention_${MLA}_topk{topk}_ps{page_size}`,
    dumps: [
      'trtllm_batch_decode_mla_sparse_h{num_qo_heads}_d_qk{-}_ckv{head_dim_ckv}_kpe{head_dim_kpe}_nope{-}_ps{page_size}_topk{topk}',
    ],
    dumpOpType: 'mla_paged',
    api: 'flashinfer.decode.trtllm_batch_decode_with_kv_cache_mla',
  },
  {
    opType: 'gdn',
    dataset: `gdn_prefill_${GDN}_<k|v>_last`,
    dumps: [`gdn_prefill_${GDN}`],
    api: 'flashinfer.gdn_prefill.chunk_gated_delta_rule',
  },
  {
    opType: 'gdn',
    dataset: `gdn_decode_${GDN}_<k|v>_last`,
    dumps: [`gdn_decode_${GDN}`],
    api: 'flashinfer.gdn_decode.gated_delta_rule_decode_pretranspose',
  },
  {
    opType: 'gdn',
    dataset: `gdn_mtp_${GDN}_<k|v>_last`,
    dumps: [`gdn_mtp_${GDN}`],
    api: 'flashinfer.gdn_decode.gated_delta_rule_mtp',
  },
  {
    opType: 'mamba_ssu',
    dataset: 'mamba_ssu_decode_h{nheads}_d{head_dim}_s{dstate}_ng{ngroups}',
    dumps: ['selective_state_update_d{head_dim}_s{dstate}'],
    dumpOpType: 'mamba',
    api: 'flashinfer.mamba.selective_state_update',
  },
  {
    opType: 'moe',
    dataset: `moe_fp8_block_scale_${DS_ROUTING}_${EXPERTS}`,
    dumps: [`moe_fp8_block_scale_${DS_ROUTING}_${EXPERTS}`],
    api: 'flashinfer.fused_moe.trtllm_fp8_block_scale_moe',
  },
  {
    opType: 'moe',
    dataset: `moe_fp8_block_scale_renorm_topk{top_k}_${EXPERTS}`,
    dumps: [`moe_fp8_block_scale_renormalize_routing_topk{top_k}_${EXPERTS}`],
    api: 'flashinfer.fused_moe.trtllm_fp8_block_scale_moe',
  },
  {
    opType: 'moe',
    dataset: `trtllm_fp4_block_scale_moe_topk{top_k}_${EXPERTS}`,
    dumps: [
      `${FP4_ROUTING}_${EXPERTS}`,
      `${FP4_ROUTING}_${EXPERTS}_act{-}`,
      `moe_fp4_block_scale_ds_routing_topk{top_k}_${EXPERTS}_act{-}_ng{-}_kg{-}`,
    ],
    api: 'flashinfer.fused_moe.trtllm_fp4_block_scale_moe',
  },
  {
    opType: 'moe',
    dataset: `trtllm_fp4_block_scale_routed_moe_topk{top_k}_${EXPERTS}`,
    dumps: ['trtllm_fp4_block_scale_routed_moe_topk{top_k}_e{num_local_experts}_h{hidden_size}_act{-}'],
    api: 'flashinfer.fused_moe.trtllm_fp4_block_scale_routed_moe',
  },
  {
    opType: 'moe',
    dataset: `trtllm_fp8_per_tensor_scale_moe_topk{top_k}_${EXPERTS}`,
    dumps: [`trtllm_fp8_per_tensor_scale_moe_topk{top_k}_${EXPERTS}`],
    api: 'flashinfer.fused_moe.trtllm_fp8_per_tensor_scale_moe',
  },
  {
    opType: 'rope',
    dataset: 'rope_with_cos_sin_cache_<neox|gptj>_style_d{head_size}_rd{rotary_dim}',
    dumps: ['rope_cos_sin_cache_inplace_d{head_size}'],
    api: 'flashinfer.rope.apply_rope_with_cos_sin_cache_inplace',
  },
  ...['top_k', 'top_k_top_p', 'top_p'].map((kind): NamePattern => {
    return {
      opType: 'sampling',
      dataset: `${kind}_sampling_from_probs_v{vocab_size}`,
      dumps: [`${kind}_sampling_v{vocab_size}`],
      api: `flashinfer.sampling.${kind}_sampling_from_probs`,
    };
  }),
];
