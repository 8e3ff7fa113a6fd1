import { describe, expect, test } from 'vitest';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import { modelOf, row } from './support.js';

describe('renderTracking', () => {
  test('writes headings, columns, legend, stats and summary', () => {
    const text = renderTracking(
      modelOf([
        row('LlamaForCausalLM', 'text', {
          native: true,
          hf: true,
          file: 'llama.py',
          example: 'meta-llama/Llama-2-7b-hf',
        }),
        row('Ernie4_5_ForCausalLM', 'text', { native: true, file: 'ernie4.py' }),
        row('BertModel', 'embedding', { hf: true, example: 'google-bert/bert-base-uncased' }),
        row('TransformersForCausalLM', 'text', { example: '(generic fallback)' }),
      ]),
    );
    expect(text).toMatchInlineSnapshot(`
      "# [Tracking] Model Support in SGLang — Ground Truth

      Every model architecture that SGLang registers or that the \`transformers\` library exports, and what SGLang can do with it today.

      How to add an implementation: https://docs.sglang.ai/supported_models/support_new_models.html

      > **What stands behind a row:** \`archscan support NAME\` names the file and line of every fact.
      >
      > **Last updated:** 2026-01-02 | **Source:** registrations in \`python/sglang/srt/models/*.py\`, classes that \`transformers\` exports, example checkpoints

      ### Legend

      | Column | Meaning |
      |---|---|
      | Native | \`Y\`: SGLang registers the name itself, through an \`EntryClass\`; drafts for speculative decoding and the wrappers around \`transformers\` are among them |
      | HF | \`Y\`: the \`transformers\` library exports a class of this name. HF-only counts the names with this alone; SGLang refuses some of them |
      | SGLang File | The file under \`python/sglang/srt/models/\` that registers it |
      | Example HF Model | A checkpoint on the Hugging Face Hub that names this architecture |

      ---

      ## Text-only Language Models (Generative)

      | Architecture | Native | HF | SGLang File | Example HF Model |
      |---|---|---|---|---|
      | **Ernie4_5_ForCausalLM** | Y |  | \`ernie4.py\` |  |
      | **LlamaForCausalLM** | Y | Y | \`llama.py\` | meta-llama/Llama-2-7b-hf |
      | **TransformersForCausalLM** |  |  |  | (generic fallback) |

      **2** native / **0** HF-only / **1** no fallback / **3** total

      ---

      ## Embedding / Classification / Reward / Retrieval Models

      | Architecture | Native | HF | SGLang File | Example HF Model |
      |---|---|---|---|---|
      | **BertModel** |  | Y |  | google-bert/bert-base-uncased |

      **0** native / **1** HF-only / **0** no fallback / **1** total

      ---

      ## Multimodal Models (Vision / Audio / OCR)

      | Architecture | Native | HF | SGLang File | Example HF Model |
      |---|---|---|---|---|

      **0** native / **0** HF-only / **0** no fallback / **0** total

      ---

      ## Overall Summary

      | Category | Native | HF Fallback Only | No Fallback | Total |
      |---|---|---|---|---|
      | Text-only | 2 | 0 | 1 | 3 |
      | Embedding/Classification | 0 | 1 | 0 | 1 |
      | Multimodal | 0 | 0 | 0 | 0 |
      | **Total** | **2** | **1** | **1** | **4** |

      > **2** natively supported (50%) — SGLang has an implementation of its own
      > **1** HF fallback only (25%) — \`TransformersForCausalLM\` runs those that SGLang lets in
      > **1** no fallback (25%) — somebody has to write an implementation
      "
    `);
  });

  test('adds the fallback column last, with a legend line', () => {
    const text = renderTracking(
      modelOf(
        [
          row('A', 'text', { hf: true, fallback: true }),
          row('B', 'text', { hf: true, fallback: false }),
          row('C', 'text', { hf: true, fallback: null }),
        ],
        { withFallback: true },
      ),
    );
    expect(text.split('\n').filter((line) => /^\| (\*\*|Arch|Fallback)/.test(line))).toEqual([
      expect.stringMatching(/^\| Fallback \| .*`\?`/),
      '| Architecture | Native | HF | SGLang File | Example HF Model | Fallback |',
      '| **A** |  | Y |  |  | Y |',
      '| **B** |  | Y |  |  |  |',
      '| **C** |  | Y |  |  | ? |',
      '| Architecture | Native | HF | SGLang File | Example HF Model | Fallback |',
      '| Architecture | Native | HF | SGLang File | Example HF Model | Fallback |',
      '| **Total** | **0** | **3** | **0** | **3** |',
    ]);
  });

  test('nothing at all is 0 of 0 and still has its tables', () => {
    const text = renderTracking(modelOf([]));
    expect(text.match(/^\| Architecture .*\n\|---\|---\|---\|---\|---\|\n\n\*\*0\*\* native/gm)).toHaveLength(
      3,
    );
    expect(text.match(/\(0%\)/g)).toHaveLength(3);
  });

  test('sorts by code unit, not by locale', () => {
    const text = renderTracking(modelOf(['b', 'a', 'Z', 'B_', 'Ba'].map((name) => row(name, 'text'))));
    expect([...text.matchAll(/^\| \*\*([^T].*?)\*\*/gm)].map((match) => match[1])).toEqual([
      'B\\_',
      'Ba',
      'Z',
      'a',
      'b',
    ]);
  });

  test('foreign text stays inside its cell', () => {
    const text = renderTracking(
      modelOf([
        row('A', 'text', { native: true, file: 'a|b.py', example: 'x | y\n| **Evil** | Y |\r\n<b>`*' }),
      ]),
    );
    expect(text).toContain(
      '| **A** | Y |  | `a\\|b.py` | x \\| y \\| \\*\\*Evil\\*\\* \\| Y \\| \\<b\\>\\`\\* |\n',
    );
    expect(text).toContain('**1** native / **0** HF-only / **0** no fallback / **1** total\n');
  });

  test('the lines that older scripts match keep their form', () => {
    const text = renderTracking(
      modelOf([row('A', 'text', { native: true }), row('B', 'multimodal', { hf: true })]),
    );
    for (const form of [
      /^> \*\*Last updated:\*\* \d{4}-\d\d-\d\d \| \*\*Source:\*\* /m,
      /^\*\*\d+\*\* native \/ \*\*\d+\*\* HF-only \/ \*\*\d+\*\* no fallback \/ \*\*\d+\*\* total$/m,
      /^\| Text-only \| 1 \| 0 \| 0 \| 1 \|$/m,
      /^\| Embedding\/Classification \| 0 \| 0 \| 0 \| 0 \|$/m,
      /^\| Multimodal \| 0 \| 1 \| 0 \| 1 \|$/m,
      /^\| \*\*Total\*\* \| \*\*1\*\* \| \*\*1\*\* \| \*\*0\*\* \| \*\*2\*\* \|$/m,
      /^> \*\*1\*\* natively supported \(50%\) — /m,
      /^> \*\*1\*\* HF fallback only \(50%\) — /m,
      /^> \*\*0\*\* no fallback \(0%\) — /m,
    ])
      expect(text).toMatch(form);
  });
});
