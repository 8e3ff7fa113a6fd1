import { describe, expect, test } from 'vitest';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, exampleWorkspace, type ExampleWorkspace } from './run.js';

function broken(text: string): ExampleWorkspace {
  const workspace = exampleWorkspace();
  writeFiles(workspace.models, { 'fern.py': text });
  return workspace;
}

describe('support, where a module of the registry has a syntax error', () => {
  const HIDING = 'class FernForCausalLM:\n    pass\nEntryClass = [FernForCausalLM\n';
  const FERN = 'python/sglang/srt/models/fern.py';
  const names = ['FernForCausalLM', 'AcornForCausalLM'];

  test('says where, does not say that a name is not served, and ends with 1', async () => {
    const { sglang, transformers } = broken(HIDING);
    const at = ['--sglang', sglang, '--transformers', transformers];
    const { code, out, err } = await archscan(['support', ...names, 'JuniperForCausalLM', ...at]);
    expect(code).toBe(1);
    const hidden = `  sglang: not known (a syntax error may hide what is registered here)  ${FERN}:3\n`;
    expect(out).toContain(`FernForCausalLM\n${hidden}`);
    expect(out).toContain(`JuniperForCausalLM\n${hidden}`);
    expect(out).toContain('AcornForCausalLM\n  sglang: native (registered)');
    expect(err).toContain(`${FERN}:3:14 warning Syntax error: a bracket is opened that is not closed.`);
  });

  test('the same in JSON, with every diagnostic', async () => {
    const { sglang } = broken(HIDING);
    const { code, out } = await archscan(['support', ...names, '--sglang', sglang, '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      answers: [
        { architectures: [{ engines: [{ level: null, hidden: true, file: FERN, line: 3 }] }] },
        { architectures: [{ engines: [{ level: 'native' }] }] },
      ],
      diagnostics: [{ rule: 'python-syntax', severity: 'warning', file: FERN, line: 3 }],
    });
  });

  test('what is known all the same ends with 0', async () => {
    const { sglang } = broken(HIDING);
    expect(await archscan(['support', 'AcornForCausalLM', '--sglang', sglang])).toMatchObject({ code: 0 });
  });

  test('an error in a function is reported, and hides nothing', async () => {
    const { sglang, transformers } = broken('def prune():\n    return (\n\n\nclass Fern:\n    x = = 1\n');
    const at = ['--sglang', sglang, '--transformers', transformers];
    const { code, out, err } = await archscan(['support', 'FernForCausalLM', ...at]);
    expect(code).toBe(0);
    expect(out).toContain('sglang: none (not registered');
    expect(err).toContain('python-syntax');
  });

  test('matrix, checklist and diff say so, too', async () => {
    const { sglang } = broken(HIDING);
    const before = exampleWorkspace().sglang;
    const where = `${FERN}:3 a syntax error may hide what is registered here`;
    const matrix = await archscan(['matrix', sglang]);
    expect(matrix.out).toContain(`what else sglang serves is not known: ${where}\n`);
    const checklist = await archscan(['checklist', 'FernForCausalLM', '--sglang', sglang]);
    const line = checklist.out.split('\n').find((text) => text.includes('a registry of the engine')) ?? '';
    expect(line).toContain(`  [?] a registry of the engine (not known: ${where}; near names: `);
    expect(line).not.toContain('missing');
    expect(checklist.code).toBe(1);
    writeFiles(before, { [FERN]: HIDING.replace('[', '') });
    const diff = await archscan(['diff', before, sglang]);
    expect(diff.out).toBe(
      `sglang: 0 added, 1 removed, 0 changed\n? ${where}\n- FernForCausalLM (srt) ${FERN}:3\n`,
    );
  });
});

test('a class that may be no model is neither refused nor left out', async () => {
  const { sglang, transformers } = exampleWorkspace();
  writeFiles(`${transformers}/src/transformers/models/fern`, {
    '__init__.py': '',
    'grown.py':
      'from ...modeling_utils import PreTrainedModel as Base\nfrom elsewhere import NAMES\nfor name in NAMES:\n    globals()[name] = None\n',
    'modeling_fern.py':
      'from .grown import Base\nclass FernForCausalLM(Base): ...\n__all__ = ["FernForCausalLM"]\n',
  });
  const at = ['--sglang', sglang, '--transformers', transformers];
  const support = await archscan(['support', 'FernForCausalLM', ...at]);
  expect(support.out).toMatch(/sglang: undecidable \(.*whether it is a PreTrainedModel is not known\)/);
  const matrix = await archscan(['matrix', ...at, '--rows', 'all']);
  expect(matrix.out).toContain('FernForCausalLM');

  // Before there was a gate, no class passed it, whatever it derives from.
  writeFiles(`${transformers}/src/transformers`, {
    'modeling_utils.py': 'class PreTrainedModel:\n    pass\n',
  });
  const older = await archscan(['support', 'FernForCausalLM', ...at]);
  expect(older.out).toContain('sglang: exported (the engine refuses it: is_backend_compatible() is false');
  const rows = await archscan(['matrix', ...at, '--rows', 'all']);
  expect(rows.out).toContain('FernForCausalLM');
});

test('where several groups of a registry name an architecture, support says which one counts', async () => {
  const folder = tempFolder({
    'vllm/model_executor/models/registry.py': [
      '_TEXT = {"OakForCausalLM": ("oak", "Oak")}',
      '_POOLING = {"OakForCausalLM": ("oak", "Oak")}',
      '_ALL = {**_TEXT, **_POOLING}',
      'ModelRegistry = Registry(_ALL)',
      '',
    ].join('\n'),
    'vllm/model_executor/models/oak.py': 'class Oak:\n    pass\n',
  });
  const at = 'vllm/model_executor/models/registry.py';
  const { out } = await archscan(['support', 'OakForCausalLM', '--vllm', folder]);
  expect(out.split('\n').slice(1, 3)).toEqual([
    `  vllm: native (registered)  ${at}:2`,
    `    _POOLING counts; also in _TEXT  ${at}:1`,
  ]);
});

describe('near names', () => {
  const near = async (name: string, ...args: readonly string[]): Promise<string | undefined> =>
    /near names: (.*)/.exec((await archscan(['support', name, ...args])).out)?.[1];

  test('are given of a class that transformers has and does not export', async () => {
    const { sglang, transformers } = exampleWorkspace();
    writeFiles(transformers, {
      'src/transformers/models/acorn/modeling_acorn_old.py': 'class AcornForCausalLN:\n    pass\n',
    });
    const at = ['--sglang', sglang, '--transformers', transformers];
    expect(await near('AcornForCausalLN', ...at)).toBe('AcornForCausalLM');
  });

  test('of a model type are its architectures', async () => {
    const { transformers } = exampleWorkspace();
    const folder = tempFolder({
      'mlx_lm/utils.py': 'MODEL_REMAPPING = {}\n',
      'mlx_lm/models/juniper.py': 'class ModelArgs: ...\nclass Model: ...\n',
    });
    expect(await near('juniper', '--mlx-lm', folder, '--transformers', transformers)).toBe(
      'JuniperForCausalLM',
    );
  });
});
