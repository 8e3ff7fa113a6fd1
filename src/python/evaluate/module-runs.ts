/** How a module is run for a name: only as far as the name needs it, and together with the modules it shares state with. */
import type { ByPath } from '../../memo.js';
import type { ModuleFacts } from '../facts.js';
import { linkedModules, mayFailToImport, NOTHING_SHARED, siblingsOf, type ModuleGraph } from './linking.js';
import type { Outlines } from './outlines.js';
import type { OnRest } from './project.js';
import { select, selectAll, selectRaising, type ModuleOutline } from './relevance.js';
import type { EvaluationHost } from './run.js';
import type { PythonError } from './values.js';
import {
  isClean,
  isTooComplex,
  runAll,
  runFirst,
  sharedBy,
  worldOf,
  type Ending,
  type Runs,
} from './worlds.js';

const MAX_LINK_ROUNDS = 4;

export interface ModuleRuns {
  /** The runs that a name needs; null when there are too many. */
  forName(facts: ModuleFacts, name: string, typeChecking: boolean): readonly Ending[] | null;
  /** All statements of the module in every world, run apart from all others. */
  alone(facts: ModuleFacts): readonly Ending[] | null;
  /** The exception that importing the module certainly ends with, as far as it and the modules beside it show. */
  failure(facts: ModuleFacts): PythonError | null;
}

export function createModuleRuns(
  hostOf: (path: string) => EvaluationHost,
  graph: ModuleGraph,
  outlines: Outlines,
  known: ByPath,
  onRest?: OnRest,
): ModuleRuns {
  const siblingsOfModule = known.memoised((path) => {
    const siblings = siblingsOf(graph, path);
    for (const each of siblings) onRest?.(path, each, 'module');
    return siblings;
  });
  const runsOf = known.memoised(() => new Map<string, Runs>());
  const wholesOf = known.memoised(() => new Map<boolean, Ending | null>());

  /**
   * What a module does as a whole is what Python does. Where that takes no choice, it answers for every name, and
   * what the functions that it runs may change need not be found out. Null for other modules, for those that need
   * no function bodies, and while the module runs.
   */
  function wholeRun(facts: ModuleFacts, followFailures: boolean): Ending | null {
    const wholes = wholesOf(facts.path);
    const cached = wholes.get(followFailures);
    if (cached !== undefined) return cached;
    wholes.set(followFailures, null);
    const ending = outlines.needsBodies(facts) ? apartRun(facts, followFailures) : null;
    wholes.set(followFailures, ending);
    return ending;
  }

  /** Null for a module that must be linked to others. */
  function apartRun(facts: ModuleFacts, followFailures: boolean): Ending | null {
    const near = siblingsOfModule(facts.path);
    if (linkedModules(graph, facts.path, near, NOTHING_SHARED).size > 0) return null;
    const ending = runFirst({
      host: hostOf(facts.path),
      facts,
      select: () => selectAll(facts.body),
      relevant: new Set(),
      options: { followFailures },
    });
    const shared = sharedBy([ending], new Set(), near);
    return isClean(ending) && linkedModules(graph, facts.path, near, shared).size === 0 ? ending : null;
  }

  function forName(facts: ModuleFacts, name: string, typeChecking: boolean): readonly Ending[] | null {
    const whole = typeChecking ? null : wholeRun(facts, false);
    if (whole !== null && worldOf(whole, name).value?.kind !== 'undecidable') return [whole];
    return selected(facts, name, typeChecking);
  }

  /** Runs of the statements that a name needs, linked to the modules that they share state with. */
  function selected(facts: ModuleFacts, name: string, typeChecking: boolean): readonly Ending[] | null {
    const near = typeChecking ? new Set<string>() : siblingsOfModule(facts.path);
    let linked = linkedModules(graph, facts.path, near, NOTHING_SHARED);
    let endings = endingsOf(facts, name, typeChecking, linked);
    if (isTooComplex(endings)) {
      // A function that the module runs is too much to follow: assume that it changes only what it is given.
      const alone = endingsOf(facts, name, typeChecking, new Set(), outlines.withoutCalls(facts));
      if (!isTooComplex(alone)) return alone;
    }
    for (let round = 0; round < MAX_LINK_ROUNDS && !typeChecking; round++) {
      const more = linkedModules(graph, facts.path, near, sharedBy(endings, linked, near));
      if ([...more].every((path) => linked.has(path))) break;
      linked = union(linked, more);
      const together = endingsOf(facts, name, typeChecking, linked);
      // Too much to run at once: what the module does on its own is still known.
      if (isTooComplex(together)) break;
      endings = together;
    }
    return endings;
  }

  /** Runs of equal statements are shared: most names of a module need few, and often the same. */
  function endingsOf(
    facts: ModuleFacts,
    name: string,
    typeChecking: boolean,
    linked: ReadonlySet<string>,
    module: ModuleOutline = outlines.of(facts),
  ): readonly Ending[] | null {
    const relevant = new Set([name]);
    const slice = linked.size > 0 ? selectAll(facts.body) : select(module, relevant, name);
    const runs = runsOf(facts.path);
    const key = [typeChecking, slice.indexes.join(), [...linked].sort().join()].join('\0');
    const ownKey = `${key}\0${name}`;
    const cached = runs.get(key) ?? runs.get(ownKey);
    if (cached !== undefined) return cached.endings;
    const made = runAll({
      host: hostOf(facts.path),
      facts,
      select: (names) => (linked.size > 0 ? slice : select(module, names, name)),
      relevant,
      options: { typeChecking, query: name, linked },
    });
    runs.set(made.askedForNames ? ownKey : key, made);
    return made.endings;
  }

  function failure(facts: ModuleFacts): PythonError | null {
    if (wholeRun(facts, true) !== null) return null;
    const near = siblingsOfModule(facts.path);
    const host = hostOf(facts.path);
    const mayFail = facts.body.map((stmt) =>
      mayFailToImport(graph, facts.path, stmt, near, (path, name) => host.mayBind(path, name)),
    );
    const linked = linkedModules(graph, facts.path, near, NOTHING_SHARED);
    const { endings } = runAll({
      host,
      facts,
      select: (names) =>
        linked.size > 0
          ? selectAll(facts.body)
          : selectRaising(outlines.of(facts), (index) => mayFail[index] === true, names),
      relevant: new Set(),
      options: { followFailures: true, linked },
    });
    const [first] = endings ?? [];
    const all = endings?.every((ending) => ending.failure !== null) ?? false;
    return all ? (first?.failure ?? null) : null;
  }

  return {
    forName,
    alone: (facts) =>
      runAll({
        host: hostOf(facts.path),
        facts,
        select: () => selectAll(facts.body),
        relevant: new Set(),
        options: {},
      }).endings,
    failure,
  };
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return b.size === 0 ? a : new Set([...a, ...b]);
}
