import type { Edit } from './edits.js';

/** New content: plain text, which is escaped for the document, or Markdown that goes in as it is. */
export type Content = string | { readonly markdown: string };

/** A cell as it must read afterwards. */
export interface NewCell {
  readonly raw: string;
  /** The plain text, where the caller gave text. */
  readonly text: string | undefined;
}

/** What an edit means; tables, rows and blocks are numbered as in the document before it. */
export type Change =
  | {
      readonly kind: 'insert-row';
      readonly table: number;
      readonly after: number;
      readonly cells: readonly NewCell[];
    }
  | { readonly kind: 'remove-row'; readonly table: number; readonly row: number; readonly reason: string }
  | {
      readonly kind: 'set-cells';
      readonly table: number;
      readonly row: number;
      readonly cells: ReadonlyMap<number, NewCell>;
    }
  | { readonly kind: 'replace-text'; readonly block: number }
  | { readonly kind: 'insert-blocks'; readonly after: number; readonly markdown: string };

/** Edits together with what they mean. */
export interface Plan {
  readonly edits: readonly Edit[];
  readonly changes: readonly Change[];
}

/** A plan, or why the document cannot be changed that way. */
export type Planned =
  { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly reason: string };

/**
 * Several plans for one document as one. Rows inserted at one place keep the order of the plans; what is written
 * into a row stays before rows that are inserted behind it.
 */
export function combinePlans(plans: readonly Plan[]): Plan {
  const inserts = (plan: Plan): boolean => plan.changes.some((change) => change.kind.startsWith('insert-'));
  const ordered = [...plans.filter((plan) => !inserts(plan)), ...plans.filter(inserts)];
  return { edits: ordered.flatMap((plan) => plan.edits), changes: ordered.flatMap((plan) => plan.changes) };
}

export function planned(edits: readonly Edit[], changes: readonly Change[]): Planned {
  return { ok: true, plan: { edits, changes } };
}

export function refused(reason: string): Planned {
  return { ok: false, reason };
}
