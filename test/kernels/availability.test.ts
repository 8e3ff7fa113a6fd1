import { beforeAll, describe, expect, it } from 'vitest';
import {
  classifyDefinition,
  createApiResolver,
  decoratedApis,
  definitionFiles,
  listDefinitions,
  parseDefinitionName,
  readSglangUses,
  sglangFolders,
  type ApiResolver,
  type SglangUses,
} from '../../src/kernels/index.js';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { memoryTree } from '../../src/source/memory.js';
import definitions from './fixtures/definitions.json' with { type: 'json' };

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

function python(files: Readonly<Record<string, string>>): PythonSources {
  const packages = [{ name: 'flashinfer', directory: 'flashinfer' }];
  return createPythonSources(memoryTree(files), extract, { packages });
}

const resolver = (files: Readonly<Record<string, string>>): ApiResolver =>
  createApiResolver(python({ 'flashinfer/__init__.py': '', ...files }), 'flashinfer');

const where = (found: ReturnType<ApiResolver['resolve']>): string | null =>
  found === null ? null : `${found.how} ${found.evidence.file}:${found.evidence.line} ${found.trace ?? '-'}`;

describe('resolving an API', () => {
  it('through explicit and star imports, and __all__', () => {
    const api = resolver({
      'flashinfer/mla/__init__.py': 'from ._core import *\n',
      'flashinfer/mla/_core.py': '__all__ = ["Wrapper"]\nclass Wrapper:\n    pass\ndef hidden():\n    pass\n',
      'flashinfer/decode.py':
        'try:\n    from .mla import Wrapper as Decode\nexcept ImportError:\n    Decode = None\n',
    });
    expect(where(api.resolve('flashinfer.mla.Wrapper.run'))).toBe('re-exported flashinfer/mla/_core.py:2 -');
    expect(where(api.resolve('flashinfer.decode.Decode'))).toBe('re-exported flashinfer/mla/_core.py:2 -');
    expect(where(api.resolve('flashinfer.mla.hidden'))).toBe('moved flashinfer/mla/_core.py:4 -');
    expect(api.resolve('flashinfer.mla.absent')).toBeNull();
    expect(api.resolve('other.mla.Wrapper')).toBeNull();
  });

  it('through what a module gives on demand', () => {
    const api = resolver({
      'flashinfer/mla/__init__.py': [
        '_LAZY = frozenset({"decode_lazily"})',
        'def __getattr__(name):',
        '    if name in _LAZY:',
        '        from ..attention import late',
        '        value = getattr(late, name)',
        '        globals()[name] = value',
        '        return value',
        '    raise AttributeError(name)',
      ].join('\n'),
      'flashinfer/attention/__init__.py': '',
      'flashinfer/attention/late.py': 'def decode_lazily():\n    pass\ndef other():\n    pass\n',
    });
    expect(where(api.resolve('flashinfer.mla.decode_lazily'))).toBe(
      're-exported flashinfer/attention/late.py:1 -',
    );
    expect(where(api.resolve('flashinfer.mla.other'))).toBe('moved flashinfer/attention/late.py:3 -');
  });

  it('a package that imports itself in a circle ends', () => {
    const api = resolver({
      'flashinfer/a.py': 'from .b import x\n',
      'flashinfer/b.py': 'from .a import x\n',
    });
    expect(api.resolve('flashinfer.a.x')).toBeNull();
  });

  it('the template, whatever the order of the decorators', () => {
    const api = resolver({
      'flashinfer/norm.py': [
        '@first',
        '@flashinfer_api(trace=norm_trace)',
        '@last(1)',
        'def norm(): pass',
        '@flashinfer_api',
        'def bare(): pass',
        'class Wrapper:',
        '    """@flashinfer_api(trace=docs_trace)"""',
        '    @flashinfer_api(trace=templates.run_trace)',
        '    def run(self): pass',
      ].join('\n'),
    });
    const trace = (name: string): string | null | undefined => api.resolve(`flashinfer.norm.${name}`)?.trace;
    expect(trace('norm')).toBe('norm_trace');
    expect(trace('bare')).toBeNull();
    expect(trace('Wrapper')).toBe('templates.run_trace');
  });

  it('lists decorated callables, not mentions', () => {
    const sources = python({
      'flashinfer/x.py':
        '"""\n@flashinfer_api(trace=a)\n"""\nclass A:\n  @api.flashinfer_api(trace=None)\n  def run(self): pass\n',
    });
    expect(decoratedApis(sources, 'flashinfer/x.py')).toEqual([
      {
        qualname: 'A.run',
        trace: null,
        evidence: { file: 'flashinfer/x.py', line: 5, column: 4, rule: 'flashinfer-api-decorator' },
      },
    ]);
  });
});

