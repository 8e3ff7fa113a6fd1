import type { Place } from '../../diagnostics.js';
import { linearise } from '../../python/evaluate/classes.js';
import { asText, nestedBlocks, type Project, type Value, type World } from '../../python/evaluate/index.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { Stmt } from '../../python/syntax.js';

/**
 * SGLang's registry takes `module.EntryClass`: every item of a list, or the value itself, by its `__name__`.
 * Anything without that attribute raises outside of the registry's own error handling and stops it.
 */
export interface EntryClass<E extends Entry = Entry> {
  /** Where `EntryClass` is bound last. */
  readonly place: Place;
  readonly entries: readonly E[];
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
  /** The class and those that it derives from, as far as the sources have them. */
  readonly lineage: readonly Place[];
}

interface EntryWithValue extends Entry {
  /** The class object. */
  readonly value: Value;
}

export interface Problem extends Place {
  readonly message: string;
  /** The names that the program meant to register. */
  readonly named: readonly string[];
}

interface Outcome {
  readonly entries: readonly Omit<EntryWithValue, 'certain'>[];
  readonly problems: readonly Problem[];
  readonly undecidable: readonly (Place & { readonly reason: string })[];
}

/** Reads what one module registers, or null when it binds no `EntryClass`. */
export function readEntryClass(project: Project, facts: ModuleFacts): EntryClass<EntryWithValue> | null {
  const worlds = entryWorlds(project, facts);
  if (worlds.every((world) => world.value === undefined && world.failure === null)) return null;
  const place = entryPlace(facts);
  // What is registered is what the code registers when every import succeeds.
  const succeeding = worlds.filter((world) => world.failure === null);
  const outcomes = (succeeding.length > 0 ? succeeding : worlds).map((world) =>
    outcomeOf(project, world, place),
  );
  const names = new Map<string, EntryWithValue>();
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

/** As plain data. */
export function withoutValues({ entries, ...read }: EntryClass): EntryClass {
  const named = entries.map(({ name, certain, classPlace, lineage }) => ({
    name,
    certain,
    classPlace,
    lineage,
  }));
  return { ...read, entries: named };
}

/** The worlds of `EntryClass`; the one of its failure when the module cannot be imported whatever it binds. */
function entryWorlds(project: Project, facts: ModuleFacts): readonly World[] {
  const worlds = project.worlds(facts.path, 'EntryClass');
  if (worlds.every((world) => world.value === undefined && world.failure === null)) {
    const dynamic = project.attribute({ kind: 'module', path: facts.path }, 'EntryClass');
    return dynamic === undefined ? [] : [{ decisions: [], value: dynamic, failure: null }];
  }
  const failure = project.importFailure(facts.path);
  return failure === null ? worlds : [{ decisions: [], value: undefined, failure }];
}

function unique<T extends Place>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function outcomeOf(project: Project, world: World, place: Place): Outcome {
  const { failure, value } = world;
  if (failure !== null) {
    // An exception while the module is imported drops the module; the registry goes on.
    const message = `importing this module raises ${failure.type}: ${failure.message}; SGLang would skip it`;
    return { entries: [], problems: [{ ...failure.place, message, named: [] }], undecidable: [] };
  }
  if (value === undefined) return { entries: [], problems: [], undecidable: [] };
  const read = entryItems(value).map((item) => readItem(project, item, place));
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

/** Lists count item by item, those of a subclass of `list` too; everything else is one entry. */
function entryItems(value: Value): readonly Value[] {
  if (value.kind === 'list') return value.items;
  return value.kind === 'instance' && value.payload?.kind === 'list' ? value.payload.items : [value];
}

function readItem(project: Project, item: Value, place: Place): Outcome {
  const value = project.attribute(item, '__name__');
  if (value === undefined) {
    const message = `EntryClass has a ${describeKind(item)}, which has no __name__: the registry would raise AttributeError. Use a class or a list of classes`;
    return { entries: [], problems: [{ ...place, message, named: namesIn(item) }], undecidable: [] };
  }
  const name = asText(value);
  if (name !== null)
    return {
      entries: [{ name, classPlace: definitionPlace(item), lineage: lineageOf(item), value: item }],
      problems: [],
      undecidable: [],
    };
  const open =
    value.kind === 'undecidable' ? value : { place, reason: 'an entry whose __name__ is no string' };
  return { entries: [], problems: [], undecidable: [{ ...open.place, reason: open.reason }] };
}

function definitionPlace(item: Value): Place | null {
  if (item.kind === 'generic') return definitionPlace(item.origin);
  return item.kind === 'class' || item.kind === 'function' ? item.place : null;
}

function lineageOf(item: Value): readonly Place[] {
  if (item.kind === 'generic') return lineageOf(item.origin);
  const order = item.kind === 'class' ? linearise(item) : null;
  return (order ?? []).flatMap((each) => (each.kind === 'class' ? [each.place] : []));
}

function describeKind(value: Value): string {
  if (value.kind === 'view' || value.kind === 'iterator') return value.type;
  if (value.kind === 'instance') return `${value.type.name} object`;
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
    const blocks = stmt.kind === 'class' || stmt.kind === 'function' ? [] : nestedBlocks(stmt);
    const inner = blocks.map(lastBinding).findLast((found) => found !== undefined);
    if (inner !== undefined) return inner;
    if (binds(stmt)) return stmt;
  }
  return undefined;
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
