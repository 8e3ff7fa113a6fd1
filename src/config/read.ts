import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import type { Diagnostic, Outcome, Severity } from '../diagnostics.js';
import { ENGINES } from '../engines/registry.js';
import type { EngineAdapter } from '../engines/types.js';
import { errorCode } from '../documents/file-system.js';
import { readTextFile } from '../source/files.js';
import { observer } from '../source/observer.js';
import type { FoundConfig } from './find.js';
import type { TextPosition } from './json-position.js';
import { type ArchscanConfig, defineConfig, type PluginReference } from './types.js';
import { isRecord } from './issue-text.js';
import { validateConfig } from './validate.js';

/** What a configuration file holds, before its keys are checked. */
interface RawConfig {
  readonly value: unknown;
  /** The text and the keys above the configuration, for JSON: there every key has a place. */
  readonly json: { readonly text: string; readonly above: readonly string[] } | undefined;
}

/** An engine that the configuration adds, and where it lies. */
export interface Plugin {
  readonly adapter: EngineAdapter;
  readonly path: string | undefined;
}

interface ReadConfig {
  readonly config: ArchscanConfig;
  readonly plugins: readonly Plugin[];
}

type Report = (rule: string, message: string, place?: TextPosition, severity?: Severity) => void;

const START: TextPosition = { line: 1, column: 1 };

/** Reads and checks one configuration; `shownFrom` is the folder that diagnostics name the file from. */
export async function readConfig(found: FoundConfig, shownFrom: string): Promise<Outcome<ReadConfig>> {
  const { file } = found;
  const diagnostics: Diagnostic[] = [];
  const shown = relative(shownFrom, file).split(sep).join('/');
  const report: Report = (rule, message, place = START, severity = 'error') => {
    diagnostics.push({ file: shown, line: place.line, column: place.column, rule, severity, message });
  };
  for (const other of found.shadowed) {
    const message = `${basename(other)} in the same folder is not read. Keep one configuration.`;
    report('config-shadowed', message, undefined, 'warning');
  }

  const raw = await (extname(file) === '.json' ? readJson(file, report) : readModule(file, report));
  if (raw === undefined) return { value: { config: {}, plugins: [] }, diagnostics };
  const { value, issues } = validateConfig(raw.value);
  for (const { unknownKey, message, path } of issues) {
    report(unknownKey ? 'config-unknown-key' : 'config-invalid', message, await placeOf(raw, path));
  }
  const config = withAbsolutePaths(value, dirname(file));
  const plugins = await readPlugins(config.plugins ?? [], file, async (index, message) => {
    report('config-invalid', message, await placeOf(raw, ['plugins', index, 'module']));
  });
  return { value: { config, plugins }, diagnostics };
}

/** The engines that the configuration adds, without those that are not in order. */
async function readPlugins(
  references: readonly PluginReference[],
  file: string,
  refuse: (index: number, message: string) => Promise<void>,
): Promise<readonly Plugin[]> {
  const plugins: Plugin[] = [];
  for (const [index, { module, path }] of references.entries()) {
    const { loadPlugin } = await import('./plugins.js');
    const taken = plugins.map(({ adapter }) => adapter.id);
    const { adapter, problem } = await loadPlugin(module, file, taken);
    if (adapter === undefined) await refuse(index, `plugins[${index}]: ${module}: ${problem}.`);
    else plugins.push({ adapter, path });
  }
  return plugins;
}

async function placeOf({ json }: RawConfig, path: readonly (string | number)[]): Promise<TextPosition> {
  if (json === undefined) return START;
  const { positionOfPath } = await import('./json-position.js');
  return positionOfPath(json.text, [...json.above, ...path]);
}

async function readJson(file: string, report: Report): Promise<RawConfig | undefined> {
  // A byte-order mark is no part of the text: JSON.parse refuses it, and columns do not count it.
  let text: string;
  try {
    text = readTextFile(file).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    report('config-unreadable', `This cannot be read (${code}). Check its permissions.`);
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { positionOfSyntaxError } = await import('./json-position.js');
    report('config-unreadable', `This is not JSON: ${error.message}`, positionOfSyntaxError(text, error));
    return undefined;
  }
  if (basename(file) !== 'package.json') return { value, json: { text, above: [] } };
  if (!isRecord(value) || !Object.hasOwn(value, 'archscan')) {
    report('config-invalid', 'This package.json has no key "archscan".');
    return undefined;
  }
  return { value: value.archscan, json: { text, above: ['archscan'] } };
}

async function readModule(file: string, report: Report): Promise<RawConfig | undefined> {
  observer().unrepeatable(`${file} is code, which may ask for anything`);
  const { createJiti } = await import('jiti/static');
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    // `import { defineConfig } from 'archscan'` works even where archscan is not installed (npx).
    virtualModules: { archscan: { defineConfig } },
  });
  let module: unknown;
  try {
    module = await jiti.import(file);
  } catch (error) {
    const [reason = '', parsedAt = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    // A parse error ends in "file:line:column" with a column from 0.
    const at = reason.startsWith('ParseError') ? /:(\d+):(\d+)$/.exec(parsedAt) : null;
    const place = at ? { line: Number(at[1]), column: Number(at[2]) + 1 } : START;
    report('config-unreadable', `This cannot be loaded: ${reason.trim()}`, place);
    return undefined;
  }
  if (!isRecord(module) || !Object.hasOwn(module, 'default')) {
    report('config-invalid', 'Export the configuration as default.');
    return undefined;
  }
  return { value: module.default, json: undefined };
}

const KERNEL_PATHS = ['flashinfer', 'cookbook', 'definitions', 'flashinferBench', 'configs'] as const;

function withAbsolutePaths(config: ArchscanConfig, folder: string): ArchscanConfig {
  const absolute = (path: string): string => resolve(folder, path);
  const engines = ENGINES.map(({ id }) => id).filter((id) => config[id] !== undefined);
  const kernels = KERNEL_PATHS.filter((key) => config[key] !== undefined);
  return {
    ...config,
    ...Object.fromEntries(engines.map((id) => [id, absolute(config[id] ?? '')])),
    ...(config.transformers !== undefined && { transformers: absolute(config.transformers) }),
    ...(config.output !== undefined && { output: absolute(config.output) }),
    ...Object.fromEntries(kernels.map((key) => [key, absolute(config[key] ?? '')])),
    ...(config.plugins && { plugins: config.plugins.map((each) => absolutePlugin(each, absolute)) }),
    ...(config.profiles && { profiles: config.profiles.map(absolute) }),
    ...(config.externalPackages && { externalPackages: config.externalPackages.map(absolute) }),
  };
}

function absolutePlugin(
  { module, path }: PluginReference,
  absolute: (path: string) => string,
): PluginReference {
  const isPath = /^\.{0,2}\//.test(module);
  return {
    module: isPath ? absolute(module) : module,
    ...(path !== undefined && { path: absolute(path) }),
  };
}
