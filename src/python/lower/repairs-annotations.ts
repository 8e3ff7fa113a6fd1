import { parenthesise, type Edit } from './edits.js';
import { typeParameterTokens } from './repairs-type-parameters.js';
import { outerIndexes, splitAtCommas, type TokenStatement } from './token-statements.js';
import type { Token } from './tokens.js';

/**
 * Annotations with a subscript in brackets of their own. The grammar knows `list[int]` there as a type, behind
 * which only `|` may follow: `List[int] or None`, `A[B][C]`, `A[B](c)`, `A[:]` end it in the middle.
 */
export function bracketAnnotations(statements: readonly TokenStatement[]): readonly Edit[] {
  return statements.flatMap((statement) => {
    const { keyword, tokens } = statement;
    if (keyword === 'def') return headerAnnotations(tokens);
    if (keyword === 'class') return bounds(statement);
    if (keyword !== null) return [];
    const isAlias = tokens[0]?.text === 'type' && tokens[1]?.kind === 'name';
    return isAlias ? [...bounds(statement), ...typeAlias(tokens)] : wrap(annotationIn(tokens));
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
  const runs: Token[][] = [[]];
  for (const token of tokens) {
    if (token.depth === 0) runs.push([]);
    else runs[runs.length - 1]?.push(token);
  }
  return runs.flatMap(splitAtCommas);
}

/** What stands behind the colon of `name: annotation = value`. */
function annotationIn(tokens: readonly Token[]): readonly Token[] {
  const outer = outerIndexes(tokens);
  const colon = outer.find((index) => ':='.includes(tokens[index]?.text ?? ' '));
  if (colon === undefined || tokens[colon]?.text !== ':') return [];
  const equals = outer.find((index) => index > colon && tokens[index]?.text === '=');
  return tokens.slice(colon + 1, equals);
}

/** Of type parameters. */
function bounds(statement: TokenStatement): readonly Edit[] {
  return splitAtCommas(typeParameterTokens(statement)).flatMap((parameter) => wrap(annotationIn(parameter)));
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
