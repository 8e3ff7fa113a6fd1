import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ACORN, INTERFACES, REGISTRY, registryFile } from '../engines/vllm/trees.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { readIn } from './kept-scan.js';

const MODELS = 'vllm/model_executor/models';
const EXAMPLES = 'tests/models/registry.py';

const PEBBLE = [
  'from vllm.config.model import Config',
  'from .interfaces import SupportsQuant',
  'class PebbleModel(Config, SupportsQuant):',
  '    def forward(self, **kwargs): ...',
].join('\n');

const rows = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `"${name}ForCausalLM": ("${name.toLowerCase()}", "${name}ForCausalLM"),`);

const registry = (...names: readonly string[]): string =>
  registryFile(
    `_A = {${rows(...names).join(' ')}}`,
    '_B = {"PebbleModel": ("pebble", "PebbleModel")}',
    '_VLLM_MODELS = {**_A, **_B}',
    '_PREVIOUSLY = {"FernForCausalLM": "0.10.2"}',
  );

const FILES = {
  [`vllm/${REGISTRY}`]: registry('Acorn', 'Oak'),
  [`${MODELS}/interfaces.py`]: INTERFACES,
  [`${MODELS}/acorn.py`]: ACORN,
  [`${MODELS}/oak.py`]:
    'from .acorn import AcornForCausalLM\nclass OakForCausalLM(AcornForCausalLM):\n    pass\n',
  [`${MODELS}/pebble.py`]: PEBBLE,
  'vllm/config/model.py':
    'class Config:\n    pass\n_SUFFIX_TO_DEFAULTS = [("ForCausalLM", ("generate", "none"))]\n',
  'requirements/common.txt': 'transformers >= 5.0.0\n',
  [EXAMPLES]: [
    'from helpers import HfExampleModels, _Info',
    '_ALL = {"AcornForCausalLM": _Info("acme/acorn-7b")}',
    'HF_EXAMPLE_MODELS = HfExampleModels(_ALL)',
  ].join('\n'),
};

/** The registry, and what of it is read where a model is looked up in it. */
const ALL = ['acorn.py', 'interfaces.py', 'model.py', 'oak.py', 'pebble.py', 'registry.py'];

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'a model changed',
    { [`${MODELS}/oak.py`]: 'class OakForCausalLM:\n    is_hybrid = True\n' },
    ['interfaces.py', 'oak.py'],
  ],
  [
    'a model changed that others build on',
    { [`${MODELS}/acorn.py`]: ACORN.replace('compute_logits', 'pool') },
    ['acorn.py', 'interfaces.py', 'oak.py'],
  ],
  [
    'it changed what models can do',
    { [`${MODELS}/interfaces.py`]: INTERFACES.replace('supports_pp', 'supports_much') },
    ['acorn.py', 'interfaces.py', 'model.py', 'oak.py', 'pebble.py'],
  ],
  ['a model broke', { [`${MODELS}/oak.py`]: 'class OakForCausalLM(:\n' }, ['oak.py']],
  ['a model was cleared', { [`${MODELS}/oak.py`]: '' }, ['oak.py']],
  [
    'the registry changed',
    { [`vllm/${REGISTRY}`]: `# No more oaks.\n${registry('Acorn')}` },
    ['registry.py'],
  ],
  [
    'the registry broke',
    { [`vllm/${REGISTRY}`]: registry('Acorn').replace('_B = {', '_B = {"Oak": (,') },
    ['registry.py'],
  ],
  [
    'a model came with its row of the registry',
    {
      [`vllm/${REGISTRY}`]: registry('Acorn', 'Oak', 'Moss'),
      [`${MODELS}/moss.py`]: 'class MossForCausalLM:\n    supports_multimodal = True\n',
    },
    ['interfaces.py', 'moss.py', 'registry.py'],
  ],
  [
    'a row of the registry came without its model',
    { [`vllm/${REGISTRY}`]: registry('Acorn', 'Oak', 'Moss') },
    ['registry.py'],
  ],
  [
    'the endings changed that are converted',
    { 'vllm/config/model.py': '_SUFFIX_TO_DEFAULTS = [("Model", ("pooling", "embed"))]\n' },
    ['interfaces.py', 'model.py', 'pebble.py'],
  ],
  ['the examples changed', { [EXAMPLES]: FILES[EXAMPLES].replace('acorn-7b', 'acorn-70b') }, ['registry.py']],
  ['the requirement changed', { 'requirements/common.txt': 'transformers >= 5.1.0\n' }, []],
])('when %s, only what rests on it is read', async (_, files, expected) => {
  const folder = tempFolder(FILES);
  const cache = tempFolder();
  const options = { roots: [folder] };
  expect([...new Set(await readIn(options, cache))]).toEqual(ALL);
  writeFiles(folder, files);
  expect(await readIn(options, cache)).toEqual(expected);
  expect(await readIn(options, cache)).toEqual([]);
});

test('two classes of one module are told apart', async () => {
  const folder = tempFolder({
    ...FILES,
    [`vllm/${REGISTRY}`]: registryFile(
      '_VLLM_MODELS = {"OakModel": ("oak", "OakModel"), "OakHybrid": ("oak", "OakHybrid")}',
    ),
    [`${MODELS}/oak.py`]: 'class OakModel:\n    pass\nclass OakHybrid:\n    is_hybrid = True\n',
  });
  const cache = tempFolder();
  const options = { roots: [folder] };
  await readIn(options, cache);
  writeFiles(folder, {
    [`${MODELS}/oak.py`]: 'class OakModel:\n    supports_pp = True\nclass OakHybrid:\n    pass\n',
  });
  expect(await readIn(options, cache)).toEqual(['interfaces.py', 'oak.py']);
});

test('when a model is taken away that the registry names, the tree is as if it had never been there', async () => {
  const folder = tempFolder(FILES);
  const cache = tempFolder();
  const options = { roots: [folder] };
  await readIn(options, cache);
  rmSync(join(folder, `${MODELS}/pebble.py`));
  const left = ALL.filter((name) => name !== 'pebble.py');
  expect([...new Set(await readIn(options, cache))]).toEqual(left);
  expect(await readIn(options, cache)).toEqual([]);
  writeFiles(folder, { [`${MODELS}/pebble.py`]: PEBBLE });
  expect([...new Set(await readIn(options, cache))]).toEqual(ALL);
});
