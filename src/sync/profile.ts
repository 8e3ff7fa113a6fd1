/**
 * A profile says which tables of which pages belong to an engine, and what of them archscan may change. It is data:
 * a page of another project needs a file, no code. `docs/sync-profile.schema.json` is made from this schema.
 */
import * as z from 'zod';
import { isRecord } from '../config/issue-text.js';

const text = z.string().min(1, 'expected some text');
const names = z.array(text).min(1, 'expected at least one name').readonly();
const kind = z.enum(['model', 'draft', 'wrapper', 'component']);

const condition = z
  .strictObject({
    registry: names
      .optional()
      .describe("One of these registries of the engine; any of its loader's without."),
    kind: z.array(kind).min(1).readonly().optional().describe('One of these kinds; `model` without.'),
    category: z
      .array(z.enum(['text', 'embedding', 'multimodal']))
      .readonly()
      .optional(),
    capabilities: z
      .record(z.string(), z.boolean())
      .optional()
      .describe(
        'Every one of these capabilities has this value. One that the sources do not decide has none.',
      ),
    endings: names.optional().describe('The name of the architecture ends in one of these.'),
  })
  .readonly()
  .describe('Holds for a registration when all that it says holds.');

const machineColumn = z
  .strictObject({
    column: text,
    capability: text.describe('Key of the capabilities of a registration, such as `lora`.'),
    yes: z.string().describe('What archscan writes for true.'),
    no: z.string().describe('What archscan writes for false.'),
    alsoYes: names.optional().describe('Other texts that mean true and stay as they are.'),
    alsoNo: names.optional().describe('Other texts that mean false and stay as they are.'),
  })
  .superRefine(({ yes, no, alsoYes = [], alsoNo = [] }, context) => {
    const meansNo = new Set([no, ...alsoNo]);
    const both = [yes, ...alsoYes].find((each) => meansNo.has(each));
    if (both !== undefined)
      context.addIssue({ code: 'custom', message: `${JSON.stringify(both)} means both true and false` });
  })
  .readonly()
  .describe('A column whose cells archscan owns. A cell with any other text is left alone.');

const fill = z
  .strictObject({
    column: text,
    when: condition.optional(),
    text: z.string().optional(),
    from: z
      .enum(['exampleName'])
      .optional()
      .describe('`exampleName`: what stands behind the slash of the example checkpoint.'),
  })
  .refine((each) => (each.text === undefined) !== (each.from === undefined), 'give either text or from')
  .readonly()
  .describe('What a human column says in a new row; the first one that holds counts, empty without.');

const newRows = z
  .strictObject({
    where: z
      .array(condition)
      .min(1)
      .readonly()
      .describe('An architecture belongs here when one of these holds.'),
    keyMarkup: z
      .enum(['code', 'bold', 'plain'])
      .optional()
      .describe('How a new key is written; `code` without.'),
    example: z
      .strictObject({ column: text, missing: z.string().optional() })
      .readonly()
      .optional()
      .describe('The column for an example checkpoint, and what stands there when none is known.'),
    fill: z.array(fill).readonly().optional(),
  })
  .readonly()
  .describe('Missing architectures get a row here.');

const families = z
  .strictObject({
    registry: names.describe('The registries that the table speaks of.'),
    architectures: z
      .record(text, z.array(text).readonly())
      .describe('Family, as the key says it, to its architectures. Facts that a person keeps.'),
  })
  .readonly()
  .describe('The keys are model families; the rows are only read.');

const table = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected words in lower case with hyphens between them'),
    heading: names.optional().describe('Headings above the table, outer before inner.'),
    columns: names.describe('Columns that the table has, as plain text; it may have more.'),
    occurrence: z
      .int()
      .positive()
      .optional()
      .describe('Which one, where several tables fit; 1 is the first.'),
    optional: z.boolean().optional().describe('The page may lack it.'),
    headerInBody: z
      .boolean()
      .optional()
      .describe(
        'The first body row names the columns, and the header says something else. Needs `readOnly`.',
      ),
    key: text.describe('The column whose first code span or bold text names the architecture.'),
    keys: z
      .enum(['checked', 'out-of-tree', 'unchecked'])
      .optional()
      .describe(
        '`checked` without. `out-of-tree`: they are served by plugins. `unchecked`: they only count as named.',
      ),
    readOnly: z.boolean().optional().describe('Nothing in it is changed.'),
    machine: z.array(machineColumn).readonly().optional(),
    rows: newRows.optional(),
    families: families.optional(),
  })
  .refine(
    (each) => each.headerInBody !== true || each.readOnly === true,
    'a table whose header stands in its body is only read: set readOnly',
  )
  .superRefine(({ key, machine = [], rows }, context) => {
    // A cell has one owner: what two of them write would change with every run.
    const owned = new Set([key]);
    const own = (column: string, path: (string | number)[]): void => {
      if (owned.has(column))
        context.addIssue({ code: 'custom', path, message: `"${column}" has another owner in this table` });
      owned.add(column);
    };
    if (rows?.example !== undefined) own(rows.example.column, ['rows', 'example', 'column']);
    for (const [index, { column }] of machine.entries()) own(column, ['machine', index, 'column']);
  })
  .readonly();

