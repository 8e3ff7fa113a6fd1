import { expect, test } from 'vitest';
import * as archscan from '../../src/index.js';
import { tempFolder } from '../support/temp-folder.js';

const CONFIG = JSON.stringify({
  architectures: ['LlamaForCausalLM'],
  hidden_size: 64,
  intermediate_size: 128,
  num_attention_heads: 4,
  num_hidden_layers: 2,
  num_key_value_heads: 2,
  vocab_size: 320,
});

const definitions = (): string =>
  tempFolder({ 'definitions/rmsnorm/rmsnorm_h64.json': '{}', 'definitions/gemm/gemm_n64_k64.json': '{}' });

test('the definitions of a configuration', () => {
  const { value, diagnostics } = archscan.kernelDefinitions(CONFIG, { tp: 2, ep: 1 });
  expect(diagnostics).toEqual([]);
  expect(value?.definitions.map(({ name }) => name)).toContain('gqa_paged_decode_h2_kv1_d16_ps1');
  expect(archscan.kernelDefinitions('{')).toMatchObject({
    value: null,
    diagnostics: [{ file: 'config.json', line: 1, column: 2 }],
  });
});

test('a plan, and its manifest', async () => {
  const config = `${tempFolder({ 'config.json': CONFIG })}/config.json`;
  const { models, revisions, failed, diagnostics } = await archscan.discover({
    definitions: definitions(),
    models: [{ modelSlug: 'elm', config }, { modelSlug: 'yew' }],
    environment: { HF_HUB_OFFLINE: '1' },
  });
  expect(diagnostics).toEqual([]);
  expect(failed).toMatchObject([{ modelSlug: 'yew', code: 'usage' }]);
  const [model] = models;
  expect(model).toMatchObject({ modelSlug: 'elm', counts: { existing: 2, 'no-api': 3, open: 9 } });
  const run: archscan.ManifestRun = {
    modelSlug: 'elm',
    hfRepoId: null,
    explicitId: false,
    date: '2026-05-02',
    commits: revisions,
    kernels: model?.kernels ?? [],
    refresh: false,
    exists: () => false,
  };
  const first = archscan.mergeRunManifest(null, run).value;
  expect(first?.added).toHaveLength(14);
  expect(JSON.parse(first?.text ?? '')).toMatchObject({
    kernels: [
      { definition_name: 'fused_add_rmsnorm_h64', op_type: 'rmsnorm', phase1_status: 'new' },
      ...Array.from({ length: 13 }, () => ({})),
    ],
  });
  expect(first?.text).not.toContain('group');
  expect(archscan.mergeRunManifest(first?.text ?? '', run).value).toMatchObject({
    text: first?.text,
    added: [],
  });
  expect(archscan.mergeRunManifest('[]', run)).toMatchObject({
    value: null,
    diagnostics: [{ file: 'manifest.json', rule: 'manifest-invalid' }],
  });
});

test('a page of coverage', async () => {
  const page = `# Coverage

- ✅ exists
- ❌ missing
- — unmapped

## Summary

| Model | Architecture | Coverage |
| ----- | ------------ | :------: |
| Oak | GQA + Dense | 🟡 Partial |

---

## Oak

**Architecture**: 2 decoder layers.

| Definition | Op Type | Status |
| ---------- | ------- | :----: |
| \`rmsnorm_h64\` | rmsnorm | ❌ |

**Coverage**: 0 / 1 definitions present.

---
`;
  const options = { definitions: definitions(), models: [{ title: 'Elm', config: CONFIG }], refresh: true };
  const { value, diagnostics } = await archscan.coverPage(page, 'page.mdx', options);
  expect(diagnostics).toEqual([]);
  expect(value.added).toMatchObject([{ title: 'Elm' }]);
  expect(value.text).toContain('**Coverage**: 1 / 1 definitions present.');
  expect(value.text).toContain('| Elm | GQA + Dense | 🟡 Partial |');
  expect((await archscan.coverPage(value.text, 'page.mdx', options)).value.text).toBe(value.text);
  const broken = await archscan.coverPage('no page', 'page.mdx', options);
  expect(broken.value.text).toBe('no page');
  expect(broken.diagnostics).toMatchObject([{ severity: 'error' }, { severity: 'error' }]);
});
