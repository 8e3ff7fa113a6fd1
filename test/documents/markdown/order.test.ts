import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countInversions, placeKeys } from '../../../src/documents/markdown/order.js';
import { runs } from '../property.js';

const insert = (existing: string, added: string): string => {
  const keys = existing.split(' ');
  const placement = placeKeys(keys, added.split(' '));
  const result: string[] = [];
  for (let i = -1; i < keys.length; i += 1) {
    if (i >= 0) result.push(keys[i] ?? '');
    placement.keys.forEach((key, at) => {
      if (placement.after[at] === i) result.push(`[${key}]`);
    });
  }
  return result.join(' ');
};

describe('placeKeys', () => {
  test.each([
    ['ASCII order', 'A B a b', 'Z', 'A B [Z] a b'],
    ['case-folded order', 'alpha Beta gamma', 'Delta', 'alpha Beta [Delta] gamma'],
    [
      'order of stems',
      'LlamaForCausalLM Llama4ForCausalLM OPTForCausalLM',
      'Llama3Model',
      'LlamaForCausalLM [Llama3Model] Llama4ForCausalLM OPTForCausalLM',
    ],
    ['natural order', 'm2 m9 m10 m20', 'm11', 'm2 m9 m10 [m11] m20'],
    ['before the first and behind the last', 'b c', 'a d', '[a] b c [d]'],
    ['several at one place, sorted', 'a z', 'c b', 'a [b] [c] z'],
    ['behind its equal', 'a b b c', 'b', 'a b b [b] c'],
  ])('%s', (_, existing, added, expected) => {
    expect(insert(existing, added)).toBe(expected);
  });

  test('one stray row does not change the order of the rest', () => {
    expect(insert('A C E G I B K M', 'D')).toBe('A C [D] E G I B K M');
  });

  test('rows that were put at the end do not draw their neighbours there', () => {
    expect(insert('A B D E G H Z C F', 'Ca Fa')).toBe('A B [Ca] D E [Fa] G H Z C F');
  });

  test('without any order: beside the neighbour that shares more of the name', () => {
    expect(insert('Qwen Llama Gemma Phi Aya', 'Gemma3')).toBe('Qwen Llama Gemma [Gemma3] Phi Aya');
    expect(insert('Qwen2Moe Llama Gemma3 Phi Aya', 'Gemma2')).toBe('Qwen2Moe Llama [Gemma2] Gemma3 Phi Aya');
  });

  test('into nothing', () => {
    expect(placeKeys([], ['b', 'a'])).toEqual({ keys: ['a', 'b'], after: [-1, -1] });
  });
});

describe('placeKeys, for any list', () => {
  const name = fc.constantFrom(
    'A',
    'B',
    'C',
    'D',
    'E',
    'F',
    'G',
    'a',
    'b',
    'c',
    'A2',
    'A10',
    'AForX',
    'BModel',
    'Bb',
  );
  const names = fc.uniqueArray(name, { minLength: 2 });
  /** Orders that a list can be kept in, as sort keys. */
  const orders: readonly ((key: string) => string)[] = [
    (key) => key,
    (key) => `${key.toLowerCase()} ${key}`,
    (key) =>
      `${key.replace(/(?<=.)(For[A-Z].*|(LMHead)?Model)$/, '').toLowerCase()} ${key.toLowerCase()} ${key}`,
    (key) => `${key.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(9, '0'))} ${key}`,
  ];

  /** The list, and what is left of it when at most a quarter is taken away. */
  function* thinned(
    list: readonly string[],
    quota = Math.floor(list.length / 4),
  ): Generator<readonly string[]> {
    yield list;
    if (quota === 0) return;
    for (const out of list.keys())
      yield* thinned(
        list.filter((_, i) => i !== out),
        quota - 1,
      );
  }

  test('a key stands beside its nearest neighbour in some order, rows out of that order aside', () => {
    fc.assert(
      fc.property(names, ([added = '', ...existing]) => {
        const at = placeKeys(existing, [added]).after[0] ?? -2;
        const beside = orders.some((order) =>
          [...thinned(existing)].some((rows) => {
            const isWhole = rows.length === existing.length;
            const isOrdered = rows.every((row, i) => i === 0 || order(rows[i - 1] ?? '') < order(row));
            if (!isWhole && !isOrdered) return false;
            const sorted = [...rows, added].sort((x, y) => (order(x) < order(y) ? -1 : 1));
            const below = sorted[sorted.indexOf(added) - 1];
            const above = sorted[sorted.indexOf(added) + 1];
            return (
              (below !== undefined && existing[at] === below) ||
              (above !== undefined && existing[at + 1] === above)
            );
          }),
        );
        expect(beside).toBe(true);
      }),
      runs(300),
    );
  });

  test('keys that go into a sorted list keep it sorted', () => {
    fc.assert(
      fc.property(names, fc.nat(), (all, cut) => {
        const existing = all.slice(0, cut % all.length).sort();
        const { keys, after } = placeKeys(existing, all.slice(existing.length));
        const result = [undefined, ...existing].flatMap((key, i) => [
          ...(key === undefined ? [] : [key]),
          ...keys.filter((_, k) => after[k] === i - 1),
        ]);
        expect(result).toEqual([...all].sort());
      }),
      runs(300),
    );
  });
});

test('countInversions', () => {
  expect(countInversions(['B', 'a', 'C'])).toBe(1);
  expect(countInversions(['a', 'B', 'c'])).toBe(0);
  expect(countInversions(['c', 'b', 'a'])).toBe(2);
});
