/** The architectures that SGLang's configuration code puts in place of others: those of draft models above all. */
import { asItems, asText, nestedBlocks } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { CompareExpr, Expr, Stmt } from '../../python/syntax.js';
import { expressions, statements } from '../../python/walk.js';
import { inDirectory } from '../types.js';

/** What SGLang reads a checkpoint's configuration with. */
export function modelConfigFile(directory: string): string {
  return inDirectory(directory, 'srt/configs/model_config.py');
}

/**
 * Drafts: `hf_config.architectures[0] = "XNextN"` in the configuration of a draft model. With the architectures for
 * which the surrounding conditions hold: the models it drafts for.
 */
export function readDrafts(
  sources: PythonSources,
  directory: string,
): ReadonlyMap<string, readonly string[]> {
  return sources.answer('sglang: drafts', () => draftsOf(sources, directory));
}

function draftsOf(sources: PythonSources, directory: string): ReadonlyMap<string, readonly string[]> {
  const path = modelConfigFile(directory);
  const drafts = new Map<string, readonly string[]>();
  const facts = sources.tree.has(path) ? sources.project.bodies(path) : null;
  if (facts !== null) collect(facts.body, null, { sources, path, names: ['architectures'], drafts });
  return drafts;
}

/** The architectures that a checkpoint may have at some place in the code; null where nothing was asked of it. */
type Possible = readonly string[] | null;

interface Reading {
  readonly sources: PythonSources;
  readonly path: string;
  /** What the architectures of a configuration are called here. */
  readonly names: readonly string[];
  readonly drafts: Map<string, readonly string[]>;
}

function collect(body: readonly Stmt[], possible: Possible, reading: Reading): void {
  const { drafts } = reading;
  for (const stmt of body) {
    for (const name of architecturesAssignedBy([stmt])) {
      const bases = (possible ?? []).filter((each) => each !== name);
      drafts.set(name, union(drafts.get(name) ?? [], bases));
    }
    if (stmt.kind === 'if') {
      collect(stmt.body, where(stmt.test, true, possible, reading), reading);
      collect(stmt.orelse, where(stmt.test, false, possible, reading), reading);
    } else {
      const within = stmt.kind === 'function' ? withLocalNames(reading, stmt.body ?? []) : reading;
      for (const block of nestedBlocks(stmt)) collect(block, possible, within);
    }
  }
}

/** `arch = self.hf_config.architectures[0]` */
function withLocalNames(reading: Reading, body: readonly Stmt[]): Reading {
  const names = [...reading.names];
  for (const stmt of statements(body)) {
    if (stmt.kind !== 'assign' || !isArchitecture(stmt.value, names)) continue;
    names.push(...stmt.targets.flatMap((target) => (target.kind === 'name' ? [target.id] : [])));
  }
  return { ...reading, names };
}

/** What remains possible where a test holds, or where it does not. */
function where(test: Expr, holds: boolean, possible: Possible, reading: Reading): Possible {
  if (test.kind === 'compare') return whereCompared(test, holds, possible, reading);
  if (test.kind === 'unary' && test.op === 'not') return where(test.operand, !holds, possible, reading);
  if (test.kind === 'boolean') {
    // All of `and` hold, and none of `or` where it does not; of the others any may.
    const all = (test.op === 'and') === holds;
    if (all) return test.values.reduce((known, each) => where(each, holds, known, reading), possible);
    const each = test.values.map((value) => where(value, holds, possible, reading));
    const said = each.filter((found) => found !== null && found !== possible);
    return !holds || said.length === 0 ? possible : [...new Set(said.flatMap((found) => found ?? []))];
  }
  const some = someOf(test);
  return some === null
    ? possible
    : where(some.element, holds, possible, { ...reading, names: [...reading.names, ...some.names] });
}

/** `any(arch in […] for arch in self.hf_config.architectures)` */
function someOf(test: Expr): { readonly element: Expr; readonly names: readonly string[] } | null {
  const [argument] = test.kind === 'call' ? test.args : [];
  if (test.kind !== 'call' || test.func.kind !== 'name' || test.func.id !== 'any') return null;
  if (argument?.value.kind !== 'comprehension') return null;
  const { element, clauses } = argument.value;
  const names = clauses.flatMap(({ target, iter }) =>
    target.kind === 'name' && isArchitecture(iter, ['architectures']) ? [target.id] : [],
  );
  return { element, names };
}

function whereCompared(test: CompareExpr, holds: boolean, possible: Possible, reading: Reading): Possible {
  const [right, ...more] = test.rest;
  if (right === undefined || more.length > 0) return possible;
  const positive = right.op === '==' || right.op === 'in';
  if (!positive && right.op !== '!=' && right.op !== 'not in') return possible;
  const named = isArchitecture(test.left, reading.names)
    ? textsOf(right.value, reading)
    : isArchitecture(right.value, reading.names)
      ? textsOf(test.left, reading)
      : [];
  if (named.length === 0) return possible;
  if (positive === holds) return narrowed(possible, named);
  return possible?.filter((each) => !named.includes(each)) ?? null;
}

/** A condition within another one tells its architectures apart; where it names none of them, it names more. */
function narrowed(possible: Possible, named: readonly string[]): readonly string[] {
  const common = possible?.filter((each) => named.includes(each)) ?? [];
  return common.length > 0 ? common : union(possible ?? [], named);
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function isArchitecture(expr: Expr, names: readonly string[]): boolean {
  switch (expr.kind) {
    case 'name':
      return names.includes(expr.id);
    case 'attribute':
      return expr.attr === 'architectures';
    case 'subscript':
      return isArchitecture(expr.value, names);
    case 'boolean':
      return expr.values.some((value) => isArchitecture(value, names));
    case 'call':
      // getattr(config, "architectures", [])
      return expr.args.some(({ value }) => value.kind === 'string' && value.value === 'architectures');
    default:
      return false;
  }
}

/** The string constants of a list, or of one that a name of the module means. */
function textsOf(expr: Expr, { sources, path }: Reading): readonly string[] {
  return expressions(expr).flatMap((each): readonly string[] => {
    if (each.kind === 'string') return each.value === null ? [] : [each.value];
    const value = each.kind === 'name' ? sources.project.lookup(path, each.id) : undefined;
    const items = value === undefined ? null : (asItems(value) ?? [value]);
    return items?.map(asText).filter((text) => text !== null) ?? [];
  });
}

/** String constants that the code of a file assigns to something called `architectures`, or to an item of it. */
export function assignedArchitectures(sources: PythonSources, path: string): readonly string[] {
  const facts = sources.tree.has(path) ? sources.project.bodies(path) : null;
  return facts === null ? [] : architecturesAssignedBy(statements(facts.body));
}

function architecturesAssignedBy(body: readonly Stmt[]): readonly string[] {
  return body.flatMap((stmt) => {
    if (stmt.kind !== 'assign') return [];
    const isArchitectures = stmt.targets.some((target) => {
      const owner = target.kind === 'subscript' ? target.value : target;
      return (
        (owner.kind === 'name' && owner.id === 'architectures') ||
        (owner.kind === 'attribute' && owner.attr === 'architectures')
      );
    });
    const values = stmt.value.kind === 'list' ? stmt.value.items : [stmt.value];
    return isArchitectures
      ? values.flatMap((value) => (value.kind === 'string' && value.value !== null ? [value.value] : []))
      : [];
  });
}
