/**
 * The JSON of `archscan discover` as a schema: `docs/discover.schema.json` is made from it. The types in `contract.ts`
 * are what the code uses; a test holds the two to the same shape.
 */
import * as z from 'zod';
import { OP_TYPES } from '../op-types.js';
import { RECIPE_SOURCES } from '../recipe.js';
import { DISCOVER_SCHEMA_VERSION } from './contract.js';

const file = z.string().describe('POSIX path relative to the folder that was read.');
const line = z.int().positive().describe('Counted from 1.');
const column = z.int().positive().describe('Counted from 1, in UTF-16 code units.');
const place = { file, line, column };
const evidence = z.object({
  rule: z.string().describe('Kebab-case name of the rule that read it.'),
  ...place,
});
const date = z.string().describe('In UTC: 2026-03-26T00:00:00Z.');
const hfRepoId = z.string().nullable().describe('Hugging Face repository, org/name; null: not known.');
const modelSlug = z.string().describe('Short name, e.g. kimi-k2.');
const commit = z.string().nullable().describe('Short commit id; null: not given, or no clone.');
const count = z.int().nonnegative();
const degree = z.int().positive();

const popularity = z
  .object({
    key: z.string().describe('The same for all spellings of a model.'),
    name: z.string(),
    hfRepoId,
    providers: z.array(z.string()).describe('Inference providers that serve it, sorted.'),
    trendingRank: z.int().positive().nullable().describe("Its place in the Hub's list."),
    recent: z.boolean().describe('New on the Hub.'),
    priority: z
      .enum(['highest', 'candidate'])
      .nullable()
      .describe('highest: three providers or more; candidate: two, or trending; null: only remarks.'),
  })
  .describe('What the Hub and inference providers say.');

const candidate = z
  .object({
    slug: modelSlug,
    hfRepoId,
    idSource: z.enum(['configuration', 'cookbook', 'popularity']).nullable(),
    possibleIds: z.array(z.string()).describe('Checkpoints that begin alike; one of them may be meant.'),
    sources: z.array(z.enum(['sglang', 'cookbook', 'popularity'])),
    architectures: z.array(z.string()).describe("What SGLang's module registers."),
    conditionalGeneration: z.boolean().describe('All of them end in ForConditionalGeneration.'),
    draft: z.boolean().describe('SGLang runs all of them as drafts for speculative decoding.'),
    popularity: popularity.nullable(),
    evidence: z.array(z.object({ ...place, source: z.enum(['sglang', 'cookbook']), date })),
  })
  .describe('A model that may be worth onboarding.');

const lookedAt = z.object({
  repository: z.string().describe('As the user named it.'),
  head: z.object({ commit: z.string(), short: z.string(), date }),
  window: z.object({
    since: date,
    until: z.string().nullable().describe('Null: the commit that the clone stands at.'),
  }),
});

const NOT_LOOKED_AT = 'Null: not given, or no clone.';

const dropped = z
  .object({
    path: file,
    timesAdded: z.int().positive(),
    date,
    commit: z.string(),
    architectures: z.array(z.string()).nullable().describe('Null when the module is gone.'),
    place: z.object(place),
    draft: z.boolean(),
    problem: z.string().nullable(),
    dropped: z.enum(['nested', 'gone', 'no-entry-class', 'draft']).nullable(),
  })
  .describe('A module that was added but is no model to serve.');

const discovery = z
  .object({
    candidates: z.array(candidate),
    tracked: z
      .array(candidate.extend({ title: z.string().describe('On the page.') }))
      .describe('What the page lists already.'),
    sglang: lookedAt.nullable().describe(NOT_LOOKED_AT),
    cookbook: lookedAt
      .extend({ source: z.enum(RECIPE_SOURCES).describe('Whose recipes they are.') })
      .nullable()
      .describe(NOT_LOOKED_AT),
    dropped: z.array(dropped),
  })
  .describe('What the histories gained.');

const template = z
  .object({
    name: z.string().describe('The variable that holds it.'),
    opType: z.string().nullable(),
    pattern: z
      .string()
      .nullable()
      .describe('The name of a dump, with axes in braces; null: a part is computed.'),
    evidence,
  })
  .describe('What FlashInfer dumps for the API.');

const api = z
  .object({
    api: z.string().describe('The id that was looked up.'),
    how: z.enum(['as-named', 're-exported', 'moved']),
    module: z.string().describe('Dotted name of the defining module.'),
    evidence,
    trace: z.string().nullable().describe("The expression of the decorator's trace; null: it has none."),
    templates: z.array(template),
  })
  .describe('Where FlashInfer defines it.');

