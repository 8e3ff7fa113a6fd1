/**
 * Lines that the reader left to tree-sitter, parsed together: one text, made of the lines and of what each needs
 * around it to be a statement of its own. Null when the grammar is not sure of one of them.
 */
import { lastAtMost } from '../../last-at-most.js';
import { dropMark } from '../decode.js';
import { LineFlag, LineKind } from '../lexer.js';
import { lowerSlices, type SliceSource } from '../lower/slices.js';
import type { Stmt } from '../syntax.js';
import type { PythonParser } from '../syntax-tree.js';
import type { Header } from './headers.js';
import type { Content, Line, Row } from './lines.js';
import { ifRegular, irregular } from './irregular.js';
import { stringsOf } from './strings-in.js';

/**
 * UTF-16 units. Lines are parsed together until they have so many: enough that the parses cost little beside what is
 * in them, and few enough that an error is found without reading a long text to its end.
 */
export const BATCH = 16 * 1024;

/** Offsets of `text` that stand for offsets of the file. */
interface Segment {
  readonly at: number;
  readonly original: number;
  readonly length: number;
}

/** What stands around a line to make a statement of it, and how much of its beginning is left out. */
interface Wrapping {
  readonly before: string;
  readonly skip: number;
  readonly after: string;
}

export function readSlices(
  parser: PythonParser,
  source: SliceSource,
  rows: readonly Row[],
): readonly Line[] | null {
  const sliced = sliceText(source.text, rows);
  // The parser would take it for the mark of a file.
  if (dropMark(sliced.text) !== sliced.text) return null;
  const statements = lowerSlices(parser, source, sliced);
  if (statements === null) return null;
  return ifRegular(() => {
    const lines: Line[] = [];
    let from = 0;
    for (const row of rows) {
      let to = from;
      while (isWithin(statements[to], row)) to++;
      const content = contentOf(row, statements.slice(from, to), source.text);
      lines.push({ content, strings: stringsOf(row, source.text) });
      from = to;
    }
    return from === statements.length ? lines : irregular();
  });
}

function isWithin(statement: Stmt | undefined, { start, end }: Row): boolean {
  return statement !== undefined && statement.start >= start && statement.end <= end;
}

function sliceText(
  text: string,
  rows: readonly Row[],
): { readonly text: string; readonly original: (offset: number) => number } {
  const segments: Segment[] = [];
  let sliced = '';
  for (const row of rows) {
    const { before, skip, after } = wrappingOf(text, row);
    const original = row.start + skip;
    segments.push({ at: sliced.length, original: row.start, length: 0 });
    segments.push({ at: sliced.length + before.length, original, length: row.end - original });
    sliced += `${before}${text.slice(original, row.end)}${after}\n`;
  }
  return { text: sliced, original: (offset) => originalOffset(segments, offset) };
}

function originalOffset(segments: readonly Segment[], offset: number): number {
  const segment = segments[lastAtMost(segments, ({ at }) => at, offset)];
  if (segment === undefined) return 0;
  return segment.original + Math.min(offset - segment.at, segment.length);
}

const PLAIN: Wrapping = { before: '', skip: 0, after: '' };

function wrappingOf(text: string, { kind, flags, start }: Row): Wrapping {
  const after = (flags & LineFlag.inline) === 0 ? ' pass' : '';
  switch (kind) {
    case LineKind.decorator:
      return { ...PLAIN, skip: behindBlanks(text, start + 1) - start };
    case LineKind.class:
    case LineKind.def:
      return { ...PLAIN, after };
    case LineKind.compound:
      break;
    default:
      return PLAIN;
  }
  if (text.startsWith('elif', start)) return { before: '', skip: 2, after };
  if (text.startsWith('except', start)) return { before: 'try:\n pass\n', skip: 0, after };
  if (text.startsWith('case', start)) return { before: 'match 0:\n ', skip: 0, after };
  if (text.startsWith('match', start)) return { ...PLAIN, after: '\n case _: pass' };
  return { ...PLAIN, after };
}

function behindBlanks(text: string, at: number): number {
  let end = at;
  while (' \t\f'.includes(text.charAt(end))) end++;
  return end;
}

function contentOf(row: Row, statements: readonly Stmt[], text: string): Content {
  if (row.kind === LineKind.simple || row.kind === LineKind.docstring) {
    return statements.length === 0 ? irregular() : { form: 'statements', statements };
  }
  const [only, ...more] = statements;
  if (only === undefined || more.length > 0) irregular();
  if (row.kind === LineKind.decorator) {
    return only.kind === 'expression' ? { form: 'decorator', value: only.value } : irregular();
  }
  const isInline = (row.flags & LineFlag.inline) !== 0;
  // What a line means whose body is in it depends on too much to take it apart here.
  if (isInline) irregular();
  const header = headerOf(only, row, text);
  return { form: 'header', header, inline: null };
}

/** The statement stands where its line begins, whatever was put before it. */
function headerOf(statement: Stmt, row: Row, text: string): Header {
  const place = { start: row.start, line: row.line, column: row.start - row.lineStart + 1 };
  switch (statement.kind) {
    case 'class':
    case 'function':
    case 'if':
    case 'for':
    case 'while':
    case 'with':
      return { ...statement, ...place };
    case 'match': {
      if (!text.startsWith('case', row.start)) return { ...statement, ...place, cases: [] };
      const [only] = statement.cases;
      return only === undefined ? irregular() : { kind: 'case', pattern: only.pattern, guard: only.guard };
    }
    case 'try': {
      const [only] = statement.handlers;
      return only === undefined ? irregular() : { kind: 'except', ...only, body: [] };
    }
    default:
      return irregular();
  }
}