function uses(runtime: string, kernels = ''): SglangUses {
  return readSglangUses(python({ 'srt/a.py': runtime, 'kernel/b.py': kernels }), {
    runtime: ['srt'],
    kernelPackage: 'kernel',
  });
}

describe('SGLang uses an API', () => {
  it.each([
    ['from flashinfer.norm import rmsnorm', 'sgl_integrated'],
    ['def f():\n  if x:\n    from flashinfer import rmsnorm as r', 'sgl_integrated'],
    ['import flashinfer\ndef f():\n  flashinfer.norm.rmsnorm(x)', 'sgl_integrated'],
    ['import flashinfer.norm as n\ny = n.rmsnorm', 'sgl_integrated'],
    ['from flashinfer import norm\ny = [norm.rmsnorm]', 'sgl_integrated'],
    ['import flashinfer\nclass A(flashinfer.norm.rmsnorm): pass', 'sgl_integrated'],
    ['import flashinfer\ndef f(norm=flashinfer.norm.rmsnorm): pass', 'sgl_integrated'],
    ['import flashinfer\ndef f(norm: flashinfer.norm.rmsnorm): pass', 'sgl_missing'],
    ['from elsewhere.flashinfer import rmsnorm', 'sgl_missing'],
    ['import flashinfer\ndef rmsnorm(): pass', 'sgl_missing'],
    ['from flashinfer.norm import gemma_rmsnorm', 'sgl_missing'],
    ['# from flashinfer import rmsnorm', 'sgl_missing'],
    ['if TYPE_CHECKING:\n  from flashinfer import rmsnorm', 'sgl_missing'],
    ['from sgl_kernel import rmsnorm', 'sgl_missing'],
  ])('%j', (source, status) => {
    expect(uses(source).use('rmsnorm').status).toBe(status);
  });

  it('through its kernel package, when that calls FlashInfer', () => {
    const kernels = 'import flashinfer.norm as _norm\ndef rmsnorm(x):\n    return _norm.rmsnorm(x)\n';
    const use = uses('from sgl_kernel import rmsnorm', kernels).use('rmsnorm');
    expect(use.via).toBe('sgl_kernel');
    expect(use.evidence.map(({ file, line }) => `${file}:${line}`)).toEqual(['srt/a.py:1', 'kernel/b.py:3']);
    expect(uses('x = 1', kernels).use('rmsnorm').status).toBe('sgl_missing');
  });

  it.each([
    ['sgl-kernel/python/sgl_kernel', 'python/sglang/srt/layers'],
    ['python/sglang/kernels/aot/python/sgl_kernel', 'python/sglang/kernels/ops/mamba'],
  ])('wherever a release of SGLang has its kernels: %s, %s', (kernels, wrappers) => {
    const sources = python({
      'python/sglang/srt/layers/norm.py': 'from sgl_kernel import rmsnorm\n',
      [`${kernels}/__init__.py`]: 'from .elementwise import rmsnorm\n',
      [`${kernels}/elementwise.py`]: 'import flashinfer.norm as _norm\nrmsnorm = _norm.rmsnorm\n',
      [`${wrappers}/dispatch.py`]: 'def load():\n    from flashinfer.mamba import selective_state_update\n',
      'python/sglang/kernels/aot/benchmark/bench.py': 'from flashinfer import only_measured\n',
    });
    const found = readSglangUses(sources, sglangFolders(sources.tree, 'python/sglang'));
    const places = (name: string): readonly string[] => found.use(name).evidence.map(({ file }) => file);
    expect(places('rmsnorm')).toEqual(['python/sglang/srt/layers/norm.py', `${kernels}/elementwise.py`]);
    expect(places('selective_state_update')).toEqual([`${wrappers}/dispatch.py`]);
    expect(found.use('only_measured').status).toBe('sgl_missing');
  });

  it('of an installed package, too', () => {
    const { tree } = python({ 'srt/models/a.py': '', 'kernels/aot/python/sgl_kernel/__init__.py': '' });
    expect(sglangFolders(tree, '')).toEqual({ runtime: ['srt'], kernelPackage: 'kernels/aot/python' });
    expect(sglangFolders(tree, 'elsewhere')).toEqual({ runtime: [], kernelPackage: null });
  });
});

