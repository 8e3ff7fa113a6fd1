/** The programs on the two checkouts, in turn: what each cost, and what it found beside archscan. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareAnswers, type Answer } from './answer.js';
import { transformersVersion } from './answers-of-peers.js';
import { archscanPeers, changedPeers, lintPeers, revisionPeers } from './archscan-peers.js';
import { describeMachine, watchLoad } from './machine.js';
import type { BenchOptions } from './options.js';
import {
  astGrepPeers,
  astPeer,
  astStepsPeer,
  ctagsPeer,
  floors,
  ripgrepPeer,
  type Job,
  type Peer,
  type Tools,
} from './peers.js';
import { renderDifferences, renderTable, timesEach, timesThe, type Row } from './report.js';
import { runRounds, type Rounds } from './rounds.js';
import type { Figures, Section } from './section.js';
import { seedPeers } from './seed-peers.js';
import { pairedRatio, spread } from './statistics.js';
import type { BenchFolder } from './workspace.js';

/** Longer differences stand on the page as numbers; the command prints them. */
const LONGEST_LIST = 40;

/** A program that was looked for: measured, or the reason why not. */
type Candidate = Peer | (Pick<Peer, 'id' | 'title' | 'job'> & { readonly reason: string });

export interface Comparison extends Section {
  /** With every name. */
  readonly differences: string;
  /** Peers that the page must have and this machine has not. */
  readonly unmeasured: readonly string[];
}

export function compare(
  options: BenchOptions,
  tools: Tools,
  at: BenchFolder,
  progress: (text: string) => void,
): Comparison {
  const loadBefore = watchLoad(progress);
  const all = candidates(at, tools, options);
  const peers = all.filter((each) => 'commands' in each);
  const rounds = runRounds(peers, at.python, options.runs, progress);
  const rows = toRows(all, rounds);
  const page = [
    setting(options, tools, at, loadBefore, rounds),
    ...tables(rows, rounds),
    `Differences from archscan, and of the script from the source document:\n\n${renderDifferences(rows, LONGEST_LIST) || 'none\n'}`,
  ].join('\n\n');
  const unmeasured = rows.filter(({ result }) => 'reason' in result).map(({ title }) => title);
  return {
    name: 'comparison',
    page,
    differences: renderDifferences(rows),
    unmeasured,
    figures: figures(rounds),
  };
}

function candidates(at: BenchFolder, tools: Tools, options: BenchOptions): readonly Candidate[] {
  const absent = (id: string, reason: string, job: Job): Candidate => ({ id, title: id, job, reason });
  const { astGrep, ctags, ripgrep } = tools;
  const { seeds, cli } = options;
  const seed = seeds === undefined ? undefined : seedPeers(at, seeds);
  return [
    ...archscanPeers(at, cli),
    ...changedPeers(at, cli),
    ...lintPeers(at, cli),
    ...(options.repository ? revisionPeers(at, cli) : []),
    ...(seed === undefined
      ? (['names', 'steps', 'document'] as const).map((job) =>
          absent('source document', 'give --seeds or ARCHSCAN_SEEDS', job),
        )
      : [...seed.peers, astStepsPeer(at, seed.overrides)]),
    astPeer(at),
    ...(astGrep === undefined
      ? [absent('ast-grep', 'no program for this system', 'names')]
      : astGrepPeers(at, astGrep)),
    ctags === undefined ? absent('universal-ctags', 'not on the path', 'names') : ctagsPeer(at, ctags),
    ripgrep === undefined ? absent('ripgrep', 'not on the path', 'names') : ripgrepPeer(at, ripgrep),
    ...floors(at, cli),
  ];
}

/** The rows in order; the first answer of each job, archscan's where it has the job, is the reference for the others. */
function toRows(all: readonly Candidate[], { samples }: Rounds): readonly Row[] {
  const references = new Map<Job, Answer>();
  return all.map((each): Row => {
    const { id, title, job } = each;
    if ('reason' in each) return { id, title, job, result: { reason: each.reason } };
    const measured = samples.get(id) ?? [];
    if (each.answer === null) return { id, title, job, result: { samples: measured, differences: null } };
    const answer = each.answer();
    const reference = job === 'classes' ? classesOf(references.get('names')) : references.get(job);
    if (reference === undefined) references.set(job, answer);
    const differences = reference === undefined ? 'reference' : compareAnswers(reference, answer);
    return { id, title, job, result: { samples: measured, differences } };
  });
}

function classesOf(names: Answer | undefined): Answer {
  return { classes: names?.classes ?? new Set<string>() };
}

/** What does the whole job of the source document's first three steps, or part of it. */
const STEPS: readonly string[] = [
  'archscan-scan',
  'archscan-scan-changed',
  'archscan-scan-changed-library',
  'archscan-scan-checkout',
  'archscan-scan-kept',
  'archscan-track',
  'archscan-track-changed',
  'archscan-track-kept',
  'seed-steps',
  'ast-steps',
  'ast-grep-classes',
];

function tables(rows: readonly Row[], { samples }: Rounds): readonly string[] {
  const of = (id: string) => samples.get(id) ?? [];
  const jobs = (shown: readonly Job[]): readonly Row[] => rows.filter(({ job }) => shown.includes(job));
  const steps = STEPS.flatMap((id) => rows.filter((row) => row.id === id));
  return [
    '**Names**: registrations and model classes.',
    renderTable(jobs(['names', 'classes', 'floor']), timesEach('archscan', of('archscan-scan'))),
    '**Document**: names, examples, and the tracking document.',
    renderTable(jobs(['document']), timesEach('archscan', of('archscan-track'))),
    ...(of('seed-steps').length === 0
      ? []
      : [
          "**The source document's steps 1 to 3**: names and examples. `scan` prints them and more, `track --legacy-dir` writes the files of these steps and the document; what they found is compared in the tables above.",
          renderTable(steps, timesThe('source document', of('seed-steps'))),
        ]),
  ];
}

/** Of the targets those that this comparison shows. */
function figures({ samples }: Rounds): Figures {
  const found = new Map<string, ReturnType<typeof spread>>();
  const wall = (id: string): readonly number[] => (samples.get(id) ?? []).map(({ wallMs }) => wallMs);
  for (const command of ['scan', 'track']) {
    const [cold, warm] = [wall(`archscan-${command}`), wall(`archscan-${command}-kept`)];
    const put = (target: string, values: readonly number[], by: readonly number[]): void => {
      if (by.length > 0) found.set(`${target}-${command}`, pairedRatio(values, by));
    };
    put('cold', cold, wall('seed-steps'));
    put('warm', warm, wall('seed-steps'));
    put('ast', cold, wall('ast-steps'));
    put('ast-grep', cold, wall('ast-grep-classes'));
    const peaks = (samples.get(`archscan-${command}`) ?? []).map(({ peakKib }) => (peakKib * 1024) / 1e6);
    found.set(`memory-${command}`, spread(peaks));
  }
  return found;
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
    describeMachine(tools.python.version, loadBefore, others),
    `Sources: model files of SGLang (${size(sglang)}), modeling files of transformers ${version} (${size(transformers)}).`,
    `${options.runs} rounds after two that do not count; medians, least and greatest in brackets.`,
  ].join('\n');
}
