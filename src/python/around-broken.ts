/**
 * A text that certainly is no Python, as while something is typed: its brackets do not balance, a string does not end, a
 * header has no body. What stands around the statements where that is so is read as if those were not there.
 */
import { compareDiagnostics } from '../diagnostics.js';
import { withBlocks } from './blocks-of.js';
import { endBeforeComment, wrongBracket } from './brackets.js';
import { isCertain } from './broken.js';
import { factsOnDemand, type FactsDepth } from './facts.js';
import { rowsOf, type Row } from './fast/lines.js';
import { LineKind, ROW_LENGTH, type LexError, type LineLexer } from './lexer.js';
import { lineStart, nextStatement } from './next-statement.js';
import { fastSource, type SourceFile } from './source-file.js';
import { MAX_REFUSED, type FileByStatements } from './statements.js';
import { likenessOf, strayQuotes, type StrayQuotes } from './stray-quotes.js';
import type { Stmt } from './syntax.js';
import { MAX_SYNTAX_ERRORS, syntaxError } from './whole.js';

/** A statement that is broken, in whatever block. */
interface BrokenStatement {
  /** UTF-16 offset of its logical line; decorators stand before it. */
  readonly start: number;
  /** What is wrong with it, and the offset where. */
  readonly message: string;
  readonly place: number;
}

/**
 * Null where it is not certain that the text is no Python or which statements are broken, where these are too many, and
 * where one of them stands in no block of statements.
 *
 * @param readOthers reads the text with something else in place of what is broken
 */
export function readAroundBroken(
  lexer: LineLexer,
  file: SourceFile,
  depth: FactsDepth,
  readOthers: (file: SourceFile) => FileByStatements | null,
): FileByStatements | null {
  const { path, at, problems } = file;
  const found = replaceBroken(lexer, fastSource(file).text);
  const others = found === null ? null : readOthers({ ...file, text: found.text, encoded: null });
  if (found === null || others === null) return null;
  if (others.refused.length + found.broken.length > MAX_REFUSED) return null;
  const reasons = new Map(found.broken.map(({ start, message }) => [start, message]));
  const { body, placed } = withErrors(others.facts.body, reasons);
  if (placed < reasons.size) return null;
  const diagnostics = [
    ...others.facts.diagnostics.filter((each) => !problems.includes(each)),
    ...found.broken.map(({ message, place }) => syntaxError(path, at(place), message)),
  ];
  const shown = diagnostics.sort(compareDiagnostics).slice(0, MAX_SYNTAX_ERRORS);
  const facts = factsOnDemand(
    { path, depth, diagnostics: [...problems, ...shown] },
    () => body,
    () => others.facts.mentions,
  );
  return { ...others, facts };
}

/** Stands for a broken statement in its first line: zeros are a statement of any length, which does nothing. */
const PLACEHOLDER = '0';

interface Replaced {
  /** With a placeholder and blanks for each statement that is broken; lines and offsets stay. */
  readonly text: string;
  readonly broken: readonly BrokenStatement[];
}

function replaceBroken(lexer: LineLexer, source: string): Replaced | null {
  // Function bodies have rows, whoever asks for them: a bracket in one of them leaves the others as they are.
  const { error } = lexer.scanText(source, 'rows');
  if (error === null) return null;
  const found = replaceOneByOne(lexer, source, error);
  const isDone = found !== null && !hadStrayQuotes(source, found);
  const stray = isDone ? null : replaceStray(lexer, source, error);
  if (stray === null || found === null) return found ?? stray;
  return likeness(lexer, stray) > likeness(lexer, found) ? stray : found;
}

function replaceOneByOne(lexer: LineLexer, source: string, first: LexError): Replaced | null {
  const broken: BrokenStatement[] = [];
  let text = source;
  let done = 0;
  for (let error: LexError | null = first; error !== null; { error } = lexer.scanText(text, 'rows')) {
    const part = isCertain(error, 'rows') ? brokenPart(text, error) : null;
    if (part === null || part.start < done || broken.length === MAX_REFUSED) return null;
    broken.push({ start: part.line, ...whatIsWrong(lexer, text, error, part) });
    text = without(text, part);
    done = part.end;
  }
  return { text, broken };
}

