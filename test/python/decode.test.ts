import { expect, test } from 'vitest';
import { decodeSource, dropMark } from '../../src/python/decode.js';

const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test.each([
  ['UTF-8 without a cookie', Buffer.from('a = "é"\r\n'), 'a = "é"\r\n'],
  ['a byte-order mark is dropped', Buffer.from('\ufeffa = 1'), 'a = 1'],
  ['a second mark stays', Buffer.from('\ufeff\ufeffa'), '\ufeffa'],
  ['a mark and the cookie that agrees', Buffer.from('\ufeff# coding: utf8\né'), '# coding: utf8\né'],
  ['a cookie of Emacs', latin('# -*- coding: latin-1 -*-\né'), '# -*- coding: latin-1 -*-\né'],
  [
    'a cookie of Vim, second line',
    latin('#!python\n# vim: set fileencoding=cp1252 :\n\x80'),
    '#!python\n# vim: set fileencoding=cp1252 :\n€',
  ],
  ['a cookie with an editor suffix', latin('# coding: latin-1-unix\né'), '# coding: latin-1-unix\né'],
  ['a cookie behind a form feed', latin('\f# coding=iso-8859-15\n\xa4'), '\f# coding=iso-8859-15\n€'],
  [
    'a cookie behind CR LF',
    latin('#!python\r\n# coding: latin-1\r\né'),
    '#!python\r\n# coding: latin-1\r\né',
  ],
  ['a lone carriage return ends the first line', latin('#\r# coding: latin-1\ré'), '#\r# coding: latin-1\ré'],
  ['nothing', new Uint8Array(), ''],
])('%s', (_, bytes, text) => {
  expect(decodeSource(bytes)).toMatchObject({ text, problem: null });
});

test.each([
  ['in the third line', '#\n#\n# coding: latin-1\né'],
  ['behind code', 'a = 1\n# coding: latin-1\né'],
])('a cookie %s is none, so that bytes beyond ASCII are a problem', (_, text) => {
  expect(decodeSource(latin(text)).problem).toBe('not valid UTF-8, and no encoding cookie says otherwise');
});

test.each([
  ['an unknown encoding', latin('# coding: klingon\na = 1'), "unknown encoding 'klingon'"],
  [
    'a cookie against the mark',
    Buffer.from('\ufeff# coding: latin-1\na'),
    "encoding cookie 'latin-1' contradicts the UTF-8 mark",
  ],
  [
    'a byte that ASCII does not have',
    latin('# coding: ascii\né'),
    "a byte above 127 in a file declared as 'ascii'",
  ],
  ['a byte that cp1252 does not have', latin('# coding: cp1252\n\x81'), "bytes that are not valid 'cp1252'"],
  [
    'bytes that the codec does not have',
    Buffer.from([...latin('# coding: euc-jp\n'), 0xff, 0xff]),
    "bytes that are not valid 'euc-jp'",
  ],
])('%s is said beside a text', (_, bytes, problem) => {
  const decoded = decodeSource(bytes);
  expect(decoded.problem).toBe(problem);
  expect(decoded.text.length).toBeGreaterThan(10);
});

test('text that is decoded already loses one leading mark', () => {
  expect([dropMark('\ufeffa'), dropMark('a'), dropMark('')]).toEqual(['a', 'a', '']);
});

test('UTF-8 is decoded to the units that the lexer takes', () => {
  const text = 'é = "\u{1f917}\u2028"\r\n';
  const decoded = decodeSource(Buffer.from(text));
  expect(decoded.text).toBe(text);
  expect(decoded.encoded).toEqual({ bytes: Buffer.from(text, 'utf16le'), unitBytes: 2 });
  expect(decodeSource(Buffer.from([0x61, 0xff])).encoded).toBeNull();
});

test.each([
  ['ASCII', Buffer.from('a\0'), true],
  ['UTF-8', Buffer.from('é\0'), true],
  ['UTF-8 without one', Buffer.from('é'), false],
  ['invalid UTF-8', Buffer.from([0xff, 0]), true],
  ['Latin-1', latin('# coding: latin-1\n\xe9\0'), true],
])('a NUL is seen in %s', (_, bytes, holdsNul) => {
  expect(decodeSource(bytes).holdsNul).toBe(holdsNul);
});

test('bytes stand for themselves where all of them are ASCII and no cookie says otherwise', () => {
  const bytes = Buffer.from('a = 1\r\n');
  expect(decodeSource(bytes).encoded).toEqual({ bytes, unitBytes: 1 });
  expect(decodeSource(Buffer.from('\ufeffa')).encoded).toEqual({ bytes: Buffer.from('a'), unitBytes: 1 });
  expect(decodeSource(Buffer.from('# coding: utf-8')).encoded?.unitBytes).toBe(1);
  expect(decodeSource(latin('# coding: latin-1\na')).encoded).toBeNull();
});