const remark = z
  .strictObject({
    begins: text.describe('How the plain text of the footnote begins.'),
    registry: names.describe(
      'The registries that it says the architecture is served from, and from no other.',
    ),
    open: z
      .boolean()
      .optional()
      .describe('They serve more than they list, so a key with this remark need not be registered.'),
  })
  .readonly();

const appendix = z
  .strictObject({
    marker: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected words in lower case with hyphens between them'),
    columns: z
      .array(
        z
          .strictObject({
            title: text,
            value: z.enum(['architecture', 'className', 'category', 'example', 'file', 'registry']),
          })
          .readonly(),
      )
      .min(1)
      .readonly(),
    where: z.array(condition).min(1).readonly().optional(),
    create: z
      .boolean()
      .optional()
      .describe(
        'Put it at the end of a page that has no markers. Without, a page asks for it by its markers.',
      ),
  })
  .readonly()
  .describe(
    'A list of all architectures between two comments; what stands between them belongs to archscan.',
  );

const path = z
  .string()
  .regex(
    /^(?!(?:.*\/)?\.{0,2}(?:\/|$))[^\\]+$/,
    'expected a path from the root of the checkout, such as docs/models.md (no / in front, no . or .., no \\)',
  );

const document = z
  .strictObject({
    path: path.describe('Path of the file from the root of the checkout, such as `docs/models.md`.'),
    alsoAt: z
      .array(path)
      .min(1)
      .readonly()
      .optional()
      .describe('Where else it is in other releases, or in a second documentation of the same one.'),
    optional: z.boolean().optional().describe('The checkout may lack it.'),
    translates: text
      .optional()
      .describe(
        'Path of the document that this one says in another language: their tables, in order, have the same rows.',
      ),
    footnotes: z.boolean().optional().describe('Check its footnotes.'),
    remarks: z.array(remark).readonly().optional().describe('Footnotes of keys that archscan can check.'),
    tables: z.array(table).readonly(),
    appendix: appendix.optional(),
  })
  .readonly();

export const profileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Address of the JSON Schema, for editors.'),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected words in lower case with hyphens between them'),
    engine: z.string().regex(/^[a-z][a-z0-9.-]*$/, 'expected the id of an engine, such as vllm'),
    leftOut: z
      .array(condition)
      .readonly()
      .optional()
      .describe('Architectures that the pages leave out on purpose, such as parts that no checkpoint names.'),
    documents: z.array(document).min(1, 'expected at least one document').readonly(),
  })
  .superRefine(({ documents }, context) => {
    const seen = new Set<string>();
    for (const [index, document] of documents.entries()) {
      for (const place of [document.path, ...(document.alsoAt ?? [])]) {
        if (seen.has(place))
          context.addIssue({
            code: 'custom',
            path: ['documents', index],
            message: `${place} is given twice`,
          });
        seen.add(place);
      }
    }
  })
  .transform(({ documents, ...profile }) => ({ ...profile, documents: documents.flatMap(inEveryPlace) }))
  .readonly();

/** One document for each of its places. */
function inEveryPlace({ alsoAt = [], ...rest }: z.infer<typeof document>): readonly PlacedDocument[] {
  const places = [rest.path, ...alsoAt];
  return places.map((place) => ({ ...rest, path: place, places }));
}

type PlacedDocument = Omit<z.infer<typeof document>, 'alsoAt'> & {
  /** Where the document may be, this place among them. */
  readonly places: readonly string[];
};

export type Profile = z.infer<typeof profileSchema>;
export type ProfileDocument = Profile['documents'][number];
export type ProfileTable = ProfileDocument['tables'][number];
export type MachineColumn = NonNullable<ProfileTable['machine']>[number];
export type NewRows = NonNullable<ProfileTable['rows']>;
export type Condition = NewRows['where'][number];
export type Appendix = NonNullable<ProfileDocument['appendix']>;

/** Every key that some part of a profile has. */
export function profileKeys(): readonly string[] {
  const keys = new Set<string>();
  JSON.stringify(z.toJSONSchema(profileSchema, { io: 'input' }), (key, value: unknown) => {
    if (key === 'properties' && isRecord(value)) for (const name of Object.keys(value)) keys.add(name);
    return value;
  });
  return [...keys];
}

/** The text of `docs/sync-profile.schema.json`. */
export function profileJsonSchema(): string {
  const schema = z.toJSONSchema(profileSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'archscan sync profile' }, null, 2)}\n`;
}
