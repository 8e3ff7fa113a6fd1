/**
 * A module is run once for every combination of the conditions that the sources leave open. Each such run is a
 * world; what is the same in all of them is known.
 */
import { compareText, type Place } from '../../diagnostics.js';
import type { ModuleFacts } from '../facts.js';
import { executeStatements } from './module-run.js';
import { fingerprint } from './fingerprint.js';
import type { Shared } from './linking.js';
import type { Slice } from './relevance.js';
import { NeedName, Run, TooComplex, type Decision, type EvaluationHost, type RunOptions } from './run.js';
import { PythonError, undecidable, type Value } from './values.js';

/** One possible outcome of running a module, for the conditions that the sources leave open. */
export interface World {
  readonly decisions: readonly Decision[];
  /** The value of the name; undefined when this world does not bind it. */
  readonly value: Value | undefined;
  /** The exception that ended the module, if one certainly does. */
  readonly failure: PythonError | null;
  /** What the name meant when that exception came. */
  readonly before?: Value;
}

/** A run that ended, with the exception that ended it or the reason why nothing is known after it. */
export interface Ending {
  readonly run: Run;
  readonly failure: PythonError | null;
  readonly unknown: { readonly reason: string; readonly place: Place } | null;
}

/** As many cases are told apart: those of six conditions. */
const MAX_WORLDS = 64;
/**
 * Modules that are linked are executed as a whole in every world. All of them together may take so many steps, as far
 * as can be seen from those that ran: each condition that is open needs one more at least.
 */
const MAX_LINKED_STEPS = 20_000;
const MAX_RESTARTS = 2000;

export interface RunRequest {
  readonly host: EvaluationHost;
  readonly facts: ModuleFacts;
  /** The statements that the names need; adds to the names what these read. */
  readonly select: (relevant: Set<string>) => Slice;
  readonly relevant: Set<string>;
  readonly options: Omit<RunOptions, 'path' | 'plan' | 'skipped' | 'wanted'>;
}

/** The runs of a module in all its worlds. */
export interface Runs {
  /** Null when there are too many. */
  readonly endings: readonly Ending[] | null;
  /** Whether some run imported `*`, which it does only for the names that it was made for. */
  readonly askedForNames: boolean;
}

export function runAll(request: RunRequest): Runs {
  const endings: Ending[] = [];
  const isLinked = (request.options.linked?.size ?? 0) > 0;
  let steps = 0;
  const isWhole = everyCase(
    (plan) => {
      const ending = runOnce(request, plan);
      endings.push(ending);
      steps += ending.run.stepsTaken;
      return ending.unknown === null ? ending.run.decisions : null;
    },
    (decisions) => {
      const open = decisions.filter(({ taken }) => taken).length;
      return isLinked && steps * (1 + open / endings.length) > MAX_LINKED_STEPS;
    },
  );
  return {
    endings: isWhole ? endings : null,
    askedForNames: endings.some(({ run }) => run.starImported),
  };
}

/** The run that takes the first branch of every open condition. */
export function runFirst(request: RunRequest): Ending {
  return runOnce(request, []);
}

/** A statement that was skipped may turn out to matter: then the run starts again with it. */
function runOnce({ host, facts, select, relevant, options }: RunRequest, plan: readonly Decision[]): Ending {
  let run: Run | null = null;
  for (let restart = 0; restart < MAX_RESTARTS; restart++) {
    const { indexes, skipped } = select(relevant);
    run = new Run(host, { ...options, path: facts.path, plan, skipped, wanted: relevant });
    try {
      const failure = execute(run, facts, indexes);
      return { run, failure, unknown: null };
    } catch (error) {
      if (error instanceof TooComplex)
        return { run, failure: null, unknown: { reason: error.message, place: error.place } };
      if (!(error instanceof NeedName) || relevant.has(error.wanted)) throw error;
      relevant.add(error.wanted);
    }
  }
  const place = startOf(facts.path);
  const empty = run ?? new Run(host, { ...options, path: facts.path });
  return { run: empty, failure: null, unknown: { reason: 'too many names depend on each other', place } };
}

function execute(run: Run, { body }: ModuleFacts, indexes: Slice['indexes']): PythonError | null {
  return run.work(() => executeStatements(run, body, indexes));
}

