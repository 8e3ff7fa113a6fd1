/**
 * The Python sources of one tree after another. Imports hardly tell what an answer rests on, where every module can
 * reach every other; time does. What an evaluation had loaded when it gave an answer is all that the answer can rest
 * on, so it holds for as long as no file that was loaded until then means something else since. Facts, texts and
 * listings are always those of the tree of now.
 *
 * Questions about files that were edited, and about modules that turn out to need one, go to an evaluation of their
 * own. The evaluation of the others never loads them, so that another edit of the same file leaves it as it is.
 */
import type { FactExtractor } from '../python/extract.js';
import type { ModuleFacts } from '../python/facts.js';
import type { Project } from '../python/evaluate/index.js';
import {
  createPythonSources,
  type PythonSources,
  type RawFile,
  type SourcesOptions,
} from '../python/sources.js';
import type { SourceTree } from '../source/types.js';
import { importersOf } from './importers.js';
import { createLayer, type Argument, type Layer, type Settle } from './layer.js';
import { DEPTHS, NO_FACTS, problemsIn, rawOf, readingOf, type Reading } from './reading.js';
import { sameKnowledge } from './same-facts.js';

/** The files whose content differs between two trees of one folder; undefined when it is not known. */
export type ChangedSince = (tree: SourceTree, earlier: SourceTree) => readonly string[] | undefined;

/** So many evaluations are kept at once; then everything is evaluated anew. */
const MAX_LAYERS = 12;

/** So many files are told apart from those that nobody edits. */
const MAX_EDITED = 24;

/** So many modules may turn out to need an edited file, each at the price of an evaluation, until none is kept apart. */
const MAX_SURPRISES = 8;

export interface LayeredSources {
  /** The sources of a tree, with what can be kept of those that were made last. */
  readonly next: (tree: SourceTree) => PythonSources;
  /** Whether everything that was read of the last tree means the same in this one: offsets differ at most. */
  readonly means: (tree: SourceTree) => boolean;
}

interface State {
  reading: Reading;
  /** The last tree that is known to mean what `reading` says, and the files that differ. */
  confirmed: SourceTree;
  readonly moved: Set<string>;
  /** Those that have answers which hold; `apart` is one of them. */
  layers: readonly Layer[];
  /** Where questions go that need an edited file. */
  apart: Layer | undefined;
  /** Files that were edited. */
  readonly edited: Set<string>;
  /** Modules that need one of them. */
  readonly dependents: Set<string>;
  surprises: number;
  readonly texts: Map<string, RawFile>;
}

/**
 * @param settle asks everything about a value that is asked without the project later, so that its answer can be kept
 * longer than its evaluation; null where that is not known. With it, problems of a file that nothing leads to any more
 * may be reported until everything is evaluated anew.
 */
export function createLayeredSources(
  extract: FactExtractor,
  options: SourcesOptions,
  changedSince: ChangedSince,
  settle: Settle | null,
): LayeredSources {
  let state: State | undefined;

  const begin = (tree: SourceTree, known: Partial<Pick<State, 'edited' | 'dependents'>> = {}): State => ({
    reading: readingOf(tree, extract, NO_FACTS),
    confirmed: tree,
    moved: new Set(),
    layers: [],
    apart: undefined,
    edited: known.edited ?? new Set(),
    dependents: known.dependents ?? new Set(),
    surprises: 0,
    texts: new Map(),
  });

  /** Undefined when nothing can be kept. */
  function follow(before: State, tree: SourceTree): State | undefined {
    const since = changedSince(tree, before.confirmed);
    if (since === undefined || before.edited.size > MAX_EDITED) return undefined;
    if (before.layers.length > MAX_LAYERS) return begin(tree, before);
    if (settle === null && before.layers.some((layer) => hasHiddenProblems(layer, before.reading)))
      return begin(tree, before);
    const changed = [...new Set([...before.moved, ...since])];
    before.reading = readingOf(tree, extract, before.reading.kept(changed));
    before.confirmed = tree;
    before.moved.clear();
    for (const path of changed) {
      before.texts.delete(path);
      const differs = before.layers.map((layer) => layer.changed(path, before.reading)).includes(true);
      if (differs) addEdited(before, path);
    }
    before.surprises = 0;
    before.layers = before.layers.filter((layer) => layer.isOfUse());
    if (before.apart?.isPure() !== true) before.apart = undefined;
    return before;
  }

  return {
    next(tree) {
      const next = (state === undefined ? undefined : follow(state, tree)) ?? begin(tree);
      state = next;
      const { reading } = next;
      const isCurrent = (): boolean => state === next && next.reading === reading;
      return sourcesOf(next, reading, isCurrent, {
        alone: () => createPythonSources(tree, extract, options),
        layer: () => createLayer(() => next.reading, options, settle),
      });
    },
    means(tree) {
      if (state === undefined) return false;
      const changed = changedSince(tree, state.confirmed);
      const { reading, texts } = state;
      const isSame = (path: string): boolean =>
        !texts.has(path) && meansTheSame(reading, tree, path, extract);
      if (changed?.every(isSame) !== true) return false;
      for (const path of changed) state.moved.add(path);
      state.confirmed = tree;
      reading.moveTo(tree);
      return true;
    },
  };
}

