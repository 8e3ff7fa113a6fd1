/**
 * A file by its statements of module scope. One that is not understood line by line is given to tree-sitter alone: an
 * error in a statement never changes what the others say, whatever stands between them, and what was read of a
 * statement holds as long as its own text does.
 */
import { append } from '../append.js';
import type { Diagnostic } from '../diagnostics.js';
import { isTooLongToGuess } from './broken.js';
import { dropMark } from './decode.js';
import type { CheckpointMention, FactsDepth, ModuleFacts } from './facts.js';
import { readApart } from './fast/apart.js';
import type { StatementRows } from './fast/marks.js';
import type { LineLexer } from './lexer.js';
import { moved } from './follow/move.js';
import { fastSource, mentionsOf, type SourceFile } from './source-file.js';
import type { Stmt } from './syntax.js';
import type { PythonParser } from './syntax-tree.js';
import { MAX_SYNTAX_ERRORS, readText, UNKNOWN_DAMAGE, unreadFrom, type WholeText } from './whole.js';

/** A statement that was given to tree-sitter alone. */
export interface Refused {
  readonly start: number;
  /** What is wrong with it, if anything. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface FileByStatements {
  readonly facts: ModuleFacts;
  readonly refused: readonly Refused[];
  /** How many logical lines there are, and how many of them tree-sitter read. */
  readonly lines: number;
  readonly sliced: number;
  /** Whether the file is too long to guess, and was left at an error. */
  readonly cut: boolean;
}

/** A text with more of them is read as a whole: it is hardly Python, and each costs a parse of its own. */
export const MAX_REFUSED = 20;

/** What is reported of all that is wrong. */
export function reported(refused: readonly Refused[]): readonly Diagnostic[] {
  return refused.flatMap(({ diagnostics }) => diagnostics).slice(0, MAX_SYNTAX_ERRORS);
}

/** What a file is read with when lines are. */
export interface LineKit {
  readonly lexer: LineLexer;
  readonly parser: PythonParser;
  /** No line is decided by the lexer's words alone: tree-sitter sees them all. */
  readonly slicesOnly: boolean;
}

/** Null when it is not certain where the statements begin, or when too many of them are refused. */
export function readStatements(kit: LineKit, file: SourceFile, depth: FactsDepth): FileByStatements | null {
  const { lexer, parser, slicesOnly } = kit;
  const source = fastSource(file);
  const body: Stmt[] = [];
  const mentions: CheckpointMention[] = [];
  const refused: Refused[] = [];
  const end: { cut: Diagnostic | null; isUnsure: boolean } = { cut: null, isUnsure: false };
  const isLong = isTooLongToGuess(file.text);
  const options = { slicesOnly, bodies: depth === 'bodies' };
  const counts = readApart(lexer, parser, source, options, (statement, blocks) => {
    if (blocks !== null) {
      append(body, blocks.body);
      append(mentions, mentionsOf(file.text, source.text, blocks.strings));
      return true;
    }
    const alone = readStatement(parser, file, statement, depth);
    end.isUnsure = alone === null || refused.length === MAX_REFUSED;
    if (alone === null || end.isUnsure) return false;
    const { facts, damaged } = alone;
    if (damaged && isLong) {
      end.cut = cutBefore(file, statement, facts);
      return false;
    }
    append(body, facts.body);
    append(mentions, facts.mentions);
    refused.push({ start: statement.start, diagnostics: facts.diagnostics });
    return true;
  });
  if (counts === null || end.isUnsure) return null;
  const unread = end.cut === null ? [] : [end.cut];
  const diagnostics = [...file.problems, ...reported(refused), ...unread];
  const facts = { path: file.path, depth, body, mentions, partial: diagnostics.length > 0, diagnostics };
  return { ...counts, facts, refused, cut: unread.length > 0 };
}

/** Null where the parser would take the statement's first unit for the mark of a file. */
function readStatement(
  parser: PythonParser,
  { path, text, at }: SourceFile,
  { start, end }: StatementRows,
  depth: FactsDepth,
): WholeText | null {
  const own = `${text.slice(start, end)}\n`;
  if (dropMark(own) !== own) return null;
  const place = (offset: number) => at(Math.min(start + offset, end));
  const { facts, damaged } = readText(parser, { path, text: own, at: place, problems: [] }, depth);
  const shift = { offset: start, lines: 0 };
  return {
    facts: { ...facts, body: moved(facts.body, shift), mentions: moved(facts.mentions, shift) },
    damaged,
  };
}

function cutBefore(file: SourceFile, { start }: StatementRows, { diagnostics }: ModuleFacts): Diagnostic {
  const { line, column } = diagnostics[0] ?? file.at(start);
  return unreadFrom(file.path, { line, column }, UNKNOWN_DAMAGE, file.at(start).line);
}
