/**
 * Definitions that are read when somebody asks what they say. Of a line that the lexer accepted it is certain that it
 * can be read, so that making the rest of a statement can wait: nobody ever looks at most parameters of most methods.
 *
 * Such a statement is data like any other: its values are own properties, enumerable, and the same each time.
 */
import { LineFlag, LineKind, LineShape, RowField } from '../lexer.js';
import { Noted, type DefinitionNotes } from '../notes.js';
import { docstringOf } from '../lower/definitions.js';
import type { ClassStmt, Expr, FunctionStmt, Span, Stmt, StringExpr } from '../syntax.js';
import type { Header } from './headers.js';
import type { Line } from './lines.js';
import { irregular } from './irregular.js';
import { isDigit, isLetter } from './reader.js';
import type { RowTable } from './table.js';

/** What definitions of one file are read from. */
export interface DeferredSource {
  readonly text: string;
  readonly rows: RowTable;
  /** Whether there are rows for what functions do. */
  readonly bodies: boolean;
  /** What a row says; read once. */
  readonly line: (index: number) => Line;
  /** The statements of the block whose first row this is. */
  readonly block: (first: number, depth: number, inFunction: boolean) => readonly Stmt[];
}

/** The rows of a definition. */
export interface DefinitionRows {
  /** Its first decorator, or its header. */
  readonly first: number;
  readonly header: number;
  /** The first row that does not belong to it. */
  readonly behind: number;
}

/** The rows of the definition that begins here; null where none does that may be read later. */
export function definitionAt(rows: RowTable, first: number): DefinitionRows | null {
  let header = first;
  while (rows.kind(header) === LineKind.decorator) header++;
  const shape = rows.shape(header);
  const isPutOff =
    shape === LineShape.class || shape === LineShape.function || shape === LineShape.literalFunction;
  return isPutOff ? { first, header, behind: rows.behind(header + 1, rows.depth(header)) } : null;
}

export function deferredDefinition(source: DeferredSource, at: DefinitionRows): ClassStmt | FunctionStmt {
  return source.rows.shape(at.header) === LineShape.class
    ? deferredClass(source, at)
    : deferredFunction(source, at);
}

const NONE: readonly never[] = [];

/** What is known of a definition: its rows, and what was read of them. */
class Definition implements DefinitionNotes {
  readonly literalDefaults: boolean;
  private ownDecorators: readonly Expr[] | undefined;
  private ownBody: readonly Stmt[] | undefined;
  private ownDocstring: StringExpr | null | undefined;

  constructor(
    private readonly source: DeferredSource,
    private readonly at: DefinitionRows,
  ) {
    this.literalDefaults = source.rows.shape(at.header) === LineShape.literalFunction;
  }

  get decorators(): readonly Expr[] {
    return (this.ownDecorators ??= this.readDecorators());
  }

  get header(): Header {
    const { content } = this.source.line(this.at.header);
    return content.form === 'header' ? content.header : irregular();
  }

  /** Of a class, or of a function that has rows. */
  get body(): readonly Stmt[] {
    const { rows, block } = this.source;
    const depth = rows.depth(this.at.header) + 1;
    return (this.ownBody ??= block(this.at.header + 1, depth, rows.kind(this.at.header) === LineKind.def));
  }

  get docstring(): StringExpr | null {
    return (this.ownDocstring ??= docstringOf(this.firstStatements()));
  }

  private readDecorators(): readonly Expr[] {
    const decorators: Expr[] = [];
    for (let index = this.at.first; index < this.at.header; index++) {
      const { content } = this.source.line(index);
      decorators.push(content.form === 'decorator' ? content.value : irregular());
    }
    return decorators;
  }

  /** What the first line of the body says, where that is no header. */
  private firstStatements(): readonly Stmt[] {
    const { rows, line } = this.source;
    const first = this.at.header + 1;
    if (first >= this.at.behind) return NONE;
    const shape = rows.shape(first);
    // Of other shapes a docstring cannot be.
    if (shape !== LineShape.text && shape !== 0) return NONE;
    const { content } = line(first);
    return content.form === 'statements' ? content.statements : NONE;
  }
}

function readLater(read: (definition: Definition) => unknown): PropertyDescriptor & ThisType<object> {
  return {
    enumerable: true,
    configurable: true,
    get() {
      // The descriptors below are those of statements that are made here.
      return read(Noted.notesOf(this) as Definition);
    },
  };
}

