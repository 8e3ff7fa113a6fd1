/** `owner.name = value` and `del owner.name`. */
import type { Span } from '../syntax.js';
import { callFunction } from './calls.js';
import { resolveAttribute } from './classes.js';
import { changes } from './makers.js';
import type { Run } from './run.js';
import { callSpecial, specialFunction } from './special.js';
import {
  asText,
  removeFunctionAttribute,
  setFunctionAttribute,
  text,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type Value,
} from './values.js';

export function setAttribute(run: Run, owner: Value, name: string, value: Value, span: Span): void {
  switch (owner.kind) {
    case 'class':
      if (callSpecial(run, owner, '__setattr__', [text(name), value], span) === null)
        setOnClass(run, owner, name, value);
      return;
    case 'function':
      if (!run.mayChange(owner)) return;
      if (name === '__name__') owner.name = asText(value) ?? owner.name;
      else setFunctionAttribute(owner, name, value);
      return;
    case 'instance':
      if (callSpecial(run, owner, '__setattr__', [text(name), value], span) === null)
        setOnInstance(run, owner, name, value, span);
      return;
    case 'module':
      setOnModule(run, owner.path, name, value);
      return;
    case 'external':
      run.patched.set(`${owner.dotted}.${name}`, value);
      return;
    case 'generic':
      setAttribute(run, owner.origin, name, value, span);
      return;
    default:
  }
}

/** What `type.__setattr__` does. */
export function setOnClass(run: Run, owner: ClassValue, name: string, value: Value): void {
  if (!run.mayChange(owner)) return;
  const shown = asText(value);
  if (name === '__name__' && shown !== null) owner.name = shown;
  else owner.namespace.set(name, value);
}

/** What `object.__setattr__` does. */
export function setOnInstance(run: Run, owner: InstanceValue, name: string, value: Value, span: Span): void {
  const found = resolveAttribute(owner.type, name);
  const descriptor = found.kind === 'found' ? found.value : null;
  if (descriptor?.kind === 'function' && descriptor.binding === 'property') {
    setProperty(run, owner, name, descriptor, value, span);
  } else if (descriptor === null || callSpecial(run, descriptor, '__set__', [owner, value], span) === null) {
    changes(owner);
    owner.attributes.set(name, value);
  }
}

function setProperty(
  run: Run,
  owner: InstanceValue,
  name: string,
  property: FunctionValue,
  value: Value,
  span: Span,
): void {
  const setter = property.attributes.get('fset');
  if (setter?.kind !== 'function') run.raise('AttributeError', `'${name}' has no setter`, span);
  callFunction(run, setter, { positional: [owner, value], keywords: new Map(), complete: true }, span);
}

function setOnModule(run: Run, path: string, name: string, value: Value): void {
  const scope = run.modules.get(path);
  if (scope === undefined) run.refuseChange(path);
  else run.bind(scope, name, value);
}

export function deleteAttribute(run: Run, owner: Value, name: string, span: Span): void {
  switch (owner.kind) {
    case 'class':
      if (run.mayChange(owner)) owner.namespace.delete(name);
      return;
    case 'instance':
      if (specialFunction(owner, '__delattr__') !== null)
        callSpecial(run, owner, '__delattr__', [text(name)], span);
      else {
        changes(owner);
        owner.attributes.delete(name);
      }
      return;
    case 'function':
      if (run.mayChange(owner)) removeFunctionAttribute(owner, name);
      return;
    case 'module': {
      const scope = run.modules.get(owner.path);
      if (scope === undefined) run.refuseChange(owner.path);
      else run.unbind(scope, name);
      return;
    }
    default:
  }
}
