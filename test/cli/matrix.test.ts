import { expect, test } from 'vitest';
import { archscan, exampleWorkspace } from './run.js';

test('the table says what its cells mean, above its columns', async () => {
  const { sglang, transformers } = exampleWorkspace();
  const { code, out } = await archscan(['matrix', sglang, '--transformers', transformers]);
  expect(code).toBe(0);
  const [legend, blank, head, first] = out.split('\n');
  expect(legend).toMatch(/^Y registered, .*, empty not served$/);
  expect(blank).toBe('');
  expect(head).toMatch(/^architecture +category +sglang +engines$/);
  expect(first).toMatch(/^AcornChatForCausalLM +text +Y +1$/);
});
