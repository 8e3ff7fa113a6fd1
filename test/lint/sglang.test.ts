import { describe, expect, test } from 'vitest';
import { sglang } from '../../src/engines/sglang/index.js';
import type { Finding } from '../../src/findings/finding.js';
import { lintSglang } from '../../src/lint/sglang/index.js';
import { joinArchitectures } from '../../src/models/architectures.js';
import { readSglang } from '../engines/trees.js';
import {
  edited,
  exampleFiles,
  exampleLinter,
  lineWith,
  SRT,
  type Changes,
  type LintSetup,
} from './support.js';

const example = exampleFiles('sglang');

/** Findings in the example's SGLang sources after some changes, as `severity file:line message`. */
function found(rule: string, changes: Changes, setup: LintSetup = {}): readonly string[] {
  return findings(changes, setup)
    .filter((each) => each.rule === rule)
    .map(
      ({ severity, file, line, message }) =>
        `${severity} ${file.slice(file.lastIndexOf('/') + 1)}:${line} ${message}`,
    );
}

function findings(changes: Changes, setup: LintSetup = {}): readonly Finding[] {
  return exampleLinter({ ...setup, sglang: changes }).lint([]).findings;
}

const model = (name: string, text: string): Changes => ({ [`${SRT}/models/${name}.py`]: text });

/** A class that could be served, with this entry. */
const oak = (entry: string): Changes =>
  model(
    'oak',
    `class OakForCausalLM:\n    def forward(self): ...\n    def load_weights(self): ...\n\n${entry}\n`,
  );

test('the example has no findings', () => {
  expect(findings({})).toEqual([]);
});

describe('sglang-entry-class: what the registry would choke on', () => {
  const entry = (text: string): readonly string[] => found('sglang-entry-class', oak(text));

  test.each([
    ['a tuple', 'EntryClass = (OakForCausalLM,)', /^error oak.py:5 .*tuple/],
    ['a string', 'EntryClass = "OakForCausalLM"', /^error oak.py:5 .*str/],
    ['a string in the list', 'EntryClass = ["OakForCausalLM"]', /^error oak.py:5 .*str/],
    ['None', 'EntryClass = None', /^error oak.py:5 .*None/],
    ['a class twice', 'EntryClass = [OakForCausalLM, OakForCausalLM]', /^error oak.py:5 .*OakForCausalLM/],
    ['a name that nothing binds', 'EntryClass = [OakForCausalLN]', /^error oak.py:5 .*OakForCausalLN/],
  ])('%s', (_, text, message) => {
    expect(entry(text)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    'EntryClass = OakForCausalLM',
    'EntryClass = [OakForCausalLM]',
    'EntryClass: list = [OakForCausalLM]',
  ])('not %s', (text) => {
    expect(entry(text)).toEqual([]);
  });
});

test('sglang-duplicate-architecture: the module that comes later', () => {
  const twice = model('zebra', 'class SorrelForCausalLM: ...\n\nEntryClass = [SorrelForCausalLM]\n');
  expect(found('sglang-duplicate-architecture', twice)).toEqual([
    `error zebra.py:3 SorrelForCausalLM is already registered by ${SRT}/models/sorrel.py:20; the registry asserts that names are unique`,
  ]);
});

test('sglang-duplicate-component: the file that comes later replaces the other', () => {
  const runtime = 'python/sglang/multimodal_gen/runtime/models';
  const both = {
    [`${runtime}/dits/oak.py`]: 'class Oak: pass\nEntryClass = Oak\n',
    [`${runtime}/vaes/oak.py`]: 'class Oak: pass\n\nEntryClass = Oak\n',
  };
  expect(found('sglang-duplicate-component', both)).toEqual([
    `warning oak.py:3 Oak replaces the registration in ${runtime}/dits/oak.py:2`,
  ]);
});

test('sglang-undecidable-registration: place and reason', () => {
  const text = 'import elsewhere\n\nEntryClass = elsewhere.load("oak")\n';
  expect(found('sglang-undecidable-registration', model('oak', text))).toEqual([
    expect.stringMatching(/^info oak.py:3 what is registered here cannot be known: /),
  ]);
});

describe('sglang-unregistered-class', () => {
  const unregistered = (changes: Changes, setup?: LintSetup): readonly string[] =>
    found('sglang-unregistered-class', changes, setup);

  test('a class that nothing registers or uses', () => {
    expect(unregistered(oak('x = 1'))).toEqual([
      'warning oak.py:1 OakForCausalLM has load_weights and forward, and nothing uses or registers it; add it to the EntryClass of this module or remove it',
    ]);
  });

  test('one beside a registered class of the same module', () => {
    const acorn = edited(example[`${SRT}/models/acorn.py`] ?? '', [
      '[AcornForCausalLM, AcornChatForCausalLM]',
      'AcornForCausalLM',
    ]);
    expect(unregistered(model('acorn', acorn))).toEqual([
      expect.stringMatching(/^warning acorn.py:61 AcornChatForCausalLM has load_weights and forward/),
    ]);
  });

  test('a part of other models is information, if checkpoints may declare it', () => {
    const juniper = `class JuniperForCausalLM:
    def forward(self): ...
    def load_weights(self): ...

class JuniperVLForCausalLM:
    def __init__(self): self.language_model = JuniperForCausalLM()

EntryClass = JuniperVLForCausalLM
`;
    const [finding, ...rest] = findings(model('juniper', juniper)).filter(
      ({ rule }) => rule === 'sglang-unregistered-class',
    );
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'info',
      line: 1,
      key: 'JuniperForCausalLM',
      evidence: [
        { rule: 'transformers-export', file: 'memory/src/transformers/models/juniper/modeling_juniper.py' },
      ],
    });
    expect(unregistered(model('juniper', juniper), { transformers: null })).toEqual([]);
  });

  test.each([
    ['a registered one', oak('EntryClass = OakForCausalLM')],
    [
      'a base of a registered one',
      oak('class OakChatForCausalLM(OakForCausalLM): ...\n\nEntryClass = OakChatForCausalLM'),
    ],
    [
      'a part that transformers does not have',
      oak('class OakVL:\n    part = OakForCausalLM\n\nEntryClass = OakVL'),
    ],
    [
      'a name of a part',
      model('oak', 'class OakDecoder:\n    def forward(self): ...\n    def load_weights(self): ...\n'),
    ],
    ['a class that cannot load weights', model('oak', 'class OakForCausalLM:\n    def forward(self): ...\n')],
    [
      'a class inside a function',
      model(
        'oak',
        'def f():\n    class OakForCausalLM:\n        def forward(self): ...\n        def load_weights(self): ...\n',
      ),
    ],
    [
      'a class that another module registers',
      { ...oak('x = 1'), ...model('elm', 'class OakForCausalLM: ...\n\nEntryClass = OakForCausalLM\n') },
    ],
    [
      'a class in a package below the models',
      { [`${SRT}/models/oaks/oak.py`]: oak('x = 1')[`${SRT}/models/oak.py`] ?? '' },
    ],
  ])('not %s', (_, changes: Changes) => {
    expect(unregistered(changes)).toEqual([]);
  });
});

