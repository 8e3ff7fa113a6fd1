import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CancellationTokenSource,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DocumentDiagnosticRequest,
  DocumentSymbolRequest,
  ExecuteCommandRequest,
  FileChangeType,
  HoverRequest,
  LSPErrorCodes,
  ReferencesRequest,
  ShowDocumentRequest,
  WorkspaceDiagnosticRequest,
  WorkspaceSymbolRequest,
  type CodeAction,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol,
  type Range,
} from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { edited } from '../lint/support.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { at, editedBy, MODEST, NEW_MODEL, startClient, uriOf, type TestClient } from './client.js';

/** Some thousand files are read several times. */
const SLOW = { timeout: 900_000 };

const ROW = '| **LlamaForCausalLM** | Y | Y | `llama.py` | meta-llama/Llama-2-7b-hf |';

interface Checkout {
  readonly folder: string;
  /** A copy of the sources, so that files may come and go. */
  readonly sglang: string;
  readonly transformers: string;
  readonly llama: string;
  readonly source: string;
  readonly document: string;
  /** The document as `archscan track` writes it. */
  readonly text: string;
}

async function checkout(): Promise<Checkout> {
  const transformers = corpus('transformers-2025-12');
  const folder = tempFolder();
  const [sglang, document] = [join(folder, 'sglang'), join(folder, 'tracking.md')];
  cpSync(join(corpus('sglang-2026-04'), 'python'), join(sglang, 'python'), { recursive: true });
  const config = JSON.stringify({ sglang, transformers, output: 'tracking.md' });
  writeFileSync(join(folder, 'archscan.config.json'), config);
  const { code, err } = await archscan([
    ...['track', sglang, '--transformers', transformers, '--output', document],
  ]);
  if (code !== 0) throw new Error(err);
  const llama = join(sglang, 'python/sglang/srt/models/llama.py');
  const [text, source] = [readFileSync(document, 'utf8'), readFileSync(llama, 'utf8')];
  return { folder, sglang, transformers, llama, source, document, text };
}

async function pulled({ connection }: TestClient, uri: string): Promise<readonly Diagnostic[]> {
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  return report.kind === 'full' ? report.items : [];
}

function messageOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

interface Printed {
  readonly findings: readonly { file: string; rule: string; line: number; message: string }[];
}

