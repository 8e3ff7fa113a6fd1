import { describe, expect, test } from 'vitest';
import { clean, found, row } from './document.js';
import { edited, exampleLinter, lintText, summaries } from './support.js';

describe('numbers, headings and tables', () => {
  test.each([
    ['**6** native /', '**7** native /', 35],
    ['| Text-only | 6 | 2 |', '| Text-only | 6 | 3 |', 70],
    ['| **Total** | **9** |', '| **Total** | **10** |', 73],
    ['(52%)', '(53%)', 75],
  ])('a stale number: %s', (from, to, line) => {
    const findings = found([[from, to]]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(
      new RegExp(
        `^error tracking-stale-count MODEL_SUPPORT_TRACKING.md:${line} the .+ says .+, but the rows give .+$`,
      ),
    );
  });

  test('a stale number with a thousands separator', () => {
    expect(found([['**6** native / **2** HF-only', '**1,006** native / **2** HF-only']])).toEqual([
      'error tracking-stale-count MODEL_SUPPORT_TRACKING.md:35 the stats of text says 1,006 native / 2 HF-only / 0 no fallback / 8 total, but the rows give 6 native / 2 HF-only / 0 no fallback / 8 total',
    ]);
  });

  test('numbers are those of the rows as they stand', () => {
    // The cell is wrong, and the numbers agree with it: correcting the cell is what changes them.
    const text = edited(
      clean,
      [row('SorrelForCausalLM'), edited(row('SorrelForCausalLM'), ['| Y |', '|  |'])],
      [
        '**6** native / **2** HF-only / **0** no fallback',
        '**5** native / **2** HF-only / **1** no fallback',
      ],
      ['| Text-only | 6 | 2 | 0 |', '| Text-only | 5 | 2 | 1 |'],
      ['| **9** | **8** | **0** | **17** |', '| **8** | **8** | **1** | **17** |'],
      ['**9** natively supported (52%)', '**8** natively supported (47%)'],
      ['**0** no fallback (0%)', '**1** no fallback (5%)'],
    );
    expect(summaries(lintText(text).findings).filter((each) => each.includes('stale-count'))).toEqual([]);
  });

  test('a number that is right as soon as a wrong cell is: nothing', () => {
    const wrong = edited(row('SorrelForCausalLM'), ['| Y |', '|  |']);
    expect(found([[row('SorrelForCausalLM'), wrong]])).toEqual([
      'error tracking-wrong-native MODEL_SUPPORT_TRACKING.md:32 SGLang registers SorrelForCausalLM, but Native does not say Y',
    ]);
  });

  test('a respelled heading', () => {
    expect(found([['## Multimodal Models (Vision / Audio / OCR)', '## Multi-modal models']])).toEqual([
      'warning tracking-heading-respelled MODEL_SUPPORT_TRACKING.md:55 the heading "Multi-modal models" is taken for "Multimodal Models (Vision / Audio / OCR)"; older scripts know only that spelling',
    ]);
  });

  test('a missing section', () => {
    const start = clean.indexOf('## Multimodal Models');
    const text = clean.slice(0, start) + clean.slice(clean.indexOf('## Overall Summary'));
    expect(summaries(lintText(text).findings)).toContain(
      'warning tracking-heading-missing MODEL_SUPPORT_TRACKING.md:39 there is no section "Multimodal Models (Vision / Audio / OCR)"; archscan track --update creates it when a row belongs there',
    );
  });

  test('footnotes that readers do not see as meant', () => {
    const key = '**SorrelForCausalLM**';
    const line = clean.split('\n').findIndex((each) => each.includes(key)) + 1;
    expect(found([[key, `${key}[^1]`]])).toEqual([
      `error footnote-dangling MODEL_SUPPORT_TRACKING.md:${line} [^1] has no definition, so readers see it as text. Define or remove it`,
    ]);
    const last = clean.split('\n').length;
    expect(summaries(lintText(`${clean}\n[^1]: Up to 4,096 tokens.\n`).findings)).toEqual([
      `warning footnote-unused MODEL_SUPPORT_TRACKING.md:${last + 1} nothing refers to [^1], so nobody sees this remark`,
    ]);
    const defined = `${edited(clean, [key, `${key}[^1]`])}\n[^1]: Up to 4,096 tokens.\n`;
    expect(summaries(lintText(defined).findings)).toEqual([]);
  });

  test('a table in no section', () => {
    const wishes =
      '## Wishes\n\n| Architecture | Native |\n|---|---|\n| **OakForCausalLM** |  |\n\n## Overall Summary';
    expect(found([['## Overall Summary', wishes]])).toEqual([
      'warning tracking-foreign-table MODEL_SUPPORT_TRACKING.md:68 the table under the heading "Wishes" is none of the sections of this document; its rows are not counted or changed',
    ]);
    const other = '## Wishes\n\n| Wish | Who |\n|---|---|\n| Oak | me |\n\n## Overall Summary';
    expect(found([['## Overall Summary', other]])).toEqual([]);
  });

  test('two human columns of one name', () => {
    const header = '| Architecture | Native | HF | SGLang File | Example HF Model |\n|---|---|---|---|---|\n';
    const twice = header.replace('|\n|', '| Notes | Notes |\n|').replace('|---|\n', '|---|---|---|\n');
    expect(found([[header, twice]])).toEqual([
      'error tracking-column-twice MODEL_SUPPORT_TRACKING.md:24 the table has two columns "Notes", so a rebuild would lose one; rename one of them',
    ]);
  });
});

describe('documents that cannot be checked', () => {
  test('a merge conflict', () => {
    const conflict = `<<<<<<< HEAD\n${row('QuartzForCausalLM')}=======\n>>>>>>> branch\n`;
    expect(found([[row('QuartzForCausalLM'), conflict]])).toEqual([
      'error document-conflict MODEL_SUPPORT_TRACKING.md:31 the document has an unresolved merge conflict; resolve it first',
    ]);
  });

  test('another document', () => {
    expect(summaries(lintText('# Notes\n\nNothing.\n').findings)).toEqual([
      'error document-not-tracking MODEL_SUPPORT_TRACKING.md:1 this is no tracking document: it has neither a table with the columns Architecture and Native nor one of its headings; name another file',
    ]);
    expect(summaries(lintText('').findings)[0]).toMatch(/^error document-not-tracking /);
  });

  const inQuote = (text: string, from: number, to: number): string =>
    text
      .split('\n')
      .map((line, i) => (i + 1 >= from && i + 1 <= to ? `> ${line}` : line))
      .join('\n');

  test('a table inside a quote', () => {
    expect(summaries(lintText(inQuote(clean, 57, 60)).findings)).toContain(
      'warning document-table-not-editable MODEL_SUPPORT_TRACKING.md:57 the table stands inside a block quote and is left alone; move it to the top level of the document',
    );
  });

  test('a row that belongs into such a table: nothing is fixable then', () => {
    const text = inQuote(
      edited(clean, [row('LanternVLModel'), ''], ['**6** native', '**7** native']),
      57,
      59,
    );
    const { findings } = lintText(text);
    expect(findings.map(({ rule }) => rule)).toContain('document-edit-refused');
    expect(findings.map(({ rule }) => rule)).toContain('tracking-stale-count');
    expect(findings.filter(({ fixable }) => fixable)).toEqual([]);
    expect(exampleLinter().fix({ file: 'x.md', text }).text).toBe(text);
  });
});
