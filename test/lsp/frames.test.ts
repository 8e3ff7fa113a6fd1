import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES, messageFrames } from '../../src/lsp/frames.js';

interface Passed {
  readonly text: string;
  readonly problems: readonly string[];
}

/** What is passed on of a stream that comes in these pieces. */
async function passed(pieces: readonly (Buffer | string)[]): Promise<Passed> {
  const problems: string[] = [];
  const frames = messageFrames((message) => problems.push(message));
  const found: Buffer[] = [];
  frames.on('data', (data: Buffer) => found.push(data));
  const end = new Promise((resolve) => frames.once('end', resolve));
  for (const piece of pieces) frames.write(piece);
  frames.end();
  await end;
  return { text: Buffer.concat(found).toString('utf8'), problems };
}

function frame(body: string, before = ''): string {
  return `${before}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

test.each<[string, string, readonly string[], number]>([
  ['messages', frame('{"a":1}') + frame('é😀'), ['{"a":1}', 'é😀'], 0],
  [
    'another header in front',
    frame('{}', 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n'),
    ['{}'],
    0,
  ],
  ['letters of another case', 'content-length:2\r\n\r\n{}', ['{}'], 0],
  ['garbage between messages', `${frame('{}')}\r\nhello\r\n\r\n${frame('[]')}`, ['{}', '[]'], 1],
  ['a length that is no number', `Content-Length: abc\r\n\r\n{}${frame('[]')}`, ['[]'], 2],
  ['a length below nothing', `Content-Length: -5\r\n\r\n${frame('[]')}`, ['[]'], 2],
  ['a number with something behind', `Content-Length: 5x\r\n\r\n${frame('[]')}`, ['[]'], 2],
  ['no length at all', `Content-Type: x\r\n\r\n{}${frame('[]')}`, ['[]'], 1],
  ['an empty message', `Content-Length: 0\r\n\r\n${frame('[]')}`, ['', '[]'], 0],
  ['a header without end', `Content-Length: 2${'x'.repeat(9000)}${frame('[]')}`, ['[]'], 2],
])('%s', async (_, stream, bodies, problems) => {
  const result = await passed([stream]);
  expect(result.text).toBe(bodies.map((body) => frame(body)).join(''));
  expect(result.problems).toHaveLength(problems);
});

test('a length beyond all measure ends the stream', async () => {
  const { text, problems } = await passed([
    frame('{}'),
    `Content-Length: ${MAX_MESSAGE_BYTES + 1}\r\n\r\n`,
    frame('[]'),
  ]);
  expect(text).toBe(frame('{}'));
  expect(problems).toEqual([expect.stringContaining('the connection ends')]);
});

test('it does not matter where the stream is cut, and any garbage is survived', async () => {
  const body = fc.string({ unit: 'binary', maxLength: 30 });
  // Garbage that begins a header swallows what follows, as it should.
  const garbage = fc.string({ maxLength: 40 }).filter((text) => !/c/i.test(text));
  const parts = fc.array(fc.record({ garbage, body }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(parts, fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), async (messages, cuts) => {
      const whole = Buffer.from(messages.map((each) => each.garbage + frame(each.body)).join(''));
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
        whole.length,
      ];
      const pieces = places.slice(1).map((end, index) => whole.subarray(places[index], end));
      const { text } = await passed(pieces.filter(({ length }) => length > 0));
      expect(text).toBe(messages.map((each) => frame(each.body)).join(''));
    }),
    { seed: 20261121, numRuns: 200 },
  );
});
