/** Statements of a text as runs of tokens, for repairs. */
import { append } from '../../append.js';
import type { Token } from './tokens.js';

/** A simple statement, or the header of a compound one with its colon. */
export interface TokenStatement {
  /** The keyword of a header (`def` for `async def`), null for a simple statement. */
  readonly keyword: string | null;
  readonly tokens: readonly Token[];
  /** Whether the next statement stands in the same line. */
  readonly endsInLine: boolean;
}

const COMPOUND: ReadonlySet<string> = new Set(
  'if while for try with else elif finally except def class'.split(' '),
);

export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

export function tokenStatements(tokens: readonly Token[]): readonly TokenStatement[] {
  const statements: TokenStatement[] = [];
  let begin = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'line-end') continue;
    append(statements, splitLine(tokens.slice(begin, index)));
    begin = index + 1;
  }
  return statements;
}

/** `if a: b = 1; c = 2` has a header and two simple statements. */
function splitLine(line: readonly Token[]): readonly TokenStatement[] {
  const statements: TokenStatement[] = [];
  let begin = 0;
  while (begin < line.length) {
    const keyword = headerKeyword(line, begin);
    const last = keyword === null ? findSemicolon(line, begin) : findColon(line, begin) + 1;
    const end = last > begin ? last : line.length;
    const next = keyword === null ? end + 1 : end;
    statements.push({ keyword, tokens: line.slice(begin, end), endsInLine: next < line.length });
    begin = next;
  }
  return statements;
}

function headerKeyword(line: readonly Token[], begin: number): string | null {
  const first = line[begin]?.text ?? '';
  if (first === 'async') return line[begin + 1]?.text ?? null;
  if (COMPOUND.has(first)) return first;
  // Soft keywords: the line of a `match` ends in its colon, behind `case` stands a pattern.
  const next = line[begin + 1];
  if (first === 'match' && begin === 0 && line.length > 2 && line[line.length - 1]?.text === ':')
    return first;
  const pattern = next !== undefined && (next.kind !== 'operator' || '([{-*'.includes(next.text));
  return first === 'case' && begin === 0 && pattern ? first : null;
}

function findSemicolon(line: readonly Token[], begin: number): number {
  for (let index = begin; index < line.length; index++) {
    const token = line[index];
    if (token?.text === ';' && token.depth === 0) return index;
  }
  return line.length;
}

/** The colon of the header, not that of a lambda in it; -1 when there is none. */
export function findColon(line: readonly Token[], begin: number): number {
  return outerIndexes(line, begin).find((index) => line[index]?.text === ':') ?? -1;
}

/** Where the tokens are that stand in the same brackets as the first one, without the parameters of lambdas. */
export function outerIndexes(line: readonly Token[], begin = 0): readonly number[] {
  const depth = line[begin]?.depth;
  const indexes: number[] = [];
  let lambdas = 0;
  for (let index = begin; index < line.length; index++) {
    const token = line[index];
    if (token?.depth !== depth) continue;
    if (lambdas === 0) indexes.push(index);
    if (token?.text === 'lambda') lambdas++;
    else if (token?.text === ':' && lambdas > 0) lambdas--;
  }
  return indexes;
}

export function splitAtCommas(run: readonly Token[]): readonly (readonly Token[])[] {
  const commas = outerIndexes(run).filter((index) => run[index]?.text === ',');
  return [...commas, run.length].map((end, number) => run.slice((commas[number - 1] ?? -1) + 1, end));
}
