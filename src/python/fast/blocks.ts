/** Puts the logical lines of a file together to statements with their bodies. */
import { append } from '../../append.js';
import { LineKind } from '../lexer.js';
import { docstringOf } from '../lower/definitions.js';
import type { ExceptHandler, Expr, IfStmt, MatchStmt, Stmt, TryStmt } from '../syntax.js';
import type { Header } from './headers.js';
import type { Content, Line, Row } from './lines.js';
import { bodyEnd, definitionAt, deferredDefinition, type DeferredSource } from './deferred.js';
import { irregular } from './irregular.js';
import { scopedStrings, type ScopedString } from './strings.js';
import { rowList, type Rows } from './table.js';

type HeaderLine = Content & { readonly form: 'header' };

/** `elif` upon `elif` nests in the facts; what is deeper is left to the reference, which limits it. */
const MAX_BRANCHES = 200;

export interface Blocks {
  readonly body: readonly Stmt[];
  /** The string literals of the lines that may mention a checkpoint. */
  readonly strings: readonly ScopedString[];
}

export interface BlockSource {
  readonly text: string;
  /** Whether there are rows for what functions do. */
  readonly bodies: boolean;
}

/** Ends as an irregular shape where the lines do not make up blocks. */
export function buildBlocks(source: BlockSource, rows: readonly Row[], lines: readonly Line[]): Blocks {
  const list = rowList(rows);
  const line = (index: number): Line => lines[index] ?? irregular();
  const builder = new BlockBuilder({ ...source, rows: list, line });
  const body = builder.block(0);
  return builder.isDone() ? { body, strings: scopedStrings(list, line) } : irregular();
}

/** The statements of a block; of the definitions in it only where they are. */
export function deferredBlock(
  source: DeferredSource,
  first: number,
  depth: number,
  inFunction: boolean,
): readonly Stmt[] {
  return new BlockBuilder(source, source, first, inFunction).block(depth);
}

/** The one statement whose first row this is. */
export function deferredStatement(source: DeferredSource, first: number): Stmt {
  return new BlockBuilder(source, source, first).statement();
}

/** Rows, and what each of them says. */
interface BlockLines extends BlockSource {
  readonly rows: Rows;
  readonly line: (index: number) => Line;
}

class BlockBuilder {
  /** Where the last statement that was built ends. */
  private end = 0;

  constructor(
    private readonly source: BlockLines,
    /** Reads definitions later; null where they are to be read now. */
    private readonly deferred: DeferredSource | null = null,
    private index = 0,
    private inFunction = false,
  ) {}

  isDone(): boolean {
    return this.index === this.source.rows.length;
  }

  statement(): Stmt {
    const statements: Stmt[] = [];
    this.addStatements(this.source.rows.depth(this.index), statements);
    return statements[0] ?? irregular();
  }

  block(depth: number): readonly Stmt[] {
    const statements: Stmt[] = [];
    while (this.source.rows.depth(this.index) === depth) this.addStatements(depth, statements);
    return statements;
  }

  /** The statements of the line here, with the lines that belong to them. */
  private addStatements(depth: number, into: Stmt[]): void {
    const definition = this.deferred === null ? null : this.putOff(this.deferred);
    if (definition !== null) {
      into.push(definition);
      return;
    }
    const decorators: Expr[] = [];
    let line = this.next(depth);
    while (line.form === 'decorator') {
      decorators.push(line.value);
      line = this.next(depth);
    }
    if (line.form === 'header') {
      into.push(this.compound(line, depth, decorators));
      return;
    }
    if (decorators.length > 0) irregular();
    append(into, this.checked(line.statements));
  }

  /** The definition that begins here, to be read later; null where none does. */
  private putOff(source: DeferredSource): Stmt | null {
    const rows = definitionAt(source.rows, this.index);
    if (rows === null) return null;
    const stmt = deferredDefinition(source, rows);
    this.index = rows.behind;
    this.end = stmt.end;
    return stmt;
  }

  /** Simple statements, which end here. */
  private checked(statements: readonly Stmt[]): readonly Stmt[] {
    if (!this.inFunction && statements.some(({ kind }) => kind === 'return')) irregular();
    this.end = statements.at(-1)?.end ?? this.end;
    return statements;
  }

  /** Takes the line here, which must stand in a block of this depth. */
  private next(depth: number): Content {
    if (this.source.rows.depth(this.index) !== depth) irregular();
    const { content } = this.source.line(this.index);
    this.index++;
    return content;
  }

  private compound({ header, inline }: HeaderLine, depth: number, decorators: readonly Expr[]): Stmt {
    if (header.kind === 'function') return this.define(header, inline, depth, decorators);
    if (header.kind === 'class') {
      const body = this.within(false, () => this.suite(inline, depth));
      return { ...header, decorators, body, docstring: docstringOf(body), end: this.end };
    }
    if (decorators.length > 0) irregular();
    return this.flow(header, inline, depth);
  }

