import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  WorkspaceDiagnosticRequest,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { checkoutFiles, page, SHRUBS, TREES, TREES_PAGE } from '../session/sync-support.js';
import { tempFolder } from '../support/temp-folder.js';
import { startClient, uriOf, type TestClient } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 240_000 };

function pull(
  { connection }: TestClient,
  uri: string,
  previous?: DocumentDiagnosticReport,
): Promise<DocumentDiagnosticReport> {
  const previousResultId = previous?.resultId;
  return connection.sendRequest(DocumentDiagnosticRequest.type, {
    textDocument: { uri },
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });
}

const linesOf = (report: DocumentDiagnosticReport): readonly number[] | 'unchanged' =>
  report.kind === 'full' ? report.items.map(({ range }) => range.start.line) : report.kind;

test('unchanged is said of the text that the last report was about, and of no other', SLOW, async () => {
  const root = tempFolder({
    ...checkoutFiles(),
    'vllm/archscan.config.json': JSON.stringify({ vllm: '.', profiles: ['trees.json'] }),
  });
  const [uri, other] = [uriOf(join(root, TREES)), uriOf(join(root, SHRUBS))];
  const client = await startClient({ folders: [join(root, 'vllm')] });
  await client.open(uri, TREES_PAGE, 1);
  await client.open(other, page(), 1);
  const first = await pull(client, uri);
  expect(linesOf(first)).toEqual([4, 5]);
  expect(linesOf(await pull(client, uri, first))).toBe('unchanged');
  // What happens elsewhere is nothing new here, as long as it says nothing else.
  await client.change(other, 2, `${page()}\nMore.\n`);
  expect(linesOf(await pull(client, uri, first))).toBe('unchanged');

  // A line above, and one less at its end: the client has moved what it shows.
  await client.change(uri, 2, `\n${TREES_PAGE}`);
  const second = await pull(client, uri, first);
  expect(linesOf(second)).toEqual([5, 6]);
  await client.change(uri, 3, TREES_PAGE);
  const third = await pull(client, uri, second);
  expect(linesOf(third)).toEqual([4, 5]);
  // The same findings, asked for with what was said of an earlier text.
  await client.change(uri, 4, TREES_PAGE.replace('# Trees\n\n', '\n# Trees\n'));
  const fourth = await pull(client, uri, third);
  expect(linesOf(fourth)).toEqual([4, 5]);
  expect(linesOf(await pull(client, uri, first))).toEqual([4, 5]);
  expect(linesOf(await pull(client, uri, fourth))).toBe('unchanged');

  // One that opens it anew counts from the beginning.
  const closing = { textDocument: { uri } };
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, closing);
  const closed = await pull(client, uri);
  expect(linesOf(await pull(client, uri, closed))).toBe('unchanged');
  await client.open(uri, TREES_PAGE, 1);
  expect(linesOf(await pull(client, uri, first))).toEqual([4, 5]);
  const { resultId: value = '' } = await pull(client, uri);
  const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
    previousResultIds: [{ uri, value }],
  });
  expect(items.find((each) => each.uri === uri)).toMatchObject({ kind: 'unchanged', version: 1 });
  expect(await client.stop()).toBe(0);
});
