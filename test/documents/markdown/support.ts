import { expect } from 'vitest';
import { sortEdits, type Edit } from '../../../src/documents/markdown/edits.js';
import { findTable } from '../../../src/documents/markdown/find.js';
import { parseDocument, type MarkdownDocument } from '../../../src/documents/markdown/parse.js';
import type { Planned } from '../../../src/documents/markdown/plan.js';
import type { Table } from '../../../src/documents/markdown/tables.js';
import { verifyEdits } from '../../../src/documents/markdown/verify.js';

export function parse(text: string): MarkdownDocument {
  const { value, diagnostics } = parseDocument(text);
  expect(diagnostics).toEqual([]);
  return value;
}

/** The only editable table of a document, or the one with the given columns. */
export function tableOf(document: MarkdownDocument, columns: readonly string[] = []): Table {
  const search = findTable(document, { columns });
  if (!search.ok) throw new Error(search.reason);
  return search.table;
}

/** Does a plan; the text afterwards, or `refused: …`. */
export function done(document: MarkdownDocument, planned: Planned): string {
  if (!planned.ok) return `refused: ${planned.reason}`;
  const verified = verifyEdits(document, planned.plan);
  return verified.ok ? verified.text : `refused: ${verified.reason}`;
}

/** Parses, plans on the only table, verifies. */
export function edit(text: string, plan: (document: MarkdownDocument, table: Table) => Planned): string {
  const document = parse(text);
  return done(document, plan(document, tableOf(document)));
}

/** The text between the edits, before and after: must be the same bytes. */
export function expectOutsideUntouched(before: string, after: string, edits: readonly Edit[]): void {
  let oldAt = 0;
  let newAt = 0;
  for (const edit of sortEdits(edits)) {
    const kept = before.slice(oldAt, edit.start);
    expect(after.slice(newAt, newAt + kept.length)).toBe(kept);
    newAt += kept.length;
    expect(after.slice(newAt, newAt + edit.text.length)).toBe(edit.text);
    newAt += edit.text.length;
    oldAt = edit.end;
  }
  expect(after.slice(newAt)).toBe(before.slice(oldAt));
}
