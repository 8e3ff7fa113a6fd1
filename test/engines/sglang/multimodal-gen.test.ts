import { describe, expect, test } from 'vitest';
import { readAliases } from '../../../src/engines/sglang/multimodal-gen.js';
import { below, problems, readSglang, registry, type Files, type SglangRead } from '../trees.js';

const RUNTIME = 'python/sglang/multimodal_gen/runtime';

function read(files: Files): SglangRead {
  return readSglang({ 'python/sglang/srt/models/__init__.py': '', ...below(RUNTIME, files) });
}

const components = (files: Files): readonly string[] =>
  registry(read(below('models', files)), 'multimodal_gen');

/** A component in a file that defines A, B and C in its first three lines. */
const component = (text: string): readonly string[] =>
  components({ 'dits/oak.py': `class A: pass\nclass B: pass\nclass C(B): pass\n${text}` });

describe('components', () => {
  test.each([
    ['a name', 'EntryClass = A', ['A']],
    ['a list', 'EntryClass = [A, C]', ['A', 'C']],
    ['a tuple', 'EntryClass = (A, C)', ['A', 'C']],
    ['several lines', 'EntryClass = [\n    A,\n    # B,\n    C,\n]', ['A', 'C']],
    ['no assignment', 'EntryClasses = A', []],
    ['an annotation', 'EntryClass: type = A', []],
    ['an addition', 'EntryClass += [A]', []],
    ['an attribute', 'import torch\nEntryClass = torch.nn', []],
    ['a call', 'EntryClass = list((A, C))', []],
    ['nothing', 'EntryClass = None', []],
    ['one of two targets', 'Model = EntryClass = A', ['A']],
  ])('are read as the registry reads them, from the text: %s', (_, text, names) => {
    expect(component(text).map((line) => line.split(' ')[0])).toEqual(names);
  });

  test('have the keys as written; a string means what the module binds to it', () => {
    expect(component('Alias = A\nEntryClass = [A, "Alias", "Nobody"]')).toEqual([
      'A oak.py:5 class 1',
      'Alias oak.py:5 class 1, A',
      'Nobody oak.py:5 class elsewhere:',
    ]);
  });

  test('have the name that is written for an imported class', () => {
    const files = {
      'dits/oak.py': 'class Oak: pass\n',
      'dits/pine.py': 'from .oak import Oak as Tree\nclass Pine: pass\nEntryClass = Tree\n',
    };
    expect(components(files)).toEqual(['Tree pine.py:3 class oak.py:1, Oak']);
  });

  test('need a class in the file', () => {
    const files = { 'dits/oak.py': 'from .pine import Oak\nEntryClass = Oak\n' };
    expect(components(files)).toEqual([]);
  });

  test('are bound by the last assignment of the file', () => {
    expect(component('EntryClass = A\nEntryClass = C')).toEqual(['C oak.py:5 class 3']);
  });

  test('are bound by the deepest assignment: the tree is walked level by level', () => {
    const inIf = 'if True:\n    EntryClass = A\nEntryClass = C';
    expect(component(inIf)).toEqual(['A oak.py:5 class 1']);
    const inHandler =
      'try:\n    pass\nexcept ImportError:\n    EntryClass = B\nif True:\n    EntryClass = A\n';
    expect(component(inHandler)).toEqual(['B oak.py:7 class 2']);
    const inClass = 'class D:\n    EntryClass = B\nEntryClass = A';
    expect(component(inClass)).toEqual(['B oak.py:5 class 2']);
  });

  test('stand in the folders of the models folder, not beside or below them', () => {
    const entry = (name: string): string => `class ${name}: pass\nEntryClass = ${name}\n`;
    const files = {
      'alone.py': entry('A'),
      'dits/oak.py': entry('B'),
      'dits/__init__.py': entry('C'),
      'dits/deep/elm.py': entry('D'),
      '__pycache__/oak.py': entry('E'),
      '__hidden/oak.py': entry('F'),
      '.cache/oak.py': entry('G'),
      'vaes/oak.py': entry('H'),
      'vaes/oak.txt': entry('I'),
    };
    expect(components(files).map((line) => line.split(' ')[0])).toEqual(['B', 'C', 'H']);
  });

  test('that two files register belong to the later one, with a warning', () => {
    const result = read({
      'models/dits/oak.py': 'class Oak: pass\nEntryClass = Oak\n',
      'models/vaes/oak.py': 'class Oak: pass\n\nEntryClass = Oak\n',
    });
    expect(registry(result, 'multimodal_gen')).toEqual(['Oak oak.py:3 class 1']);
    expect(problems(result)).toEqual(['sglang-duplicate-component oak.py:3']);
    expect(result.scan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        message: `Oak replaces the registration in ${RUNTIME}/models/dits/oak.py:2`,
      },
    ]);
  });

  test('are registered by hand too', () => {
    const table = `
_IMAGE_ENCODER_MODELS: dict[str, tuple] = {
    # "Gone": ("encoders", "gone", "Gone"),
    "OakWithProjection": ("encoders", "oak", "OakVision"),
}
`;
    const files = { 'registry.py': table, 'encoders/oak.py': '\nclass OakVision: pass\n' };
    expect(components(files)).toEqual(['OakWithProjection registry.py:2 class oak.py:2, OakVision']);
  });

  test('of a file with a syntax error are reported with it', () => {
    const result = read({ 'models/dits/oak.py': 'class A: pass\ndef f(:\n    pass\nEntryClass = A\n' });
    expect(problems(result)).toContain('python-syntax oak.py:2');
  });
});

