import { describe, expect, test } from 'vitest';
import { undecided } from '../read-engine.js';
import { abilities, readVllm, REGISTRY, registryFile } from './trees.js';

const one = (module: string, name: string): string =>
  registryFile(`_A = {"${name}": ("${module}", "${name}")}`, '_VLLM_MODELS = {**_A}');

function read(
  name: string,
  lines: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ReturnType<typeof readVllm> {
  const files = { [REGISTRY]: one('oak', name), 'model_executor/models/oak.py': lines.join('\n'), ...more };
  return readVllm(files);
}

describe('what a class can do', () => {
  test('comes from the interfaces along its bases, in other files too', () => {
    const it = read('OakForCausalLM', [
      'from .acorn import AcornForCausalLM',
      'from .interfaces import IsHybrid, SupportsQuant',
      'class OakForCausalLM(AcornForCausalLM, IsHybrid, SupportsQuant):',
      '    pass',
    ]);
    expect(abilities(it, 'OakForCausalLM')).toBe('lora pp hybrid quant textGeneration');
    expect(undecided(it)).toEqual([]);
  });

  test('a flag counts without the interface, and a subclass may take it back', () => {
    const it = read('OakForCausalLM', [
      'from .interfaces import SupportsMultiModal',
      'class Base(SupportsMultiModal):',
      '    has_inner_state = True',
      'class OakForCausalLM(Base):',
      '    supports_multimodal = False',
    ]);
    expect(abilities(it, 'OakForCausalLM')).toBe('innerState');
  });

  test('pipeline parallelism needs the parameter of forward as well', () => {
    const head = 'from .interfaces import SupportsPP';
    const type = 'class OakForCausalLM(SupportsPP):';
    const pp = (signature: string): boolean =>
      abilities(
        read('OakForCausalLM', [head, type, `    def forward(${signature}): ...`]),
        'OakForCausalLM',
      ) === 'pp';
    expect([
      pp('self, input_ids, intermediate_tensors'),
      pp('self, input_ids, *, intermediate_tensors=None'),
      pp('self, input_ids, **kwargs'),
      pp('self, input_ids'),
      pp('self, *intermediate_tensors'),
      pp('self, **intermediate_tensors'),
    ]).toEqual([true, true, true, false, false, false]);
    expect(abilities(read('OakForCausalLM', [head, type, '    pass']), 'OakForCausalLM')).toBe('');
  });

  test('and a base that is the interface, or the members of it, where it only annotates one of them', () => {
    const interfaces = `
from typing import ClassVar, Literal, Protocol, runtime_checkable
from vllm.utils import supports_kw

@runtime_checkable
class SupportsPP(Protocol):
    supports_pp: ClassVar[Literal[True]] = True
    make_empty_intermediate_tensors: object

@runtime_checkable
class _TypeWithPP(Protocol):
    supports_pp: Literal[True]
    make_empty_intermediate_tensors: object

def supports_pp(model):
    if not (SupportsPP in model.__mro__ or isinstance(model, _TypeWithPP)):
        return False
    return supports_kw(model.forward, "intermediate_tensors")
`;
    const pp = (...body: readonly string[]): string =>
      abilities(
        read('OakForCausalLM', ['from .interfaces import SupportsPP', ...body], {
          'model_executor/models/interfaces.py': interfaces,
        }),
        'OakForCausalLM',
      );
    const forward = '    def forward(self, intermediate_tensors): ...';
    expect([
      pp('class OakForCausalLM(SupportsPP):', forward),
      pp(
        'class OakForCausalLM:',
        forward,
        '    supports_pp = True',
        '    make_empty_intermediate_tensors = 1',
      ),
      pp('class OakForCausalLM:', forward, '    supports_pp = True'),
    ]).toEqual(['pp', 'pp', '']);
  });

  test('is what vLLM asks for in this release', () => {
    const abilityOf = (predicate: string): readonly string[] => {
      const it = read('OakForCausalLM', ['class OakForCausalLM:', '    supports_realtime = True'], {
        'model_executor/models/interfaces.py': `from elsewhere import asks\n${predicate}\n`,
      });
      return [abilities(it, 'OakForCausalLM'), ...undecided(it)];
    };
    expect(abilityOf('')).toEqual(['realtime']);
    expect(abilityOf('def supports_realtime(model): return hasattr(model, "listen")')).toEqual(['']);
    expect(abilityOf('def supports_realtime(model): return asks(model)')).toEqual([
      '',
      'oak.py:1 OakForCausalLM: whether it has realtime is not known: the result of elsewhere.asks()',
    ]);
  });

  /** `value: why` of realtime of a class, by a predicate for it. */
  const realtime = (
    predicate: string,
    type = 'class OakForCausalLM(nn.Module):\n    supports_realtime = True',
  ): string => {
    const it = read('OakForCausalLM', [`import torch.nn as nn\n${type}`], {
      'model_executor/models/interfaces.py': [
        'from functools import partial',
        'from torch import nn',
        'from elsewhere import gpu',
        'from vllm.utils import supports_kw',
        predicate,
      ].join('\n'),
    });
    const why = undecided(it).map((each) => each.replace(/^.* is not known: /, ''));
    return `${String(it.scan.registrations[0]?.capabilities.realtime)}${why.map((each) => `: ${each}`).join('')}`;
  };

  const NOT_KNOWN =
    'undefined: what supports_realtime of vllm/model_executor/models/interfaces.py is, is not known';
  test.each([
    [
      'defined for each platform, with the same answer',
      'if gpu():\n    def supports_realtime(m): return True\nelse:\n    def supports_realtime(m): return 1',
      'true',
    ],
    [
      'defined for each platform, with another answer',
      'if gpu():\n    def supports_realtime(m): return True\nelse:\n    def supports_realtime(m): return False',
      'undefined: supports_realtime() gives no answer',
    ],
    ['no plain function', 'supports_realtime = partial(getattr, "supports_realtime")', NOT_KNOWN],
    ['imported from elsewhere', 'from vllm_plugins import supports_realtime', NOT_KNOWN],
    [
      'about a base outside of the sources',
      'def supports_realtime(m): return issubclass(m, nn.Module)',
      'true',
    ],
    [
      'about the order of the bases',
      'def supports_realtime(m): return any(c.__name__ == "Module" for c in m.__mro__)',
      'true',
    ],
    [
      'about a base that it has not',
      'class Other: pass\ndef supports_realtime(m): return Other in m.__mro__',
      'false',
    ],
    [
      'what the machine decides',
      'def supports_realtime(m): return gpu()',
      'undefined: the result of elsewhere.gpu()',
    ],
    [
      'a change of the class',
      'def supports_realtime(m):\n    m.seen = True\n    return hasattr(m, "seen")',
      'undefined: supports_realtime() changes what it did not make',
    ],
  ])('a predicate may be %s', (_, predicate, answer) => {
    expect(realtime(predicate)).toBe(answer);
  });

  test.each([
    ['supports_kw(m.forward, "it")', 'def forward(self, it): ...', 'true'],
    ['supports_kw(m.forward, kw_name="it")', 'def forward(self, it): ...', 'true'],
    ['supports_kw(m.forward, "it")', '@wrapped\n    def forward(self, it): ...', 'true'],
    ['supports_kw(m.forward, "it")', '@classmethod\n    def forward(cls, it): ...', 'true'],
    ['supports_kw(m.__init__, "it")', 'pass', 'true'],
    ['supports_kw(m.forward, "it", requires_kw_only=True)', 'def forward(self, it): ...', 'undefined'],
    ['supports_kw(m.forward, "it")', '@property\n    def forward(self): ...', 'undefined'],
  ])('%s of a class with %s is %s', (call, member, answer) => {
    const wrapped = [
      'import functools',
      'def wrapped(f):',
      '    @functools.wraps(f)',
      '    def inner(*args): return f(*args)',
      '    return inner',
    ].join('\n');
    const type = `${wrapped}\nclass OakForCausalLM(nn.Module):\n    ${member}`;
    expect(realtime(`def supports_realtime(m): return ${call}`, type).replace(/:.*/, '')).toBe(answer);
  });

  test.each([
    ['adds to every module', 'class Base(nn.Module): pass', 'if not issubclass(cls, nn.Module): return cls'],
    ['changes its argument', 'class Base(nn.Module): pass', 'cls.is_pooling_model = True; return cls'],
    [
      'changes its argument from elsewhere',
      'from .acorn import AcornForCausalLM as Base',
      'cls.is_pooling_model = True; return cls',
    ],
  ])('an adapter that %s makes a pooling model', (_, base, first) => {
    const it = read(
      'OakModel',
      [
        'import torch.nn as nn',
        'from .adapters import as_oak_model',
        base,
        'class OakModel(as_oak_model(Base)): pass',
      ],
      {
        'model_executor/models/adapters.py': `
import torch.nn as nn
def as_oak_model(cls: _T) -> _T:
    ${first}
    class Made(cls):
        is_pooling_model = True
    return Made
`,
      },
    );
    expect(it.scan.registrations[0]?.capabilities).toMatchObject({ pooling: true });
  });

  test('a model that vLLM could not call generates no text', () => {
    const generates = (signature: string): boolean =>
      abilities(
        read(
          'OakForCausalLM',
          [
            'class Base:',
            `    def __init__(self, ${signature}): ...`,
            'class OakForCausalLM(Base):',
            '    def compute_logits(self): ...',
          ],
          {
            'model_executor/models/interfaces_base.py': [
              'from vllm.utils import supports_kw',
              'def is_text_generation_model(model):',
              '    return supports_kw(model.__init__, "vllm_config") and hasattr(model, "compute_logits")',
            ].join('\n'),
          },
        ),
        'OakForCausalLM',
      ) === 'textGeneration';
    expect([generates('*, vllm_config'), generates('config'), generates('**kwargs')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('a decorated forward keeps its parameters', () => {
    const it = read('OakForCausalLM', [
      'from torch import inference',
      'from .interfaces import SupportsPP',
      'class OakForCausalLM(SupportsPP):',
      '    @inference()',
      '    def forward(self, intermediate_tensors): ...',
    ]);
    expect(abilities(it, 'OakForCausalLM')).toBe('pp');
  });

  test.each(['_T', 'type[_T]'])('a function from %s to the same gives a subclass of its argument', (type) => {
    const it = read(
      'OakModel',
      [
        'from .acorn import AcornForCausalLM',
        'from .adapters import as_oak_model',
        'class OakModel(as_oak_model(AcornForCausalLM)):',
        '    pass',
      ],
      {
        'model_executor/models/adapters.py': [
          'from elsewhere import decide',
          `def as_oak_model(cls: ${type}) -> ${type}:`,
          '    if decide(cls):',
          '        return cls',
          '    class Made(cls):',
          '        is_pooling_model = True',
          '    return Made',
        ].join('\n'),
      },
    );
    expect(abilities(it, 'OakModel')).toBe('lora pp textGeneration');
    expect(undecided(it)).toEqual([
      'oak.py:3 OakModel: whether it has crossEncoding is not known: a function makes a base of OakModel, and it may add this',
      'oak.py:3 OakModel: whether it has pooling is not known: a function makes a base of OakModel, and it may add this',
    ]);
  });

  test('a base that nobody knows leaves everything open', () => {
    const it = read('OakModel', [
      'from .acorn import AcornForCausalLM',
      'from elsewhere import how',
      'def make(cls, how):',
      '    return how(cls)',
      'class OakModel(make(AcornForCausalLM, how)):',
      '    pass',
    ]);
    expect(it.scan.registrations[0]?.capabilities).toEqual({});
    expect(undecided(it)).toHaveLength(14);
  });
});