describe('sglang-unregistered-name: lists that name what nothing registers', () => {
  const list = (text: string): Changes => ({ [`${SRT}/lists.py`]: text });
  const names = (text: string, setup?: LintSetup): readonly string[] =>
    found('sglang-unregistered-name', list(text), setup);

  test('a misspelled name, with the nearest', () => {
    const [finding] = findings(list('guarded = [\n    "SorrelForCausalLM",\n    "SorelForCausalLM",\n]\n'));
    expect(finding).toMatchObject({
      rule: 'sglang-unregistered-name',
      severity: 'warning',
      file: `memory/${SRT}/lists.py`,
      line: 3,
      column: 5,
      endColumn: 23,
      key: 'SorelForCausalLM',
      message:
        'nothing registers SorelForCausalLM, so the list names an architecture that SGLang does not have. Did you mean "SorrelForCausalLM"?',
    });
  });

  test('not one that a module with a syntax error may register', () => {
    const text = 'guarded = [\n    "SorrelForCausalLM",\n    "OakForCausalLM",\n    "AcornForCausalLM",\n]\n';
    expect(names(text)).toHaveLength(1);
    const broken = oak('EntryClass = [OakForCausalLM');
    expect(found('sglang-unregistered-name', { ...list(text), ...broken })).toEqual([]);
    expect(found('sglang-unregistered-class', broken)).toEqual([]);
    expect(found('sglang-unregistered-class', oak(''))).toHaveLength(1);
  });

  test('in a list of SGLang itself, at its line', () => {
    const path = `${SRT}/configs/model_config.py`;
    const text = edited(example[path] ?? '', [
      '    "LanternVLForConditionalGeneration",\n',
      '    "LanternVLForConditionalGeneration",\n    "OldVLForCausalLM",\n',
    ]);
    expect(found('sglang-unregistered-name', { [path]: text })).toEqual([
      `warning model_config.py:${lineWith(text, 'OldVL')} nothing registers OldVLForCausalLM, so the list names an architecture that SGLang does not have.`,
    ]);
  });

  test('in a function, a set and a tuple', () => {
    const text =
      'def f(arch):\n    return arch in {"SorrelForCausalLM", "OldModel"} or arch in ("PebbleModel", "OldVL")\n';
    expect(names(text).map((each) => each.split(',')[0])).toEqual([
      'warning lists.py:2 nothing registers OldModel',
      'warning lists.py:2 nothing registers OldVL',
    ]);
  });

  test('that SGLang serves through transformers are information', () => {
    const text = 'guarded = ["SorrelForCausalLM", "JuniperForCausalLM"]\n';
    expect(names(text)).toEqual([
      'info lists.py:1 nothing registers JuniperForCausalLM; SGLang would run it through transformers',
    ]);
    expect(names(text, { transformers: null })[0]).toMatch(/^warning /);
  });

  test.each([
    ['registered names', '["SorrelForCausalLM", "PebbleModel"]'],
    ['mostly other words', '["SorrelForCausalLM", "Red", "Green", "Blue"]'],
    ['no registered name', '["OldForCausalLM", "OldVL"]'],
    ['names beside other values', '["SorrelForCausalLM", "OldVL", other]'],
    ['formats', '["SorrelForCausalLM", "FP8"]'],
    ['a docstring', '"""["SorrelForCausalLM", "OldVL"]"""'],
    ['a comment', '1  # ["SorrelForCausalLM", "OldVL"]'],
  ])('not %s', (_, text) => {
    expect(names(`x = ${text}\n`)).toEqual([]);
  });
});

