import { isCertain, isNoPython } from '../../../src/python/broken.js';
import {
  flagsOf,
  kindOf,
  LEX_ERRORS,
  loadLineLexer,
  ROW_LENGTH,
  type LexedLines,
  type LineLexer,
} from '../../../src/python/lexer.js';
import { startOracle } from '../../differential/cpython.js';

/** A text to compare, made when its turn comes. */
export interface Case {
  readonly id: string;
  readonly text: () => string;
}

export interface Tally {
  same: number;
  /** Texts that CPython rejects; of these, those that the lexer rejects too. */
  rejected: number;
  rejectedByBoth: number;
  /** CPython's parser takes them, its tokenize module does not. */
  readonly untold: string[];
  /** The lexer is not sure of what CPython takes: allowed, since the whole file is parsed then. */
  readonly givenUp: string[];
  readonly different: string[];
}

/** What test/oracles/logical_lines.py answers. */
type Answer = { readonly rows: readonly number[] } | { readonly error: string } | { readonly untold: string };

/** Texts that are under way at a time. */
const WINDOW = 16;

/** Compares the rows of all texts with those that CPython's tokenizer and parser tell. */
export async function compareRows(cases: Iterable<Case>): Promise<Tally> {
  const lexer = requireLexer();
  const oracle = await startOracle('logical_lines.py');
  const tally: Tally = { same: 0, rejected: 0, rejectedByBoth: 0, untold: [], givenUp: [], different: [] };
  const queue: { readonly id: string; readonly text: string; readonly answer: Promise<string> }[] = [];
  const settle = async (): Promise<void> => {
    const first = queue.shift();
    if (first === undefined) return;
    // The oracle is part of this test suite: the forms of its lines are known.
    const answer = JSON.parse(await first.answer) as Answer;
    judge(tally, first.id, first.text, lexer.scanText(first.text), answer);
    const { error } = lexer.scanText(first.text, 'rows');
    if (!('error' in answer) && error !== null && isNoPython(error))
      tally.different.push(`${first.id}: ${error.message}, with function bodies`);
  };
  try {
    for (const { id, text: read } of cases) {
      const text = read();
      queue.push({ id, text, answer: oracle.ask(id, { id, text }) });
      if (queue.length >= WINDOW) await settle();
    }
    while (queue.length > 0) await settle();
  } finally {
    oracle.close();
  }
  process.stderr.write(`${summary(tally)}\n`);
  return tally;
}

export function requireLexer(): LineLexer {
  const lexer = loadLineLexer();
  if (lexer === null) throw new Error('the line lexer does not load');
  return lexer;
}

function judge(tally: Tally, id: string, text: string, lexed: LexedLines, answer: Answer): void {
  if ('error' in answer) {
    tally.rejected++;
    if (lexed.error !== null) tally.rejectedByBoth++;
  } else if (lexed.error !== null) {
    const { code, offset } = lexed.error;
    const place = `${id}:${text.slice(0, offset).split('\n').length}`;
    const list = isCertain(lexed.error, 'skip') ? tally.different : tally.givenUp;
    list.push(`${place} ${LEX_ERRORS[code]}`);
  } else if ('untold' in answer) {
    tally.untold.push(`${id}: ${answer.untold}`);
  } else {
    const difference = firstDifference(lexed, answer.rows);
    if (difference === null) tally.same++;
    else tally.different.push(`${id}: ${difference}`);
  }
}

function firstDifference({ count, rows }: LexedLines, expected: readonly number[]): string | null {
  const length = Math.max(count * ROW_LENGTH, expected.length);
  for (let at = 0; at < length; at += ROW_LENGTH) {
    const ours = withoutShape(rows.subarray(at, at + ROW_LENGTH));
    const theirs = expected.slice(at, at + ROW_LENGTH);
    if (ours.join() !== theirs.join())
      return `row ${at / ROW_LENGTH}\n  ours    ${show(ours)}\n  CPython ${show(theirs)}`;
  }
  return null;
}

/** CPython tells no shapes; shapes.test.ts is about those. */
export function withoutShape([head = 0, ...rest]: Iterable<number>): readonly number[] {
  return [head & 0xf_ffff, ...rest];
}

function show([head, ...rest]: readonly number[]): string {
  if (head === undefined) return 'none';
  return `kind ${kindOf(head)} flags ${flagsOf(head)} ${rest.join(' ')}`;
}

function summary({ same, rejected, rejectedByBoth, untold, givenUp, different }: Tally): string {
  const total = same + rejected + untold.length + givenUp.length + different.length;
  return (
    `${total} texts: ${same} equal, ${different.length} different, ${givenUp.length} left to the parser, ` +
    `${rejected} rejected by CPython (${rejectedByBoth} by the lexer), ${untold.length} not told by tokenize`
  );
}
