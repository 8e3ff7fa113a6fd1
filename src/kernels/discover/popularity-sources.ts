import { setTimeout } from 'node:timers/promises';
import { ArchscanError } from '../../errors.js';
import type { HubSettings } from '../../hub/settings.js';
import { parseTolerantJson } from '../../hub/tolerant-json.js';
import { get, parseEndpoint, type Answer, type Transport } from '../../hub/transport.js';
import type { PopularitySource } from './popularity.js';

/** How long and how often a list is asked for. */
export interface Patience {
  readonly timeoutMs: number;
  readonly retries: number;
}

const PATIENCE: Patience = { timeoutMs: 10_000, retries: 1 };
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const TRENDING = 20;
const RECENT = 100;

/** The Hub's lists of text models, the trending and the newest. */
export function hubSources(
  { endpoint, token }: Pick<HubSettings, 'endpoint' | 'token'>,
  patience = PATIENCE,
): readonly PopularitySource[] {
  const list = (kind: 'trending' | 'recent', sort: string, limit: number): PopularitySource => {
    const query = `api/models?pipeline_tag=text-generation&sort=${sort}&direction=-1&limit=${limit}`;
    return { id: `hub-${kind}`, kind, list: () => readList(endpoint, query, token, patience, hubPage) };
  };
  return [list('trending', 'trendingScore', TRENDING), list('recent', 'createdAt', RECENT)];
}

/** The models that an OpenAI-compatible server lists; `baseUrl` is what stands before `/models`. */
export function providerSource(
  id: string,
  baseUrl: string,
  key: string | null,
  patience = PATIENCE,
): PopularitySource {
  const list: PopularitySource['list'] = () => readList(baseUrl, 'models', key, patience, providerPage);
  return { id, kind: 'provider', list };
}

/** A provider that cannot be asked. */
export function silentSource(id: string, reason: string): PopularitySource {
  return { id, kind: 'provider', list: () => Promise.resolve(unavailable(reason)) };
}

function unavailable(reason: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `The list of models cannot be had: ${reason}.` };
}

/** One page of a list; null: it is none. */
type ReadPage = (json: unknown) => Page | null;

interface Page {
  readonly names: readonly string[];
  /** What the query of the next page adds; null: this is the last. */
  readonly after: string | null;
}

/** A list that goes on for ever ends here. */
const MAX_PAGES = 20;

async function readList(
  base: string,
  path: string,
  token: string | null,
  patience: Patience,
  readPage: ReadPage,
): ReturnType<PopularitySource['list']> {
  const failed = (reason: string): { readonly ok: false; readonly message: string } =>
    unavailable(token === null ? reason : reason.replaceAll(token, '(key)'));
  const transport = openTransport(base, token, patience);
  if (typeof transport === 'string') return failed(transport);
  const address = `${transport.endpoint.href.replace(/\/+$/, '')}/${path}`;
  const names = new Set<string>();
  let query: string | null = '';
  for (let page = 0; page < MAX_PAGES && query !== null; page++) {
    const answer = await get(new URL(address + query), transport);
    if (answer.kind !== 'response' || answer.status !== 200) return failed(explain(answer));
    const parsed = parseTolerantJson(Buffer.from(answer.bytes).toString('utf8'));
    if (!parsed.ok) return failed(`the answer is no JSON (${parsed.message})`);
    const read = readPage(parsed.value);
    if (read === null) return failed('the answer is no list of models');
    const before = names.size;
    for (const name of read.names) names.add(name);
    // A server that does not know the parameter gives the same page again.
    query = names.size > before ? read.after : null;
  }
  return { ok: true, models: [...names].map((name) => ({ name })) };
}

function openTransport(base: string, token: string | null, patience: Patience): Transport | string {
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) return 'the key holds characters that no key has';
  try {
    const endpoint = parseEndpoint(base);
    const { random } = Math;
    return {
      ...patience,
      endpoint,
      token,
      random,
      maxBytes: MAX_LIST_BYTES,
      fetch,
      sleep: (ms) => setTimeout(ms),
      now: Date.now,
    };
  } catch (error) {
    if (!(error instanceof ArchscanError)) throw error;
    return 'its address is not a plain http or https address';
  }
}

function explain(answer: Answer): string {
  switch (answer.kind) {
    case 'response':
      return answer.status === 401 || answer.status === 403
        ? `the server refuses the key (status ${answer.status})`
        : answer.status === 429
          ? 'the server asks for fewer requests (status 429)'
          : `the server answers with status ${answer.status}`;
    case 'timeout':
      return 'the server does not answer in time';
    case 'too-large':
      return 'the answer is too large';
    case 'refused':
    case 'network':
      return answer.detail;
  }
}

/** The Hub gives as many as were asked for. */
const hubPage: ReadPage = (json) => {
  const names = idsOf(json);
  return names === null ? null : { names, after: null };
};

/** `{data: [{id}], has_more?, last_id?}`: the cursor is the last id, under the name that either dialect has for it. */
const providerPage: ReadPage = (json) => {
  const names = idsOf(memberOf(json, 'data'));
  if (names === null) return null;
  const last = memberOf(json, 'last_id') ?? names.at(-1);
  const hasMore = memberOf(json, 'has_more') === true && typeof last === 'string';
  const cursor = hasMore ? encodeURIComponent(last) : '';
  return { names, after: hasMore ? `?after=${cursor}&after_id=${cursor}` : null };
};

/** The ids of a list; what has none is left out. */
function idsOf(json: unknown): readonly string[] | null {
  if (!Array.isArray(json)) return null;
  return json.flatMap((entry: unknown) => {
    const id = memberOf(entry, 'id');
    return typeof id === 'string' && id.length <= 200 ? [id] : [];
  });
}

function memberOf(json: unknown, key: string): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return new Map<string, unknown>(Object.entries(json)).get(key);
}
