import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  FileChangeType,
  RegistrationRequest,
  UnregistrationRequest,
  WorkspaceDiagnosticRequest,
  type ClientCapabilities,
  type DidChangeWatchedFilesRegistrationOptions,
  type FileEvent,
  type FileSystemWatcher,
  type RelativePattern,
} from 'vscode-languageserver-protocol/node';
import { createSession } from '../../src/index.js';
import { ACORN_CONFIG, examplePage, recipes } from '../kernels/coverage-page.js';
import { edited } from '../lint/support.js';
import { checkoutFiles, TREES_PAGE, TREES_PROFILE } from '../session/sync-support.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { codesOf, EVERYTHING, startClient, uriOf, type TestClient } from './client.js';

/** The process translates the sources anew. */
const SLOW = { timeout: 240_000 };

const PAGE = 'here/bench/docs/model_coverage.mdx';
const PROFILE = 'profiles/of [trees] {1}.json';
const CONFIGURATION = 'here/archscan.config.json';
const RECIPES = 'cookbook/data/models/generated/v0.5.6/acorn.yaml';
const ACORN = 'models/labs__Acorn-7B.json';
const RMSNORM = 'here/trace/rmsnorm/rmsnorm_h512.json';
const TREES = 'here/docs/trees.md';

const SETTINGS = {
  vllm: '.',
  profiles: [`../${PROFILE}`],
  flashinferBench: 'bench',
  definitions: 'trace',
  configs: '../models',
  cookbook: '../cookbook',
};

