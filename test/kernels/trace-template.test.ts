import { beforeAll, describe, expect, it } from 'vitest';
import { createApiResolver } from '../../src/kernels/index.js';
import { traceTemplates } from '../../src/kernels/trace-template.js';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { memoryTree } from '../../src/source/memory.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

function python(files: Readonly<Record<string, string>>): PythonSources {
  const packages = [{ name: 'flashinfer', directory: 'flashinfer' }];
  return createPythonSources(memoryTree({ 'flashinfer/__init__.py': '', ...files }), extract, { packages });
}

const HEAD = 'from .template import Const, TraceTemplate, Var\n';

/** What the templates of a module are dumped as. */
function patterns(text: string): Readonly<Record<string, string | null>> {
  const path = 'flashinfer/templates.py';
  const found = traceTemplates(python({ [path]: HEAD + text }), path);
  return Object.fromEntries(found.map(({ name, pattern }) => [name, pattern]));
}

describe('a template gives a dump the name', () => {
  it.each([
    [
      'of its op type and its constant axes in their order',
      'norm = TraceTemplate("norm", {"rows": Var(), "h": Const(), "d": Const("", "dim")}, {}, {})',
      'norm_h{h}_dim{d}',
    ],
    [
      'of its prefix; an empty abbreviation leaves an axis out, None does not',
      'norm = TraceTemplate(op_type="x", name_prefix="norm", axes={"a": Const(abbrev=""), "b": Const(abbrev=None)})',
      'norm_b{b}',
    ],
    ['of its prefix alone', 'norm = TraceTemplate(op_type="x", name_prefix="norm", axes={})', 'norm'],
    [
      'of axes that a variable holds, copied and added to',
      'A: dict = {"a": Const()}\nB = {**A, "b": Const()}\nnorm = TraceTemplate("norm", dict(B))',
      'norm_a{a}_b{b}',
    ],
    [
      'of an axis that is overwritten, in its first place',
      'A = {"a": Const(), "b": Const()}\nnorm = TraceTemplate("norm", {**A, "a": Const(abbrev="x")})',
      'norm_x{a}_b{b}',
    ],
    [
      'that a function chooses by its arguments',
      'def make(prefix, wide=False):\n    return TraceTemplate("x", {"a": Const()}, name_prefix=prefix)\nnorm = make("norm")',
      'norm_a{a}',
    ],
    [
      'that depends on a flag',
      'def make(wide=False):\n    return TraceTemplate("x", {}, name_prefix="wide" if wide else "slim")\nnorm = make(wide=True)',
      'wide',
    ],
    ['behind a module', 'norm = template.TraceTemplate("norm", {"a": Const()})', 'norm_a{a}'],
  ])('%s', (_what, text, pattern) => {
    expect(patterns(text)).toEqual({ norm: pattern });
  });

  it.each([
    ['axes that a function computes', 'norm = TraceTemplate("norm", axes())'],
    ['axes that are changed later', 'A = {"a": Const()}\nA["b"] = Const()\nnorm = TraceTemplate("norm", A)'],
    ['axes that are updated', 'A = {"a": Const()}\nA.update(more)\nnorm = TraceTemplate("norm", A)'],
    ['axes that name themselves', 'A = dict(A)\nnorm = TraceTemplate("norm", A)'],
    ['a key that is computed', 'norm = TraceTemplate("norm", {KEY: Const()})'],
    ['an axis of another kind', 'norm = TraceTemplate("norm", {"a": Other()})'],
    ['a prefix that is computed', 'norm = TraceTemplate("norm", {}, name_prefix=f"{x}_norm")'],
    [
      'local axes of a function',
      'def make():\n    A = {}\n    return TraceTemplate("norm", {**A, "a": Const()})\nnorm = make()',
    ],
  ])('which is not known of %s', (_what, text) => {
    expect(patterns(text)).toEqual({ norm: null });
  });

  it('and nothing else is a template', () => {
    expect(patterns('"""TraceTemplate("x", {})"""\nx = Other("x", {})\ny = TraceTemplate\n')).toEqual({});
  });
});

describe('the templates of an API', () => {
  const templates = {
    'flashinfer/trace/one.py': `${HEAD}decode = TraceTemplate("decode", {"h": Const()})\n`,
    'flashinfer/trace/__init__.py': 'from .one import *\nfrom .two import choose as pick\n',
    'flashinfer/trace/two.py': [
      HEAD,
      'dense = TraceTemplate("dense", {"h": Const()})',
      'sparse = TraceTemplate("sparse", {"h": Const()})',
      'ragged = TraceTemplate("ragged", {"h": Const()})',
      'BY_KIND = {0: dense, 1: sparse}',
      'def choose(**kwargs):',
      '    return BY_KIND.get(kwargs["kind"])',
      'choose.templates = list(BY_KIND.values()) + [ragged, dense]',
    ].join('\n'),
  };

  const resolve = (text: string): readonly string[] | undefined => {
    const api = `${text}\nclass Wrapper:\n    @flashinfer_api(trace=t)\n    def run(self):\n        pass\n`;
    const sources = python({ ...templates, 'flashinfer/decode.py': api });
    const found = createApiResolver(sources, 'flashinfer').resolve('flashinfer.decode.Wrapper.run');
    return found?.templates.map(
      ({ pattern, evidence }) => `${pattern ?? ''} ${evidence.file}:${evidence.line}`,
    );
  };

  it.each([
    ['imported', 'from .trace.one import decode as t', ['decode_h{h} flashinfer/trace/one.py:2']],
    ['re-exported with a star', 'from .trace import decode as t', ['decode_h{h} flashinfer/trace/one.py:2']],
    [
      'one of several',
      'from flashinfer.trace import pick as t',
      [
        'dense_h{h} flashinfer/trace/two.py:3',
        'sparse_h{h} flashinfer/trace/two.py:4',
        'ragged_h{h} flashinfer/trace/two.py:5',
      ],
    ],
    [
      'imported, or None without the package',
      'try:\n    from .trace.one import decode as t\nexcept ImportError:\n    t = None',
      ['decode_h{h} flashinfer/trace/one.py:2'],
    ],
    [
      'another name of it',
      'from .trace.one import decode\nt = decode',
      ['decode_h{h} flashinfer/trace/one.py:2'],
    ],
    ['nowhere', 'from elsewhere import t', []],
    ['itself', 'from .decode import t', []],
  ])('are found when they are %s', (_what, text, expected) => {
    expect(resolve(text)).toEqual(expected);
  });
});
