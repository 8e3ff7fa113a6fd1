import { append, replaceItems } from '../../append.js';
import { forgetItems } from './assign.js';
import { because } from './explain.js';
import { iterate } from './iteration.js';
import type { Methods } from './method-call.js';
import { equal } from './operators.js';
import { sortItems } from './sorting.js';
import { asInteger, integer, list, NONE, type ListValue, type Value } from './values.js';

export const LIST_METHODS: Methods<ListValue> = {
  append: ({ self, first }) => {
    self.items.push(first);
    return NONE;
  },
  extend: ({ run, self, first, span }) => {
    const items = iterate(run, first, span);
    if (items === null) forgetItems(run, self, 'extend()', span);
    else append(self.items, items);
    return NONE;
  },
  insert: ({ run, self, args, first, span }) => {
    const value = args.positional[1];
    const index = position(first);
    if (index === null || value === undefined) forgetItems(run, self, 'insert()', span);
    else self.items.splice(index, 0, value);
    return NONE;
  },
  remove: ({ run, self, first, span }) => {
    const index = firstEqual(self.items, first);
    if (index === null) forgetItems(run, self, 'remove()', span);
    else if (index < 0) run.raise('ValueError', 'list.remove(x): x not in list', span);
    else self.items.splice(index, 1);
    return NONE;
  },
  pop: ({ run, self, args, first, span }) => {
    const index = args.positional.length === 0 ? -1 : position(first);
    if (index === null) {
      forgetItems(run, self, 'pop()', span);
      return because(run, span, 'the popped item', first);
    }
    const at = index < 0 ? self.items.length + index : index;
    const item = self.items[at];
    if (item === undefined) return run.raise('IndexError', 'pop index out of range', span);
    self.items.splice(at, 1);
    return item;
  },
  clear: ({ self }) => {
    self.items.splice(0);
    return NONE;
  },
  reverse: ({ self }) => {
    self.items.reverse();
    return NONE;
  },
  copy: ({ self }) => list(self.items),
  sort: ({ run, scope, self, args, span }) => {
    const sorted = sortItems(run, scope, self.items, args, span);
    if (sorted === null) forgetItems(run, self, 'sort()', span);
    else replaceItems(self.items, sorted.items);
    return NONE;
  },
  index: ({ run, self, args, first, span }) => {
    const index = args.positional.length > 1 ? null : firstEqual(self.items, first);
    if (index === null) return because(run, span, 'the index', first);
    return index < 0 ? run.raise('ValueError', 'x not in list', span) : integer(index);
  },
  count: ({ run, self, first, span }) => {
    const matches = self.items.map((item) =>
      item === first && item.kind !== 'undecidable' ? true : equal(item, first),
    );
    if (matches.includes(null)) return because(run, span, 'the count', first);
    return integer(matches.filter((match) => match === true).length);
  },
};

/** Index of the first equal item, negative when there is none, null when that cannot be known. */
function firstEqual(items: readonly Value[], wanted: Value): number | null {
  for (const [index, item] of items.entries()) {
    const same = equal(item, wanted);
    if (same === null) return null;
    if (same) return index;
  }
  return -1;
}

export function position(value: Value): number | null {
  const whole = asInteger(value);
  return whole === null ? null : Number(whole);
}
