/**
 * What is known of each module before it runs. The bodies of functions are not part of the facts that most questions
 * need: they are read only where a statement runs a function and the answer depends on what that does.
 */
import type { ByPath } from '../../memo.js';
import type { ModuleFacts } from '../facts.js';
import type { FunctionStmt, Stmt } from '../syntax.js';
import { effectsOf, type Effects } from './effects.js';
import type { ModuleGraph } from './linking.js';
import { moduleEffects } from './reach.js';
import { outline, type ModuleOutline } from './relevance.js';

export interface Outlines {
  of(facts: ModuleFacts): ModuleOutline;
  /** As `of`, as if the functions that the module runs changed only what they are given. */
  withoutCalls(facts: ModuleFacts): ModuleOutline;
  /** Whether the outline takes function bodies that are not in the facts. */
  needsBodies(facts: ModuleFacts): boolean;
  /** Whether some statement of the module has such an effect; bodies only add effects. */
  some(facts: ModuleFacts, test: (effects: Effects) => boolean): boolean;
}

type FunctionBody = (path: string, declaration: FunctionStmt) => readonly Stmt[] | null;

interface Look {
  readonly effects: readonly Effects[];
  /** Whether bodies were missing. */
  readonly partial: boolean;
}

export function createOutlines(graph: ModuleGraph, known: ByPath, functionBody: FunctionBody): Outlines {
  const looks = known.table<Look>();
  const outlines = known.table<ModuleOutline>();

  /** The effects as far as the facts show them. */
  function look(facts: ModuleFacts): Look {
    const cached = looks.get(facts.path);
    if (cached !== undefined) return cached;
    let partial = false;
    const effects = moduleEffects(facts.body, (declaration) => {
      partial ||= declaration.body === null;
      return declaration.body;
    });
    const result = { effects, partial };
    looks.set(facts.path, result);
    return result;
  }

  function of(facts: ModuleFacts): ModuleOutline {
    const cached = outlines.get(facts.path);
    if (cached !== undefined) return cached;
    const { effects, partial } = look(facts);
    const bodyOf = (declaration: FunctionStmt): readonly Stmt[] | null =>
      declaration.body ?? functionBody(facts.path, declaration);
    const result = make(facts, partial ? moduleEffects(facts.body, bodyOf) : effects);
    outlines.set(facts.path, result);
    return result;
  }

  function make(facts: ModuleFacts, effects: readonly Effects[]): ModuleOutline {
    const own = graph.imports(facts.path).filter((each) => each.path === facts.path);
    return outline(facts.body, effects, new Set(own.flatMap(({ names }) => names)));
  }

  return {
    of,
    withoutCalls: (facts) => make(facts, facts.body.map(effectsOf)),
    needsBodies: (facts) => facts.body.some(runsOwnMethods) || look(facts).partial,
    some: (facts, test) => {
      const { effects, partial } = look(facts);
      return effects.some(test) || (partial && of(facts).effects.some(test));
    },
  };
}

/** A decorator may run all of what it decorates: where that is a class whose methods have no bodies, they are needed. */
function runsOwnMethods(stmt: Stmt): boolean {
  return (
    stmt.kind === 'class' &&
    stmt.decorators.length > 0 &&
    stmt.body.some((each) => each.kind === 'function' && each.body === null)
  );
}
