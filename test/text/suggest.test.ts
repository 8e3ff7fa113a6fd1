import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, suggest } from '../../src/text/suggest.js';

const commands = ['scan', 'support', 'track', 'coverage', 'discover', 'sync', 'matrix', 'lint', 'lsp'];

test('a typo gets the closest name', () => {
  expect(suggest('sacn', commands)).toEqual(['scan']);
  expect(suggest('suport', commands)).toEqual(['support']);
  expect(suggest('category', ['categories', 'examples', 'engines'])).toEqual(['categories']);
});

test('letter case alone is the closest', () => {
  const names = ['Qwen3ForCausalLM', 'Qwen3MoeForCausalLM', 'Qwen2MoeForCausalLM'];
  expect(suggest('Qwen3MoEForCausalLM', names)).toEqual(['Qwen3MoeForCausalLM']);
});

test('a common suffix does not make names alike', () => {
  expect(suggest('FooForCausalLM', ['LlamaForCausalLM', 'Starcoder2ForCausalLM'])).toEqual([]);
});

test('the beginning of a name is enough when nothing is near', () => {
  const names = ['LlamaForSequenceClassification', 'LlamaForCausalLM', 'MistralForCausalLM'];
  expect(suggest('llama', names)).toEqual(['LlamaForCausalLM', 'LlamaForSequenceClassification']);
  expect(suggest('ll', names)).toEqual([]);
});

test('equally near names come in code unit order, three at most, each once', () => {
  expect(suggest('abcx', ['abcd', 'abca', 'abcc', 'abcb', 'abca'])).toEqual(['abca', 'abcb', 'abcc']);
});

test('the name itself is no suggestion', () => {
  expect(suggest('scan', ['scan'])).toEqual([]);
});

test('one sentence for messages', () => {
  expect(didYouMean('sacn', commands)).toBe(' Did you mean "scan"?');
  expect(didYouMean('abcx', ['abca', 'abcb', 'abcc'])).toBe(' Did you mean "abca", "abcb" or "abcc"?');
  expect(didYouMean('zzzzzz', commands)).toBe('');
});

test('one edit of a longer name is always found', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    minLength: 4,
    maxLength: 30,
  });
  fc.assert(
    fc.property(name, fc.nat(), fc.constantFrom('delete', 'insert', 'swap'), (text, seed, edit) => {
      const at = seed % (text.length - 1);
      const [head, a, b, tail] = [text.slice(0, at), text[at] ?? '', text[at + 1] ?? '', text.slice(at + 2)];
      const typo =
        edit === 'delete'
          ? head + b + tail
          : edit === 'insert'
            ? `${head}${a}z${b}${tail}`
            : head + b + a + tail;
      fc.pre(typo !== text);
      expect(suggest(typo, [text, 'something-else-entirely-that-is-far-away'])).toEqual([text]);
    }),
    { seed: 20260101, numRuns: 300 },
  );
});
