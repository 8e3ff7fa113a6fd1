/** Where a Python file names something: for what stands under a cursor, and for references. */
import { childrenOf, expressionsIn } from '../python/evaluate/children.js';
import { nestedBlocks } from '../python/evaluate/nesting.js';
import type { ModuleFacts } from '../python/facts.js';
import type { Expr, Span, Stmt } from '../python/syntax.js';

/** A name in a text; offsets in UTF-16 units without byte-order mark. */
export interface NameUse extends Pick<Span, 'start' | 'end' | 'line'> {
  readonly name: string;
  readonly role: 'class' | 'import' | 'name' | 'string';
}

const known = new WeakMap<ModuleFacts, readonly NameUse[]>();

/** Every name and every string that is one, in source order. */
export function namesIn(facts: ModuleFacts, text: string): readonly NameUse[] {
  const found = known.get(facts);
  if (found !== undefined) return found;
  const uses: NameUse[] = [];
  for (const stmt of facts.body) visitStmt(stmt, text, uses);
  const sorted = uses.sort((a, b) => a.start - b.start || a.end - b.end);
  known.set(facts, sorted);
  return sorted;
}

function visitStmt(stmt: Stmt, text: string, uses: NameUse[]): void {
  for (const expr of expressionsIn(stmt)) visitExpr(expr, text, uses);
  if (stmt.kind === 'class') {
    const header = stmt.decorators.at(-1)?.end ?? stmt.start;
    addWord(stmt.name, 'class', stmt, header, text, uses);
    for (const expr of [...stmt.decorators, ...stmt.args.map(({ value }) => value)])
      visitExpr(expr, text, uses);
  } else if (stmt.kind === 'function') {
    for (const expr of stmt.decorators) visitExpr(expr, text, uses);
  } else if (stmt.kind === 'import-from') {
    for (const { name } of stmt.names ?? []) addWord(name, 'import', stmt, stmt.start, text, uses);
  }
  for (const block of nestedBlocks(stmt)) for (const child of block) visitStmt(child, text, uses);
}

function visitExpr(expr: Expr, text: string, uses: NameUse[]): void {
  if (expr.kind === 'name') uses.push({ name: expr.id, role: 'name', ...spanOf(expr) });
  else if (expr.kind === 'string') addString(expr, text, uses);
  else if (expr.kind === 'attribute') {
    const start = expr.end - expr.attr.length;
    if (text.slice(start, expr.end) === expr.attr)
      uses.push({ name: expr.attr, role: 'name', ...spanOf(expr), start });
  }
  for (const child of childrenOf(expr)) visitExpr(child, text, uses);
}

/** A plain literal is its text between quotes; of any other the whole counts. */
function addString(expr: Expr & { kind: 'string' }, text: string, uses: NameUse[]): void {
  const { value, start, end } = expr;
  if (value === null || value === '') return;
  const inner = text.slice(start + 1, end - 1) === value;
  uses.push({
    name: value,
    role: 'string',
    line: expr.line,
    start: inner ? start + 1 : start,
    end: inner ? end - 1 : end,
  });
}

function addWord(
  name: string,
  role: NameUse['role'],
  stmt: Stmt,
  from: number,
  text: string,
  uses: NameUse[],
): void {
  const start = findWord(text, name, from, stmt.end);
  if (start === undefined) return;
  // The name of a decorated class stands below the line of the statement.
  const line = stmt.line + countLines(text, stmt.start, start);
  uses.push({ name, role, line, start, end: start + name.length });
}

function findWord(text: string, word: string, from: number, to: number): number | undefined {
  for (let at = text.indexOf(word, from); at !== -1 && at < to; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return at;
  }
  return undefined;
}

function isWordCharacter(unit: string | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}_]/u.test(unit);
}

function countLines(text: string, from: number, to: number): number {
  return text.slice(from, to).split(/\r\n|\n|\r/).length - 1;
}

function spanOf({ start, end, line }: Span): Pick<Span, 'start' | 'end' | 'line'> {
  return { start, end, line };
}
