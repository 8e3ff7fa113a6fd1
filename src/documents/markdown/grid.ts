/** Where HTML puts the cells of a table that may span columns and rows. */
import type { ElementNode, Refuse } from './elements.js';

/** The cell at a place of a row, the same one at every place that it spans; undefined where none is. */
export type Placed = ElementNode | undefined;

/** Far more than a page has, and few enough that a great number in a document costs nothing. */
const MOST_COLUMNS = 100;

interface Below {
  readonly cell: ElementNode;
  /** How many further rows it reaches. */
  readonly rows: number;
}

/** The rows of one section, each with what stands in its columns. */
export function layOut(
  rows: readonly (readonly ElementNode[])[],
  refuse: Refuse,
): readonly (readonly Placed[])[] {
  let below: readonly (Below | undefined)[] = [];
  return rows.map((cells, index) => {
    const placed: (Below | undefined)[] = below.map((each) =>
      each === undefined || each.rows === 0 ? undefined : { ...each, rows: each.rows - 1 },
    );
    let column = 0;
    for (const cell of cells) {
      while (placed[column] !== undefined) column += 1;
      const wide = spanOf(cell, 'colspan', refuse) || 1;
      const high = spanOf(cell, 'rowspan', refuse) || rows.length - index;
      if (column + wide > MOST_COLUMNS) {
        refuse(cell, `a row has more than ${MOST_COLUMNS} columns`);
        break;
      }
      if (placed.slice(column, column + wide).some((each) => each !== undefined))
        refuse(cell, 'two cells span the same place');
      for (const end = column + wide; column < end; column += 1) placed[column] = { cell, rows: high - 1 };
    }
    below = placed;
    const last = placed.findLastIndex((each) => each !== undefined);
    return Array.from(placed.slice(0, last + 1), (each) => each?.cell);
  });
}

/** How many columns or rows a cell takes, as JSX (`colSpan={2}`) or HTML (`colspan="2"`) says it. */
function spanOf(cell: ElementNode, name: 'colspan' | 'rowspan', refuse: Refuse): number {
  for (const attribute of cell.attributes) {
    if (attribute.type === 'mdxJsxExpressionAttribute') {
      refuse(
        cell,
        'an expression gives a cell its attributes, and may say how many columns and rows it spans',
      );
    } else if (attribute.name.toLowerCase() === name) {
      const { value } = attribute;
      const written = (typeof value === 'string' ? value : (value?.value ?? '')).trim();
      if (/^\d{1,5}$/.test(written)) return Number(written);
      refuse(cell, `${attribute.name} is not a number`);
    }
  }
  return 1;
}
