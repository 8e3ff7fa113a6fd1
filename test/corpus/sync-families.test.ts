import { describe, expect, test } from 'vitest';
import { readPage } from '../../src/sync/page.js';
import { syncProfile } from '../../src/sync/sync.js';
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

  test('of SGLang name few architectures, one of them misspelled in both documentations', async () => {
    const { result } = await syncCheckout('sglang-2026-04', 'sglang');
    expect(counts(result)).toEqual({ 'sync-key-open': 2, 'sync-unnamed': 1 });
    expect(result.findings.map(({ file, line, message }) => [file.split('/').at(-1), line, message])).toEqual(
      [
        ['reward_models.md', 26, expect.stringContaining('InternLM2ForRewardMode is not known')],
        [
          'generative_models.md',
          1,
          expect.stringMatching(/^SGLang serves 168 architectures, and 161 of them are named nowhere/),
        ],
        ['reward_models.mdx', 28, expect.stringContaining('InternLM2ForRewardMode is not known')],
      ],
    );
    expect(result.pages.every(({ before, after }) => before === after)).toBe(true);
  });

  test('of SGLang lay in one folder in January', async () => {
    const { result } = await syncCheckout('sglang-2026-01', 'sglang');
    expect(result.pages).toHaveLength(6);
    expect(counts(result)).toEqual({ 'sync-key-open': 1, 'sync-unnamed': 1 });
  });

  test('of SGLang are the same in tables of JSX elements and in tables with pipes', async () => {
    const { profile, result } = await syncCheckout('sglang-2026-04', 'sglang');
    const tables = result.pages.flatMap(({ file, before }) => {
      const document = profile.documents.find(({ path }) => path === file);
      if (document === undefined) return [];
      return readPage(document, file, before).tables.map(({ profile: { id }, table, rows }) => ({
        ...{ id, file, isOfElements: table.isOfElements },
        lines: rows.map(({ row }) => row.lineNumber),
        names: rows.map(({ keys }) => keys.map(({ name }) => name)),
      }));
    });
    const isNew = ({ file }: { readonly file: string }): boolean => file.startsWith('docs_new/');
    const shown = tables.filter(isNew).map((each) => {
      const { id, isOfElements, lines } = each;
      return [id, isOfElements, lines.length, lines[0], lines.at(-1)];
    });
    expect(shown).toEqual([
      ['generative', true, 49, 41, 281],
      ['multimodal', true, 26, 48, 198],
      ['transcription', true, 2, 244, 249],
      ['video', true, 6, 275, 300],
      ['diffusion', true, 3, 117, 127],
      ['embedding', true, 6, 136, 166],
      ['rerank', true, 3, 29, 41],
      ['reward', false, 5, 26, 30],
    ]);
    for (const each of tables.filter(isNew)) {
      const other = tables.find((one) => one.id === each.id && !isNew(one));
      expect(other?.isOfElements).toBe(false);
      expect(each.names).toEqual(other?.names);
    }
  });

  test('of SGLang point to the cell of a family that is gone, in both documentations', async () => {
    const { facts, profile, result } = await syncCheckout('sglang-2026-04', 'sglang');
    const gone = new Set(['Starcoder2ForCausalLM', 'WhisperForConditionalGeneration']);
    const registrations = facts.registrations.filter(({ key }) => !gone.has(key));
    const texts = result.pages.map(({ file, before }) => ({ path: file, file, text: before }));
    const { findings } = syncProfile({ ...facts, registrations }, profile, texts);
    const places = findings
      .filter(({ rule }) => rule === 'sync-family-gone')
      .map(({ file, line, column, subject }) => {
        const text = texts.find(({ path }) => path === file)?.text.split('\n')[line - 1] ?? '';
        return [file.split('/').at(-1), line, subject, text.slice(column - 1).split(/ |<\/td>/)[0]];
      });
    expect(places).toEqual([
      ['generative_models.md', 68, 'StarCoder2', '**StarCoder2**'],
      ['multimodal_language_models.md', 83, 'Whisper', '**Whisper**'],
      ['generative_models.mdx', 242, 'StarCoder2', '<strong>StarCoder2</strong>'],
      ['multimodal_language_models.mdx', 245, 'Whisper', '<strong>Whisper</strong>'],
    ]);
  });
});
