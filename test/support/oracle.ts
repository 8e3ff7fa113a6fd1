import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { PYTHON } from '../differential/cpython.js';

const run = promisify(execFile);
const line = z.int().positive();

const native = z.object({
  archs: z.record(z.string(), z.object({ file: z.string(), entry_line: line, class_line: line })),
  unread: z.array(z.object({ file: z.string(), line, reason: z.string() })),
});
const registry = z.object({
  models: z.record(z.string(), z.string()),
  failed: z.record(z.string(), z.string()),
});
const classes = z.object({
  mode: z.string(),
  files: z.record(z.string(), z.array(z.tuple([z.string(), line, z.array(z.string()), z.string()]))),
  auto: z.record(z.string(), z.array(z.tuple([z.string(), z.array(z.string()), line]))),
  unparsed: z.array(z.string()),
});
const inPackage = z.object({
  names: z.int(),
  exported: z.record(z.string(), z.string()),
  classes: z.record(z.string(), z.string()),
  mappings: z.record(z.string(), z.array(z.tuple([z.string(), z.array(z.string())]))),
  failed: z.record(z.string(), z.string()),
});

const vllm = z.object({
  archs: z.record(
    z.string(),
    z.object({
      module: z.string(),
      class: z.string(),
      file: z.string().nullable(),
      line: line.nullable(),
      flags: z.array(z.string()),
      /** Of the key; of older forms only. */
      entry: line.optional(),
    }),
  ),
  former: z.record(z.string(), z.record(z.string(), z.string())),
  examples: z.record(z.string(), z.record(z.string(), z.unknown())),
  converted: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const llamacppSide = z.record(z.string(), z.object({ class: z.string(), file: z.string(), line }));
const llamacpp = z.object({
  text: llamacppSide,
  mmproj: llamacppSide,
  maps: z.record(z.string(), z.record(z.string(), z.string())),
});

const tgi = z.object({
  members: z.array(
    z.object({ name: z.string(), key: z.string(), line, url: z.string(), multimodal: z.boolean() }),
  ),
  served: z.record(z.string(), z.object({ plain: z.boolean(), classes: z.array(z.string()), line })),
  places: z.record(z.string(), z.tuple([z.string(), line])),
  mappings: z.array(z.string()),
});

const lmdeploy = z.object({
  classes: z.record(z.string(), z.record(z.string(), z.string())),
  multimodal: z.array(z.string()),
  failed: z.record(z.string(), z.string()),
});

const keys = z.record(z.string(), z.array(z.string()));

/** What CPython's `ast` makes of a checkout, or of a revision in a git directory. */
export type Subject =
  { readonly folder: string } | { readonly repository: string; readonly revision: string };

/** What SGLang registers, by test/oracles/sglang_native.py. */
export async function nativeOracle(subject: Subject): Promise<z.infer<typeof native>> {
  return native.parse(await ask('sglang_native.py', subject));
}

/** What SGLang's own registry registers when it is executed, by test/oracles/sglang_registry.py. */
export async function registryOracle(folder: string): Promise<z.infer<typeof registry>> {
  return registry.parse(await ask('sglang_registry.py', { folder }));
}

/** What MLX LM's own loader finds when it is executed, by test/oracles/mlx_lm_registry.py. */
export async function mlxLmOracle(folder: string): Promise<z.infer<typeof registry>> {
  return registry.parse(await ask('mlx_lm_registry.py', { folder }));
}

/** What LMDeploy's own registries lead to when they are executed, by test/oracles/lmdeploy_registry.py. */
export async function lmdeployOracle(folder: string): Promise<z.infer<typeof lmdeploy>> {
  return lmdeploy.parse(await ask('lmdeploy_registry.py', { folder }));
}

/** The modeling classes of transformers, by test/oracles/transformers_classes.py. */
export async function classesOracle(subject: Subject): Promise<z.infer<typeof classes>> {
  return classes.parse(await ask('transformers_classes.py', subject));
}

/**
 * What transformers has when it is imported, by test/oracles/transformers_package.py.
 *
 * @param without lines that CPython cannot compile, as `file:first-last`
 */
export async function packageOracle(
  folder: string,
  without: readonly string[],
): Promise<z.infer<typeof inPackage>> {
  const options = without.flatMap((each) => ['--without', each]);
  return inPackage.parse(await ask('transformers_package.py', { folder }, options));
}

/** What vLLM registers, by test/oracles/vllm_registry.py, which executes the registry with its imports stubbed. */
export async function vllmOracle(subject: Subject): Promise<z.infer<typeof vllm>> {
  return vllm.parse(await ask('vllm_registry.py', subject));
}

/** What llama.cpp's converter registers, by test/oracles/llamacpp_registry.py. */
export async function llamacppOracle(subject: Subject): Promise<z.infer<typeof llamacpp>> {
  return llamacpp.parse(await ask('llamacpp_registry.py', subject));
}

/** What Text Generation Inference serves, by test/oracles/tgi_registry.py, which calls its `get_model`. */
export async function tgiOracle(subject: Subject): Promise<z.infer<typeof tgi>> {
  return tgi.parse(await ask('tgi_registry.py', subject));
}

/** The keys of each registry of lmdeploy, mlx-lm, sglang-jax or tensorrt-llm, by test/oracles/registry_keys.py. */
export async function keysOracle(engine: string, subject: Subject): Promise<z.infer<typeof keys>> {
  return keys.parse(await ask('registry_keys.py', subject, [engine]));
}

async function ask(script: string, subject: Subject, before: readonly string[] = []): Promise<unknown> {
  const path = fileURLToPath(new URL(`../oracles/${script}`, import.meta.url));
  const args =
    'folder' in subject ? [subject.folder] : ['--git-dir', subject.repository, '--rev', subject.revision];
  const { stdout } = await run(PYTHON, [path, ...before, ...args], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}
