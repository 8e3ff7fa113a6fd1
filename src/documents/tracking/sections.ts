import type { Diagnostic } from '../../diagnostics.js';
import { lastAtMost } from '../../last-at-most.js';
import { findHiddenTables } from '../markdown/find.js';
import { headingChain, type MarkdownDocument } from '../markdown/parse.js';
import type { Table } from '../markdown/tables.js';
import { KEY_COLUMN, SECTION_HEADINGS, SUMMARY_HEADING } from './format.js';
import { CATEGORIES, type Category } from './model.js';

/** Which heading and which table belongs to which category. */
export interface Sections {
  /** By index of the table. */
  readonly categoryOf: ReadonlyMap<number, Category>;
  /** The heading of each section that the document has, an index into its headings. */
  readonly headingOf: ReadonlyMap<Category, number>;
  /** Headings to categories, also for further headings of the same section. */
  readonly categoryOfHeading: ReadonlyMap<number, Category>;
  readonly summaryHeading: number | undefined;
  /** Sections with a table that Markdown hides or that is not edited: no other table is put beside it. */
  readonly blocked: ReadonlySet<Category>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Candidate {
  readonly table: Table;
  readonly rows: readonly { readonly architectures: readonly string[] }[];
}

/**
 * Finds the sections by their headings. A category whose heading is missing gets the table under a heading that
 * reads alike, or the table whose architectures are of that category.
 */
export function assignSections(
  document: MarkdownDocument,
  candidates: readonly Candidate[],
  categories: ReadonlyMap<string, Category>,
): Sections {
  const categoryOfHeading = new Map<number, Category>();
  const headingOf = new Map<Category, number>();
  for (const [i, { text }] of document.headings.entries()) {
    const category = CATEGORIES.find((candidate) => sameWords(text, SECTION_HEADINGS[candidate]));
    if (category === undefined) continue;
    categoryOfHeading.set(i, category);
    if (!headingOf.has(category)) headingOf.set(category, i);
  }
  const categoryOf = new Map<number, Category>();
  const editable = candidates.filter(({ table }) => table.readOnly === undefined);
  for (const { table } of editable) {
    const category = categoryUnder(document, table.heading, categoryOfHeading);
    if (category !== undefined) categoryOf.set(table.index, category);
  }
  const diagnostics: Diagnostic[] = [];
  for (const guess of [guessByHeading, guessByRows]) {
    for (const candidate of editable.filter(({ table }) => !categoryOf.has(table.index))) {
      const category = guess(document, candidate, categories);
      const { heading } = candidate.table;
      if (category === undefined || headingOf.has(category) || heading === undefined) continue;
      categoryOf.set(candidate.table.index, category);
      headingOf.set(category, heading);
      categoryOfHeading.set(heading, category);
      diagnostics.push(respelled(document, heading, category));
    }
  }
  const summary = document.headings.findIndex(({ text }) => sameWords(text, SUMMARY_HEADING));
  return {
    categoryOf,
    headingOf,
    categoryOfHeading,
    summaryHeading: summary === -1 ? undefined : summary,
    blocked: blockedSections(document, candidates, categoryOfHeading),
    diagnostics,
  };
}

/** The category of the section that a heading, given by its index, stands in or begins. */
export function categoryUnder(
  document: MarkdownDocument,
  heading: number | undefined,
  categoryOfHeading: ReadonlyMap<number, Category>,
): Category | undefined {
  const chain = headingChain(document.headings, heading);
  const nearest = chain.findLast((index) => categoryOfHeading.has(index));
  return nearest === undefined ? undefined : categoryOfHeading.get(nearest);
}

function guessByHeading(document: MarkdownDocument, { table }: Candidate): Category | undefined {
  const text = table.heading === undefined ? '' : (document.headings[table.heading]?.text ?? '');
  if (/multi-?modal/i.test(text)) return 'multimodal';
  if (/embedding|classification|reward|retrieval/i.test(text)) return 'embedding';
  return /\btext\b/i.test(text) ? 'text' : undefined;
}

function guessByRows(
  _document: MarkdownDocument,
  { rows }: Candidate,
  categories: ReadonlyMap<string, Category>,
): Category | undefined {
  const known = rows.flatMap((row) => row.architectures.flatMap((name) => categories.get(name) ?? []));
  return CATEGORIES.find((category) => known.filter((other) => other === category).length * 2 > known.length);
}

function blockedSections(
  document: MarkdownDocument,
  candidates: readonly Candidate[],
  categoryOfHeading: ReadonlyMap<number, Category>,
): ReadonlySet<Category> {
  const readOnly = candidates
    .filter(({ table }) => table.readOnly !== undefined)
    .map(({ table }) => table.lineNumber);
  const hidden = findHiddenTables(document, [KEY_COLUMN, 'Native']).map(({ line }) => line);
  const sections = [...readOnly, ...hidden].flatMap((line) => {
    const heading = lastAtMost(document.headings, (candidate) => candidate.line, line);
    return categoryUnder(document, heading === -1 ? undefined : heading, categoryOfHeading) ?? [];
  });
  return new Set(sections);
}

function respelled(document: MarkdownDocument, heading: number, category: Category): Diagnostic {
  const { text, line } = document.headings[heading] ?? { text: '', line: 1 };
  return {
    file: document.file,
    line,
    column: 1,
    rule: 'tracking-heading-respelled',
    severity: 'warning',
    message: `the heading "${text}" is taken for "${SECTION_HEADINGS[category]}"; older scripts know only that spelling`,
  };
}

function sameWords(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
