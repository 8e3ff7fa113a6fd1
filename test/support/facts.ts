/** Facts about real checkouts that were computed without archscan: see test/fixtures/facts/README.md. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const line = z.int().positive();
const names = z.array(z.string());

const native = z.object({
  count: z.int(),
  archs: z.record(z.string(), z.object({ file: z.string(), entry_line: line, class_line: line })),
});
const executed = z.object({ count: z.int(), archs: z.record(z.string(), z.string()) });
const srt = z.object({
  count: z.int(),
  archs: z.record(
    z.string(),
    z.object({
      file: z.string(),
      entry_line: line,
      class_line: line,
      bases: names,
      alias_subclass: z.boolean(),
      binding: z.literal('class'),
    }),
  ),
  bom_files: names,
  files_without_entry: names,
});
const multimodalGen = z.object({
  components: z.record(z.string(), z.object({ component: z.string(), file: z.string(), line })),
  image_encoder_static: names,
  aliases: z.record(z.string(), names),
  pipelines: z.record(z.string(), z.object({ file: z.string(), line, pipeline_name: z.string() })),
  configs: z.array(z.object({ line, hf_ids: names, detectors: z.int() })),
  configs_only_by_detector: z.int(),
  string_entries: z.array(z.object({ file: z.string(), line, name: z.string() })),
});
const lists = z.object({
  lists: z.record(z.string(), z.object({ line, values: names })),
});
const classes = z.object({
  files: z.record(z.string(), z.array(z.tuple([z.string(), line, names, z.string()]))),
  auto: z.record(z.string(), z.array(z.tuple([z.string(), names, line]))),
});
const executedClasses = z.object({
  count: z.int(),
  classes: z.record(z.string(), z.tuple([z.string(), z.string()])),
});

const checkpoints = z.record(z.string(), names);

export const readNative = (): z.infer<typeof native> => read('sglang-2026-01.native', native);
export const readExecuted = (): z.infer<typeof executed> => read('sglang-2026-01.executed', executed);
export const readSrt = (): z.infer<typeof srt> => read('sglang-2026-01.srt', srt);
export const readMultimodalGen = (): z.infer<typeof multimodalGen> =>
  read('sglang-2026-04.multimodal-gen', multimodalGen);
export const readLists = (): z.infer<typeof lists> => read('sglang-2026-04.lists', lists);
export const readClasses = (): z.infer<typeof classes> => read('transformers-2025-12.classes', classes);
export const readExecutedClasses = (): z.infer<typeof executedClasses> =>
  read('transformers-2025-12.executed', executedClasses);
/** Checkpoint to the architectures that its config.json lists. */
export const readCheckpoints = (): z.infer<typeof checkpoints> => read('checkpoints', checkpoints);

function read<T>(name: string, schema: z.ZodType<T>): T {
  const text = readFileSync(new URL(`../fixtures/facts/${name}.json`, import.meta.url), 'utf8');
  return schema.parse(JSON.parse(text));
}
