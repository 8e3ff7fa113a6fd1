import { expect, test } from 'vitest';
import { createFactExtractor } from '../../src/python/extract.js';
import { createVerifyingExtractor } from '../../src/python/verify.js';

const fast = await createFactExtractor();

test('a file that both ways read alike has the facts of either', async () => {
  const verify = await createVerifyingExtractor();
  const text = 'class A(B):\n    """C"""\n    d = 1\n';
  expect(verify('m.py', text)).toEqual(fast('m.py', text));
  expect(verify('m.py', text, 'bodies')).toEqual(fast('m.py', text, 'bodies'));
});

test('where they differ, the file has an error at the first statement that differs', async () => {
  const verify = await createVerifyingExtractor((path, source, depth) => {
    const facts = fast(path, source, depth);
    return { ...facts, body: facts.body.slice(0, 1) };
  });
  const { partial, body, diagnostics } = verify('m.py', 'a = 1\n\nb = 2\nc = 3\n');
  expect(partial).toBe(true);
  expect(body).toHaveLength(3);
  expect(diagnostics).toMatchObject([
    { rule: 'python-engines', severity: 'error', file: 'm.py', line: 3, column: 1 },
  ]);
});

test('a syntax error in a function body is reported', async () => {
  const verify = await createVerifyingExtractor();
  expect(verify('m.py', 'def f():\n    a b\n').diagnostics).toMatchObject([
    { rule: 'python-syntax', line: 2 },
  ]);
});
