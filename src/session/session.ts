import { resolve } from 'node:path';
import { compareText } from '../diagnostics.js';
import { CONFIG_NAMES } from '../config/find.js';
import { requireTextsIn } from '../misuse.js';
import { actionsIn } from './actions.js';
import type { Analysis } from './analysis.js';
import { completionAt } from './completion.js';
import type { Context } from './context.js';
import { disposed, unlessAborted } from './abort.js';
import { filesWithFindings, findingsOf } from './findings.js';
import { hoverAt } from './hover.js';
import { createKernelParsers, type KernelFile, type Kernels } from './kernels/files.js';
import { kernelCompletion } from './kernels/completion.js';
import { kernelHover } from './kernels/hover.js';
import { kernelDefinition, kernelReferences } from './kernels/navigation.js';
import { keyOf, uriOf } from './keys.js';
import { lensesOf } from './lenses.js';
import { definitionAt, referencesAt } from './navigation.js';
import { createProjects, projectOf } from './projects.js';
import { createStore, type FileStore } from './store.js';
import { createSyncParsers } from './sync/parsers.js';
import { findSymbols, symbolsOf } from './symbols.js';
import { createTexts } from './texts.js';
import { watchesOf } from './watches.js';
import type { AskOptions, Session, SessionOptions, SessionProblem } from './types.js';

/**
 * A session over some folders: it is told about edits, and answers questions about the content as it is. Nothing is
 * read before the first question. What a user's files contain never makes a question fail.
 *
 * Questions are rejected with the reason of their signal, or with an ArchscanError `usage` when the session is
 * disposed or `date` is no date.
 *
 * @throws ArchscanError `usage` when `folders` is no list of texts
 */
export function createSession(options: SessionOptions): Session {
  requireTextsIn(options, 'folders', "createSession({ folders: ['sglang'] })");
  const store = createStore(options.files === undefined ? undefined : byKey(options.files), options.maxFiles);
  const projects = createProjects(options, store);
  const texts = createTexts(store);
  const parsers = createKernelParsers();
  const syncParsers = createSyncParsers();
  const configFile = options.configFile === undefined ? undefined : keyOf(resolve(options.configFile));
  let isDisposed = false;
  projects.setFolders(foldersOf(options));

  /** What is computed from a context happens at once, so nothing can change in between. */
  async function ask<T>({ signal }: AskOptions, answer: (context: Context) => T): Promise<T> {
    requireOpen();
    const extract = await projects.extractor();
    for (;;) {
      const analyses = await projects.analyses(signal);
      const settings = analyses.map((each) => each.settings);
      const kernels = parsers.context(settings, store, texts);
      const sync = syncParsers.context(analyses, store);
      if ('folders' in kernels && 'page' in sync)
        return answer({ analyses, store, texts, extract, kernels, sync });
      await unlessAborted(Promise.all([kernels, sync]), signal);
      requireOpen();
    }
  }

  /** A file that is about kernels is asked about them, any other about architectures. */
  function askEither<T>(
    uri: string,
    options: AskOptions,
    nothing: T,
    ofKernels: (file: KernelFile, kernels: Kernels) => T,
    ofArchitectures: (context: Context, analysis: Analysis, key: string) => T,
  ): Promise<T> {
    return askFile(uri, options, nothing, (context, analysis, key) => {
      const kernel = context.kernels.file(key);
      return kernel === undefined
        ? ofArchitectures(context, analysis, key)
        : ofKernels(kernel.file, kernel.kernels);
    });
  }

  /** An answer about a file that no folder can say anything about is `nothing`. */
  function askFile<T>(
    uri: string,
    options: AskOptions,
    nothing: T,
    answer: (context: Context, analysis: Analysis, key: string) => T,
  ): Promise<T> {
    const key = keyOf(uri);
    return ask(options, (context) => {
      const analysis = projectOf(context.analyses, key);
      return analysis === undefined ? nothing : answer(context, analysis, key);
    });
  }

  function requireOpen(): void {
    if (isDisposed) throw disposed();
  }

  const setText = (uri: string, text: string | undefined): void => {
    requireOpen();
    store.setBuffer(keyOf(uri), text);
  };

  return {
    open: setText,
    change: setText,
    close: (uri) => {
      setText(uri, undefined);
    },
    filesChanged(uris) {
      requireOpen();
      const keys = uris.map(keyOf);
      store.changedOnDisk(keys);
      if (keys.some((key) => isConfiguration(key) || key === configFile)) projects.forgetSettings();
    },
    setFolders(folders) {
      requireOpen();
      projects.setFolders(foldersOf({ ...options, folders }));
    },
    async watches({ signal } = {}) {
      requireOpen();
      signal?.throwIfAborted();
      if (options.files !== undefined) return [];
      return watchesOf(await unlessAborted(projects.settings(), signal));
    },
    text: (uri) => texts.get(keyOf(uri))?.text,

    findings: (uri, options = {}) => ask(options, (context) => findingsOf(context, keyOf(uri))),
    allFindings: (options = {}) =>
      ask(
        options,
        (context) => new Map(filesWithFindings(context).map((key) => [uriOf(key), findingsOf(context, key)])),
      ),
    hover: (uri, position, options = {}) =>
      askEither(
        uri,
        options,
        null,
        (file, kernels) => kernelHover(file, kernels, position),
        (context, analysis, key) => hoverAt(context, analysis, key, position),
      ),
    definition: (uri, position, options = {}) =>
      askEither(
        uri,
        options,
        [],
        (file, kernels) => kernelDefinition(file, kernels, texts, position),
        (context, analysis, key) => definitionAt(context, analysis, key, position),
      ),
    references: (uri, position, options = {}) =>
      askEither(
        uri,
        options,
        [],
        (file, kernels) => kernelReferences(file, kernels, texts, position, options),
        (context, analysis, key) => referencesAt(context, analysis, key, position, options),
      ),
    documentSymbols: (uri, options = {}) => askFile(uri, options, [], symbolsOf),
    workspaceSymbols: (query, options = {}) => ask(options, (context) => findSymbols(context, query)),
    codeActions: (uri, range, options = {}) =>
      askFile(uri, options, [], (context, analysis, key) => actionsIn(context, analysis, key, range)),
    codeLenses: (uri, options = {}) => askFile(uri, options, [], lensesOf),
    completion: (uri, position, options = {}) =>
      askEither(
        uri,
        options,
        [],
        (file, kernels) => kernelCompletion(file, kernels, position),
        (context, analysis, key) => completionAt(context, analysis, key, position),
      ),
    problems: (options = {}) =>
      ask(options, ({ analyses }) => [...analyses.flatMap(problemOf), ...unlistedIn(store)]),
    dispose() {
      isDisposed = true;
      projects.dispose();
    },
  };
}

function problemOf({ settings: { folder, configured }, problem }: Analysis): readonly SessionProblem[] {
  return problem === undefined ? [] : [{ folder: uriOf(folder), message: problem, expected: !configured }];
}

function unlistedIn(store: FileStore): readonly SessionProblem[] {
  return store.unlisted().map(({ key, detail }) => ({
    folder: uriOf(key),
    message: `${key} ${detail}`,
    expected: false,
  }));
}

function foldersOf({ folders, files }: SessionOptions): readonly string[] {
  const absolute = (folder: string): string =>
    files !== undefined || folder.startsWith('file:') ? folder : resolve(folder);
  return [...new Set(folders.map((folder) => keyOf(absolute(folder))))].sort(compareText);
}

function byKey(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [keyOf(name), text]));
}

function isConfiguration(key: string): boolean {
  return CONFIG_NAMES.some((name) => key.endsWith(`/${name}`));
}
