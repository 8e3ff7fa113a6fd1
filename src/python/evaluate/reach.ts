/** What the functions and classes of a module do when a statement runs them, at whatever remove. */
import { append } from '../../append.js';
import type { ClassStmt, FunctionStmt, Stmt } from '../syntax.js';
import { builtinValue } from './builtin-names.js';
import { effectsOf, effectsOfBlock, type Effects } from './effects.js';
import { localNames } from './function-shape.js';
import { statements } from './nesting.js';

/** The statements of a function, null when they cannot be had. */
export type BodyOf = (declaration: FunctionStmt) => readonly Stmt[] | null;

interface Reach {
  readonly writes: Set<string>;
  readonly mutates: Set<string>;
  anything: boolean;
  everything: boolean;
  raises: boolean;
}

interface Definitions {
  readonly functions: ReadonlyMap<string, readonly FunctionStmt[]>;
  readonly classes: ReadonlyMap<string, readonly ClassStmt[]>;
  /** Other statements that bind a name. */
  readonly bindings: ReadonlyMap<string, readonly Effects[]>;
  readonly bodyOf: BodyOf;
}

/** The effects of every statement of a module, with those of the functions that it runs. */
export function moduleEffects(body: readonly Stmt[], bodyOf: BodyOf): readonly Effects[] {
  const definitions = collectDefinitions(body, bodyOf);
  const imported = importedNames(body);
  const missing = namesReadTooEarly(body, imported);
  return body.map((stmt, index) => {
    const own = effectsOf(stmt);
    const early = missing.has(index);
    const reach = reachOf(definitions, own);
    if (reach === null && !early) return own;
    return {
      ...own,
      writes: new Set([...own.writes, ...(reach?.writes ?? [])]),
      mutates: new Set([...own.mutates, ...(reach?.mutates ?? [])]),
      anything: own.anything || (reach?.anything ?? false),
      everything: own.everything || (reach?.everything ?? false),
      raises: own.raises || early || (reach?.raises ?? false),
    };
  });
}

function collectDefinitions(body: readonly Stmt[], bodyOf: BodyOf): Definitions {
  const functions = new Map<string, FunctionStmt[]>();
  const classes = new Map<string, ClassStmt[]>();
  const bindings = new Map<string, Effects[]>();
  const add = <T>(map: Map<string, T[]>, name: string, item: T): void => {
    const list = map.get(name);
    if (list === undefined) map.set(name, [item]);
    else list.push(item);
  };
  for (const stmt of statements(body, false)) {
    if (stmt.kind === 'function') add(functions, stmt.name, stmt);
    else if (stmt.kind === 'class') add(classes, stmt.name, stmt);
    else if (stmt.kind !== 'import' && stmt.kind !== 'import-from') {
      const effects = effectsOf(stmt);
      for (const name of effects.writes) add(bindings, name, effects);
    }
  }
  return { functions, classes, bindings, bodyOf };
}

/** Names that only imports bind. */
export function importedNames(body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stmt of body) {
    if (stmt.kind === 'import')
      for (const { module, alias } of stmt.names) names.add(alias ?? module.split('.')[0] ?? module);
    if (stmt.kind === 'import-from') for (const { name, alias } of stmt.names ?? []) names.add(alias ?? name);
  }
  return names;
}

// -------------------------------------------------------------- what is reached

/** Null when the statement runs nothing that the module defines. */
function reachOf(definitions: Definitions, effects: Effects): Reach | null {
  if (effects.runs.size === 0 && effects.derives.size === 0) return null;
  const reach: Reach = {
    writes: new Set(),
    mutates: new Set(),
    anything: false,
    everything: false,
    raises: false,
  };
  const seen = new Set<string>();
  const queue = [...effects.runs].map((name) => ({ name, root: name }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { name, root } = next;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const other of followed(definitions, reach, name, root)) queue.push({ name: other, root });
  }
  for (const name of hooked(definitions, effects.derives)) {
    for (const declaration of hooksOf(definitions, name))
      followFunction(definitions, reach, declaration, name);
  }
  const nothing = reach.writes.size === 0 && reach.mutates.size === 0 && !reach.anything && !reach.everything;
  return nothing && !reach.raises ? null : reach;
}

/** Adds what running `name` does; gives the names that it runs in turn. */
function followed(definitions: Definitions, reach: Reach, name: string, root: string): readonly string[] {
  const next: string[] = [];
  for (const declaration of definitions.functions.get(name) ?? [])
    append(next, followFunction(definitions, reach, declaration, root));
  for (const stmt of definitions.classes.get(name) ?? []) {
    append(next, effectsOf(stmt).derives);
    for (const each of statements(stmt.body, false))
      if (each.kind === 'function') append(next, followFunction(definitions, reach, each, root));
  }
  for (const effects of definitions.bindings.get(name) ?? []) {
    append(next, effects.reads);
    append(next, effects.runs);
  }
  return next;
}

