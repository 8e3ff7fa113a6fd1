import type { Diagnostic } from '../diagnostics.js';
import { readModelConfig, type ModelConfig } from './model-config.js';
import { parseTolerantJson } from './tolerant-json.js';

/** A `config.json` that was read, or why there is none. */
export type ModelConfigResult = FoundModelConfig | ModelConfigFailure;

export interface FoundModelConfig {
  readonly ok: true;
  readonly config: ModelConfig;
  readonly diagnostics: readonly Diagnostic[];
  /** A file that the user named, the local Hub cache, or the Hub. */
  readonly source: 'file' | 'cache' | 'hub';
  /** The address on the Hub; null for a file. */
  readonly url: string | null;
  /** The file that was read; null for the Hub. */
  readonly path: string | null;
  /** The commit of the checkpoint; null when it is not known. */
  readonly commit: string | null;
}

export type FailureReason =
  | 'offline'
  | 'not-found'
  | 'unauthorized'
  | 'gated'
  | 'rate-limited'
  | 'timeout'
  | 'network'
  | 'too-large'
  | 'unreadable'
  | 'malformed'
  | 'invalid-id';

export interface ModelConfigFailure {
  readonly ok: false;
  readonly reason: FailureReason;
  /** What happened and what to do about it; never holds the token. */
  readonly message: string;
}

/** Larger files are refused: no `config.json` is nearly as large. */
export const DEFAULT_MAX_CONFIG_BYTES = 8 * 1024 * 1024;

export function failure(reason: FailureReason, message: string): ModelConfigFailure {
  return { ok: false, reason, message };
}

const REMEDIES: Readonly<Record<FoundModelConfig['source'], string>> = {
  file: 'Correct the file.',
  cache: 'Remove it from the cache and try again.',
  hub: 'Check that HF_ENDPOINT is a Hub, or give a corrected copy by its path.',
};

/** Reads the bytes of a `config.json`; `origin` is the file or the address for messages. */
export function readConfigBytes(
  bytes: Uint8Array,
  origin: string,
  found: Pick<FoundModelConfig, 'source' | 'url' | 'path' | 'commit'>,
): ModelConfigResult {
  const malformed = (message: string): ModelConfigFailure =>
    failure('malformed', `${message} ${REMEDIES[found.source]}`);
  const text = decodeUtf8(bytes);
  if (text === null) return malformed(`${origin} is not valid UTF-8.`);
  const json = parseTolerantJson(text);
  if (!json.ok) return malformed(`${origin}:${json.line}:${json.column}: ${json.message}.`);
  const { value, diagnostics } = readModelConfig(json.value, { file: origin, line: 1, column: 1 });
  const defect = diagnostics.find(({ severity }) => severity === 'error');
  if (defect !== undefined) return malformed(`${origin}: ${defect.message}`);
  return { ok: true, config: value, diagnostics, ...found };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
