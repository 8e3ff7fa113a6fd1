import { applyEdits } from './edits.js';
import { skipString } from './string-tokens.js';
import { tokenize } from './tokens.js';

/** An expression without its comments, also those in the fields of its format strings. */
export function withoutComments(source: string): string {
  if (!source.includes('#')) return source;
  const comments: { readonly start: number; readonly end: number }[] = [];
  const collect = (from: number, to: number): void => {
    // Only between brackets do the tokens tell of comments.
    const { gaps } = tokenize(`(${source.slice(from, to)})`);
    for (const gap of gaps) {
      const start = gap.start + from - 1;
      if (source.charAt(start) === '#') comments.push({ start, end: gap.end + from - 1 });
    }
  };
  collect(0, source.length);
  for (const { kind, start } of tokenize(source).tokens)
    if (kind === 'string') skipString(source, start, collect);
  return applyEdits(
    source,
    comments.map((comment) => ({ ...comment, text: '' })),
  ).text;
}
