import { dict } from './dicts.js';
import { made } from './makers.js';
import { tuple, type Value } from './values.js';

/**
 * What another module holds belongs to that module's own run. A run that may change it gets a copy of everything
 * that can be changed; where nothing can, the value itself.
 */
export function ownCopy(value: Value): Value {
  return CHANGEABLE.has(value.kind) ? copy(value, new Map()) : value;
}

/** What can be changed, or hold such a thing. */
const CHANGEABLE: ReadonlySet<Value['kind']> = new Set(['list', 'set', 'dict', 'tuple', 'instance']);

function copy(value: Value, seen: Map<Value, Value>): Value {
  const known = seen.get(value);
  if (known !== undefined) return known;
  switch (value.kind) {
    case 'list': {
      const copied: Value = made({ kind: 'list', items: [] });
      seen.set(value, copied);
      for (const item of value.items) copied.items.push(copy(item, seen));
      return copied;
    }
    case 'set':
      return made({ ...value, items: value.items.map((item) => copy(item, seen)) });
    case 'dict': {
      const entries = value.entries.map(([key, item]) => [key, copy(item, seen)] as const);
      return value.factory === undefined ? dict(entries) : made({ ...dict(entries), factory: value.factory });
    }
    case 'tuple': {
      const items = value.items.map((item) => copy(item, seen));
      return items.every((item, index) => item === value.items[index]) ? value : tuple(items);
    }
    case 'instance': {
      // A member of an enumeration is one object wherever it is read.
      if (value.identity !== null) return value;
      const payload = value.payload === null ? null : copy(value.payload, seen);
      const copied: Value = made({ ...value, attributes: new Map(), payload });
      seen.set(value, copied);
      for (const [name, attribute] of value.attributes) copied.attributes.set(name, copy(attribute, seen));
      return copied;
    }
    default:
      return value;
  }
}
