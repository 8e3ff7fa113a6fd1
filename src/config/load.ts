import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import type { Diagnostic, Outcome, Severity } from '../diagnostics.js';
import { ArchscanError } from '../errors.js';
import { CONFIG_NAMES, findConfig } from './find.js';
import { positionOfPath, positionOfSyntaxError, START, type TextPosition } from './json-position.js';
import { type ArchscanConfig, defineConfig } from './types.js';
import { isRecord, validateConfig } from './validate.js';

export interface LoadedConfig {
  /** Absolute path of the file that was read; null when there is none. */
  readonly file: string | null;
  /** What it says, with absolute paths. Keys that have an error are left out. */
  readonly config: ArchscanConfig;
}

/** What a configuration file holds, before its keys are checked. */
interface RawConfig {
  readonly value: unknown;
  /** Finds a key in the text, for JSON. */
  readonly locate: (path: readonly (string | number)[]) => TextPosition;
}

type Report = (rule: string, message: string, place?: TextPosition, severity?: Severity) => void;

/**
 * Reads the configuration: `file` if it is given, otherwise the nearest one at or above the folder `start`.
 * What is wrong inside it comes back as diagnostics (`config-unreadable`, `config-invalid`,
 * `config-unknown-key`; `config-shadowed` is a warning), their `file` relative to `start`.
 *
 * @throws ArchscanError `usage` when `file` does not exist or has another extension than a configuration has.
 */
export async function loadConfig(options: {
  readonly start: string;
  readonly file?: string | undefined;
}): Promise<Outcome<LoadedConfig>> {
  const start = resolve(options.start);
  const found =
    options.file === undefined ? findConfig(start) : { file: explicitFile(options.file), shadowed: [] };
  if (found === undefined) return { value: { file: null, config: {} }, diagnostics: [] };

  const { file } = found;
  const diagnostics: Diagnostic[] = [];
  const shown = relative(start, file).split(sep).join('/');
  const report: Report = (rule, message, place = START, severity = 'error') => {
    diagnostics.push({ file: shown, line: place.line, column: place.column, rule, severity, message });
  };
  for (const other of found.shadowed) {
    const message = `${basename(other)} in the same folder is not read. Keep one configuration.`;
    report('config-shadowed', message, undefined, 'warning');
  }

  const raw = extname(file) === '.json' ? readJson(file, report) : await readModule(file, report);
  if (raw === undefined) return { value: { file, config: {} }, diagnostics };
  const { value, issues } = validateConfig(raw.value);
  for (const issue of issues) {
    report(issue.unknownKey ? 'config-unknown-key' : 'config-invalid', issue.message, raw.locate(issue.path));
  }
  return { value: { file, config: withAbsolutePaths(value, dirname(file)) }, diagnostics };
}

function explicitFile(given: string): string {
  const file = resolve(given);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new ArchscanError('usage', `There is no configuration file ${given}.`, {
      hint: 'Check the path after --config, or leave the option out to search upward.',
    });
  }
  const extensions = new Set(CONFIG_NAMES.map((name) => extname(name)));
  if (!extensions.has(extname(file))) {
    throw new ArchscanError('usage', `${given} has no extension of a configuration file.`, {
      hint: `Use one of ${[...extensions].join(', ')}.`,
    });
  }
  return file;
}

function readJson(file: string, report: Report): RawConfig | undefined {
  // A byte-order mark is no part of the text: JSON.parse refuses it, and columns do not count it.
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report('config-unreadable', `This is not JSON: ${error.message}`, positionOfSyntaxError(text, error));
    return undefined;
  }
  if (basename(file) !== 'package.json') return { value, locate: (path) => positionOfPath(text, path) };
  if (!isRecord(value) || !Object.hasOwn(value, 'archscan')) {
    report('config-invalid', 'This package.json has no key "archscan".');
    return undefined;
  }
  return { value: value.archscan, locate: (path) => positionOfPath(text, ['archscan', ...path]) };
}

async function readModule(file: string, report: Report): Promise<RawConfig | undefined> {
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
  return { value: module.default, locate: () => START };
}

function withAbsolutePaths(config: ArchscanConfig, folder: string): ArchscanConfig {
  const absolute = (path: string): string => resolve(folder, path);
  return {
    ...config,
    ...(config.sglang !== undefined && { sglang: absolute(config.sglang) }),
    ...(config.transformers !== undefined && { transformers: absolute(config.transformers) }),
    ...(config.output !== undefined && { output: absolute(config.output) }),
    ...(config.externalPackages && { externalPackages: config.externalPackages.map(absolute) }),
  };
}
