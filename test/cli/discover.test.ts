import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { discoverSchema } from '../../src/kernels/discover/schema.js';
import { cookbookFile, datedRepository, model, MODELS, recipes } from '../kernels/discover-support.js';
import { loopback } from '../support/loopback.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, type Ran } from './run.js';

const CONFIG = {
  architectures: ['ElmForCausalLM'],
  hidden_size: 64,
  intermediate_size: 128,
  num_attention_heads: 4,
  num_hidden_layers: 2,
  num_key_value_heads: 2,
  vocab_size: 320,
};

const PAGE = `\
# Coverage

## Summary

| Model | Architecture | Coverage |
|---|---|---|
| Oak 8B | GQA + Dense | 🟡 Partial |
`;

interface Clones {
  readonly folder: string;
  readonly config: string;
  readonly paths: readonly string[];
  readonly cookbook: string;
  readonly definitions: string;
}

const CLONES: Readonly<
  Record<'sglang' | 'flashinfer' | 'cookbook' | 'definitions', Readonly<Record<string, string>>>
> = {
  sglang: {
    [`${MODELS}/elm.py`]: model('ElmForCausalLM'),
    [`${MODELS}/oak_8b.py`]: model('OakForCausalLM'),
    'python/sglang/srt/layers/norm.py': 'from flashinfer.norm import rmsnorm, fused_add_rmsnorm\n',
    'python/sglang/srt/layers/attention.py':
      'from flashinfer import BatchDecodeWithPagedKVCacheWrapper\nfrom elsewhere import top_k_sampling_from_probs\n',
  },
  flashinfer: {
    'flashinfer/__init__.py': '',
    'flashinfer/norm/__init__.py': 'def rmsnorm():\n    pass\n\n\ndef fused_add_rmsnorm():\n    pass\n',
    'flashinfer/decode.py':
      'class BatchDecodeWithPagedKVCacheWrapper:\n    @flashinfer_api(trace=decode_trace)\n    def run(self):\n        pass\n',
    'flashinfer/sampling.py': 'def top_k_sampling_from_probs():\n    pass\n',
  },
  cookbook: { [cookbookFile('v0.5.10', 'elm')]: recipes({ path: 'treeline/Elm-8B', tp: 2 }) },
  definitions: {
    'definitions/rmsnorm/rmsnorm_h64.json': '{}',
    'definitions/gemm/gemm_n64_k64.json': '{}',
  },
};

/** Small folders of everything that discovery reads, and a model's configuration. */
function folders(given: { readonly sglang?: string; readonly cookbook?: string } = {}): Clones {
  const cookbook = given.cookbook ?? tempFolder(CLONES.cookbook);
  const definitions = tempFolder(CLONES.definitions);
  const folder = tempFolder({ 'config.json': JSON.stringify(CONFIG), 'page.md': PAGE });
  return {
    folder,
    config: join(folder, 'config.json'),
    cookbook,
    definitions,
    paths: [
      ...[
        '--sglang',
        given.sglang ?? tempFolder(CLONES.sglang),
        '--flashinfer',
        tempFolder(CLONES.flashinfer),
      ],
      ...['--cookbook', cookbook, '--definitions', definitions, '--page', join(folder, 'page.md')],
    ],
  };
}

/** The same with the histories of SGLang and the cookbook. */
function clones(): Clones {
  const sglang = datedRepository();
  sglang.at('2026-01-01', { [`${MODELS}/old.py`]: model('OldForCausalLM') });
  sglang.at('2026-03-01', CLONES.sglang);
  const cookbook = datedRepository();
  cookbook.at('2026-03-01', CLONES.cookbook);
  return folders({ sglang: sglang.folder, cookbook: cookbook.folder });
}

const OFFLINE = { environment: { HF_HUB_OFFLINE: '1', HF_HOME: '/nowhere' } };
const discover = (...args: readonly string[]): Promise<Ran> => archscan(['discover', ...args], OFFLINE);

