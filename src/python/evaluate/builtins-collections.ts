/** Builtins that make collections or say how large they are. */
import type { Builtin, BuiltinCall } from './builtin-call.js';
import { dictOf } from './dicts.js';
import { because } from './explain.js';
import { operate, setOf } from './expressions.js';
import { iterate, members } from './iteration.js';
import { updateEntries } from './mappings.js';
import { orderOf } from './operators.js';
import { sortItems } from './sorting.js';
import { lengthOf } from './special.js';
import { asInteger, asText, integer, isNone, list, text, tuple, type Value } from './values.js';
import { apply } from './builtin-call.js';

export const COLLECTION_BUILTINS: Readonly<Record<string, Builtin>> = {
  len,
  list: ({ run, args, first, span }) => {
    if (args.positional.length === 0) return list([]);
    const items = iterate(run, first, span);
    return items === null ? because(run, span, 'what is iterated over', first) : list(items);
  },
  tuple: ({ run, args, first, span }) => {
    const items = args.positional.length === 0 ? [] : iterate(run, first, span);
    return items === null ? because(run, span, 'a tuple', first) : tuple(items);
  },
  set: (call) => makeSet(call, false),
  frozenset: (call) => makeSet(call, true),
  dict: ({ run, args, first, span }) => {
    const given = args.positional.length === 0 ? [] : updateEntries(run, first, span);
    const named = [...args.keywords].map(([key, value]) => [text(key), value] as const);
    const made = given === null ? null : dictOf([...given, ...named]);
    return made ?? because(run, span, 'a dict', first);
  },
  range: makeRange,
  sorted: (call) => {
    const { run, scope, args, first, span } = call;
    const items = members(run, first, span);
    const sorted = items === null ? null : sortItems(run, scope, items, args, span);
    if (sorted?.ties === true && first.kind === 'set') {
      const inOrder = iterate(run, first, span) ?? [];
      return list(sortItems(run, scope, inOrder, args, span)?.items ?? []);
    }
    return sorted === null ? because(run, span, 'sorted()', first) : list(sorted.items);
  },
  sum: ({ run, args, first, span }) => {
    const items = iterate(run, first, span);
    const start = args.positional[1] ?? args.keywords.get('start') ?? integer(0);
    if (items === null) return because(run, span, 'sum()', first);
    return items.reduce<Value>((sum, item) => operate(run, '+', sum, item, span), start);
  },
  max: (call) => extreme(call, 1),
  min: (call) => extreme(call, -1),
  divmod: ({ run, first, second, span }) =>
    tuple([operate(run, '//', first, second, span), operate(run, '%', first, second, span)]),
  abs: ({ run, first, span }) => {
    const whole = asInteger(first);
    if (whole !== null) return integer(whole < 0n ? -whole : whole);
    return because(run, span, 'abs()', first);
  },
  round: ({ run, args, first, span }) => {
    const whole = asInteger(first);
    return whole !== null && args.positional.length === 1
      ? integer(whole)
      : because(run, span, 'round()', first);
  },
};

function len({ run, first, span }: BuiltinCall): Value {
  switch (first.kind) {
    case 'bytes':
      return integer(first.value.length);
    case 'constant': {
      const shown = asText(first);
      return shown === null
        ? run.raise('TypeError', 'this has no len()', span)
        : integer(Array.from(shown).length);
    }
    case 'iterator':
    case 'function':
      return run.raise('TypeError', `a ${first.kind} has no len()`, span);
    case 'instance': {
      const own = lengthOf(run, first, span);
      if (own !== null) return integer(own);
      return first.payload === null
        ? run.raise('TypeError', 'this object has no len()', span)
        : len({ run, first: first.payload, span } as BuiltinCall);
    }
    default: {
      const own = lengthOf(run, first, span);
      const items = own === null ? members(run, first, span) : null;
      if (own !== null) return integer(own);
      return items === null ? because(run, span, 'a length', first) : integer(items.length);
    }
  }
}

function makeSet({ run, args, first, span }: BuiltinCall, frozen: boolean): Value {
  const items = args.positional.length === 0 ? [] : members(run, first, span);
  return items === null ? because(run, span, 'a set', first) : setOf(run, items, frozen, span);
}

const MAX_RANGE = 10_000;

function makeRange({ run, args, span }: BuiltinCall): Value {
  const bounds = args.positional.map(asInteger);
  if (bounds.includes(null)) return because(run, span, 'range()', ...args.positional);
  const known = bounds.map((bound) => Number(bound ?? 0n));
  const [start = 0, stop = 0, step = 1] = known.length === 1 ? [0, known[0]] : known;
  if (step === 0) run.raise('ValueError', 'range() arg 3 must not be zero', span);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > MAX_RANGE) return run.undecidable('a long range()', span);
  const items = Array.from({ length: count }, (_, index) => integer(start + index * step));
  return { kind: 'view', type: 'range', items: () => items, source: null };
}

/** `max()` and `min()`: of items that are equal the first. */
function extreme(call: BuiltinCall, sign: 1 | -1): Value {
  const { run, args, first, span } = call;
  const key = args.keywords.get('key');
  const items = args.positional.length > 1 ? args.positional : iterate(run, first, span);
  if (items === null) return because(run, span, 'max() or min()', first);
  let best: { readonly item: Value; readonly by: Value } | null = null;
  for (const item of items) {
    const by = key === undefined || isNone(key) ? item : apply(call, key, item);
    const order = best === null ? 1 : orderOf(by, best.by);
    if (order === null) return because(run, span, 'max() or min()', by, item);
    if (order * sign > 0 || best === null) best = { item, by };
  }
  const fallback = args.keywords.get('default');
  return best?.item ?? fallback ?? run.raise('ValueError', 'max() or min() of nothing', span);
}
