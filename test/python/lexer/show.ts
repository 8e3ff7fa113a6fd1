import {
  flagsOf as lineFlags,
  kindOf,
  LineFlag,
  LineKind,
  ROW_LENGTH,
  RowField,
  type LexedLines,
} from '../../../src/python/lexer.js';
import { requireLexer } from './compare.js';

const lexer = requireLexer();

/** The logical lines of a text: `line:depth kind "text" flags`, of a function also its body. */
export function show(text: string): readonly string[] {
  const lexed = lexer.scanText(text);
  if (lexed.error !== null) return [`${lexed.error.offset}: ${lexed.error.message}`];
  return numbers(lexed).map((row) => showRow(text, row));
}

/** The same without flags. */
export function showLines(text: string): readonly string[] {
  return show(text).map((line) => line.replace(/ \[[a-zA-Z ]*\]/, ''));
}

/** The rows as lists of numbers, which a later scan leaves alone. */
export function numbers({ count, rows }: LexedLines): readonly (readonly number[])[] {
  return Array.from({ length: count }, (_, index) => [
    ...rows.subarray(index * ROW_LENGTH, (index + 1) * ROW_LENGTH),
  ]);
}

/** The names of the flags of the first row. */
export function flagsOf(text: string): readonly string[] {
  const [first] = numbers(lexer.scanText(text));
  if (first === undefined) throw new Error(`no row for ${JSON.stringify(text)}`);
  return flagNames(first);
}

function showRow(text: string, row: readonly number[]): string {
  const at = (field: number): number => row[field] ?? NaN;
  const kind = nameOf(LineKind, kindOf(at(RowField.head)));
  const line = text.slice(at(RowField.start), at(RowField.end));
  const body =
    kind === 'def' ? ` body ${quote(text.slice(at(RowField.bodyStart), at(RowField.bodyEnd)))}` : '';
  const flags = flagNames(row).join(' ');
  return `${at(RowField.line)}:${at(RowField.depth)} ${kind} ${quote(line)} [${flags}]${body}`;
}

function flagNames(row: readonly number[]): readonly string[] {
  const flags = lineFlags(row[RowField.head] ?? 0);
  return Object.entries(LineFlag).flatMap(([name, bit]) => ((flags & bit) === 0 ? [] : [name]));
}

function nameOf(names: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(names).find((name) => names[name] === value) ?? `kind ${value}`;
}

function quote(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
