import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DidCloseTextDocumentNotification, HoverRequest } from 'vscode-languageserver-protocol/node';
import { at, codesOf, exampleCopy, startClient, uriOf } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 480_000 };

function frame(body: string | Buffer, length = Buffer.byteLength(body)): Buffer {
  return Buffer.concat([Buffer.from(`Content-Length: ${length}\r\n\r\n`), Buffer.from(body)]);
}

const REQUEST = '{"jsonrpc":"2.0","id":"lost","method":"textDocument/hover","params":{}}';

test('messages that are none, and texts that are too large, do not disturb the others', SLOW, async () => {
  const { folder, document, text } = await exampleCopy();
  const client = await startClient({ folders: [folder] });
  const [uri, python] = [uriOf(document), uriOf(join(folder, 'sglang/python/sglang/srt/models/acorn.py'))];
  await client.open(uri, text, 1);
  const hover = (of: string): Promise<unknown> =>
    client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: of },
      position: at(text, '**Acorn¦ForCausalLM**'),
    });
  const right = await hover(uri);
  expect(right).toMatchObject({
    contents: { value: expect.stringContaining('SGLang: **native**') as string },
  });

  const bytes = (...codes: number[]): Buffer => Buffer.from(codes);
  for (const garbage of [
    frame('{'),
    frame('{"jsonrpc":"2.0","method":"textDocument/didChange","params":'),
    frame(bytes(0xff, 0xfe, 0x00, 0xd8)),
    frame(
      Buffer.concat([
        Buffer.from('{"jsonrpc":"2.0","method":"x","params":{"a":"'),
        bytes(0xc3, 0x28),
        Buffer.from('"}}'),
      ]),
    ),
    ...['null', '5', '"x"', '[]', '{}', `[${REQUEST}]`, '{"jsonrpc":"2.0","id":null,"method":"x"}'].map(
      (each) => frame(each),
    ),
    frame('{"jsonrpc":"2.0","id":999,"result":null}'),
    frame('{"jsonrpc":"2.0","id":999}'),
    ...['null', '{}', '{"id":null}', '{"id":{}}', '{"id":"none"}'].map((params) =>
      frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":${params}}`),
    ),
    frame('{"jsonrpc":"2.0","method":"$/progress","params":null}'),
    frame('{"jsonrpc":"2.0","method":"$/setTrace","params":{"value":[]}}'),
    frame('{"jsonrpc":"2.0","method":"window/workDoneProgress/cancel","params":{"token":{}}}'),
    frame('['.repeat(1_000_000)),
    // Too short: the rest belongs to no message. Too long: the beginning of the next message is lost with this one.
    frame(REQUEST, 20),
    Buffer.concat([frame(REQUEST, REQUEST.length + 30), frame(REQUEST)]),
  ]) {
    client.process.stdin.write(garbage);
    expect(await hover(uri), garbage.toString('latin1', 0, 90)).toEqual(right);
  }

  // 50 MB of a document and of a module: they are told to be too large, as on disk, and others are answered.
  const rows = '| **AcornForCausalLM** | Y |  |  |\n'.repeat(1_500_000);
  await client.change(uri, 2, text + rows);
  expect(await codesOf(client, uri)).toEqual(['document-unreadable']);
  expect(await hover(uri)).toBeNull();
  await client.open(python, 'ACORN = [1, 2, 3]  # filler\n'.repeat(1_900_000), 1);
  expect(await codesOf(client, python)).toEqual(['source-skipped']);
  expect(await hover(python)).toBeNull();
  await client.change(uri, 3, text);
  expect(await codesOf(client, uri)).not.toContain('document-unreadable');
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, {
    textDocument: { uri: python },
  });
  expect(await hover(uri)).toEqual(right);
  expect(await client.stop()).toBe(0);
});
