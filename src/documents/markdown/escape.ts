/** Which dialect new text goes into; MDX also gives meaning to braces. */
export interface Dialect {
  readonly mdx?: boolean;
}

/**
 * Foreign text as the content of a table cell or a line: it reads as itself and as nothing else. White space,
 * line ends included, becomes single spaces; control characters go; lone surrogates become U+FFFD.
 * An underscore inside a word stays bare, as class names have them and older scripts match `\w+`.
 */
export function escapeText(text: string, dialect: Dialect = {}): string {
  const escaped = plainLine(text)
    .replace(/[\\`*[\]<>|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}_])|_(?=_*(?![\p{L}\p{N}_]))/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/(?<=[ps]):(?=\/)/gi, '\\:')
    .replace(/(?<=www)\./gi, '\\.')
    .replace(/(?<=[\w+.-])@(?=[\w-])/g, '\\@');
  return dialect.mdx === true ? escaped.replace(/[{}]/g, '\\$&') : escaped;
}

/** {@link escapeText} for text that begins a line, where more characters have a meaning. */
export function escapeLine(text: string, dialect: Dialect = {}): string {
  return escapeText(text, dialect).replace(/^(?=[-+=#])|(?<=^\d{1,9})(?=[.)])/, '\\');
}

/**
 * A code span for a table cell, empty for empty text. Falls back to escaped text for what a code span in a
 * table cannot hold: a backslash before a pipe.
 */
export function codeSpan(text: string, dialect: Dialect = {}): string {
  const line = plainLine(text);
  if (line === '') return '';
  if (/\\(?=\||$)/.test(line)) return escapeText(line, dialect);
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(shortestFreeLength(runs.map((run) => run.length)));
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** One line of well-formed text: what {@link escapeText} keeps of its input. */
export function plainLine(text: string): string {
  return text
    .replace(/\s/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/ +/g, ' ')
    .trim();
}

function shortestFreeLength(taken: readonly number[]): number {
  let length = 1;
  while (taken.includes(length)) length += 1;
  return length;
}
