import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  HoverRequest,
  ReferencesRequest,
  WorkspaceSymbolRequest,
  type CodeAction,
  type CompletionItem,
  type Diagnostic,
} from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { at, editedBy, startClient, uriOf } from './client.js';

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
  const text = editedBy(heading, actions[0], 1);
  const document = join(folder, 'tracking.md');
  writeFileSync(document, heading);
  const args = ['lint', sglang, document, '--transformers', transformers, '--fix', '--date', '2026-01-02'];
  expect((await archscan(args)).code).toBeLessThan(2);
  expect(text).toBe(readFileSync(document, 'utf8'));
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
  const found = await connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'llamaforcausallm' });
  const places = found?.filter(({ name }) => name === 'LlamaForCausalLM').map(({ location }) => location.uri);
  expect(places).toEqual(expect.arrayContaining([uri, uriOf(llama)]));
  const started = text.replace(/\*\*LlamaForCausalLM\*\*/, '**Llam');
  await client.change(uri, 3, started);
  const items = (await connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri },
    position: at(started, '| **Llam¦ |'),
  })) as CompletionItem[];
  expect(items.map(({ label }) => label)).toContain('LlamaForCausalLM');
  await client.change(uri, 4, text);

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
