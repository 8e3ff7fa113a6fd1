/** `Type(args)`: what `__new__`, `__init__` and the builtin bases make of it. */
import { replaceItems } from '../../append.js';
import type { Span } from '../syntax.js';
import { isDecorated } from './attributes.js';
import { callBuiltin } from './builtins.js';
import { callFunction, callValue, type CallArguments } from './calls.js';
import { builtinBase, hasOpaqueBase, resolveAttribute, type FullLookup } from './classes.js';
import { memberByValue } from './enumerations.js';
import { callMetaclass, hasMetaclassCall, isMetaclass } from './make-class.js';
import { changes, made } from './makers.js';
import { fieldsOf, fillFields } from './records.js';
import type { Run } from './run.js';
import { callSpecial, specialFunction } from './special.js';
import { dict, replaceEntries } from './dicts.js';
import {
  list,
  type ClassValue,
  type InstanceValue,
  type Scope,
  type SetValue,
  type Value,
} from './values.js';

/** Calls a class; opaque when anything above it could interfere. */
export function construct(run: Run, scope: Scope, type: ClassValue, args: CallArguments, span: Span): Value {
  if (hasMetaclassCall(type)) {
    const call = specialFunction(type, '__call__');
    if (call !== null)
      return callFunction(run, call, { ...args, positional: [type, ...args.positional] }, span);
  }
  return typeCall(run, scope, type, args, span);
}

/** What `type.__call__` does: `__new__`, then `__init__`. */
export function typeCall(run: Run, scope: Scope, type: ClassValue, args: CallArguments, span: Span): Value {
  if (isMetaclass(type)) return callMetaclass(run, scope, type, args, span);
  const unknownMetaclass = type.metaclass !== null && type.metaclass.kind !== 'class';
  if (hasOpaqueBase(type) || unknownMetaclass) return run.undecidable(`an instance of ${type.name}`, span);
  if (type.members !== null) return callEnumeration(run, type, args, span);
  if (!args.complete) return run.undecidable(`the arguments of ${type.name}()`, span);
  const maker = resolveAttribute(type, '__new__');
  if (maker.kind === 'found') {
    const made = callValue(
      run,
      scope,
      maker.value,
      { ...args, positional: [type, ...args.positional] },
      span,
    );
    if (made.kind === 'instance' && made.type === type) initialise(run, scope, made, args, span);
    return made;
  }
  const fields = fieldsOf(type);
  const init = resolveAttribute(type, '__init__');
  if (fields !== null && (init.kind !== 'found' || builtinBase(type) === 'tuple'))
    return buildRecord(run, scope, type, args, span);
  if (init.kind === 'inherited' && takesNoArguments(init, args) && isDecorated(type))
    return run.undecidable(`an instance of ${type.name}, whose decorator may have made it a dataclass`, span);
  const instance = allocate(run, scope, type, args, span);
  if (instance.kind === 'instance') initialise(run, scope, instance, args, span);
  return instance;
}

function takesNoArguments(init: FullLookup, args: CallArguments): boolean {
  return (
    init.kind === 'inherited' && init.type === 'object' && args.positional.length + args.keywords.size > 0
  );
}

function callEnumeration(run: Run, type: ClassValue, args: CallArguments, span: Span): Value {
  const [value] = args.positional;
  if (value === undefined || args.positional.length > 1 || !args.complete)
    return run.undecidable(`an enumeration that ${type.name}() makes`, span);
  return memberByValue(run, type, value, span);
}

function buildRecord(run: Run, scope: Scope, type: ClassValue, args: CallArguments, span: Span): Value {
  const none = { positional: [], keywords: new Map<string, Value>(), complete: true };
  const made = fillFields(
    run,
    type,
    fieldsOf(type) ?? [],
    args,
    (factory) => callValue(run, scope, factory, none, span),
    span,
  );
  callSpecial(run, made, '__post_init__', [], span);
  return made;
}

/** What `object.__new__` and its like do: a new instance, with what a builtin base holds. */
export function allocate(run: Run, scope: Scope, type: ClassValue, args: CallArguments, span: Span): Value {
  const payload = payloadFor(run, scope, type, args, span);
  if (payload?.kind === 'undecidable') return payload;
  return made({ kind: 'instance', type, attributes: new Map(), payload, identity: null });
}

function payloadFor(run: Run, scope: Scope, type: ClassValue, args: CallArguments, span: Span): Value | null {
  const base = builtinBase(type);
  switch (base) {
    case null:
    case 'object':
    case 'type':
      return null;
    case 'BaseException':
      return { kind: 'exception', type: type.name, args: [...args.positional] };
    case 'list':
      return list([]);
    case 'dict':
      return dict();
    case 'set':
      return made<SetValue>({ kind: 'set', frozen: false, items: [] });
    default:
      return callBuiltin(run, scope, base, args, span);
  }
}

function initialise(run: Run, scope: Scope, instance: InstanceValue, args: CallArguments, span: Span): void {
  const { type } = instance;
  const init = resolveAttribute(type, '__init__');
  if (init.kind === 'found') {
    callValue(run, scope, init.value, { ...args, positional: [instance, ...args.positional] }, span);
  } else if (init.kind === 'inherited' && init.type !== 'object') {
    fillPayload(run, scope, instance, args, span);
  } else if (takesNoArguments(init, args) && resolveAttribute(type, '__new__').kind !== 'found') {
    run.raise('TypeError', `${type.name}() takes no arguments`, span);
  }
}

/** `list.__init__` and its like: replaces what the instance holds. */
export function fillPayload(
  run: Run,
  scope: Scope,
  { payload }: InstanceValue,
  args: CallArguments,
  span: Span,
): void {
  if (payload?.kind !== 'list' && payload?.kind !== 'dict' && payload?.kind !== 'set') return;
  changes(payload);
  const filled = callBuiltin(run, scope, payload.kind, args, span);
  if (payload.kind === 'list') {
    replaceItems(payload.items, filled.kind === 'list' ? filled.items : [filled]);
  } else if (payload.kind === 'set') {
    replaceItems(payload.items, filled.kind === 'set' ? filled.items : [filled]);
  } else {
    replaceEntries(payload, filled.kind === 'dict' ? filled.entries : [[filled, filled]]);
  }
}
