import { expect, test } from 'vitest';
import { scan } from '../../../src/scan/scan.js';
import { support } from '../../../src/support/support.js';
import { tempFolder } from '../../support/temp-folder.js';
import { ACORN, INTERFACES, REGISTRY, registryFile } from './trees.js';

const SGLANG = 'python/sglang/srt/models';
const MODELS = 'vllm/model_executor/models';

const sglang = (): string =>
  tempFolder({
    [`${SGLANG}/acorn.py`]: 'class AcornForCausalLM:\n    pass\nEntryClass = AcornForCausalLM\n',
    [`${SGLANG}/oak.py`]: 'class OakForCausalLM:\n    pass\nEntryClass = [OakForCausalLM]\n',
  });

const vllm = (registry: string): string =>
  tempFolder({
    [`vllm/${REGISTRY}`]: registry,
    [`${MODELS}/acorn.py`]: ACORN,
    [`${MODELS}/interfaces.py`]: INTERFACES,
    'vllm/config/model.py': [
      '_SUFFIX_TO_DEFAULTS = [',
      '    ("ForCausalLM", ("generate", "none")),',
      '    ("ForSequenceClassification", ("pooling", "classify")),',
      ']',
    ].join('\n'),
    'tests/models/registry.py': [
      'from helpers import HfExampleModels, _Info',
      '_ALL = {"AcornForCausalLM": _Info("acme/acorn-7b")}',
      'HF_EXAMPLE_MODELS = HfExampleModels(_ALL)',
    ].join('\n'),
  });

const GOOD = registryFile(
  '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
  '_VLLM_MODELS = {**_A}',
);

test('one scan reads SGLang and vLLM from two roots', async () => {
  const { engines, diagnostics } = await scan({ roots: [sglang(), vllm(GOOD)] });
  expect(engines.map(({ id, registrations }) => [id, ...registrations.map(({ key }) => key)])).toEqual([
    ['sglang', 'AcornForCausalLM', 'OakForCausalLM'],
    ['vllm', 'AcornForCausalLM'],
  ]);
  expect(engines[1]?.registrations[0]?.capabilities).toMatchObject({
    lora: true,
    pp: true,
    multimodal: false,
  });
  expect(diagnostics).toEqual([]);
});

test('one answer has the level in both, with the evidence of each', async () => {
  const answers = await support(['AcornForCausalLM', 'AcornForSequenceClassification'], {
    roots: [sglang(), vllm(GOOD)],
  });
  const lines = answers.flatMap(({ architectures }) =>
    architectures.flatMap(({ architecture, engines }) =>
      engines.map(({ id, level, file, line }) =>
        [architecture, id, level ?? 'undecidable', `${file ?? '-'}:${line ?? 0}`].join(' '),
      ),
    ),
  );
  expect(lines).toEqual([
    `AcornForCausalLM sglang native ${SGLANG}/acorn.py:3`,
    `AcornForCausalLM vllm native ${MODELS}/registry.py:1`,
    'AcornForSequenceClassification sglang undecidable -:0',
    'AcornForSequenceClassification vllm converted vllm/config/model.py:1',
  ]);
});

test('category and example come from the engine that knows them, not from the first', async () => {
  const [answer] = await support(['AcornForCausalLM'], { roots: [sglang(), vllm(GOOD)] });
  expect(answer?.architectures[0]).toMatchObject({
    example: 'acme/acorn-7b',
    exampleReason: 'what the tests of the engine load',
  });
});

test.each([
  ['a syntax error', '_VLLM_MODELS = {"AcornForCausalLM": ("acorn",\n', 'python-syntax'],
  ['a renamed group', registryFile('_B = {}', '_VLLM_MODELS = {**_A}'), 'registry-missing'],
  ['another way of registering', 'from .plugins import register_all\nregister_all()\n', 'registry-missing'],
])('%s in the registry of vLLM leaves SGLang complete', async (_what, registry, rule) => {
  const { engines, diagnostics } = await scan({ roots: [vllm(registry), sglang()] });
  const found = engines.find(({ id }) => id === 'sglang')?.registrations.map(({ key }) => key);
  expect(found).toEqual(['AcornForCausalLM', 'OakForCausalLM']);
  expect(engines.find(({ id }) => id === 'vllm')?.registrations).toEqual([]);
  expect(diagnostics.map((each) => [each.rule, each.file])).toEqual([[rule, `vllm/${REGISTRY}`]]);
});
