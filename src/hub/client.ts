import { setTimeout } from 'node:timers/promises';
import { ArchscanError } from '../errors.js';
import { configUrl, isRevision, parseRepositoryId } from './repository-id.js';
import { DEFAULT_MAX_CONFIG_BYTES, failure, readConfigBytes } from './result.js';
import type { ModelConfigFailure, ModelConfigResult } from './result.js';
import { download } from './download.js';
import { explainAnswer } from './explain-answer.js';
import { parseEndpoint, type Transport } from './transport.js';

/** How a checkpoint's `config.json` is fetched; see {@link hubSettings} for what the environment says. */
export interface FetchOptions {
  readonly endpoint: string;
  readonly token?: string | null;
  /** Nothing is asked: the result is a failure with the reason `offline`. */
  readonly offline?: boolean;
  /** A branch, tag or commit; `main` unless given. */
  readonly revision?: string;
  /** For one attempt, redirects and body included; 10 seconds unless given. */
  readonly timeoutMs?: number;
  /** How many attempts may follow the first; 3 unless given. */
  readonly retries?: number;
  /** A larger file is refused; {@link DEFAULT_MAX_CONFIG_BYTES} unless given. */
  readonly maxBytes?: number;
  /** For a proxy; the one of Node unless given. */
  readonly fetch?: typeof fetch;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly random?: () => number;
  readonly now?: () => number;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_RETRIES = 3;
export const DEFAULT_REVISION = 'main';

/**
 * Fetches `config.json` of a checkpoint (`org/name`) from the Hub. Failures are values. What may pass is tried
 * again with growing pauses: lost connections, timeouts, 408, 429, 500, 502, 503 and 504. The token goes to the
 * endpoint's origin only, not after a redirect to another one, and never into a message.
 *
 * @throws ArchscanError `usage` when the endpoint or the token cannot be used at all.
 */
export async function fetchModelConfig(id: string, options: FetchOptions): Promise<ModelConfigResult> {
  const repository = parseRepositoryId(id);
  if (repository === null) return invalidId(id);
  const revision = options.revision ?? DEFAULT_REVISION;
  if (!isRevision(revision)) return invalidRevision(revision);
  if (options.offline === true) return offline(id);

  const transport = createTransport(options);
  const url = configUrl(transport.endpoint.href, repository, revision);
  const answer = await download(id, url, transport);
  if (answer.kind !== 'response' || answer.status !== 200) {
    return redact(explainAnswer(answer, id, revision, transport), transport.token);
  }
  const result = readConfigBytes(answer.bytes, url, {
    source: 'hub',
    url,
    path: null,
    commit: answer.commit,
  });
  return result.ok ? result : redact(result, transport.token);
}

export function invalidId(id: string): ModelConfigFailure {
  return failure(
    'invalid-id',
    `${JSON.stringify(id)} is not a repository id. Give it as org/name, for instance Qwen/Qwen3-8B.`,
  );
}

export function invalidRevision(revision: string): ModelConfigFailure {
  return failure(
    'invalid-id',
    `${JSON.stringify(revision)} is not a revision. Give the name of a branch or a tag, or a commit.`,
  );
}

export function offline(id: string): ModelConfigFailure {
  return failure(
    'offline',
    `${id} is not in the local Hub cache, and the Hub may not be asked because HF_HUB_OFFLINE is set. ` +
      'Unset it, or give the path of a config.json.',
  );
}

/** What a server or the network layer says becomes part of messages; the token must not, whatever they say. */
function redact(failed: ModelConfigFailure, token: string | null): ModelConfigFailure {
  return token === null ? failed : { ...failed, message: failed.message.replaceAll(token, '(token)') };
}

function createTransport(options: FetchOptions): Transport {
  const token = options.token ?? null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new ArchscanError('usage', 'The Hub token holds characters that no token has.', {
      hint: 'Check HF_TOKEN and the token file; the token is one word of ASCII characters.',
    });
  }
  return {
    endpoint: parseEndpoint(options.endpoint),
    token,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    retries: options.retries ?? DEFAULT_RETRIES,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_CONFIG_BYTES,
    fetch: options.fetch ?? fetch,
    sleep: options.sleep ?? ((milliseconds) => setTimeout(milliseconds)),
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
  };
}