/** A folder `here`, and beside it what its configuration names. */
function files(): Readonly<Record<string, string>> {
  const checkout = Object.entries(checkoutFiles()).flatMap(([name, text]) =>
    name.endsWith('.json') ? [] : [[name.replace(/^vllm\//, 'here/'), text]],
  );
  const page = edited(examplePage(), ['dense MLP.', 'dense MLP. Served at **TP=4** (from sgl-cookbook).']);
  return {
    // Of plain texts by name.
    ...(Object.fromEntries(checkout) as Readonly<Record<string, string>>),
    [PAGE]: page,
    [RMSNORM]: '{}',
    [ACORN]: JSON.stringify(ACORN_CONFIG),
    [RECIPES]: recipes(2),
    [PROFILE]: JSON.stringify(TREES_PROFILE),
    [CONFIGURATION]: JSON.stringify(SETTINGS),
  };
}

type Glob = FileSystemWatcher['globPattern'];

/** Whether a client with this folder, which watches this pattern, tells about a file. */
function fits(glob: Glob, folder: string, file: string): boolean {
  const base = typeof glob === 'string' ? folder : folderOf(glob);
  const pattern = typeof glob === 'string' ? glob : glob.pattern;
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|[*?{,}]/g, (each) => MEANING[each] ?? each);
  const path = pattern.startsWith('/') ? file : relative(base, file);
  return !path.startsWith('..') && new RegExp(`^${source}$`).test(path);
}

function folderOf({ baseUri }: RelativePattern): string {
  return fileURLToPath(typeof baseUri === 'string' ? baseUri : baseUri.uri);
}

const MEANING: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  ',': '|',
  '}': ')',
};

interface Watching {
  readonly client: TestClient;
  readonly root: string;
  /** Changes files (null: deletes them), and tells about those that the server wanted to be told about. */
  readonly disk: (changes: Readonly<Record<string, string | null>>) => Promise<number>;
  readonly watched: () => readonly Glob[];
  /** Everything that is found, by what the server says. */
  readonly shown: () => Promise<readonly string[]>;
  /** The same by a session that has just begun. */
  readonly fresh: (open?: Readonly<Record<string, string>>) => Promise<readonly string[]>;
}

/** @param hindered what a client answers instead of watching; undefined: it watches */
async function watching(
  relativePatternSupport: boolean,
  hindered: (watchers: readonly FileSystemWatcher[]) => Promise<void> | undefined = () => undefined,
): Promise<Watching> {
  const root = tempFolder(files());
  const folder = join(root, 'here');
  const registered = new Map<string, readonly FileSystemWatcher[]>();
  const capabilities: ClientCapabilities = {
    ...EVERYTHING,
    workspace: {
      ...EVERYTHING.workspace,
      didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport },
    },
  };
  const client = await startClient({
    folders: [folder],
    capabilities,
    prepare(connection) {
      connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
        for (const { id, registerOptions } of registrations) {
          // Nothing else is registered.
          const { watchers } = registerOptions as DidChangeWatchedFilesRegistrationOptions;
          const instead = hindered(watchers);
          if (instead !== undefined) return instead;
          registered.set(id, watchers);
        }
        return undefined;
      });
      connection.onRequest(UnregistrationRequest.type, ({ unregisterations }) => {
        for (const { id } of unregisterations) registered.delete(id);
      });
    },
  });
  const watched = (): readonly Glob[] =>
    [...registered.values()].flatMap((each) => each.map(({ globPattern }) => globPattern));
  return {
    client,
    root,
    watched,
    async disk(changes) {
      const paths = Object.keys(changes).map((path) => join(root, path));
      for (const [path, text] of Object.entries(changes)) {
        if (text === null) rmSync(join(root, path));
        else writeFiles(root, { [path]: text });
      }
      const told = paths.filter((path) => watched().some((glob) => fits(glob, folder, path)));
      const events = told.map((path): FileEvent => ({ uri: uriOf(path), type: FileChangeType.Changed }));
      await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: events });
      return told.length;
    },
    async shown() {
      const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
        previousResultIds: [],
      });
      return items
        .flatMap((each) =>
          each.kind === 'full'
            ? each.items.map(({ range, code, message }) => {
                const text = typeof message === 'string' ? message : message.value;
                return `${each.uri}:${range.start.line + 1} ${String(code)} ${text}`;
              })
            : [],
        )
        .sort();
    },
    async fresh(open = {}) {
      const session = createSession({ folders: [folder], date: '2026-01-01' });
      for (const [path, text] of Object.entries(open)) session.open(uriOf(join(root, path)), text);
      const found = await session.allFindings();
      session.dispose();
      return [...found]
        .flatMap(([uri, all]) =>
          all.map(({ range, rule, message }) => `${uri}:${range.line} ${rule} ${message}`),
        )
        .sort();
    },
  };
}

/** Waits until the client is asked to watch something. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const names = (globs: readonly Glob[]): readonly string[] =>
  globs.map((each) => (typeof each === 'string' ? each : each.pattern));

/** The profile, as a pattern. */
const WATCHED = 'of ?trees? ?1?.json';

const CHANGES: readonly (readonly [string, Readonly<Record<string, string | null>>])[] = [
  ['a profile of another engine', { [PROFILE]: JSON.stringify({ ...TREES_PROFILE, engine: 'sglang' }) }],
  ['a profile that is no JSON', { [PROFILE]: '{' }],
  ['a profile that is gone', { [PROFILE]: null }],
  ['a profile as it was', { [PROFILE]: JSON.stringify(TREES_PROFILE) }],
  ['a recipe', { [RECIPES]: recipes(4) }],
  ['a recipe as it was', { [RECIPES]: recipes(2) }],
  ['a recipe that is gone', { [RECIPES]: null }],
  ['a configuration of a model', { [ACORN]: JSON.stringify({ ...ACORN_CONFIG, hidden_size: 1024 }) }],
  ['one that is no JSON', { [ACORN]: '{' }],
  ['one that is gone', { [ACORN]: null }],
  ['one that came', { 'models/labs/Acorn-7B/config.json': JSON.stringify(ACORN_CONFIG) }],
  ['a definition that is gone', { [RMSNORM]: null }],
  ['a definition that came', { 'here/trace/rmsnorm/rmsnorm_h77.json': '{}' }],
  ['a page', { [TREES]: TREES_PAGE.replace('Holly', 'Beech') }],
];

