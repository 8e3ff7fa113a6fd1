import { describe, expect, test } from 'vitest';
import { applyBaseline, baselineOf, formatBaseline, parseBaseline } from '../../src/findings/baseline.js';
import { finding } from './support.js';

const same = (file: string): string => file;

const oak = finding({ key: 'Oak Native' });
const elm = finding({ key: 'Elm Native', line: 9 });

test('what is written is read again', () => {
  const entries = baselineOf([oak, elm, oak], same);
  expect(entries).toEqual([
    { rule: 'tracking-wrong-native', file: 'docs/a.md', key: 'Elm Native', count: 1 },
    { rule: 'tracking-wrong-native', file: 'docs/a.md', key: 'Oak Native', count: 2 },
  ]);
  expect(parseBaseline(formatBaseline(entries), 'b.json')).toEqual(entries);
  expect(parseBaseline(formatBaseline([]), 'b.json')).toEqual([]);
});

test('the text has one finding a line, in an order that does not depend on the findings', () => {
  const text = formatBaseline(baselineOf([oak, elm], same));
  expect(text).toBe(formatBaseline(baselineOf([elm, oak], same)));
  expect(text).toBe(`{
  "schemaVersion": 1,
  "findings": [
    {"rule":"tracking-wrong-native","file":"docs/a.md","key":"Elm Native","count":1},
    {"rule":"tracking-wrong-native","file":"docs/a.md","key":"Oak Native","count":1}
  ]
}
`);
});

test('findings that it lists are left out wherever they stand now', () => {
  const entries = baselineOf([oak], same);
  expect(applyBaseline([{ ...oak, line: 400 }, elm], entries, same)).toEqual({
    findings: [elm],
    known: 1,
    gone: 0,
  });
});

test('of findings that are alike, those above its number are new', () => {
  const entries = baselineOf([oak, oak], same);
  const third = { ...oak, line: 12 };
  expect(applyBaseline([oak, oak, third], entries, same)).toEqual({ findings: [third], known: 2, gone: 0 });
});

test('entries without a finding are counted', () => {
  expect(applyBaseline([], baselineOf([oak, oak, elm], same), same)).toEqual({
    findings: [],
    known: 0,
    gone: 3,
  });
});

test('a finding of another rule or file is new', () => {
  const entries = baselineOf([oak], same);
  const others = [
    finding({ key: 'Oak Native', rule: 'tracking-wrong-hf' }),
    finding({ key: 'Oak Native', file: 'b.md' }),
  ];
  expect(applyBaseline(others, entries, same).findings).toEqual(others);
});

test('paths are those of the baseline', () => {
  const entries = baselineOf([oak], (file) => `../${file}`);
  expect(entries[0]?.file).toBe('../docs/a.md');
  expect(applyBaseline([oak], entries, (file) => `../${file}`).known).toBe(1);
});

test('a check that failed is in no baseline', () => {
  const failed = finding({ rule: 'check-failed', key: 'x' });
  expect(baselineOf([failed], same)).toEqual([]);
  const entry = { rule: 'check-failed', file: 'docs/a.md', key: 'x', count: 1 };
  expect(applyBaseline([failed], [entry], same).findings).toEqual([failed]);
});

describe('a text that is no baseline', () => {
  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['another version', '{"schemaVersion": 2, "findings": []}'],
    ['no findings', '{"schemaVersion": 1}'],
    ['an entry without a key', '{"schemaVersion": 1, "findings": [{"rule": "a", "file": "b"}]}'],
  ])('%s', (_, text) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(
      expect.objectContaining({ code: 'usage', message: 'b.json is no baseline of archscan lint.' }),
    );
  });

  test('a byte-order mark is no obstacle', () => {
    expect(parseBaseline(`\uFEFF${formatBaseline([])}`, 'b.json')).toEqual([]);
  });
});