test('every feature on a real SGLang checkout with the document that track writes', SLOW, async () => {
  const { folder, sglang, transformers, llama, source, document, text } = await checkout();
  const shown: string[] = [];
  const client = await startClient({
    folders: [folder],
    prepare(connection) {
      connection.onRequest(ShowDocumentRequest.type, (params) => {
        shown.push(params.uri);
        return { success: true };
      });
    },
  });
  const { connection } = client;
  const [uri, python] = [uriOf(document), uriOf(llama)];
  const textDocument = { uri };
  const lintArgs = ['lint', sglang, document, '--transformers', transformers];

  // Questions that are taken back while everything is being read.
  const asked = Array.from({ length: 5 }, () => {
    const token = new CancellationTokenSource();
    const answer = connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'llama' }, token.token);
    token.cancel();
    return answer;
  });
  for (const answer of asked)
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });

  // All findings of the workspace are those of lint: sources and document.
  const wrong = edited(
    text,
    [ROW, '| **LlamaForCausalLM** |  | Y | `lama.py` | meta-llama/Llama-2-7b-hf |'],
    ['| **Cohere2ForCausalLM** | Y | Y | `commandr.py` | CohereForAI/c4ai-command-r-v01 |\n', ''],
    ['| **AquilaForCausalLM** |  |  |', '| **AquilaForCausalLM** | Y |  |'],
  );
  writeFileSync(document, wrong);
  await client.open(uri, wrong, 1);
  const workspace = await connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  const answered = workspace.items.flatMap((file) =>
    file.kind === 'full'
      ? file.items.map(
          (each) => `${file.uri}:${each.range.start.line + 1} ${String(each.code)} ${messageOf(each)}`,
        )
      : [],
  );
  const linted = await archscan([...lintArgs, '--format', 'json']);
  // The output is held to its schema elsewhere.
  const printed = (JSON.parse(linted.out) as Printed).findings.map(
    ({ file, line, rule, message }) => `${uriOf(file)}:${line} ${rule} ${message}`,
  );
  expect(printed.filter((each) => each.startsWith(uri)).length).toBeGreaterThan(400);
  expect(printed.filter((each) => !each.startsWith(uri)).length).toBeGreaterThan(10);
  expect([...answered].sort()).toEqual([...printed].sort());

  // A fix of one finding, and fix all, which is lint --fix byte for byte.
  const line = at(wrong, '| **LlamaForCausalLM**').line;
  const whole: Range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
  const actionsIn = async (range: Range, only?: string[]): Promise<readonly CodeAction[]> =>
    (await connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range,
      context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
    })) as CodeAction[];
  const onRow = await actionsIn({ start: { line, character: 0 }, end: { line, character: 99 } });
  const titles = onRow.filter(({ kind }) => kind === 'quickfix').map(({ title }) => title);
  expect(titles).toContain('Write Y');
  const oneFix = editedBy(
    wrong,
    onRow.find(({ title }) => title === 'Write Y'),
    1,
  );
  expect(oneFix.split('\n')[line]).toMatch(/^\| \*\*LlamaForCausalLM\*\* \| Y \|/);
  const [all] = await actionsIn(whole, ['source.fixAll']);
  const { code } = await archscan([...lintArgs, '--fix', '--date', '2026-01-02']);
  expect(code).toBeLessThan(2);
  const corrected = readFileSync(document, 'utf8');
  expect(corrected).not.toBe(wrong);
  expect(corrected).toContain(ROW);
  expect(editedBy(wrong, all, 1)).toBe(corrected);
  await client.change(uri, 2, text);

  // Hover with evidence, definition and references, from the document and from the source.
  const cell = at(text, '**Llama¦ForCausalLM**');
  const list = at(source, 'EntryClass').line;
  const entry = at(source.slice(source.indexOf('EntryClass')), '    Llama¦ForCausalLM,');
  const inEntry = {
    line: list + entry.line,
    character: entry.character,
  };
  for (const [of, position] of [
    [uri, cell],
    [python, inEntry],
  ] as const) {
    const hover = await connection.sendRequest(HoverRequest.type, { textDocument: { uri: of }, position });
    const value = JSON.stringify(hover?.contents);
    expect(value).toContain('SGLang: **native**');
    expect(value).toContain(`llama.py#L${list + 1}`);
    expect(value).toContain('tracking.md');
    const definition = await connection.sendRequest(DefinitionRequest.type, {
      textDocument: { uri: of },
      position,
    });
    const range = {
      start: at(source, 'class ¦LlamaForCausalLM'),
      end: at(source, 'class LlamaForCausalLM¦'),
    };
    expect(definition).toContainEqual({ uri: python, range });
    const references = await connection.sendRequest(ReferencesRequest.type, {
      textDocument: { uri: of },
      position,
      context: { includeDeclaration: true },
    });
    const files = new Set(references?.map((each) => each.uri));
    expect([...files]).toEqual(expect.arrayContaining([uri, python]));
    expect(files.size).toBeGreaterThan(5);
  }
  const toFile = await connection.sendRequest(DefinitionRequest.type, {
    textDocument,
    position: at(text, '| **LlamaForCausalLM** | Y | Y | `lla¦ma.py`'),
  });
  expect(toFile).toMatchObject([{ uri: python, range: { start: { line: inEntry.line } } }]);

  // Lenses, one for each class that is registered, and the command behind them.
  const lenses =
    (await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: python } })) ?? [];
  const row = at(text, ROW).line + 1;
  expect(lenses.map(({ command }) => command?.title)).toEqual(
    expect.arrayContaining([
      `LlamaForCausalLM: row at tracking.md:${row} · fallback: yes · meta-llama/Llama-2-7b-hf`,
    ]),
  );
  expect(lenses).toHaveLength(4);
  const { command = '', arguments: args = [] } = lenses[0]?.command ?? {};
  await connection.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  expect(shown).toEqual([uri]);

  // Symbols of the source, the document and the workspace.
  const registrations = await connection.sendRequest(DocumentSymbolRequest.type, {
    textDocument: { uri: python },
  });
  expect(registrations?.map(({ name }) => name).sort()).toEqual(
    ['IQuestCoderForCausalLM', 'InternLM3ForCausalLM', 'LlamaForCausalLM', 'Phi3ForCausalLM'].sort(),
  );
  // The client has said that it wants them as a tree.
  const tree = (await connection.sendRequest(DocumentSymbolRequest.type, {
    textDocument,
  })) as DocumentSymbol[];
  const names = (symbols: readonly DocumentSymbol[]): readonly string[] =>
    symbols.flatMap(({ name, children = [] }) => [name, ...names(children)]);
  const rows = [...text.matchAll(/^\| \*\*(?!Total)(\w+)\*\* \|/gm)].map(([, name]) => name);
  expect(rows.length).toBeGreaterThan(900);
  expect(names(tree)).toEqual(expect.arrayContaining(rows));
  const found = await connection.sendRequest(WorkspaceSymbolRequest.type, { query: 'llamaforcausallm' });
  const places = found?.filter(({ name }) => name === 'LlamaForCausalLM').map(({ location }) => location.uri);
  expect(places).toEqual(
    expect.arrayContaining([
      uri,
      python,
      uriOf(join(transformers, 'src/transformers/models/llama/modeling_llama.py')),
    ]),
  );

  // Completion in the document: of an architecture without a row, and of a checkpoint.
  const started = edited(text, [ROW, '| **Llam | Y | Y | `llama.py` | meta |']);
  await client.change(uri, 3, started);
  const complete = async (piece: string): Promise<readonly CompletionItem[]> =>
    (await connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position: at(started, piece),
    })) as CompletionItem[];
  const keys = await complete('| **Llam¦ |');
  expect(keys).toContainEqual(
    expect.objectContaining({
      label: 'LlamaForCausalLM',
      textEdit: expect.objectContaining({ newText: '**LlamaForCausalLM**' }) as unknown,
    }),
  );
  expect(keys.map(({ label }) => label)).not.toContain('MistralForCausalLM');
  const checkpoints = await complete('`llama.py` | meta¦ |');
  expect(checkpoints.map(({ label }) => label)).toContain('meta-llama/Llama-2-7b-hf');
  await client.change(uri, 4, text);

  await typeInto(client, python, source, uri);
  await watched(client, join(sglang, 'python/sglang/srt/models/birch.py'), uri);
  expect(client.pushed).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});

