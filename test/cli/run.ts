import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/assets.js';
import { runCli } from '../../src/cli/program.js';
import type { Io } from '../../src/cli/io.js';
import { tempFolder } from '../support/temp-folder.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process: nobody watches it, there are no colours, and it is 2026-01-02. */
export async function archscan(args: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    environment: {},
    now: () => new Date('2026-01-02T12:00:00Z'),
    interactive: false,
    color: false,
    ...io,
  });
  return { code, out: out.join(''), err: err.join('') };
}

export interface ExampleWorkspace {
  readonly folder: string;
  readonly sglang: string;
  readonly transformers: string;
  /** The folder of SGLang's models. */
  readonly models: string;
}

/** A copy of the example workspace in a temporary folder, with its configuration, without what was written there. */
export function exampleWorkspace(): ExampleWorkspace {
  const folder = tempFolder();
  const from = join(packageRoot(), 'examples');
  cpSync(from, folder, { recursive: true, filter: (path) => path !== join(from, 'out') });
  const sglang = join(folder, 'sglang');
  return {
    folder,
    sglang,
    transformers: join(folder, 'transformers'),
    models: join(sglang, 'python/sglang/srt/models'),
  };
}
