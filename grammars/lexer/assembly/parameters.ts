// Parameters of functions and lambdas, as src/python/fast/parameters.ts reads them.
import { ahead, here, take, takes, takesName } from './cursor';
import { acceptExpression, isLiteral, REFUSED } from './expressions';
import { COLON, COMMA, EQUALS, SLASH, STAR } from './input';

/** Whether all defaults of the function's parameters since `startParameters` are literals; those of lambdas are none. */
export let onlyLiterals: bool = true;

export function startParameters(): void {
  onlyLiterals = true;
}

/** Parameters up to the byte that ends them. A colon that does begins no annotation. */
export function acceptsParametersUpTo(last: i32): bool {
  const annotated = last != COLON;
  while (here() != last) {
    if (!acceptsParameter(annotated)) return false;
    if (here() != last && !takes(COMMA)) return false;
  }
  return true;
}

function acceptsParameter(annotated: bool): bool {
  if (takes(SLASH)) return true;
  if (here() == STAR) return acceptsStarParameter(annotated);
  if (!acceptsParameterName(annotated)) return false;
  if (!takes(EQUALS)) return true;
  const value = acceptExpression();
  if (annotated && !isLiteral(value)) onlyLiterals = false;
  return value != REFUSED;
}

/** `*args`, `**kwargs`, or a star alone. */
function acceptsStarParameter(annotated: bool): bool {
  const isDouble = ahead(1) == STAR;
  take(isDouble ? 2 : 1);
  return (!isDouble && here() == COMMA) || acceptsParameterName(annotated);
}

function acceptsParameterName(annotated: bool): bool {
  return takesName() && (!annotated || !takes(COLON) || acceptExpression() != REFUSED);
}