/** Findings of a registry file while somebody types. */
async function typeInto(client: TestClient, python: string, source: string, document: string): Promise<void> {
  const { connection } = client;
  const saved = (await pulled(client, python)).map(({ code }) => code);
  await client.open(python, source, 1);
  expect((await pulled(client, python)).map(({ code }) => code)).toEqual(saved);
  let version = 1;
  let position = at(source, '    IQuestCoderForCausalLM,\n¦]');
  let typed = '';
  for (const letter of 'NoSuch,') {
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: python, version: ++version },
      contentChanges: [{ range: { start: position, end: position }, text: letter }],
    });
    position = { ...position, character: position.character + 1 };
    typed += letter;
    const entry = (await pulled(client, python)).filter(({ code }) => code === 'sglang-entry-class');
    expect(entry.map(messageOf)).toEqual([expect.stringContaining(`'${typed.replace(',', '')}'`)]);
  }
  // Nothing of this file is registered while it cannot be.
  expect((await pulled(client, document)).map(messageOf)).toContain(
    'llama.py does not register LlamaForCausalLM; nothing does',
  );

  const codesWith = async (...edits: readonly [string, string][]): Promise<readonly unknown[]> => {
    await client.change(python, ++version, edited(source, ...edits));
    return (await pulled(client, python)).map(({ code }) => code);
  };
  expect(await codesWith(['    InternLM3ForCausalLM,\n', '    LlamaForCausalLM,\n'])).toContain(
    'sglang-entry-class',
  );
  expect(
    await codesWith(['EntryClass = [', 'EntryClass = ('], ['ForCausalLM,\n]', 'ForCausalLM,\n)']),
  ).toContain('sglang-entry-class');
  expect(await codesWith(['    InternLM3ForCausalLM,\n', ''])).toContain('sglang-unregistered-class');
  // Of two files that register one name, the later one is told.
  await codesWith(['class Phi3ForCausalLM', 'class MistralForCausalLM'], ['    Phi3For', '    MistralFor']);
  const later = await pulled(client, new URL('mistral.py', python).href);
  expect(later.map(({ code }) => code)).toContain('sglang-duplicate-architecture');
  expect(await codesWith()).toEqual(saved);
  await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: python } });
}

/** A file that comes and goes on disk. */
async function watched(client: TestClient, file: string, document: string): Promise<void> {
  const tell = (type: FileChangeType): Promise<void> =>
    client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(file), type }],
    });
  const missing = async (): Promise<readonly string[]> =>
    (await pulled(client, document)).filter(({ code }) => code === 'tracking-missing-row').map(messageOf);
  expect(await missing()).toEqual([]);
  writeFileSync(file, NEW_MODEL);
  await tell(FileChangeType.Created);
  expect(await missing()).toEqual([expect.stringContaining('BirchForCausalLM')]);
  rmSync(file);
  await tell(FileChangeType.Deleted);
  expect(await missing()).toEqual([]);
}

test('a client that does not pull gets pushes about a real checkout', SLOW, async () => {
  const { folder, llama, source, document, text } = await checkout();
  const client = await startClient({ folders: [folder], capabilities: MODEST });
  const [uri, python] = [uriOf(document), uriOf(llama)];
  const wrong = client.push(uri, ({ diagnostics }) =>
    diagnostics.some(({ code }) => code === 'tracking-wrong-native'),
  );
  await client.open(uri, edited(text, [ROW, ROW.replace('| Y | Y |', '|  | Y |')]), 1);
  expect((await wrong).version).toBe(1);
  const right = client.push(uri, ({ version }) => version === 2);
  await client.change(uri, 2, text);
  expect((await right).diagnostics.map(({ code }) => code)).not.toContain('tracking-wrong-native');
  // An edit of a source is pushed about the source and about the document.
  const ofSource = client.push(python, ({ diagnostics }) =>
    diagnostics.some(({ code }) => code === 'sglang-entry-class'),
  );
  const ofDocument = client.push(uri, ({ diagnostics }) =>
    diagnostics.some(
      (each) => messageOf(each) === 'llama.py does not register LlamaForCausalLM; nothing does',
    ),
  );
  await client.open(python, edited(source, ['EntryClass = [', 'EntryClass = [NoSuchClass, ']), 1);
  expect((await ofSource).version).toBe(1);
  expect((await ofDocument).version).toBe(2);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});
