import { replaceItems } from '../../append.js';
import { forgetItems } from './assign.js';
import { binary } from './arithmetic.js';
import { distinct } from './dicts.js';
import { because } from './explain.js';
import { members, stream } from './iteration.js';
import { made } from './makers.js';
import type { MethodCall, Methods } from './method-call.js';
import { compare, contains, equal } from './operators.js';
import { boolean, NONE, type SetValue, type Value } from './values.js';

type Call = MethodCall<SetValue>;

export const SET_METHODS: Methods<SetValue> = {
  add: ({ run, self, first, span }) => {
    const present = contains(self, first);
    if (present === null) forgetItems(run, self, 'add()', span);
    else if (!present) self.items.push(first);
    return NONE;
  },
  update: (call) => {
    const items = united(call);
    if (items === null) forgetItems(call.run, call.self, 'update()', call.span);
    else replaceItems(call.self.items, items);
    return NONE;
  },
  discard: (call) => {
    discard(call);
    return NONE;
  },
  remove: (call) => {
    const { run, self, first, span } = call;
    if (contains(self, first) === false) run.raise('KeyError', 'not in the set', span);
    discard(call);
    return NONE;
  },
  pop: ({ run, self, span }) => {
    const item = self.items.length === 0 ? undefined : stream(run, self, span)?.();
    if (item === undefined) return run.raise('KeyError', 'pop from an empty set', span);
    self.items.splice(self.items.indexOf(item), 1);
    return item;
  },
  clear: ({ self }) => {
    self.items.splice(0);
    return NONE;
  },
  copy: ({ self }) => made({ ...self, items: [...self.items] }),
  union: (call) => {
    const items = united(call);
    return items === null
      ? because(call.run, call.span, 'a union', ...call.args.positional)
      : made({ ...call.self, items });
  },
  intersection: (call) => combined(call, '&'),
  difference: (call) => combined(call, '-'),
  symmetric_difference: (call) => combined(call, '^'),
  difference_update: (call) => replaced(call, '-'),
  intersection_update: (call) => replaced(call, '&'),
  symmetric_difference_update: (call) => replaced(call, '^'),
  issubset: (call) => compared(call, '<='),
  issuperset: (call) => compared(call, '>='),
  isdisjoint: (call) => {
    const common = combined(call, '&');
    return common.kind === 'set' ? boolean(common.items.length === 0) : common;
  },
};

function discard({ run, self, first, span }: Call): void {
  const matches = self.items.map((item) => equal(item, first));
  if (matches.includes(null)) {
    forgetItems(run, self, 'discard()', span);
    return;
  }
  const kept = self.items.filter((_, index) => matches[index] === false);
  replaceItems(self.items, kept);
}

function united({ run, self, args, span }: Call): Value[] | null {
  const parts = args.positional.map((value) => members(run, value, span));
  return parts.includes(null) ? null : distinct([...self.items, ...parts.flatMap((part) => part ?? [])]);
}

/** `self op other` for every argument in turn. */
function combined({ run, self, args, span }: Call, op: string): Value {
  let result: Value = self;
  for (const value of args.positional) {
    const items = members(run, value, span);
    const unique = items === null ? null : distinct(items);
    const other: Value | null = unique === null ? null : { kind: 'set', frozen: false, items: unique };
    result = (other === null ? null : binary(op, result, other)) ?? because(run, span, 'a set', value);
  }
  return result;
}

function replaced(call: Call, op: string): Value {
  const result = combined(call, op);
  if (result.kind === 'set') replaceItems(call.self.items, result.items);
  else forgetItems(call.run, call.self, 'an update', call.span);
  return NONE;
}

function compared({ run, self, first, span }: Call, op: string): Value {
  const items = members(run, first, span);
  const known = items === null ? null : compare(op, self, { kind: 'set', frozen: false, items: [...items] });
  return known === null ? because(run, span, 'a comparison of sets', first) : boolean(known);
}
