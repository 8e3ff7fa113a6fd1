import { compareText, type Place } from '../diagnostics.js';
import { hidingPlaces } from '../engines/hidden.js';
import { unjoinedReason, type EngineScan, type KeptPlace, type Registration } from '../engines/types.js';
import type { OpenedEngine, Workspace } from '../scan/workspace.js';
import type { SourceTree } from '../source/types.js';
import { suggest } from '../text/suggest.js';
import type { PageFile } from './document.js';
import { pageEntries } from './page.js';

/** What one place says about one architecture. */
export interface ChecklistPlace {
  readonly id: string;
  readonly title: string;
  /** The file or folder in which it would have to be entered; null when it depends on the model. */
  readonly file: string | null;
  /**
   * `missing`: it has to be there and is not; `absent`: it is not there and need not be; `unknown`: it has to be there,
   * and may be: a syntax error or a file that cannot be read may hide it, or transformers, which was not read, would say
   * which architectures the keys of the engine's registries stand for.
   */
  readonly state: 'present' | 'missing' | 'absent' | 'unknown';
  /** Why it has to be there; null when it need not. */
  readonly need: string | null;
  /** What else there is to know: which registry has it, that it was removed, near names. */
  readonly note: string | null;
  readonly evidence: readonly Place[];
}

export interface ArchitectureChecklist {
  readonly architecture: string;
  /** It is known to be everywhere where it has to be. */
  readonly complete: boolean;
  readonly places: readonly ChecklistPlace[];
}

/** The places of one engine's repository; evidence is relative to its root. */
export interface EngineChecklist {
  readonly id: string;
  readonly title: string;
  readonly root: string;
  readonly revision: string | null;
  readonly architectures: readonly ArchitectureChecklist[];
}

/** The names to look for: some that are given, and those that were not there before. */
export interface Wanted {
  readonly names: readonly string[];
  /** The same engines, in the same order, as they were before a change. */
  readonly before?: readonly ChecklistEngine[] | undefined;
}

export interface ChecklistEngine extends OpenedEngine {
  /** The tracking document. */
  readonly document?: PageFile | undefined;
  /** Whether transformers was read, which joins other keys of registries with architectures. */
  readonly joined: boolean;
}

/** The engines of a workspace; `document` finds the tracking document of a tree. */
export function checklistEngines(
  { engines, transformers }: Workspace,
  document: (tree: SourceTree) => PageFile | undefined,
): readonly ChecklistEngine[] {
  return engines.map((read) => ({
    ...read,
    document: document(read.sources.tree),
    joined: transformers !== null,
  }));
}

/** Which of the places that each engine's repository keeps have the architectures. */
export function checklists(engines: readonly ChecklistEngine[], wanted: Wanted): readonly EngineChecklist[] {
  return engines.map((engine) => {
    const { adapter, scan } = engine;
    const before = wanted.before?.find(
      (each) => each.adapter.id === adapter.id && each.scan.root === scan.root,
    );
    const added = wanted.before === undefined ? [] : addedArchitectures(before, engine);
    const places = readPlaces(engine);
    const names = [...new Set([...wanted.names, ...added])];
    return {
      id: scan.id,
      title: adapter.title,
      root: scan.root,
      revision: scan.revision,
      architectures: names.map((name) => check(name, engine, places)),
    };
  });
}

/** Architectures that a place has now and did not have before, sorted. */
function addedArchitectures(before: ChecklistEngine | undefined, after: ChecklistEngine): readonly string[] {
  const known = new Set((before?.scan.registrations ?? []).map(rowOf));
  const registered = after.scan.registrations
    .filter((each) => !known.has(rowOf(each)))
    .map(({ architecture, key }) => architecture ?? key);
  const entered = before === undefined ? new Map<string, ReadonlySet<string>>() : namesByPlace(before);
  const elsewhere = readPlaces(after).flatMap(({ place, entries }) =>
    [...entries.keys()].filter((name) => entered.get(place.id)?.has(name) !== true),
  );
  return [...new Set([...registered, ...elsewhere])].sort(compareText);
}

