/** What a comment of a tracking document ignores: findings and corrections go together. */
import { describe, expect, test } from 'vitest';
import { clean, row, withFallback } from './document.js';
import { DOCUMENT, edited, exampleLinter, lintText, summaries } from './support.js';

const linter = exampleLinter();
const sorrel = row('SorrelForCausalLM');
const acorn = row('AcornForCausalLM');

/** A row with a comment in its last cell. */
function commented(line: string, rule: string): string {
  return line.replace(/ ?\|\n$/, ` <!-- archscan-ignore-line ${rule}: ours --> |\n`);
}

/** What lint says of a document, and whether it would change it. */
function judged(text: string): { readonly found: readonly string[]; readonly fixed: string } {
  return {
    found: summaries(lintText(text, linter).findings),
    fixed: linter.fix({ file: DOCUMENT, text }).text,
  };
}

describe('a cell of which two rules may find something is right by a comment about either', () => {
  test.each(['tracking-stale-example', 'tracking-placeholder-example'])('%s', (rule) => {
    for (const example of ['treeline-labs/Acorn-3B', 'your-org/acorn']) {
      const wrong = acorn.replace('treeline-labs/Acorn-7B', example);
      const text = edited(clean, [acorn, commented(wrong, rule)]);
      expect(judged(text)).toEqual({ found: [], fixed: text });
    }
  });

  test.each(['tracking-wrong-fallback', 'tracking-fallback-refused'])('%s', (rule) => {
    const line = withFallback.split('\n').find((each) => each.startsWith('| **SorrelForCausalLM**')) ?? '';
    const wrong = `${line} Y |`;
    const text = edited(withFallback, [line, commented(`${wrong}\n`, rule).trimEnd()]);
    expect(judged(text)).toEqual({ found: [], fixed: text });
  });
});

describe('a comment in one row of an architecture that has two', () => {
  const right = edited(clean, [sorrel, sorrel + sorrel]);
  const counted = linter.fix({ file: DOCUMENT, text: right }).text;
  const twice = sorrel + sorrel;
  const wrong = sorrel.replace('sorrel.py', 'other.py');
  const duplicate = 'has a row already';

  test('keeps the cell of the second', () => {
    const text = edited(counted, [twice, sorrel + commented(wrong, 'tracking-wrong-file')]);
    expect(judged(text)).toEqual({ found: [expect.stringContaining(duplicate)], fixed: text });
  });

  test('says nothing about the other', () => {
    const kept = commented(wrong, 'tracking-wrong-file');
    const text = edited(counted, [twice, kept + sorrel.replace('sorrel.py', 'another.py')]);
    const { found, fixed } = judged(text);
    expect(found).toEqual([
      expect.stringContaining(duplicate),
      expect.stringContaining('registered by sorrel.py, not by another.py'),
    ]);
    expect(fixed).toBe(edited(counted, [twice, kept + sorrel]));
  });
});

test('a row that is not there is ignored in the whole file or not at all', () => {
  const without = edited(
    clean,
    [sorrel, ''],
    ['**6** native', '**5** native'],
    ['**8** total', '**7** total'],
  );
  const above = row('QuartzForCausalLM');
  const beside = edited(without, [above, commented(above, 'tracking-missing-row')]);
  expect(judged(beside).found).toEqual([
    expect.stringContaining('SorrelForCausalLM has no row'),
    expect.stringContaining('tracking-missing-row finds nothing here; remove the comment'),
  ]);
  expect(judged(beside).fixed).toContain(sorrel);
});