describe('a model', () => {
  test('gets a report of what it needs, by what is to be done', async () => {
    const { paths, config } = folders();
    const { code, out, err } = await discover('--model-name', 'elm', '--config', config, ...paths);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(
      out
        .replace(config, 'config.json')
        .replace(/Revisions: .*/, '')
        .trimEnd(),
    ).toBe(`\
Model: elm
HF repo: not known
Architecture: ElmForCausalLM, 2 layers, GQA + Dense
Parallelism (attention TP, EP): TP 1 EP 1 (one device: it has no recipe)
Configuration: config.json

Kernel inventory: 14 definitions
  EXISTING (skip): 2
    ✅ rmsnorm_h64
    ✅ gemm_n64_k64
  NEW: FlashInfer supported, SGLang integrated → ready for workload collection: 3
    🆕 fused_add_rmsnorm_h64
    🆕 gqa_paged_decode_h4_kv2_d16_ps1
    🆕 gqa_paged_decode_h4_kv2_d16_ps64
  NEW: FlashInfer supported, SGLang missing → submit an SGLang PR first: 1
    🆕 top_k_sampling_from_probs_v320
  NEW: needs no FlashInfer API (PyTorch) → extract by hand: 3
    🆕 gemm_n128_k64
    🆕 gemm_n256_k64
    🆕 gemm_n64_k128
  NEW: FlashInfer MISSING → file a kernel-request issue, skip workload collection: 5
    ❓ gqa_paged_prefill_causal_h4_kv2_d16_ps1 (FlashInfer has no flashinfer.prefill.BatchPrefillWithPagedKVCacheWrapper)
    ❓ gqa_paged_prefill_causal_h4_kv2_d16_ps64 (FlashInfer has no flashinfer.prefill.BatchPrefillWithPagedKVCacheWrapper)
    ❓ gqa_ragged_prefill_causal_h4_kv2_d16 (FlashInfer has no flashinfer.prefill.BatchPrefillWithRaggedKVCacheWrapper)
    ❓ top_k_top_p_sampling_from_probs_v320 (FlashInfer has no flashinfer.sampling.top_k_top_p_sampling_from_probs)
    ❓ top_p_sampling_from_probs_v320 (FlashInfer has no flashinfer.sampling.top_p_sampling_from_probs)`);
  });

  test('is served as the cookbook says, or as given', async () => {
    const { paths, config } = folders();
    const args = ['--model-name', 'elm-8b', '--config', config, ...paths];
    const { out } = await discover(...args);
    expect(out).toContain('HF repo: treeline/Elm-8B\n');
    expect(out).toContain('TP 2 EP 1 (from its recipes)\n');
    expect(out).toContain('gqa_paged_decode_h2_kv1_d16_ps1');
    const given = await discover(...args, '--parallelism', '1,4/1');
    expect(given.out).toContain('TP 1 EP 1, TP 4 EP 1 (as given)\n');
    expect(given.out).toContain('gqa_paged_decode_h1_kv1_d16_ps1');
  });

  test('as JSON, with evidence', async () => {
    const { paths, config } = folders();
    const { out } = await discover('--model-name', 'elm', '--config', config, ...paths, '--format', 'json');
    const printed: unknown = JSON.parse(out);
    expect(discoverSchema.parse(printed)).toEqual(printed);
    expect(printed).toMatchObject({
      schemaVersion: 1,
      discovery: null,
      failed: [],
      manifests: [],
      models: [
        {
          modelSlug: 'elm',
          hfRepoId: null,
          architecture: 'ElmForCausalLM',
          layers: 2,
          counts: {
            existing: 2,
            ready: 3,
            'sglang-missing': 1,
            'no-api': 3,
            'flashinfer-missing': 5,
            open: 0,
          },
          kernels: [
            {
              definition_name: 'rmsnorm_h64',
              phase1_status: 'existing',
              file: 'definitions/rmsnorm/rmsnorm_h64.json',
            },
            {
              definition_name: 'fused_add_rmsnorm_h64',
              fi_status: 'fi_supported',
              fi_trace_template: false,
              sgl_status: 'sgl_integrated',
              api: { evidence: { file: 'flashinfer/norm/__init__.py', line: 5 } },
              sglang: { evidence: [{ file: 'python/sglang/srt/layers/norm.py', line: 1 }] },
            },
            ...Array.from({ length: 12 }, () => ({})),
          ],
        },
      ],
    });
  });

  test('without FlashInfer and SGLang leaves their statuses open', async () => {
    const { config, definitions } = folders();
    const { out } = await discover('--model-name', 'elm', '--config', config, '--definitions', definitions);
    expect(out).toContain('  NEW: not classified, the sources were not given: 9\n');
    expect(out).toContain('sglang none, flashinfer none');
  });

  test('is found in a definitions folder of 10,000 files', async () => {
    const { config } = folders();
    const files = Array.from({ length: 10_000 }, (_, index) => [`gemm/gemm_n${index}_k64.json`, ''] as const);
    const folder = tempFolder(Object.fromEntries(files));
    const { code, out } = await discover('--model-name', 'elm', '--config', config, '--definitions', folder);
    expect(code).toBe(0);
    expect(out).toContain('  EXISTING (skip): 3\n');
  });
});

