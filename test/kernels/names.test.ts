import { describe, expect, it } from 'vitest';
import {
  expectedDefinitions,
  parallelismOf,
  parseKernelConfig,
  readKernelConfig,
  type ExpectedKernels,
} from '../../src/kernels/index.js';
import type { Diagnostic } from '../../src/diagnostics.js';

const place = { file: 'config.json', line: 1, column: 1 };

function expected(
  json: unknown,
  tp = 1,
  ep = 1,
): ExpectedKernels & { readonly diagnostics: readonly Diagnostic[] } {
  const { value: config } = readKernelConfig(json, place);
  if (config === null) throw new Error('the configuration could not be read');
  const { value, diagnostics } = expectedDefinitions(config, { tp, ep });
  return { ...value, diagnostics };
}

function names(kernels: ExpectedKernels, opType?: string): readonly string[] {
  return kernels.definitions.filter((d) => opType === undefined || d.opType === opType).map((d) => d.name);
}

const dense = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 64,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  intermediate_size: 256,
  vocab_size: 1000,
};

describe('where the dimensions come from', () => {
  it.each(['text_config', 'llm_config', 'language_config'])('a text model nested as %s', (key) => {
    const { architectures, vocab_size, ...text } = dense;
    const nested = expected({ architectures, vocab_size, hidden_size: 9, [key]: text });
    expect(names(nested)).toEqual(names(expected(dense)));
    const norm = nested.definitions.find(({ name }) => name === 'rmsnorm_h64');
    expect(norm?.fields).toEqual([{ name: `${key}.hidden_size`, value: 64, origin: 'config' }]);
    const sampling = nested.definitions.find(({ opType }) => opType === 'sampling');
    expect(sampling?.fields).toEqual([{ name: 'vocab_size', value: 1000, origin: 'config' }]);
  });

  it('the outer architecture, or the nested one when there is none outside', () => {
    const inner = { ...dense, architectures: ['InnerForCausalLM'] };
    expect(expected({ architectures: ['OuterForX'], text_config: inner }).architecture).toBe('OuterForX');
    expect(expected({ text_config: inner }).architecture).toBe('InnerForCausalLM');
  });

  it('head_dim as given, else its alias, else hidden size over heads', () => {
    const heads = (fields: object): readonly string[] =>
      names(expected({ ...dense, ...fields }), 'gqa_ragged');
    expect(heads({})).toEqual(['gqa_ragged_prefill_causal_h8_kv4_d8']);
    expect(heads({ attention_head_dim: 16 })).toEqual(['gqa_ragged_prefill_causal_h8_kv4_d16']);
    expect(heads({ head_dim: 32, attention_head_dim: 16 })).toEqual(['gqa_ragged_prefill_causal_h8_kv4_d32']);
    expect(heads({ num_key_value_heads: null })).toEqual(['gqa_ragged_prefill_causal_h8_kv8_d8']);
  });

  it('defaults of the configuration class, and says so', () => {
    const gemma = { hidden_size: 2560, intermediate_size: 10240 };
    const kernels = expected({ architectures: ['Gemma3ForConditionalGeneration'], text_config: gemma });
    expect(kernels.diagnostics).toEqual([]);
    expect(names(kernels, 'gqa_ragged')).toEqual(['gqa_ragged_prefill_causal_h8_kv4_d256']);
    expect(kernels.definitions.at(-1)?.fields).toEqual([
      { name: 'text_config.vocab_size', value: 262208, origin: 'class-default' },
    ]);
  });

  it('Infinity and NaN, as Python writes them', () => {
    const text = JSON.stringify({ ...dense, limits: 'here' }).replace(
      '"here"',
      '[0.0, Infinity, -Infinity, NaN]',
    );
    const { value, diagnostics } = parseKernelConfig(text, 'config.json');
    expect(diagnostics).toEqual([]);
    expect(value?.text.limits).toEqual([0, Infinity, -Infinity, Number.NaN]);
  });

  it('broken JSON is a diagnostic with its place', () => {
    const { value, diagnostics } = parseKernelConfig('{\n  "hidden_size": 1,,\n}', 'models/config.json');
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ rule: 'config-unreadable', file: 'models/config.json', line: 2 }]);
    expect(readKernelConfig([1], place).value).toBeNull();
  });
});