describe('names', () => {
  it('every real one is recognised, and its numbers are its constant axes', () => {
    for (const [name, { opType, axes }] of Object.entries(definitions)) {
      const parsed = parseDefinitionName(name);
      expect(parsed?.pattern.opType).toBe(opType);
      expect(parsed?.dialect).toBe('dataset');
      const constants = new Set(Object.values<number | null>(axes));
      const free = new Set(['n_group', 'topk_group', 'top_k']);
      const stray = [...(parsed?.axes ?? [])].filter(
        ([axis, value]) => !constants.has(value) && !free.has(axis),
      );
      expect({ name, stray }).toEqual({ name, stray: [] });
    }
  });

  it('both dialects', () => {
    const parsed = parseDefinitionName('selective_state_update_d64_s128');
    expect(parsed?.dialect).toBe('trace-dump');
    expect(parsed?.pattern.opType).toBe('mamba_ssu');
    expect(parseDefinitionName('moe_fp4_block_scale_llama4_routing_topk1_e16_h5120_i8192')?.word).toBe(
      'llama4',
    );
    expect(
      parseDefinitionName('trtllm_batch_decode_mla_sparse_h16_d_qk576_ckv512_kpe64_nope128_ps64_topk2048'),
    ).toMatchObject({ dialect: 'trace-dump', pattern: { opType: 'dsa_paged' } });
    expect(parseDefinitionName('rmsnorm_h{hidden}')).toBeNull();
    expect(parseDefinitionName('rmsnorm_h007')).toBeNull();
    expect(parseDefinitionName('../rmsnorm_h7')).toBeNull();
  });
});

const nothing = definitionFiles([]);
const everything: ApiResolver = {
  resolve: (api) => ({
    api,
    how: 'as-named',
    module: 'flashinfer.x',
    evidence: { file: 'flashinfer/x.py', line: 1, column: 1, rule: 'flashinfer-api' },
    trace: null,
    templates: [],
  }),
};

