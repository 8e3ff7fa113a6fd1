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