describe('what cannot be named', () => {
  it('a missing field takes away only the names that need it', () => {
    const { vocab_size, ...rest } = dense;
    const kernels = expected(rest);
    expect(vocab_size).toBe(1000);
    expect(names(kernels)).toEqual(names(expected(dense)).filter((name) => !name.includes('sampling')));
    expect(kernels.diagnostics).toMatchObject([
      {
        rule: 'field-missing',
        message: 'The configuration has no vocab_size, and no default of its class is known.',
      },
    ]);
  });

  it('a field of another type is not taken for a number', () => {
    const kernels = expected({ ...dense, hidden_size: '64', head_dim: 8 });
    expect(names(kernels, 'rmsnorm')).toEqual([]);
    expect(kernels.diagnostics.map(({ rule }) => rule)).toEqual(['field-invalid']);
    expect(expected({ ...dense, intermediate_size: -1 }).diagnostics).toHaveLength(1);
    expect(expected({ ...dense, intermediate_size: 1.5 }).diagnostics).toHaveLength(1);
  });

  it('query heads that do not divide: no attention names, the others stay', () => {
    const kernels = expected({ ...dense, num_attention_heads: 7, num_key_value_heads: 1, head_dim: 8 }, 2);
    expect(names(kernels).filter((name) => name.startsWith('gqa'))).toEqual([]);
    expect(names(kernels, 'gemm')).toHaveLength(4);
    expect(kernels.diagnostics).toMatchObject([
      {
        rule: 'heads-not-divisible',
        message:
          'num_attention_heads 7 cannot be divided by the attention tensor-parallel degree 2 without remainder.',
      },
    ]);
  });

  it.each([
    { kv: 4, tp: 2, local: 2 },
    { kv: 4, tp: 8, local: 1 },
    { kv: 1, tp: 4, local: 1 },
  ])('$kv key-value heads over $tp ranks are $local each', ({ kv, tp, local }) => {
    const kernels = expected({ ...dense, num_key_value_heads: kv }, tp);
    expect(names(kernels, 'gqa_ragged')).toEqual([`gqa_ragged_prefill_causal_h${8 / tp}_kv${local}_d8`]);
  });

  it('key-value heads that neither divide nor are divided', () => {
    expect(expected({ ...dense, num_key_value_heads: 3 }, 2).diagnostics).toHaveLength(1);
    expect(expected({ ...dense, num_key_value_heads: 3 }, 8).diagnostics).toHaveLength(1);
  });

  it('experts that do not divide', () => {
    const moe = { ...dense, architectures: ['Qwen3MoeForCausalLM'], num_experts: 6, num_experts_per_tok: 2 };
    const kernels = expected(moe, 1, 4);
    expect(names(kernels, 'moe')).toEqual([]);
    expect(kernels.diagnostics.map(({ rule }) => rule)).toEqual(['experts-not-divisible']);
    expect(names(expected(moe, 1, 3), 'moe')[0]).toBe('moe_fp8_block_scale_renorm_topk2_e2_h64_i256');
  });

  it('experts of a family that the table lacks are unmapped, not guessed', () => {
    const moe = { ...dense, num_experts: 8, num_experts_per_tok: 2 };
    const kernels = expected({ ...moe, architectures: ['Qwen3MoeLookalikeForCausalLM'] });
    expect(names(kernels, 'moe')).toEqual([]);
    expect(kernels.unmapped).toEqual([
      {
        opType: 'moe',
        module: 'MoE gate / topk / experts',
        reason: 'the routing of Qwen3MoeLookalikeForCausalLM is not in the table of known families',
      },
    ]);
    expect(names(expected({ ...moe, num_experts: 0 }), 'gemm')).toContain('gemm_n512_k64');
  });

  it('a model without any known attention', () => {
    const kernels = expected({
      architectures: ['ConvNet'],
      hidden_size: 8,
      intermediate_size: 16,
      vocab_size: 9,
    });
    expect(kernels.diagnostics.map(({ rule }) => rule)).toEqual(['attention-unmapped']);
  });

  it.each([
    ['values of another width than keys', { head_dim: 8, v_head_dim: 4 }],
    ['low ranks without a latent cache', { q_lora_rank: 32, o_lora_rank: 32 }],
    ['heads that every layer has of its own', { block_configs: [{}], num_key_value_heads: null }],
  ])('attention that only looks grouped: %s', (_, fields) => {
    const kernels = expected({ ...dense, ...fields });
    expect(kernels.diagnostics.map(({ rule }) => rule)).toEqual(['attention-unmapped']);
    expect(names(kernels).filter((name) => /^gqa|_k64$/.test(name))).toEqual(['gemm_n512_k64']);
  });

  it.each([
    [{ global_head_dim: 32 }, 'gqa_paged', 'some layers have other heads (global_head_dim 32)'],
    [{ swa_num_key_value_heads: 2 }, 'gqa_paged', 'some layers have other heads (swa_num_key_value_heads 2)'],
    [{ mamba_d_state: 16 }, 'mamba', 'they have no heads, as mamba_ssu definitions need them'],
    [{ layer_types: ['linear_attention', 'full_attention'] }, 'linear_attn', 'its fields are not those of'],
    [{ linear_attn_config: { num_heads: 4 } }, 'linear_attn', 'its fields are not those of'],
    [
      { architectures: ['OPTForCausalLM'] },
      'layernorm',
      'OPTForCausalLM has LayerNorm, and there is no op type',
    ],
    [
      { topk_method: 'noaux_tc', n_routed_experts: 8, routed_expert_hidden_size: 32 },
      'moe',
      'the routing of LlamaForCausalLM has no definition variant',
    ],
  ])('a module of %j is unmapped, and the rest is named', (fields, opType, reason) => {
    const kernels = expected({ ...dense, ...fields });
    expect(kernels.unmapped.map((each) => each.opType)).toEqual([opType]);
    expect(kernels.unmapped[0]?.reason).toContain(reason);
    expect(names(kernels, 'gqa_ragged')).toEqual(['gqa_ragged_prefill_causal_h8_kv4_d8']);
  });

  it('heads that are alike in all layers are no deviation', () => {
    expect(
      expected({ ...dense, head_dim: 8, global_head_dim: 8, swa_num_key_value_heads: 4 }).unmapped,
    ).toEqual([]);
  });

  it('the other names of a field', () => {
    const { num_key_value_heads, ...rest } = dense;
    expect(num_key_value_heads).toBe(4);
    expect(names(expected({ ...rest, num_kv_heads: 2 }), 'gqa_ragged')).toEqual([
      'gqa_ragged_prefill_causal_h8_kv2_d8',
    ]);
    const moe = expected({ ...dense, moe_num_experts: 6 });
    expect(names(moe, 'gemm')).toEqual(['gemm_n128_k64', 'gemm_n64_k64', 'gemm_n6_k64']);
    expect(moe.unmapped).toHaveLength(1);
  });

  it('an MLP without a gate, by family', () => {
    const kernels = expected({ ...dense, architectures: ['Starcoder2ForCausalLM'] });
    expect(names(kernels, 'gemm')).toContain('gemm_n256_k64');
    expect(names(kernels, 'rmsnorm')).toEqual([]);
  });

  it('layers of a hybrid in words', () => {
    const mamba = { mamba_num_heads: 8, mamba_head_dim: 8, ssm_state_size: 16, n_groups: 2 };
    const hybrid = (words: readonly string[]): readonly string[] =>
      names(expected({ ...dense, ...mamba, layers_block_type: words })).filter(
        (name) => !/norm|sampling/.test(name),
      );
    expect(hybrid(['mamba', 'mlp'])).toEqual([
      'gemm_n512_k64',
      'gemm_n64_k256',
      'mamba_ssu_decode_h8_d8_s16_ng2',
    ]);
    expect(hybrid(['attention'])).toEqual(hybrid(['attention', 'attention']));
    expect(hybrid(['attention']).some((name) => name.startsWith('mamba'))).toBe(false);
    // A word that nobody knows: nothing is left out on its account.
    expect(hybrid(['mamba', 'other']).some((name) => name.startsWith('gqa'))).toBe(true);
  });

  it('lightning layers beside full attention', () => {
    const kernels = expected({ ...dense, attn_type_list: [0, 0, 1] });
    expect(kernels.unmapped.map(({ opType }) => opType)).toEqual(['lightning_attn']);
    expect(names(kernels, 'gqa_ragged')).toHaveLength(1);
    expect(names(expected({ ...dense, attn_type_list: [0] }), 'gqa_ragged')).toEqual([]);
  });
});