describe('classifying a definition', () => {
  const classify = (name: string, files = nothing) =>
    classifyDefinition(name, { definitions: files, flashinfer: everything, sglang: null });

  it('existing: by its own name, or as a trace dump that says the same', () => {
    const { value } = listDefinitions(
      memoryTree({
        'definitions/gdn/gdn_decode_qk4_v8_d128.json': '{}',
        'definitions/mamba/selective_state_update_d64_s128.json': '{}',
        'definitions/rmsnorm/rmsnorm_h64.json': 'not even JSON',
      }),
    );
    expect(classify('rmsnorm_h64', value)).toEqual({
      status: 'existing',
      path: 'definitions/rmsnorm/rmsnorm_h64.json',
      dumped: false,
    });
    expect(classify('gdn_decode_qk4_v8_d128_k_last', value)).toMatchObject({
      status: 'existing',
      dumped: true,
    });
    expect(classify('gdn_decode_qk4_v8_d128_v_last', value).status).toBe('new');
    expect(classify('gdn_decode_qk4_v8_d64_k_last', value).status).toBe('new');
    expect(classify('mamba_ssu_decode_h8_d64_s128_ng1', value)).toMatchObject({
      status: 'new',
      similar: ['definitions/mamba/selective_state_update_d64_s128.json'],
    });
  });

  it.each([
    // [the data set's name, a dump, what the dump says about it]
    ['gqa_paged_prefill_causal_h8_kv1_d128_ps64', 'gqa_paged_prefill_h8_kv1_d128_ps64', 'existing'],
    ['gqa_ragged_prefill_causal_h8_kv1_d128', 'gqa_ragged_h8_kv1_d128', 'existing'],
    ['mla_ragged_prefill_causal_h16_qk192_vo128', 'gqa_ragged_h16_kv16_d192', 'similar'],
    ['mla_ragged_prefill_causal_h16_qk192_vo128', 'gqa_ragged_h16_kv8_d192', 'other'],
    ['gqa_ragged_prefill_causal_h16_kv16_d192', 'gqa_ragged_h16_kv16_d192', 'existing'],
    ['mla_paged_prefill_causal_h16_ckv512_kpe64_ps1', 'mla_paged_decode_h16_ckv512_kpe64_ps1', 'other'],
    [
      'dsa_sparse_attention_h16_ckv512_kpe64_topk2048_ps64',
      'trtllm_batch_decode_mla_sparse_h16_d_qk576_ckv512_kpe64_nope128_ps64_topk2048',
      'existing',
    ],
    ['gdn_mtp_qk4_v8_d128_k_last', 'gdn_mtp_qk4_v8_d128', 'existing'],
    ['top_p_sampling_from_probs_v320', 'top_p_sampling_v320', 'existing'],
    ['gemm_n64_k32', 'gemm_bf16_N64_K32', 'existing'],
    ['gemm_n64_k32', 'gemm_fp8_N64_K32', 'other'],
    [
      'moe_fp8_block_scale_renorm_topk8_e16_h64_i32',
      'moe_fp8_block_scale_renormalize_routing_topk8_e16_h64_i32',
      'existing',
    ],
    [
      'moe_fp8_block_scale_renorm_topk8_e16_h64_i32',
      'moe_fp8_block_scale_renormalize_naive_routing_topk8_e16_h64_i32',
      'other',
    ],
    [
      'trtllm_fp4_block_scale_moe_topk8_e16_h64_i32',
      'moe_fp4_block_scale_ds_routing_topk8_e16_h64_i32_act3_ng8_kg4',
      'existing',
    ],
    [
      'trtllm_fp4_block_scale_routed_moe_topk8_e16_h64_i32',
      'trtllm_fp4_block_scale_routed_moe_topk8_e16_h64_act3',
      'similar',
    ],
    ['rope_with_cos_sin_cache_neox_style_d128_rd64', 'rope_cos_sin_cache_inplace_d128', 'similar'],
  ])('%s beside the dump %s', (name, dump, outcome) => {
    const { value } = listDefinitions(memoryTree({ [`definitions/any/${dump}.json`]: '{}' }));
    const result = classify(name, value);
    const found = result.status === 'existing' ? 'existing' : result.similar.length > 0 ? 'similar' : 'other';
    expect(found).toBe(outcome);
  });

  it('two files of one name', () => {
    const { value, diagnostics } = listDefinitions(
      memoryTree({ 'a/x.json': '{}', 'b/x.json': '{}', 'c.json': '' }),
    );
    expect(value.files).toEqual([{ name: 'x', opType: 'a', path: 'a/x.json' }]);
    expect(diagnostics).toMatchObject([{ rule: 'definition-duplicate', file: 'b/x.json' }]);
  });

  it.each([
    ['mamba_ssu_decode_h64_d64_s128_ng1', 'fi_supported'],
    ['mamba_ssu_decode_h128_d64_s128_ng1', 'fi_missing'],
    ['mamba_ssu_decode_h24_d64_s128_ng8', 'fi_missing'],
    ['mamba_ssu_decode_h24_d64_s128_ng0', 'fi_missing'],
  ])('%s: the ratio of heads to groups', (name, status) => {
    const result = classify(name);
    expect(result.status === 'new' && result.fiStatus).toBe(status);
    if (status === 'fi_missing') expect(result).toMatchObject({ sglStatus: 'n/a', traceTemplate: null });
  });

  it('what needs no API, what has none, and what is not known', () => {
    expect(classify('gemm_n8_k8')).toMatchObject({
      fiStatus: 'fi_supported',
      traceTemplate: false,
      sglStatus: 'n/a',
    });
    expect(classify('dsa_topk_indexer_fp8_h64_d128_topk2048_ps64')).toMatchObject({ fiStatus: 'fi_missing' });
    expect(classify('new_op_h512')).toMatchObject({ fiStatus: 'fi_missing', sglStatus: 'n/a' });
  });

  it('statuses stay open without the sources that they need', () => {
    const sources = { definitions: nothing, flashinfer: null, sglang: null };
    expect(classifyDefinition('rmsnorm_h8', sources)).toMatchObject({ fiStatus: null, sglStatus: null });
    expect(classify('rmsnorm_h8')).toMatchObject({ fiStatus: 'fi_supported', sglStatus: null });
  });
});
