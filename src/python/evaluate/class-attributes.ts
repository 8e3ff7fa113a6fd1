/** Attributes of classes: their own, those of their bases and of their metaclass, and what `type` gives each. */
import type { Span } from '../syntax.js';
import { bindMethod, isDecorated } from './attributes.js';
import { builtinHas } from './builtin-types.js';
import {
  builtinType,
  hasOpaqueBase,
  isTransparent,
  linearise,
  resolveAttribute,
  type Ancestor,
} from './classes.js';
import { abstractMetaclassHas, replacedBase } from './known-bases.js';
import { made } from './makers.js';
import type { Run } from './run.js';
import { callSpecial } from './special.js';
import { builtin, external, NONE, text, tuple, type ClassValue, type Value } from './values.js';

export function classAttribute(run: Run, type: ClassValue, name: string, span: Span): Value {
  switch (name) {
    case '__name__':
      return text(type.name);
    case '__qualname__':
      return type.namespace.get(name) ?? qualifiedName(run, type, span);
    case '__module__':
      return type.namespace.get(name) ?? text(run.host.dottedName(type.place.file));
    case '__bases__':
      return tuple(type.bases.length === 0 ? [external('builtins.object')] : type.bases.map(realBase));
    case '__base__':
      return baseOf(run, type, span);
    case '__mro__':
      return methodResolutionOrder(run, type, span);
    case '__class__':
      return type.metaclass ?? builtin('type');
    case '__dict__':
      return made({
        kind: 'dict',
        entries: type.namespace.entries().map(([key, value]) => [text(key), value]),
      });
    case '__doc__':
      return type.namespace.get(name) ?? docstringOf(run, type, span);
    case '__members__':
      if (type.members === null) break;
      return made({ kind: 'dict', entries: [...type.members].map(([key, value]) => [text(key), value]) });
    case 'mro':
    case '__subclasses__':
      return { kind: 'bound', self: type, func: builtin(`type.${name}`) };
    default:
  }
  return inheritedAttribute(run, type, name, span);
}

function inheritedAttribute(run: Run, type: ClassValue, name: string, span: Span): Value {
  const found = resolveAttribute(type, name);
  if (found.kind === 'found') return bindMethod(run, null, found.value, type, span);
  const meta = type.metaclass?.kind === 'class' ? resolveAttribute(type.metaclass, name) : null;
  if (meta?.kind === 'found' && type.metaclass?.kind === 'class')
    return bindMethod(run, type, meta.value, type.metaclass, span);
  if (found.kind === 'undecidable') return run.undecidable(`${type.name}.${name}: ${found.reason}`, span);
  if (found.kind === 'inherited') {
    return found.type === 'object' ? external(`builtins.object.${name}`) : builtin(`${found.type}.${name}`);
  }
  const dynamic = callSpecial(run, type, '__getattr__', [text(name)], span);
  if (dynamic !== null) return dynamic;
  const metaclassIsOpen = type.metaclass !== null && type.metaclass.kind !== 'class';
  // A decorator from elsewhere may have added any attribute; `type` brings its own.
  if (
    metaclassIsOpen ||
    mayBeAbstract(type, name) ||
    isDecorated(type) ||
    hasOpaqueBase(type) ||
    builtinHas('type', name) === true
  )
    return run.undecidable(`${type.name}.${name} is not known here`, span);
  return run.raise('AttributeError', `'${type.name}' has no attribute '${name}'`, span);
}

/** `abc.ABCMeta` is named where a class is made, and inherited from there. */
function mayBeAbstract(type: ClassValue, name: string): boolean {
  const order = abstractMetaclassHas(name) ? (linearise(type) ?? []) : [];
  return order.some(
    (each) =>
      each.kind === 'class' && each.statement?.args.some((argument) => argument.name !== null) === true,
  );
}

/** The qualified name of a class inside a function or a class is longer than its name. */
function qualifiedName(run: Run, type: ClassValue, span: Span): Value {
  const isOuter = type.statement?.name === type.name && type.place.column === 1;
  return isOuter ? text(type.name) : run.undecidable('a qualified name', span);
}

function docstringOf(run: Run, type: ClassValue, span: Span): Value {
  const doc = type.statement?.docstring;
  if (doc === undefined || doc === null) return NONE;
  return doc.value === null ? run.undecidable('a named Unicode escape', span) : text(doc.value);
}

function baseOf(run: Run, type: ClassValue, span: Span): Value {
  const [first] = type.bases;
  if (first === undefined) return external('builtins.object');
  const plain =
    type.bases.length === 1 || type.bases.every((base) => base.kind === 'class' && !hasOpaqueBase(base));
  return plain ? realBase(first) : run.undecidable(`the base of ${type.name}`, span);
}

/** `class P(NamedTuple)` derives from `tuple`. */
function realBase(base: Value): Value {
  const replaced = base.kind === 'external' ? replacedBase(base.dotted) : null;
  return replaced === null ? base : builtin(replaced);
}

/** `__mro__`: known when every base outside the sources has no bases of its own. */
export function methodResolutionOrder(run: Run, type: ClassValue, span: Span): Value {
  const order = linearise(type)?.map(valueOfAncestor);
  if (order?.every((each) => each !== null) !== true) {
    return run.undecidable(`the order of bases of ${type.name}`, span);
  }
  return tuple([...order, external('builtins.object')]);
}

function valueOfAncestor(ancestor: Ancestor): Value | null {
  if (ancestor.kind === 'class') return ancestor;
  const type = builtinType(ancestor);
  if (type !== null && type !== 'BaseException' && type !== 'bool') return builtin(type);
  if (!isTransparent(ancestor)) return null;
  return ancestor.isBare === true
    ? { kind: 'external', dotted: ancestor.name, isBare: true }
    : external(ancestor.name);
}
