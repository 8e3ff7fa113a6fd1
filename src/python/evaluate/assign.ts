/** Binding values to targets, and `del`. */
import { replaceItems } from '../../append.js';
import type { Expr, Span } from '../syntax.js';
import { isHashable, replaceEntries, setEntry } from './dicts.js';
import { because } from './explain.js';
import { evaluate } from './expressions.js';
import { iterate } from './iteration.js';
import { changes } from './makers.js';
import type { Run } from './run.js';
import { deleteAttribute, setAttribute } from './set-attribute.js';
import { callSpecial } from './special.js';
import {
  evaluateIndex,
  keyError,
  lookupOwn,
  positionOf,
  removeEntry,
  sliceBounds,
  slicePositions,
  type Index,
  type Range,
} from './subscripts.js';
import { asText, list, type ListValue, type Scope, type Value } from './values.js';

/** Binds `value` to a target: a name, an attribute, a subscript, or a tuple or list of targets. */
export function assign(run: Run, scope: Scope, target: Expr, value: Value): void {
  switch (target.kind) {
    case 'name':
      run.bind(scope, target.id, value);
      return;
    case 'attribute':
      setAttribute(run, evaluate(run, scope, target.value), target.attr, value, target);
      return;
    case 'subscript':
      setItem(
        run,
        evaluate(run, scope, target.value),
        evaluateIndex(run, scope, target.index),
        value,
        target.index,
      );
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
  const items = iterate(run, value, expr);
  const star = targets.findIndex((target) => target.kind === 'starred');
  const after = star < 0 ? 0 : targets.length - star - 1;
  if (items === null) {
    const reason = because(run, expr, 'what is unpacked', value);
    for (const target of targets) assign(run, scope, target, reason);
    return;
  }
  const fits = star < 0 ? items.length === targets.length : items.length >= targets.length - 1;
  if (!fits) run.raise('ValueError', `${items.length} values for ${targets.length} targets`, expr);
  for (const [index, target] of targets.entries()) {
    const position = star >= 0 && index > star ? items.length - (targets.length - index) : index;
    const item = index === star ? list(items.slice(star, items.length - after)) : items[position];
    if (item !== undefined) assign(run, scope, target, item);
  }
}

/** `target[key] = value`. */
export function setItem(run: Run, target: Value, key: Index, value: Value, span: Span): void {
  if (key.kind === 'range') {
    if (target.kind === 'list') setSlice(run, target, key, value, span);
    return;
  }
  switch (target.kind) {
    case 'namespace': {
      const name = asText(key);
      if (name === null) run.tainted = run.place(span);
      else run.bind(target.scope, name, value);
      return;
    }
    case 'dict':
      if (isHashable(key) === false) run.raise('TypeError', 'unhashable key', span);
      if (!setEntry(target, key, value))
        replaceEntries(target, [[run.undecidable('an entry with an unknown key', span), value]]);
      return;
    case 'list': {
      changes(target);
      const position = positionOf(key, target.items.length);
      if (position === null) forgetItems(run, target, 'an assignment to an unknown index', span);
      else if (target.items[position] === undefined) run.raise('IndexError', 'index out of range', span);
      else target.items[position] = value;
      return;
    }
    case 'instance':
      if (callSpecial(run, target, '__setitem__', [key, value], span) === null && target.payload !== null)
        setItem(run, target.payload, key, value, span);
      return;
    case 'class':
      callSpecial(run, target, '__setitem__', [key, value], span);
      return;
    case 'tuple':
    case 'constant':
      run.raise('TypeError', `a ${target.kind} cannot be changed`, span);
      break;
    default:
  }
}

function setSlice(run: Run, target: ListValue, range: Range, value: Value, span: Span): void {
  changes(target);
  const bounds = sliceBounds(target.items.length, range);
  const items = iterate(run, value, span);
  if (bounds === null || items === null) {
    forgetItems(run, target, 'an assignment to a slice', span);
  } else if (bounds.step === 1) {
    const rest = target.items.slice(Math.max(bounds.start, bounds.stop));
    replaceItems(target.items, [...target.items.slice(0, bounds.start), ...items, ...rest]);
  } else {
    const positions = slicePositions(target.items.length, range) ?? [];
    if (positions.length !== items.length)
      run.raise('ValueError', `${items.length} values for a slice of ${positions.length}`, span);
    for (const [index, position] of positions.entries()) target.items[position] = items[index] ?? value;
  }
}

/** Leaves nothing known of a list but that it changed. */
export function forgetItems(run: Run, target: { readonly items: Value[] }, what: string, span: Span): void {
  const reason = run.undecidable(`${what} changed this in a way that is not known here`, span);
  target.items.splice(0, target.items.length, reason);
}

/** `del target`. */
export function remove(run: Run, scope: Scope, target: Expr): void {
  switch (target.kind) {
    case 'name':
      if (!run.unbind(scope, target.id)) run.lookup(scope, target.id, target);
      return;
    case 'tuple':
    case 'list':
      for (const item of target.items) remove(run, scope, item);
      return;
    case 'subscript':
      removeItem(run, evaluate(run, scope, target.value), evaluateIndex(run, scope, target.index), target);
      return;
    case 'attribute':
      deleteAttribute(run, evaluate(run, scope, target.value), target.attr, target);
      return;
    default:
  }
}

function removeItem(run: Run, target: Value, key: Index, span: Expr): void {
  if (target.kind === 'list') {
    removeItems(run, target, key, span);
    return;
  }
  if (key.kind === 'range') return;
  if (target.kind === 'namespace') removeName(run, target.scope, key, span);
  else if (target.kind === 'dict') removeEntry(run, target, key, span);
  else if (target.kind === 'instance' && callSpecial(run, target, '__delitem__', [key], span) === null) {
    if (target.payload !== null) removeItem(run, target.payload, key, span);
  }
}

function removeItems(run: Run, target: ListValue, key: Index, span: Expr): void {
  changes(target);
  const { length } = target.items;
  const single = key.kind === 'range' ? null : positionOf(key, length);
  const positions = key.kind === 'range' ? slicePositions(length, key) : single === null ? null : [single];
  if (positions === null) {
    forgetItems(run, target, 'a deletion', span);
    return;
  }
  if (single !== null && target.items[single] === undefined)
    run.raise('IndexError', 'index out of range', span);
  const doomed = new Set(positions);
  const kept = target.items.filter((_, position) => !doomed.has(position));
  replaceItems(target.items, kept);
}

function removeName(run: Run, scope: Scope, key: Value, span: Expr): void {
  const name = asText(key);
  if (name === null) run.tainted = run.place(span);
  else if (!run.unbind(scope, name) && lookupOwn(run, scope, name, span) === undefined)
    throw keyError(run, key, span);
}
