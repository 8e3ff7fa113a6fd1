/**
 * The scan result as a schema: `docs/scan.schema.json` is made from it. The types in `contract.ts` are what the code
 * uses; a test holds the two to the same shape.
 */
import * as z from 'zod';
import { SCHEMA_VERSION } from './contract.js';

const file = z.string().describe('POSIX path relative to the root.');
const line = z.int().positive().describe('Counted from 1.');
const column = z.int().positive().describe('Counted from 1, in UTF-16 code units.');
const root = z.string().describe('As the user named it.');
const revision = z.string().nullable().describe('Full commit id, null when a folder was read.');
const count = z.int().nonnegative();

const registration = z
  .object({
    key: z.string().describe('The key of the registry.'),
    keyKind: z.enum(['architecture', 'modelType', 'configClass', 'pipeline']).describe('What the key names.'),
    architecture: z
      .string()
      .nullable()
      .describe(
        'The class name under `architectures` in config.json; null when nothing joins the key to one.',
      ),
    className: z.string().describe('The implementation.'),
    registry: z.string().describe("Which of the engine's registries."),
    kind: z
      .enum(['model', 'draft', 'wrapper', 'component'])
      .describe(
        "A model that checkpoints declare, a draft for speculative decoding, a wrapper around somebody else's implementation, or a part of a pipeline.",
      ),
    status: z.enum(['active', 'conditional', 'removed', 'out-of-tree']),
    capabilities: z
      .record(z.string(), z.boolean())
      .describe('What the engine says the implementation can do.'),
    file: file.describe('Where it is registered: POSIX path relative to the root.'),
    line,
    classFile: file.nullable().describe('Where the class stands, null when outside the sources.'),
    classLine: line.nullable().describe('Counted from 1; null when the class is outside the sources.'),
    note: z
      .string()
      .optional()
      .describe('What the engine says of one that is not active: its last release, or where it is now.'),
  })
  .describe("An engine's statement that binds an architecture to an implementation.");

const undecidable = z
  .object({
    file,
    line,
    reason: z.string(),
    mayHideMore: z
      .enum(['syntax-error', 'unread'])
      .optional()
      .describe('Why whatever is not known to be registered may be so here; absent where nothing is hidden.'),
  })
  .describe('A value that the sources do not allow to be known.');

const version = z.string().nullable().describe('Null: any.');

const engineExample = z
  .object({
    architecture: z.string(),
    id: z.string().describe('Hugging Face repository, org/name, or what else the tests load.'),
    extras: z.array(z.string()).describe('Further checkpoints.'),
    isAvailableOnline: z.boolean(),
    trustRemoteCode: z.boolean(),
    minTransformersVersion: version,
    maxTransformersVersion: version,
    versionReasons: z
      .record(z.string(), z.string())
      .describe(
        "Why it is held to these releases, by what is left out with others, as the engine's tests say.",
      ),
    revision: z.string().nullable().describe('The revision of the checkpoint; null: the newest.'),
    speculativeModel: z.string().nullable().describe('The checkpoint of the draft, when it is one.'),
    file,
    line,
  })
  .describe("What the engine's own tests load for an architecture, and with what.");

const engine = z.object({
  id: z.string(),
  root,
  revision,
  registrations: z.array(registration),
  checkpoints: z
    .array(z.object({ id: z.string(), file, line }))
    .describe('Checkpoints that a registry names literally.'),
  examples: z.array(engineExample).describe("Checkpoints that the engine's own tests load, by architecture."),
  undecidable: z.array(undecidable),
});

const example = z
  .object({
    id: z.string().describe('Hugging Face repository, org/name.'),
    source: z.string().describe('The rule that found it.'),
    file: file.nullable().describe('Null when no source names it, as for an override.'),
    line: line.nullable().describe('Counted from 1; null together with the file.'),
  })
  .describe('A checkpoint that declares the class.');

const modelClass = z.object({
  name: z.string(),
  file,
  line,
  modelType: z.string().describe('Key of its auto mapping, otherwise the folder under transformers/models.'),
  exported: z.boolean().describe('transformers.<name> resolves.'),
  preTrained: z.boolean().describe('Certainly derives from PreTrainedModel.'),
  backendCompatible: z
    .boolean()
    .nullable()
    .describe(
      'What is_backend_compatible() returns; null when undecidable, or when it is not known what the class derives from.',
    ),
  autoMappings: z.array(z.string()).describe('Auto mappings that name it, sorted.'),
  example: example.nullable().describe('Null when none is known, or when the class is not exported.'),
});

const transformers = z.object({
  root,
  version: z.string().nullable(),
  revision,
  classes: z.array(modelClass),
  undecidable: z.array(undecidable),
});

const diagnostic = z
  .object({
    rule: z.string().describe('Kebab-case name of the rule.'),
    severity: z.enum(['error', 'warning', 'info']).describe('An error makes the exit code 1.'),
    message: z.string(),
    file,
    line,
    column,
  })
  .describe('A defect of the input, or what could not be read.');

const stats = z.object({
  files: count.describe('Python files asked for: parsed, cached and skipped ones.'),
  bytes: count,
  parsed: count,
  cached: count,
  skipped: count,
});

/** What `archscan scan --format json` prints. A later release may add keys, so others are allowed. */
export const scanSchema = z.object({
  schemaVersion: z
    .literal(SCHEMA_VERSION)
    .describe('Raised when a reader of an older version could misread the result.'),
  engines: z.array(engine),
  transformers: transformers.nullable().describe('Null when no transformers sources were read.'),
  diagnostics: z.array(diagnostic).describe('Sorted by file, line and column.'),
  stats,
});

/** The text of `docs/scan.schema.json`. */
export function scanJsonSchema(): string {
  const schema = z.toJSONSchema(scanSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'archscan scan --format json' }, null, 2)}\n`;
}
