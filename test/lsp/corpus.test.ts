import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CodeActionRequest,
  CodeLensRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  HoverRequest,
  ReferencesRequest,
  TextDocumentEdit,
  type CodeAction,
  type Diagnostic,
} from 'vscode-languageserver-protocol/node';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { at, startClient, uriOf } from './client.js';

/** The server reads some thousand files anew. */
const SLOW = { timeout: 900_000 };

test('a real SGLang checkout, real transformers sources and a tracking document', SLOW, async () => {
  const [sglang, transformers] = [corpus('sglang-2026-01'), corpus('transformers-2025-12')];
  const folder = tempFolder({
    'archscan.config.json': JSON.stringify({ sglang, transformers, output: 'tracking.md' }),
  });
  const client = await startClient({ folders: [folder] });
  const { connection } = client;
  const uri = uriOf(join(folder, 'tracking.md'));
  const llama = join(sglang, 'python/sglang/srt/models/llama.py');
  const source = readFileSync(llama, 'utf8');
  const findings = async (of: string): Promise<readonly Diagnostic[]> => {
    const report = await connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri: of },
    });
    return report.kind === 'full' ? report.items : [];
  };

  // A document of one heading lacks everything; "fix all" makes it whole.
  const heading = '## Text-only Language Models (Generative)\n';
  await client.open(uri, heading, 1);
  const missing = (await findings(uri)).filter(({ code }) => code === 'tracking-missing-row');
  expect(missing.length).toBeGreaterThan(400);
  const actions = (await connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    context: { diagnostics: [], only: ['source.fixAll'] },
  })) as CodeAction[];
  const change = actions[0]?.edit?.documentChanges?.[0];
  if (change === undefined || !TextDocumentEdit.is(change)) throw new Error('there is nothing to fix');
  const text = heading + change.edits.map((edit) => ('newText' in edit ? edit.newText : '')).join('');
  expect(
    change.edits.every((edit) => 'newText' in edit && edit.range.start.line === edit.range.end.line),
  ).toBe(true);
  await client.change(uri, 2, text);
  const left = (await findings(uri)).filter(
    ({ severity, code }) => severity === 1 && code !== 'tracking-hf-not-served',
  );
  expect(left.map(({ message }) => message)).toEqual([]);

  // From the row to the class, and everything that names it.
  const position = at(text, '**Llama¦ForCausalLM**');
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  expect(hover?.contents).toMatchObject({ value: expect.stringContaining('SGLang: **native**') as string });
  const definition = await connection.sendRequest(DefinitionRequest.type, {
    textDocument: { uri },
    position,
  });
  expect(definition).toEqual([
    {
      uri: uriOf(llama),
      range: { start: at(source, 'class ¦LlamaForCausalLM'), end: at(source, 'class LlamaForCausalLM¦') },
    },
  ]);
  const references = await connection.sendRequest(ReferencesRequest.type, {
    textDocument: { uri },
    position,
    context: { includeDeclaration: true },
  });
  expect(new Set(references?.map((each) => each.uri)).size).toBeGreaterThan(5);
  const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: uriOf(llama) } });
  expect(lenses?.map(({ command }) => command?.title)).toContainEqual(
    expect.stringMatching(/^LlamaForCausalLM: row at tracking\.md:\d+ · fallback: yes · [\w-]+\/[\w.-]+$/),
  );
  const symbols = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });
  expect(symbols?.length).toBeGreaterThan(0);

  // An edit of the file shows in the document, and is gone with the edit.
  await client.open(uriOf(llama), source.replace('EntryClass = [', 'EntryClass = [NoSuchClass, '), 1);
  expect((await findings(uriOf(llama))).map(({ code }) => code)).toContain('sglang-entry-class');
  expect((await findings(uri)).map(({ message }) => message)).toContain(
    'llama.py does not register LlamaForCausalLM; nothing does',
  );
  await client.change(uriOf(llama), 2, source);
  expect((await findings(uriOf(llama))).map(({ code }) => code)).not.toContain('sglang-entry-class');
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});
