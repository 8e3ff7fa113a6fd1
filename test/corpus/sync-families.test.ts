import { describe, expect, test } from 'vitest';
import { counts, subjects, syncCheckout } from './sync-pages.js';

describe('pages that are keyed by model family', () => {
  test('of lmdeploy list ten families that TurboMind dropped, and the translation one that it never had', async () => {
    const { result, again } = await syncCheckout('lmdeploy', 'lmdeploy');
    const gone = [
      ...['Mistral', 'DeepSeek-V2', 'DeepSeek-V2.5', 'DeepSeek-VL', 'LLaVA(1.5,1.6)', 'MiniCPM-Llama3-V-2_5'],
      ...['MiniCPM-V-2_6', 'GLM4', 'CodeGeeX4', 'Molmo'],
    ];
    const byPage = (file: string): readonly string[] =>
      subjects(
        { ...result, findings: result.findings.filter((each) => each.file.startsWith(file)) },
        'sync-family-gone',
      );
    expect(byPage('docs/en/')).toEqual(gone);
    expect([...byPage('docs/zh_cn/')].sort()).toEqual([...gone, 'Intern-S1-Pro'].sort());
    expect(counts(result)).toEqual({ 'sync-family-gone': 21, 'sync-translation': 1, 'sync-unnamed': 1 });
    const [translation] = result.findings.filter(({ rule }) => rule === 'sync-translation');
    expect(translation?.message).toContain('no row for Intern-S1-Pro, which docs/zh_cn/');
    expect(again).toEqual(result);
    expect(result.pages.every(({ before, after }) => before === after)).toBe(true);
  });

  test('of SGLang name few architectures, one of them misspelled', async () => {
    const { result } = await syncCheckout('sglang-2026-04', 'sglang');
    expect(counts(result)).toEqual({ 'sync-key-open': 1, 'sync-unnamed': 1 });
    expect(result.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('InternLM2ForRewardMode is not known'),
      expect.stringMatching(/^SGLang serves 169 architectures, and 162 of them are named nowhere/),
    ]);
    expect(result.pages.every(({ before, after }) => before === after)).toBe(true);
  });
});
