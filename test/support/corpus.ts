import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunnerTestCase, TestRunner } from 'vitest';

/**
 * The folder of a real checkout, below the folder named by ARCHSCAN_CORPUS. Without it the running test is
 * skipped with a note; with ARCHSCAN_REQUIRE_CORPUS=1 it fails instead. Call it inside a test.
 */
export function corpus(name: string): string {
  const folder = corpusFolder(name);
  if (folder !== undefined) return folder;
  return skipOrFail(`ARCHSCAN_CORPUS has no ${name}: set it to a folder that holds the checkout`);
}

/** The same without skipping: undefined when the checkout is not there. For fixtures of a whole file. */
export function corpusFolder(name: string): string | undefined {
  const root = corpusRoot();
  if (root === undefined) return undefined;
  const folder = join(root, name);
  return existsSync(folder) ? folder : undefined;
}

/** The folder of all checkouts: for what reads whichever there are. */
export function corpusRoot(): string | undefined {
  const root = process.env.ARCHSCAN_CORPUS;
  return root === undefined || root === '' ? undefined : root;
}

/** Skips the running test with a visible note, or fails it when skips are forbidden. */
export function skipOrFail(note: string): never {
  const current = TestRunner.getCurrentTest<RunnerTestCase | undefined>();
  if (current === undefined) throw new Error(`${note}; ask for it inside a test`);
  if (process.env.ARCHSCAN_REQUIRE_CORPUS === '1') throw new Error(note);
  process.stderr.write(`SKIPPED ${current.fullName}: ${note}\n`);
  return current.context.skip(note);
}