function rowOf({ registry, key }: Registration): string {
  return `${registry} ${key}`;
}

function namesByPlace(engine: ChecklistEngine): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(readPlaces(engine).map(({ place, entries }) => [place.id, new Set(entries.keys())]));
}

interface ReadPlace {
  readonly place: KeptPlace;
  readonly entries: ReadonlyMap<string, Place>;
}

function readPlaces({ adapter, scan, sources, document }: ChecklistEngine): readonly ReadPlace[] {
  const at = adapter.locate(sources.tree);
  const places = at === null ? [] : adapter.places?.(sources, at, scan, { trackingDocument: document });
  return (places ?? []).map((place) => {
    const { content } = place;
    return {
      place,
      entries: content.kind === 'entries' ? content.entries : pageEntries(place.file, content),
    };
  });
}

function check(name: string, engine: ChecklistEngine, places: readonly ReadPlace[]): ArchitectureChecklist {
  const all = [registryPlace(name, engine), ...places.map((each) => checkPlace(name, each))];
  return {
    architecture: name,
    complete: all.every(({ state }) => state === 'present' || state === 'absent'),
    places: all,
  };
}

function checkPlace(name: string, { place, entries }: ReadPlace): ChecklistPlace {
  const { id, title, file } = place;
  const found = entries.get(name);
  const need = place.need(name);
  const state = found !== undefined ? 'present' : need === null ? 'absent' : 'missing';
  return { id, title, file, state, need, note: null, evidence: found === undefined ? [] : [found] };
}

/** The registries themselves: one of them has to have it. */
function registryPlace(name: string, { scan, joined }: ChecklistEngine): ChecklistPlace {
  const { registrations, replaced = [] } = scan;
  const own = registrations.filter(({ architecture, key }) => architecture === name || key === name);
  const gone = own.filter(({ status }) => status === 'removed' || status === 'out-of-tree');
  const served = own.filter((each) => !gone.includes(each));
  const near = suggest(
    name,
    registrations.map(({ architecture, key }) => architecture ?? key),
  );
  const counted = served.length > 0 ? served : gone;
  const earlier = replaced.filter(({ key }) => key === name);
  const shown = [...earlier, ...counted];
  const open = openReasons(scan, joined);
  return {
    id: 'registry',
    title: 'a registry of the engine',
    file: null,
    state: served.length > 0 ? 'present' : shown.length === 0 && open.length > 0 ? 'unknown' : 'missing',
    need: 'what no registry has, the engine does not load',
    note:
      shown.length > 0
        ? [
            ...earlier.map(({ registry }) => registry),
            ...counted.map((each) => noteOf(each, earlier.length > 0)),
          ].join('; ')
        : unregisteredNote(open, near),
    evidence: placesOf(shown),
  };
}

/** Why what no registry is seen to have may be registered all the same. */
function openReasons(scan: EngineScan, joined: boolean): readonly string[] {
  const unjoined = joined ? null : unjoinedReason(scan.registrations);
  return [
    ...hidingPlaces(scan).map(({ file, line, reason }) => `${file}:${line} ${reason}`),
    ...(unjoined === null ? [] : [`${unjoined}: give them with --transformers PATH`]),
  ];
}

function unregisteredNote(open: readonly string[], near: readonly string[]): string | null {
  const notes = [
    ...open.map((reason) => `not known: ${reason}`),
    ...(near.length > 0 ? [`near names: ${near.join(', ')}`] : []),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

/** One for each line: groups may share one that is written once. */
function placesOf(entries: readonly { readonly file: string; readonly line: number }[]): readonly Place[] {
  const places = entries.map(({ file, line }) => ({ file, line, column: 1 }));
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}

/** @param replaces whether earlier entries of the same key are shown, which this one replaces */
function noteOf({ registry, status, kind, note }: Registration, replaces: boolean): string {
  return [
    registry,
    ...(replaces ? ['the one that counts'] : []),
    ...(kind === 'model' ? [] : [kind]),
    ...(status === 'active' ? [] : [status]),
    ...(note === undefined ? [] : [note]),
  ].join(', ');
}
