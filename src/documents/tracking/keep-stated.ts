/**
 * What a rebuild takes over of the lines that it writes itself: headings and numbers that comments call right, and text
 * beside numbers.
 */
import type { Ignored } from '../../findings/ignores/ignored.js';
import type { MarkdownDocument } from '../markdown/parse.js';
import type { Stretch } from './figures.js';
import { tableLine } from './format.js';
import type { Category } from './model.js';
import type { TrackingDocument } from './read.js';

export interface KeptStated {
  /** Headings of sections with the comments above them. */
  readonly headings: ReadonlyMap<Category, string>;
  readonly stats: ReadonlyMap<Category, StatedLine>;
  /** Whole lines, by the words of the share. */
  readonly shares: ReadonlyMap<string, string>;
  /** Whole rows of the summary. */
  readonly summary: ReadonlyMap<Category | 'total', string>;
}

export interface StatedLine {
  readonly before: string;
  readonly after: string;
  /** The numbers as they stay; undefined where they are counted. */
  readonly numbers: string | undefined;
}

export const NOTHING_STATED: KeptStated = {
  headings: new Map(),
  stats: new Map(),
  shares: new Map(),
  summary: new Map(),
};

const COUNT_RULE = 'tracking-stale-count';
const HEADING_RULE = 'tracking-heading-respelled';

/** With the blocks that are a part of it: comments about a heading or a line of numbers, which stay above that line. */
export function keepStated(
  { markdown, figures, sections }: TrackingDocument,
  ignored: Ignored,
): { readonly stated: KeptStated; readonly blocks: ReadonlySet<number> } {
  const blocks = new Set<number>();
  const stats = new Map<Category, StatedLine>();
  const shares = new Map<string, string>();
  const summary = new Map<Category | 'total', string>();
  const headings = new Map<Category, string>();
  const aboveOf = (line: number, rule: string): string => {
    const comment = commentAbove(markdown, line, rule);
    if (comment === undefined) return '';
    blocks.add(comment.block);
    return `${comment.text}\n\n`;
  };
  const aroundOf = (stretch: Stretch): Omit<StatedLine, 'numbers'> => {
    const { before, after } = besideOf(markdown, stretch);
    return { before: aboveOf(stretch.line, COUNT_RULE) + before, after };
  };
  for (const [category, index] of sections.headingOf) {
    const heading = markdown.headings[index];
    if (heading?.depth !== 2 || !ignored(heading.line, HEADING_RULE)) continue;
    const written = markdown.text.slice(heading.start, heading.end);
    headings.set(category, aboveOf(heading.line, HEADING_RULE) + written);
  }
  for (const stretch of figures.stats) {
    if (stats.has(stretch.category)) continue;
    const numbers = ignored(stretch.line, COUNT_RULE) ? stretch.text : undefined;
    stats.set(stretch.category, { ...aroundOf(stretch), numbers });
  }
  for (const stretch of figures.shares) {
    if (shares.has(stretch.words) || !ignored(stretch.line, COUNT_RULE)) continue;
    const { before, after } = aroundOf(stretch);
    shares.set(stretch.words, before + stretch.text + after);
  }
  for (const { table, row, line, of, label, columns } of figures.summary) {
    if (summary.has(of) || !ignored(line, COUNT_RULE)) continue;
    const cells = table.rows[row]?.cells ?? [];
    summary.set(of, tableLine([label, ...columns].map((column) => cells[column]?.raw ?? '')));
  }
  return { stated: { headings, stats, shares, summary }, blocks };
}

/** Parts of a row between pipes are cells, and no text of the line. */
function besideOf(
  { lines, text }: MarkdownDocument,
  { start, end, line }: Stretch,
): Omit<StatedLine, 'numbers'> {
  const whole = lines[line - 1] ?? { start, end };
  const [before, after] = [text.slice(whole.start, start), text.slice(end, whole.end).trimEnd()];
  return (before + after).includes('|') ? { before: '', after: '' } : { before: before.trimStart(), after };
}

/** The block above, if it is a comment about what a rule finds in the next line (1-based). */
function commentAbove(
  { blocks, lines, text }: MarkdownDocument,
  line: number,
  rule: string,
): { readonly block: number; readonly text: string } | undefined {
  const whole = lines[line - 1];
  const below = blocks.findIndex(
    ({ start }) => whole !== undefined && whole.start <= start && start <= whole.end,
  );
  const above = blocks[below - 1];
  if (above?.node.type !== 'html') return undefined;
  const comment = text.slice(above.start, above.end).replace(/\r\n?/g, '\n');
  const isAbout = /^<!--\s*archscan-ignore-next-line\b/.test(comment) && comment.includes(rule);
  return isAbout ? { block: below - 1, text: comment } : undefined;
}
