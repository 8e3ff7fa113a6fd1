import type { Span } from '../../documents/markdown/edits.js';
import { plainText } from '../../documents/markdown/plain-text.js';
import type { CoveragePage, CoverageSection } from './model.js';

/** A section that was written without a configuration, as nobody has changed it since. */
export interface Placeholder {
  /** The checkpoint that its note names; null: it names none. */
  readonly id: string | null;
  /** Everything below the heading, without the rule behind it, as blocks and as a range. */
  readonly blocks: { readonly first: number; readonly last: number };
  readonly span: Span;
}

const ARCHITECTURE = /^Architecture: config unavailable\.(?: SGLang implementation pending\.)?$/;
const NOTE = /^Note: The config\.json of (.+) could not be had when this section was written\.$/;
const NO_ROWS = 'all kernels';
const COVERAGE = 'Coverage: 0 / ? definitions present.';

/** Null where the section says anything else too: what a person wrote is not replaced. */
export function placeholderOf(
  { document }: CoveragePage,
  { blocks: { first, last }, parts }: CoverageSection,
): Placeholder | null {
  const inside = document.blocks.slice(first + 1, last + 1);
  const [architecture, note, table, coverage, rule, ...others] = inside;
  if (architecture === undefined || note === undefined || table === undefined || coverage === undefined) {
    return null;
  }
  const [, id] = NOTE.exec(plainText(note.node)) ?? [];
  const rows = parts.flatMap((part) => part.rows);
  const untouched =
    id !== undefined &&
    ARCHITECTURE.test(plainText(architecture.node)) &&
    table.node.type === 'table' &&
    rows.length === 1 &&
    rows.every(({ text, status }) => text === NO_ROWS && status === 'unmapped') &&
    plainText(coverage.node) === COVERAGE &&
    (rule === undefined || rule.node.type === 'thematicBreak') &&
    others.length === 0;
  if (!untouched) return null;
  return {
    id: /^[^\s/]+\/[^\s/]+$/.test(id) ? id : null,
    blocks: { first: first + 1, last: first + 4 },
    span: { start: architecture.start, end: coverage.end },
  };
}
