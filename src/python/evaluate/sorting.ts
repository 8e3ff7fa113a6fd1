import type { Span } from '../syntax.js';
import { callValue, positionalArguments, type CallArguments } from './calls.js';
import { orderOf, truth } from './operators.js';
import type { Run } from './run.js';
import { boolean, isNone, type Scope, type Value } from './values.js';

export interface Sorted {
  readonly items: readonly Value[];
  /** Whether some items compare equal, so that their order is that of the input. */
  readonly ties: boolean;
}

/** `sorted(items, key=…, reverse=…)`, or null when the order is not known. */
export function sortItems(
  run: Run,
  scope: Scope,
  items: readonly Value[],
  args: CallArguments,
  span: Span,
): Sorted | null {
  const key = args.keywords.get('key');
  const reverse = truth(args.keywords.get('reverse') ?? boolean(false));
  if (reverse === null) return null;
  const keyed = items.map((item) => ({
    item,
    by:
      key === undefined || isNone(key) ? item : callValue(run, scope, key, positionalArguments([item]), span),
  }));
  const found = { known: true, ties: false };
  keyed.sort((a, b) => {
    const order = orderOf(a.by, b.by);
    if (order === null) found.known = false;
    if (order === 0) found.ties = true;
    return reverse ? -(order ?? 0) : (order ?? 0);
  });
  if (!found.known && items.length > 1) return null;
  return { items: keyed.map(({ item }) => item), ties: found.ties };
}
