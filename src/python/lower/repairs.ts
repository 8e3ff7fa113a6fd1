/**
 * Edits with which the grammar understands a text that it did not understand as it stands. They are tried only
 * when the tree is damaged, and kept only when less of it is damaged with them.
 */
import { append } from '../../append.js';
import { bracketAnnotations } from './repairs-annotations.js';
import { disguiseStars } from './repairs-stars.js';
import { blankDefaults, typeParameterDefaults } from './repairs-type-parameters.js';
import { insertion, parenthesise, type Edit } from './edits.js';
import { aliasName, subjectMark } from './misreadings.js';
import { skipString } from './string-tokens.js';
import { tokenStatements, type TokenStatement } from './token-statements.js';
import { tokenize, type Token } from './tokens.js';

export function repairs(text: string): readonly Edit[] {
  const { tokens, gaps } = tokenize(text);
  const statements = tokenStatements(tokens);
  const defaults = statements.flatMap(typeParameterDefaults);
  const left = new Set(defaults.flat());
  return [
    ...gaps.map(blank),
    ...bracketAnnotations(statements),
    ...statements.flatMap(markSubject),
    ...statements.flatMap((statement, index) => breakHeader(text, statement, statements[index + 1])),
    ...statements.flatMap((statement, index) => decoratorComments(text, statement, statements[index + 1])),
    ...statements.flatMap(renameAlias),
    ...blankDefaults(defaults),
    ...disguiseStars(left.size === 0 ? tokens : tokens.filter((token) => !left.has(token))),
    ...tokens.flatMap((token) => (token.kind === 'string' ? inFields(text, token) : [])),
  ];
}

/**
 * A line between brackets that is indented less than the block ends the block for the grammar, where no closing
 * bracket can follow: `x = {a:⏎b}`. Blanks instead of the line end and of comments keep it in one line.
 */
function blank({ start, end }: { readonly start: number; readonly end: number }): Edit {
  return { start, end, text: ' '.repeat(end - start) };
}

/**
 * `def f() -> int: e[1]`: the grammar reads `int: e[1]` as one type. In a line of its own the body is a body.
 */
function breakHeader(
  text: string,
  header: TokenStatement,
  body: TokenStatement | undefined,
): readonly Edit[] {
  const [first] = header.tokens;
  const next = body?.tokens[0];
  if (header.keyword !== 'def' || first === undefined || next === undefined || !header.endsInLine) return [];
  if (!header.tokens.some((token) => token.depth === 0 && token.text === '->')) return [];
  let lineStart = first.start;
  while (' \t\f'.includes(text.charAt(lineStart - 1) || '\n')) lineStart--;
  return [insertion(next.start, `\n${text.slice(lineStart, first.start)} `)];
}

/** A comment that is indented less than the decorator above it ends the block for the grammar. */
function decoratorComments(
  text: string,
  decorator: TokenStatement,
  next: TokenStatement | undefined,
): readonly Edit[] {
  const last = decorator.tokens.at(-1);
  const until = next?.tokens[0]?.start;
  if (decorator.tokens[0]?.text !== '@' || last === undefined || until === undefined) return [];
  const edits: Edit[] = [];
  for (let at = text.indexOf('#', last.end); at >= 0 && at < until; at = text.indexOf('#', at)) {
    const start = at;
    while (!'\r\n'.includes(text.charAt(at))) at++;
    edits.push(blank({ start, end: at }));
  }
  return edits;
}

/** Words of the grammar that are names to Python. */
const KEYWORD_NAMES: ReadonlySet<string> = new Set(['match', 'print', 'exec']);

/** See {@link aliasName}; other parameters than plain ones are damage. */
function renameAlias({ keyword, tokens: [type, name, bracket] }: TokenStatement): readonly Edit[] {
  if (keyword !== null || type?.text !== 'type' || name === undefined || bracket?.text !== '[') return [];
  return KEYWORD_NAMES.has(name.text) ? [aliasName(name)] : [];
}

function markSubject({ keyword, tokens: [, subject] }: TokenStatement): readonly Edit[] {
  if (keyword !== 'match' || subject === undefined) return [];
  return subject.text === '(' || subject.text === '[' ? [subjectMark(subject.start)] : [];
}

/** The same in the replacement fields of a format string, which is one token. */
function inFields(text: string, token: Token): readonly Edit[] {
  const { start } = token;
  const edits: Edit[] = [...namedEscapes(token)];
  skipString(text, start, (from, to) => {
    // `f'{x:=^9}'` formats `x` by `=^9`; for the grammar `:=` is an assignment expression.
    if (text.startsWith(':=', to) && to > from) edits.push(...parenthesise(from, to));
    const { tokens, gaps } = tokenize(`(${text.slice(from, to)})`);
    const shift = from - 1;
    const found = [...gaps.map(blank), ...disguiseStars(tokens)];
    append(
      edits,
      found.map((edit) => ({ ...edit, start: edit.start + shift, end: edit.end + shift })),
    );
  });
  return edits;
}

/** `f'{x:\N{EN SPACE}>9}'`: in a format specifier the grammar takes the name for a field. */
function namedEscapes({ start, text }: Token): readonly Edit[] {
  const edits: Edit[] = [];
  if (!text.includes('\\N{') || text.slice(0, 2).toLowerCase().includes('r')) return edits;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    const close = text.startsWith('N{', at + 1) ? text.indexOf('}', at) : -1;
    if (close < 0) continue;
    edits.push({ start: start + at + 2, end: start + at + 3, text: '(' });
    edits.push({ start: start + close, end: start + close + 1, text: ')' });
  }
  return edits;
}
