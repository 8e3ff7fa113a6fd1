import { FALSE, TRUE, asText, type AssumedCall, type Value } from '../../python/evaluate/index.js';
import type { Parameter } from '../../python/syntax.js';

/**
 * `supports_kw(function, name)` of vLLM, which asks Python for the signature: a parameter of that name, or `**kwargs` of
 * another name. Decorators that are outside of the sources keep the signature (`functools.wraps`).
 */
export const acceptsKeyword: AssumedCall = (called, [callable, keyword]) => {
  const wanted = /(?:^|\.)supports_kw$/u.test(called) ? asText(keyword) : null;
  if (wanted === null || callable === undefined) return undefined;
  // `object` and `torch.nn.Module` take whatever they are given.
  if (callable.kind === 'external' && callable.dotted === 'builtins.object.__init__') return TRUE;
  const params = paramsOf(callable);
  const accepts = params?.some(
    ({ form, name }) => (form === 'double-star') !== (name === wanted) && form !== 'star',
  );
  return accepts === undefined ? undefined : accepts ? TRUE : FALSE;
};

function paramsOf(callable: Value): readonly Parameter[] | null {
  if (callable.kind === 'function') return callable.declaration.params;
  return callable.kind === 'bound' ? paramsOf(callable.func) : null;
}
