/** One tree of several, and how its files are read. */
import { compareText, type Diagnostic } from '../diagnostics.js';
import type { FactExtractor } from '../python/extract.js';
import type { FactsDepth, ModuleFacts } from '../python/facts.js';
import { rawFile, type RawFile } from '../python/sources.js';
import type { SourceTree } from '../source/types.js';

/** By depth and path; null: the file cannot be read. */
export type Facts = Readonly<Record<FactsDepth, ReadonlyMap<string, ModuleFacts | null>>>;

export const NO_FACTS: Facts = { module: new Map(), bodies: new Map() };
export const DEPTHS = ['module', 'bodies'] as const;

/** One generation: a tree, and how its files are read. */
export interface Reading {
  readonly tree: SourceTree;
  /** What was not read yet is read from this tree from now on; everything that was means the same in it. */
  readonly moveTo: (tree: SourceTree) => void;
  readonly read: SourceTree['read'];
  readonly facts: (path: string, depth: FactsDepth) => ModuleFacts | null;
  /** The facts of a file that somebody asked about, and not only evaluating led to. */
  readonly ask: (path: string, depth: FactsDepth) => ModuleFacts | null;
  readonly asked: Readonly<Record<FactsDepth, ReadonlySet<string>>>;
  /** Why a file could not be read. */
  readonly skipped: (path: string) => readonly Diagnostic[];
  /** The facts of files that are the same in the next tree. */
  readonly kept: (changed: readonly string[]) => Facts;
  /** Facts that were made; undefined where nobody asked. */
  readonly known: (path: string, depth: FactsDepth) => ModuleFacts | null | undefined;
  /** Every module that was read. */
  readonly modules: () => readonly ModuleFacts[];
}

/** What was read of the files that count: those that were asked about, and what evaluating led to. */
export function problemsIn(reading: Reading, loaded: readonly Facts[]): readonly Diagnostic[] {
  const problems = new Map<string, readonly Diagnostic[]>();
  for (const depth of DEPTHS) {
    for (const each of loaded) {
      for (const [path, facts] of each[depth]) {
        if (facts === null) problems.set(path, reading.skipped(path));
        else if (facts.diagnostics.length > 0 || !problems.has(path)) problems.set(path, facts.diagnostics);
      }
    }
    for (const path of reading.asked[depth])
      problems.set(path, reading.facts(path, depth)?.diagnostics ?? reading.skipped(path));
  }
  return [...problems.values()].flat().sort((a, b) => compareText(a.file, b.file));
}

export function readingOf(tree: SourceTree, extract: FactExtractor, kept: Facts): Reading {
  const facts = { module: new Map(kept.module), bodies: new Map(kept.bodies) };
  const skipped = new Map<string, readonly Diagnostic[]>();
  const asked = { module: new Set<string>(), bodies: new Set<string>() };
  let from = tree;
  const reading: Reading = {
    tree,
    moveTo(next) {
      from = next;
    },
    read: (path) => from.read(path),
    ask(path, depth) {
      asked[depth].add(path);
      return reading.facts(path, depth);
    },
    asked,
    facts(path, depth) {
      const known = facts[depth].get(path);
      if (known !== undefined) return known;
      const result = from.read(path);
      const made = result.ok ? extract(path, result.bytes, depth) : null;
      if (!result.ok) skipped.set(path, [skipDiagnostic(path, result.reason, result.detail)]);
      facts[depth].set(path, made);
      return made;
    },
    skipped: (path) => skipped.get(path) ?? [],
    kept: (changed) => {
      const without = (all: Facts[FactsDepth]): Facts[FactsDepth] =>
        new Map([...all].filter(([path, each]) => each !== null && !changed.includes(path)));
      return { module: without(facts.module), bodies: without(facts.bodies) };
    },
    known: (path, depth) => facts[depth].get(path),
    modules: () => [...facts.module.values()].filter((each) => each !== null),
  };
  return reading;
}

/** @param files those that are known already; null where none may be kept */
export function rawOf(
  path: string,
  { read }: Pick<Reading, 'read'>,
  files: Map<string, RawFile> | null,
): RawFile {
  const known = files?.get(path);
  if (known !== undefined) return known;
  const file = rawFile(read(path));
  files?.set(path, file);
  return file;
}

function skipDiagnostic(file: string, reason: string, detail: string): Diagnostic {
  const message = `Not read (${reason}): ${detail}`;
  return { rule: 'source-skipped', severity: 'warning', message, file, line: 1, column: 1 };
}