function followFunction(
  definitions: Definitions,
  reach: Reach,
  declaration: FunctionStmt,
  root: string,
): readonly string[] {
  const body = definitions.bodyOf(declaration);
  if (body === null) return [];
  const { effects, globals, outside, raises } = bodyEffects(declaration, body);
  for (const name of globals) reach.writes.add(name);
  // Whatever such a body changes may be, or be part of, anything that it can reach.
  if (effects.mutates.size > 0) {
    const defaults = effectsOf(declaration).reads;
    for (const name of [...outside, ...defaults, root]) reach.mutates.add(name);
  }
  reach.anything ||= effects.anything;
  reach.everything ||= effects.everything;
  reach.raises ||= raises;
  return [...effects.runs, ...effects.derives];
}

/** What running a function does. */
interface BodyEffects {
  readonly effects: Effects;
  /** Names that it declares `global`. */
  readonly globals: readonly string[];
  /** Names from around it that it reads. */
  readonly outside: readonly string[];
  readonly raises: boolean;
}

const knownBodies = new WeakMap<readonly Stmt[], BodyEffects>();

function bodyEffects(declaration: FunctionStmt, body: readonly Stmt[]): BodyEffects {
  const known = knownBodies.get(body);
  if (known !== undefined) return known;
  const all = statements(body, true);
  const effects = effectsOfBlock(allBodies(body, all));
  const locals = localNames(declaration, body);
  const made: BodyEffects = {
    effects,
    globals: all.flatMap((stmt) => (stmt.kind === 'global' ? stmt.names : [])),
    outside: [...effects.reads].filter((name) => !locals.has(name)),
    raises:
      effects.raises && statements(body, false).some(({ kind }) => kind === 'raise' || kind === 'assert'),
  };
  knownBodies.set(body, made);
  return made;
}

/** The statements of a function with those of the functions in it, which it may run. */
function allBodies(body: readonly Stmt[], all: readonly Stmt[]): readonly Stmt[] {
  const nested = all.flatMap((stmt) => (stmt.kind === 'function' && stmt.body !== null ? stmt.body : []));
  return [...body, ...nested];
}

// ----------------------------------------------------------------------- hooks

/** Names of classes whose hooks a class with these bases may run. */
function hooked(definitions: Definitions, derives: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...derives];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const stmt of definitions.classes.get(name) ?? []) {
      append(queue, effectsOf(stmt).derives);
      append(queue, stmt.args.flatMap(metaclassNames));
    }
  }
  return found;
}

function metaclassNames({ name, value }: ClassStmt['args'][number]): readonly string[] {
  return name === 'metaclass' && value.kind === 'name' ? [value.id] : [];
}

const HOOKS = /^__(?:init_subclass|new|init|prepare|set_name|class_getitem|mro_entries)__$/;

/** The functions of a class that making a subclass may run: all hooks of a metaclass, one of a base class. */
function hooksOf(definitions: Definitions, name: string): readonly FunctionStmt[] {
  return (definitions.classes.get(name) ?? []).flatMap((stmt) => {
    const isMetaclass = stmt.args.some(({ value }) => value.kind === 'name' && value.id === 'type');
    return [...statements(stmt.body, false)].filter(
      (each): each is FunctionStmt =>
        each.kind === 'function' && (isMetaclass ? HOOKS.test(each.name) : each.name === '__init_subclass__'),
    );
  });
}

// ------------------------------------------------------- names without a value

/** Positions of the statements that read a name which no statement before them binds. */
function namesReadTooEarly(body: readonly Stmt[], imported: ReadonlySet<string>): ReadonlySet<number> {
  const found = new Set<number>();
  const bound = new Set(imported);
  const all = body.map(effectsOf);
  if (all.some((effects) => effects.anything)) return found;
  const local = new Set(all.flatMap((effects) => [...effects.writes]));
  for (const [index, effects] of all.entries()) {
    const stmt = body[index];
    const simple = stmt !== undefined && SIMPLE.has(stmt.kind);
    for (const name of simple ? effects.needs : [])
      if (!bound.has(name) && (local.has(name) || !isPredefined(name))) found.add(index);
    for (const name of effects.writes) bound.add(name);
  }
  return found;
}

/** Statements that read their names before they bind any. */
const SIMPLE: ReadonlySet<string> = new Set([
  'assign',
  'annotated',
  'augmented',
  'expression',
  'class',
  'function',
]);

function isPredefined(name: string): boolean {
  return builtinValue(name) !== null || name.startsWith('__');
}
