import { beforeAll, describe, expect, it } from 'vitest';
import {
  createApiResolver,
  decoratedApis,
  kernelInventory,
  listDefinitions,
  readKernelConfig,
  readSglangUses,
  sglangFolders,
  type SglangUses,
} from '../../src/kernels/index.js';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { folderTree } from '../../src/source/folder.js';
import { NAME_PATTERNS } from '../../src/kernels/patterns.js';
import { traceTemplates } from '../../src/kernels/trace-template.js';
import { gitTree } from '../../src/source/index.js';
import classification from '../kernels/fixtures/classification.json' with { type: 'json' };
import configs from '../kernels/fixtures/configs.json' with { type: 'json' };
import apis from '../kernels/fixtures/flashinfer-apis.json' with { type: 'json' };
import templates from '../kernels/fixtures/flashinfer-templates.json' with { type: 'json' };
import resolution from '../kernels/fixtures/flashinfer-resolution.json' with { type: 'json' };
import integration from '../kernels/fixtures/sglang-integration.json' with { type: 'json' };
import { corpus } from '../support/corpus.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

let flashinferSources: PythonSources | undefined;
function flashinfer(): PythonSources {
  const packages = [{ name: 'flashinfer', directory: 'flashinfer' }];
  flashinferSources ??= createPythonSources(folderTree(corpus('flashinfer')), extract, { packages });
  return flashinferSources;
}

const revisions = {
  'sglang-bz': { repository: 'sglang.git', revision: '8471c9ebe' },
  'sglang-fw': { repository: 'sglang-fork.git', revision: '105dadfd9' },
};
const uses = new Map<string, SglangUses>();

async function sglang(which: keyof typeof revisions): Promise<SglangUses> {
  const known = uses.get(which);
  if (known !== undefined) return known;
  const { repository, revision } = revisions[which];
  const tree = await gitTree(corpus(repository), revision);
  const folders = sglangFolders(tree, 'python/sglang');
  const read = [...folders.runtime, folders.kernelPackage ?? ''].flatMap((folder) => tree.list(folder));
  await tree.prepare(read.filter((path) => path.endsWith('.py')));
  const sources = createPythonSources(tree, extract, {
    packages: [{ name: 'sglang', directory: 'python/sglang' }],
  });
  const result = readSglangUses(sources, folders);
  uses.set(which, result);
  return result;
}

const HOW: Readonly<Record<string, string>> = {
  'as tagged': 'as-named',
  're-exported': 're-exported',
  'module gone, found by name': 'moved',
};

describe('FlashInfer', { timeout: 300_000 }, () => {
  it.each(resolution)('$fi_api', (fact) => {
    const resolved = createApiResolver(flashinfer(), 'flashinfer').resolve(fact.fi_api);
    expect({
      how: resolved?.how,
      module: resolved?.module,
      path: resolved?.evidence.file,
      line: resolved?.evidence.line,
      trace: resolved?.trace,
    }).toEqual({ how: HOW[fact.how], ...fact.resolved, trace: fact.trace });
  });

  it('every decorated callable, and its template', () => {
    const sources = flashinfer();
    const files = sources.tree.list('flashinfer').filter((path) => path.endsWith('.py'));
    const found = files.flatMap((path) =>
      decoratedApis(sources, path).map(({ qualname, trace, evidence }) => {
        const module = sources.project.dottedName(path);
        return `${path}:${evidence.line} ${module} ${qualname} ${trace ?? 'None'}`;
      }),
    );
    expect(found.sort()).toEqual([...apis].sort());
  });
});

describe("FlashInfer's trace templates", { timeout: 300_000 }, () => {
  it('every one that is written down, with the name that it gives a dump', () => {
    const sources = flashinfer();
    const files = sources.tree.list('flashinfer').filter((path) => path.endsWith('.py'));
    const found = files.flatMap((path) => traceTemplates(sources, path));
    const lines = new Map<string, string | null>(
      found.map(({ name, opType, pattern, evidence: { file, line } }) => {
        return [`${file}:${line} ${name} ${opType ?? ''}`, pattern] as const;
      }),
    );
    const known = templates.map((each) => each.split(' '));
    expect(known).toHaveLength(155);
    for (const [place = '', name = '', opType = '', pattern] of known) {
      const key = `${place} ${name} ${opType}`;
      expect(lines.has(key) ? key : null).toBe(key);
      // Axes that come from a variable are read too, where the facts have none.
      if (pattern !== '-') expect(lines.get(key)).toBe(pattern);
    }
    const computed = known.filter(([, , , pattern]) => pattern === '-');
    const read = computed.filter(([place, name, opType]) => {
      return (lines.get(`${place ?? ''} ${name ?? ''} ${opType ?? ''}`) ?? null) !== null;
    });
    expect([computed.length, read.length]).toEqual([49, 44]);
  });

  it('give the dumps that the name patterns know', () => {
    const resolver = createApiResolver(flashinfer(), 'flashinfer');
    const numbers = (pattern: string): string => pattern.replace(/\{[^}]*\}/g, '{}').replace(/<[^>]*>/, '<>');
    const known = NAME_PATTERNS.flatMap(({ api, dumps }) => {
      if (typeof api !== 'string' || dumps.length === 0) return [];
      const given = new Set(resolver.resolve(api)?.templates.map(({ pattern }) => numbers(pattern ?? '')));
      return dumps.map((dump) => {
        const words = /<([^>]*)>/.exec(dump)?.[1]?.split('|') ?? [''];
        return { dump, given: words.every((word) => given.has(numbers(dump.replace(/<[^>]*>/, word)))) };
      });
    });
    expect(known.filter(({ given }) => !given).map(({ dump }) => dump)).toEqual([
      // A function computes its axes.
      'moe_fp8_block_scale_ds_routing_topk{top_k}_ng{n_group}_kg{topk_group}_e{num_local_experts}_h{hidden_size}_i{intermediate_size}',
      // Older commits have no activation in it.
      'moe_fp4_block_scale_<renormalize|llama4|default|topk|renormalize_naive>_routing_topk{top_k}_e{num_local_experts}_h{hidden_size}_i{intermediate_size}',
    ]);
  });
});

