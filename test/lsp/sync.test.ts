import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CodeActionRequest,
  DocumentDiagnosticRequest,
  type CodeAction,
  type Diagnostic,
} from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { checkoutFiles, SETTLED, TREES_PAGE } from '../session/sync-support.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { editedBy, startClient, uriOf, type TestClient } from './client.js';

const SLOW = { timeout: 600_000 };
const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 99_999, character: 0 } };

async function diagnostics({ connection }: TestClient, uri: string): Promise<readonly Diagnostic[]> {
  const report = await connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
  return report.kind === 'full' ? report.items : [];
}

async function actions({ connection }: TestClient, uri: string): Promise<readonly CodeAction[]> {
  const context = { diagnostics: [] };
  const asked = { textDocument: { uri }, range: EVERYWHERE, context };
  // The server answers with actions, never with commands.
  return (await connection.sendRequest(CodeActionRequest.type, asked)) as CodeAction[];
}

interface Printed {
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
}

const fixAll = (all: readonly CodeAction[]): CodeAction | undefined =>
  all.find(({ kind }) => kind === 'source.fixAll.archscan');

test('a page of a profile of the configuration', SLOW, async () => {
  const files = Object.entries(checkoutFiles()).map(([name, text]): [string, string] => [
    name.replace(/^vllm\//, ''),
    text,
  ]);
  const config = JSON.stringify({ vllm: '.', profiles: ['trees.json'] });
  const folder = tempFolder({ ...Object.fromEntries(files), 'archscan.config.json': config });
  const uri = uriOf(join(folder, 'docs/trees.md'));
  const client = await startClient({ folders: [folder] });
  await client.open(uri, TREES_PAGE, 1);
  const [missing, wrong] = await diagnostics(client, uri);
  expect(missing).toMatchObject({ code: 'sync-missing-row', severity: 1, source: 'archscan' });
  expect(missing?.relatedInformation?.map(({ message }) => message)).toEqual([
    'Registered here',
    'Its class',
  ]);
  expect(wrong).toMatchObject({
    code: 'sync-wrong-cell',
    range: { start: { line: 5, character: 23 }, end: { line: 5, character: 24 } },
  });
  const offered = await actions(client, uri);
  expect(offered.map(({ title, kind }) => `${kind ?? ''} ${title}`)).toEqual([
    'quickfix Add the row of BeechForCausalLM',
    'quickfix Empty the cell',
    'source.fixAll.archscan Correct the whole document (archscan sync)',
  ]);
  expect(editedBy(TREES_PAGE, fixAll(offered), 1)).toBe(SETTLED);
  await client.change(uri, 2, SETTLED);
  expect(await diagnostics(client, uri)).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});

test('profiles that cannot be read, in a folder without any engine', SLOW, async () => {
  const config = JSON.stringify({ profiles: ['broken.json', 'gone.json'] }, undefined, 2);
  const folder = tempFolder({ 'archscan.config.json': config, 'broken.json': '{' });
  const [configUri, broken] = ['archscan.config.json', 'broken.json'].map((name) =>
    uriOf(join(folder, name)),
  );
  const client = await startClient({ folders: [folder] });
  expect(await diagnostics(client, configUri ?? '')).toMatchObject([
    { code: 'config-unreadable', severity: 1, range: { start: { line: 3, character: 4 } } },
  ]);
  expect(await diagnostics(client, broken ?? '')).toMatchObject([{ code: 'config-unreadable', severity: 1 }]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});

test('the page of a real checkout of vLLM, broken and corrected', SLOW, async () => {
  const root = corpus('vllm');
  const page = join(root, 'docs/models/supported_models.md');
  const uri = uriOf(page);
  const text = readFileSync(page, 'utf8');
  const client = await startClient({ folders: [root] });

  const { out } = await archscan(['sync', page, '--check', '--format', 'json']);
  // The output is held to its shape elsewhere.
  const printed = JSON.parse(out) as {
    readonly profiles: readonly { readonly findings: readonly Printed[] }[];
  };
  const expected = printed.profiles.flatMap(({ findings }) =>
    findings.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`),
  );
  expect(expected.length).toBeGreaterThan(20);
  await client.open(uri, text, 1);
  const found = await diagnostics(client, uri);
  expect(found.map(asText).sort()).toEqual([...expected].sort());

  // What the command makes of the page is what is broken here.
  const settled = editedBy(text, fixAll(await actions(client, uri)), 1);
  await client.change(uri, 2, settled);
  expect(await actions(client, uri)).toEqual([]);
  const broken = withoutRow(settled, 'ArceeForCausalLM').replace(
    /(?<=^\| `AfmoeForCausalLM` .*\| )✅︎(?= \|$)/mu,
    '',
  );
  expect(broken.length).toBeLessThan(settled.length - 40);
  await client.change(uri, 3, broken);
  const both = (await diagnostics(client, uri)).filter(isFixable).map(asText);
  expect(both.map((each) => each.replace(/^\S+ /, '')).sort()).toEqual([
    expect.stringMatching(/^sync-missing-row vLLM registers ArceeForCausalLM, and no page names it/),
    'sync-wrong-cell PP says no, but the class of AfmoeForCausalLM has it',
  ]);
  const offered = await actions(client, uri);
  expect(offered.map(({ kind }) => kind)).toEqual(['quickfix', 'quickfix', 'source.fixAll.archscan']);
  const corrected = editedBy(broken, fixAll(offered), 3);

  // The same by the command, in a copy of the pages; the sources are those of the checkout.
  const copy = tempFolder();
  cpSync(join(root, 'docs/models'), join(copy, 'docs/models'), { recursive: true });
  const written = join(copy, 'docs/models/supported_models.md');
  writeFileSync(written, broken);
  await archscan(['sync', written, '--vllm', root]);
  expect(readFileSync(written, 'utf8')).toBe(corrected);
  await client.change(uri, 4, corrected);
  expect((await diagnostics(client, uri)).filter(isFixable)).toEqual([]);
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});

function withoutRow(text: string, architecture: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(`| \`${architecture}\` |`))
    .join('\n');
}

function isFixable({ data }: Diagnostic): boolean {
  return JSON.stringify(data) === '{"fixable":true}';
}

function asText({ range: { start }, code, message }: Diagnostic): string {
  const text = typeof message === 'string' ? message : message.value;
  return `${start.line + 1}:${start.character + 1} ${String(code)} ${text}`;
}
