import { createFactExtractor } from '../../src/python/extract.js';
import { skipOrFail } from '../support/corpus.js';
import { compareSource, type Difference, type Engines, type Verdict } from './compare.js';
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
}

export interface Tally {
  readonly same: number;
  readonly rejected: number;
  /** Differences that a defect of the grammar explains. */
  readonly explained: number;
  readonly unexplained: readonly string[];
}

/** Sources that are under way at a time: enough for both processes to work, few enough to keep memory flat. */
const WINDOW = 32;

export async function createEngines(): Promise<Engines> {
  const [full, slices, fast] = await Promise.all(
    (['full', 'slices', 'fast'] as const).map((engine) => createFactExtractor({ engine })),
  );
  if (full === undefined || slices === undefined || fast === undefined)
    throw new Error('an engine is missing');
  return { full, others: new Map(Object.entries({ slices, fast })) };
}

/** Compares all sources with one CPython process. */
export async function compareAll(cases: Iterable<Case>): Promise<Tally> {
  const engines = await createEngines();
  const cpython = await startCPython();
  const tally = { same: 0, rejected: 0, explained: 0, unexplained: [] as string[] };
  const queue: { readonly verdict: Promise<Verdict>; readonly bytes: Uint8Array }[] = [];
  const settle = async (): Promise<void> => {
    const first = queue.shift();
    if (first !== undefined) count(tally, await first.verdict, first.bytes);
  };
  try {
    for (const { request, bytes: read } of cases) {
      const bytes = read();
      queue.push({ verdict: compareSource(cpython, engines, request, bytes), bytes });
      if (queue.length >= WINDOW) await settle();
    }
    while (queue.length > 0) await settle();
  } finally {
    cpython.close();
  }
  process.stderr.write(`${summary(tally)}\n`);
  return tally;
}

function summary({ same, rejected, explained, unexplained }: Tally): string {
  const total = same + rejected + explained + unexplained.length;
  return `${total} sources: ${same} equal, ${rejected} rejected by CPython, ${explained} with listed defects, ${unexplained.length} with others`;
}

function count(
  tally: { same: number; rejected: number; explained: number; unexplained: string[] },
  verdict: Verdict,
  bytes: Uint8Array,
): void {
  if (verdict.outcome === 'same') tally.same++;
  else if (verdict.outcome === 'rejected') tally.rejected++;
  else if (explainedByGrammar(Buffer.from(bytes).toString('utf8'), verdict.differences)) tally.explained++;
  else tally.unexplained.push(...verdict.differences.slice(0, 1).map((each) => describe(verdict.id, each)));
}

/** One difference for a failure message: place, source line, both sides. */
function describe(id: string, { path, line, source, ours, cpython }: Difference): string {
  return `${id}:${line} ${path}\n  ${source.trim().slice(0, 160)}\n  ours    ${ours}\n  CPython ${cpython}`;
}
