import { measure, type Surroundings } from './measure.js';
import type { Peer } from './peers.js';
import type { Sample } from './statistics.js';
import { watchOthers } from './machine.js';

export interface Rounds {
  /** By id of the peer; the n-th sample of each belongs to the same round. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** Cores that were busy with something else meanwhile, on average. */
  readonly others: number;
}

/** One round that does not count, then `count` rounds in which every program runs once, in turn. */
export function runRounds(
  peers: readonly Peer[],
  surroundings: Surroundings,
  count: number,
  progress: (text: string) => void,
): Rounds {
  const samples = new Map<string, Sample[]>(peers.map(({ id }) => [id, []]));
  let ownCpuMs = 0;
  let others = watchOthers();
  for (let round = 0; round <= count; round++) {
    if (round === 1) {
      others = watchOthers();
      ownCpuMs = 0;
    }
    progress(round === 0 ? 'warming up' : `round ${round} of ${count}`);
    for (const peer of peers) {
      const sample = measure(peer.commands, surroundings);
      ownCpuMs += sample.cpuMs;
      if (round > 0) samples.get(peer.id)?.push(sample);
    }
  }
  return { samples, others: others(ownCpuMs) };
}
