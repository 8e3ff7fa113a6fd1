import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { addSamples, type Sample } from './statistics.js';

/** One process: an absolute program with arguments, its surroundings, and the files of its three streams. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
}

const WRAPPER = fileURLToPath(new URL('measure.py', import.meta.url));

const measured = z.array(
  z.object({
    status: z.number(),
    wallMs: z.number(),
    cpuMs: z.number(),
    peakKib: z.number(),
    floorKib: z.number(),
  }),
);

/**
 * Runs the commands one after the other and adds up what they cost.
 *
 * @param python the real interpreter, not a version manager's shim
 * @throws Error when one of them fails, with the end of what it wrote on standard error.
 */
export function measure(commands: readonly Command[], python: string): Sample {
  const wrapper = spawnSync(python, ['-I', '-S', WRAPPER], {
    input: JSON.stringify(commands),
    encoding: 'utf8',
  });
  if (wrapper.status !== 0) throw new Error(`The measuring process failed.\n${wrapper.stderr}`);
  const runs = measured.parse(JSON.parse(wrapper.stdout));
  for (const [index, { status }] of runs.entries()) {
    const command = commands[index];
    if (status !== 0 && command !== undefined) throw failure(command, status);
  }
  return addSamples(runs);
}

function failure({ argv, stderr }: Command, status: number): Error {
  const message = readFileSync(stderr, 'utf8').trim().split('\n').slice(-5).join('\n');
  return new Error(`${argv.slice(0, 3).join(' ')} … ended with ${status}:\n${message}`);
}
