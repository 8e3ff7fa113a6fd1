import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/diagnostics.js';
import {
  resolveExample,
  suggestExamples,
  type ExampleSources,
  type Mention,
} from '../../src/models/example.js';

const at = (file: string, line: number): Evidence => ({ file, line, column: 1, rule: 'test' });

function call(receiver: string | null, id: string, scope = '', line = 1): Mention {
  return { id, receiver, scope, evidence: at('acorn/modeling_acorn.py', line) };
}

function link(scope: string, id: string): Mention {
  return { id, receiver: null, scope, evidence: at('acorn/configuration_acorn.py', 1) };
}

function resolve(architecture: string, sources: Partial<ExampleSources>): ReturnType<typeof resolveExample> {
  return resolveExample(architecture, {
    mentions: [],
    checkpointForDoc: [],
    autoDocstring: [],
    configLinks: [],
    docPage: [],
    ...sources,
  });
}

/** `id source`, or `none`. */
function chosen(architecture: string, sources: Partial<ExampleSources>): string {
  const result = resolve(architecture, sources);
  return result.id === null ? 'none' : `${result.id} ${result.source}`;
}

describe('precedence', () => {
  const steps: readonly (readonly [string, Partial<ExampleSources>])[] = [
    ['t/user user', { user: { id: 't/user' } }],
    ['t/own from_pretrained', { mentions: [call('QWenLMHeadModel', 't/own')] }],
    ['Qwen/Qwen-7B override', {}],
  ];

  test('user configuration, own example, shipped override', () => {
    for (const [index, [expected]] of steps.entries()) {
      const sources = steps
        .slice(index)
        .reduce<Partial<ExampleSources>>((all, [, part]) => ({ ...all, ...part }), {});
      expect(chosen('QWenLMHeadModel', { ...sources, docPage: [call(null, 't/page')] })).toBe(expected);
    }
  });

  test('then the other sources in their order', () => {
    const order = ['checkpointForDoc', 'autoDocstring', 'configLinks', 'mentions', 'docPage'] as const;
    const names = ['checkpoint_for_doc', 'auto_docstring', 'config_link', 'from_pretrained', 'model_doc'];
    for (const [index, name] of names.entries()) {
      const present = order
        .slice(index)
        .map((key): [string, readonly Mention[]] => [key, [call(null, `t/${key}`, 'OtherModel')]]);
      expect(chosen('AcornModel', Object.fromEntries(present))).toBe(`t/${order[index] ?? ''} ${name}`);
    }
    expect(chosen('AcornModel', {})).toBe('none');
  });

  test('carries reason, evidence and what was refused before', () => {
    expect(
      resolve('AcornForCausalLM', {
        mentions: [call('AcornForCausalLM', 'meta-acorn/Acorn-2-7b-hf', 'AcornForCausalLM.forward', 12)],
        configLinks: [link('AcornConfig', 'treeline/acorn-7b')],
      }),
    ).toEqual({
      id: 'treeline/acorn-7b',
      source: 'config_link',
      reason: 'link in the docstring of AcornConfig',
      evidence: at('acorn/configuration_acorn.py', 1),
      rejected: [
        {
          id: 'meta-acorn/Acorn-2-7b-hf',
          source: 'from_pretrained',
          why: 'placeholder',
          detail: "made from meta-llama/Llama-2-7b-hf by replacing the model's name",
          evidence: at('acorn/modeling_acorn.py', 12),
        },
      ],
    });
  });

  test('the remark of the source document is no example', () => {
    expect(resolve('TransformersForCausalLM', {})).toMatchObject({
      id: null,
      rejected: [{ id: '(generic fallback)', source: 'override', why: 'malformed' }],
    });
  });

  test('an id is refused once per source', () => {
    const mentions = [
      call('AcornModel', 'acorn'),
      call('AcornModel', 'acorn'),
      call('AutoTokenizer', 'acorn'),
    ];
    expect(resolve('AcornModel', { mentions }).rejected).toHaveLength(1);
  });

  test('what generated ids are is known to all sources but the user and the overrides', () => {
    const context = {
      foreign: new Map([
        ['t/oak', 'oak'],
        ['Qwen/Qwen-7B', 'oak'],
      ]),
    };
    expect(chosen('AcornModel', { context, configLinks: [link('AcornConfig', 't/oak')] })).toBe('none');
    expect(chosen('AcornModel', { context, user: { id: 't/oak' } })).toBe('t/oak user');
    expect(chosen('QWenLMHeadModel', { context })).toBe('Qwen/Qwen-7B override');
  });
});

