import type { Span } from '../syntax.js';
import { bindMethod, getAttribute } from './attributes.js';
import { derivesFrom, findInOrder, linearise } from './classes.js';
import type { Run } from './run.js';
import {
  builtin,
  type ClassValue,
  type InstanceValue,
  type Scope,
  type SuperValue,
  type Value,
} from './values.js';

/** `super()` in a method, or `super(start, self)`; undecidable outside of a method that the sources show. */
export function makeSuper(run: Run, scope: Scope, args: readonly Value[], span: Span): Value {
  const [start, self] = args.length === 0 ? implicitArguments(scope) : args;
  if (start?.kind !== 'class' || (self?.kind !== 'instance' && self?.kind !== 'class'))
    return run.undecidable('super() outside of a method', span);
  return { kind: 'super', start, self };
}

/** The class around the method, and the method's first argument. */
function implicitArguments(scope: Scope): readonly (Value | undefined)[] {
  let method: Scope = scope;
  while (method.kind === 'comprehension' && method.parent !== null) method = method.parent;
  const [first] = method.names.values();
  for (let outer: Scope | null = method; outer !== null; outer = outer.parent) {
    if (outer.kind === 'class') return [outer.made, first?.kind === 'import' ? undefined : first];
  }
  return [];
}

export function superAttribute(run: Run, { start, self }: SuperValue, name: string, span: Span): Value {
  const type = searchedType(self, start);
  const order = type === null ? null : linearise(type);
  if (type === null || order === null) return run.undecidable(`super().${name}`, span);
  const position = order.findIndex((each) => each.kind === 'class' && each.identity === start.identity);
  const found = findInOrder(order.slice(position + 1), name);
  switch (found.kind) {
    case 'found':
      return bindMethod(run, name === '__new__' ? null : boundTo(self, type), found.value, type, span);
    case 'undecidable':
      return run.undecidable(`super().${name}: ${found.reason}`, span);
    case 'inherited':
      if (name === '__new__') return builtin(`${found.type}.__new__`);
      if (self.kind === 'instance' && self.payload !== null && !/^__(?:init|setattr|delattr)__$/.test(name))
        return getAttribute(run, self.payload, name, span);
      return { kind: 'bound', self, func: builtin(`${found.type}.${name}`) };
    case 'absent':
      return run.raise('AttributeError', `'super' object has no attribute '${name}'`, span);
  }
}

/** The class whose order is searched: the instance's, the class itself, or the metaclass of a class. */
function searchedType(self: InstanceValue | ClassValue, start: ClassValue): ClassValue | null {
  const isBelow = (type: ClassValue): boolean =>
    derivesFrom(type, (each) => each.kind === 'class' && each.identity === start.identity) === true;
  if (self.kind === 'instance') return isBelow(self.type) ? self.type : null;
  if (isBelow(self)) return self;
  return self.metaclass?.kind === 'class' && isBelow(self.metaclass) ? self.metaclass : null;
}

/** A class method is bound to the class, a method of a metaclass to the class as its instance. */
function boundTo(self: InstanceValue | ClassValue, type: ClassValue): Value | null {
  return self.kind === 'class' && self === type ? null : self;
}
