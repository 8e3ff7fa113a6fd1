import { expect, test } from 'vitest';
import { codeSpan, escapeText } from '../../src/documents/markdown/escape.js';
import { plainHover } from '../../src/lsp/plain-hover.js';

test.each([
  [
    '**A** · text\n\n- E: **native** – `x` ([a.py:3](file:///a.py#L3))\n- F',
    'A · text\n\n- E: native – x (a.py:3)\n- F',
  ],
  [`${escapeText('a*b_c_ [d] <e>')} ${codeSpan('f`g h')}`, 'a*b_c_ [d] <e> f`g h'],
  ['', ''],
])('%j', (markdown, plain) => {
  expect(plainHover(markdown)).toBe(plain);
});
