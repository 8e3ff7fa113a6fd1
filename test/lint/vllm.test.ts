import { expect, test } from 'vitest';
import { vllm } from '../../src/engines/vllm/index.js';
import type { Finding } from '../../src/findings/finding.js';
import { lintVllm } from '../../src/lint/vllm/index.js';
import { joinArchitectures } from '../../src/models/architectures.js';
import { readEngine } from '../engines/read-engine.js';
import { readVllm, REGISTRY, registryFile } from '../engines/vllm/trees.js';
import { corpus } from '../support/corpus.js';

function lint({ scan, sources }: ReturnType<typeof readVllm>): readonly Finding[] {
  const join = joinArchitectures({ engine: scan, transformers: null });
  return lintVllm({ sources, at: { directory: 'vllm' }, scan, join });
}

const shown = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, severity, file, line, key, evidence }) =>
    [rule, severity, `${file}:${line}`, key, ...evidence.map((each) => `${each.file}:${each.line}`)].join(
      ' ',
    ),
  );

const ACORNS = registryFile(
  '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM"), "AcornModel": ("acorn", "AcornForCausalLM")}',
  '_VLLM_MODELS = {**_A}',
);
const TESTS = (entries: string): string =>
  `from helpers import HfExampleModels, _Info\n_ALL = {${entries}}\nHF_EXAMPLE_MODELS = HfExampleModels(_ALL)\n`;

test('the registry of the tests and that of the models are compared in both directions', () => {
  const tests = TESTS('"AcornForCausalLM": _Info("acme/a"), "Acorn4ForCausalLM": _Info("acme/b")');
  const found = lint(readVllm({ [REGISTRY]: ACORNS }, { 'tests/models/registry.py': tests }));
  expect(shown(found)).toEqual([
    'vllm-unregistered-example warning tests/models/registry.py:2 Acorn4ForCausalLM vllm/model_executor/models/registry.py:8',
    'vllm-missing-example warning vllm/model_executor/models/registry.py:1 AcornModel tests/models/registry.py:1',
  ]);
  expect(found[0]?.message).toBe(
    'nothing registers Acorn4ForCausalLM, so the tests never load acme/b. Did you mean "AcornForCausalLM"?',
  );
});

test('without tests, or without a registry, there is nothing to compare', () => {
  const tests = TESTS('"AcornForCausalLM": _Info("acme/a")');
  expect(lint(readVllm({ [REGISTRY]: ACORNS }))).toEqual([]);
  expect(lint(readVllm({}, { 'tests/models/registry.py': tests }))).toEqual([]);
});

test('what a syntax error may hide in the registry is not missing', () => {
  const hidden = registryFile(
    '_A = {"AcornForCausalLM": ("acorn", "AcornForCausalLM")}',
    '_A["Acorn4ForCausalLM"] = = 1',
    '_VLLM_MODELS = {**_A}',
  );
  const tests = TESTS(
    '"AcornForCausalLM": _Info("acme/a"), "Acorn4ForCausalLM": _Info("acme/b"), "Elm": _Info("acme/c")',
  );
  const found = lint(readVllm({ [REGISTRY]: hidden }, { 'tests/models/registry.py': tests }));
  expect(found.map(({ rule, key }) => `${rule} ${key}`)).toEqual(['vllm-unregistered-example Elm']);
});

test('vLLM of May 2026 has two entries in its tests that nothing registers', () => {
  expect(shown(lint(readEngine(vllm, corpus('vllm'))))).toEqual([
    'vllm-unregistered-example warning tests/models/registry.py:421 MiniCPM4ForCausalLM vllm/model_executor/models/registry.py:1353',
    'vllm-unregistered-example warning tests/models/registry.py:923 GraniteVision vllm/model_executor/models/registry.py:1353',
  ]);
});
