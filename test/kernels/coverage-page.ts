import { prepareMdx } from '../../src/documents/markdown/parse.js';
import { readCoveragePage } from '../../src/kernels/coverage/read.js';
import type { CoveragePage } from '../../src/kernels/coverage/model.js';
import { definitionFiles, parseDefinitionName } from '../../src/kernels/index.js';
import type { StatusSources } from '../../src/kernels/coverage/statuses.js';

export const WORKLOAD_LEGEND = `- ✅ The definition exists and has a workload
- 🟡 The definition exists, it has no workload yet
- ❌ The definition is missing
- — Nothing is mapped`;

export const FILE_LEGEND = `- ✅ The definition exists
- ❌ The definition is missing
- — Nothing is mapped`;

/** A page with two models: Acorn 7B with a remark in a status, Birch MoE with two tables. */
export function examplePage(legend = WORKLOAD_LEGEND): string {
  return `---
title: Coverage
---

# Kernels {props.version}

${legend}

## Summary

| Model | Architecture | Coverage |
|-------|-------------|:--------:|
| Acorn 7B | GQA + Dense | 🟡 Partial |
| Birch/MoE | GQA + MoE | ❌ Not covered |

---

## Acorn 7B

**Architecture**: 32 decoder layers, GQA attention, dense MLP.

| Definition | Op Type | Status |
|-----------|---------|:------:|
| \`rmsnorm_h4096\` | rmsnorm | ✅ |
| \`gemm_n6144_k4096\` | gemm | 🟡 |
| \`gemm_n4096_k4096\` | gemm | ❌ (if hidden=4096) |
| \`rmsnorm_h{hidden}\` | rmsnorm | ❌ |
| MoE gate | moe | — |

**Coverage**: 1 / 4 definitions present. Missing: the rest.

---

## Birch / MoE

**Architecture**: unknown.

| Definition | Op Type | Status |
|-----------|---------|:------:|
| Attention | gqa_paged | ❌ |

**Coverage**: 0 / ? definitions present. Later.

### Birch at TP=2

| Definition | Op Type | Status |
|-----------|---------|:------:|
| \`rmsnorm_h128\` | rmsnorm TP=2 | ❌ |

**Coverage**: 0 / 1 TP=2 definitions present (norms).

---
`;
}

export async function pageOf(text: string): Promise<CoveragePage> {
  await prepareMdx();
  const { value, diagnostics } = readCoveragePage(text, 'docs/page.mdx');
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return value;
}

/** Definitions that exist, and those of them that have a workload. */
export function sourcesOf(
  names: readonly string[],
  workloads: readonly string[] | null = null,
): StatusSources {
  const files = names.map((name) => {
    const opType = parseDefinitionName(name)?.pattern.opType ?? 'other';
    return { name, opType, path: `definitions/${opType}/${name}.json` };
  });
  return { definitions: definitionFiles(files), workloads: workloads === null ? null : new Set(workloads) };
}

/** A small dense configuration with grouped-query attention. */
export const ACORN_CONFIG = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 512,
  num_hidden_layers: 8,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  head_dim: 64,
  intermediate_size: 1024,
  vocab_size: 32000,
};

/** A file of the cookbook in which Acorn 7B has one recipe. */
export const recipes = (tp: number): string => `vendor: Labs
families:
  - name: Acorn
    models:
      - name: Acorn-7B-Instruct
        model_path: labs/Acorn-7B-Instruct
        hardware:
          H100:
            configurations:
              - name: default
                attributes: { nodes: single, quantization: bf16 }
                engine: { tp: ${tp}, dp: null, ep: null, enable_dp_attention: false }
`;
