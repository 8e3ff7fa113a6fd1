/**
 * Positions of the protocol and of a session. The protocol counts from 0, in the unit that was agreed upon, and takes
 * a byte-order mark for the first character; a session counts from 1, in UTF-16 units, without the mark.
 */
import type { Position, Range, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { bomLength, splitLines, type Line } from '../documents/markdown/lines.js';
import type { SessionPosition, SessionRange } from '../session/types.js';

export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

export function isEncoding(name: string): name is Encoding {
  return name === 'utf-8' || name === 'utf-16' || name === 'utf-32';
}

/** A text as the protocol sees it. */
export interface ProtocolText {
  readonly text: string;
  readonly lines: readonly Line[];
}

export function protocolText(text: string): ProtocolText {
  const [first, ...rest] = splitLines(text);
  return { text, lines: [{ start: 0, end: first?.end ?? 0, eol: first?.eol ?? '' }, ...rest] };
}

/** Whatever lies outside of the text is drawn to the nearest place inside, as the protocol says. */
export function offsetAt({ text, lines }: ProtocolText, position: Position, encoding: Encoding): number {
  const line = lines[position.line];
  if (line === undefined) return position.line > 0 ? text.length : 0;
  const units = unitsOf(text.slice(line.start, line.end), position.character, encoding);
  return line.start + units;
}

/** How many UTF-16 units the first `count` units of another encoding are. */
function unitsOf(line: string, count: number, encoding: Encoding): number {
  if (!(count > 0)) return 0;
  if (encoding === 'utf-16') return Math.min(Math.trunc(count), line.length);
  let left = count;
  let units = 0;
  for (const character of line) {
    left -= widthOf(character, encoding);
    if (left < 0) break;
    units += character.length;
  }
  return units;
}

function widthOf(character: string, encoding: Encoding): number {
  if (encoding === 'utf-32') return 1;
  return encoding === 'utf-16' ? character.length : Buffer.byteLength(character, 'utf8');
}

export function applyChange(
  before: string,
  change: TextDocumentContentChangeEvent,
  encoding: Encoding,
): string {
  if (!('range' in change)) return change.text;
  const view = protocolText(before);
  const [a, b] = [offsetAt(view, change.range.start, encoding), offsetAt(view, change.range.end, encoding)];
  return before.slice(0, Math.min(a, b)) + change.text + before.slice(Math.max(a, b));
}

export function toSessionPosition(
  view: ProtocolText | undefined,
  { line, character }: Position,
  encoding: Encoding,
): SessionPosition {
  const at = view?.lines[line];
  if (view === undefined || at === undefined) return { line: line + 1, column: character + 1 };
  const units = unitsOf(view.text.slice(at.start, at.end), character, encoding);
  return { line: line + 1, column: Math.max(0, units - markOf(view, line)) + 1 };
}

export function toSessionRange(
  view: ProtocolText | undefined,
  { start, end }: Range,
  encoding: Encoding,
): SessionRange {
  const from = toSessionPosition(view, start, encoding);
  const to = toSessionPosition(view, end, encoding);
  return { ...from, endLine: to.line, endColumn: to.column };
}

export function toProtocolRange(
  view: ProtocolText | undefined,
  range: SessionRange,
  encoding: Encoding,
): Range {
  const { line, column, endLine, endColumn } = range;
  return {
    start: toProtocolPosition(view, { line, column }, encoding),
    end: toProtocolPosition(view, { line: endLine, column: endColumn }, encoding),
  };
}

function toProtocolPosition(
  view: ProtocolText | undefined,
  { line, column }: SessionPosition,
  encoding: Encoding,
): Position {
  const at = view?.lines[line - 1];
  if (view === undefined || at === undefined) return { line: line - 1, character: column - 1 };
  const before = view.text.slice(at.start, at.end).slice(0, column - 1 + markOf(view, line - 1));
  if (encoding === 'utf-16') return { line: line - 1, character: before.length };
  let character = 0;
  for (const each of before) character += widthOf(each, encoding);
  return { line: line - 1, character };
}

function markOf({ text }: ProtocolText, line: number): number {
  return line === 0 ? bomLength(text) : 0;
}
