import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { createFactExtractor, type ExtractorEngine } from '../../src/python/extract.js';
import { skipOrFail } from '../support/corpus.js';
import {
  compareShipped,
  compareSource,
  type Difference,
  type Engines,
  type ShippedVerdict,
  type Verdict,
} from './compare.js';
import { PYTHON, pythonVersion, type Request, startCPython } from './cpython.js';
import { explainedByGrammar } from './grammar-defects.js';

/** The whole set instead of a fixed sample: ARCHSCAN_FULL=1, or where nothing may be left out. */
export const FULL = process.env.ARCHSCAN_FULL === '1' || process.env.ARCHSCAN_REQUIRE_CORPUS === '1';

/** Skips (or fails, where skips are forbidden) the running test without a Python that knows the syntax. */
export function requireCPython(): void {
  if (pythonVersion() === null) skipOrFail(`no CPython 3.11 or newer as '${PYTHON}': set ARCHSCAN_PYTHON`);
}

/** A source to compare: its bytes are read when its turn comes. */
export interface Case {
  readonly request: Request;
  readonly bytes: () => Uint8Array;
  /** All engines instead of the shipped one alone; more than ten times the work. */
  readonly thorough: boolean;
}

export interface Tally {
  readonly total: number;
  readonly same: number;
  readonly rejected: number;
  /** The same bytes as an earlier source: not compared again. */
  readonly repeated: number;
  /** Sources that CPython accepts and the shipped extractor had read by tree-sitter as a whole. */
  readonly left: readonly string[];
  /** Differences that a defect of the grammar explains. */
  readonly explained: number;
  readonly unexplained: readonly string[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly string[] ? string[] : T[Key] };

/** Sources that are under way at a time: enough for both processes to work, few enough to keep memory flat. */
const WINDOW = 32;

export async function createEngines(): Promise<Engines> {
  const [full, slices, fast] = await Promise.all(
    (['full', 'slices', 'fast'] as const).map((engine) => createFactExtractor({ engine })),
  );
  if (full === undefined || slices === undefined || fast === undefined)
    throw new Error('an engine is missing');
  return { full, others: new Map(Object.entries({ slices, fast })), shipped: await createShipped() };
}

async function createShipped(): Promise<Engines['shipped']> {
  let by: ExtractorEngine = 'full';
  const extract = await createFactExtractor({
    onExtracted: (_, engine) => {
      by = engine;
    },
  });
  return (path, source, depth) => {
    const facts = extract(path, source, depth);
    return { facts, by };
  };
}

/** Compares all sources with one CPython process. Differences are printed as they are found: a run can be long. */
export async function compareAll(cases: Iterable<Case>): Promise<Tally> {
  const engines = await createEngines();
  const cpython = await startCPython();
  const tally: Mutable<Tally> = {
    total: 0,
    same: 0,
    rejected: 0,
    repeated: 0,
    left: [],
    explained: 0,
    unexplained: [],
  };
  const seen = new Set<string>();
  const queue: { readonly verdict: Promise<Verdict | ShippedVerdict>; readonly bytes: Uint8Array }[] = [];
  const settle = async (): Promise<void> => {
    const first = queue.shift();
    if (first !== undefined) count(tally, await first.verdict, first.bytes);
  };
  try {
    for (const { request, bytes: read, thorough } of cases) {
      const bytes = read();
      tally.total++;
      const digest = createHash('sha256').update(bytes).digest('base64');
      if (seen.has(digest)) {
        tally.repeated++;
        continue;
      }
      seen.add(digest);
      const compare = thorough ? compareSource : compareShipped;
      queue.push({ verdict: compare(cpython, engines, request, bytes), bytes });
      if (queue.length >= WINDOW) await settle();
    }
    while (queue.length > 0) await settle();
  } finally {
    cpython.close();
  }
  process.stderr.write(`CPython ${cpython.interpreter.python}: ${summary(tally)}\n`);
  return tally;
}

/**
 * Nothing may differ.
 * @param leastAccepted share of the sources that CPython has to accept: with none of them nothing would be compared
 * @param mostLeft share that may be left to tree-sitter: with all of them the wrong engine would be compared
 */
export function check(tally: Tally, leastAccepted: number, mostLeft = 0.005): void {
  const { same, rejected, left, unexplained } = tally;
  expect(unexplained.slice(0, 20).join('\n\n')).toBe('');
  expect(unexplained).toHaveLength(0);
  expect(same).toBeGreaterThan((same + rejected) * leastAccepted);
  expect(left.length, left.slice(0, 20).join('\n')).toBeLessThanOrEqual((same + rejected) * mostLeft);
}

function summary({ total, repeated, same, rejected, left, explained, unexplained }: Tally): string {
  return (
    `${total} sources (${repeated} of them repeated): ${same} equal, ${rejected} rejected by CPython, ` +
    `${explained} with listed defects, ${unexplained.length} with others; ${left.length} left to tree-sitter`
  );
}

function count(tally: Mutable<Tally>, verdict: Verdict | ShippedVerdict, bytes: Uint8Array): void {
  const { id, outcome } = verdict;
  if (outcome !== 'rejected' && 'left' in verdict && verdict.left) tally.left.push(id);
  if (outcome === 'same') tally.same++;
  else if (outcome === 'rejected') tally.rejected++;
  else if (explainedByGrammar(Buffer.from(bytes).toString('utf8'), verdict.differences)) tally.explained++;
  else {
    const [first] = verdict.differences;
    const message = first === undefined ? id : describe(id, first);
    tally.unexplained.push(message);
    process.stderr.write(`${message}\n`);
  }
}

/** One difference for a failure message: place, source line, both sides. */
function describe(id: string, { path, line, source, ours, cpython }: Difference): string {
  return `${id}:${line} ${path}\n  ${source.trim().slice(0, 160)}\n  ours    ${ours}\n  CPython ${cpython}`;
}