/** A text that is no module was read for what it says. */
function meansTheSame(reading: Reading, tree: SourceTree, path: string, extract: FactExtractor): boolean {
  if (!path.endsWith('.py')) return false;
  return DEPTHS.every((depth) => {
    const before = reading.known(path, depth);
    if (before === undefined) return true;
    const read = tree.read(path);
    return before !== null && read.ok && sameKnowledge(before, extract(path, read.bytes, depth));
  });
}

function addEdited(state: State, path: string): void {
  if (state.edited.has(path)) return;
  state.edited.add(path);
  const [layer] = state.layers;
  const importers = layer?.ask((project) => importersOf(path, state.reading.modules(), project));
  for (const each of importers ?? []) state.dependents.add(each);
}

/** Whether a file has problems that nobody asked about: then it must be known whether it is still read at all. */
function hasHiddenProblems({ loaded }: Layer, { asked }: Reading): boolean {
  return DEPTHS.some((depth) =>
    [...loaded[depth]].some(
      ([path, facts]) => !asked[depth].has(path) && (facts === null || facts.diagnostics.length > 0),
    ),
  );
}

interface Makers {
  /** For questions about a tree that is no longer the current one. */
  readonly alone: () => PythonSources;
  readonly layer: () => Layer;
}

function sourcesOf(
  state: State,
  reading: Reading,
  isCurrent: () => boolean,
  { alone, layer: makeLayer }: Makers,
): PythonSources {
  const { tree } = reading;
  let late: PythonSources | undefined;
  const old = (): PythonSources => (late ??= alone());

  const isApart = (places: Places): boolean =>
    places === 'anywhere'
      ? state.edited.size > 0
      : state.surprises > MAX_SURPRISES ||
        places.some((path) => state.edited.has(path) || state.dependents.has(path));
  const isFree = (layer: Layer): boolean => !layer.loadedAnyOf(state.edited);

  /** An evaluation that knows every file as it is; for a module that needs no edited file one without these. */
  function layerFor(places: Places): Layer {
    const isFit = (layer: Layer): boolean => layer !== state.apart && layer.isPure() && isFree(layer);
    const found = isApart(places) ? state.apart : state.layers.find(isFit);
    if (found !== undefined) return found;
    const made = makeLayer();
    state.layers = [...state.layers, made];
    if (isApart(places)) state.apart = made;
    return made;
  }

  function ask<T>(places: Places, question: (layer: Layer) => T): T {
    const layer = layerFor(places);
    const answer = question(layer);
    if (places !== 'anywhere' && layer !== state.apart && !isFree(layer)) {
      for (const path of places) state.dependents.add(path);
      state.surprises += 1;
      state.apart ??= layer;
    }
    return answer;
  }

  function lookup(path: string, name: string): ReturnType<Project['lookup']> {
    if (!isCurrent()) return old().project.lookup(path, name);
    for (const layer of state.layers) {
      const known = layer.knownLookup(path, name);
      if (known !== undefined) return known.value;
    }
    return ask([path], (layer) => layer.lookup(path, name));
  }

  function call(...[func, args]: Parameters<Project['call']>): ReturnType<Project['call']> {
    if (!isCurrent()) return old().project.call(func, args);
    for (const layer of state.layers) {
      const known = layer.knownCall(func, args);
      if (known !== undefined) return known.value;
    }
    return ask(placesOf([func, ...args]), (layer) => layer.call(func, args));
  }

  /** What is not kept by itself. */
  function other<T>(places: Places, question: (project: Project) => T): T {
    return isCurrent() ? ask(places, (layer) => layer.ask(question)) : question(old().project);
  }

  const facts = (path: string): ModuleFacts | null => reading.ask(path, 'module');
  const project: Project = {
    facts,
    bodies: (path) => reading.ask(path, 'bodies'),
    lookup,
    call,
    worlds: (path, name) => other([path], (each) => each.worlds(path, name)),
    attribute: (value, name) => other(placesOf([value]), (each) => each.attribute(value, name)),
    attributeWorlds: (path, name) => other([path], (each) => each.attributeWorlds(path, name)),
    importFailure: (path) => other([path], (each) => each.importFailure(path)),
    names: (path) => other([path], (each) => each.names(path)),
    resolveImport: (from, level, dotted) => other([from], (each) => each.resolveImport(from, level, dotted)),
    dottedName: (path) => other([path], (each) => each.dottedName(path)),
  };
  return {
    tree,
    project,
    facts,
    raw: (path) => rawOf(path, reading, isCurrent() ? state.texts : null),
    diagnostics: () =>
      isCurrent()
        ? problemsIn(
            reading,
            state.layers.map((each) => each.loaded),
          )
        : old().diagnostics(),
    stats: () => old().stats(),
    answer: (_, make) => make(),
  };
}

/** The files that evaluating something of values begins in; it may be any when not all of them are known. */
type Places = readonly string[] | 'anywhere';

function placesOf(values: readonly Argument[]): Places {
  const places: string[] = [];
  const waiting = [...values];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (value.kind === 'module') places.push(value.path);
    else if (value.kind === 'function') places.push(value.scope.path);
    else if (value.kind === 'class') places.push(value.place.file);
    else if (value.kind === 'list' || value.kind === 'tuple') waiting.push(...value.items);
    else if (value.kind !== 'constant') return 'anywhere';
  }
  return places;
}