/** Computed by hand from the formulas; the configurations hold the dimensions that the checkpoints publish. */
describe('checkpoints computed by hand', () => {
  it('GLM-5: sparse latent attention with 32 index heads, TP 8', () => {
    const kernels = expected(
      {
        architectures: ['GlmMoeDsaForCausalLM'],
        hidden_size: 6144,
        intermediate_size: 12288,
        moe_intermediate_size: 2048,
        num_attention_heads: 64,
        num_key_value_heads: 64,
        head_dim: 64,
        vocab_size: 154880,
        n_routed_experts: 256,
        num_experts_per_tok: 8,
        n_shared_experts: 1,
        first_k_dense_replace: 3,
        n_group: 1,
        topk_group: 1,
        q_lora_rank: 2048,
        kv_lora_rank: 512,
        qk_nope_head_dim: 192,
        qk_rope_head_dim: 64,
        v_head_dim: 256,
        index_n_heads: 32,
        index_head_dim: 128,
        index_topk: 2048,
      },
      8,
    );
    expect(names(kernels)).toEqual([
      'rmsnorm_h6144',
      'fused_add_rmsnorm_h6144',
      'rmsnorm_h2048',
      'rmsnorm_h512',
      'gemm_n256_k6144',
      'gemm_n2624_k6144',
      'gemm_n16384_k2048',
      'gemm_n28672_k512',
      'gemm_n6144_k16384',
      'gemm_n24576_k6144',
      'gemm_n6144_k12288',
      'gemm_n4096_k6144',
      'gemm_n6144_k2048',
      'dsa_topk_indexer_fp8_h32_d128_topk2048_ps64',
      'dsa_sparse_attention_h8_ckv512_kpe64_topk2048_ps1',
      'dsa_sparse_attention_h8_ckv512_kpe64_topk2048_ps64',
      'moe_fp8_block_scale_ds_routing_topk8_ng1_kg1_e256_h6144_i2048',
      'rope_with_cos_sin_cache_gptj_style_d64_rd64',
      'top_k_sampling_from_probs_v154880',
      'top_k_top_p_sampling_from_probs_v154880',
      'top_p_sampling_from_probs_v154880',
    ]);
    expect(kernels.diagnostics).toEqual([]);
  });

  it('Qwen3.5 397B A17B: nested, gated attention beside the gated delta rule, TP 4', () => {
    const kernels = expected(
      {
        architectures: ['Qwen3_5MoeForConditionalGeneration'],
        text_config: {
          hidden_size: 4096,
          moe_intermediate_size: 1024,
          shared_expert_intermediate_size: 1024,
          num_attention_heads: 32,
          num_key_value_heads: 2,
          head_dim: 256,
          vocab_size: 248320,
          num_experts: 512,
          num_experts_per_tok: 10,
          linear_num_key_heads: 16,
          linear_num_value_heads: 64,
          linear_key_head_dim: 128,
          attn_output_gate: true,
          rope_parameters: { partial_rotary_factor: 0.25 },
        },
      },
      4,
      4,
    );
    expect(names(kernels)).toEqual([
      'rmsnorm_h4096',
      'fused_add_rmsnorm_h4096',
      'rmsnorm_h256',
      'gemm_n17408_k4096',
      'gemm_n4096_k8192',
      'gemm_n512_k4096',
      'gemm_n2048_k4096',
      'gemm_n4096_k1024',
      'gqa_paged_prefill_causal_h8_kv1_d256_ps1',
      'gqa_paged_prefill_causal_h8_kv1_d256_ps64',
      'gqa_paged_decode_h8_kv1_d256_ps1',
      'gqa_paged_decode_h8_kv1_d256_ps64',
      'gqa_ragged_prefill_causal_h8_kv1_d256',
      'gdn_prefill_qk4_v16_d128_k_last',
      'gdn_decode_qk4_v16_d128_k_last',
      'gdn_mtp_qk4_v16_d128_k_last',
      'moe_fp8_block_scale_renorm_topk10_e128_h4096_i1024',
      'trtllm_fp4_block_scale_moe_topk10_e128_h4096_i1024',
      'trtllm_fp4_block_scale_routed_moe_topk10_e128_h4096_i1024',
      'trtllm_fp8_per_tensor_scale_moe_topk10_e128_h4096_i1024',
      'rope_with_cos_sin_cache_neox_style_d256_rd64',
      'top_k_sampling_from_probs_v248320',
      'top_k_top_p_sampling_from_probs_v248320',
      'top_p_sampling_from_probs_v248320',
    ]);
  });

  it('gpt-oss 120B: experts without a definition, TP 8', () => {
    const kernels = expected(
      {
        architectures: ['GptOssForCausalLM'],
        hidden_size: 2880,
        intermediate_size: 2880,
        num_attention_heads: 64,
        num_key_value_heads: 8,
        head_dim: 64,
        num_local_experts: 128,
        num_experts_per_tok: 4,
        vocab_size: 201088,
      },
      8,
    );
    expect(names(kernels, 'gemm')).toEqual(['gemm_n5120_k2880', 'gemm_n2880_k4096', 'gemm_n128_k2880']);
    expect(names(kernels, 'gqa_ragged')).toEqual(['gqa_ragged_prefill_causal_h8_kv1_d64']);
    expect(kernels.unmapped).toHaveLength(1);
  });

  it('a hybrid with 128 Mamba heads to one group, as Falcon-H1 has, at every degree', () => {
    const falcon = {
      architectures: ['FalconH1ForCausalLM'],
      ...{ hidden_size: 5120, num_attention_heads: 20, num_key_value_heads: 4, head_dim: 128 },
      ...{ intermediate_size: 21504, vocab_size: 261120 },
      ...{ mamba_n_heads: 128, mamba_d_head: 32, mamba_d_state: 256, mamba_n_groups: 1 },
    };
    expect(names(expected(falcon), 'mamba_ssu')).toEqual(['mamba_ssu_decode_h128_d32_s256_ng1']);
    expect(names(expected(falcon, 4), 'mamba_ssu')).toEqual(['mamba_ssu_decode_h32_d32_s256_ng1']);
  });

  it('Qwen3-VL 235B A22B: a text model of another family than its name, TP 8, EP 4', () => {
    const kernels = expected(
      {
        architectures: ['Qwen3VLMoeForConditionalGeneration'],
        text_config: {
          ...{ hidden_size: 4096, intermediate_size: 12288, moe_intermediate_size: 1536, head_dim: 128 },
          ...{ num_attention_heads: 64, num_key_value_heads: 4, num_experts: 128, num_experts_per_tok: 8 },
          vocab_size: 151936,
        },
      },
      8,
      4,
    );
    expect(names(kernels, 'rmsnorm')).toEqual(['rmsnorm_h4096', 'fused_add_rmsnorm_h4096', 'rmsnorm_h128']);
    expect(names(kernels, 'gemm')).toEqual(['gemm_n9216_k4096', 'gemm_n4096_k8192', 'gemm_n128_k4096']);
    expect(names(kernels, 'gqa_ragged')).toEqual(['gqa_ragged_prefill_causal_h8_kv1_d128']);
    expect(names(kernels, 'moe')[0]).toBe('moe_fp8_block_scale_renorm_topk8_e32_h4096_i1536');
  });

  it('Gemma 4 31B: every sixth layer has other heads', () => {
    const kernels = expected({
      architectures: ['Gemma4ForConditionalGeneration'],
      text_config: {
        ...{ hidden_size: 5376, intermediate_size: 21504, head_dim: 256, global_head_dim: 512 },
        ...{
          num_attention_heads: 32,
          num_key_value_heads: 16,
          num_global_key_value_heads: 4,
          vocab_size: 262144,
        },
      },
    });
    expect(names(kernels, 'gqa_ragged')).toEqual(['gqa_ragged_prefill_causal_h32_kv16_d256']);
    expect(kernels.unmapped.map(({ reason }) => reason)).toEqual([
      'some layers have other heads (text_config.global_head_dim 512)',
    ]);
  });

  it('DeepSeek V2 Lite: latent attention without a compressed query', () => {
    const kernels = expected({
      architectures: ['DeepseekV2ForCausalLM'],
      ...{ hidden_size: 2048, num_attention_heads: 16, q_lora_rank: null, kv_lora_rank: 512 },
      ...{ qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128, vocab_size: 102400 },
      ...{ n_routed_experts: 64, num_experts_per_tok: 6, moe_intermediate_size: 1408, topk_method: 'greedy' },
    });
    expect(names(kernels, 'rmsnorm')).toEqual(['rmsnorm_h2048', 'fused_add_rmsnorm_h2048', 'rmsnorm_h512']);
    expect(names(kernels, 'gemm')).toEqual([
      'gemm_n64_k2048',
      'gemm_n576_k2048',
      'gemm_n3072_k2048',
      'gemm_n4096_k512',
      'gemm_n2048_k2048',
    ]);
    expect(kernels.unmapped).toHaveLength(1);
  });
});

describe('degrees of a server', () => {
  const base = { tp: 8, ep: null, dp: null, dpAttention: false };

  it.each([
    [{ ...base }, { tp: 8, ep: 1 }, []],
    [{ ...base, dp: 4 }, { tp: 8, ep: 1 }, []],
    [{ ...base, dp: 4, dpAttention: true, ep: 8 }, { tp: 2, ep: 8 }, []],
    [{ ...base, dpAttention: true }, { tp: 8, ep: 1 }, ['dp-attention-without-dp']],
    [{ ...base, tp: 4, dp: 8, dpAttention: true }, null, ['dp-not-dividing-tp']],
  ])('%j', (degrees, parallelism, rules) => {
    const result = parallelismOf(degrees, place);
    expect(result.parallelism).toEqual(parallelism);
    expect(result.diagnostics.map(({ rule }) => rule)).toEqual(rules);
  });

  it('refuses degrees that are no counts', () => {
    expect(() => expected(dense, 0)).toThrow('tp must be a whole number from 1 on, but is 0');
    expect(() => expected(dense, 1, 1.5)).toThrow('ep must be a whole number');
  });
});
