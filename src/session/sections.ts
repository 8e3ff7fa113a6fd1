import type { Span } from '../documents/markdown/edits.js';
import type { Heading } from '../documents/markdown/parse.js';
import { uriOf } from './keys.js';
import { rangeOf, type TextView } from './texts.js';
import type { SessionSymbol } from './types.js';

/**
 * The headings of a page, each with the rows below it and the headings under it.
 *
 * @param rowsAt the rows of the tables below a heading (an index), or above the first one
 */
export function sectionSymbols(
  view: TextView,
  headings: readonly Heading[],
  rowsAt: (heading: number | undefined) => readonly SessionSymbol[],
): readonly SessionSymbol[] {
  const childrenOf = (parent: number | undefined): readonly SessionSymbol[] =>
    headings.flatMap((heading, index) => {
      if (heading.parent !== parent || heading.text === '') return [];
      const end = headings.slice(index + 1).find(({ depth }) => depth <= heading.depth)?.start;
      const range = rangeOf(view, heading.start, end ?? view.text.length);
      return [
        {
          name: heading.text,
          kind: 'section' as const,
          detail: '',
          location: { uri: uriOf(view.key), range },
          selection: rangeOf(view, heading.start, heading.end),
          children: [...rowsAt(index), ...childrenOf(index)],
        },
      ];
    });
  return [...rowsAt(undefined), ...childrenOf(undefined)];
}

/** One symbol for each name of a row; `cell` is where it has them. */
export function namedRows(
  view: TextView,
  row: { readonly line: Span; readonly cell: Span },
  names: readonly string[],
  detail: string,
): readonly SessionSymbol[] {
  const location = { uri: uriOf(view.key), range: rangeOf(view, row.line.start, row.line.end) };
  const selection = rangeOf(view, row.cell.start, row.cell.end);
  return names.map((name) => ({ name, kind: 'row', detail, location, selection, children: [] }));
}
