import { measure, type Command } from './measure.js';
import type { Sample } from './statistics.js';
import { watchOthers } from './machine.js';

export interface Rounds {
  /** By id of the program; the n-th sample of each belongs to the same round. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** Cores that were busy with something else meanwhile, on average. */
  readonly others: number;
}

/** A program that is measured: processes that run one after the other. */
export interface Runnable {
  readonly id: string;
  readonly commands: readonly Command[];
  /** What is done before each run, and not measured. */
  readonly before?: () => void;
}

/** The first fills the page cache; a command that wrote a file in it keeps its answer in the second. */
const WARM_UPS = 2;

/** Rounds that do not count, then `count` rounds in which every program runs once, in turn. */
export function runRounds(
  programs: readonly Runnable[],
  python: string,
  count: number,
  progress: (text: string) => void,
): Rounds {
  const samples = new Map<string, Sample[]>(programs.map(({ id }) => [id, []]));
  let ownCpuMs = 0;
  let others = watchOthers();
  for (let round = 1 - WARM_UPS; round <= count; round++) {
    if (round === 1) {
      others = watchOthers();
      ownCpuMs = 0;
    }
    progress(round < 1 ? 'warming up' : `round ${round} of ${count}`);
    for (const { id, commands, before } of programs) {
      before?.();
      const sample = measure(commands, python);
      ownCpuMs += sample.cpuMs;
      if (round > 0) samples.get(id)?.push(sample);
    }
  }
  return { samples, others: others(ownCpuMs) };
}
