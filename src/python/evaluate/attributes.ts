import type { Span } from '../syntax.js';
import { isTypeChecking } from './builtin-names.js';
import { callFunction } from './calls.js';
import { findAttribute, linearise } from './classes.js';
import { METHODS } from './methods.js';
import { str } from './operators.js';
import type { Run } from './run.js';
import { boolean, NONE, PythonError, text, tuple, type ClassValue, type Value } from './values.js';

/** `value.name` as Python evaluates it. */
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
      return getAttribute(run, value.origin, name, span);
    case 'instance': {
      const own = value.attributes.get(name);
      if (own !== undefined) return own;
      if (name === '__class__') return value.type;
      return bindTo(run, value, classAttributeRaw(run, value.type, name, span), value.type, span);
    }
    case 'function':
      if (name === '__name__' || name === '__qualname__') return text(value.name);
      if (value.binding === 'property' && /^(?:setter|getter|deleter)$/.test(name)) {
        return { kind: 'bound', self: value, func: { kind: 'builtin', name: `property.${name}` } };
      }
      // A decorator from elsewhere may have added any attribute.
      return value.attributes.get(name) ?? run.undecidable(`.${name} of the function ${value.name}`, span);
    case 'builtin':
      if (name === '__name__') return text(value.name);
      return { kind: 'builtin', name: `${value.name}.${name}` };
    case 'bound':
      return name === '__name__'
        ? getAttribute(run, value.func, name, span)
        : run.undecidable(`.${name} of a method`, span);
    default:
      return methodOf(run, value, name, span);
  }
}

/** A class taken from a module that is not in the sources is assumed to carry the name it is imported by. */
function externalAttribute(run: Run, dotted: string, name: string): Value {
  if (isTypeChecking(`${dotted}.${name}`)) return boolean(run.typeChecking);
  if (name === '__name__' || name === '__qualname__') return text(dotted.slice(dotted.lastIndexOf('.') + 1));
  return { kind: 'external', dotted: `${dotted}.${name}` };
}

function missing(run: Run, type: string, name: string, span: Span): never {
  throw new PythonError('AttributeError', `'${type}' has no attribute '${name}'`, run.place(span));
}

function methodOf(run: Run, value: Value, name: string, span: Span): Value {
  const type = typeName(value);
  if (type !== null && METHODS.has(`${type}.${name}`)) {
    return { kind: 'bound', self: value, func: { kind: 'builtin', name: `${type}.${name}` } };
  }
  if (type === null || name.startsWith('__') || value.kind === 'bytes') {
    return run.undecidable(`.${name} is not known here`, span);
  }
  if (PLAIN_METHODS.has(name)) return run.undecidable(`.${name} is not evaluated`, span);
  return missing(run, type, name, span);
}

/** Methods of builtin types that exist but are not evaluated. */
const PLAIN_METHODS = new Set(
  `center encode expandtabs find format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower
  isnumeric isprintable isspace istitle isupper ljust maketrans rfind rindex rjust
  splitlines swapcase translate zfill conjugate bit_length bit_count to_bytes real imag numerator denominator
  as_integer_ratio is_integer fromkeys fget fset`.split(/\s+/),
);

/** The Python type name of a builtin value. */
export function typeName(value: Value): string | null {
  switch (value.kind) {
    case 'list':
    case 'tuple':
      return value.kind;
    case 'set':
      return value.frozen ? 'frozenset' : 'set';
    case 'dict':
    case 'namespace':
      return 'dict';
    case 'bytes':
      return 'bytes';
    case 'constant':
      if (value.value === null) return 'NoneType';
      if (value.value === undefined) return 'ellipsis';
      if (typeof value.value === 'string') return 'str';
      if (typeof value.value === 'boolean') return 'bool';
      return typeof value.value === 'bigint' ? 'int' : 'float';
    default:
      return null;
  }
}

function moduleAttribute(run: Run, path: string, name: string, span: Span): Value {
  if (path === run.path) return run.lookup(run.module, name, span);
  const value = run.host.lookup(path, name);
  if (value !== undefined) return value;
  const target = run.host.resolveImport(path, 1, name);
  if (target.kind === 'module') return { kind: 'module', path: target.path };
  return missing(run, 'module', name, span);
}

function classAttribute(run: Run, type: ClassValue, name: string, span: Span): Value {
  switch (name) {
    case '__name__':
      return text(type.name);
    case '__qualname__':
      return type.namespace.get(name) ?? text(type.name);
    case '__module__':
      return text(run.host.dottedName(type.place.file));
    case '__bases__':
      return tuple(type.bases);
    case '__doc__':
      return docstringOf(type);
    default:
      return bindTo(run, null, classAttributeRaw(run, type, name, span), type, span);
  }
}

function docstringOf(type: ClassValue): Value {
  const doc = type.statement?.docstring?.value;
  return doc === undefined || doc === null ? NONE : text(doc);
}

function classAttributeRaw(run: Run, type: ClassValue, name: string, span: Span): Value {
  const found = findAttribute(type, name);
  if (found.kind === 'found') return found.value;
  if (found.kind === 'undecidable') return run.undecidable(`${type.name}.${name}: ${found.reason}`, span);
  const decorated = (linearise(type) ?? []).some(
    (each) => each.kind === 'class' && (each.statement?.decorators.length ?? 0) > 0,
  );
  // A decorator from elsewhere may have added any attribute; `object` and `type` bring their own.
  if (decorated || name.startsWith('__'))
    return run.undecidable(`${type.name}.${name} is not known here`, span);
  return missing(run, type.name, name, span);
}

/** Methods become bound when they are read from an instance, class methods always. */
function bindTo(run: Run, instance: Value | null, value: Value, type: ClassValue, span: Span): Value {
  if (value.kind !== 'function') return value;
  if (value.binding === 'class-method') return { kind: 'bound', self: type, func: value };
  if (instance === null || value.binding === 'static-method') return value;
  if (value.binding === 'property') {
    return callFunction(run, value, { positional: [instance], keywords: new Map(), complete: true }, span);
  }
  return { kind: 'bound', self: instance, func: value };
}

/** `owner.name = value`. Assigning to something outside the sources has no effect that could be seen here. */
export function setAttribute(run: Run, owner: Value, name: string, value: Value): void {
  switch (owner.kind) {
    case 'class':
      if (name === '__name__') owner.name = str(value) ?? owner.name;
      else owner.namespace.set(name, value);
      return;
    case 'function':
      if (name === '__name__') owner.name = str(value) ?? owner.name;
      else owner.attributes.set(name, value);
      return;
    case 'instance':
      owner.attributes.set(name, value);
      return;
    case 'module':
      if (owner.path === run.path) run.bind(run.module, name, value);
      return;
    default:
  }
}
