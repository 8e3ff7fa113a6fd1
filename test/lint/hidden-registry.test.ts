import { expect, test } from 'vitest';
import { createLinter, openedEngines } from '../../src/lint/lint.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { tempFolder } from '../support/temp-folder.js';
import { DATE } from './support.js';

async function errorsOf(
  files: Readonly<Record<string, string>>,
  maxFileBytes?: number,
): Promise<readonly string[]> {
  const folder = tempFolder(files);
  const engines = openedEngines(await readWorkspace({ roots: [folder], maxFileBytes }));
  const options = { transformers: null, classes: 'named', overrideRows: true, date: DATE } as const;
  const { findings } = createLinter({ ...options, engines }).lint([]);
  return findings
    .filter(({ severity, rule }) => severity === 'error' && rule !== 'registry-missing')
    .map(({ rule, file, line }) => `${rule} ${file.slice(folder.length + 1)}:${line}`);
}

const OAK = { 'lmdeploy/pytorch/models/oak.py': 'class Oak: ...\n' };
const TABLE = 'lmdeploy/pytorch/models/module_map.py';
const ENTRY = "{'OakForCausalLM': 'lmdeploy.pytorch.models.oak.Oak'}";

test('a table that a syntax error may hide is an error', async () => {
  expect(await errorsOf({ ...OAK, [TABLE]: `MODULE_MAP = ${ENTRY}\nMODULE_MAP = { = {}\n` })).toEqual([
    `registry-hidden ${TABLE}:2`,
  ]);
});

test('so is a table that could not be read', async () => {
  expect(await errorsOf({ ...OAK, [TABLE]: `MODULE_MAP = ${ENTRY}\n` }, 50)).toEqual([
    `registry-hidden ${TABLE}:1`,
  ]);
});

test('a syntax error elsewhere hides no table', async () => {
  const broken = { 'lmdeploy/pytorch/models/elm.py': 'x = = 1\n' };
  expect(await errorsOf({ ...OAK, ...broken, [TABLE]: `MODULE_MAP = ${ENTRY}\n` })).toEqual([]);
});

test.each([
  ['SGLang', 'python/sglang/srt/models'],
  ['SGLang-JAX', 'python/sgl_jax/srt/models'],
])('%s goes on without a module that it cannot import', async (_, models) => {
  expect(
    await errorsOf({
      [`${models}/oak.py`]: 'class OakForCausalLM: ...\nEntryClass = OakForCausalLM\n',
      [`${models}/elm.py`]: 'EntryClass = = 1\n',
    }),
  ).toEqual([]);
});
