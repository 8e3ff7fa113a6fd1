import { readLine, rowsOf, type Row } from '../../../src/python/fast/lines.js';
import { Reader } from '../../../src/python/fast/reader.js';
import { LineFlag, LineShape, type FunctionBodies } from '../../../src/python/lexer.js';
import { requireLexer } from './compare.js';
import { shapeOfContent } from './shape-of-content.js';

const lexer = requireLexer();

/** How many logical lines there are, how many have a shape, and how many the reader reads that could have one. */
export interface Judgement {
  rows: number;
  accepted: number;
  /** Of those that the reader takes, that stand alone on their line, and that have no format strings. */
  acceptable: number;
  /** Lines that have a shape and are not read so: each is a defect. */
  readonly wrong: string[];
}

export const BODIES = ['skip', 'rows'] as const satisfies readonly FunctionBodies[];

/** The names of the shapes of all rows. */
export function shapesOf(text: string, bodies: FunctionBodies = 'rows'): readonly string[] {
  const lexed = lexer.scanText(text, bodies);
  if (lexed.error !== null) return [lexed.error.message];
  return rowsOf(lexed).map(({ shape }) => shapeName(shape));
}

export function shapeName(shape: number): string {
  return Object.entries(LineShape).find(([, value]) => value === shape)?.[0] ?? `shape ${shape}`;
}

/** Holds the shape of every row against what the reader reads. A text with an error has no rows. */
export function judge(source: string, bodies: FunctionBodies, judgement: Judgement): void {
  // As the extractor does before it reads.
  const text = source.replace(/\r(?!\n)/g, '\n');
  const lexed = lexer.scanText(text, bodies);
  if (lexed.error !== null) return;
  const reader = new Reader(text);
  for (const row of rowsOf(lexed)) {
    const wanted = wantedShape(reader, row);
    judgement.rows++;
    if (row.shape !== LineShape.unknown) judgement.accepted++;
    if (wanted !== null && wanted !== LineShape.unknown && mayHaveShape(row)) judgement.acceptable++;
    if (row.shape !== LineShape.unknown && row.shape !== wanted) {
      const read = wanted === null ? 'irregular' : shapeName(wanted);
      judgement.wrong.push(`${shapeName(row.shape)}, read as ${read}: ${text.slice(row.start, row.end)}`);
    }
  }
}

export function startJudgement(): Judgement {
  return { rows: 0, accepted: 0, acceptable: 0, wrong: [] };
}

/** Null for what the reader does not read. */
function wantedShape(reader: Reader, row: Row): LineShape | null {
  const line = readLine(reader, row);
  return line === null ? null : shapeOfContent(line.content, reader.text.slice(row.start, row.end));
}

/** Format strings are none of the lexer's business: the reader goes into them. */
function mayHaveShape({ flags }: Row): boolean {
  return (flags & (LineFlag.semicolon | LineFlag.formatString)) === 0;
}
