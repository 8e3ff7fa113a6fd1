/**
 * Runs archscan and its peers on the same checkouts, in turn, and compares what they found and what it cost.
 * docs/performance.md says what each of them does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { compareAnswers, type Answer } from './answer.js';
import { transformersVersion } from './answers-of-peers.js';
import { measureGrowth } from './growth.js';
import { describeMachine, load, QUIET_LOAD } from './machine.js';
import { readOptions, USAGE, type BenchOptions } from './options.js';
import {
  archscanPeers,
  astGrepPeer,
  astPeer,
  ctagsPeer,
  floors,
  ripgrepPeer,
  seedPeers,
  type Job,
  type Peer,
  type Tools,
} from './peers.js';
import { renderDifferences, renderTable, replaceBetween, type Row } from './report.js';
import { runRounds, type Rounds } from './rounds.js';
import { openSources } from './sources.js';
import { findAstGrep, findCtags, findPython, findRipgrep } from './tools.js';
import { createBenchFolder, type BenchFolder } from './workspace.js';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(PACKAGE, 'docs', 'performance.md');
const CACHE = join(PACKAGE, 'node_modules', '.cache', 'archscan-bench');

/** Longer differences stand on the page as numbers; the command prints them. */
const LONGEST_LIST = 40;

/** A program that was looked for: measured, or the reason why not. */
type Candidate = Peer | { readonly title: string; readonly job: Job; readonly reason: string };

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function candidates(at: BenchFolder, tools: Tools, options: BenchOptions): readonly Candidate[] {
  const absent = (title: string, reason: string, job: Job = 'names'): Candidate => ({ title, job, reason });
  const { astGrep, ctags, ripgrep } = tools;
  const { seeds } = options;
  const noSeeds = 'give --seeds or ARCHSCAN_SEEDS';
  return [
    ...archscanPeers(at, options.cli),
    ...(seeds === undefined
      ? [absent('source document', noSeeds), absent('source document', noSeeds, 'document')]
      : seedPeers(at, seeds)),
    astPeer(at),
    astGrep === undefined ? absent('ast-grep', 'no program for this system') : astGrepPeer(at, astGrep),
    ctags === undefined ? absent('universal-ctags', 'not on the path') : ctagsPeer(at, ctags),
    ripgrep === undefined ? absent('ripgrep', 'not on the path') : ripgrepPeer(at, ripgrep),
    ...floors(at, options.cli),
  ];
}

/** The rows in order; what archscan found, the first of each job, is the reference for the others. */
function toRows(all: readonly Candidate[], { samples }: Rounds): readonly Row[] {
  const references = new Map<Job, Answer>();
  return all.map((each): Row => {
    const { title, job } = each;
    if ('reason' in each) return { title, job, result: { reason: each.reason } };
    const measured = samples.get(each.id) ?? [];
    if (each.answer === null) return { title, job, result: { samples: measured, differences: null } };
    const answer = each.answer();
    const reference = references.get(job);
    if (reference === undefined) references.set(job, answer);
    const differences = reference === undefined ? 'reference' : compareAnswers(reference, answer);
    return { title, job, result: { samples: measured, differences } };
  });
}

interface Report {
  /** Without the names of long differences. */
  readonly page: string;
  readonly differences: string;
  /** Peers that the page must have and this machine has not. */
  readonly unmeasured: readonly string[];
}

function compare(options: BenchOptions, tools: Tools, at: BenchFolder): Report {
  const loadBefore = load();
  if (loadBefore > QUIET_LOAD) {
    progress(`WARNING: the load is ${loadBefore.toFixed(1)}; figures of a busy machine are doubtful.`);
  }
  const all = candidates(at, tools, options);
  const peers = all.filter((each) => 'commands' in each);
  const rounds = runRounds(peers, at.surroundings, options.runs, progress);
  const rows = toRows(all, rounds);
  const table = (job: Job, shown: readonly Job[]): string => {
    const own = rounds.samples.get(job === 'names' ? 'archscan-scan' : 'archscan-track') ?? [];
    return renderTable(
      rows.filter((row) => shown.includes(row.job)),
      own,
    );
  };
  const page = [
    setting(options, tools, at, loadBefore, rounds),
    '**Names**: registrations and model classes.',
    table('names', ['names', 'floor']),
    '**Document**: names, examples, and the tracking document.',
    table('document', ['document']),
    `Differences from archscan:\n\n${renderDifferences(rows, LONGEST_LIST) || 'none\n'}`,
  ].join('\n\n');
  const unmeasured = rows.filter(({ result }) => 'reason' in result).map(({ title }) => title);
  return { page, differences: renderDifferences(rows), unmeasured };
}

function setting(
  options: BenchOptions,
  tools: Tools,
  at: BenchFolder,
  loadBefore: number,
  { others }: Rounds,
): string {
  const { sglang, transformers } = at.sources;
  const version = transformersVersion(readFileSync(join(at.path, 'archscan-scan.out'), 'utf8'));
  const size = ({ files, bytes }: typeof sglang): string =>
    `${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`;
  return [
    `Machine: ${describeMachine(tools.python.version)}; load before the run ${loadBefore.toFixed(2)}, other work during it ${others.toFixed(2)} cores.`,
    `Sources: model files of SGLang (${size(sglang)}), modeling files of transformers ${version} (${size(transformers)}).`,
    `${options.runs} rounds after one that does not count; medians, least and greatest in brackets.`,
  ].join('\n');
}

async function writePage(parts: Readonly<Record<string, string>>): Promise<void> {
  let page = readFileSync(PAGE, 'utf8');
  for (const [name, content] of Object.entries(parts)) page = replaceBetween(page, name, content);
  const style = await prettier.resolveConfig(PAGE);
  writeFileSync(PAGE, await prettier.format(page, { ...style, parser: 'markdown' }));
  progress(`Written: ${PAGE}`);
}

function readOptionsOrExplain(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2), process.env, PACKAGE);
  } catch (error) {
    process.stderr.write(USAGE);
    throw error;
  }
}

async function main(): Promise<void> {
  const options = readOptionsOrExplain();
  if (process.platform === 'win32') throw new Error('Measuring needs wait4: use Linux or macOS.');
  if (!existsSync(options.cli)) throw new Error(`${options.cli} does not exist: npm run build`);
  const sources = openSources(options.sglang, options.transformers);
  const tools: Tools = {
    python: findPython(),
    astGrep: findAstGrep(CACHE),
    ctags: findCtags(),
    ripgrep: findRipgrep(),
  };
  const at = createBenchFolder(sources, tools.python.path);
  let report: Report;
  try {
    report = compare(options, tools, at);
  } finally {
    at.remove();
  }
  process.stdout.write(`${report.page}\nAll of them:\n\n${report.differences}`);
  const growth = options.growth
    ? measureGrowth(sources, tools, options.cli, options.seeds, progress)
    : undefined;
  if (growth !== undefined) process.stdout.write(`\n${growth}`);
  if (!options.write) return;
  if (report.unmeasured.length > 0) {
    throw new Error(
      `Not written: a published table has every peer in it, but ${report.unmeasured.join(', ')}.`,
    );
  }
  await writePage({ comparison: report.page, ...(growth === undefined ? {} : { growth }) });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
