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

describe('a number in a rebuild', () => {
  const line = '**1** native / **0** HF-only / **0** no fallback / **1** total';
  const right = renderTracking(model);
  const comment = (scope: string): string =>
    `<!-- archscan-ignore-${scope} tracking-stale-count: counted by hand -->`;

  test.each<[string, string, string]>([
    ['of a section', line, `**9${line.slice(3)} ${comment('line')}`],
    ['below a comment', line, `${comment('next-line')}\n\n**9${line.slice(3)}`],
    ['of the summary', '| Text-only | 1 |', `| Text-only | 9 ${comment('line')} |`],
    ['of the total', '| **Total** | **1** |', `| **Total** ${comment('line')} | **9** |`],
    [
      'of the shares',
      '> **1** natively supported (50%) —',
      `> **9** natively supported (50%) ${comment('line')} —`,
    ],
    ['below a comment of the shares', '> **1** natively', `${comment('next-line')}\n\n> **9** natively`],
    ['in the whole file', line, `**9${line.slice(3)}\n\n${comment('file')}`],
  ])('stays: %s', (_, from, to) => {
    const wrong = right.replace(from, to);
    expect(wrong).not.toBe(right);
    for (const text of [wrong, wrong.replaceAll('\n', '\r\n')]) {
      expect(rebuildTracking(text, model)).toMatchObject({ text, edits: [], diagnostics: [] });
      expect(updateTracking(text, model, ALL).text).toBe(text);
    }
    const { text, report } = rebuildTracking(wrong.replace(': counted by hand', ''), model);
    expect(text).toContain(line);
    expect(text).toMatch(/\| Text-only \| 1\b/);
    expect(text).not.toMatch(/\b9\b/);
    expect(report.recounted).toHaveLength(1);
  });
});

describe('a heading in a rebuild', () => {
  const right = renderTracking(model);
  const heading = '## Text-only Language Models (Generative)';

  test.each([
    [
      'below a comment',
      '<!-- archscan-ignore-next-line tracking-heading-respelled: linked -->\n\n## Our *text* models',
    ],
    ['with a comment', '## Text models <!-- archscan-ignore-line tracking-heading-respelled: linked -->'],
    ['without a word of ours', '<!-- archscan-ignore-file tracking-heading-respelled: linked -->\n\n## LLMs'],
  ])('stays: %s', (_, to) => {
    const ours = right.replace(heading, to);
    for (const text of [ours, ours.replaceAll('\n', '\r\n')]) {
      expect(rebuildTracking(text, model).text.replaceAll('\r', '')).toContain(to.slice(to.indexOf('##')));
      expect(updateTracking(text, model, ALL).text).toBe(text);
    }
    expect(rebuildTracking(ours.replace(': linked', ''), model).text).toContain(`\n${heading}\n`);
  });

  test('keeps its comment above it when rows are added', () => {
    const comment = '<!-- archscan-ignore-next-line tracking-heading-respelled: linked -->';
    const ours = renderTracking(modelOf([bert], { withFallback: true })).replace(
      '## Embedding',
      `${comment}\n\n## Our embedding models and`,
    );
    const { text } = rebuildTracking(ours, model);
    expect(text).toContain(`---\n\n${comment}\n\n## Our embedding models and`);
    expect(text).toContain('**AForCausalLM**');
    expect(rebuildTracking(text, model).text).toBe(text);
  });
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