/** What something gives that is run for itself, such as a call, in all worlds; null when there are too many. */
export function worldsOf(
  runWith: (plan: readonly Decision[]) => Run,
  give: (run: Run) => Value | undefined,
): readonly World[] | null {
  const worlds: World[] = [];
  const isWhole = everyCase((plan) => {
    const run = runWith(plan);
    const value = give(run);
    worlds.push({ decisions: run.decisions, value, failure: null });
    return run.decisions;
  });
  return isWhole ? worlds : null;
}

/**
 * Goes through the combinations of branches, as far as one shows that there is another.
 *
 * @param runCase gives the branches that were taken; null where nothing further is to be found out
 * @param isTooMuch whether the cases that are left are not worth it, asked when there are some
 * @returns false where cases are left
 */
function everyCase(
  runCase: (plan: readonly Decision[]) => readonly Decision[] | null,
  isTooMuch: (taken: readonly Decision[]) => boolean = () => false,
): boolean {
  let plan: readonly Decision[] | null = [];
  for (let count = 1; plan !== null; count++) {
    const taken = runCase(plan);
    plan = taken === null ? null : nextPlan(taken);
    if (taken !== null && plan !== null && (count >= MAX_WORLDS || isTooMuch(taken))) return false;
  }
  return true;
}

export function startOf(path: string): Place {
  return { file: path, line: 1, column: 1 };
}

/** The next combination of branches, depth first; null when all were taken. */
function nextPlan(taken: readonly Decision[]): readonly Decision[] | null {
  const last = taken.findLastIndex((decision) => decision.taken);
  const turned = taken[last];
  return turned === undefined ? null : [...taken.slice(0, last), { ...turned, taken: false }];
}

/** What a run says about a name. Throws NeedName when a skipped statement may bind it. */
export function worldOf({ run, failure, unknown }: Ending, name: string): World {
  if (unknown !== null)
    return { decisions: [], value: undecidable(unknown.reason, unknown.place), failure: null };
  const { decisions } = run;
  if (run.tainted !== null) {
    const reason = 'exec, or an assignment to a computed name, may change any name';
    return { decisions, value: undecidable(reason, run.tainted), failure };
  }
  if (failure !== null) {
    const bound = run.module.names.get(name);
    const before = bound === undefined || bound.kind === 'import' ? {} : { before: bound };
    return { decisions, value: undefined, failure, ...before };
  }
  try {
    const bound = run.module.names.get(name);
    return { decisions, value: bound === undefined ? undefined : run.force(bound), failure };
  } catch (error) {
    if (error instanceof PythonError) return { decisions, value: undefined, failure: error };
    throw error;
  }
}

/** The one value that all worlds agree on: undecidable when they differ, undefined when none binds the name. */
export function agreedValue(all: readonly World[], path: string): Value | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  // A world in which the module cannot be imported has no values to compare.
  const bound = all.filter((world) => world.failure === null);
  if (bound.length === 1) return bound[0]?.value;
  const shown = new Set(bound.map((world) => fingerprint(world.value)));
  if (bound.length > 0 && shown.size <= 1) return bound[0]?.value;
  if (bound.length === 0 && first.failure !== null) {
    return undecidable(`its module raises ${first.failure.type}`, first.failure.place);
  }
  const conditions = new Set(bound.flatMap((world) => world.decisions.map((decision) => decision.condition)));
  const place = first.decisions[0]?.place ?? startOf(path);
  return undecidable(`depends on ${[...conditions].sort(compareText).join(', ')}`, place);
}

/** Whether some run ended before anything was known. */
export function isTooComplex(endings: readonly Ending[] | null): boolean {
  return endings?.some(({ unknown }) => unknown !== null) ?? true;
}

/** Whether the run ended with every name known, without a choice. */
export function isClean({ run, failure, unknown }: Ending): boolean {
  const choices = run.decisions.length + run.externalStars.length;
  return failure === null && unknown === null && run.tainted === null && !run.starImported && choices === 0;
}

/**
 * What the runs of a module shared with others; what they were linked to stays so. The names that a run set in modules
 * far from its own are left out: it saw them itself.
 */
export function sharedBy(
  endings: readonly Ending[] | null,
  linked: ReadonlySet<string>,
  siblings: ReadonlySet<string>,
): Shared {
  const runs = (endings ?? []).map(({ run }) => run);
  const changed = runs.flatMap(({ touched, rebound }) => [
    ...touched,
    ...[...rebound].filter((path) => siblings.has(path)),
  ]);
  return {
    changed: new Set([...linked, ...changed]),
    borrowed: new Set(runs.flatMap(({ borrowed }) => [...borrowed])),
  };
}
