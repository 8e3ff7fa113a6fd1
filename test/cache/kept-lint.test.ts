import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archscan } from '../cli/run.js';
import { below } from '../engines/trees.js';
import { ACORN, INTERFACES, REGISTRY, registryFile } from '../engines/vllm/trees.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { cachedRun, longAfter } from './cached-run.js';

const MODELS = 'python/sglang/srt/models';

const served = (name: string, comment = ''): string =>
  `class ${name}:${comment}\n    def load_weights(self): ...\n    def forward(self): ...\n`;

const SGLANG = below(MODELS, {
  'acorn.py': `${served('AcornForCausalLM')}\n\nEntryClass = AcornForCausalLM\n`,
  'lost.py': served('LostForCausalLM'),
});

const VLLM = {
  [`vllm/${REGISTRY}`]: registryFile('_VLLM_MODELS = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}'),
  'vllm/model_executor/models/interfaces.py': INTERFACES,
  'vllm/model_executor/models/acorn.py': ACORN,
  'tests/models/registry.py':
    'from helpers import HfExampleModels, _Info\n_ALL = {"MossForCausalLM": _Info("oak/moss")}\nHF_EXAMPLE_MODELS = HfExampleModels(_ALL)\n',
};

const modeling = (name: string): string =>
  `from ...modeling_utils import PreTrainedModel\nclass ${name}ForCausalLM(PreTrainedModel):\n    pass\n__all__ = ["${name}ForCausalLM"]\n`;

const TRANSFORMERS = below('src/transformers', {
  '__init__.py': 'define_import_structure(__file__)\n__version__ = "5.0.0"\n',
  'modeling_utils.py': 'class PreTrainedModel:\n    pass\n',
  'models/auto/modeling_auto.py': 'MODEL_MAPPING_NAMES = OrderedDict([("acorn", "AcornForCausalLM")])\n',
  'models/acorn/modeling_acorn.py': modeling('Acorn'),
});

type Edit = Readonly<Record<string, string>>;

const EDITS: readonly Edit[] = [
  {
    [`${MODELS}/lost.py`]: served('LostForCausalLM', '  # archscan: ignore[sglang-unregistered-class] later'),
  },
  { [`${MODELS}/lost.py`]: `${served('LostForCausalLM')}x = (\n` },
  { [`${MODELS}/lost.py`]: served('LostForCausalLM') },
  { 'src/transformers/models/lost/modeling_lost.py': modeling('Lost') },
  { 'src/transformers/models/lost/modeling_lost.py': `\n${modeling('Lost')}` },
  { 'tests/models/registry.py': VLLM['tests/models/registry.py'].replace('oak/moss', 'oak/fern') },
  { 'vllm/model_executor/models/acorn.py': 'class AcornForCausalLM(:\n' },
  { [`${MODELS}/acorn.py`]: 'EntryClass = Nowhere\n' },
];

/** Says what is said with nothing kept, also when it is asked again. */
async function lint(args: readonly string[], cache: string): Promise<string> {
  const command = ['lint', ...args, '--format', 'json'];
  const expected = await archscan([...command, '--no-cache']);
  for (let time = 0; time < 2; time++) {
    const { code, out, err } = await cachedRun(command, cache, { startedNs: longAfter() });
    expect({ code, out, err }).toEqual(expected);
  }
  return expected.out;
}

test.each<[string, (path: string) => string, readonly string[]]>([
  ['in one root', (path) => path, ['.']],
  ['in a root for each', rootOf, ['s', 'v', 't']],
  ['in a root for each, from the last', rootOf, ['t', 'v', 's']],
])('lint says what it says with nothing kept, of two engines and transformers %s', async (_, at, roots) => {
  const folder = tempFolder();
  const cache = tempFolder();
  const write = (files: Edit): void => {
    writeFiles(folder, Object.fromEntries(Object.entries(files).map(([path, text]) => [at(path), text])));
  };
  write({ ...SGLANG, ...VLLM, ...TRANSFORMERS });
  const args = roots.map((root) => join(folder, root));
  const first = await lint(args, cache);
  expect(first).toContain('sglang-unregistered-class');
  expect(first).toContain('vllm-unregistered-example');
  const all = new Set([first]);
  for (const edit of EDITS) {
    write(edit);
    all.add(await lint(args, cache));
  }
  // One edit takes another one back.
  expect(all.size).toBe(EDITS.length);
});

function rootOf(path: string): string {
  return `${path.startsWith('python') ? 's' : path.startsWith('src') ? 't' : 'v'}/${path}`;
}

test('lint of two roots with the same engine keeps what it finds apart', async () => {
  const folder = tempFolder({
    ...below('a', SGLANG),
    ...below('b', { ...SGLANG, [`${MODELS}/lost.py`]: '' }),
  });
  const cache = tempFolder();
  const [a, b] = [join(folder, 'a'), join(folder, 'b')];
  expect(await lint([a], cache)).toContain('sglang-unregistered-class');
  expect(await lint([b], cache)).not.toContain('sglang-unregistered-class');
  expect(await lint([a, b], cache)).toContain('sglang-unregistered-class');
});

test('lint of a revision keeps what it finds apart from the files', async () => {
  const repository = gitRepository();
  repository.write(SGLANG);
  const first = repository.commit();
  repository.write({ [`${MODELS}/lost.py`]: '' });
  const cache = tempFolder();
  const { folder } = repository;
  expect(await lint([folder], cache)).not.toContain('sglang-unregistered-class');
  expect(await lint([folder, '--rev', first], cache)).toContain('sglang-unregistered-class');
  const second = repository.commit();
  expect(await lint([folder, '--rev', second], cache)).not.toContain('sglang-unregistered-class');
});
