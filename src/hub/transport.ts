import { ArchscanError } from '../errors.js';
import { observer } from '../source/observer.js';

/** How requests are made. Whatever a test must control comes in here. */
export interface Transport {
  /** The token goes to the origin of this address and nowhere else. */
  readonly endpoint: URL;
  readonly token: string | null;
  /** For one attempt, redirects and body included. */
  readonly timeoutMs: number;
  /** How many attempts may follow the first. */
  readonly retries: number;
  readonly maxBytes: number;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1), for the jitter. */
  readonly random: () => number;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  readonly now: () => number;
}

/** What became of a request. */
export type Answer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Headers;
      /** Empty unless the status is 200. */
      readonly bytes: Uint8Array;
      /** X-Repo-Commit of the first response that had one. */
      readonly commit: string | null;
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-large' }
  /** The server redirects to where no request may go; another attempt would not help. */
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'network'; readonly detail: string };

const MAX_REDIRECTS = 8;
const BACK_OFF_MS = 500;
const MAX_BACK_OFF_MS = 8_000;
const MAX_RETRY_AFTER_MS = 30_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const TEMPORARY: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const COMMIT = /^[0-9a-f]{40}$/;

/** Parses an endpoint; @throws ArchscanError `usage` when it is no plain http or https address. */
export function parseEndpoint(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isPlain =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '';
  // The address is not repeated: it may hold a password.
  if (!isPlain) {
    throw new ArchscanError('usage', 'The address of the Hub is not a plain http or https address.', {
      hint: 'Set HF_ENDPOINT to an address such as https://huggingface.co, without user name and query.',
    });
  }
  return url;
}

/** GETs `url`, attempt after attempt, until the answer is final or the attempts are used up. */
export async function get(url: URL, transport: Transport): Promise<Answer> {
  observer().unrepeatable(`${url.origin} was asked`);
  for (let attempt = 0; ; attempt++) {
    const answer = await getOnce(url, transport);
    const delay = attempt < transport.retries ? retryDelay(answer, attempt, transport) : null;
    if (delay === null) return answer;
    await transport.sleep(delay);
  }
}

/** Milliseconds until the next attempt; null when the answer is final. */
function retryDelay(answer: Answer, attempt: number, transport: Transport): number | null {
  if (answer.kind === 'refused' || answer.kind === 'too-large') return null;
  if (answer.kind === 'response') {
    if (!TEMPORARY.has(answer.status)) return null;
    const asked =
      answer.status === 429 || answer.status === 503 ? retryAfter(answer.headers, transport.now) : null;
    if (asked !== null) return Math.min(asked, MAX_RETRY_AFTER_MS);
  }
  const ceiling = Math.min(BACK_OFF_MS * 2 ** attempt, MAX_BACK_OFF_MS);
  return Math.round(ceiling * (0.5 + transport.random() / 2));
}

/** Retry-After is a number of seconds or a date. */
function retryAfter(headers: Headers, now: () => number): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now());
}

async function getOnce(url: URL, transport: Transport): Promise<Answer> {
  const abort = new AbortController();
  const timeout = AbortSignal.timeout(transport.timeoutMs);
  try {
    return await follow(url, transport, AbortSignal.any([abort.signal, timeout]));
  } catch (error) {
    return timeout.aborted ? { kind: 'timeout' } : { kind: 'network', detail: explain(error) };
  } finally {
    // Closes the connection when the body was not read to its end.
    abort.abort();
  }
}

/** Redirects are followed here and not by `fetch`, so that the token cannot leave its origin. */
async function follow(start: URL, transport: Transport, signal: AbortSignal): Promise<Answer> {
  let url = start;
  let mayAuthorize = true;
  let commit: string | null = null;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    // Once elsewhere, a way back does not get the token again.
    mayAuthorize &&= url.origin === transport.endpoint.origin;
    const response = await transport.fetch(url, {
      redirect: 'manual',
      headers: requestHeaders(mayAuthorize ? transport.token : null),
      signal,
    });
    commit ??= commitOf(response);
    const { status, headers } = response;
    if (!REDIRECTS.has(status)) {
      const bytes = status === 200 ? await readBody(response, transport.maxBytes) : new Uint8Array();
      return bytes === null ? { kind: 'too-large' } : { kind: 'response', status, headers, bytes, commit };
    }
    const target = redirectTarget(headers, url);
    if (target === null)
      return { kind: 'refused', detail: 'it redirects to an address that cannot be followed' };
    if (url.protocol === 'https:' && target.protocol === 'http:') {
      return { kind: 'refused', detail: `it redirects from https to ${target.origin}` };
    }
    await response.body?.cancel();
    url = target;
  }
  return { kind: 'refused', detail: `it redirects more than ${MAX_REDIRECTS} times` };
}

function requestHeaders(token: string | null): Record<string, string> {
  return {
    accept: 'application/json, */*',
    'user-agent': 'archscan',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
}

function redirectTarget(headers: Headers, base: URL): URL | null {
  const location = headers.get('location');
  if (location === null || !URL.canParse(location, base.href)) return null;
  const target = new URL(location, base);
  const isPlain =
    ['http:', 'https:'].includes(target.protocol) && `${target.username}${target.password}` === '';
  return isPlain ? target : null;
}

function commitOf(response: Response): string | null {
  const commit = response.headers.get('x-repo-commit');
  return commit !== null && COMMIT.test(commit) ? commit : null;
}

/** The body; null when it is larger than `maxBytes`, which is noticed as soon as it is. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) return null;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `fetch` hides what happened in the cause of its error. */
function explain(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
