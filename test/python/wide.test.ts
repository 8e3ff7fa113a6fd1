import { describe, expect, test } from 'vitest';
import { append, replaceItems } from '../../src/append.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { tokenStatements } from '../../src/python/lower/token-statements.js';
import { tokenize, type Token } from '../../src/python/lower/tokens.js';

/** More than a call can take as arguments. */
const MANY = 150_000;

describe('more items than a call takes arguments', () => {
  test('are added to a list, to itself too', () => {
    const list = [0];
    append(
      list,
      Array.from({ length: MANY }, (_, index) => index + 1),
    );
    append(list, list);
    append(list, new Set([7]));
    expect([list.length, list[MANY], list[MANY + 1], list.at(-1)]).toEqual([2 * MANY + 3, MANY, 0, 7]);
  });

  test('replace those of a list, with its own too', () => {
    const list = [1, 2, 3];
    replaceItems(list, Array<number>(MANY).fill(4));
    replaceItems(list, list);
    expect([list.length, list.at(-1)]).toEqual([MANY, 4]);
  });
});

test('a line of a hundred thousand statements has all of them', async () => {
  const extract = await createFactExtractor();
  const { body, partial } = extract('m.py', `${'a;'.repeat(MANY)}b\n`);
  expect([body.length, partial]).toEqual([MANY + 1, false]);
});

test('what repairs look at may be as long', () => {
  expect(tokenStatements(tokensOf(MANY).tokens)).toHaveLength(MANY + 1);
  expect(tokenize(`[\n${'1,\n'.repeat(MANY)}]\n`).gaps).toHaveLength(MANY + 1);
});

test('statements of a line are told apart in steps that grow with the line', () => {
  const looks = [500, 1000, 2000].map((count) => {
    const { tokens, looked } = tokensOf(count);
    tokenStatements(tokens);
    return looked();
  });
  const [first = 0, second = 0, third = 0] = looks;
  expect(first).toBeGreaterThan(1000);
  // Twice the statements, twice the looks at a token; what does not grow counts once.
  expect(third - second).toBeLessThanOrEqual(2 * (second - first));
});

/** A line of statements; counts how often the text of a token is looked at. */
function tokensOf(statements: number): {
  readonly tokens: readonly Token[];
  readonly looked: () => number;
} {
  let looked = 0;
  const tokens = tokenize(`${'a;'.repeat(statements)}b\n`).tokens.map((token): Token => {
    const { text, ...rest } = token;
    return {
      ...rest,
      get text() {
        looked++;
        return text;
      },
    };
  });
  return { tokens, looked: () => looked };
}
