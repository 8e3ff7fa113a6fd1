import { expect, test } from 'vitest';
import { touch } from '../../bench/touch.js';

test('looks at what getters make on demand, and counts values', () => {
  let made = 0;
  class Lazy {
    readonly plain = 1;
    get inner(): readonly number[] {
      made++;
      return [1, 2];
    }
  }
  expect(touch({ a: 'x', b: [null, new Lazy()] })).toBe(9);
  expect(made).toBe(1);
});