// One descriptor for all definitions, so that they share one hidden class.
const DECORATORS = readLater(({ decorators }) => decorators);
const DOCSTRING = readLater(({ docstring }) => docstring);
const BODY = readLater(({ body }) => body);
const ARGUMENTS = readLater(({ header }) => (header.kind === 'class' ? header.args : irregular()));
const PARAMETERS = readLater(({ header }) => (header.kind === 'function' ? header.params : irregular()));
const RETURNS = readLater(({ header }) => (header.kind === 'function' ? header.returns : irregular()));

function deferredClass(source: DeferredSource, at: DefinitionRows): ClassStmt {
  const { start, end, line, column } = spanOf(source, at);
  const stmt = {
    kind: 'class' as const,
    start,
    end,
    line,
    column,
    name: nameOf(source, at.header),
    decorators: NONE,
    typeParams: NONE,
  };
  note(stmt, source, at);
  Object.defineProperty(stmt, 'args', ARGUMENTS);
  Object.defineProperty(stmt, 'docstring', DOCSTRING);
  Object.defineProperty(stmt, 'body', BODY);
  // All that was missing has just been defined.
  return stmt as unknown as ClassStmt;
}

function deferredFunction(source: DeferredSource, at: DefinitionRows): FunctionStmt {
  const { start, end, line, column } = spanOf(source, at);
  const stmt = {
    kind: 'function' as const,
    start,
    end,
    line,
    column,
    name: nameOf(source, at.header),
    async: source.text.startsWith('async', start),
    decorators: NONE,
    typeParams: NONE,
    body: null,
  };
  note(stmt, source, at);
  Object.defineProperty(stmt, 'params', PARAMETERS);
  Object.defineProperty(stmt, 'returns', RETURNS);
  Object.defineProperty(stmt, 'docstring', DOCSTRING);
  if (source.bodies) Object.defineProperty(stmt, 'body', BODY);
  // As above.
  return stmt as unknown as FunctionStmt;
}

/** What all that is read later is read from, and the decorators, which most definitions have none of. */
function note(stmt: object, source: DeferredSource, at: DefinitionRows): void {
  new Noted(stmt, new Definition(source, at));
  if (at.first < at.header) Object.defineProperty(stmt, 'decorators', DECORATORS);
}

function spanOf(source: DeferredSource, { header, behind }: DefinitionRows): Span {
  const { rows } = source;
  const start = rows.field(header, RowField.start);
  const column = start - rows.field(header, RowField.lineStart) + 1;
  return { start, end: endOf(source, behind - 1), line: rows.field(header, RowField.line), column };
}

/** Where the last statement of a definition ends; `last` is its last row. */
function endOf({ rows, line, bodies, text }: DeferredSource, last: number): number {
  const kind = rows.kind(last);
  if (!bodies && kind === LineKind.docstring) return bodyEnd(text, rows.field(last - 1, RowField.bodyEnd));
  if (!bodies && kind === LineKind.def && !rows.has(last, LineFlag.inline))
    return bodyEnd(text, rows.field(last, RowField.bodyEnd));
  if (rows.shape(last) !== 0) return rows.field(last, RowField.end);
  const { content } = line(last);
  const statements = content.form === 'statements' ? content.statements : null;
  return (statements ?? (content.form === 'header' ? content.inline : null))?.at(-1)?.end ?? irregular();
}

/**
 * The end of the last statement: a semicolon behind it does not belong to it.
 *
 * @param behind what the lexer says of the body
 */
export function bodyEnd(text: string, behind: number): number {
  let end = behind;
  while (' \t\f;'.includes(text.charAt(end - 1))) end--;
  return end;
}

/** The name behind `class`, `def` or `async def`; lines may be joined before it. */
function nameOf({ text, rows }: DeferredSource, header: number): string {
  let at = rows.field(header, RowField.start);
  for (;;) {
    const start = at;
    while (isLetter(text.charCodeAt(at)) || isDigit(text.charCodeAt(at))) at++;
    const word = text.slice(start, at);
    if (word !== 'async' && word !== 'def' && word !== 'class') return word;
    while (BEFORE_NAME.has(text.charCodeAt(at))) at++;
  }
}

/** Blanks, and a backslash with the line end behind it. */
const BEFORE_NAME: ReadonlySet<number> = new Set(Array.from(' \t\f\\\r\n', (unit) => unit.charCodeAt(0)));
