import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from './measure.js';
import type { Sources } from './sources.js';

/** A temporary folder, and processes that run in it. */
export interface WorkFolder {
  readonly path: string;
  /** The real interpreter, not a version manager's shim. */
  readonly python: string;
  /** Writes a file for a program and returns its path. */
  write(name: string, content: string): string;
  /** A process whose streams are files of this folder, `<name>.out` among them. */
  command(name: string, argv: readonly string[], stdin?: string): Command;
  remove(): void;
}

/**
 * Laid out as the scripts of the source document expect their working directory: `python/sglang`, and a package
 * `transformers` that only says where the sources lie, since importing the real one would need its dependencies and
 * cost its time.
 */
export interface BenchFolder extends WorkFolder {
  readonly sources: Sources;
  /** The paths of all files that hold the names, relative to the folder. */
  readonly files: { readonly sglang: readonly string[]; readonly transformers: readonly string[] };
}

const SGLANG = 'python/sglang';
// Not a name that Python could import: the working directory stands first on its path.
const TRANSFORMERS = 'transformers-sources';

export function createWorkFolder(python: string): WorkFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'archscan-bench-')));
  const env = environment(path);
  return {
    path,
    python,
    write: (name, content) => {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
    command: (name, argv, stdin = '/dev/null') => ({
      argv,
      cwd: path,
      env,
      stdin,
      stdout: join(path, `${name}.out`),
      stderr: join(path, `${name}.err`),
    }),
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export function createBenchFolder(sources: Sources, python: string): BenchFolder {
  const folder = createWorkFolder(python);
  const { path } = folder;
  mkdirSync(join(path, 'python'));
  symlinkSync(sources.sglang.folder, join(path, SGLANG));
  symlinkSync(sources.transformers.folder, join(path, TRANSFORMERS));
  const stub = join(path, 'stub', 'transformers');
  mkdirSync(stub, { recursive: true });
  const pretended = join(path, TRANSFORMERS, '__init__.py');
  writeFileSync(join(stub, '__init__.py'), `__file__ = ${JSON.stringify(pretended)}\n`);
  return {
    ...folder,
    sources,
    files: {
      sglang: sources.sglang.files.map((file) => `${SGLANG}/${file}`),
      transformers: sources.transformers.files.map((file) => `${TRANSFORMERS}/${file}`),
    },
  };
}

/** The same few variables for everybody: NODE_EXTRA_CA_CERTS alone would double the start of node. */
function environment(path: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: path,
    TMPDIR: path,
    LANG: 'C.UTF-8',
    PYTHONPATH: join(path, 'stub'),
  };
}