test('what the configuration names is watched, and says what a session that begins says', SLOW, async () => {
  const { client, disk, watched, shown, fresh, root } = await watching(true);
  let before = await shown();
  expect(before).toEqual(await fresh());
  await until(() => names(watched()).some((each) => each.endsWith(WATCHED)));
  for (const [name, changes] of CHANGES) {
    expect(await disk(changes), name).toBe(1);
    const now = await shown();
    expect(now, name).not.toEqual(before);
    expect(now, name).toEqual(await fresh());
    before = now;
  }

  // Another configuration names others.
  const next = { ...SETTINGS, profiles: ['../profiles/next.json'] };
  await disk({ [CONFIGURATION]: JSON.stringify(next) });
  await until(() => names(watched()).some((each) => each.endsWith('next.json')));
  await until(() => !names(watched()).some((each) => each.endsWith(WATCHED)));
  expect(await disk({ [PROFILE]: '{' })).toBe(0);
  expect(await disk({ 'profiles/next.json': JSON.stringify(TREES_PROFILE) })).toBe(1);
  expect(await shown()).toEqual(await fresh());
  expect(await codesOf(client, uriOf(join(root, TREES)))).toContain('sync-missing-row');
  expect(await client.stop()).toBe(0);
  expect(client.stderr()).toBe('');
});

test.each([
  ['refuses', () => Promise.reject(new Error('no'))],
  ['never answers', () => new Promise<void>(() => undefined)],
])('a client that %s one list is asked to watch the next one', SLOW, async (_, instead) => {
  let asked = 0;
  const { client, disk, shown, watched } = await watching(true, (watchers) => {
    const isNamed = names(watchers.map(({ globPattern }) => globPattern)).some((each) =>
      each.endsWith(WATCHED),
    );
    if (isNamed) asked += 1;
    return isNamed ? instead() : undefined;
  });
  await shown();
  await until(() => asked > 0);
  await disk({ [CONFIGURATION]: JSON.stringify({ ...SETTINGS, profiles: ['../profiles/next.json'] }) });
  await shown();
  await until(() => names(watched()).some((each) => each.endsWith('next.json')));
  expect(await client.stop()).toBe(0);
});

test('a client that knows no relative patterns watches the same', SLOW, async () => {
  const { client, disk, watched, shown, fresh } = await watching(false);
  await until(() => names(watched()).some((each) => each.endsWith(WATCHED)));
  for (const [name, changes] of CHANGES) expect(await disk(changes), name).toBe(1);
  expect(await shown()).toEqual(await fresh());
  expect(await client.stop()).toBe(0);
});

test('a profile that is edited counts as it is open, whatever becomes of it on disk', SLOW, async () => {
  const { client, disk, shown, fresh, root, watched } = await watching(true);
  const uri = uriOf(join(root, PROFILE));
  const page = uriOf(join(root, TREES));
  await until(() => names(watched()).some((each) => each.endsWith('.json')));
  const before = await shown();
  const other = JSON.stringify({ ...TREES_PROFILE, engine: 'sglang' });
  await client.open(uri, other);
  expect(await codesOf(client, page)).toEqual([]);
  for (const text of ['{', null, JSON.stringify(TREES_PROFILE)]) {
    await disk({ [PROFILE]: text });
    expect(await codesOf(client, page)).toEqual([]);
    expect(await codesOf(client, uri)).toEqual([]);
    expect(await shown()).toEqual(await fresh({ [PROFILE]: other }));
  }
  await client.change(uri, 2, '{');
  expect(await codesOf(client, uri)).toEqual(['config-unreadable']);
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  expect(await shown()).toEqual(before);
  expect(await client.stop()).toBe(0);
});
