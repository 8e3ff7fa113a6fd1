/**
 * The Python sources of one tree after another. What was evaluated from files that did not change is kept: a question
 * about a module goes to the evaluation that knows it, as long as no file that the module can reach is another one
 * since. Facts, texts and listings are always those of the tree of now.
 */
import type { Diagnostic } from '../diagnostics.js';
import { createProject, type Project } from '../python/evaluate/index.js';
import type { FactExtractor } from '../python/extract.js';
import type { FactsDepth, ModuleFacts } from '../python/facts.js';
import {
  createPythonSources,
  type PythonSources,
  type RawFile,
  type SourcesOptions,
} from '../python/sources.js';
import type { SourceTree } from '../source/types.js';
import { reaching } from './reach.js';
import { DEPTHS, NO_FACTS, problemsIn, rawOf, readingOf, type Reading } from './reading.js';
import { sameFacts } from './same-facts.js';

/** The files whose content differs between two trees of one folder; undefined when it is not known. */
export type ChangedSince = (tree: SourceTree, earlier: SourceTree) => readonly string[] | undefined;

const NOTHING: ReadonlySet<string> = new Set();

type Value = Parameters<Project['attribute']>[0];

/** Makes the sources of a tree, with what can be kept of those that it made last. */
export type NextSources = (tree: SourceTree) => PythonSources;

/** What was evaluated together. */
interface Evaluation {
  readonly project: Project;
  /** Facts as they were evaluated, by depth and path. */
  readonly loaded: Record<FactsDepth, Map<string, ModuleFacts | null>>;
  /** Files that are another since they were loaded. */
  readonly stale: Set<string>;
  /** Files that were loaded at two depths from two contents; they stay stale. */
  readonly mixed: Set<string>;
  /** Modules that can reach a stale file; the key says for which state. */
  tainted: { readonly key: string; readonly paths: ReadonlySet<string> };
}

interface State {
  reading: Reading;
  /** The evaluation of most modules, and that of what changed since. */
  base: Evaluation;
  top: Evaluation | undefined;
  readonly texts: Map<string, RawFile>;
}

export function createNextSources(
  extract: FactExtractor,
  options: SourcesOptions,
  changedSince: ChangedSince,
): NextSources {
  let state: State | undefined;

  function evaluation(current: () => Reading): Evaluation {
    const loaded: Evaluation['loaded'] = { module: new Map(), bodies: new Map() };
    const mixed = new Set<string>();
    const project = createProject({
      load: (path, depth) => {
        const other = depth === 'module' ? 'bodies' : 'module';
        const before = loaded[other].get(path);
        // Bodies are found by offsets, so both depths must be of one content.
        if (before !== undefined && before !== current().facts(path, other)) mixed.add(path);
        const facts = current().facts(path, depth);
        loaded[depth].set(path, facts);
        return facts;
      },
      exists: (path) => current().tree.has(path),
      packages: options.packages,
      ...(options.assumedCall === undefined ? {} : { assumedCall: options.assumedCall }),
    });
    return { project, loaded, stale: new Set(), mixed, tainted: { key: '', paths: new Set() } };
  }

  function begin(reading: Reading): State {
    const made: State = {
      reading,
      base: evaluation(() => made.reading),
      top: undefined,
      texts: new Map(),
    };
    return made;
  }

  /** Undefined when nothing can be kept. */
  function follow(before: State, tree: SourceTree): State | undefined {
    const changed = changedSince(tree, before.reading.tree);
    if (changed === undefined) return undefined;
    if (hasHiddenProblems(before.base, before.reading)) return undefined;
    if (before.top !== undefined && hasHiddenProblems(before.top, before.reading)) before.top = undefined;
    const reading = readingOf(tree, extract, before.reading.kept(changed));
    before.reading = reading;
    for (const path of changed) {
      before.texts.delete(path);
      for (const each of [before.base, before.top]) if (each !== undefined) markChange(each, reading, path);
    }
    if (before.top !== undefined && isStale(before.top)) before.top = undefined;
    const { size } = taintedBy(before.base);
    return size * 2 > before.base.loaded.module.size ? undefined : before;
  }

  return (tree) => {
    const next =
      (state === undefined ? undefined : follow(state, tree)) ?? begin(readingOf(tree, extract, NO_FACTS));
    state = next;
    const { reading } = next;
    const isCurrent = (): boolean => state === next && next.reading === reading;
    return sourcesOf(next, reading, isCurrent, {
      alone: () => createPythonSources(tree, extract, options),
      another: () => evaluation(() => next.reading),
    });
  };
}

