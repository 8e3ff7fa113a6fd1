/** What the letters of the formulas stand for. */
export interface QuantitySpec {
  /** The first field that is present wins. */
  readonly fields: readonly string[];
  /** A formula for when none is. */
  readonly otherwise?: string;
  /** `ratio`: any number; otherwise a whole number of at least zero is needed. */
  readonly kind?: 'ratio';
}

/** How many experts a layer has. */
export const EXPERT_COUNTS = [
  'n_routed_experts',
  'num_experts',
  'num_local_experts',
  'moe_num_experts',
] as const;

/** `tp` (the attention's tensor-parallel degree), `ep` and `ps` (page size) are given, all others come from here. */
export const QUANTITIES: ReadonlyMap<string, QuantitySpec> = new Map(
  Object.entries({
    // Attention
    H: { fields: ['hidden_size'] },
    q: { fields: ['num_attention_heads'] },
    kv: { fields: ['num_key_value_heads', 'num_kv_heads', 'multi_query_group_num'], otherwise: 'q' },
    d: { fields: ['head_dim', 'attention_head_dim'], otherwise: 'H/q' },
    // Multi-head latent attention
    qrank: { fields: ['q_lora_rank'] },
    kvrank: { fields: ['kv_lora_rank'] },
    nope: { fields: ['qk_nope_head_dim'] },
    kpe: { fields: ['qk_rope_head_dim'] },
    vo: { fields: ['v_head_dim'] },
    // Sparse attention
    ih: { fields: ['index_n_heads'] },
    id: { fields: ['index_head_dim'] },
    itopk: { fields: ['index_topk'] },
    // Gated delta rule
    lk: { fields: ['linear_num_key_heads'] },
    lv: { fields: ['linear_num_value_heads'] },
    ld: { fields: ['linear_key_head_dim'] },
    // Mamba2
    mh: { fields: ['mamba_num_heads', 'mamba_n_heads'] },
    md: { fields: ['mamba_head_dim', 'mamba_d_head'] },
    ms: { fields: ['ssm_state_size', 'mamba_d_state'] },
    mg: { fields: ['n_groups', 'mamba_n_groups'] },
    // MLP and experts
    I: { fields: ['intermediate_size'] },
    D: { fields: ['intermediate_size_mlp', 'intermediate_size'] },
    E: { fields: EXPERT_COUNTS },
    k: { fields: ['num_experts_per_tok', 'num_experts_per_token', 'top_k_experts', 'moe_topk', 'moe_k'] },
    W: { fields: ['moe_intermediate_size', 'intermediate_size'] },
    S: {
      fields: ['shared_expert_intermediate_size', 'moe_shared_expert_intermediate_size'],
      otherwise: 'shared*W',
    },
    shared: { fields: ['n_shared_experts', 'num_shared_experts', 'moe_num_shared_experts'] },
    ng: { fields: ['n_group'] },
    kg: { fields: ['topk_group'] },
    // The rest
    rotary: {
      fields: ['partial_rotary_factor', 'rope_parameters.partial_rotary_factor'],
      otherwise: '1',
      kind: 'ratio',
    },
    rd: { fields: ['rotary_dim'], otherwise: 'int(d*rotary)' },
    V: { fields: ['vocab_size'] },
  } satisfies Readonly<Record<string, QuantitySpec>>),
);