describe('sglang-optional-import: what can silently drop a registration', () => {
  const imports = (head: string, changes: Changes = {}): readonly string[] =>
    found('sglang-optional-import', {
      ...model('oak', `${head}\nclass OakForCausalLM: ...\n\nEntryClass = OakForCausalLM\n`),
      ...changes,
    });
  const pyproject = 'python/pyproject.toml';
  const requiring = (line: string): Changes => ({
    [pyproject]: edited(example[pyproject] ?? '', ['  "torch",\n', `  "torch",\n  ${line}\n`]),
  });

  test('a package that SGLang does not require', () => {
    expect(imports('import os\nimport nutcracker.shell')).toEqual([
      'warning oak.py:2 without the package nutcracker, which SGLang does not require, the registry silently drops OakForCausalLM',
    ]);
    expect(imports('from nutcracker import crack')).toHaveLength(1);
  });

  test('required only under a marker', () => {
    expect(imports('import nutcracker', requiring('"nutcracker ; sys_platform == \'linux\'",'))).toHaveLength(
      1,
    );
  });

  test('under a condition: information', () => {
    expect(imports('if is_npu():\n    import nutcracker')).toEqual([
      'info oak.py:2 without the package nutcracker, which SGLang does not require, the registry silently drops OakForCausalLM where this condition holds',
    ]);
  });

  test.each([
    ['the standard library', 'import os, collections.abc'],
    ['a required package', 'import torch.nn'],
    ['SGLang itself', 'import sglang.srt.utils'],
    ['inside of try', 'try:\n    import nutcracker\nexcept ImportError:\n    nutcracker = None'],
    ['in a function', 'def f():\n    import nutcracker'],
    ['for types only', 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import nutcracker'],
    ['under suppress', 'from contextlib import suppress\nwith suppress(ImportError):\n    import nutcracker'],
    ['a relative import', 'from . import nutcracker'],
    ['a comment', '# import nutcracker'],
  ])('not %s', (_, head) => {
    expect(imports(head)).toEqual([]);
  });

  test('not what the project requires, whatever the spelling', () => {
    expect(imports('import nut_cracker', requiring('"Nut.Cracker>=1.0",  # needed'))).toEqual([]);
    expect(imports('import yaml', requiring("'datasets[audio]==1',"))).toEqual([]);
  });

  test('not in a module that registers nothing', () => {
    expect(found('sglang-optional-import', model('oak', 'import nutcracker\n'))).toEqual([]);
  });

  test('not where nothing says what is required', () => {
    expect(imports('import nutcracker', { [pyproject]: null })).toEqual([]);
    expect(imports('import nutcracker', { [pyproject]: '[project]\nname = "sglang"\n' })).toEqual([]);
  });
});

describe('files that cannot be read in full', () => {
  test('python-syntax', () => {
    expect(found('python-syntax', model('oak', 'x = 1\nEntryClass = [Oak\n'))[0]).toMatch(
      /^warning oak.py:\d+ /,
    );
  });

  test('python-source', () => {
    expect(found('python-source', model('oak', '# coding: klingon\nEntryClass = 1\n'))).toHaveLength(1);
  });
});

test('a check that throws is a finding, and the others still find', () => {
  const { scan, sources } = readSglang({ ...example });
  const at = sglang.locate(sources.tree);
  if (at === null) throw new Error('no SGLang in the example');
  const join = joinArchitectures({ engine: scan, transformers: null });
  const place = { file: 'a.py', line: 1, column: 1, rule: 'sglang-entry-class', severity: 'error' } as const;
  const finding: Finding = {
    ...place,
    message: 'x',
    key: 'x',
    architectures: [],
    evidence: [],
    edits: [],
    fixable: false,
  };
  const broken = {
    name: 'sglang-broken',
    find: () => {
      throw new TypeError('no such node');
    },
  };
  const result = lintSglang({ scan, sources, at, join }, [broken, { name: 'sound', find: () => [finding] }]);
  expect(result).toMatchObject([
    {
      rule: 'check-failed',
      severity: 'error',
      file: 'python/sglang',
      line: 1,
      message:
        'the check for sglang-broken failed, so what it would find is not known; please report it: TypeError: no such node',
    },
    finding,
  ]);
});
