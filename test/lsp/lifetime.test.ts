import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import {
  ErrorCodes,
  ExitNotification,
  HoverRequest,
  InitializeRequest,
  InitializedNotification,
  MessageType,
  ShowMessageNotification,
  ShutdownRequest,
  type ShowMessageParams,
} from 'vscode-languageserver-protocol/node';
import { tempFolder } from '../support/temp-folder.js';
import { EVERYTHING, startServer, uriOf, type TestServer } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 240_000 };

/** A configuration that prints in every way there is, and whose engine is nowhere. */
const LOUD = `import own from 'node:console';
console.log('from the global console');
own.log('from the console of node');
process.stdout.write('written\\n');
export default { sglang: 'nowhere' };
`;

function paramsFor(folders: readonly string[], processId: number | null = process.pid): object {
  const workspaceFolders = folders.map((folder) => ({ uri: uriOf(folder), name: folder }));
  return { processId, capabilities: EVERYTHING, workspaceFolders };
}

test('what comes before its time, twice, or after the end, is refused', SLOW, async () => {
  const server = startServer();
  const { connection, exit, stderr, broken } = server;
  const shown: ShowMessageParams[] = [];
  const told = new Promise<void>((resolve) => {
    // This client knows no requests of the server: it refuses them all.
    connection.onNotification(ShowMessageNotification.type, (params) => {
      shown.push(params);
      resolve();
    });
  });
  connection.listen();
  const folder = tempFolder({ 'archscan.config.mjs': LOUD });
  const uri = uriOf(`${folder}/x.md`);
  const hover = { textDocument: { uri }, position: { line: 0, character: 0 } };
  const refused = (code: number): unknown => expect.objectContaining({ code });
  const ask = (method: string, params?: object): Promise<unknown> =>
    (params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params)).catch(
      (error: unknown) => error,
    );

  expect(await ask(HoverRequest.method, hover)).toEqual(refused(ErrorCodes.ServerNotInitialized));
  expect(await ask(ShutdownRequest.method)).toEqual(refused(ErrorCodes.ServerNotInitialized));
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, version: 1, text: 'x' } });
  for (const params of [
    {},
    [],
    { capabilities: null },
    { capabilities: {}, workspaceFolders: 3 },
    { capabilities: {}, workspaceFolders: [{ uri: 5 }] },
    { capabilities: { general: { positionEncodings: 5 } } },
  ])
    expect(await ask(InitializeRequest.method, params), JSON.stringify(params)).toHaveProperty('code');
  expect(await ask(InitializeRequest.method, paramsFor([folder]))).toHaveProperty('capabilities');
  expect(await ask(InitializeRequest.method, paramsFor([]))).toEqual(refused(ErrorCodes.InvalidRequest));
  await connection.sendNotification(InitializedNotification.type, {});
  expect(await ask('textDocument/nothing', hover)).toEqual(refused(ErrorCodes.MethodNotFound));
  await told;
  expect(shown).toEqual([
    { type: MessageType.Warning, message: expect.stringContaining('nowhere') as string },
  ]);
  expect(await ask(HoverRequest.method, hover)).toBeNull();

  expect(await ask(ShutdownRequest.method)).toBeNull();
  expect(await ask(HoverRequest.method, hover)).toEqual(refused(ErrorCodes.InvalidRequest));
  expect(await ask(ShutdownRequest.method)).toEqual(refused(ErrorCodes.InvalidRequest));
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, version: 1, text: 'x' } });
  await connection.sendNotification(ExitNotification.type);
  expect(await exit).toBe(0);
  // Whatever the configuration prints, standard output has nothing but messages.
  expect(broken).toEqual([]);
  expect(stderr()).toBe('from the global console\nfrom the console of node\nwritten\n');
});

test.each<[string, number, (server: TestServer, stopParent: () => unknown) => unknown]>([
  ['the client says exit without shutdown', 1, ({ connection }) => connection.sendNotification('exit')],
  ['the input ends', 1, ({ process }) => process.stdin.end()],
  [
    'nobody reads the output',
    0,
    ({ process, connection }) => {
      process.stdout.destroy();
      // The answer cannot be written; the error is that of this side.
      void connection.sendRequest('textDocument/hover', {}).catch(() => undefined);
    },
  ],
  ['the process of the client is gone', 1, (_, stopParent) => stopParent()],
])('the server ends when %s', SLOW, async (_, code, end) => {
  const parent = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const server = startServer();
  server.connection.listen();
  const stopParent = (): unknown => parent.kill('SIGKILL');
  await server.connection.sendRequest(InitializeRequest.method, paramsFor([], parent.pid));
  await end(server, stopParent);
  expect(await server.exit).toBe(code);
  stopParent();
  expect(server.stderr()).toBe('');
});
