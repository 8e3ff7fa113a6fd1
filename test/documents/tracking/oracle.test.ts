import { describe, expect, test } from 'vitest';
import type { TrackingRow } from '../../../src/documents/tracking/model.js';
import { parseTracking } from '../../../src/documents/tracking/read.js';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import { updateTracking } from '../../../src/documents/tracking/update.js';
import { modelOf, row } from './support.js';

/**
 * What scripts before archscan were measured to get wrong when they updated this document. Each test fails on
 * that behaviour.
 */

const base = [
  row('AForCausalLM', 'text', { native: true, hf: true, file: 'a.py', example: 'org/a' }),
  row('CForCausalLM', 'text', { hf: true }),
  row('BertModel', 'embedding', { hf: true }),
  row('LlavaForConditionalGeneration', 'multimodal', { native: true, file: 'llava.py' }),
];
const document = renderTracking(modelOf(base));
const newText = row('BForCausalLM', 'text', { native: true, file: 'b.py' });
const newVision = row('VForConditionalGeneration', 'multimodal', { native: true, file: 'v.py' });
const later = (rows: readonly TrackingRow[]) => modelOf(rows, { date: '2026-02-03' });

/** Architectures of each section, as a reader of the tree sees them. */
function rowsOf(text: string): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const { category, rows } of parseTracking(text).tables) {
    (found[category ?? 'none'] ??= []).push(...rows.flatMap((entry) => entry.architectures));
  }
  return found;
}

