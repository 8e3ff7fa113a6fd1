import * as z from 'zod';
import { ENGINES, type EngineId } from '../engines/registry.js';
import type { ArchscanConfig } from './types.js';

const architecture = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an architecture, such as LlamaForCausalLM');
const checkpoint = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a checkpoint as org/name');
const path = z.string().min(1, 'expected a path');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable');
const moduleName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a module without folder and .py, such as llama');

const enginePath = (title: string): z.ZodOptional<z.ZodString> =>
  path
    .optional()
    .describe(`${title}: a checkout's root, the package folder inside it, or an installed package.`);

// `fromEntries` forgets the keys.
const enginePaths = Object.fromEntries(ENGINES.map(({ id, title }) => [id, enginePath(title)])) as Record<
  EngineId,
  ReturnType<typeof enginePath>
>;

/** The keys of a configuration. Descriptions go into the published JSON Schema. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of the JSON Schema, for editors.'),
  ...enginePaths,
  transformers: path
    .optional()
    .describe("transformers: a checkout's root, the package folder inside it, or an installed package."),
  output: path.optional().describe('The tracking document.'),
  categories: z
    .record(architecture, z.enum(['text', 'embedding', 'multimodal']))
    .optional()
    .describe('Architecture to category, where the sources do not say it or say it wrong.'),
  examples: z
    .record(architecture, checkpoint)
    .optional()
    .describe('Architecture to example checkpoint (org/name).'),
  disabledModules: z
    .array(moduleName)
    .optional()
    .describe('Model modules that SGLang is told not to load, as in SGLANG_DISABLED_MODEL_ARCHS.'),
  externalPackages: z
    .array(path)
    .optional()
    .describe('Folders of further model packages, as in SGLANG_EXTERNAL_MODEL_PACKAGE; a later one wins.'),
  overrideRows: z
    .boolean()
    .optional()
    .describe('Rows for architectures that only the shipped example overrides know; true without it.'),
  engines: z
    .array(z.string().regex(/^[a-z][a-z0-9.-]*$/, 'expected the id of an engine, such as sglang'))
    .optional()
    .describe('Engines to read; without it they are detected.'),
  plugins: z
    .array(z.strictObject({ module: path, path: path.optional() }))
    .optional()
    .describe(
      'Engines that modules outside of archscan add: the path of a module, or the name of a package, that exports an EngineAdapter as default; and where the engine lies.',
    ),
  profiles: z
    .array(path)
    .optional()
    .describe(
      'Profiles for `archscan sync`, beside the shipped ones; one with the id of a shipped one replaces it.',
    ),
  flashinfer: path.optional().describe('FlashInfer: a checkout, its package folder, or a bare repository.'),
  cookbook: path
    .optional()
    .describe(
      'The recipes of SGLang: sgl-cookbook, or SGLang since June 2026; a checkout or a bare repository.',
    ),
  definitions: path
    .optional()
    .describe("FlashInfer-Bench's trace data set, or a folder of definitions (<op type>/<name>.json)."),
  flashinferBench: path
    .optional()
    .describe('FlashInfer-Bench: a checkout with its page and its table of models.'),
  configs: path
    .optional()
    .describe(
      "A folder with the models' config.json files (org/name/config.json, org__name.json, a Hub cache), to check the coverage page against.",
    ),
  checkpoints: z
    .record(z.string().min(1), checkpoint)
    .optional()
    .describe('Title of the coverage page to checkpoint (org/name), where the titles do not say it.'),
  popularity: z
    .strictObject({
      hub: z.boolean().optional().describe('Ask the Hub for its trending and its newest text models.'),
      providers: z
        .record(
          z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected a name of lower-case letters, digits and hyphens'),
          z
            .strictObject({
              baseUrl: z
                .url({ protocol: /^https?$/, error: 'expected an http or https address' })
                .optional()
                .describe('What stands before /models.'),
              baseUrlVariable: variable
                .optional()
                .describe('The environment variable that holds that address, instead of baseUrl.'),
              keyVariable: variable.optional().describe('The environment variable that holds the key.'),
            })
            .refine(
              ({ baseUrl, baseUrlVariable }) => (baseUrl === undefined) !== (baseUrlVariable === undefined),
              { error: 'expected either baseUrl or baseUrlVariable' },
            ),
        )
        .optional()
        .describe('Inference providers with an OpenAI-compatible list of models.'),
    })
    .optional()
    .describe(
      'Who is asked which models are popular, for `archscan discover --discover`; nobody without it.',
    ),
  maxFileBytes: z
    .int()
    .positive('expected a positive number of bytes')
    .optional()
    .describe('Python files that have more bytes are skipped and reported.'),
}) satisfies z.ZodType<ArchscanConfig>;

/** The text of `docs/config.schema.json`. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'archscan configuration' }, null, 2)}\n`;
}