  /** Reads the body of a class or function. */
  private within<T>(isFunction: boolean, read: () => T): T {
    const { inFunction } = this;
    this.inFunction = isFunction;
    const result = read();
    this.inFunction = inFunction;
    return result;
  }

  private define(
    header: Header & { readonly kind: 'function' },
    inline: readonly Stmt[] | null,
    depth: number,
    decorators: readonly Expr[],
  ): Stmt {
    if (this.source.bodies) {
      const body = this.within(true, () => this.suite(inline, depth));
      return { ...header, decorators, docstring: docstringOf(body), body, end: this.end };
    }
    const own = this.source.rows.at(this.index - 1);
    const first = inline ?? this.docstringLine(depth + 1);
    this.end = inline?.at(-1)?.end ?? bodyEnd(this.source.text, own?.bodyEnd ?? irregular());
    return { ...header, decorators, docstring: docstringOf(first), end: this.end };
  }

  /** The first line of a body that gives no other rows. */
  private docstringLine(depth: number): readonly Stmt[] {
    if (this.source.rows.at(this.index)?.kind !== LineKind.docstring) return [];
    const line = this.next(depth);
    return line.form === 'statements' ? line.statements : irregular();
  }

  private flow(header: Header, inline: readonly Stmt[] | null, depth: number): Stmt {
    switch (header.kind) {
      case 'if':
        // What belongs to an `if` was taken with it.
        if (this.source.text.startsWith('elif', this.source.rows.at(this.index - 1)?.start)) irregular();
        return this.branch(header, inline, depth, 0);
      case 'for':
      case 'while': {
        const body = this.suite(inline, depth);
        const orelse = this.clause('else', depth) ?? [];
        return { ...header, body, orelse, end: this.end };
      }
      case 'with': {
        const body = this.suite(inline, depth);
        return { ...header, body, end: this.end };
      }
      case 'try':
        return this.tryStatement(inline, depth);
      case 'match':
        return inline === null ? this.matchStatement(header, depth) : irregular();
      default:
        return irregular();
    }
  }

  private branch(header: IfStmt, inline: readonly Stmt[] | null, depth: number, count: number): IfStmt {
    if (count > MAX_BRANCHES) irregular();
    const body = this.suite(inline, depth);
    const elif = this.takeHeader(depth, 'elif');
    const orelse =
      elif?.header.kind === 'if'
        ? [this.branch(elif.header, elif.inline, depth, count + 1)]
        : (this.clause('else', depth) ?? []);
    return { ...header, body, orelse, end: this.end };
  }

  private tryStatement(inline: readonly Stmt[] | null, depth: number): TryStmt {
    const own = this.source.rows.at(this.index - 1) ?? irregular();
    const { start, line } = own;
    const body = this.suite(inline, depth);
    const handlers: ExceptHandler[] = [];
    for (
      let next = this.takeHeader(depth, 'except');
      next !== null;
      next = this.takeHeader(depth, 'except')
    ) {
      if (next.header.kind !== 'except') irregular();
      const { type, name, group } = next.header;
      handlers.push({ type, name, group, body: this.suite(next.inline, depth) });
    }
    const orelse = this.clause('else', depth) ?? [];
    const finalbody = this.clause('finally', depth);
    if (handlers.length === 0 && (finalbody === null || orelse.length > 0)) irregular();
    const column = start - own.lineStart + 1;
    const parts = { body, handlers, orelse, finalbody: finalbody ?? [] };
    return { kind: 'try', start, end: this.end, line, column, ...parts };
  }

  private matchStatement(header: MatchStmt, depth: number): MatchStmt {
    const cases: MatchStmt['cases'][number][] = [];
    while (this.source.rows.depth(this.index) === depth + 1) {
      const line = this.next(depth + 1);
      if (line.form !== 'header' || line.header.kind !== 'case') irregular();
      const { pattern, guard } = line.header;
      cases.push({ pattern, guard, body: this.suite(line.inline, depth + 1) });
    }
    return cases.length === 0 ? irregular() : { ...header, cases, end: this.end };
  }

  private suite(inline: readonly Stmt[] | null, depth: number): readonly Stmt[] {
    const body = inline === null ? this.block(depth + 1) : this.checked(inline);
    return body.length === 0 ? irregular() : body;
  }

  /** The body of an `else` or `finally` here, null when there is none. */
  private clause(keyword: 'else' | 'finally', depth: number): readonly Stmt[] | null {
    const line = this.takeHeader(depth, keyword);
    return line === null ? null : this.suite(line.inline, depth);
  }

  /** Takes the line here if it is a header that begins with this keyword. */
  private takeHeader(depth: number, keyword: string): HeaderLine | null {
    if (this.source.rows.depth(this.index) !== depth) return null;
    const row = this.source.rows.at(this.index);
    if (row?.kind !== LineKind.compound) return null;
    if (!this.source.text.startsWith(keyword, row.start)) return null;
    const line = this.next(depth);
    return line.form === 'header' ? line : irregular();
  }
}
