import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentSymbolRequest,
  HoverRequest,
  ReferencesRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { LIST } from '../session/kernels-support.js';
import { examplePage } from '../kernels/coverage-page.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import type { Probed } from './children/probe.js';
import { exampleCopy, probe, startClient, type TestClient } from './client.js';
import { startTyping, type Sheet } from './typist.js';

const SLOW = { timeout: 1_800_000 };
const MEGABYTE = 2 ** 20;

interface Typed {
  /** The memory after the first edits, and after all. */
  readonly middle: Probed;
  readonly end: Probed;
}

/** The questions of an editor, one after the other, about the place in the middle of a file. */
function questions(client: TestClient): (sheet: Sheet) => Promise<void> {
  const { connection } = client;
  let asked = 0;
  return async ({ uri, text }) => {
    const textDocument = { uri };
    const lines = text.split('\n');
    const position = { line: Math.floor(lines.length / 2), character: 8 };
    const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
    const all = [
      () => connection.sendRequest(HoverRequest.type, { textDocument, position }),
      () => connection.sendRequest(CodeLensRequest.type, { textDocument }),
      () => connection.sendRequest(DefinitionRequest.type, { textDocument, position }),
      () => connection.sendRequest(DocumentSymbolRequest.type, { textDocument }),
      () => connection.sendRequest(CompletionRequest.type, { textDocument, position }),
      () =>
        connection.sendRequest(CodeActionRequest.type, { textDocument, range, context: { diagnostics: [] } }),
      () =>
        connection.sendRequest(ReferencesRequest.type, {
          textDocument,
          position,
          context: { includeDeclaration: true },
        }),
      () => connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'birch' }),
    ];
    asked += 1;
    await all[asked % (all.length * 2)]?.();
  };
}

/** Every finding of the workspace, file by file. The name of a result also tells of how many edits it is. */
async function everything({ connection }: TestClient): Promise<unknown> {
  const { items } = await connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  return items.map((each) => ({ ...each, resultId: undefined })).toSorted((a, b) => (a.uri < b.uri ? -1 : 1));
}

async function typeThrough(
  folders: readonly string[],
  paths: readonly string[],
  { first, edits, together }: { readonly first: number; readonly edits: number; readonly together: number },
): Promise<Typed> {
  const client = await startClient({ folders, isProbed: true });
  const between = questions(client);
  const typist = await startTyping(client, paths, { seed: 20261121, most: edits, together, between });
  await typist.type(first);
  const texts = (): readonly string[] => typist.sheets().map(({ text }) => text);
  /** The memory while every text is as it was, so that two of them can be compared. */
  const memory = async (): Promise<Probed> => {
    await typist.restore();
    await everything(client);
    return probe(client);
  };
  const middle = await memory();
  await typist.type(edits - first);

  const fresh = await startClient({ folders });
  for (const { uri, text, version } of typist.sheets()) await fresh.open(uri, text, version);
  expect(new Set(texts()).size).toBe(paths.length);
  expect(await everything(client)).toEqual(await everything(fresh));
  expect(await fresh.stop()).toBe(0);
  const end = await memory();
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
  return { middle, end };
}

test(
  'hundreds of edits of the example workspace later memory is flat and every tree is freed',
  SLOW,
  async () => {
    const { folder, document } = await exampleCopy();
    const bench = tempFolder({
      'docs/model_coverage.mdx': examplePage(),
      'web/apps/web/data/models.ts': LIST,
    });
    const models = join(folder, 'sglang/python/sglang/srt/models');
    const paths = [
      ...['acorn.py', 'acorn_moe.py'].map((name) => join(models, name)),
      document,
      join(bench, 'docs/model_coverage.mdx'),
      join(bench, 'web/apps/web/data/models.ts'),
    ];
    const { middle, end } = await typeThrough([folder, bench], paths, {
      first: 150,
      edits: 300,
      together: 3,
    });
    expect(middle.made).toBeGreaterThan(20);
    expect([middle.live, end.live]).toEqual([0, 0]);
    expect(end.heap - middle.heap).toBeLessThan(4 * MEGABYTE);
    expect(end.external - middle.external).toBeLessThan(4 * MEGABYTE);
  },
);

test(
  'thousands of edits of a real SGLang checkout, its document, and FlashInfer-Bench later memory is flat',
  SLOW,
  async () => {
    const [sglang, transformers] = [corpus('sglang-2026-04'), corpus('transformers-2025-12')];
    const definitions = corpus('flashinfer-bench-definitions');
    const folder = tempFolder();
    const document = join(folder, 'tracking.md');
    const config = JSON.stringify({ sglang, transformers, output: 'tracking.md' });
    writeFileSync(join(folder, 'archscan.config.json'), config);
    const { code } = await archscan(['track', sglang, '--transformers', transformers, '--output', document]);
    expect(code).toBe(0);
    const bench = tempFolder({ 'archscan.config.json': JSON.stringify({ definitions }) });
    cpSync(corpus('flashinfer-bench'), bench, { recursive: true });
    const models = join(sglang, 'python/sglang/srt/models');
    const names = ['gemma.py', 'gpt2.py', 'grok.py', 'olmo.py', 'llama.py', 'deepseek_v2.py'];
    const paths = [
      ...names.map((name) => join(models, name)),
      document,
      join(bench, 'docs/model_coverage.mdx'),
      join(bench, 'web/apps/web/data/models.ts'),
    ];
    // What is kept for all files, and compiled code, still grow during the first two thousand.
    const edits = { first: 2000, edits: 3000, together: 20 };
    const { middle, end } = await typeThrough([folder, bench], paths, edits);
    expect([middle.live, end.live]).toEqual([0, 0]);
    expect(end.heap - middle.heap).toBeLessThan(12 * MEGABYTE);
    expect(end.external - middle.external).toBeLessThan(4 * MEGABYTE);
  },
);
