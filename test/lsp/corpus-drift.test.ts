import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  DidChangeTextDocumentNotification,
  DocumentDiagnosticRequest,
  type Position,
} from 'vscode-languageserver-protocol/node';
import { edited } from '../lint/support.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { at, startClient, uriOf, type TestClient } from './client.js';

/** A checkout is read anew for every letter. */
const SLOW = { timeout: 900_000 };

/** What the findings of one rule are about, as messages. */
async function said(client: TestClient, uri: string, rule: string): Promise<readonly string[]> {
  const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, {
    textDocument: { uri },
  });
  const items = report.kind === 'full' ? report.items : [];
  return items
    .filter(({ code }) => code === rule)
    .map(({ message }) => (typeof message === 'string' ? message : message.value));
}

test('two registries of a real checkout of vLLM that drift apart while somebody types', SLOW, async () => {
  const vllm = corpus('vllm');
  const folder = tempFolder({ 'archscan.config.json': JSON.stringify({ vllm }) });
  const paths = ['vllm/model_executor/models/registry.py', 'tests/models/registry.py'] as const;
  const [models, tests] = [join(vllm, paths[0]), join(vllm, paths[1])];
  const [modelsUri, testsUri] = [uriOf(models), uriOf(tests)];
  const [source, examples] = [readFileSync(models, 'utf8'), readFileSync(tests, 'utf8')];
  const client = await startClient({ folders: [folder] });
  const unregistered = (): Promise<readonly string[]> => said(client, testsUri, 'vllm-unregistered-example');
  const missing = (): Promise<readonly string[]> => said(client, modelsUri, 'vllm-missing-example');
  const before = [
    expect.stringContaining('nothing registers MiniCPM4ForCausalLM') as string,
    expect.stringContaining('nothing registers GraniteVision') as string,
  ];
  const dbrx = expect.stringContaining('nothing registers DbrxForCausalLM') as string;
  expect(await unregistered()).toEqual(before);
  expect(await missing()).toEqual([]);

  // A key of the models' registry is spelled differently, letter by letter: the tests' entry has lost its model.
  await client.open(modelsUri, source, 1);
  let version = 1;
  let position: Position = at(source, '    "DbrxForCausalLM¦": (');
  let name = 'DbrxForCausalLM';
  for (const letter of 'V2') {
    await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: modelsUri, version: ++version },
      contentChanges: [{ range: { start: position, end: position }, text: letter }],
    });
    position = { ...position, character: position.character + 1 };
    name += letter;
    expect(await unregistered()).toEqual([dbrx, ...before]);
    expect(await missing()).toEqual([
      expect.stringContaining(`${name} is registered, but tests/models/registry.py`),
    ]);
  }

  // The tests follow, and they agree again; then the models go back, and they do not.
  await client.open(testsUri, edited(examples, ['"DbrxForCausalLM": ', '"DbrxForCausalLMV2": ']), 1);
  expect(await unregistered()).toEqual(before);
  expect(await missing()).toEqual([]);
  await client.change(modelsUri, ++version, source);
  expect(await missing()).toEqual([expect.stringContaining('DbrxForCausalLM is registered, but')]);
  expect(await unregistered()).toContainEqual(expect.stringContaining('nothing registers DbrxForCausalLMV2'));
  await client.change(testsUri, 2, examples);
  expect(await unregistered()).toEqual(before);
  expect(await missing()).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});