test('aliases are the foreign paths that a class names', () => {
  const text = `
class A:
    _aliases = ["first.models.A", "second.A"]
class B(A):
    _aliases = ()
class C:
    def f(self):
        _aliases = ["no.C"]
EntryClass = [A, B, C]
`;
  const { sources } = read({ 'models/dits/oak.py': text });
  expect([...readAliases(sources, 'python/sglang')]).toEqual([['A', ['first.models.A', 'second.A']]]);
});

describe('pipelines', () => {
  const base = 'class ComposedPipelineBase: pass\n';

  function pipelines(files: Files): SglangRead {
    return read(below('pipelines', { '__init__.py': '', 'base.py': base, ...files }));
  }

  const oak = `
from .base import ComposedPipelineBase

class OakPipeline(ComposedPipelineBase):
    pipeline_name = "Oak"
`;

  test('have the name that the class bears', () => {
    const result = pipelines({ 'oak.py': `${oak}\nEntryClass = OakPipeline\n` });
    expect(registry(result, 'multimodal_gen.pipelines')).toEqual(['Oak oak.py:7 class 4, OakPipeline']);
    expect(result.scan.registrations).toMatchObject([{ keyKind: 'pipeline', architecture: null }]);
  });

  test('may inherit the name, also from another module', () => {
    const files = {
      'oak.py': oak,
      'elm.py': 'from .oak import OakPipeline\nclass Elm(OakPipeline): pass\nEntryClass = [Elm]\n',
    };
    expect(registry(pipelines(files), 'multimodal_gen.pipelines')).toEqual(['Oak elm.py:3 class 2, Elm']);
  });

  test('may stand at any depth', () => {
    const files = {
      'deep/__init__.py': '',
      'deep/er/__init__.py': '',
      'deep/er/oak.py': `${oak.replace('.base', '...base')}EntryClass = OakPipeline\n`,
    };
    expect(registry(pipelines(files), 'multimodal_gen.pipelines')).toEqual([
      'Oak oak.py:6 class 4, OakPipeline',
    ]);
  });

  test('of one name: the later one stays, with a warning', () => {
    const files = {
      'oak.py': `${oak}EntryClass = OakPipeline\n`,
      'pine.py': `${oak.replace('class Oak', 'class Pine')}EntryClass = PinePipeline\n`,
    };
    const result = pipelines(files);
    expect(registry(result, 'multimodal_gen.pipelines')).toEqual(['Oak pine.py:6 class 4, PinePipeline']);
    expect(problems(result)).toEqual(['sglang-duplicate-component pine.py:6']);
  });

  test('without a name that can be known are undecidable', () => {
    const text = `${oak.replace('"Oak"', 'make_name()')}EntryClass = OakPipeline\n`;
    const { scan } = pipelines({ 'oak.py': `from elsewhere import make_name\n${text}` });
    expect(scan.registrations).toEqual([]);
    expect(scan.undecidable).toMatchObject([
      { file: `${RUNTIME}/pipelines/oak.py`, line: 5, reason: 'pipeline_name of OakPipeline is not known' },
    ]);
  });
});

describe('checkpoints', () => {
  function configs(calls: string): { readonly ids: readonly string[]; readonly open: readonly number[] } {
    const text = `def _register_configs():\n${calls}`;
    const { scan } = readSglang({
      'python/sglang/srt/models/__init__.py': '',
      'python/sglang/multimodal_gen/registry.py': text,
    });
    return {
      ids: scan.checkpoints.map(({ id, line, column }) => `${id} ${line}:${column}`),
      open: scan.undecidable.map(({ line }) => line),
    };
  }

  test('are the literal ids of the configurations, with their places', () => {
    const calls = `
    register_configs(
        sampling_param_cls=OakSampling,
        hf_model_paths=[
            "acorn/Oak-1",
            "acorn/Oak-2",
        ],
        model_detectors=[lambda path: "oak" in path.lower()],
    )
    register_configs(hf_model_paths=["acorn/Elm"])
`;
    expect(configs(calls)).toEqual({
      ids: ['acorn/Oak-1 6:13', 'acorn/Oak-2 7:13', 'acorn/Elm 11:38'],
      open: [],
    });
  });

  test('that only a function detects are undecidable', () => {
    const calls = `
    register_configs(pipeline_config_cls=Oak, model_detectors=[lambda path: "oak" in path])
    register_configs(hf_model_paths=[], model_detectors=[is_elm])
`;
    expect(configs(calls)).toEqual({ ids: [], open: [3, 4] });
  });

  test('are those of the function, not of calls elsewhere', () => {
    expect(configs('    pass\n\ndef other():\n    register_configs(hf_model_paths=["acorn/Oak"])\n')).toEqual(
      {
        ids: [],
        open: [],
      },
    );
  });
});
