/** Parameters of functions and lambdas; only those of functions have annotations. */
import type { Parameter } from '../syntax.js';
import type { Reader, ReadExpression } from './reader.js';

const STAR = 42;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const EQUALS = 61;

/**
 * Parameters up to the unit that ends them. A colon that ends them begins no annotation.
 *
 * @param expression reads a default or an annotation
 */
export function readParameters(r: Reader, end: number, expression: ReadExpression): readonly Parameter[] {
  const annotated = end !== COLON;
  let params: Parameter[] = [];
  let form: Parameter['form'] = 'positional';
  while (r.peek() !== end) {
    if (r.takes(SLASH)) params = params.map((param) => ({ ...param, form: 'positional-only' }));
    else if (r.peek() === STAR) {
      const star = readStarParameter(r, annotated, expression);
      if (star?.form !== 'double-star') form = 'keyword-only';
      if (star !== null) params.push(star);
    } else params.push(readParameter(r, form, annotated, expression));
    if (r.peek() !== end) r.expect(COMMA);
  }
  return params;
}

function readParameter(
  r: Reader,
  form: Parameter['form'],
  annotated: boolean,
  expression: ReadExpression,
): Parameter {
  const name = r.name();
  const annotation = annotated && r.takes(COLON) ? expression(r) : null;
  return { name, form, annotation, default: r.takes(EQUALS) ? expression(r) : null };
}

/** `*args`, `**kwargs`; null for a star alone, behind which parameters are keyword-only. */
function readStarParameter(r: Reader, annotated: boolean, expression: ReadExpression): Parameter | null {
  const form = r.peek(1) === STAR ? 'double-star' : 'star';
  r.take(form === 'star' ? 1 : 2);
  if (form === 'star' && r.peek() === COMMA) return null;
  const name = r.name();
  const annotation = annotated && r.takes(COLON) ? expression(r) : null;
  return { name, form, annotation, default: null };
}
