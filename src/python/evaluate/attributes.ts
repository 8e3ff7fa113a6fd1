/** `value.name`, as Python evaluates it. */
import type { Expr, Span } from '../syntax.js';
import { isTypeChecking } from './builtin-names.js';
import { builtinHas, objectHas, typeName } from './builtin-types.js';
import { callFunction } from './calls.js';
import { classAttribute } from './class-attributes.js';
import { hasOpaqueBase, linearise, resolveAttribute, type FullLookup } from './classes.js';
import { made } from './makers.js';
import { METHODS } from './methods.js';
import type { Run } from './run.js';
import { callSpecial } from './special.js';
import { superAttribute } from './super.js';
import {
  boolean,
  builtin,
  external,
  integer,
  lastPart,
  NONE,
  text,
  tuple,
  type BuiltinValue,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type Value,
} from './values.js';

export function getAttribute(run: Run, value: Value, name: string, span: Span): Value {
  switch (value.kind) {
    case 'undecidable':
      return value;
    case 'external':
      return externalAttribute(run, value.dotted, name);
    case 'module':
      return moduleAttribute(run, value.path, name, span);
    case 'class':
      return classAttribute(run, value, name, span);
    case 'generic':
      return name === '__origin__' ? value.origin : getAttribute(run, value.origin, name, span);
    case 'instance':
      return instanceAttribute(run, value, name, span);
    case 'super':
      return superAttribute(run, value, name, span);
    case 'function':
      return functionAttribute(run, value, name, span);
    case 'builtin':
      return builtinAttribute(run, value, name, span);
    case 'bound':
      if (name === '__self__') return value.self;
      if (name === '__func__') return value.func;
      return getAttribute(run, value.func, name, span);
    default:
      return otherAttribute(run, value, name, span);
  }
}

/** A class taken from a module that is not in the sources is assumed to carry the name it is imported by. */
function externalAttribute(run: Run, dotted: string, name: string): Value {
  const full = `${dotted}.${name}`;
  const patched = run.patched.get(full);
  if (patched !== undefined) return patched;
  if (isTypeChecking(full)) return boolean(run.typeChecking);
  return name === '__name__' || name === '__qualname__' ? text(lastPart(dotted)) : external(full);
}

function missing(run: Run, type: string, name: string, span: Span): never {
  return run.raise('AttributeError', `'${type}' has no attribute '${name}'`, span);
}

function moduleAttribute(run: Run, path: string, name: string, span: Span): Value {
  if (path === run.path) return run.lookup(run.module, name, span);
  return run.memberOf(path, name) ?? missing(run, 'module', name, span);
}

// ------------------------------------------------------------------- instances

function instanceAttribute(run: Run, value: InstanceValue, name: string, span: Span): Value {
  const found = resolveAttribute(value.type, name);
  if (found.kind === 'found' && isDataDescriptor(found.value))
    return bindMethod(run, value, found.value, value.type, span);
  const own = value.attributes.get(name);
  if (own !== undefined) return own;
  if (name === '__class__') return value.type;
  if (name === '__dict__') {
    return made({ kind: 'dict', entries: [...value.attributes].map(([key, item]) => [text(key), item]) });
  }
  if (found.kind === 'found') return bindMethod(run, value, found.value, value.type, span);
  if (found.kind === 'undecidable')
    return run.undecidable(`${value.type.name}.${name}: ${found.reason}`, span);
  if (found.kind === 'inherited' && found.type !== 'object' && value.payload !== null)
    return getAttribute(run, value.payload, name, span);
  const dynamic = callSpecial(run, value, '__getattr__', [text(name)], span);
  return dynamic ?? absentFromInstance(run, value, name, found, span);
}

function absentFromInstance(
  run: Run,
  value: InstanceValue,
  name: string,
  found: FullLookup,
  span: Span,
): Value {
  // A type has these, its instances have not.
  const isTypeOnly = builtinHas('type', name) === true && !objectHas(name);
  const open = found.kind === 'inherited' || hasOpaqueBase(value.type) || isDecorated(value.type);
  if (!isTypeOnly && open) return run.undecidable(`${value.type.name}.${name} is not known here`, span);
  return missing(run, value.type.name, name, span);
}

/** A decorator from elsewhere may have added any attribute. */
export function isDecorated(type: ClassValue): boolean {
  return (linearise(type) ?? []).some(
    (each) =>
      each.kind === 'class' &&
      each.statement?.decorators.some((decorator) => !isRuntimeCheckable(decorator)) === true,
  );
}

