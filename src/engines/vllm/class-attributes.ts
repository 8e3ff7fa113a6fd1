/**
 * vLLM's model classes as its own sources show them. Bases outside of the sources (torch, transformers, typing) are taken
 * to have none of the names that vLLM's interfaces define; a base that is not known leaves every lookup behind it open.
 */
import { derivesFrom, type ClassValue, type Value } from '../../python/evaluate/index.js';

/** Whether a class of this name is among the ancestors; null when a base is not known. */
export function hasAncestor(type: ClassValue, name: string): boolean | null {
  return derivesFrom(type, (ancestor) =>
    ancestor.kind === 'class' ? ancestor.name === name : lastPart(ancestor.name) === name,
  );
}

function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** The class as if its bases outside of the sources, and decorators and metaclasses from there, added nothing to it. */
export function seenAlone(type: ClassValue): ClassValue {
  return seen(type, new Map());
}

function seen(type: ClassValue, known: Map<ClassValue, ClassValue>): ClassValue {
  const before = known.get(type);
  if (before !== undefined) return before;
  // What turns out to be among its own bases has no order of them either way.
  known.set(type, type);
  const bases = type.bases.map((base): Value => {
    const origin = base.kind === 'generic' ? base.origin : base;
    if (origin.kind === 'external') return { ...origin, isBare: true };
    return origin.kind === 'class' ? seen(origin, known) : origin;
  });
  const metaclass = type.metaclass?.kind === 'class' ? type.metaclass : null;
  const alone: ClassValue = { ...type, bases, metaclass, statement: null };
  known.set(type, alone);
  return alone;
}
