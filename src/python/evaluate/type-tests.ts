/** `isinstance` and `issubclass`; null where the answer is not known. */
import { catches } from './builtin-names.js';
import { typeName } from './builtin-types.js';
import { builtinBase, derivesFrom } from './classes.js';
import { isRuntimeCheckable } from './attributes.js';
import { hasMembers, isProtocol } from './protocols.js';
import type { Run } from './run.js';
import { specialFunction } from './special.js';
import { external, lastPart, type Ancestor, type ClassValue, type Value } from './values.js';

export function isInstance(run: Run, value: Value, type: Value): boolean | null {
  if (type.kind === 'tuple') return anyOf(type.items.map((item) => isInstance(run, value, item)));
  if (type.kind === 'generic') return isOfGeneric(run, value, type.origin);
  if (value.kind === 'undecidable' || value.kind === 'external') return null;
  if (type.kind === 'external' && type.dotted === 'builtins.object') return true;
  // A metaclass may answer this itself, as that of an abstract class does for classes registered with it.
  if (specialFunction(type, '__instancecheck__') !== null) return null;
  if (type.kind === 'class' && isProtocol(type)) return isOfProtocol(value, type);
  if (value.kind === 'instance') return isSubclass(run, value.type, type);
  if (type.kind === 'builtin') return isOfBuiltin(value, type.name);
  if (value.kind === 'exception')
    return type.kind === 'external' ? catches(lastPart(type.dotted), value.type) : false;
  if (type.kind !== 'class') return null;
  // A builtin value is no instance of a class that the sources define.
  if (typeName(value) !== null || value.kind === 'function' || value.kind === 'module') return false;
  return value.kind === 'class' ? isMadeBy(run, value.metaclass, type) : null;
}

/** Python refuses to ask a protocol with arguments, too. */
function isOfGeneric(run: Run, value: Value, origin: Value): boolean | null {
  return origin.kind === 'class' && isProtocol(origin) ? null : isInstance(run, value, origin);
}

function isOfProtocol(value: Value, type: ClassValue): boolean | null {
  if (value.kind !== 'instance' && value.kind !== 'class') return null;
  // Python refuses to ask any other protocol.
  if (type.statement?.decorators.some(isRuntimeCheckable) !== true) return null;
  const derives = value.kind === 'instance' ? derivesFrom(value.type, same(type)) : false;
  return derives === true ? true : hasMembers(value, type);
}

function isMadeBy(run: Run, metaclass: Value | null, type: Value): boolean | null {
  if (metaclass === null) return false;
  return metaclass.kind === 'class' ? isSubclass(run, metaclass, type) : null;
}

function isOfBuiltin(value: Value, type: string): boolean | null {
  if (value.kind === 'class') return type === 'type';
  if (value.kind === 'builtin')
    return type === 'type' && /^(?:type|list|dict|str|int|tuple|set)$/.test(value.name) ? true : null;
  const name = typeName(value);
  if (name !== null) return name === type || (name === 'bool' && type === 'int');
  return ['function', 'module', 'bound', 'partial', 'exception', 'named'].includes(value.kind) ? false : null;
}

export function isSubclass(run: Run, value: Value, type: Value): boolean | null {
  if (type.kind === 'tuple') return anyOf(type.items.map((item) => isSubclass(run, value, item)));
  if (type.kind === 'generic') return isSubclass(run, value, type.origin);
  if (type.kind === 'external' && type.dotted === 'builtins.object') return true;
  if (value.kind !== 'class') return isSubclassOutside(value, type);
  if (specialFunction(type, '__subclasscheck__') !== null) return null;
  const name =
    type.kind === 'external' ? type.dotted : type.kind === 'builtin' ? `builtins.${type.name}` : null;
  if (type.kind !== 'class' && name === null) return null;
  const derives = derivesFrom(
    value,
    type.kind === 'class'
      ? same(type)
      : (ancestor) =>
          ancestor.kind === 'opaque' && (ancestor.name === name || isBuiltinBelow(ancestor.name, name)),
  );
  // Who has the methods of a protocol counts as a subclass of it.
  if (derives === false && type.kind === 'class' && isProtocol(type)) return null;
  if (derives !== false || type.kind === 'class') return derives;
  // What an opaque base derives from in turn is unknown, apart from builtins.
  const open = derivesFrom(
    value,
    (ancestor) => ancestor.kind === 'opaque' && !ancestor.name.startsWith('builtins.'),
  );
  return open === true ||
    (type.kind === 'external' && !type.dotted.startsWith('builtins.') && builtinBase(value) !== null)
    ? null
    : false;
}

function same(type: ClassValue): (ancestor: Ancestor) => boolean {
  return (ancestor) => ancestor.kind === 'class' && ancestor.identity === type.identity;
}

function isBuiltinBelow(ancestor: string, wanted: string | null): boolean {
  return (
    wanted !== null &&
    wanted.startsWith('builtins.') &&
    ancestor.startsWith('builtins.') &&
    catches(lastPart(wanted), lastPart(ancestor))
  );
}

function isSubclassOutside(value: Value, type: Value): boolean | null {
  const name = (each: Value): string | null =>
    each.kind === 'external' ? each.dotted : each.kind === 'builtin' ? `builtins.${each.name}` : null;
  const [own, wanted] = [name(value), name(type)];
  if (own === null || wanted === null) return null;
  if (own === wanted || isBuiltinBelow(own, wanted)) return true;
  if (own === 'builtins.bool' && wanted === 'builtins.int') return true;
  return own.startsWith('builtins.') && wanted.startsWith('builtins.') ? false : null;
}

function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.includes(null) ? null : false;
}

/** What `type(value)` gives; null where it is not known. */
export function classOf(value: Value): Value | null {
  switch (value.kind) {
    case 'instance':
      return value.type;
    case 'class':
      return value.metaclass ?? { kind: 'builtin', name: 'type' };
    case 'exception':
      return external(`builtins.${value.type}`);
    default: {
      const name = typeName(value);
      return name === null ? null : { kind: 'builtin', name };
    }
  }
}
