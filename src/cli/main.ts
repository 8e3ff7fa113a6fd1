#!/usr/bin/env node
import { runCli } from './program.js';

// A reader that closes the pipe early (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  environment: process.env,
  now: () => new Date(),
  interactive: process.stderr.isTTY && process.env.CI === undefined,
  color: useColor(),
});

function useColor(): boolean {
  const { NO_COLOR: never, FORCE_COLOR: always } = process.env;
  if (never !== undefined && never !== '') return false;
  return (always !== undefined && always !== '0') || process.stderr.isTTY;
}
