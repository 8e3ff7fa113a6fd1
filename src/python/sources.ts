import { compareText, type Diagnostic } from '../diagnostics.js';
import type { ReadResult, SourceTree } from '../source/types.js';
import { createProject, type AssumedCall, type PackageRoot, type Project } from './evaluate/index.js';
import type { FactExtractor } from './extract.js';
import type { FactsDepth, ModuleFacts } from './facts.js';

/** How many files were asked for, and what became of them: `files` = `parsed` + `cached` + `skipped`. */
export interface SourceStats {
  readonly files: number;
  readonly bytes: number;
  readonly parsed: number;
  readonly cached: number;
  readonly skipped: number;
}

/** A language session gives the same object as long as the file is the same. */
export interface RawFile {
  /** The bytes as Latin-1 text, '' when there are none. */
  readonly text: string;
}

/** The Python files of one tree as facts, and the project that evaluates them. */
export interface PythonSources {
  readonly tree: SourceTree;
  readonly project: Project;
  /** Facts of a file, null when it is not there or could not be read (which is then a diagnostic). */
  facts(path: string): ModuleFacts | null;
  /** The bytes of a file, for cheap tests before a deeper look. */
  raw(path: string): RawFile;
  /** What could not be read, and syntax errors, sorted. */
  diagnostics(): readonly Diagnostic[];
  stats(): SourceStats;
  /**
   * Lets go of all that was read of a folder, without those below it; see {@link ForgetfulProject}. Not there where it
   * is kept for a later version of the tree.
   */
  readonly forget?: ((directory: string) => readonly ModuleFacts[]) | undefined;
}

export interface SourcesOptions {
  readonly packages: readonly PackageRoot[];
  readonly assumedCall?: AssumedCall | undefined;
}

export function createPythonSources(
  tree: SourceTree,
  extract: FactExtractor,
  options: SourcesOptions,
): PythonSources {
  const skipped = new Map<string, Diagnostic>();
  const read = new Map<string, number>();
  const problems = new Map<string, { readonly depth: FactsDepth; readonly found: readonly Diagnostic[] }>();

  function load(path: string, depth: FactsDepth): ModuleFacts | null {
    const result = tree.read(path);
    if (!result.ok) {
      skipped.set(path, skipDiagnostic(path, result.reason, result.detail));
      read.delete(path);
      return null;
    }
    read.set(path, result.bytes.length);
    skipped.delete(path);
    const facts = extract(path, result.bytes, depth);
    // Without the bodies of functions there are no errors in them to be found.
    if (depth === 'bodies' || problems.get(path)?.depth !== 'bodies')
      problems.set(path, { depth, found: facts.diagnostics });
    return facts;
  }

  const project = createProject({
    load,
    exists: (path) => tree.has(path),
    packages: options.packages,
    ...(options.assumedCall === undefined ? {} : { assumedCall: options.assumedCall }),
  });

  return {
    tree,
    project,
    facts: (path) => project.facts(path),
    raw: (path) => rawFile(tree.read(path)),
    diagnostics: () =>
      [...skipped.values(), ...[...problems.values()].flatMap(({ found }) => found)].sort((a, b) =>
        compareText(a.file, b.file),
      ),
    stats: () => ({
      files: read.size + skipped.size,
      bytes: [...read.values()].reduce((sum, size) => sum + size, 0),
      parsed: read.size,
      cached: 0,
      skipped: skipped.size,
    }),
    forget: (directory) => project.forget(directory),
  };
}

export function rawFile(read: ReadResult): RawFile {
  if (!read.ok) return { text: '' };
  const { buffer, byteOffset, byteLength } = read.bytes;
  return { text: Buffer.from(buffer, byteOffset, byteLength).toString('latin1') };
}

function skipDiagnostic(file: string, reason: string, detail: string): Diagnostic {
  const message = `Not read (${reason}): ${detail}`;
  return { rule: 'source-skipped', severity: 'warning', message, file, line: 1, column: 1 };
}