interface Makers {
  /** For questions about a tree that is no longer the current one. */
  readonly alone: () => PythonSources;
  readonly another: () => Evaluation;
}

function sourcesOf(
  state: State,
  reading: Reading,
  isCurrent: () => boolean,
  { alone, another }: Makers,
): PythonSources {
  let late: PythonSources | undefined;
  const { tree } = reading;

  /** Asks the evaluation that knows a module; one that turns out to know it from a stale file is not believed. */
  function about<T>(paths: readonly (string | null)[], ask: (project: Project) => T): T {
    if (!isCurrent()) return ask((late ??= alone()).project);
    const { base } = state;
    const isSure = (): boolean =>
      !isStale(base) || paths.every((path) => path !== null && !taintedBy(base).has(path));
    if (isSure()) {
      const answer = ask(base.project);
      if (isSure()) return answer;
    }
    const answer = ask((state.top ??= another()).project);
    if (!isStale(state.top)) return answer;
    state.top = another();
    return ask(state.top.project);
  }

  const { base } = state;
  const project: Project = {
    facts: (path) => reading.ask(path, 'module'),
    bodies: (path) => reading.ask(path, 'bodies'),
    worlds: (path, name) => about([path], (each) => each.worlds(path, name)),
    lookup: (path, name) => about([path], (each) => each.lookup(path, name)),
    attribute: (value, name) => about([fileOf(value)], (each) => each.attribute(value, name)),
    importFailure: (path) => about([path], (each) => each.importFailure(path)),
    names: (path) => about([path], (each) => each.names(path)),
    call: (func, args) => about([func, ...args].map(fileOf), (each) => each.call(func, args)),
    resolveImport: (from, level, dotted) => base.project.resolveImport(from, level, dotted),
    dottedName: (path) => base.project.dottedName(path),
  };
  return {
    tree,
    project,
    facts: (path) => reading.ask(path, 'module'),
    raw: (path) => rawOf(path, reading, isCurrent() ? state.texts : null),
    diagnostics: () => (isCurrent() ? problemsOf(state) : (late ??= alone()).diagnostics()),
    stats: () => (late ??= alone()).stats(),
  };
}

/** The file that evaluating something of a value begins in; null where that may be any. */
export function fileOf(value: Value): string | null {
  if (value.kind === 'module') return value.path;
  if (value.kind === 'function') return value.scope.path;
  return value.kind === 'class' ? value.place.file : null;
}

function isStale({ stale, mixed }: Evaluation): boolean {
  return stale.size > 0 || mixed.size > 0;
}

/** Notes whether what was evaluated from a file still holds for its new content. */
function markChange({ loaded, stale }: Evaluation, reading: Reading, path: string): void {
  const holds = DEPTHS.every((depth) => {
    const before = loaded[depth].get(path);
    if (before === undefined) return true;
    const now = reading.facts(path, depth);
    return before === null || now === null ? before === now : sameFacts(before, now);
  });
  if (holds) stale.delete(path);
  else stale.add(path);
}

function taintedBy(each: Evaluation): ReadonlySet<string> {
  if (!isStale(each)) return NOTHING;
  const { loaded, stale, mixed } = each;
  const targets = new Set([...stale, ...mixed]);
  const key = JSON.stringify([loaded.module.size, loaded.bodies.size, [...targets]]);
  if (each.tainted.key !== key) {
    const facts = new Map<string, ModuleFacts>();
    for (const depth of DEPTHS)
      for (const [path, made] of loaded[depth]) if (made !== null) facts.set(path, made);
    each.tainted = { key, paths: reaching(facts, targets, each.project) };
  }
  return each.tainted.paths;
}

/** Whether a file has problems that nobody asked about: then it must be known whether it is still read at all. */
function hasHiddenProblems({ loaded }: Evaluation, { asked }: Reading): boolean {
  return DEPTHS.some((depth) =>
    [...loaded[depth]].some(
      ([path, facts]) => !asked[depth].has(path) && (facts === null || facts.diagnostics.length > 0),
    ),
  );
}

function problemsOf({ base, top, reading }: State): readonly Diagnostic[] {
  return problemsIn(reading, top === undefined ? [base.loaded] : [base.loaded, top.loaded]);
}
