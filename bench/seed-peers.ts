import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './answer.js';
import { documentAnswer, examplesAnswer, legacyAnswer } from './answers-of-peers.js';
import type { Command } from './measure.js';
import type { Peer } from './peers.js';
import { overridesOf, seedScripts, withTemporaryFolder } from './seed-scripts.js';
import type { BenchFolder } from './workspace.js';

/** The scripts of the source document, each a process of its own as the document has it. */
export function seedPeers(
  at: BenchFolder,
  seeds: string,
): {
  readonly peers: readonly Peer[];
  /** The examples that step 3 has by hand. */
  readonly overrides: Readonly<Record<string, string>>;
} {
  const scripts = seedScripts(readFileSync(seeds, 'utf8'));
  const folder = join(at.path, 'seed');
  mkdirSync(folder, { recursive: true });
  const step = (number: number): Command => {
    const script = scripts.get(number);
    if (script === undefined) throw new Error(`${seeds} has no Python script under "Step ${number}".`);
    const path = at.write(`step-${number}.py`, withTemporaryFolder(script, folder));
    return at.command(`step-${number}`, [at.python, '-'], path);
  };
  const [one, two, three, five] = [step(1), step(2), step(3), step(5)];
  const names = (): Answer =>
    legacyAnswer(
      readFileSync(join(folder, 'sglang_native_archs.json'), 'utf8'),
      readFileSync(join(at.path, 'transformers_architectures.txt'), 'utf8'),
    );
  const withExamples = (): Answer =>
    examplesAnswer(names(), readFileSync(join(folder, 'hf_arch_examples.txt'), 'utf8'));
  const peers: readonly Peer[] = [
    {
      id: 'seed-names',
      title: 'source document, steps 1 and 2',
      job: 'names',
      commands: [one, two],
      answer: names,
    },
    {
      id: 'seed-steps',
      title: 'source document, steps 1, 2 and 3',
      job: 'steps',
      commands: [one, two, three],
      answer: withExamples,
    },
    {
      id: 'seed-document',
      title: 'source document, steps 1, 2, 3 and 5',
      job: 'document',
      commands: [one, two, three, five],
      answer: () =>
        documentAnswer(withExamples(), readFileSync(join(at.path, 'MODEL_SUPPORT_TRACKING.md'), 'utf8')),
    },
  ];
  return { peers, overrides: overridesOf(scripts.get(3) ?? '') };
}
