import type { Span } from '../documents/markdown/edits.js';
import type { Heading } from '../documents/markdown/parse.js';
import { groupBy } from '../group-by.js';
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
  const below = groupBy([...headings.entries()], ([, { parent }]) => parent);
  const ends = sectionEnds(headings);
  const childrenOf = (parent: number | undefined): readonly SessionSymbol[] =>
    (below.get(parent) ?? []).flatMap(([index, heading]) => {
      if (heading.text === '') return [];
      const range = rangeOf(view, heading.start, ends[index] ?? view.text.length);
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

/** Where the section of each heading ends: at the next heading that is not below it, undefined when there is none. */
function sectionEnds(headings: readonly Heading[]): readonly (number | undefined)[] {
  const ends = headings.map((): number | undefined => undefined);
  const open: number[] = [];
  for (const [index, { depth, start }] of headings.entries()) {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if ((headings[last]?.depth ?? 0) < depth) break;
      ends[last] = start;
      open.pop();
    }
    open.push(index);
  }
  return ends;
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
