/** What a comment calls right as it is, no mode of `track` changes. */
import { describe, expect, test } from 'vitest';
import { rebuildTracking } from '../../../src/documents/tracking/rebuild.js';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import { updateTracking } from '../../../src/documents/tracking/update.js';
import type { TrackingRow } from '../../../src/documents/tracking/model.js';
import { modelOf, row } from './support.js';

const facts = [
  row('AForCausalLM', 'text', { native: true, hf: true, file: 'a.py', example: 'org/a', fallback: true }),
  row('BertModel', 'embedding', { hf: true, example: 'org/bert', fallback: true }),
];
const model = modelOf(facts, { withFallback: true });
const ALL = { update: true, refresh: true, prune: true };

/** The document as it would be with these rows; the first has a comment about a rule behind its example. */
function documentWith(rule: string, first: TrackingRow, ...rows: readonly TrackingRow[]): string {
  const lines = renderTracking(modelOf([first, ...rows], { withFallback: true })).split('\n');
  return lines
    .map((line) => {
      const cells = line.split(' | ');
      const comment = `<!-- archscan-ignore-line ${rule}: ours -->`;
      return line.startsWith(`| **${first.architecture}**`)
        ? cells.map((cell, i) => (i === 4 ? `${cell} ${comment}` : cell)).join(' | ')
        : line;
    })
    .join('\n');
}

const [a, bert] = [facts[0] ?? row('', 'text'), facts[1] ?? row('', 'text')];

describe.each<[string, TrackingRow, ...(readonly TrackingRow[])]>([
  ['tracking-wrong-native', { ...a, native: false }, bert],
  ['tracking-wrong-hf', { ...a, hf: false }, bert],
  ['tracking-wrong-file', { ...a, file: 'other.py' }, bert],
  ['tracking-stale-example', { ...a, example: 'ours/a' }, bert],
  ['tracking-placeholder-example', { ...a, example: 'your-org/a' }, bert],
  ['tracking-fallback-refused', { ...a, fallback: false }, bert],
  ['tracking-wrong-category', { ...a, category: 'multimodal' }, bert],
  ['tracking-unsupported-row', row('OursForCausalLM', 'text', { native: true, file: 'ours.py' }), a, bert],
])('%s', (rule, first, ...others) => {
  const text = documentWith(rule, first, ...others);

  test('stays with --update --refresh --prune, and without the comment it does not', () => {
    expect(text).toContain(rule);
    expect(updateTracking(text, model, ALL).text).toBe(text);
    const bare = text.replace(/ <!--.*-->/, '');
    expect(updateTracking(bare, model, ALL).text).toBe(renderTracking(model));
  });

  test('without a reason, or about another rule, nothing stays', () => {
    for (const other of [text.replace(': ours -->', ' -->'), text.replace(rule, 'tracking-row-order')]) {
      expect(updateTracking(other, model, ALL).text).not.toBe(other);
    }
  });

  test('says the same after a rebuild', () => {
    const values = (of: string): string => of.replace(/<!--.*-->/, '').replaceAll(/ +/g, ' ');
    const { text: rebuilt } = rebuildTracking(text, model);
    expect(values(rebuilt)).toBe(values(text));
    expect(rebuilt).toContain(`archscan-ignore-line ${rule}`);
  });
});

test('a number', () => {
  const right = renderTracking(model);
  const wrong = right
    .replace('**1** native / **0** HF-only', '**9** native / **0** HF-only')
    .replace(
      '## Text-only',
      '<!-- archscan-ignore-file tracking-stale-count: counted by hand -->\n\n## Text-only',
    );
  expect(updateTracking(wrong, model, ALL).text).toBe(wrong);
  expect(updateTracking(wrong.replace(/<!--.*-->\n\n/, ''), model, ALL).text).toBe(right);
});

test('rows that are missing, in a document that lists some only', () => {
  const some = `${renderTracking(modelOf([a], { withFallback: true }))}\n<!-- archscan-ignore-file tracking-missing-row: a selection -->\n`;
  expect(updateTracking(some, model, ALL).text).toBe(some);
  expect(updateTracking(some.replace(/<!--.*-->\n/, ''), model, ALL).text).toContain('BertModel');
});

test('rows that nothing supports and that stay are told, those that a comment keeps are not', () => {
  const ours = row('OursForCausalLM', 'text', { native: true, file: 'ours.py' });
  const unsupported = (text: string, mode = { refresh: true }): readonly string[] =>
    updateTracking(text, model, mode).report.unsupported.map(({ architecture }) => architecture);
  const kept = documentWith('tracking-unsupported-row', ours, a, bert);
  expect(unsupported(kept.replace(/ <!--.*-->/, ''))).toEqual(['OursForCausalLM']);
  expect(unsupported(kept)).toEqual([]);
  expect(updateTracking(kept.replace(/ <!--.*-->/, ''), model, ALL).report.unsupported).toEqual([]);
});
