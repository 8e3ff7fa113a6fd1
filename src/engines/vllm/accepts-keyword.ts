import { FALSE, TRUE, asText, type AssumedCall, type Value } from '../../python/evaluate/index.js';
import type { Parameter } from '../../python/syntax.js';

/**
 * `supports_kw(function, kw_name)` of vLLM, which asks Python for the signature: a parameter of that name, or `**kwargs`
 * of another name. Decorators that are outside of the sources keep the signature (`functools.wraps`).
 */
export const acceptsKeyword: AssumedCall = (called, [callable, second], keywords) => {
  if (!/(?:^|\.)supports_kw$/u.test(called) || callable === undefined) return undefined;
  const wanted = asText(second ?? keywords.get('kw_name'));
  const asksMore = [...keywords.keys()].some((name) => name !== 'kw_name');
  if (wanted === null || asksMore) return undefined;
  // `object` and `torch.nn.Module` take whatever they are given.
  if (callable.kind === 'external' && callable.dotted === 'builtins.object.__init__') return TRUE;
  const accepts = parametersOf(callable)?.some(
    ({ form, name }) => (form === 'double-star') !== (name === wanted) && form !== 'star',
  );
  return accepts === undefined ? undefined : accepts ? TRUE : FALSE;
};

function parametersOf(callable: Value): readonly Parameter[] | null {
  if (callable.kind === 'bound') return parametersOf(callable.func);
  if (callable.kind !== 'function' || callable.binding === 'property') return null;
  const wrapped = callable.attributes.get('__wrapped__');
  return wrapped === undefined ? callable.declaration.params : parametersOf(wrapped);
}
