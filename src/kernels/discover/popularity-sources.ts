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
    return { id: `hub-${kind}`, kind, list: () => readList(endpoint, query, token, patience, entriesOf) };
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
  const list: PopularitySource['list'] = () =>
    readList(baseUrl, 'models', key, patience, (json) => entriesOf(memberOf(json, 'data')));
  return { id, kind: 'provider', list };
}

/** A provider that cannot be asked. */
export function silentSource(id: string, reason: string): PopularitySource {
  return { id, kind: 'provider', list: () => Promise.resolve(unavailable(reason)) };
}

function unavailable(reason: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message: `The list of models cannot be had: ${reason}.` };
}

type Entries = (json: unknown) => readonly string[] | null;

async function readList(
  base: string,
  path: string,
  token: string | null,
  patience: Patience,
  entries: Entries,
): ReturnType<PopularitySource['list']> {
  const failed = (reason: string): { readonly ok: false; readonly message: string } => {
    return unavailable(token === null ? reason : reason.replaceAll(token, '(key)'));
  };
  const transport = openTransport(base, token, patience);
  if (typeof transport === 'string') return failed(transport);
  const address = `${transport.endpoint.href.replace(/\/+$/, '')}/${path}`;
  const answer = await get(new URL(address), transport);
  if (answer.kind !== 'response' || answer.status !== 200) return failed(explain(answer));
  const parsed = parseTolerantJson(Buffer.from(answer.bytes).toString('utf8'));
  if (!parsed.ok) return failed(`the answer is no JSON (${parsed.message})`);
  const names = entries(parsed.value);
  return names === null
    ? failed('the answer is no list of models')
    : { ok: true, models: names.map((name) => ({ name })) };
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

/** The ids of a list; what has none is left out. */
const entriesOf: Entries = (json) => {
  if (!Array.isArray(json)) return null;
  return json.flatMap((entry: unknown) => {
    const id = memberOf(entry, 'id');
    return typeof id === 'string' && id.length <= 200 ? [id] : [];
  });
};

function memberOf(json: unknown, key: string): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return new Map<string, unknown>(Object.entries(json)).get(key);
}