/** `typing.runtime_checkable`, which says of a protocol that it can be asked, and adds nothing. */
export function isRuntimeCheckable(decorator: Expr): boolean {
  const name =
    decorator.kind === 'attribute' ? decorator.attr : decorator.kind === 'name' ? decorator.id : '';
  return name === 'runtime_checkable';
}

function isDataDescriptor(value: Value): boolean {
  if (value.kind === 'function') return value.binding === 'property';
  return value.kind === 'instance' && resolveAttribute(value.type, '__set__').kind === 'found';
}

/**
 * What reading a class attribute gives: methods become bound when they are read from an instance, class methods
 * always, and descriptors are asked. `instance` is null when the attribute is read from the class.
 */
export function bindMethod(
  run: Run,
  instance: Value | null,
  value: Value,
  type: ClassValue,
  span: Span,
): Value {
  if (value.kind === 'instance') {
    return callSpecial(run, value, '__get__', [instance ?? NONE, type], span) ?? value;
  }
  if (value.kind !== 'function') return value;
  if (value.binding === 'class-method') return { kind: 'bound', self: type, func: value };
  if (instance === null || value.binding === 'static-method') return value;
  if (value.binding === 'property') {
    return callFunction(run, value, { positional: [instance], keywords: new Map(), complete: true }, span);
  }
  return { kind: 'bound', self: instance, func: value };
}

// ------------------------------------------------------------ functions, others

const PROPERTY_METHODS = /^(?:setter|getter|deleter)$/;

function functionAttribute(run: Run, value: FunctionValue, name: string, span: Span): Value {
  if (value.binding === 'property' && PROPERTY_METHODS.test(name)) {
    return { kind: 'bound', self: value, func: builtin(`property.${name}`) };
  }
  const own = value.attributes.get(name);
  if (own !== undefined) return own;
  const { declaration } = value;
  switch (name) {
    case '__name__':
      return text(value.name);
    case '__qualname__':
      return value.scope.kind === 'module' ? text(value.name) : run.undecidable('a qualified name', span);
    case '__module__':
      return text(run.host.dottedName(value.scope.path));
    case '__call__':
      return value;
    case '__doc__': {
      const doc = declaration.kind === 'lambda' ? null : declaration.docstring;
      return doc === null
        ? NONE
        : doc.value === null
          ? run.undecidable('a named Unicode escape', span)
          : text(doc.value);
    }
    default: {
      // A decorator from elsewhere may have added any attribute.
      const plain = declaration.kind === 'lambda' || declaration.decorators.length === 0;
      if (!plain || /^__.*__$/.test(name))
        return run.undecidable(`.${name} of the function ${value.name}`, span);
      return missing(run, 'function', name, span);
    }
  }
}

function builtinAttribute(run: Run, value: BuiltinValue, name: string, span: Span): Value {
  if (name === '__name__' || name === '__qualname__') return text(lastPart(value.name));
  if (name === '__module__' && !value.name.includes('.')) return text('builtins');
  if (name === '__self__' || name === '__dict__') return run.undecidable(`.${name} of a builtin`, span);
  return builtin(`${value.name}.${name}`);
}

function otherAttribute(run: Run, value: Value, name: string, span: Span): Value {
  const type = typeName(value);
  if (type !== null && METHODS.has(`${type}.${name}`)) {
    return { kind: 'bound', self: value, func: builtin(`${type}.${name}`) };
  }
  switch (value.kind) {
    case 'iterator':
      if (name === '__name__' && value.name !== null) return text(value.name);
      break;
    case 'named':
      if (name === '__name__') return text(value.name);
      return run.undecidable(`.${name} of ${value.what}`, span);
    case 'partial':
      if (name === 'func') return value.func;
      if (name === 'args') return tuple(value.positional);
      break;
    case 'exception':
      if (name === 'args') return tuple(value.args);
      if (name === 'value' && value.type === 'StopIteration') return value.args[0] ?? NONE;
      if (name === '__class__') return external(`builtins.${value.type}`);
      break;
    case 'constant':
      if (name === 'real' && typeof value.value === 'bigint') return integer(value.value);
      break;
    default:
  }
  if (name === '__class__' && type !== null) return builtin(type);
  const known = type === null ? builtinHas('object', name) : builtinHas(type, name);
  if (known !== false || objectHas(name)) {
    const certain = /^__(?:name|qualname|mro|bases)__$/.test(name);
    if (!certain) return run.undecidable(`.${name} is not evaluated`, span);
  }
  return missing(run, type ?? value.kind, name, span);
}