describe('document scripts', () => {
  test('the stats line of a section is updated although a blank line precedes it', () => {
    const { text } = updateTracking(document, later([...base, newText]), { update: true });
    expect(text).toContain(
      '| **CForCausalLM** |  | Y |  |  |\n\n**2** native / **1** HF-only / **0** no fallback / **3** total\n',
    );
    expect(text).not.toContain('**1** native / **1** HF-only / **0** no fallback / **2** total');
  });

  test('so it is without the blank line, where Markdown takes it for a row', () => {
    const tight = document.replace(/\|\n\n(?=\*\*\d)/g, '|\n');
    const { text } = updateTracking(tight, later([...base, newText]), { update: true });
    expect(text).toContain(
      '| **CForCausalLM** |  | Y |  |  |\n**2** native / **1** HF-only / **0** no fallback / **3** total\n',
    );
    expect(rowsOf(text).text).toEqual(['AForCausalLM', 'BForCausalLM', 'CForCausalLM']);
  });

  test('rows of a section without rows are written, and as many as reported', () => {
    const empty = renderTracking(modelOf(base.filter((entry) => entry.category !== 'multimodal')));
    const { text, report } = updateTracking(empty, later([...base, newText, newVision]), { update: true });
    expect(report.added.map((entry) => entry.architecture).sort()).toEqual([
      'BForCausalLM',
      'LlavaForConditionalGeneration',
      'VForConditionalGeneration',
    ]);
    expect(Object.values(rowsOf(text)).flat()).toHaveLength(6);
    expect(rowsOf(text).multimodal).toEqual(['LlavaForConditionalGeneration', 'VForConditionalGeneration']);
  });

  test('rows of a section that is gone altogether are written into a new one', () => {
    const start = document.indexOf('## Multimodal');
    const without = document.slice(0, start) + document.slice(document.indexOf('## Overall'));
    const { text, report } = updateTracking(without, later(base), { update: true });
    expect(report.added).toHaveLength(1);
    expect(rowsOf(text).multimodal).toEqual(['LlavaForConditionalGeneration']);
    expect(text.replace('2026-02-03', '2026-01-02')).toBe(document);
  });

  test('a respelled heading loses no row, moves no number, and is reported', () => {
    const respelled = document.replace(
      '## Multimodal Models (Vision / Audio / OCR)',
      '## Models that see & hear',
    );
    const { text, report } = updateTracking(respelled, later([...base, newVision]), { update: true });
    expect(report.added.map((entry) => entry.architecture)).toEqual(['VForConditionalGeneration']);
    expect(report.problems).toEqual([
      expect.stringContaining('the heading "Models that see & hear" is taken for "Multimodal Models'),
    ]);
    expect(rowsOf(text)).toMatchObject({
      embedding: ['BertModel'],
      none: ['LlavaForConditionalGeneration', 'VForConditionalGeneration'],
    });
    expect(text).toContain('| Embedding/Classification | 0 | 1 | 0 | 1 |');
    expect(text).toContain('| Multimodal | 2 | 0 | 0 | 2 |');
    expect(text).toContain('## Models that see & hear');
  });

  test('the total is no architecture', () => {
    const names = parseTracking(document).tables.flatMap((table) =>
      table.rows.flatMap((entry) => entry.architectures),
    );
    expect(names).toEqual(['AForCausalLM', 'CForCausalLM', 'BertModel', 'LlavaForConditionalGeneration']);
    const withTotal = document.replace(
      '| **CForCausalLM** |  | Y |  |  |\n',
      '$&| **Total** | 1 | 2 |  |  |\n',
    );
    expect(
      updateTracking(withTotal, later([...base, row('Total', 'text')]), { update: true }).report.added,
    ).toHaveLength(1);
    expect(updateTracking(withTotal, later([...base, newText]), { update: true }).text).toContain(
      '**2** native / **1** HF-only / **0** no fallback / **3** total',
    );
  });

  test('an architecture that became native is noticed by refresh', () => {
    const native = base.map((entry) =>
      entry.architecture === 'CForCausalLM' ? { ...entry, native: true, file: 'c.py' } : entry,
    );
    const { text, report } = updateTracking(document, later(native), { refresh: true });
    expect(text).toContain('| **CForCausalLM** | Y | Y | `c.py` |  |');
    expect(text).toContain('**2** native / **0** HF-only');
    expect(report.changed).toMatchObject([
      {
        architecture: 'CForCausalLM',
        cells: [
          { column: 'Native', from: '', to: 'Y' },
          { column: 'SGLang File', from: '', to: 'c.py' },
        ],
      },
    ]);
  });

  test('an architecture that was removed is noticed by prune', () => {
    const { text, report } = updateTracking(document, later(base.slice(1)), { prune: true });
    expect(text).not.toContain('AForCausalLM');
    expect(report.removed).toMatchObject([{ architecture: 'AForCausalLM', line: 26 }]);
    expect(text).toContain('**0** native / **1** HF-only / **0** no fallback / **1** total');
  });

  test('without transformers nothing that rests on it is touched', () => {
    const blind = modelOf([row('AForCausalLM', 'text', { native: true, file: 'a2.py' })], {
      hfKnown: false,
      date: '2026-02-03',
    });
    const { text, report } = updateTracking(document, blind, { update: true, refresh: true, prune: true });
    expect(text).toContain('| **AForCausalLM** | Y | Y | `a2.py` | org/a |');
    expect(rowsOf(text)).toMatchObject({ text: ['AForCausalLM', 'CForCausalLM'], embedding: ['BertModel'] });
    expect(report.removed.map((entry) => entry.architecture)).toEqual(['LlavaForConditionalGeneration']);
  });

  test.each(['', '\n', '\uFEFF', '\uFEFF \r\n'])(
    'an empty document is filled with what is reported (%j)',
    (empty) => {
      const { text, report } = updateTracking(empty, modelOf(base), { update: true });
      expect(report.added).toHaveLength(4);
      expect(text).toBe((empty.startsWith('\uFEFF') ? '\uFEFF' : '') + document);
    },
  );

  test('an update puts rows where a rebuild puts them', () => {
    const odd = [
      row('MMTP', 'text', { hf: true }),
      row('GPT2LMHeadModel', 'text', { native: true, file: 'g.py' }),
      row('Unheard', 'embedding'),
    ];
    const updated = updateTracking(document, later([...base, ...odd]), { update: true }).text;
    expect(updated).toBe(renderTracking(later([...base, ...odd])));
  });

  test('line ends and byte-order mark stay', () => {
    const windows = `\uFEFF${document.replaceAll('\n', '\r\n')}`;
    const { text } = updateTracking(windows, later([...base, newText]), { update: true });
    expect(text).toBe(`\uFEFF${renderTracking(later([...base, newText])).replaceAll('\n', '\r\n')}`);
  });

  test('a second run changes nothing', () => {
    const mode = { update: true, refresh: true, prune: true };
    const once = updateTracking(document, later([...base.slice(1), newText, newVision]), mode);
    const twice = updateTracking(
      once.text,
      modelOf([...base.slice(1), newText, newVision], { date: '2027-01-01' }),
      mode,
    );
    expect(twice.text).toBe(once.text);
    expect(twice.edits).toEqual([]);
  });
});
