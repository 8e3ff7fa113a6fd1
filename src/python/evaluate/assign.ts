import type { Expr } from '../syntax.js';
import { setAttribute } from './attributes.js';
import { evaluate, evaluateIndex, iterate, sliceItems } from './expressions.js';
import { equal, setEntry, str } from './operators.js';
import type { Run } from './run.js';
import { list, type Scope, type Value } from './values.js';

/** Binds `value` to a target: a name, an attribute, a subscript, or a tuple or list of targets. */
export function assign(run: Run, scope: Scope, target: Expr, value: Value): void {
  switch (target.kind) {
    case 'name':
      run.bind(scope, target.id, value);
      return;
    case 'attribute':
      setAttribute(run, evaluate(run, scope, target.value), target.attr, value);
      return;
    case 'subscript':
      assignItem(run, scope, target.value, target.index, value);
      return;
    case 'starred':
      assign(run, scope, target.value, value);
      return;
    case 'list':
    case 'tuple':
      unpack(run, scope, target.items, value, target);
      return;
    default:
  }
}

function unpack(run: Run, scope: Scope, targets: readonly Expr[], value: Value, expr: Expr): void {
  const items = iterate(value);
  const star = targets.findIndex((target) => target.kind === 'starred');
  const after = star < 0 ? 0 : targets.length - star - 1;
  if (items === null) {
    const reason =
      value.kind === 'undecidable' ? value : run.undecidable('what is unpacked is not known here', expr);
    for (const target of targets) assign(run, scope, target, reason);
    return;
  }
  for (const [index, target] of targets.entries()) {
    if (star >= 0 && index === star)
      assign(run, scope, target, list(items.slice(star, items.length - after)));
    else {
      const position = star >= 0 && index > star ? items.length - (targets.length - index) : index;
      assign(run, scope, target, items[position] ?? run.undecidable('too few values to unpack', expr));
    }
  }
}

function assignItem(run: Run, scope: Scope, object: Expr, index: Expr, value: Value): void {
  const target = evaluate(run, scope, object);
  const key = evaluateIndex(run, scope, index);
  if (key.kind === 'range') {
    const replaced = target.kind === 'list' ? sliceItems(target.items, key) : null;
    if (target.kind !== 'list' || replaced === null) return;
    const items = iterate(value) ?? [run.undecidable('what is assigned to a slice', index)];
    const start = replaced.length === 0 ? target.items.length : target.items.indexOf(replaced[0] ?? value);
    target.items.splice(start, replaced.length, ...items);
    return;
  }
  if (target.kind === 'namespace') {
    const name = str(key);
    if (name === null) run.tainted = run.place(index);
    else run.bind(target.scope, name, value);
    return;
  }
  if (target.kind === 'dict' && !setEntry(target, key, value)) {
    target.entries.splice(0, target.entries.length, [
      run.undecidable('an entry with an unknown key', index),
      value,
    ]);
  }
  if (target.kind === 'list' && key.kind === 'constant' && typeof key.value === 'bigint') {
    const position = Number(key.value);
    target.items[position < 0 ? target.items.length + position : position] = value;
  }
}

/** `del target`. */
export function remove(run: Run, scope: Scope, target: Expr): void {
  switch (target.kind) {
    case 'name':
      scope.names.delete(target.id);
      return;
    case 'tuple':
    case 'list':
      for (const item of target.items) remove(run, scope, item);
      return;
    case 'subscript':
      removeItem(run, evaluate(run, scope, target.value), evaluateIndex(run, scope, target.index));
      return;
    case 'attribute': {
      const owner = evaluate(run, scope, target.value);
      if (owner.kind === 'class') owner.namespace.delete(target.attr);
      return;
    }
    default:
  }
}

function removeItem(run: Run, target: Value, key: ReturnType<typeof evaluateIndex>): void {
  if (target.kind === 'list' && key.kind === 'range') {
    const doomed = sliceItems(target.items, key) ?? [];
    const kept = target.items.filter((item) => !doomed.includes(item));
    target.items.splice(0, target.items.length, ...kept);
    return;
  }
  if (key.kind === 'range') return;
  if (target.kind === 'namespace') {
    target.scope.names.delete(str(key) ?? '');
  } else if (target.kind === 'dict') {
    const index = target.entries.findIndex(([candidate]) => equal(candidate, key) === true);
    if (index >= 0) target.entries.splice(index, 1);
  } else if (target.kind === 'list' && key.kind === 'constant' && typeof key.value === 'bigint') {
    const position = Number(key.value);
    target.items.splice(position < 0 ? target.items.length + position : position, 1);
  } else if (target.kind === 'list') {
    target.items.splice(
      0,
      target.items.length,
      run.undecidable('an unknown item was deleted', { start: 0, end: 0, line: 1, column: 1 }),
    );
  }
}
