/** Methods that every object, class or builtin base has: what `super().__init__()` and `type.__new__()` end in. */
import { replaceItems } from '../../append.js';
import type { Span } from '../syntax.js';
import { getAttribute } from './attributes.js';
import { callValue, positionalArguments, type CallArguments } from './calls.js';
import { methodResolutionOrder } from './class-attributes.js';
import { builtinBase } from './classes.js';
import { dict } from './dicts.js';
import { display } from './display.js';
import { allocate, fillPayload, typeCall } from './instances.js';
import { isMetaclass, typeNew } from './make-class.js';
import { changes } from './makers.js';
import { fieldsOf, fillFields } from './records.js';
import type { Run } from './run.js';
import { deleteAttribute, setOnClass, setOnInstance } from './set-attribute.js';
import { asText, list, NONE, text, type ClassValue, type Scope, type Value } from './values.js';

/**
 * Calls `owner.method` of a builtin type with `positional`, the object first; null for methods that a builtin type
 * has of its own (`list.append`).
 */
export function callObjectMethod(
  run: Run,
  scope: Scope,
  qualified: string,
  positional: readonly Value[],
  { keywords, complete }: CallArguments,
  span: Span,
): Value | null {
  const method = qualified.slice(qualified.indexOf('.') + 1);
  const [self, second, third] = positional;
  const rest = { positional: positional.slice(1), keywords, complete };
  if (self === undefined) return null;
  switch (method) {
    case '__new__':
      return newObject(run, scope, self, { ...rest, positional }, span);
    case '__init__':
      initialise(run, scope, self, rest, span);
      return NONE;
    case '__init_subclass__':
    case '__set_name__':
      return NONE;
    case '__setattr__':
      if (self.kind === 'instance') setOnInstance(run, self, asText(second) ?? '', third ?? NONE, span);
      else if (self.kind === 'class') setOnClass(run, self, asText(second) ?? '', third ?? NONE);
      return NONE;
    case '__delattr__':
      deleteAttribute(run, self, asText(second) ?? '', span);
      return NONE;
    case '__getattribute__':
      return getAttribute(run, self, asText(second) ?? '', span);
    case '__call__':
      return self.kind === 'class' ? typeCall(run, scope, self, rest, span) : null;
    case '__prepare__':
      return dict();
    case '__str__':
    case '__repr__':
    case '__format__': {
      const shown = display(self, (path) => run.host.dottedName(path));
      return shown === null ? run.undecidable(`${method} of an object`, span) : text(shown);
    }
    case 'mro':
    case '__subclasses__':
      return self.kind === 'class' ? classMethod(run, self, method, span) : null;
    default:
      return null;
  }
}

function newObject(run: Run, scope: Scope, type: Value, args: CallArguments, span: Span): Value {
  if (type.kind !== 'class') return run.undecidable('what __new__ gives', span);
  if (isMetaclass(type)) return typeNew(run, args, span);
  const rest = { ...args, positional: args.positional.slice(1) };
  const fields = fieldsOf(type);
  if (fields === null || builtinBase(type) !== 'tuple') return allocate(run, scope, type, rest, span);
  return fillFields(
    run,
    type,
    fields,
    rest,
    (made) => callValue(run, scope, made, positionalArguments([]), span),
    span,
  );
}

function initialise(run: Run, scope: Scope, self: Value, args: CallArguments, span: Span): void {
  if (self.kind !== 'instance' || self.payload === null) return;
  if (self.payload.kind === 'exception') {
    changes(self);
    replaceItems(self.payload.args, args.positional);
  } else {
    fillPayload(run, scope, self, args, span);
  }
}

function classMethod(run: Run, type: ClassValue, method: string, span: Span): Value {
  if (method === 'mro') {
    const order = methodResolutionOrder(run, type, span);
    return order.kind === 'tuple' ? list(order.items) : order;
  }
  // Only where every statement of its module ran are all classes made that may derive from it here.
  const complete = run.owns(type.place.file) && run.isComplete(run.path) && run.tainted === null;
  return complete ? list(type.subclasses) : run.undecidable(`the subclasses of ${type.name}`, span);
}
