/** Registries that are dictionaries at module scope, and the classes that their rows name. */
import type { Diagnostic, Place } from '../diagnostics.js';
import { asItems, asText, type Value } from '../python/evaluate/index.js';
import type { PythonSources } from '../python/sources.js';
import { SYNTAX_ERROR, type Expr, type Stmt } from '../python/syntax.js';
import { expressions, expressionsOf, moduleClasses, statements } from '../python/walk.js';
import { REGISTRY_MISSING } from './registrations.js';
import type { RegistrationStatus, Undecidable } from './types.js';

export interface TableRow extends Place {
  readonly key: string;
  readonly value: Value;
  /** `conditional` when only some outcomes of the open conditions have the row. */
  readonly status: RegistrationStatus;
}

export interface Table {
  /** The statement that binds the name first; null when there is none. */
  readonly place: Place | null;
  /** In the order of the dictionary. */
  readonly rows: readonly TableRow[];
  readonly undecidable: readonly Undecidable[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the dictionary that a module binds to `name`; a table that is not there is a diagnostic. */
export function readTable(sources: PythonSources, file: string, name: string): Table {
  const facts = sources.tree.has(file) ? sources.facts(file) : null;
  if (facts === null) return missing(file, 1, `${file} is not there: the registry ${name} cannot be read`);
  const all = sources.project.worlds(file, name);
  const worlds = all.filter((world) => world.failure === null);
  // A file that cannot be imported may have said enough before it raises.
  const outcomes = worlds.length > 0 ? worlds.map(({ value }) => value) : all.map(({ before }) => before);
  const values = outcomes.filter((value) => value !== undefined);
  const statement = [...statements(facts.body, false)].find((stmt) => touches(stmt, name));
  const [failure] = all.flatMap((world) => (world.failure === null ? [] : [world.failure]));
  if (worlds.length === 0 && values.length === 0 && failure !== undefined) {
    const message = `${file} raises ${failure.type} when it is imported (${failure.message}): ${name} cannot be read`;
    return missing(failure.place.file, failure.place.line, message);
  }
  if (values.length === 0) {
    const message = `${file} binds no ${name}: the registry was renamed, or it is made in another way now`;
    return missing(file, 1, message);
  }
  const places = keyPlaces(sources, file, name);
  const start = { file, line: statement?.line ?? 1, column: statement?.column ?? 1 };
  const rows = new Map<string, TableRow>();
  const undecidable = new Map<string, Undecidable>();
  const open = (place: Place, reason: string): void => {
    undecidable.set(`${place.file}:${place.line}:${reason}`, { file: place.file, line: place.line, reason });
  };
  for (const value of values) {
    if (value.kind !== 'dict') {
      if (value.kind === 'undecidable') open(value.place, `${name}: ${value.reason}`);
      else open(start, `${name} is a ${value.kind}, not a dictionary`);
      continue;
    }
    for (const [keyValue, entry] of value.entries) {
      const key = asText(keyValue);
      if (key === null) {
        const at = keyValue.kind === 'undecidable' ? keyValue.place : start;
        open(at, `a key of ${name} is not known: ${reasonOf(keyValue)}`);
        continue;
      }
      const place = places.get(key) ?? start;
      if (isBroken(entry)) {
        open(place, `a syntax error in the entry "${key}" of ${name}`);
        continue;
      }
      const certain = outcomes.every((value) => holds(value, key));
      const status = certain ? 'active' : 'conditional';
      if (!rows.has(key)) rows.set(key, { key, value: entry, status, ...place });
    }
  }
  return {
    place: statement === undefined ? null : start,
    rows: [...rows.values()],
    undecidable: [...undecidable.values()],
    diagnostics: [],
  };
}

export interface TextRow extends Omit<TableRow, 'value'> {
  /** Null where the value is no string that is known. */
  readonly text: string | null;
  /** What it is instead. */
  readonly reason: string;
}

export interface TextTable extends Omit<Table, 'rows'> {
  readonly rows: readonly TextRow[];
}

/** A dictionary of strings as plain data, see `PythonSources.answer`. */
export function answerTable(sources: PythonSources, file: string, name: string): TextTable {
  return sources.answer(['table', file, name], () => {
    const table = readTable(sources, file, name);
    return { ...table, rows: table.rows.map(textRow) };
  });
}

export function textRow({ value, ...row }: TableRow): TextRow {
  return { ...row, text: asText(value), reason: reasonOf(value) };
}

/** Whether an entry has a syntax error in it: what it says is a guess then. */
function isBroken(value: Value): boolean {
  if (value.kind === 'undecidable') return value.reason === SYNTAX_ERROR;
  return asItems(value)?.some(isBroken) ?? false;
}

export function reasonOf(value: Value): string {
  return value.kind === 'undecidable' ? value.reason : `it is a ${value.kind}`;
}

function missing(file: string, line: number, message: string): Table {
  return { place: null, rows: [], undecidable: [], diagnostics: [registryMissing(file, line, message)] };
}

export function registryMissing(file: string, line: number, message: string): Diagnostic {
  return { rule: REGISTRY_MISSING, severity: 'error', message, file, line, column: 1 };
}

function holds(value: Value | undefined, key: string): boolean {
  return value?.kind === 'dict' && value.entries.some(([each]) => asText(each) === key);
}

/** Where the keys of a dictionary are written; the last place wins, as the last value does. */
function keyPlaces(
  sources: PythonSources,
  file: string,
  name: string,
  open: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const body = sources.facts(file)?.body ?? [];
  for (const stmt of statements(body, false)) {
    if (!touches(stmt, name)) continue;
    for (const root of expressionsOf(stmt)) {
      for (const expr of expressions(root)) {
        for (const key of keysOf(expr)) {
          const text = key.text ?? keyText(sources, file, key.at);
          if (text !== null) places.set(text, { file, line: key.at.line, column: key.at.column });
        }
        for (const spread of spreadsOf(expr)) {
          if (open.has(spread) || spread === name) continue;
          const inner = keyPlaces(sources, file, spread, new Set([...open, name]));
          for (const [text, place] of inner) places.set(text, place);
        }
      }
    }
  }
  return places;
}

interface WrittenKey {
  readonly text: string | null;
  readonly at: Expr;
}

function keysOf(expr: Expr): readonly WrittenKey[] {
  switch (expr.kind) {
    case 'dict':
      return expr.entries.flatMap(({ key }) => (key === null ? [] : [{ text: null, at: key }]));
    case 'call':
      return expr.args.flatMap(({ form, name, value }) =>
        form === 'keyword' && name !== null ? [{ text: name, at: value }] : [],
      );
    case 'subscript':
      return [{ text: null, at: expr.index }];
    default:
      return [];
  }
}

function spreadsOf(expr: Expr): readonly string[] {
  if (expr.kind !== 'dict') return [];
  return expr.entries.flatMap(({ key, value }) => (key === null && value.kind === 'name' ? [value.id] : []));
}

function keyText(sources: PythonSources, file: string, expr: Expr): string | null {
  if (expr.kind === 'string') return expr.value;
  return expr.kind === 'name' ? asText(sources.project.lookup(file, expr.id)) : null;
}

/** Whether a statement binds or changes a name: `X = …`, `X[…] = …`, `X |= …`, `X.update(…)`. */
function touches(stmt: Stmt, name: string): boolean {
  switch (stmt.kind) {
    case 'assign':
      return stmt.targets.some((target) => rootName(target) === name);
    case 'annotated':
    case 'augmented':
      return rootName(stmt.target) === name;
    case 'expression':
      return stmt.value.kind === 'call' && rootName(stmt.value.func) === name;
    default:
      return false;
  }
}

function rootName(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id;
  return expr.kind === 'attribute' || expr.kind === 'subscript' ? rootName(expr.value) : null;
}

/** Where a file defines a class, also when imports lead to another file; null when it does not. */
export function classPlace(sources: PythonSources, file: string, name: string): Place | null {
  const facts = sources.tree.has(file) ? sources.facts(file) : null;
  if (facts === null) return null;
  const own = moduleClasses(facts.body).findLast((each) => each.name === name);
  if (own !== undefined) return { file, line: own.line, column: own.column };
  const value = sources.project.lookup(file, name);
  return value?.kind === 'class' ? value.place : null;
}
