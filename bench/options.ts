import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the command line and the environment ask for. Paths are absolute. */
export interface BenchOptions {
  readonly sglang: string;
  readonly transformers: string;
  /** The Markdown document whose scripts are peers; undefined when none is given. */
  readonly seeds: string | undefined;
  /** The build of archscan to measure. */
  readonly cli: string;
  /** Measured rounds; one more goes before them to warm the page cache. */
  readonly runs: number;
  /** Compare the programs; without it only what else was asked for is measured. */
  readonly comparison: boolean;
  /** What is measured beside the comparison. */
  readonly repository: boolean;
  readonly growth: boolean;
  readonly manyFiles: boolean;
  readonly generated: boolean;
  readonly keystrokes: boolean;
  /** Whose Python files are read for `manyFiles`. */
  readonly folders: readonly string[];
  /** Write the tables into docs/performance.md. */
  readonly write: boolean;
}

export const USAGE = `Usage: npm run bench -- --sglang DIR --transformers DIR [--seeds FILE] [--runs N] [what else] [--write]

  --sglang DIR        a checkout of SGLang (default: sglang-2026-01 in the folder ARCHSCAN_CORPUS)
  --transformers DIR  a checkout of transformers (default: transformers-2025-12 in the same folder)
  --seeds FILE        the Markdown document with the scripts to compare with (default: ARCHSCAN_SEEDS)
  --runs N            measured rounds, at least 5 for a published table (default: 7)
  --cli FILE          the build of archscan to measure (default: dist/cli.cjs)
  --no-comparison     measure only what else is asked for
  --write             write the tables into docs/performance.md

What is measured beside the comparison of the programs, all of it by --everything. It takes long:

  --repository        a git revision: a repository is made of both checkouts
  --growth            the models of transformers 1, 2, 4 and 8 times
  --many-files        facts of all Python files of some folders, beside cat
  --all DIR           such a folder, may be repeated (default: all folders in ARCHSCAN_CORPUS)
  --generated         facts of 100,000 files of 300 bytes, and of one file of 20 MB
  --keystrokes        one character typed into the longest file of transformers
`;

/** At least so many rounds must be behind a table that is published. */
const PUBLISHED_RUNS = 5;

/** @throws Error that says what to do, when something is missing or unknown. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  packageFolder: string,
): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sglang: { type: 'string' },
      transformers: { type: 'string' },
      seeds: { type: 'string' },
      runs: { type: 'string', default: '7' },
      cli: { type: 'string' },
      'no-comparison': { type: 'boolean', default: false },
      everything: { type: 'boolean', default: false },
      repository: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      'many-files': { type: 'boolean', default: false },
      all: { type: 'string', multiple: true },
      generated: { type: 'boolean', default: false },
      keystrokes: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs ${values.runs}: give a number of rounds`);
  if (values.write && runs < PUBLISHED_RUNS) {
    throw new Error(`--write needs at least ${PUBLISHED_RUNS} rounds, got --runs ${runs}`);
  }
  const manyFiles = values['many-files'] || values.everything;
  const seeds = values.seeds ?? present(env.ARCHSCAN_SEEDS);
  return {
    sglang: resolve(values.sglang ?? fromCorpus(env, 'sglang-2026-01', '--sglang')),
    transformers: resolve(values.transformers ?? fromCorpus(env, 'transformers-2025-12', '--transformers')),
    seeds: seeds === undefined ? undefined : resolve(seeds),
    cli: resolve(values.cli ?? join(packageFolder, 'dist', 'cli.cjs')),
    runs,
    comparison: !values['no-comparison'],
    repository: values.repository || values.everything,
    growth: values.growth || values.everything,
    manyFiles,
    generated: values.generated || values.everything,
    keystrokes: values.keystrokes || values.everything,
    folders: manyFiles ? (values.all?.map((folder) => resolve(folder)) ?? corpusFolders(env)) : [],
    write: values.write,
  };
}

function fromCorpus(env: Readonly<Record<string, string | undefined>>, name: string, option: string): string {
  const corpus = present(env.ARCHSCAN_CORPUS);
  if (corpus === undefined) throw new Error(`Give ${option} DIR, or set ARCHSCAN_CORPUS.`);
  return join(corpus, name);
}

/** Checkouts only: a bare repository has no files to read. */
function corpusFolders(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const corpus = present(env.ARCHSCAN_CORPUS);
  if (corpus === undefined) throw new Error('Give --all DIR, or set ARCHSCAN_CORPUS.');
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith('.git'))
    .map(({ name }) => join(corpus, name))
    .sort();
}

function present(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
