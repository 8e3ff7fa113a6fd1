import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archscanPeers, astGrepPeer, astPeer, seedPeers, type Peer, type Tools } from './peers.js';
import { markdownTable, range } from './report.js';
import { runRounds } from './rounds.js';
import { openSources, type Sources } from './sources.js';
import { spread } from './statistics.js';
import { createBenchFolder } from './workspace.js';

const FACTORS = [1, 2, 4];
const ROUNDS = 3;

/** Wall time of the programs that find the names, with every model folder of transformers 1, 2 and 4 times. */
export function measureGrowth(
  sources: Sources,
  tools: Tools,
  cli: string,
  seeds: string | undefined,
  progress: (text: string) => void,
): string {
  const columns = FACTORS.map((factor) => {
    const grown = mkdtempSync(join(tmpdir(), 'archscan-bench-grown-'));
    try {
      multiply(sources.transformers.folder, join(grown, 'src', 'transformers'), factor);
      const wide = openSources(sources.sglang.root, grown);
      const say = (text: string): void => {
        progress(`${factor}×: ${text}`);
      };
      return { bytes: wide.transformers.bytes, cells: measureOnce(wide, tools, cli, seeds, say) };
    } finally {
      rmSync(grown, { recursive: true, force: true });
    }
  });
  const head = columns.map(({ bytes }, index) => `${FACTORS[index] ?? 0} × (${(bytes / 1e6).toFixed(0)} MB)`);
  const titles = [...(columns[0]?.cells.keys() ?? [])];
  const body = titles.map((title) => [title, ...columns.map(({ cells }) => cells.get(title) ?? '–')]);
  return markdownTable(['program, wall ms', ...head], body);
}

function measureOnce(
  sources: Sources,
  tools: Tools,
  cli: string,
  seeds: string | undefined,
  progress: (text: string) => void,
): ReadonlyMap<string, string> {
  const at = createBenchFolder(sources, tools.python.path);
  try {
    const peers: readonly Peer[] = [
      ...archscanPeers(at, cli),
      ...(seeds === undefined ? [] : seedPeers(at, seeds)),
      astPeer(at),
      ...(tools.astGrep === undefined ? [] : [astGrepPeer(at, tools.astGrep)]),
    ].filter(({ job }) => job === 'names');
    const { samples } = runRounds(peers, at.surroundings, ROUNDS, progress);
    return new Map(
      peers.map(({ id, title }) => [
        title,
        range(spread((samples.get(id) ?? []).map(({ wallMs }) => wallMs))),
      ]),
    );
  } finally {
    at.remove();
  }
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
