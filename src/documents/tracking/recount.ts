/** Brings the numbers of a document in line with its rows. */
import { NOTHING_IGNORED, type Ignored } from '../../findings/ignores/ignored.js';
import { replaceText, setCells } from '../markdown/operations.js';
import type { Content, Plan, Planned } from '../markdown/plan.js';
import type { Stretch } from './figures.js';
import { percent, statsNumbers } from './format.js';
import { addStats, CATEGORIES, countRows, type Category, type Stats } from './model.js';
import { grouped, separatorOf, withNumbers } from './numbers.js';
import type { TrackingDocument } from './read.js';
import type { Recount } from './report.js';
import type { Refusal, RowChanges } from './rows.js';

export interface Recounted {
  readonly plans: readonly Plan[];
  readonly recounted: readonly Recount[];
  readonly refusals: readonly Refusal[];
}

/** The numbers of each section once the rows are changed. */
export function statsAfter(document: TrackingDocument, changes: RowChanges): ReadonlyMap<Category, Stats> {
  return new Map(
    CATEGORIES.map((category) => {
      const tables = document.tables.filter((table) => table.category === category);
      const staying = tables.flatMap((table) => changes.residents.get(table.table.index) ?? []);
      const arriving = (changes.arrivals.get(category) ?? []).map(({ row }) => row);
      const rows = staying.flatMap(({ row, native, hf }) => row.architectures.map(() => ({ native, hf })));
      return [category, countRows([...rows, ...arriving])];
    }),
  );
}

/**
 * A section with a table that is not read, because of where it stands, keeps its numbers, and so does every sum that
 * it is part of. A number that a comment calls right as it is stays.
 */
export function recount(
  document: TrackingDocument,
  stats: ReadonlyMap<Category, Stats>,
  ignored: Ignored = NOTHING_IGNORED,
): Recounted {
  const none: Stats = { native: 0, hfOnly: 0, none: 0, total: 0 };
  const total = addStats([...stats.values()]);
  const of = (what: Category | 'total'): Stats => (what === 'total' ? total : (stats.get(what) ?? none));
  const steps: Step[] = [];
  const { blocked } = document.sections;
  const isKnown = (what: Category | 'total'): boolean =>
    what === 'total' ? blocked.size === 0 : !blocked.has(what);
  for (const line of document.figures.stats.filter(({ category }) => isKnown(category))) {
    const to = renumbered(line.text, statsNumbers(of(line.category)));
    steps.push(stretchStep(document, line, `stats of ${line.category}`, to));
  }
  for (const share of isKnown('total') ? document.figures.shares : []) {
    const n =
      share.words === 'natively supported'
        ? total.native
        : share.words === 'no fallback'
          ? total.none
          : total.hfOnly;
    const to = renumbered(share.text, [n, percent(n, total.total)]);
    steps.push(stretchStep(document, share, `share of ${share.words}`, to));
  }
  for (const row of document.figures.summary.filter(({ of: what }) => isKnown(what))) {
    const cells = row.table.rows[row.row]?.cells ?? [];
    const contents = new Map<number, Content>();
    const old = row.columns.map((column) => cells[column]?.raw ?? '');
    const separator = separatorOf(old.join(' | '));
    const now = statsNumbers(of(row.of)).map((n, i) => withNumber(old[i] ?? '', n, separator));
    for (const [i, column] of row.columns.entries()) {
      if (old[i] !== now[i]) contents.set(column, { markdown: now[i] ?? '' });
    }
    const planned = setCells(document.markdown, row.table, row.row, contents);
    steps.push({
      what: `summary of ${row.of}`,
      line: row.line,
      from: old.join(' | '),
      to: now.join(' | '),
      planned,
    });
  }
  return collect(steps.filter(({ line }) => !ignored(line, 'tracking-stale-count')));
}

/** Writes the date into every line that states one. */
export function redate(document: TrackingDocument, date: string): Recounted {
  return collect(
    document.figures.dates.map((stretch) => {
      const blanks = /^[ \t]*/.exec(stretch.text)?.[0] ?? '';
      const crowded = stretch.text === blanks && document.markdown.text[stretch.end] === '|';
      return stretchStep(
        document,
        stretch,
        'date',
        (blanks === '' ? ' ' : blanks) + date + (crowded ? ' ' : ''),
      );
    }),
  );
}

interface Step {
  readonly what: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly planned: Planned;
}

function stretchStep(document: TrackingDocument, stretch: Stretch, what: string, to: string): Step {
  const { line, text: from, row } = stretch;
  const planned =
    row === undefined
      ? replaceText(document.markdown, stretch, to)
      : setCells(
          document.markdown,
          row.table,
          row.index,
          new Map([[0, { markdown: (row.table.rows[row.index]?.cells[0]?.raw ?? '').replace(from, to) }]]),
        );
  return { what, line, from, to, planned };
}

function collect(steps: readonly Step[]): Recounted {
  const plans: Plan[] = [];
  const recounted: Recount[] = [];
  const refusals: Refusal[] = [];
  for (const { what, line, from, to, planned } of steps) {
    if (from === to) continue;
    if (planned.ok) {
      plans.push(planned.plan);
      recounted.push({ what, line, from: from.trim(), to: to.trim(), edits: planned.plan.edits });
    } else refusals.push({ line, reason: planned.reason });
  }
  return { plans, recounted, refusals };
}

/** The line with its numbers replaced: where one of them has a thousands separator, new ones have it too. */
function renumbered(line: string, numbers: readonly number[]): string {
  return withNumbers(line, numbers, separatorOf(line));
}

/** The cell with its number replaced, bold or not as it was. */
function withNumber(raw: string, n: number, separator: string): string {
  return /\d/.test(raw) ? withNumbers(raw, [n], separator) : grouped(n, separator);
}
