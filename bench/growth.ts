import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archscanPeers } from './archscan-peers.js';
import { describeMachine, watchLoad } from './machine.js';
import type { BenchOptions } from './options.js';
import type { Peer, Tools } from './peers.js';
import { markdownTable, range, ratio } from './report.js';
import { runRounds, type Rounds } from './rounds.js';
import type { Section } from './section.js';
import { seedPeers } from './seed-peers.js';
import { openSources, type Sources } from './sources.js';
import { pairedRatio, spread } from './statistics.js';
import { createBenchFolder, type BenchFolder } from './workspace.js';

const FACTORS = [1, 2, 4, 8] as const;

/** Wall time of the programs that find names and examples, with every model folder of transformers several times. */
export function measureGrowth(
  sources: Sources,
  tools: Tools,
  { cli, seeds, runs }: BenchOptions,
  progress: (text: string) => void,
): Section {
  const loadBefore = watchLoad(progress);
  const grown = mkdtempSync(join(tmpdir(), 'archscan-bench-grown-'));
  const folders: BenchFolder[] = [];
  try {
    for (const factor of FACTORS) {
      const root = join(grown, String(factor));
      multiply(sources.transformers.folder, join(root, 'src', 'transformers'), factor);
      folders.push(createBenchFolder(openSources(sources.sglang.root, root), tools.python.path));
    }
    const programs = folders.map((at) => programsOf(at, cli, seeds));
    const all = programs.flatMap((each, index) =>
      each.map((peer) => ({ ...peer, id: idOf(peer.id, FACTORS[index] ?? 0) })),
    );
    const rounds = runRounds(all, tools.python.path, runs, progress);
    const machine = describeMachine(tools.python.version, loadBefore, rounds.others);
    return {
      name: 'growth',
      page: [`${machine} ${runs} rounds.`, table(folders, programs[0] ?? [], rounds)].join('\n\n'),
      figures: new Map([['growth', slopes('archscan-scan', rounds).last]]),
    };
  } finally {
    for (const folder of folders) folder.remove();
    rmSync(grown, { recursive: true, force: true });
  }
}

const PROGRAMS: readonly string[] = ['archscan-scan', 'archscan-scan-kept', 'seed-steps'];

function programsOf(at: BenchFolder, cli: string, seeds: string | undefined): readonly Peer[] {
  const peers = [...archscanPeers(at, cli), ...(seeds === undefined ? [] : seedPeers(at, seeds).peers)];
  return peers.filter(({ id }) => PROGRAMS.includes(id));
}

function idOf(program: string, factor: number): string {
  return `${program}@${factor}`;
}

function table(folders: readonly BenchFolder[], programs: readonly Peer[], rounds: Rounds): string {
  const sizes = folders.map(({ sources }) => (sources.transformers.bytes / 1e6).toFixed(0));
  const head = [
    'program, wall ms',
    ...FACTORS.map((factor, index) => `${factor} × (${sizes[index] ?? ''} MB)`),
    'a further copy, 1 to 2 ×',
    '2 to 4 ×',
    '4 to 8 ×',
    'the last ÷ the first',
  ];
  const body = programs.map(({ id, title }) => {
    const { each, last } = slopes(id, rounds);
    return [
      title,
      ...FACTORS.map((factor) => range(spread(wall(rounds, id, factor)))),
      ...each.map((values) => range(spread(values))),
      ratio(last),
    ];
  });
  return markdownTable(head, body);
}

function wall({ samples }: Rounds, program: string, factor: number): readonly number[] {
  return (samples.get(idOf(program, factor)) ?? []).map(({ wallMs }) => wallMs);
}

/** What one more copy of the models costs, by round, between neighbouring factors; and the last of these by the first. */
function slopes(
  program: string,
  rounds: Rounds,
): { readonly each: readonly (readonly number[])[]; readonly last: ReturnType<typeof pairedRatio> } {
  const each = FACTORS.slice(1).map((factor, index) => {
    const before = FACTORS[index] ?? 0;
    const less = wall(rounds, program, before);
    return wall(rounds, program, factor).map(
      (ms, round) => (ms - (less[round] ?? Number.NaN)) / (factor - before),
    );
  });
  return { each, last: pairedRatio(each.at(-1) ?? [], each[0] ?? []) };
}

/** Copies a package so that each model folder is there `factor` times, under names of its own. */
function multiply(from: string, to: string, factor: number): void {
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
  const folders = readdirSync(join(from, 'models'), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  );
  for (let copy = 2; copy <= factor; copy++) {
    for (const { name } of folders) {
      cpSync(join(from, 'models', name), join(to, 'models', `${name}_copy${copy}`), { recursive: true });
    }
  }
}
