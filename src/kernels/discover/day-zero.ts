import { compareText, type Place } from '../../diagnostics.js';
import { readEntryClass, type Entry } from '../../engines/sglang/entry-class.js';
import { draftTest } from '../../engines/sglang/srt.js';
import type { PythonSources } from '../../python/sources.js';
import type { Addition } from './history.js';

const PACKAGE = 'python/sglang';

/** The model modules of SGLang, from the top of its repository. */
export const MODELS_FOLDER = `${PACKAGE}/srt/models`;

/** A module that was added to SGLang's models. */
export interface AddedModule {
  readonly path: string;
  /** How often it was added in the window: a file may go and come back. */
  readonly timesAdded: number;
  /** When it was added last. */
  readonly date: string;
  readonly commit: string;
  /** The architectures that its `EntryClass` registers, in its order. Null when the module is gone. */
  readonly architectures: readonly string[] | null;
  /** Where `EntryClass` is bound, else the first line. */
  readonly place: Place;
  /** SGLang runs all that it registers as drafts for speculative decoding. */
  readonly draft: boolean;
  /** Why what it registers is not (wholly) known; null: it is. */
  readonly problem: string | null;
  /** Why it is no candidate; null: it is one. */
  readonly dropped: 'nested' | 'gone' | 'no-entry-class' | 'draft' | null;
}

/** Drafts that are called so register themselves, but are part of another model. */
const DRAFT = /_(?:nextn|mtp|eagle\w*)\.py$/;

/**
 * Joins the additions of a window by module and says which of them can be served: those directly below the folder of
 * models, still there, that register something and are no draft of another model.
 *
 * @param sources SGLang as of the clone's HEAD
 */
export function addedModules(additions: readonly Addition[], sources: PythonSources): readonly AddedModule[] {
  const byPath = new Map<string, readonly Addition[]>();
  for (const each of additions) byPath.set(each.path, [...(byPath.get(each.path) ?? []), each]);
  const isDraft = draftTest(sources, PACKAGE);
  return [...byPath]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([path, times]) => {
      const [newest] = times;
      return newest === undefined ? [] : [moduleOf(path, newest, times.length, sources, isDraft)];
    });
}

function moduleOf(
  path: string,
  { commit, date }: Addition,
  timesAdded: number,
  sources: PythonSources,
  isDraft: (entry: Entry) => boolean,
): AddedModule {
  const facts = sources.facts(path);
  const entry = facts === null ? null : readEntryClass(sources.project, facts);
  const names =
    entry === null
      ? []
      : [...entry.entries.map(({ name }) => name), ...entry.problems.flatMap(({ named }) => named)];
  const architectures = facts === null ? null : [...new Set(names)];
  const place = entry?.place ?? { file: path, line: 1, column: 1 };
  const problem = entry?.problems[0]?.message ?? entry?.undecidable[0]?.reason ?? null;
  const registers = architectures === null ? null : architectures.length > 0 || problem !== null;
  return {
    path,
    timesAdded,
    date,
    commit,
    architectures,
    place,
    draft: entry !== null && entry.entries.length > 0 && entry.entries.every(isDraft),
    problem,
    dropped: reasonToDrop(path, registers),
  };
}

function reasonToDrop(path: string, registers: boolean | null): AddedModule['dropped'] {
  if (path.slice(MODELS_FOLDER.length + 1).includes('/')) return 'nested';
  if (registers === null) return 'gone';
  if (!registers) return 'no-entry-class';
  return DRAFT.test(path) ? 'draft' : null;
}
