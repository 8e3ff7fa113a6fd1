/** What a folder of the workspace is read with: its configuration, where its engines are, where transformers is. */
import { isAbsolute, resolve } from 'node:path';
import { loadConfig, type LoadedConfig } from '../config/load.js';
import type { ArchscanConfig } from '../config/types.js';
import { compareText, type Diagnostic, type Place } from '../diagnostics.js';
import { TRACKING_DOCUMENT } from '../documents/tracking/path.js';
import { MAX_DOCUMENT_BYTES } from '../documents/write.js';
import { ENGINE_IDS, ENGINES } from '../engines/registry.js';
import { locateTransformers } from '../engines/transformers/index.js';
import type { EngineAdapter } from '../engines/types.js';
import { ArchscanError } from '../errors.js';
import { findInstalledPackage } from '../source/installed.js';
import { readFileBytes } from '../source/read-file.js';
import { findingOf, type Finding } from '../findings/finding.js';
import { keyBelow, keyOf } from './keys.js';
import type { FileStore } from './store.js';
import type { SessionOptions } from './types.js';

/** One folder of the workspace, and what belongs to it. Keys of files and folders. */
export interface FolderSettings {
  readonly folder: string;
  readonly config: ArchscanConfig;
  /** The file that was read for it. */
  readonly configFile: string | undefined;
  /** Where it names each of its profiles, as far as that is known. */
  readonly profilePlaces: readonly Place[];
  /** The engines that the configuration adds. */
  readonly plugins: readonly EngineAdapter[];
  readonly roots: readonly string[];
  /** The roots come from a configuration, so that there must be something in them. */
  readonly configured: boolean;
  readonly transformers: string | undefined;
  /** The documents that the folder should have. */
  readonly documents: readonly string[];
  /** What is wrong with the configuration. */
  readonly findings: readonly Finding[];
}

export async function readSettings(
  folders: readonly string[],
  options: SessionOptions,
  store: FileStore,
): Promise<readonly FolderSettings[]> {
  const found: FolderSettings[] = [];
  for (const folder of folders) found.push(await folderSettings(folder, options));
  const limits = found.flatMap(({ config }) => config.maxFileBytes ?? []);
  store.setLimit(limits.length === 0 ? undefined : Math.max(...limits));
  const inFolder = [...folders].sort(compareText).find((folder) => hasTransformers(folder, store));
  // Looking for an installed package starts a process.
  let installed: string | null | undefined;
  return found.map((settings) => {
    if (settings.transformers !== undefined) return settings;
    if (inFolder !== undefined) return { ...settings, transformers: inFolder };
    if (options.files !== undefined) return settings;
    installed ??= findInstalledPackage('transformers', options.environment ?? process.env);
    return installed === null ? settings : { ...settings, transformers: keyOf(installed) };
  });
}

async function folderSettings(folder: string, options: SessionOptions): Promise<FolderSettings> {
  const { config: loaded, file, plugins, findings } = await folderConfig(folder, options);
  const config: ArchscanConfig = { ...loaded, ...options.config };
  const wanted = config.engines ?? [...ENGINE_IDS, ...plugins.map(({ adapter }) => adapter.id)];
  const configured = [
    ...ENGINES.filter(({ id }) => wanted.includes(id)).flatMap(({ id }) => config[id] ?? []),
    ...plugins.flatMap(({ adapter, path }) => (wanted.includes(adapter.id) ? (path ?? []) : [])),
  ];
  const roots = (configured.length > 0 ? configured : [folder]).map(keyOf);
  const documents = [
    ...(config.output === undefined ? [] : [keyOf(config.output)]),
    ...[...roots, folder].map((root) => keyBelow(root, TRACKING_DOCUMENT)),
  ];
  return {
    folder,
    config,
    configFile: file === null ? undefined : keyOf(file),
    profilePlaces:
      file === null || options.config?.profiles !== undefined ? [] : await placesIn(file, config),
    plugins: plugins.map(({ adapter }) => adapter),
    roots,
    configured: configured.length > 0,
    transformers: config.transformers === undefined ? undefined : keyOf(config.transformers),
    documents: [...new Set(documents)],
    findings,
  };
}

async function folderConfig(
  folder: string,
  { files, configFile }: SessionOptions,
): Promise<LoadedConfig & { readonly findings: readonly Finding[] }> {
  if (files !== undefined) return { file: null, config: {}, plugins: [], findings: [] };
  try {
    const { value, diagnostics } = await loadConfig({ start: folder, file: configFile });
    return { ...value, findings: diagnostics.map((each) => configFinding(folder, each)) };
  } catch (error) {
    if (!(error instanceof ArchscanError)) throw error;
    const place = { file: configFile ?? folder, line: 1, column: 1 };
    return {
      file: configFile === undefined ? null : resolve(configFile),
      config: {},
      plugins: [],
      findings: [
        findingOf({ ...place, rule: 'config-unreadable', severity: 'error', message: error.message }),
      ],
    };
  }
}

/** Of code it is known only that it names them. */
async function placesIn(file: string, { profiles = [] }: ArchscanConfig): Promise<readonly Place[]> {
  if (profiles.length === 0) return [];
  const read = file.endsWith('.json') ? readFileBytes(file, MAX_DOCUMENT_BYTES) : undefined;
  const text =
    read?.ok === true
      ? Buffer.from(read.bytes)
          .toString('utf8')
          .replace(/^\uFEFF/, '')
      : '';
  const above = file.endsWith('package.json') ? ['archscan'] : [];
  const { positionOfPath } = await import('../config/json-position.js');
  return profiles.map((_, index) => ({
    file: keyOf(file),
    ...positionOfPath(text, [...above, 'profiles', index]),
  }));
}

/** The diagnostics of a configuration have their file relative to the folder. */
function configFinding(folder: string, diagnostic: Diagnostic): Finding {
  const file = isAbsolute(diagnostic.file) ? diagnostic.file : keyBelow(folder, diagnostic.file);
  return findingOf({ ...diagnostic, file: normalised(file) });
}

/** Without the `..` that lead to a configuration above the folder. */
function normalised(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function hasTransformers(folder: string, store: FileStore): boolean {
  try {
    return locateTransformers(store.tree(folder)) !== null;
  } catch (error) {
    if (error instanceof ArchscanError) return false;
    throw error;
  }
}
