import { describe, expect, test } from 'vitest';
import { counts, subjects, syncCheckout, type SyncedCheckout } from './sync-pages.js';

let cached: Promise<SyncedCheckout> | undefined;
const synced = (): Promise<SyncedCheckout> => (cached ??= syncCheckout('vllm', 'vllm'));

/**
 * Cells that were read by hand: what the page says is the opposite of what the line of the class, or of the class
 * that it derives from, lists as its bases.
 */
const READ_BY_HAND = [
  'LoRA ExaoneMoEForCausalLM no exaone_moe.py:476',
  'PP ExaoneMoEForCausalLM no exaone_moe.py:476',
  'LoRA Cohere2MoeForCausalLM yes cohere2_moe.py:535',
  'LoRA Dots1ForCausalLM no dots1.py:493',
  'LoRA FlexOlmoForCausalLM no flex_olmo.py:146',
  'LoRA OlmoeForCausalLM no olmoe.py:438',
  'LoRA Rnj1ForCausalLM no rnj1.py:402',
  'PP Rnj1ForCausalLM no rnj1.py:402',
  'PP Mamba2ForCausalLM yes mamba2.py:190',
  'PP StableLmForCausalLM no stablelm.py:307',
  'LoRA Step1ForCausalLM yes step1.py:356',
  'LoRA Jais2ForCausalLM no jais2.py:437',
  'PP Ovis2_5 no ovis2_5.py:440',
  'PP Phi4MMForCausalLM yes phi4mm.py:984',
  'LoRA Gemma4ForConditionalGeneration no gemma4_mm.py:916',
  'LoRA WhisperForConditionalGeneration no whisper.py:798',
  'PP HCXVisionForCausalLM no hyperclovax_vision.py:570',
  'LoRA CheersForConditionalGeneration no cheers.py:559',
  'LoRA Tarsier2ForConditionalGeneration no qwen2_vl.py:1818',
  'PP MiniCPMV no minicpmv.py:1798',
  'PP Qwen3ASRRealtimeGeneration no qwen3_asr_realtime.py:179',
  'LoRA Gemma3TextModel yes gemma3.py:297',
  'PP VoyageQwen3BidirectionalEmbedModel yes voyage.py:21',
  'LoRA ColQwen3 no colqwen3.py:116',
];

describe('the pages of vLLM in May 2026', () => {
  test('disagree with the sources as often as a reader with CPython finds', async () => {
    const { result } = await synced();
    expect(counts(result)).toEqual({
      'sync-missing-row': 24,
      'sync-wrong-cell': 49,
      'sync-wrong-key': 6,
    });
    expect(subjects(result, 'sync-wrong-cell')).toHaveLength(36);
  });

  test('name five classes instead of the six architectures that they serve', async () => {
    const { result } = await synced();
    const wrong = result.findings.filter(({ rule }) => rule === 'sync-wrong-key');
    const meant = wrong.map(
      ({ subject, message }) => `${subject}: ${/name (.*)\. Write/.exec(message)?.[1] ?? ''}`,
    );
    expect([...new Set(meant)].sort()).toEqual([
      'JinaVLForSequenceClassification: JinaVLForRanking',
      'KimiAudioForConditionalGeneration: MoonshotKimiaForCausalLM',
      'NVLM_D_Model: NVLM_D',
      'Qwen2_5OmniThinkerForConditionalGeneration: Qwen2_5OmniForConditionalGeneration or Qwen2_5OmniModel',
      'Qwen3OmniMoeThinkerForConditionalGeneration: Qwen3OmniMoeForConditionalGeneration',
    ]);
    // Those rows stand for them, so that 30 undocumented architectures get 24 new rows.
    expect(subjects(result, 'sync-missing-row')).toHaveLength(30 - 6);
  });

  test('say the opposite of these class lines', async () => {
    const { result } = await synced();
    const found = result.findings
      .filter(({ rule }) => rule === 'sync-wrong-cell')
      .map(({ subject, message, evidence }) => {
        const [, column = '', said = ''] = /^(\S+) says (yes|no)/.exec(message) ?? [];
        const type = evidence.find((each) => each.rule === 'class');
        return `${column} ${subject} ${said} ${type?.file.split('/').at(-1) ?? ''}:${type?.line ?? 0}`;
      });
    expect(found).toEqual(expect.arrayContaining(READ_BY_HAND));
  });

  test('change in machine cells and new rows only, and are settled after that', async () => {
    const { result, again } = await synced();
    for (const { before, after } of result.pages) {
      const plain = (text: string): readonly string[] =>
        text.split('\n').map((line) => line.replace(/✅\uFE0E?/g, '').replace(/\s*\|\s*/g, '|'));
      const added = plain(after).filter((line) => !plain(before).includes(line));
      const removed = plain(before).filter((line) => !plain(after).includes(line));
      expect(removed).toEqual([]);
      expect(added.every((line) => /^\|`\w+`\|/.test(line))).toBe(true);
    }
    expect(counts(again)).toEqual({ 'sync-wrong-key': 6 });
    expect(again.pages.every(({ before, after }) => before === after)).toBe(true);
  });
});

describe("vLLM's pages of hardware in May 2026", () => {
  test('name architectures that no registry has, most of them for Intel GPUs', async () => {
    const { result } = await syncCheckout('vllm', 'vllm', 'vllm-hardware');
    expect(counts(result)).toEqual({ 'sync-key-open': 14, 'sync-key-spelling': 4 });
    expect(subjects(result, 'sync-key-spelling')).toEqual([
      'GLMForCausalLM',
      'DeepSeekForCausalLM',
      'GLM4vForConditionalGeneration',
    ]);
    expect(result.pages.every(({ before, after }) => before === after)).toBe(true);
  });
});
