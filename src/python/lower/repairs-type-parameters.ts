import type { Edit } from './edits.js';
import { outerIndexes, splitAtCommas, type TokenStatement } from './token-statements.js';
import type { Token } from './tokens.js';

/** What stands between the brackets behind the name of a function, class or type alias. */
export function typeParameterTokens({ keyword, tokens }: TokenStatement): readonly Token[] {
  const first = tokens[0]?.text;
  if (keyword === null ? first !== 'type' : keyword !== 'def' && keyword !== 'class') return [];
  const open = first === 'async' ? 3 : 2;
  if (tokens[open]?.text !== '[' || tokens[open - 1]?.kind !== 'name') return [];
  const close = tokens.findIndex((token, index) => index > open && token.depth === 0);
  return tokens.slice(open + 1, close < 0 ? undefined : close);
}

/** The tokens of defaults, with their `=`: `class C[T: int = bool]`. */
export function typeParameterDefaults(statement: TokenStatement): readonly (readonly Token[])[] {
  const parameters = splitAtCommas(typeParameterTokens(statement));
  return parameters.flatMap((parameter) => {
    const equals = outerIndexes(parameter).find((index) => parameter[index]?.text === '=');
    return equals === undefined ? [] : [parameter.slice(equals)];
  });
}

/** The grammar has no defaults, and facts leave them out: Python evaluates them only when it is asked for them. */
export function blankDefaults(defaults: readonly (readonly Token[])[]): readonly Edit[] {
  return defaults.flatMap((tokens) => {
    const start = tokens[0]?.start;
    const end = tokens.at(-1)?.end;
    return start === undefined || end === undefined ? [] : [{ start, end, text: ' '.repeat(end - start) }];
  });
}