describe('several models', () => {
  const OAK = { ...CONFIG, architectures: ['OakForCausalLM'], hidden_size: 32, head_dim: 16 };

  function two(): { readonly args: readonly string[]; readonly folder: string } {
    const { paths, config, folder } = folders();
    writeFileSync(join(folder, 'oak.json'), JSON.stringify(OAK));
    return { args: ['--config', `${config},${join(folder, 'oak.json')}`, ...paths], folder };
  }

  test('are reported one after the other, and together', async () => {
    const { args } = two();
    const { code, out, err } = await discover('--model-name', 'elm,oak', ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Model: elm\nHF repo: not known\n');
    expect(out).toContain('Model: oak\nHF repo: not known\n');
    // Attention and sampling are shared: 8 of 14.
    expect(out).toContain('All 2 models: 20 definitions\n  EXISTING (skip): 2\n');
  });

  test('get a manifest each', async () => {
    const { args, folder } = two();
    const pattern = join(folder, 'onboard_{model_slug}_{date}.json');
    const { out } = await discover(
      '--model-name',
      'elm',
      '--model-name',
      'oak',
      ...args,
      '--manifest',
      pattern,
    );
    expect(out).toContain(`Manifest: ${join(folder, 'onboard_elm_20260102.json')} (written), 14 added\n`);
    const text = readFileSync(join(folder, 'onboard_oak_20260102.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ model_slug: 'oak', hf_repo_id: null });
  });

  test('of which one has a broken manifest: it stays as it is, and the rest goes on', async () => {
    const { args, folder } = two();
    writeFileSync(join(folder, 'elm.json'), '{');
    const pattern = join(folder, '{model_slug}.json');
    writeFileSync(join(folder, 'oak.json'), '{"model_slug": "oak", "kernels": []}');
    const { code, out, err } = await discover(
      ...['--model-name', 'elm,ash', ...args, '--manifest', pattern, '--format', 'json'],
    );
    expect(code).toBe(1);
    expect(err).toContain('elm.json:1:2 error This is not JSON');
    expect(readFileSync(join(folder, 'elm.json'), 'utf8')).toBe('{');
    expect(JSON.parse(out)).toMatchObject({
      models: [{ modelSlug: 'ash' }],
      manifests: [{ modelSlug: 'ash', written: true }],
    });
  });

  test('of which one cannot be had: it is an error, and the rest goes on', async () => {
    const { args, folder } = two();
    writeFileSync(join(folder, 'oak.json'), 'nothing');
    const { code, out, err } = await discover('--model-name', 'elm,oak', ...args, '--format', 'json');
    expect(code).toBe(1);
    expect(err).toMatch(/^oak:1:1 error .*oak\.json:1:1/m);
    const printed: unknown = JSON.parse(out);
    expect(discoverSchema.parse(printed)).toEqual(printed);
    expect(printed).toMatchObject({
      models: [{ modelSlug: 'elm', requested: true }],
      failed: [{ modelSlug: 'oak', code: 'usage' }],
    });
  });

  test('of which none can be had is exit code 2', async () => {
    const { paths } = folders();
    const { code, out, err } = await discover('--model-name', 'yew,ash', ...paths);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain("yew:1:1 error The recipes have no checkpoint of 'yew'.");
    expect(err).toContain("ash:1:1 error The recipes have no checkpoint of 'ash'.");
  });

  test.each([
    [['--model-name', 'elm,oak', '--config', 'a.json'], 'The lists of models have different lengths.'],
    [['--model-name', 'elm,elm'], 'The model elm is asked for twice.'],
    [['--hf-repo-id', 'a/Elm,b/elm'], 'The model elm is asked for twice.'],
    [['--model-name', 'elm,../oak'], '"../oak" is no short name of a model.'],
    [['--model-name', 'a..b'], '"a..b" is no short name of a model.'],
    [['--model-name', 'elm,'], 'Write it like one,two.'],
    [['--config', 'a.json'], '--config is about one model.'],
    [['--model-name', 'elm,oak', '--manifest', 'run.json'], '--manifest is about one model.'],
  ])('%j is refused', async (args, message) => {
    const { code, out, err } = await discover(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('a folder of configurations', () => {
  const files = {
    'treeline__Elm-8B.json': JSON.stringify({ ...CONFIG, hidden_size: 96 }),
    'treeline/Oak-8B/config.json': JSON.stringify(CONFIG),
    'treeline__Fir-8B.json': '{',
  };

  test('is asked before the Hub, by checkpoint or by short name', async () => {
    const { paths } = folders();
    const configs = tempFolder(files);
    const { code, out, err } = await discover(
      '--model-name',
      'elm-8b,oak-8b',
      '--configs',
      configs,
      ...paths,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('HF repo: treeline/Elm-8B\n');
    expect(out).toContain('rmsnorm_h96\n');
    expect(out).toContain('HF repo: treeline/Oak-8B\n');
    expect(out).toContain('rmsnorm_h64\n');
  });

  test('answers for a checkpoint whose base or unquantised form is there too', async () => {
    const { paths } = folders();
    const configs = tempFolder({ ...files, 'treeline__Elm-8B-FP8.json': JSON.stringify(CONFIG) });
    const args = ['--hf-repo-id', 'treeline/Elm-8B-FP8', '--configs', configs, ...paths];
    const { code, out, err } = await discover(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('rmsnorm_h64\n');
  });

  test('answers for no other checkpoint, and not with a broken file', async () => {
    const { paths } = folders();
    const args = ['--hf-repo-id', 'grove/Elm-8B,treeline/Fir-8B', '--configs', tempFolder(files), ...paths];
    const { code, err } = await discover(...args);
    expect(code).toBe(2);
    expect(err).toMatch(/treeline__Fir-8B\.json:1:2 error This is not JSON/);
    expect(err).toContain('elm-8b:1:1 error grove/Elm-8B is not in the local Hub cache');
    expect(err).toContain('fir-8b:1:1 error treeline/Fir-8B is not in the local Hub cache');
  });
});

describe('the folder of definitions', () => {
  test('broken files among good ones are reported and count by their names; links count too', async () => {
    const { config, definitions } = folders();
    const names = ['gemm_n64_k128', 'gemm_n128_k64', 'gemm_n256_k64'];
    const gemm = join(definitions, 'definitions/gemm');
    writeFileSync(join(gemm, `${names[0] ?? ''}.json`), '{\n  "name": }');
    writeFileSync(join(gemm, `${names[1] ?? ''}.json`), '[]');
    symlinkSync('gemm_n64_k64.json', join(gemm, `${names[2] ?? ''}.json`));
    mkdirSync(join(definitions, 'definitions/odd'));
    symlinkSync('/nowhere/at/all', join(definitions, 'definitions/rmsnorm/fused_add_rmsnorm_h64.json'));
    symlinkSync('..', join(definitions, 'definitions/odd/up'));
    writeFileSync(join(definitions, 'definitions/odd/..rmsnorm_h1.json'), '');
    const args = ['--model-name', 'elm', '--config', config, '--definitions', definitions];
    const { code, out, err } = await discover(...args);
    expect(code).toBe(0);
    expect(out).toContain('  EXISTING (skip): 6\n');
    expect(err).toContain(
      'definitions/gemm/gemm_n64_k128.json:2:11 warning It counts as existing by its name',
    );
    expect(err).toContain(
      'definitions/gemm/gemm_n128_k64.json:1:1 warning It counts as existing by its name',
    );
    expect(err).toContain(
      'definitions/rmsnorm/fused_add_rmsnorm_h64.json:1:1 warning It counts as existing by its name, but cannot be read',
    );
    expect(err.trim().split('\n')).toHaveLength(3);
  });
});

test('clones are found where the onboarding has them', async () => {
  const folder = tempFolder({ 'config.json': JSON.stringify(CONFIG) });
  writeFiles(join(folder, 'tmp/sglang'), CLONES.sglang);
  writeFiles(join(folder, 'tmp/flashinfer'), CLONES.flashinfer);
  writeFiles(join(folder, 'tmp/sgl-cookbook'), CLONES.cookbook);
  writeFiles(join(folder, 'tmp/flashinfer-trace'), CLONES.definitions);
  const before = process.cwd();
  onTestFinished(() => {
    process.chdir(before);
  });
  process.chdir(folder);
  const { code, out } = await discover('--model-name', 'elm-8b', '--config', 'config.json');
  expect(code).toBe(0);
  expect(out).toContain('TP 2 EP 1 (from its recipes)\n');
  expect(out).toContain('ready for workload collection: 3\n');
  expect(out).toContain('  EXISTING (skip): 2\n');
});

describe('new models', () => {
  test('are listed with their window, without those of the page; what cannot be planned is said', async () => {
    const { paths } = clones();
    const { code, out, err } = await discover('--discover', ...paths);
    expect(code).toBe(0);
    expect(
      out
        .replaceAll(/at [0-9a-f]{7,}, /g, 'at …, ')
        .replace(/\nRevisions: .*/, '')
        .trimEnd(),
    ).toBe(`\
SGLang: added 2026-01-30T12:00:00Z to 2026-03-01T12:00:00Z (at …, 2026-03-01T12:00:00Z)
sgl-cookbook: added 2026-01-30T12:00:00Z to 2026-03-01T12:00:00Z (at …, 2026-03-01T12:00:00Z)

New models: 2
  elm: needs id (day-0)
    ElmForCausalLM
    python/sglang/srt/models/elm.py:5, added 2026-03-01T12:00:00Z
    may be: treeline/Elm-8B
  elm-8b: treeline/Elm-8B (cookbook)
    data/models/generated/v0.5.10/elm.yaml:10, added 2026-03-01T12:00:00Z
On the page already: 1
  oak-8b (Oak 8B)`);
    expect(err).toContain('treeline/Elm-8B cannot be planned: treeline/Elm-8B is not in the local Hub cache');
  });

  test("say that their recipes are those of SGLang's documentation", async () => {
    const sglang = datedRepository();
    sglang.at('2026-03-01', {
      'docs/src/snippets/configs/treeline/elm.jsx':
        'export const config = { modelNames: { default: "t/Elm" }, cells: [{ flags: ["--tp 2"] }] };\n',
    });
    const asked = ['discover', '--discover', '--sglang', sglang.folder];
    const { out } = await archscan(asked, OFFLINE);
    expect(out).toContain("\nSGLang's documentation: added 2026-01-30T12:00:00Z to 2026-03-01T12:00:00Z");
    expect(out).toContain('sgl_cookbook none');
    const { out: json } = await archscan([...asked, '--format', 'json'], OFFLINE);
    expect(JSON.parse(json)).toMatchObject({ discovery: { cookbook: { source: 'sglang-docs' } } });
  });

  test('are planned when their configuration is in the cache', async () => {
    const { paths, folder } = clones();
    const commit = 'a'.repeat(40);
    const cache = join(folder, 'hub/models--treeline--Elm-8B');
    writeFiles(cache, { 'refs/main': commit, [`snapshots/${commit}/config.json`]: JSON.stringify(CONFIG) });
    const manifest = ['--manifest', join(folder, '{model_slug}.json')];
    const { out, err } = await archscan(['discover', '--discover', ...paths, ...manifest], {
      environment: { HF_HUB_OFFLINE: '1', HF_HOME: folder },
    });
    expect(err).toBe('');
    expect(out).toContain('Model: elm-8b\nHF repo: treeline/Elm-8B\n');
    expect(JSON.parse(readFileSync(join(folder, 'elm-8b.json'), 'utf8'))).toMatchObject({
      model_slug: 'elm-8b',
      hf_repo_id: 'treeline/Elm-8B',
    });
  });

  test('of the window that is asked for', async () => {
    const { paths } = clones();
    const window = ['--since', '2026-01-01', '--until', '2026-01-02'];
    const { out } = await discover('--discover', ...paths, ...window, '--format', 'json');
    const printed: unknown = JSON.parse(out);
    expect(discoverSchema.parse(printed)).toEqual(printed);
    expect(printed).toMatchObject({
      discovery: {
        sglang: { window: { since: '2026-01-01T00:00:00Z', until: '2026-01-02T23:59:59Z' } },
        candidates: [{ slug: 'old', hfRepoId: null, evidence: [{ line: 5 }] }],
      },
    });
  });

  test('by a configuration: its paths, its checkpoints, and the providers that it names', async () => {
    const { paths, folder } = clones();
    const [, sglang, , , , cookbook] = paths;
    const { origin, requests } = await loopback((request, response) => {
      const ids = request.url === '/down/models' ? '' : '{"data": [{"id": "grove/Fir-8B"}, {"id": "elm"}]}';
      response.writeHead(ids === '' ? 500 : 200, { 'retry-after': '0' }).end(ids);
    });
    const providers = {
      one: { baseUrl: `${origin}/one`, keyVariable: 'ONE_KEY' },
      two: { baseUrl: `${origin}/two` },
      down: { baseUrl: `${origin}/down` },
    };
    const examples = { ElmForCausalLM: 'grove/Elm-1B' };
    const config = { sglang, cookbook, flashinferBench: folder, examples, popularity: { providers } };
    writeFiles(folder, { 'archscan.config.json': JSON.stringify(config), 'docs/model_coverage.mdx': PAGE });
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    onTestFinished(() => void vi.restoreAllMocks());
    const { code, out, err } = await archscan(['discover', '--discover'], {
      environment: { ONE_KEY: 'sesame' },
    });
    expect(code).toBe(0);
    expect(out).toContain('  elm: grove/Elm-1B (day-0)\n');
    expect(out).toContain('    served by one, two\n');
    expect(out).toContain('  fir-8b: grove/Fir-8B (popularity)\n    served by one, two\n');
    expect(out).toContain('  oak-8b (Oak 8B)\n');
    expect(err).toContain(
      'down:1:1 warning The list of models cannot be had: the server answers with status 500.',
    );
    expect(
      requests.filter(({ headers }) => headers.authorization === 'Bearer sesame').map(({ path }) => path),
    ).toEqual(['/one/models']);
    expect(out + err).not.toContain('sesame');
  });

  test('of no history at all cannot be told, which is exit code 2', async () => {
    const folder = tempFolder({ [`${MODELS}/elm.py`]: model('ElmForCausalLM') });
    expect(await discover('--discover', '--sglang', folder)).toEqual({
      code: 2,
      out: '',
      err: `archscan: ${folder} is no clone, so what was added to it is not known.\n  Give a clone: files alone, as of an archive or an installed package, have no history.\n`,
    });
    const { paths } = clones();
    vi.stubEnv('PATH', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, out, err } = await discover('--discover', ...paths);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/The history of .* cannot be read: the git command was not found\.\n {2}Git has to/u);
  });

  test('of no history, beside a model that is planned, are said to be unknown', async () => {
    const { paths, config } = folders();
    const wanted = ['--model-name', 'elm', '--config', config];
    const { code, out, err } = await discover('--discover', ...wanted, ...paths);
    expect(code).toBe(0);
    expect(out).toContain('New models: not known\n');
    expect(err).toContain('(history-missing)');
  });

  test('a page that cannot be read is reported, and the rest goes on', async () => {
    const { paths, folder } = clones();
    writeFileSync(join(folder, 'page.md'), '# No summary\n');
    const { code, out, err } = await discover('--discover', ...paths);
    expect(code).toBe(1);
    expect(err).toContain('page.md:1:1 error This is no coverage page');
    expect(out).toContain('New models: 3');
  });

  test('a path in the cookbook is no checkpoint', async () => {
    const { paths, cookbook, folder } = clones();
    mkdirSync(join(folder, 'secret'));
    writeFileSync(join(folder, 'secret/config.json'), JSON.stringify(CONFIG));
    const path = join(folder, 'secret');
    writeFiles(cookbook, { [cookbookFile('v0.5.10', 'elm')]: recipes({ path }, { path: '../../elm' }) });
    const { out, err } = await discover('--discover', ...paths);
    expect(out).not.toContain('Model:');
    expect(err).toContain(`${path} cannot be planned: "" is not a repository id.`);
  });
});

describe('a manifest', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

  test('is written, kept by a second run, and keeps what other phases wrote', async () => {
    const { paths, config, folder } = folders();
    const file = join(folder, 'run.json');
    const args = ['--model-name', 'elm', '--config', config, '--manifest', file, ...paths];
    const first = await discover(...args);
    expect(first.out).toContain(`Manifest: ${file} (written), 14 added\n`);
    const text = readFileSync(file, 'utf8');
    expect(read(file)).toMatchObject({ model_slug: 'elm', hf_repo_id: null, date: '2026-01-02' });
    const { mtimeMs } = statSync(file);
    expect((await discover(...args)).out).toContain('(up to date), 0 added');
    expect(statSync(file).mtimeMs).toBe(mtimeMs);

    const edited = text.replace(
      '"phase1_status": "existing"',
      '"phase1_status": "new",\n      "phase2_status": "done"',
    );
    writeFileSync(
      file,
      edited.replace('"kernels": [', '"kernels": [\n    { "definition_name": "gemm_n1_k1", "mine": 1.0 },'),
    );
    const second = await discover(...args);
    expect(second.out).toContain('  stale: "gemm_n1_k1" is not needed by this run\n');
    expect(second.out).toContain('  outdated: rmsnorm_h64 exists now; --refresh says so\n');
    const third = await discover(...args, '--refresh');
    expect(third.out).not.toContain('outdated');
    expect(readFileSync(file, 'utf8')).toContain('"mine": 1.0');
    expect(read(file)).toMatchObject({
      kernels: [
        { definition_name: 'gemm_n1_k1' },
        { definition_name: 'fused_add_rmsnorm_h64', phase1_status: 'new' },
        { definition_name: 'rmsnorm_h64', phase1_status: 'existing', phase2_status: 'done' },
        ...Array.from({ length: 12 }, () => ({})),
      ],
    });
  });

  test('gives the checkpoint that was not passed', async () => {
    const { paths, config, folder } = folders();
    const file = join(folder, 'run.json');
    writeFileSync(file, '{"model_slug": "elm", "hf_repo_id": "treeline/Elm-8B", "kernels": []}');
    const { out } = await discover('--model-name', 'elm', '--config', config, '--manifest', file, ...paths);
    expect(out).toContain('HF repo: treeline/Elm-8B\n');
    expect(out).toContain('(from its recipes)');
  });

  test.each([
    [
      'of another model',
      '{"model_slug": "oak", "kernels": []}',
      ':1:16 error This is the manifest of "oak", not of "elm"',
    ],
    ['that is broken', '{"model_slug": "elm",\n "kernels": [}', ':2:14 error This is not JSON'],
    [
      'with duplicate entries',
      '{"model_slug": "elm", "kernels": [{"definition_name": "a"},\n{"definition_name": "a"}]}',
      ':2:21 error "a" is entry 1 already',
    ],
    ['without kernels', '{"model_slug": "elm"}', ':1:1 error kernels must be an array'],
  ])('%s is refused and left as it is', async (_name, text, message) => {
    const { paths, config, folder } = folders();
    const file = join(folder, 'run.json');
    writeFileSync(file, text);
    const { code, out, err } = await discover(
      '--model-name',
      'elm',
      '--config',
      config,
      '--manifest',
      file,
      ...paths,
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`${file}${message}`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('in a folder that is not there is not written', async () => {
    const { paths, config, folder } = folders();
    const file = join(folder, 'nowhere/run.json');
    const { code, err } = await discover(
      '--model-name',
      'elm',
      '--config',
      config,
      '--manifest',
      file,
      ...paths,
    );
    expect(code).toBe(2);
    expect(err).toContain('nowhere does not exist; create it');
  });
});

describe('what the command cannot do without is exit code 2 and says what to do', () => {
  test.each([
    [[], 'Say what to discover.'],
    [['--discover'], 'Give a clone with --sglang or --cookbook.'],
    [['--discover', '--manifest', 'run.json'], '--manifest is about one model.'],
    [['--model-name', '../../etc'], '"../../etc" is no short name of a model.'],
    [['--hf-repo-id', '../elm'], '"../elm" is no checkpoint.'],
    [['--model-name', 'elm', '--config', 'x.json'], 'Give the folder of definitions'],
    [['--model-name', 'elm', '--parallelism', '0/1'], 'Write pairs like 8/1,8/8.'],
    [['--model-name', 'elm', '--tiers', 'all'], 'Write some of core,variant,extended.'],
    [['--discover', '--sglang', '/nowhere'], 'The folder /nowhere does not exist.'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await discover(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('a name that the cookbook does not have, or has twice', async () => {
    const { paths, cookbook } = folders();
    const unknown = await discover('--model-name', 'yew', ...paths);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain("The recipes have no checkpoint of 'yew'.");
    writeFiles(cookbook, {
      [cookbookFile('v0.5.10', 'ash')]: recipes({ path: 'a/Ash-8B' }, { path: 'b/Ash-8B' }),
    });
    const tied = await discover('--model-name', 'ash-8b', ...paths);
    expect(tied.code).toBe(2);
    expect(tied.err).toContain("'ash-8b' may mean several checkpoints: a/Ash-8B, b/Ash-8B.");
  });

  test.each([
    ['broken JSON', '{"hidden_size": 64,,}', 'config.json:1:20: Unexpected'],
    ['no object', '[]', 'config.json'],
  ])('a configuration that is %s', async (_name, text, message) => {
    const { paths, config } = folders();
    writeFileSync(config, text);
    const { code, out, err } = await discover('--model-name', 'elm', '--config', config, ...paths);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

test('a broken recipe among others is reported with its place, and the rest goes on', async () => {
  const { paths, config, cookbook } = folders();
  writeFiles(cookbook, { [cookbookFile('v0.5.10', 'broken')]: 'families:\n  - [\n' });
  const { code, out, err } = await discover('--model-name', 'elm-8b', '--config', config, ...paths);
  expect(code).toBe(0);
  expect(out).toContain('TP 2 EP 1 (from its recipes)');
  expect(err).toContain('data/models/generated/v0.5.10/broken.yaml:3:1 warning This is not a recipe');
});
