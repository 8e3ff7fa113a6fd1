/**
 * What `--format json` prints as a schema: `docs/lint.schema.json` is made from it, and a test holds real output to
 * it. A later release may add keys, so others are allowed.
 */
import * as z from 'zod';

const file = z.string().describe('A path as the user would write it.');
const line = z.int().positive().describe('Counted from 1.');
const column = z.int().positive().describe('Counted from 1, in UTF-16 code units.');
const offset = z.int().nonnegative().describe('Counted in UTF-16 code units, byte-order mark included.');
const count = z.int().nonnegative();

const evidence = z
  .object({ rule: z.string().describe('By which rule the fact was read.'), file, line, column })
  .describe('A place that shows it, in the sources for a finding in a document.');

const edit = z
  .object({ start: offset, end: offset.describe('Exclusive.'), text: z.string() })
  .describe('A replacement of one range of the file.');

const finding = z
  .object({
    rule: z.string().describe('The id of a rule; docs/rules has a page for each.'),
    severity: z.enum(['error', 'warning', 'info']),
    message: z.string(),
    file,
    line,
    column,
    endColumn: column.nullable().describe('Exclusive, on the same line; null when only a point is known.'),
    key: z.string().describe('What it is about, independent of where it stands; baselines use it.'),
    fixable: z.boolean().describe('`--fix` resolves it.'),
    evidence: z.array(evidence),
    edits: z.array(edit).describe('They resolve it; empty when only a person can.'),
  })
  .describe('One disagreement or defect.');

export const lintSchema = z.object({
  schemaVersion: z.literal(1).describe('Raised when a reader of an older version could misread the output.'),
  findings: z.array(finding).describe('Sorted by file and place.'),
  summary: z.object({
    errors: count,
    warnings: count,
    infos: count,
    ignored: count.describe('Silenced by comments.'),
    baselined: count.describe('Known to the baseline.'),
  }),
});

/** The text of `docs/lint.schema.json`. */
export function lintJsonSchema(): string {
  const schema = z.toJSONSchema(lintSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'archscan lint --format json' }, null, 2)}\n`;
}
