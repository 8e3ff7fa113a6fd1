import type { Place } from '../../diagnostics.js';
import type { Project, Value, World } from '../../python/evaluate/index.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { Stmt } from '../../python/syntax.js';

/**
 * SGLang's registry takes `module.EntryClass`: every item of a list, or the value itself, by its `__name__`.
 * Anything without that attribute raises outside of the registry's own error handling and stops it.
 */
export interface EntryClass {
  /** Where `EntryClass` is bound last. */
  readonly place: Place;
  readonly entries: readonly Entry[];
  /** What the registry would raise for. */
  readonly problems: readonly Problem[];
  /** Why what is registered cannot be known. */
  readonly undecidable: readonly (Place & { readonly reason: string })[];
}

export interface Entry {
  /** `__name__` of the class. */
  readonly name: string;
  /** False when only some outcomes of the open conditions register it. */
  readonly certain: boolean;
  readonly classPlace: Place | null;
  /** The class object, null when it is outside the sources. */
  readonly value: Value;
}

export interface Problem extends Place {
  readonly message: string;
  /** The names that the program meant to register. */
  readonly named: readonly string[];
}

interface Outcome {
  readonly entries: readonly { name: string; classPlace: Place | null; value: Value }[];
  readonly problems: readonly Problem[];
  readonly undecidable: readonly (Place & { readonly reason: string })[];
}

/** Reads what one module registers, or null when it binds no `EntryClass`. */
export function readEntryClass(project: Project, facts: ModuleFacts): EntryClass | null {
  const worlds = project.worlds(facts.path, 'EntryClass');
  if (worlds.every((world) => world.value === undefined && world.failure === null)) return null;
  const place = entryPlace(facts);
  // What is registered is what the code registers when every import succeeds.
  const succeeding = worlds.filter((world) => world.failure === null);
  const outcomes = (succeeding.length > 0 ? succeeding : worlds).map((world) => outcomeOf(world, place));
  const names = new Map<string, Entry>();
  for (const entry of outcomes.flatMap((outcome) => outcome.entries)) {
    const certain = outcomes.every((outcome) => outcome.entries.some(({ name }) => name === entry.name));
    if (!names.has(entry.name)) names.set(entry.name, { ...entry, certain });
  }
  return {
    place,
    entries: [...names.values()],
    problems: unique(outcomes.flatMap((outcome) => outcome.problems)),
    undecidable: unique(outcomes.flatMap((outcome) => outcome.undecidable)),
  };
}

function unique<T extends Place>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function outcomeOf(world: World, place: Place): Outcome {
  const { failure, value } = world;
  if (failure !== null) {
    // An exception while the module is imported drops the module; the registry goes on.
    const message = `importing this module raises ${failure.type}: ${failure.message}; SGLang would skip it`;
    return { entries: [], problems: [{ ...failure.place, message, named: [] }], undecidable: [] };
  }
  if (value === undefined) return { entries: [], problems: [], undecidable: [] };
  const items = value.kind === 'list' ? value.items : [value];
  const read = items.map((item) => readItem(item, place));
  const problems = read.flatMap((item) => item.problems);
  // The registry stops at the first item without a name, whatever the others are.
  const entries = problems.length > 0 ? [] : read.flatMap((item) => item.entries);
  const duplicate = entries.find(
    (entry, index) => entries.findIndex(({ name }) => name === entry.name) < index,
  );
  if (duplicate !== undefined) {
    const message = `EntryClass lists ${duplicate.name} twice; the registry asserts that names are unique`;
    return { entries: [], problems: [{ ...place, message, named: [duplicate.name] }], undecidable: [] };
  }
  return { entries, problems, undecidable: read.flatMap((item) => item.undecidable) };
}

function readItem(item: Value, place: Place): Outcome {
  const named = (name: string, classPlace: Place | null): Outcome => ({
    entries: [{ name, classPlace, value: item }],
    problems: [],
    undecidable: [],
  });
  switch (item.kind) {
    case 'class':
    case 'function':
      return named(item.name, item.place);
    case 'generic':
      return readItem(item.origin, place);
    case 'builtin':
      return named(item.name, null);
    case 'external':
      // A class of another package keeps its name as far as anyone can tell from here.
      return named(item.dotted.slice(item.dotted.lastIndexOf('.') + 1), null);
    case 'undecidable':
      return { entries: [], problems: [], undecidable: [{ ...item.place, reason: item.reason }] };
    default: {
      const names = namesIn(item);
      const message = `EntryClass has a ${describeKind(item)}, which has no __name__: the registry would raise AttributeError. Use a class or a list of classes`;
      return { entries: [], problems: [{ ...place, message, named: names }], undecidable: [] };
    }
  }
}

function describeKind(value: Value): string {
  if (value.kind !== 'constant') return value.kind;
  return value.value === null ? 'None' : typeof value.value === 'string' ? 'string' : 'constant';
}

function namesIn(value: Value): readonly string[] {
  if (value.kind === 'class') return [value.name];
  return value.kind === 'tuple' || value.kind === 'list' || value.kind === 'set'
    ? value.items.flatMap(namesIn)
    : [];
}

/** The last statement of module scope that binds `EntryClass`, conditional ones included. */
function entryPlace(facts: ModuleFacts): Place {
  const binding = lastBinding(facts.body);
  return { file: facts.path, line: binding?.line ?? 1, column: binding?.column ?? 1 };
}

function lastBinding(body: readonly Stmt[]): Stmt | undefined {
  for (const stmt of [...body].reverse()) {
    const inner = blocksOf(stmt)
      .map(lastBinding)
      .findLast((found) => found !== undefined);
    if (inner !== undefined) return inner;
    if (binds(stmt)) return stmt;
  }
  return undefined;
}

function blocksOf(stmt: Stmt): readonly (readonly Stmt[])[] {
  switch (stmt.kind) {
    case 'if':
    case 'for':
    case 'while':
      return [stmt.body, stmt.orelse];
    case 'with':
      return [stmt.body];
    case 'try':
      return [stmt.body, ...stmt.handlers.map((handler) => handler.body), stmt.orelse, stmt.finalbody];
    case 'match':
      return stmt.cases.map((item) => item.body);
    default:
      return [];
  }
}

function binds(stmt: Stmt): boolean {
  const isName = (expr: { kind: string; id?: string; items?: readonly unknown[] }): boolean =>
    expr.kind === 'name' && expr.id === 'EntryClass';
  switch (stmt.kind) {
    case 'assign':
      return stmt.targets.some(
        (target) => isName(target) || (target.kind === 'tuple' && target.items.some(isName)),
      );
    case 'annotated':
      return stmt.value !== null && isName(stmt.target);
    case 'import-from':
      return stmt.names?.some(({ name, alias }) => (alias ?? name) === 'EntryClass') ?? false;
    default:
      return false;
  }
}
