import { describe, expect, test } from 'vitest';
import { isAsWritten } from '../../../src/documents/tracking/as-written.js';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import { modelOf, row } from './support.js';

const model = modelOf([
  row('OakForCausalLM', 'text', { native: true, hf: true, file: 'oak.py', example: 'acorn/oak' }),
  row('Elm_VL', 'multimodal', { hf: true }),
]);
const text = renderTracking(model);
const later = { ...model, date: '2027-01-01' };

describe('isAsWritten', () => {
  test.each([
    ['as it is', text],
    ['with CR LF', text.replaceAll('\n', '\r\n')],
    ['with a byte-order mark', `\uFEFF${text}`],
  ])('a document that was written before, %s', (_, existing) => {
    expect(isAsWritten(existing, later)).toBe(true);
  });

  test.each([
    ['a remark', text.replace('---', 'A remark.\n\n---')],
    ['another cell', text.replace('oak.py', 'elm.py')],
    ['a date that is none', text.replace('2026-01-02', 'today')],
    ['a blank at the end of a line', text.replace('\n', ' \n')],
  ])('not one with %s', (_, existing) => {
    expect(existing).not.toBe(text);
    expect(isAsWritten(existing, model)).toBe(false);
  });

  test.each(['Total', 'etc', 'Ünïcode', 'two words'])(
    'not with the name %s, which may not read back',
    (name) => {
      const odd = modelOf([row(name, 'text')]);
      expect(isAsWritten(renderTracking(odd), odd)).toBe(false);
    },
  );
});
