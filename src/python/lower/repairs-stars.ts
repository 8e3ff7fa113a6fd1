import { insertion, type Edit } from './edits.js';
import { KEYWORDS } from './token-statements.js';
import type { Token } from './tokens.js';

/**
 * `x = *[1], 2`, `return *-a, b`, `x[*(1,)]`: outside of calls and displays the grammar has a star only before
 * a name, an attribute or a subscript. `*([1])._` is an attribute; lowering leaves out an attribute without
 * width.
 */
export function disguiseStars(tokens: readonly Token[]): readonly Edit[] {
  const edits: Edit[] = [];
  const open: Bracket[] = [{ knowsStars: false }];
  for (const [index, token] of tokens.entries()) {
    const around = open[open.length - 1];
    if (token.kind === 'line-end') open.splice(1);
    else if (token.kind === 'name' && token.text === 'yield' && around !== undefined)
      around.knowsStars = false;
    if (token.kind !== 'operator') continue;
    if ('([{'.includes(token.text)) open.push({ knowsStars: !isSubscript(tokens, index) });
    else if (')]}'.includes(token.text) && open.length > 1) open.pop();
    else if (token.text === '*' && around?.knowsStars === false) edits.push(...disguise(tokens, index));
  }
  return edits;
}

interface Bracket {
  /** Calls and displays; not subscripts, not behind `yield`, and not outside of all brackets. */
  knowsStars: boolean;
}

function isSubscript(tokens: readonly Token[], index: number): boolean {
  return tokens[index]?.text === '[' && endsOperand(tokens[index - 1]);
}

const CONSTANTS: ReadonlySet<string> = new Set(['True', 'False', 'None']);

function endsOperand(token: Token | undefined): boolean {
  if (token === undefined || token.kind === 'line-end') return false;
  if (token.kind === 'operator') return ')]}...'.includes(token.text);
  return CONSTANTS.has(token.text) || !KEYWORDS.has(token.text);
}

/** `match *[1], 2:` is a header, `match * [1]` a product. */
function beginsMatch(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (tokens[index]?.text !== 'match' || (before !== undefined && before.kind !== 'line-end')) return false;
  const end = tokens.findIndex((token, at) => at > index && token.kind === 'line-end');
  return tokens[end - 1]?.text === ':';
}

const ENDS_STARRED: ReadonlySet<string> = new Set(
  ', : ; = := if else for in and or not is as from < > == != <= >='.split(' '),
);

function disguise(tokens: readonly Token[], star: number): readonly Edit[] {
  const { depth = 0 } = tokens[star] ?? {};
  const first = tokens[star + 1];
  const multiplies = endsOperand(tokens[star - 1]) && !beginsMatch(tokens, star - 1);
  if (multiplies || first === undefined || !needsDisguise(first)) return [];
  const length = tokens
    .slice(star + 1)
    .findIndex(
      (token) =>
        token.kind === 'line-end' ||
        token.depth < depth ||
        (token.depth === depth && ENDS_STARRED.has(token.text)),
    );
  const last = length > 0 ? tokens[star + length] : undefined;
  return last === undefined ? [] : [insertion(first.start, '('), insertion(last.end, ')._')];
}

/** A name begins what the grammar reads as a starred name, see stars.ts. */
function needsDisguise(first: Token): boolean {
  if (first.kind === 'name') return first.text === 'await' || CONSTANTS.has(first.text);
  return first.kind !== 'operator' || '([{-+~...'.includes(first.text);
}
