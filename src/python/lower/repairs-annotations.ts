import { parenthesise, type Edit } from './edits.js';
import { findColon, KEYWORDS, type TokenStatement } from './token-statements.js';
import type { Token } from './tokens.js';

/**
 * Annotations with a subscript in brackets of their own. The grammar knows `list[int]` there as a type, behind
 * which only `|` may follow: `List[int] or None`, `A[B][C]`, `A[B](c)`, `A[:]` end it in the middle.
 */
export function bracketAnnotations(statements: readonly TokenStatement[]): readonly Edit[] {
  return statements.flatMap(({ keyword, tokens }) => {
    if (keyword === 'def') return headerAnnotations(tokens);
    if (keyword !== null) return [];
    const isAlias = tokens[0]?.text === 'type' && tokens[1]?.kind === 'name';
    return isAlias ? typeAlias(tokens) : variableAnnotation(tokens);
  });
}

/** Of parameters, of the result, and bounds of type parameters. */
function headerAnnotations(tokens: readonly Token[]): readonly Edit[] {
  const arrow = tokens.findIndex((token) => token.depth === 0 && token.text === '->');
  const parameters = splitParameters(arrow < 0 ? tokens : tokens.slice(0, arrow));
  const result = arrow < 0 ? [] : tokens.slice(arrow + 1, -1);
  return [...parameters.flatMap((parameter) => wrap(annotationIn(parameter))), ...wrap(result)];
}

/** What stands between the commas of the header's brackets. */
function splitParameters(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parameters: Token[][] = [[]];
  for (const token of tokens) {
    if (token.depth === 0 || (token.depth === 1 && token.text === ',')) parameters.push([]);
    else parameters[parameters.length - 1]?.push(token);
  }
  return parameters;
}

/** What stands behind the colon of `name: annotation = default`. */
function annotationIn(parameter: readonly Token[]): readonly Token[] {
  const colon = findColon(parameter, 0);
  const equals = parameter.findIndex((token) => token.depth === 1 && token.text === '=');
  if (colon < 0 || (equals >= 0 && equals < colon)) return [];
  return parameter.slice(colon + 1, equals < 0 ? undefined : equals);
}

function variableAnnotation(tokens: readonly Token[]): readonly Edit[] {
  const colon = tokens.findIndex((token) => token.depth === 0 && token.text === ':');
  if (colon < 0 || !isTarget(tokens.slice(0, colon))) return [];
  const equals = tokens.findIndex((token) => token.depth === 0 && token.text === '=');
  return wrap(tokens.slice(colon + 1, equals < 0 ? undefined : equals));
}

/** A name with trailers; not a lambda, not a call, not `else`. */
function isTarget(tokens: readonly Token[]): boolean {
  const outer = tokens.filter((token) => token.depth === 0);
  const known = outer.every(
    ({ kind, text }, index) =>
      (kind === 'name' && outer[index - 1]?.kind !== 'name' && !KEYWORDS.has(text)) || '.[]()'.includes(text),
  );
  return outer.length > 0 && known;
}

function typeAlias(tokens: readonly Token[]): readonly Edit[] {
  const equals = tokens.findIndex((token) => token.depth === 0 && token.text === '=');
  return equals < 0 ? [] : wrap(tokens.slice(equals + 1));
}

function wrap(annotation: readonly Token[]): readonly Edit[] {
  const first = annotation[0];
  const last = annotation[annotation.length - 1];
  if (first === undefined || last === undefined || first.text === '*') return [];
  return annotation.some((token) => token.text === '[') ? parenthesise(first.start, last.end) : [];
}