/** Whether what is left out had three quotes without a partner, so that what seems to be broken may follow from them. */
function hadStrayQuotes(source: string, { text }: Replaced): boolean {
  return ['"""', "'''"].some((quotes) => (source.split(quotes).length - text.split(quotes).length) % 2 !== 0);
}

function replaceStray(lexer: LineLexer, source: string, error: LexError): Replaced | null {
  const replaced = ({ line, end }: StrayQuotes): string => without(source, { start: line, line, end });
  const stray = strayQuotes(lexer, source, error, replaced);
  return stray && { text: replaced(stray), broken: [{ ...stray, start: stray.line }] };
}

/** How many lines look like statements more than do not. */
function likeness(lexer: LineLexer, { text, broken }: Replaced): number {
  return likenessOf(lexer.scanText(text, 'rows')) - 2 * broken.length;
}

function without(text: string, { start, line, end }: Part): string {
  const [firstLine = ''] = /^[^\r\n]*[^ \t\f\r\n]/.exec(text.slice(line, end)) ?? [];
  const first = firstLine.slice(0, endBeforeComment(firstLine));
  const rest = text.slice(line + first.length, end);
  return `${text.slice(0, start)}${blank(text.slice(start, line))}${PLACEHOLDER.repeat(first.length)}${blank(rest)}${text.slice(end)}`;
}

/** Indentation stays as it is. */
function blank(text: string): string {
  return text.replace(/\S/g, ' ');
}

/** Where a bracket stays open, what is noticed behind the statement says nothing about it: the bracket is meant. */
function whatIsWrong(
  lexer: LineLexer,
  text: string,
  noticed: LexError,
  { line, end }: Part,
): Pick<BrokenStatement, 'message' | 'place'> {
  const statement = text.slice(line, end);
  const isInside = noticed.offset < end;
  const error = isInside ? noticed : lexer.scanText(statement).error;
  const bracket = error === null ? null : wrongBracket(lexer, statement, error.code);
  const place = bracket === null && isInside ? Math.max(noticed.offset, line) : line + (bracket ?? 0);
  return { message: (error ?? noticed).message, place };
}

/** The statement that is broken, up to the next one. UTF-16 offsets. */
interface Part {
  /** Its first decorator, or itself. */
  readonly start: number;
  /** Its own logical line. */
  readonly line: number;
  readonly end: number;
}

/** Of {@link LexError}: noticed at the statement behind the header. */
const NO_BODY = 7;

function brokenPart(text: string, { code, line, before }: LexError): Part {
  const rows = rowsOf({ count: before.length / ROW_LENGTH, rows: before }).toReversed();
  const above = code === NO_BODY ? rows.slice(1) : rows;
  const own = code === NO_BODY ? (rows[0]?.start ?? 0) : line;
  return { start: decorated(above, own, text), line: own, end: nextStatement(text, own) };
}

/**
 * The first of the decorators above the statement at `start`, or that statement.
 *
 * @param rows those before the statement, the last one first
 */
function decorated(rows: readonly Row[], start: number, text: string): number {
  const column = start - lineStart(text, start);
  const other = rows.findIndex(
    (row) => row.kind !== LineKind.decorator || row.start - row.lineStart !== column,
  );
  return rows.slice(0, other === -1 ? rows.length : other).at(-1)?.start ?? start;
}

interface Placed {
  readonly body: readonly Stmt[];
  /** How many of the placeholders were found. */
  readonly placed: number;
}

/** Statements with what is broken in place of its placeholders. */
function withErrors(given: readonly Stmt[], reasons: ReadonlyMap<number, string>): Placed {
  const starts = [...reasons.keys()];
  let placed = 0;
  const within = (body: readonly Stmt[]): readonly Stmt[] => body.map(replaced);
  function replaced(stmt: Stmt): Stmt {
    const { start, end, line, column } = stmt;
    const reason = reasons.get(start);
    if (reason !== undefined && stmt.kind === 'expression') {
      placed++;
      return { kind: 'error', start, end, line, column, reason };
    }
    const inside = starts.filter((each) => each > start && each < end).length;
    // Nobody asked for the body of the function.
    if (stmt.kind === 'function' && stmt.body === null) placed += inside;
    return inside > 0 ? withBlocks(stmt, within) : stmt;
  }
  return { body: within(given), placed };
}
