/** Registries that decorators fill: `@REGISTRY.register("Name", …)` in front of a class. */
import type { Place } from '../diagnostics.js';
import { asItems, asText, findAttribute } from '../python/evaluate/index.js';
import type { PythonSources } from '../python/sources.js';
import type { CallExpr, ClassStmt, Expr } from '../python/syntax.js';
import { moduleClasses } from '../python/walk.js';
import { reasonOf } from './tables.js';
import type { Undecidable } from './types.js';

/** One call of a registering decorator. */
export interface DecoratorCall {
  readonly file: string;
  readonly statement: ClassStmt;
  readonly call: CallExpr;
}

/** Every call of the decorator (`register`, `REGISTRY.register`), also through a module, in front of a class. */
export function decoratorCalls(
  sources: PythonSources,
  file: string,
  decorator: string,
): readonly DecoratorCall[] {
  // Most files of a folder have none: a look at the bytes is cheaper than a parse.
  if (!sources.raw(file).text.includes(decorator)) return [];
  return moduleClasses(sources.facts(file)?.body ?? []).flatMap((statement) =>
    statement.decorators.flatMap((expr) =>
      expr.kind === 'call' && names(expr.func, decorator) ? [{ file, statement, call: expr }] : [],
    ),
  );
}

/** Whether a file may have one of the decorators; one that cannot be read may. */
export function mayDecorate(sources: PythonSources, file: string, decorators: readonly string[]): boolean {
  const { text } = sources.raw(file);
  if (text === '') return sources.facts(file) === null;
  return decorators.some((decorator) => text.includes(decorator));
}

/** Whether an expression is the name, or the name as an attribute of a module: `register`, `registry.register`. */
export function names(expr: Expr, dotted: string): boolean {
  const found = dottedName(expr);
  return found !== null && (found === dotted || found.endsWith(`.${dotted}`));
}

/** `a.b.c` of names and attributes, null for anything else. */
export function dottedName(expr: Expr): string | null {
  if (expr.kind === 'name') return expr.id;
  if (expr.kind !== 'attribute') return null;
  const owner = dottedName(expr.value);
  return owner === null ? null : `${owner}.${expr.attr}`;
}

export interface NamedPlace extends Place {
  readonly text: string;
}

export interface Texts {
  readonly texts: readonly NamedPlace[];
  readonly undecidable: readonly Undecidable[];
}

/** The strings that a call's positional arguments are: literals, and names that are bound to one. */
export function positionalTexts(sources: PythonSources, file: string, call: CallExpr): Texts {
  const texts: NamedPlace[] = [];
  const undecidable: Undecidable[] = [];
  for (const { form, value: expr } of call.args) {
    if (form === 'keyword') continue;
    const { line, column } = expr;
    const found = form === 'positional' ? textOf(sources, file, expr) : null;
    if (found !== null) texts.push({ text: found, file, line, column });
    else undecidable.push({ file, line, reason: 'a registered name is no string that the sources give' });
  }
  return { texts, undecidable };
}

/** The string that an expression of module scope is, null when it is none or not known. */
export function textOf(sources: PythonSources, file: string, expr: Expr): string | null {
  if (expr.kind === 'string') return expr.value;
  return expr.kind === 'name' ? asText(sources.project.lookup(file, expr.id)) : null;
}

/** The string, or the strings of a list, that a class attribute holds, inherited ones included. */
export function attributeTexts(
  sources: PythonSources,
  { file, statement }: Pick<DecoratorCall, 'file' | 'statement'>,
  attribute: string,
): Texts {
  const { line, column } = bindingOf(statement, attribute) ?? statement;
  const open = (reason: string): Texts => ({
    texts: [],
    undecidable: [{ file, line, reason: `${attribute} of ${statement.name}: ${reason}` }],
  });
  const type = sources.project.lookup(file, statement.name);
  if (type?.kind !== 'class') return open(type === undefined ? 'the class is not bound' : reasonOf(type));
  const found = findAttribute(type, attribute);
  if (found.kind !== 'found') return open(found.kind === 'absent' ? 'there is none' : found.reason);
  const names = (asItems(found.value) ?? [found.value]).map(asText);
  const known = names.filter((name) => name !== null);
  if (known.length < names.length) return open(`not all are strings: ${reasonOf(found.value)}`);
  return { texts: known.map((text) => ({ text, file, line, column })), undecidable: [] };
}

function bindingOf({ body }: ClassStmt, attribute: string): Place | undefined {
  const isName = (expr: Expr): boolean => expr.kind === 'name' && expr.id === attribute;
  const found = body.findLast((stmt) =>
    stmt.kind === 'assign'
      ? stmt.targets.some(isName)
      : stmt.kind === 'annotated' && stmt.value !== null && isName(stmt.target),
  );
  return found === undefined ? undefined : { file: '', line: found.line, column: found.column };
}
