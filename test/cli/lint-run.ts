import { join } from 'node:path';
import { runCli } from '../../src/cli/program.js';
import { exampleDocument, exampleFiles, DOCUMENT } from '../lint/support.js';
import { writeFiles } from '../support/temp-folder.js';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, without colours and on 2026-01-02. */
export async function archscan(...args: readonly string[]): Promise<Run> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    environment: {},
    now: () => new Date('2026-01-02T12:00:00Z'),
    interactive: false,
    color: false,
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** The example's sources in a folder, and the document that they give. */
export interface Workplace {
  readonly sglang: string;
  readonly document: string;
  /** The document's text as it should be. */
  readonly text: string;
  /** `archscan lint` on it, with its transformers. */
  readonly lint: (...args: readonly string[]) => Promise<Run>;
}

/** Writes the example's trees into `sglang` and `transformers` of a folder. */
export function workplace(folder: string): Workplace {
  for (const name of ['sglang', 'transformers'] as const) {
    writeFiles(join(folder, name), exampleFiles(name));
  }
  const text = exampleDocument();
  const sglang = join(folder, 'sglang');
  const document = join(sglang, DOCUMENT);
  writeFiles(sglang, { [DOCUMENT]: text });
  const config = { overrideRows: false, transformers: '../transformers' };
  writeFiles(sglang, { 'archscan.config.json': JSON.stringify(config) });
  return { sglang, document, text, lint: (...args) => archscan('lint', sglang, ...args) };
}