describe('SGLang', { timeout: 300_000 }, () => {
  const cases = (['sglang-bz', 'sglang-fw'] as const).flatMap((which) =>
    Object.entries(integration[which]).map(([api, fact]) => ({ which, api, fact })),
  );

  it.each(cases)('$which $api', async ({ which, api, fact }) => {
    const use = (await sglang(which)).use(api);
    const via = { direct: 'flashinfer', 'via sgl_kernel': 'sgl_kernel', none: null }[fact.how ?? 'none'];
    expect(use.status).toBe(fact.status);
    expect(use.via).toBe(via);
    expect(use.evidence.map(({ file, line }) => `${file}:${line}`).sort()).toEqual([...fact.evidence].sort());
  });
});

describe('SGLang of August 2026', { timeout: 300_000 }, () => {
  it.each([
    ['rmsnorm', 'sgl_kernel', 'python/sglang/kernels/aot/python/sgl_kernel/elementwise.py:120'],
    ['fused_add_rmsnorm', 'sgl_kernel', 'python/sglang/kernels/aot/python/sgl_kernel/elementwise.py:160'],
    [
      'selective_state_update',
      'flashinfer',
      'python/sglang/kernels/ops/mamba/triton_ops/ssu_dispatch.py:120',
    ],
    ['apply_rope_with_cos_sin_cache_inplace', null, undefined],
  ])('%s', (api, via, last) => {
    const tree = folderTree(corpus('sglang-2026-08'));
    const packages = [{ name: 'sglang', directory: 'python/sglang' }];
    const sources = createPythonSources(tree, extract, { packages });
    const use = readSglangUses(sources, sglangFolders(tree, 'python/sglang')).use(api);
    expect(use.via).toBe(via);
    expect(use.evidence.map(({ file, line }) => `${file}:${line}`).at(-1)).toBe(last);
  });
});

describe('classification', { timeout: 300_000 }, () => {
  const texts = new Map<string, unknown>(Object.entries(configs));

  it.each(Object.entries(classification))('%s', async (_slug, fact) => {
    const definitions = listDefinitions(folderTree(corpus('flashinfer-bench-definitions'))).value;
    const resolver = createApiResolver(flashinfer(), 'flashinfer');
    const sources = { definitions, flashinfer: resolver, sglang: await sglang('sglang-bz') };
    const { value: config } = readKernelConfig(texts.get(fact.checkpoint), { file: 'c', line: 1, column: 1 });
    if (config === null) throw new Error('the configuration could not be read');
    const { value: inventory, diagnostics } = kernelInventory(config, fact.combos, sources);
    expect(diagnostics).toEqual([]);
    const apiOf: Record<string, string> = {};
    const core = inventory.entries.filter(({ tier }) => tier === 'core');
    const kernels = core.map(({ name, opType, classification: result }) => {
      if (result.status === 'existing')
        return [name, { op_type: opType, phase1_status: 'existing' }] as const;
      if (result.api !== null) apiOf[name] = result.api.api;
      const statuses = {
        fi_status: result.fiStatus,
        fi_trace_template: result.traceTemplate,
        sgl_status: result.sglStatus,
      };
      return [name, { op_type: opType, phase1_status: 'new', ...statuses }] as const;
    });
    expect(Object.fromEntries(kernels)).toEqual(fact.kernels);
    expect(apiOf).toEqual(fact.apis);
    expect(inventory.unmapped.map(({ opType }) => opType)).toEqual(fact.unmapped);
    const variants = inventory.entries.filter(({ tier }) => tier === 'variant');
    const present = variants.map(({ name, classification: result }) => [name, result.status === 'existing']);
    expect(Object.fromEntries(present)).toEqual(fact.variantsPresent);
  });
});
