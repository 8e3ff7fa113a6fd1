/** `__init_subclass__`, which a base class calls with every class that derives from it. */
import type { Span } from '../syntax.js';
import { builtinValue } from './builtin-names.js';
import { callFunction } from './calls.js';
import { findInOrder, linearise } from './classes.js';
import { effectsOfBlock } from './effects.js';
import { functionShape } from './function-shape.js';
import { OpenCondition, type Run } from './run.js';
import { undecidable, type ClassValue, type FunctionValue, type Value } from './values.js';

/** Calls the hook of the bases; that of another module is taken to concern the class alone. */
export function callSubclassHook(
  run: Run,
  type: ClassValue,
  keywords: ReadonlyMap<string, Value>,
  span: Span,
): void {
  const order = linearise(type) ?? [];
  // Most classes have no base whose body could hold the hook.
  if (!order.slice(1).some((each) => each.kind === 'class' && each.namespace.has('__init_subclass__')))
    return;
  const hook = findInOrder(order.slice(1), '__init_subclass__');
  if (hook.kind !== 'found' || hook.value.kind !== 'function') return;
  if (!run.owns(hook.owner.place.file)) {
    run.noteSibling(hook.owner.place.file);
    return;
  }
  const func = hook.value;
  const call = (): Value => callFunction(run, func, { positional: [type], keywords, complete: true }, span);
  const attributes = changedAttributes(run, func);
  if (attributes === null) call();
  else callUnsplit(run, type, attributes, call);
}

/** An open condition in a hook that changes the class alone leaves its attributes undecidable. */
function callUnsplit(run: Run, type: ClassValue, attributes: readonly string[], call: () => Value): void {
  run.unsplit++;
  try {
    call();
  } catch (error) {
    if (!(error instanceof OpenCondition)) throw error;
    const value = undecidable(`__init_subclass__() depends on ${error.condition}`, error.place);
    for (const name of attributes) type.namespace.set(name, value);
  } finally {
    run.unsplit--;
  }
}

/** Attributes of the class that a hook may set; null when it may change something else of this module. */
function changedAttributes(run: Run, { declaration, scope }: FunctionValue): readonly string[] | null {
  if (declaration.kind === 'lambda') return null;
  const body = declaration.body ?? run.host.functionBody(scope.path, declaration);
  const [first] = declaration.params;
  if (body === null || first === undefined) return null;
  const effects = effectsOfBlock(body);
  const { locals } = functionShape(declaration, body);
  const module = run.modules.get(scope.path);
  const changed = [...effects.mutates].filter((name) => {
    if (name.includes('.') || name === first.name || locals.has(name)) return false;
    const bound = module?.names.get(name);
    return bound === undefined
      ? builtinValue(name) === null
      : bound.kind !== 'import' && bound.kind !== 'external';
  });
  if (changed.length > 0 || effects.anything) return null;
  const prefix = `${first.name}.`;
  return [...effects.mutates]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}