describe("the class's own example", () => {
  const override = 'Qwen/Qwen-7B override';

  test.each<readonly [string, Partial<ExampleSources>, string]>([
    [
      'call on the class',
      { mentions: [call('QWenLMHeadModel', 't/own', 'OtherModel')] },
      't/own from_pretrained',
    ],
    [
      'in the class before elsewhere',
      {
        mentions: [
          call('QWenLMHeadModel', 't/elsewhere', 'OtherModel.forward'),
          call('QWenLMHeadModel', 't/inside', 'QWenLMHeadModel.forward'),
        ],
      },
      't/inside from_pretrained',
    ],
    [
      'AutoModel in the class',
      { mentions: [call('AutoModelForCausalLM', 't/a', 'QWenLMHeadModel.forward')] },
      't/a from_pretrained',
    ],
    [
      'AutoModel in another class',
      { mentions: [call('AutoModelForCausalLM', 't/a', 'OtherModel.forward')] },
      override,
    ],
    [
      'decorator on the class',
      { autoDocstring: [call(null, 't/d', 'QWenLMHeadModel')] },
      't/d auto_docstring',
    ],
    [
      'decorator on a method',
      { autoDocstring: [call(null, 't/d', 'QWenLMHeadModel.forward')] },
      't/d auto_docstring',
    ],
    ['decorator on another class', { autoDocstring: [call(null, 't/d', 'OtherModel')] }, override],
    [
      'tokenizer in the class',
      { mentions: [call('AutoTokenizer', 't/t', 'QWenLMHeadModel.forward')] },
      override,
    ],
    [
      'processor in the class',
      { mentions: [call('AutoProcessor', 't/t', 'QWenLMHeadModel.forward')] },
      override,
    ],
    [
      'another class in the class',
      { mentions: [call('OtherModel', 't/o', 'QWenLMHeadModel.forward')] },
      override,
    ],
    [
      'call on the class on the documentation page',
      { docPage: [call('QWenLMHeadModel', 't/page')] },
      override,
    ],
    [
      'a call before a decorator before AutoModel',
      {
        mentions: [call('AutoModel', 't/a', 'QWenLMHeadModel.forward'), call('QWenLMHeadModel', 't/c')],
        autoDocstring: [call(null, 't/d', 'QWenLMHeadModel')],
      },
      't/c from_pretrained',
    ],
  ])('%s', (_, sources, expected) => {
    expect(chosen('QWenLMHeadModel', sources)).toBe(expected);
  });
});

describe('known right and wrong', () => {
  test('a sibling class has an example of an older model', () => {
    const mentions = [
      call('Gemma3ForCausalLM', 'google/gemma-2-9b', 'Gemma3ForCausalLM.forward'),
      call('AutoTokenizer', 'google/gemma-2-9b', 'Gemma3ForCausalLM.forward'),
      call(
        'Gemma3ForConditionalGeneration',
        'google/gemma-3-4b-it',
        'Gemma3ForConditionalGeneration.forward',
      ),
    ];
    expect(chosen('Gemma3ForConditionalGeneration', { mentions })).toBe(
      'google/gemma-3-4b-it from_pretrained',
    );
  });

  test('a message names the checkpoint of another model', () => {
    const mentions = [
      call('BlenderbotSmallModel', 'facebook/small_blenderbot-90M', 'BlenderbotModel.from_pretrained'),
      call('BlenderbotModel', 'facebook/blenderbot-400M-distill', 'BlenderbotModel.forward'),
    ];
    expect(chosen('BlenderbotModel', { mentions })).toBe('facebook/blenderbot-400M-distill from_pretrained');
  });

  test('a tokenizer stands first', () => {
    const mentions = [
      call('AutoTokenizer', 'FacebookAI/xlm-roberta-base', 'XmodForCausalLM.forward'),
      call('XmodForCausalLM', 'facebook/xmod-base', 'XmodForCausalLM.forward'),
    ];
    expect(chosen('XmodForCausalLM', { mentions })).toBe('facebook/xmod-base from_pretrained');
    expect(chosen('XmodModel', { mentions })).toBe('facebook/xmod-base from_pretrained');
  });
});

describe('configuration links', () => {
  const configLinks = [
    link('AcornVisionConfig', 'forest/vision-tower'),
    link('AcornConfig', 'treeline/acorn-7b'),
  ];

  test.each([
    ['AcornForCausalLM', 'treeline/acorn-7b'],
    ['AcornVisionTransformer', 'forest/vision-tower'],
    ['OakModel', 'forest/vision-tower'],
  ])('%s: the configuration with the longest common stem', (architecture, id) => {
    expect(chosen(architecture, { configLinks })).toBe(`${id} config_link`);
  });

  test('a known configuration class decides', () => {
    expect(chosen('AcornVisionTransformer', { configLinks, configClass: 'AcornConfig' })).toBe(
      'treeline/acorn-7b config_link',
    );
  });
});

test('among other calls models stand before configurations, processors and tokenizers last', () => {
  const docPage = [
    call('AcornTokenizerFast', 't/tokenizer'),
    call('AcornImageProcessor', 't/processor'),
    call('AcornConfig', 't/config'),
    call(null, 't/pipeline'),
    call('AutoModel', 't/model'),
    call('AcornModel', 't/class'),
  ];
  const taken: string[] = [];
  for (let rest = docPage; rest.length > 0; rest = rest.filter(({ id }) => !taken.includes(id))) {
    const { id } = resolve('AcornModel', { docPage: rest });
    taken.push(id ?? '');
  }
  expect(taken).toEqual(['t/class', 't/model', 't/config', 't/pipeline', 't/tokenizer', 't/processor']);
});

describe('suggestions', () => {
  const known = new Map([
    ['AcornForCausalLM', 't/acorn'],
    ['Acorn2ForCausalLM', 't/acorn2'],
    ['LlamaForCausalLM', 't/llama'],
  ]);

  test('similar names, then the name it begins with', () => {
    expect(suggestExamples('AcornsForCausalLM', known)).toEqual([
      { architecture: 'Acorn2ForCausalLM', id: 't/acorn2' },
      { architecture: 'AcornForCausalLM', id: 't/acorn' },
    ]);
    expect(suggestExamples('LlamaForCausalLMEagle3', known)).toEqual([
      { architecture: 'LlamaForCausalLM', id: 't/llama' },
    ]);
    expect(suggestExamples('Unrelated', known)).toEqual([]);
  });

  test('are never an example', () => {
    expect(chosen('AcornsForCausalLM', {})).toBe('none');
  });
});
