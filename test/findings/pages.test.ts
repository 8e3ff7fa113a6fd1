import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rulePages } from '../../src/findings/pages.js';
import { findRule, READING_RULES, RULES } from '../../src/findings/registry.js';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/rules');

test('docs/rules is what npm run rule-pages writes', () => {
  const pages = rulePages();
  expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) {
    expect(readFileSync(join(FOLDER, name), 'utf8').replaceAll('\r\n', '\n'), name).toBe(text);
  }
});

test('ids are unique, sorted and in kebab case', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(ids.filter((id) => !/^[a-z]+(?:-[a-z]+)+$/.test(id))).toEqual([]);
  expect(READING_RULES.filter(({ id }) => findRule(id) !== undefined)).toEqual([]);
});

describe('every rule', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s has a whole page', (_, rule) => {
    const { title, meaning, reason, fix, example } = rule;
    for (const sentence of [meaning, reason, fix]) expect(sentence).toMatch(/^\S.*\.$/s);
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(example.before).not.toBe(example.after);
  });
});

/** What archscan lint reads with, where every rule must have its page. */
const COVERED =
  /^(?:config|documents|engines|findings|hub|lint|models|python|kernels\/coverage|kernels\/models-ts)\/|^kernels\/definition-files/;

test('every rule that these sources name has a page, and every page has a rule that they name', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter(
      (path) => path.endsWith('.ts') && COVERED.test(path) && !/(?:^findings\/rules\/|rules\.ts$)/.test(path),
    );
  const text = files.map((path) => readFileSync(join(ROOT, 'src', path), 'utf8')).join('\n');
  const strings = new Set([...text.matchAll(/'([a-z]+(?:-[a-z]+)+)'/g)].map(([, id]) => id));
  expect(RULES.map(({ id }) => id).filter((id) => !strings.has(id))).toEqual([]);
  const stated = [...text.matchAll(/\brule(?::| =) '([a-z-]+)'/g)].map(([, id = '']) => id);
  const reading = new Set(READING_RULES.map(({ id }) => id));
  expect(stated.length).toBeGreaterThan(20);
  expect([...new Set(stated)].filter((id) => findRule(id) === undefined && !reading.has(id))).toEqual([]);
});
