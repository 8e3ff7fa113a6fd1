import { join } from 'node:path';
import { readFileBytes } from '../source/read-file.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How the Hub is reached, by the variables that `huggingface_hub` reads too. */
export interface HubSettings {
  /** `HF_ENDPOINT`, else https://huggingface.co. */
  readonly endpoint: string;
  /** `HF_TOKEN`, else `HUGGING_FACE_HUB_TOKEN`, else the token file (`HF_TOKEN_PATH`, else `HF_HOME/token`). */
  readonly token: string | null;
  /** `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`: nothing is asked from the network. */
  readonly offline: boolean;
  /** `HF_HUB_CACHE`, else `HUGGINGFACE_HUB_CACHE`, else `HF_HOME/hub`. */
  readonly cacheFolder: string;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';
const MAX_TOKEN_FILE_BYTES = 64 * 1024;

/**
 * Reads the settings from an environment; an empty variable counts as not set. The token file is read, nothing
 * else is touched.
 *
 * @param home the user's home folder, which stands for `~`.
 */
export function hubSettings(environment: Environment, home: string): HubSettings {
  const variable = (name: string): string | null => nonEmpty(environment[name]);
  const folder = (name: string): string | null => expandHome(variable(name), home);
  const hubHome = folder('HF_HOME') ?? join(folder('XDG_CACHE_HOME') ?? join(home, '.cache'), 'huggingface');
  return {
    endpoint: variable('HF_ENDPOINT') ?? DEFAULT_ENDPOINT,
    token: isOn(variable('HF_HUB_DISABLE_IMPLICIT_TOKEN'))
      ? null
      : (variable('HF_TOKEN') ??
        variable('HUGGING_FACE_HUB_TOKEN') ??
        readToken(folder('HF_TOKEN_PATH') ?? join(hubHome, 'token'))),
    offline: isOn(variable('HF_HUB_OFFLINE')) || isOn(variable('TRANSFORMERS_OFFLINE')),
    cacheFolder: folder('HF_HUB_CACHE') ?? folder('HUGGINGFACE_HUB_CACHE') ?? join(hubHome, 'hub'),
  };
}

function nonEmpty(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function isOn(value: string | null): boolean {
  return value !== null && ['1', 'ON', 'YES', 'TRUE'].includes(value.toUpperCase());
}

function expandHome(path: string | null, home: string): string | null {
  if (path === '~') return home;
  return path !== null && /^~[/\\]/.test(path) ? join(home, path.slice(2)) : path;
}

function readToken(path: string): string | null {
  const result = readFileBytes(path, MAX_TOKEN_FILE_BYTES);
  return result.ok ? nonEmpty(Buffer.from(result.bytes).toString('utf8')) : null;
}
