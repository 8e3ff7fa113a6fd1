#!/usr/bin/env node
/**
 * The command. What is imported here is loaded by every run, so it is little: the version, and looking up whether
 * the answer is known. Everything else is loaded when it is needed.
 */
import { fstatSync } from 'node:fs';
import { BUILD } from '../cache/build.js';
import { lookUp } from '../cache/look-up.js';
import { nowNs } from '../cache/now.js';
import { recordPlace, type Caller } from '../cache/place.js';
import { VERSION } from '../version.js';
import { copyOutput, writeOutput } from './output.js';
import { keepHeapSmall } from './heap.js';

const now = (): Date => new Date();

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    writeOutput(1, Buffer.from(`${VERSION}\n`));
    return 0;
  }
  const { env: environment } = process;
  const isTerminal = errorIsTerminal();
  const interactive = isTerminal && environment.CI === undefined;
  const color = useColor(isTerminal);
  const caller: Caller = { args, folder: process.cwd(), environment, color, interactive };
  const place = recordPlace(caller, BUILD);
  const found = place === null ? null : await lookUp(place, { environment, now, startedNs: nowNs() });
  if (found !== null) {
    const isOut = [copyOutput(1, found.out), copyOutput(2, found.err)].every(Boolean);
    found.done();
    // Otherwise Node would wait for its compiler to finish what nobody needs any more.
    if (isOut) process.exit(found.code);
    ignoreClosedPipe();
    return found.code;
  }
  keepHeapSmall();
  const { runRecorded } = await import('./recorded-run.js');
  ignoreClosedPipe();
  return runRecorded(
    args,
    {
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      environment,
      now,
      interactive,
      color,
    },
    place,
  );
}

/** A pipe or a file is known without loading what Node has for terminals. */
function errorIsTerminal(): boolean {
  return fstatSync(2).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(2);
}

function useColor(isTerminal: boolean): boolean {
  const { NO_COLOR: never, FORCE_COLOR: always } = process.env;
  if (never !== undefined && never !== '') return false;
  return (always !== undefined && always !== '0') || isTerminal;
}

/**
 * A reader that closes the pipe early (`| head`) is no error of ours. When nobody reads the result, there is nothing
 * left to do; when nobody reads the log, the work and its exit code are as they would be.
 */
function ignoreClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