const kernel = z
  .object({
    definition_name: z.string(),
    op_type: z.enum(OP_TYPES),
    phase1_status: z.enum(['existing', 'new']),
    fi_status: z.enum(['fi_supported', 'fi_missing']).nullable().exactOptional(),
    fi_trace_template: z.boolean().nullable().exactOptional(),
    sgl_status: z.enum(['sgl_integrated', 'sgl_missing', 'n/a']).nullable().exactOptional(),
    group: z
      .enum(['existing', 'ready', 'sglang-missing', 'no-api', 'flashinfer-missing', 'open'])
      .describe('What is to be done.'),
    tier: z.enum(['core', 'variant', 'extended']),
    roles: z.array(z.string()).describe('Modules of the model that need it.'),
    tp: z.array(degree).describe('Attention TP that gives the name; empty: it does not depend on it.'),
    ep: z.array(degree).describe('The same for EP.'),
    fields: z
      .array(
        z.object({
          name: z.string(),
          value: z.unknown().describe('As in the file.'),
          origin: z.enum(['config', 'class-default']),
        }),
      )
      .describe('Fields of config.json that the name was computed from.'),
    file: z.string().nullable().describe('Of an existing one: its file in the definitions.'),
    dumped: z.boolean().describe("The file is a trace dump under FlashInfer's own name."),
    api: api.nullable(),
    sglang: z
      .object({
        status: z.enum(['sgl_integrated', 'sgl_missing']),
        via: z.enum(['flashinfer', 'sgl_kernel']).nullable(),
        evidence: z.array(evidence),
      })
      .nullable(),
    reason: z.string().nullable().describe('Why the kernel is missing, or why a status is open.'),
    similar: z.array(z.string()).describe('Trace dumps that may be it.'),
  })
  .describe('A definition that the model needs, with the fields of the run manifest; null: not known.');

const model = z.object({
  modelSlug,
  hfRepoId,
  requested: z.boolean().describe('Asked for by name; otherwise a candidate.'),
  architecture: z.string().nullable(),
  layers: z.number().nullable(),
  summary: z.string().describe('In the words of the coverage page.'),
  config: z.string().describe('File or address of its config.json.'),
  parallelisms: z.array(z.object({ tp: degree, ep: degree })),
  parallelismSource: z.enum(['cookbook', 'given', 'default']),
  counts: z.object({
    existing: count,
    ready: count,
    'sglang-missing': count,
    'no-api': count,
    'flashinfer-missing': count,
    open: count,
  }),
  kernels: z.array(kernel),
  unmapped: z
    .array(z.object({ opType: z.string(), module: z.string(), reason: z.string() }))
    .describe('Modules that no definition is known for.'),
});

const diagnostic = z.object({
  rule: z.string().describe('Kebab-case name of the rule.'),
  severity: z.enum(['error', 'warning', 'info']).describe('An error makes the exit code 1.'),
  message: z.string(),
  ...place,
});

const names = z.array(z.string());

/** What `archscan discover --format json` prints. A later release may add keys, so others are allowed. */
export const discoverSchema = z.object({
  schemaVersion: z
    .literal(DISCOVER_SCHEMA_VERSION)
    .describe('Raised when a reader of an older version could misread the result.'),
  revisions: z.object({
    sglang: commit,
    flashinfer: commit,
    sgl_cookbook: commit,
    flashinfer_trace: commit,
  }),
  discovery: discovery.nullable().describe('Null: new models were not looked for.'),
  models: z.array(model).describe('Those that were asked for first, then candidates with a checkpoint.'),
  failed: z
    .array(
      z.object({
        modelSlug,
        hfRepoId,
        code: z.enum(['usage', 'network']),
        problem: z.string(),
        hint: z.string().nullable(),
      }),
    )
    .describe('Models that were asked for and cannot be planned.'),
  diagnostics: z.array(diagnostic),
  manifests: z.array(
    z.object({
      file: z.string(),
      modelSlug,
      written: z.boolean().describe('False: it was up to date.'),
      added: names,
      stale: names.describe('Entries that this run did not compute.'),
      outdated: names.describe('Entries that say new although the file exists.'),
    }),
  ),
});

/** The text of `docs/discover.schema.json`. */
export function discoverJsonSchema(): string {
  const schema = z.toJSONSchema(discoverSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'archscan discover --format json' }, null, 2)}\n`;
}
