/** A file to read: its text, and what Python has against its bytes. */
import type { Diagnostic } from '../diagnostics.js';
import { lineIndex, type LineIndex, type Position } from '../source/text.js';
import { decodedText, decodeSource, dropMark, type DecodedSource, type EncodedText } from './decode.js';
import type { CheckpointMention } from './facts.js';
import type { ScopedString } from './fast/strings.js';
import type { FastSource } from './fast/module.js';
import { lineAt } from './fast/positions.js';
import { mentionsIn } from './string-mentions.js';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Bytes of the text as the lexer takes them; null where there are none yet. */
  readonly encoded: EncodedText | null;
  readonly at: (offset: number) => Position;
  /** Why Python would not read it. */
  readonly problems: readonly Diagnostic[];
}

export function decode(path: string, source: Uint8Array | string): SourceFile {
  const decoded = typeof source === 'string' ? decodedText(dropMark(source)) : decodeSource(source);
  const { text, encoded } = decoded;
  let index: LineIndex | undefined;
  return {
    path,
    text,
    encoded,
    at: (offset) => (index ??= lineIndex(text)).position(offset),
    problems: sourceProblems(path, decoded),
  };
}

function sourceProblems(path: string, { problem, holdsNul }: DecodedSource): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const report = (message: string): void => {
    problems.push({ rule: 'python-source', severity: 'warning', message, file: path, line: 1, column: 1 });
  };
  if (problem !== null) report(`Python would not read this file: ${problem}.`);
  if (holdsNul) report('Python would not read this file: it contains a NUL character.');
  return problems;
}

/** For readers that know one line end. */
export function fastSource({ text, encoded, at }: SourceFile): FastSource {
  // Python ends a line at a lone carriage return. Same length, so offsets stay.
  return { text: text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text, encoded, at };
}

/** @param lines the text of {@link fastSource} */
export function mentionsOf(
  text: string,
  lines: string,
  strings: readonly ScopedString[],
): readonly CheckpointMention[] {
  // A string in a field comes behind the whole format string.
  return strings
    .flatMap((place) =>
      mentionsIn(text, place, (offset) => {
        const { line, lineStart } = lineAt(lines, place, offset);
        return { line, column: offset - lineStart + 1 };
      }),
    )
    .sort((a, b) => a.start - b.start);
}
