import { describe, expect, test } from 'vitest';
import { applyIgnores } from '../../src/findings/ignores/apply.js';
import { markdownIgnores } from '../../src/findings/ignores/markdown.js';
import { pythonIgnores } from '../../src/findings/ignores/python.js';
import type { IgnoreComment } from '../../src/findings/ignores/types.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { finding } from './support.js';

const extract = await createFactExtractor();

/** Comments as `line -> target: rules | reason`. */
function python(text: string): readonly string[] {
  const facts = extract('a.py', text, 'bodies');
  return pythonIgnores(text, facts, 'a.py').map(told);
}

const markdown = (text: string): readonly string[] => markdownIgnores(text, 'a.md').map(told);

function told({ line, target, rules, reason }: IgnoreComment): string {
  return `${line} -> ${target ?? 'file'}: ${rules.join(' ')} | ${reason}`;
}

describe('comments in Python', () => {
  test('on the line itself', () => {
    expect(python('a = 1\nb = 2  # archscan: ignore[rule-a, rule-b] it is so\n')).toEqual([
      '2 -> 2: rule-a rule-b | it is so',
    ]);
  });

  test('alone on a line, for the next line of code', () => {
    expect(python('# archscan: ignore[rule-a] why\n# another comment\n\nb = 2\n')).toEqual([
      '1 -> 4: rule-a | why',
    ]);
  });

  test('for the file', () => {
    expect(python('b = 2\n#archscan:ignore-file[rule-a] why\n')).toEqual(['2 -> file: rule-a | why']);
  });

  test('without a reason', () => {
    expect(python('b = 2  # archscan: ignore[rule-a]  \n')).toEqual(['1 -> 1: rule-a | ']);
  });

  test('inside of strings are text', () => {
    const comment = '# archscan: ignore[rule-a] why';
    expect(
      python(
        `"""\n${comment}\n"""\nx = "${comment}"\ny = f"{x} ${comment}"\ndef f():\n    '''${comment}'''\n`,
      ),
    ).toEqual([]);
  });
});

describe('comments in Markdown', () => {
  test('for the next line, over blank ones', () => {
    expect(markdown('<!-- archscan-ignore-next-line rule-a, rule-b: it is so -->\n\n| A |\n|---|\n')).toEqual(
      ['1 -> 3: rule-a rule-b | it is so'],
    );
  });

  test('for the own line, in the cell of a table', () => {
    expect(markdown('| A |\n|---|\n| x <!-- archscan-ignore-line rule-a: why --> |\n')).toEqual([
      '3 -> 3: rule-a | why',
    ]);
  });

  test('for the file', () => {
    expect(markdown('# A\n\n<!--archscan-ignore-file rule-a:\nwhy -->\n')).toEqual([
      '3 -> file: rule-a | why',
    ]);
  });

  test('without a reason', () => {
    expect(markdown('<!-- archscan-ignore-line rule-a -->\n')).toEqual(['1 -> 1: rule-a | ']);
  });

  test('with a byte-order mark and CR LF before them', () => {
    expect(markdown('\uFEFF# A\r\n\r\n<!-- archscan-ignore-line rule-a: why -->\r\n')).toEqual([
      '3 -> 3: rule-a | why',
    ]);
  });

  test('in code are code', () => {
    expect(
      markdown(
        '```\n<!-- archscan-ignore-line rule-a: why -->\n```\n\n`<!-- archscan-ignore-line rule-a: b -->`\n',
      ),
    ).toEqual([]);
  });
});

describe('what they do', () => {
  const comment = (given: Partial<IgnoreComment> = {}): IgnoreComment => ({
    file: 'docs/a.md',
    line: 2,
    column: 1,
    rules: ['tracking-wrong-native'],
    reason: 'why',
    target: 3,
    ...given,
  });
  const apply = (
    comments: readonly IgnoreComment[],
    given: Parameters<typeof finding>[0] = {},
    transformersKnown = true,
  ): readonly string[] => {
    const { findings, silenced } = applyIgnores([finding(given)], comments, { transformersKnown });
    return [
      ...findings.map(({ rule, line, message }) => `${rule}:${line} ${message}`),
      ...silenced.map(({ rule, line }) => `silenced ${rule}:${line}`),
    ];
  };

  test('silence the rule at the line, or in the file', () => {
    expect(apply([comment()])).toEqual(['silenced tracking-wrong-native:3']);
    expect(apply([comment({ target: null })], { line: 90 })).toEqual(['silenced tracking-wrong-native:90']);
  });

  test.each([
    ['at another line', { target: 4 }],
    ['of another file', { file: 'docs/b.md' }],
  ])('not %s, and the comment is a finding then', (_, given) => {
    expect(apply([comment(given)])).toEqual(
      expect.arrayContaining([
        'ignore-unused:2 tracking-wrong-native finds nothing here; remove the comment',
        'tracking-wrong-native:3 wrong',
      ]),
    );
  });

  test('nothing without a reason, and that is a finding', () => {
    expect(apply([comment({ reason: '' })])).toEqual([
      'ignore-without-reason:2 this comment has no effect without a reason; write why tracking-wrong-native does not apply here',
      'tracking-wrong-native:3 wrong',
    ]);
  });

  test('each rule that is named must be needed', () => {
    expect(apply([comment({ rules: ['tracking-wrong-native', 'tracking-wrong-file'] })])).toEqual([
      'ignore-unused:2 tracking-wrong-file finds nothing here; remove the comment',
      'silenced tracking-wrong-native:3',
    ]);
  });

  test('a rule that does not exist is told with the nearest', () => {
    expect(apply([comment({ rules: ['tracking-wrong-natve'] })])[0]).toBe(
      'ignore-unused:2 there is no rule "tracking-wrong-natve". Did you mean "tracking-wrong-native"?',
    );
  });

  test('rules that need transformers are not called unused without it', () => {
    const unneeded = comment({ rules: ['tracking-wrong-hf'] });
    expect(apply([unneeded])).toContain(
      'ignore-unused:2 tracking-wrong-hf finds nothing here; remove the comment',
    );
    expect(apply([unneeded], {}, false)).toEqual(['tracking-wrong-native:3 wrong']);
  });

  test('a check that failed is never silenced', () => {
    expect(apply([comment({ rules: ['check-failed'] })], { rule: 'check-failed' })).toContain(
      'check-failed:3 wrong',
    );
  });
});
