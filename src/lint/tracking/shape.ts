/** Numbers that do not agree with the rows, and sections that are not there. */
import { SECTION_HEADINGS } from '../../documents/tracking/format.js';
import { CATEGORIES, type Category } from '../../documents/tracking/model.js';
import { recount, statsAfter } from '../../documents/tracking/recount.js';
import type { Recount } from '../../documents/tracking/report.js';
import type { RowChanges } from '../../documents/tracking/rows.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { endOf, spotOf, type Spot, type TrackingContext } from './context.js';

/**
 * Numbers that neither the rows as they stand give, nor the rows as they should be: a number that a wrong cell
 * contradicts is right as soon as the cell is.
 * @param unchanged the rows as they stand
 * @param corrected the rows as a refresh leaves them
 */
export function staleCounts(
  context: TrackingContext,
  unchanged: RowChanges,
  corrected: RowChanges,
): readonly Finding[] {
  const { document } = context;
  const recounts = (changes: RowChanges): readonly Recount[] =>
    recount(document, statsAfter(document, changes)).recounted;
  const placeOf = ({ what, line }: Recount): string => `${what} ${line ?? 0}`;
  const wrong = new Set(recounts(corrected).map(placeOf));
  const stale = recounts(unchanged).filter((each) => wrong.has(placeOf(each)));
  return stale.map(({ what, from, to, line, edits }) => {
    const [first] = edits;
    const last = edits.at(-1);
    const spot: Spot =
      first === undefined || last === undefined
        ? { file: context.document.markdown.file, line: line ?? 1, column: 1 }
        : spotOf(context, { start: first.start, end: last.end });
    const message = `the ${what} says ${plain(from)}, but the rows give ${plain(to)}`;
    return findingOf(
      { ...spot, rule: 'tracking-stale-count', severity: 'error', message },
      {
        key: what,
        edits,
        fixable: true,
        ...endOf(spot),
      },
    );
  });
}

export function missingSections({ document: { sections, markdown } }: TrackingContext): readonly Finding[] {
  return CATEGORIES.filter((category) => !sections.headingOf.has(category)).map((category) => {
    const message = `there is no section "${SECTION_HEADINGS[category]}"; archscan track --update creates it when a row belongs there`;
    const place = { file: markdown.file, line: lineBefore(category), column: 1 };
    return findingOf(
      { ...place, rule: 'tracking-heading-missing', severity: 'warning', message },
      { key: category },
    );
  });

  /** The heading of the nearest section above the missing one. */
  function lineBefore(category: Category): number {
    const above = CATEGORIES.slice(0, CATEGORIES.indexOf(category)).reverse();
    const heading = above.map((other) => sections.headingOf.get(other)).find((index) => index !== undefined);
    return markdown.headings[heading ?? -1]?.line ?? 1;
  }
}

function plain(markdown: string): string {
  return markdown.replaceAll('**', '');
}
