import { expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { readIn } from './kept-scan.js';

const MODELS = 'vllm/model_executor/models';
const PACKAGE = `${MODELS}/__init__.py`;

const table = (...names: readonly string[]): string =>
  `{${names.map((name) => `"${name}": ("${name.toLowerCase()}", "${name}")`).join(', ')}}`;

const TYPE = [
  'class ModelRegistry:',
  '    def load(name):',
  '        if name in _REFUSED:',
  '            raise ValueError(name)',
  '        folder, kind = _MODELS[name]',
  '    def is_embedding_model(name):',
  '        return name in _POOLING',
].join('\n');

const registry = (rows: string, refused = '["Elm"]', pooling = '{}'): string =>
  `_REFUSED = ${refused}\n_POOLING = ${pooling}\n${rows}\n${TYPE}\n`;

const FILES = {
  'vllm/__init__.py': '',
  [PACKAGE]: registry(`_MODELS = ${table('Oak', 'Elm', 'Fir')}`),
  [`${MODELS}/oak.py`]: 'class Oak:\n    supported_lora_modules = ["x"]\n',
  [`${MODELS}/elm.py`]: 'class Elm:\n    supports_vision = True\n',
  [`${MODELS}/fir.py`]: 'from .elm import Elm\nclass Fir(Elm):\n    pass\n',
  'vllm/config.py': '_PP_SUPPORTED_MODELS = ["Oak"]\n',
};

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['a model', { [`${MODELS}/oak.py`]: 'class Oak:\n    supports_lora = True\n' }, ['oak.py']],
  [
    'a model that another builds on',
    { [`${MODELS}/elm.py`]: 'class Elm:\n    supports_vision = False\n' },
    ['elm.py', 'fir.py'],
  ],
  [
    'the order of the registry',
    { [PACKAGE]: registry(`_MODELS = ${table('Fir', 'Oak', 'Elm')}`) },
    ['__init__.py', 'config.py'],
  ],
  [
    'what the registry refuses',
    { [PACKAGE]: registry(`_MODELS = ${table('Oak', 'Elm', 'Fir')}`, '["Fir"]') },
    ['__init__.py', 'config.py'],
  ],
  [
    'which models pool',
    { [PACKAGE]: registry(`_MODELS = ${table('Oak', 'Elm', 'Fir')}`, '["Elm"]', table('Oak')) },
    ['__init__.py', 'config.py'],
  ],
  [
    'a list of the configuration',
    { 'vllm/config.py': '_PP_SUPPORTED_MODELS = ["Elm", "Fir"]\n' },
    ['__init__.py', 'config.py'],
  ],
])('of a release from before October 2024, %s changed', async (_, files, expected) => {
  const folder = tempFolder(FILES);
  const cache = tempFolder();
  const options = { roots: [folder] };
  expect((await readIn(options, cache)).length).toBeGreaterThan(4);
  writeFiles(folder, files);
  expect([...new Set(await readIn(options, cache))]).toEqual(expected);
  expect(await readIn(options, cache)).toEqual([]);
});

test.each([
  ['the dictionary itself', '', '_MODELS'],
  ['rows of it', '_MODELS = {**_ROWS}\n', '_ROWS'],
])(
  'where a registry of that time takes %s from another module, the rows change places',
  async (_, own, name) => {
    const tables = 'vllm/tables.py';
    const folder = tempFolder({
      ...FILES,
      [PACKAGE]: `from vllm.tables import ${name}\n${registry(own)}`,
      [tables]: `${name} = ${table('Oak', 'Elm')}\n`,
    });
    const cache = tempFolder();
    const options = { roots: [folder] };
    await readIn(options, cache);
    for (const names of [['Elm', 'Oak'], ['Fir', 'Elm', 'Oak'], ['Fir']]) {
      writeFiles(folder, { [tables]: `${name} = ${table(...names)}\n` });
      // It says what is said with nothing kept.
      expect((await readIn(options, cache)).length).toBeLessThan(6);
    }
  },
);
