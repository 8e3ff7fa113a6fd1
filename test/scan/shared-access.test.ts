import { expect, test } from 'vitest';
import { sharedAccess } from '../../src/scan/shared-access.js';

test('with verify, files are read as a whole as well, so that a syntax error in a function body is seen', async () => {
  const source = Buffer.from('def prune():\n    cut off\n');
  const plain = await sharedAccess({ roots: [] });
  const verifying = await sharedAccess({ roots: [], verify: true });
  expect(plain.extract('fern.py', source).diagnostics).toEqual([]);
  const { diagnostics } = verifying.extract('fern.py', source);
  expect(diagnostics).toMatchObject([{ line: 2, column: 5, severity: 'warning' }]);
  expect(verifying.extract('fern.py', source).diagnostics).toBe(diagnostics);
});
