import { compareText, type Diagnostic } from '../diagnostics.js';
import type { ReadResult, SourceTree } from '../source/types.js';
import { createAnswers, type Answers, type FileRead, type KeptAnswers } from './answers/answers.js';
import {
  createProject,
  type AssumedCall,
  type ForgetfulProject,
  type PackageRoot,
  type Project,
  type Value,
} from './evaluate/index.js';
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
  /**
   * What `make` answers, or what it answered for an earlier version of the tree, where all that it asked of these
   * sources and of their tree is the same. It is a copy, which holds no texts of files; where the texts are held anyway,
   * as in a language session, it is the answer itself.
   *
   * @param question plain data; with what can be asked of the sources, it decides the answer
   * @param make gives plain data
   * @param given paths of modules whose facts `make` has without asking
   */
  readonly answer: <T>(question: unknown, make: () => T, given?: readonly string[]) => T;
  /** See `keepAnswers`; not there where answers are not kept. */
  readonly keptAnswers?: (() => KeptAnswers | null) | undefined;
}

export interface SourcesOptions {
  readonly packages: readonly PackageRoot[];
  readonly assumedCall?: AssumedCall | undefined;
  /** That answers are kept, and those of an earlier run. */
  readonly answers?: { readonly earlier: KeptAnswers | null } | undefined;
}

export function createPythonSources(
  given: SourceTree,
  extract: FactExtractor,
  options: SourcesOptions,
): PythonSources {
  const skipped = new Map<string, Diagnostic>();
  const read = new Map<string, number>();
  const problems = new Map<string, { readonly depth: FactsDepth; readonly found: readonly Diagnostic[] }>();

  function count(path: string, depth: FactsDepth, { bytes, problems: found }: FileRead): void {
    read.set(path, bytes);
    skipped.delete(path);
    // Without the bodies of functions there are no errors in them to be found.
    if (depth === 'bodies' || problems.get(path)?.depth !== 'bodies') problems.set(path, { depth, found });
  }

  function load(path: string, depth: FactsDepth): ModuleFacts | null {
    const result = given.read(path);
    if (!result.ok) {
      answers?.loaded(path, depth, result, []);
      skipped.set(path, skipDiagnostic(path, result.reason, result.detail));
      read.delete(path);
      return null;
    }
    const facts = extract(path, result.bytes, depth);
    answers?.loaded(path, depth, result, facts.diagnostics);
    count(path, depth, { bytes: result.bytes.length, problems: facts.diagnostics });
    return facts;
  }

  const answers = options.answers === undefined ? null : createAnswers(given, options.answers.earlier, count);
  const tree = answers?.tree ?? given;
  const evaluated = createProject({
    load,
    exists: answers?.exists ?? ((path) => tree.has(path)),
    packages: options.packages,
    ...(options.assumedCall === undefined ? {} : { assumedCall: options.assumedCall }),
    ...(answers === null ? {} : { onRest: answers.rests, onOrder: answers.orderMatters }),
  });
  const project = answers === null ? evaluated : askedProject(evaluated, answers.asked);

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
    answer(question, make, paths = []) {
      // A copy keeps nothing of the texts of the files that it was read from.
      const copied = (): ReturnType<typeof make> => structuredClone(make());
      return answers === null ? copied() : answers.answer(question, copied, paths);
    },
    keptAnswers: answers?.kept,
  };
}

/** The module that a value is of; '' for one that may be of any. */
function moduleOf(value: Value): string {
  if (value.kind === 'module') return value.path;
  return value.kind === 'class' || value.kind === 'function' ? value.place.file : '';
}

/** A project that tells which modules it is asked about. */
function askedProject(project: ForgetfulProject, asked: Answers['asked']): ForgetfulProject {
  return {
    ...project,
    facts(path) {
      asked(path, 'module');
      return project.facts(path);
    },
    bodies(path) {
      asked(path, 'bodies');
      return project.bodies(path);
    },
    worlds(path, name) {
      asked(path, 'module');
      return project.worlds(path, name);
    },
    lookup(path, name) {
      asked(path, 'module');
      return project.lookup(path, name);
    },
    attribute(value, name) {
      asked(moduleOf(value), 'module');
      return project.attribute(value, name);
    },
    attributeWorlds(path, name) {
      asked(path, 'module');
      return project.attributeWorlds(path, name);
    },
    importFailure(path) {
      asked(path, 'module');
      return project.importFailure(path);
    },
    names(path) {
      asked(path, 'module');
      return project.names(path);
    },
    call(func, args) {
      asked(func.scope.path, 'module');
      return project.call(func, args);
    },
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
