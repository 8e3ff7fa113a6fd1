import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fetchModelConfig, type FetchOptions, type ModelConfigResult } from '../../src/hub/index.js';
import { inTurn, loopback, reply, type Handler, type Loopback } from '../support/loopback.js';

const token = 'secret-token-0123456789';
const commit = '0123456789abcdef0123456789abcdef01234567';
const config = JSON.stringify({ architectures: ['XForCausalLM'], model_type: 'x' });
const ok = reply(200, config, { 'x-repo-commit': commit });
const path = '/org/name/resolve/main/config.json';

interface Fetched {
  readonly result: ModelConfigResult;
  readonly hub: Loopback;
  /** Milliseconds of the pauses, none of which really passed. */
  readonly pauses: readonly number[];
}

async function fetchFrom(
  handler: Handler,
  options: Partial<FetchOptions> = {},
  id = 'org/name',
): Promise<Fetched> {
  const hub = await loopback(handler);
  const pauses: number[] = [];
  const result = await fetchModelConfig(id, {
    endpoint: hub.origin,
    timeoutMs: 30_000,
    random: () => 0,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    ...options,
  });
  expect(JSON.stringify(result)).not.toContain(token);
  return { result, hub, pauses };
}

/** A handler that never answers. */
const silence: Handler = () => undefined;
const cut: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('{"architectures": [', () => response.destroy());
};
const hangUp: Handler = (request) => {
  request.socket.destroy();
};

describe('200', () => {
  test('gives the configuration', async () => {
    const { result, hub, pauses } = await fetchFrom(ok, { token });
    expect(result).toEqual({
      ok: true,
      config: {
        architectures: ['XForCausalLM'],
        modelType: 'x',
        autoMap: [],
        quantization: null,
        textConfig: null,
        raw: { architectures: ['XForCausalLM'], model_type: 'x' },
      },
      diagnostics: [],
      source: 'hub',
      url: `${hub.origin}${path}`,
      path: null,
      commit,
    });
    expect(hub.requests.map((request) => [request.path, request.headers.authorization])).toEqual([
      [path, `Bearer ${token}`],
    ]);
    expect(pauses).toEqual([]);
  });

  test('without a token none is sent', async () => {
    const { result, hub } = await fetchFrom(ok);
    expect(result.ok).toBe(true);
    expect(hub.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('below a path of the endpoint, in a revision', async () => {
    const hub = await loopback(reply(200, config, { 'x-repo-commit': 'none' }));
    const result = await fetchModelConfig('org/name', {
      endpoint: `${hub.origin}/hf/`,
      revision: 'refs/pr/1',
    });
    expect(result).toMatchObject({ ok: true, commit: null });
    expect(hub.requests[0]?.path).toBe('/hf/org/name/resolve/refs%2Fpr%2F1/config.json');
  });

  test('compressed', async () => {
    const { result } = await fetchFrom(reply(200, gzipSync(config), { 'content-encoding': 'gzip' }));
    expect(result).toMatchObject({ ok: true, config: { modelType: 'x' } });
  });

  test('with bare Infinity and NaN', async () => {
    const { result } = await fetchFrom(reply(200, '{"limit": [0.0, Infinity, -Infinity], "x": NaN}'));
    expect(result.ok ? result.config.raw : null).toEqual({ limit: [0, Infinity, -Infinity], x: Number.NaN });
  });

  test('with values of a wrong type', async () => {
    const { result, hub } = await fetchFrom(reply(200, '{"architectures": "X"}'));
    expect(result).toMatchObject({
      ok: true,
      diagnostics: [{ rule: 'config-architectures', file: `${hub.origin}${path}`, line: 1, column: 1 }],
    });
  });

  test.each([
    ['{"architectures": [\n"X",]}', ":2:5: Unexpected ']', expected a value."],
    ['<html>', ":1:1: Unexpected '<', expected a value."],
    ['', ':1:1: Unexpected the end of the text, expected a value.'],
    ['[1]', ': config.json must hold an object, but holds a list.'],
    [Buffer.from([0x7b, 0xff, 0x7d]), ' is not valid UTF-8.'],
  ])('but malformed: %j', async (body, message) => {
    const { result, hub } = await fetchFrom(reply(200, body));
    expect(result).toEqual({
      ok: false,
      reason: 'malformed',
      message: `${hub.origin}${path}${message} Check that HF_ENDPOINT is a Hub, or give a corrected copy by its path.`,
    });
    expect(hub.requests).toHaveLength(1);
  });
});

describe('refusals are final', () => {
  test.each([
    [401, {}, 'unauthorized', 'without a token (401). Check the spelling, or set HF_TOKEN.'],
    [401, { 'x-error-code': 'RepoNotFound' }, 'not-found', 'a private repository needs HF_TOKEN'],
    [401, { 'x-error-code': 'GatedRepo' }, 'gated', 'then set HF_TOKEN to a token of the account that did.'],
    [403, {}, 'unauthorized', 'without a token (403)'],
    [404, {}, 'not-found', 'Check the spelling'],
    [
      404,
      { 'x-error-code': 'EntryNotFound' },
      'not-found',
      'org/name has no config.json in revision main on',
    ],
    [404, { 'x-error-code': 'RevisionNotFound' }, 'not-found', 'org/name has no revision main on'],
    [410, {}, 'not-found', '(410)'],
    [400, {}, 'network', 'answered with status 400'],
    [204, {}, 'network', 'answered with status 204'],
  ])('%i %j', async (status, headers: Record<string, string>, reason, message) => {
    const { result, hub } = await fetchFrom(reply(status, '', headers));
    expect(result).toEqual({ ok: false, reason, message: expect.stringContaining(message) as string });
    expect(hub.requests).toHaveLength(1);
  });

  test('with a token the advice is another one', async () => {
    const gated = await fetchFrom(reply(403, '', { 'x-error-code': 'GatedRepo' }), { token });
    expect(gated.result).toEqual({
      ok: false,
      reason: 'gated',
      message: `org/name is gated. Accept its conditions at ${gated.hub.origin}/org/name, then use a token of that account.`,
    });
    const refused = await fetchFrom(reply(401), { token });
    expect(refused.result).toMatchObject({
      message: expect.stringContaining('that the token is valid and may read this repository') as string,
    });
    const missing = await fetchFrom(reply(404), { token });
    expect(missing.result).toMatchObject({
      message: expect.stringContaining('that the token may read the repository') as string,
    });
  });
});

describe('what may pass is tried again', () => {
  test.each([
    ['3', [3000]],
    ['0', [0]],
    ['9999', [30_000]],
    ['Thu, 01 Jan 2026 00:00:07 GMT', [7000]],
    ['Wed, 31 Dec 2025 23:59:59 GMT', [0]],
    ['soon', [250]],
  ])('429 with Retry-After: %s, then 200', async (value, expected) => {
    const handler = inTurn(reply(429, '', { 'retry-after': value }), ok);
    const { result, hub, pauses } = await fetchFrom(handler, { now: () => Date.UTC(2026, 0, 1) });
    expect(result.ok).toBe(true);
    expect(hub.requests).toHaveLength(2);
    expect(pauses).toEqual(expected);
  });

  test('503 with and without Retry-After, then 200', async () => {
    const { result, pauses } = await fetchFrom(
      inTurn(reply(503, '', { 'retry-after': '2' }), reply(503), ok),
    );
    expect(result.ok).toBe(true);
    expect(pauses).toEqual([2000, 500]);
  });

  test('with growing pauses and jitter up to the last attempt', async () => {
    const handler = reply(500, '', { 'retry-after': '99' });
    const low = await fetchFrom(handler, { retries: 6 });
    const high = await fetchFrom(handler, { retries: 6, random: () => 0.999_999 });
    expect(low.pauses).toEqual([250, 500, 1000, 2000, 4000, 4000]);
    expect(high.pauses).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
    expect(low.hub.requests).toHaveLength(7);
    expect(low.result).toMatchObject({ ok: false, reason: 'network' });
  });

  test('429 to the end', async () => {
    const { result, pauses } = await fetchFrom(reply(429), { retries: 1 });
    expect(result).toMatchObject({ ok: false, reason: 'rate-limited' });
    expect(result).toMatchObject({
      message: expect.stringContaining('with HF_TOKEN the limit is higher') as string,
    });
    expect(pauses).toHaveLength(1);
  });

  test.each([
    ['hung up', hangUp],
    ['cut in the body', cut],
  ])('a connection that is %s, then 200', async (_, broken) => {
    const { result, hub, pauses } = await fetchFrom(inTurn(broken, ok));
    expect(result).toMatchObject({ ok: true, config: { modelType: 'x' } });
    expect(hub.requests).toHaveLength(2);
    expect(pauses).toEqual([250]);
  });

  test('a connection that is cut each time', async () => {
    const { result, hub } = await fetchFrom(cut, { retries: 2 });
    expect(result).toEqual({
      ok: false,
      reason: 'network',
      message: expect.stringContaining(hub.origin) as string,
    });
    expect(hub.requests).toHaveLength(3);
  });

  test('a server that never answers', async () => {
    const { result, hub } = await fetchFrom(silence, { timeoutMs: 30, retries: 1 });
    expect(result).toEqual({
      ok: false,
      reason: 'timeout',
      message: `${hub.origin} gave no config.json of org/name within 30 ms. Try again, or raise the timeout.`,
    });
  });

  test('a body that never ends', async () => {
    const stalled: Handler = (_, response) => {
      response.writeHead(200).write('{');
    };
    const { result } = await fetchFrom(stalled, { timeoutMs: 30, retries: 0 });
    expect(result).toMatchObject({ ok: false, reason: 'timeout' });
  });

  test('nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { result } = await fetchFrom(ok, { endpoint: `http://127.0.0.1:${port}` });
    expect(result).toEqual({
      ok: false,
      reason: 'network',
      message:
        `http://127.0.0.1:${port} could not be reached for org/name (ECONNREFUSED). ` +
        'Check the connection and HF_ENDPOINT, or give the path of a config.json.',
    });
  });
});

describe('a body over the limit', () => {
  test('is refused by its announced length, before it arrives', async () => {
    const announced: Handler = (_, response) => {
      response.writeHead(200, { 'content-length': '101' }).flushHeaders();
    };
    const { result, hub } = await fetchFrom(announced, { maxBytes: 100 });
    expect(result).toMatchObject({ ok: false, reason: 'too-large' });
    expect(hub.requests).toHaveLength(1);
  });

  test('is refused while it arrives, also when it never ends', async () => {
    const endless: Handler = (_, response) => {
      response.writeHead(200);
      const write = (): void => {
        if (!response.destroyed) response.write('[0, '.repeat(10_000), write);
      };
      write();
    };
    const { result } = await fetchFrom(endless, { maxBytes: 100_000 });
    expect(result).toMatchObject({ ok: false, reason: 'too-large' });
  });

  test('is measured after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000, 0x20));
    expect(bomb.length).toBeLessThan(10_000);
    const { result } = await fetchFrom(reply(200, bomb, { 'content-encoding': 'gzip' }), {
      maxBytes: 10_000,
    });
    expect(result).toMatchObject({ ok: false, reason: 'too-large' });
  });

  test('is accepted at the limit', async () => {
    const { result } = await fetchFrom(ok, { maxBytes: config.length });
    expect(result.ok).toBe(true);
  });
});

describe('redirects', () => {
  const redirect =
    (location: string, status = 307, headers: Readonly<Record<string, string>> = {}): Handler =>
    (request, response, number) => {
      reply(status, 'moved', { location, ...headers })(request, response, number);
    };

  test('inside of the origin keep the token', async () => {
    const handler = inTurn(
      redirect('/api/resolve-cache/x', 307, { 'x-repo-commit': commit }),
      reply(200, config),
    );
    const { result, hub } = await fetchFrom(handler, { token });
    expect(result).toMatchObject({ ok: true, commit, url: `${hub.origin}${path}` });
    expect(hub.requests.map((request) => [request.path, request.headers.authorization])).toEqual([
      [path, `Bearer ${token}`],
      ['/api/resolve-cache/x', `Bearer ${token}`],
    ]);
  });

  test.each([301, 302, 303, 307, 308])(
    '%i to another origin do not carry the token there',
    async (status) => {
      const elsewhere = await loopback(ok);
      const { result, hub } = await fetchFrom(redirect(`${elsewhere.origin}/file?signature=abc`, status), {
        token,
      });
      expect(result).toMatchObject({ ok: true, url: `${hub.origin}${path}` });
      expect(JSON.stringify(result)).not.toContain('signature');
      expect(hub.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
      expect(elsewhere.requests).toHaveLength(1);
      expect(JSON.stringify(elsewhere.requests)).not.toContain(token);
    },
  );

  test('back from another origin do not carry it either', async () => {
    let home = '';
    const elsewhere = await loopback((request, response, number) => {
      redirect(`${home}/other`)(request, response, number);
    });
    const hub = await loopback(inTurn(redirect(elsewhere.origin), ok));
    home = hub.origin;
    const result = await fetchModelConfig('org/name', { endpoint: hub.origin, token });
    expect(result.ok).toBe(true);
    expect(hub.requests.map((request) => request.headers.authorization)).toEqual([
      `Bearer ${token}`,
      undefined,
    ]);
  });

  test.each([
    ['/again', 'it redirects more than 8 times'],
    ['file:///etc/passwd', 'it redirects to an address that cannot be followed'],
    ['http://user:password@127.0.0.1/', 'it redirects to an address that cannot be followed'],
    ['http://[', 'it redirects to an address that cannot be followed'],
  ])('to %s are refused', async (location, detail) => {
    const { result, hub } = await fetchFrom(redirect(location), { token });
    expect(result).toEqual({
      ok: false,
      reason: 'network',
      message: `${hub.origin} cannot be used for org/name: ${detail}. Check HF_ENDPOINT.`,
    });
  });

  test('without a target are refused', async () => {
    const { result } = await fetchFrom(reply(302));
    expect(result).toMatchObject({ ok: false, reason: 'network' });
  });

  test('from https to http are refused', async () => {
    const asked: string[] = [];
    const result = await fetchModelConfig('org/name', {
      endpoint: 'https://hub.example',
      fetch: (input) => {
        asked.push(input instanceof Request ? input.url : String(input));
        return Promise.resolve(
          new Response(null, { status: 302, headers: { location: 'http://hub.example/x' } }),
        );
      },
    });
    expect(result).toMatchObject({
      reason: 'network',
      message: expect.stringContaining('it redirects from https to http://hub.example') as string,
    });
    expect(asked).toEqual([`https://hub.example${path}`]);
  });
});

describe('before anything is asked', () => {
  test.each(['name', '../name', 'org/name/x', 'org/na me', 'https://huggingface.co/org/name'])(
    'the id %j is refused',
    async (id) => {
      const { result, hub } = await fetchFrom(ok, {}, id);
      expect(result).toMatchObject({ ok: false, reason: 'invalid-id' });
      expect(hub.requests).toEqual([]);
    },
  );

  test('a revision that is none is refused', async () => {
    const { result, hub } = await fetchFrom(ok, { revision: '../../other' });
    expect(result).toMatchObject({ ok: false, reason: 'invalid-id' });
    expect(hub.requests).toEqual([]);
  });

  test('offline is offline', async () => {
    const { result, hub } = await fetchFrom(ok, { offline: true, token });
    expect(result).toMatchObject({ ok: false, reason: 'offline' });
    expect(hub.requests).toEqual([]);
  });

  test.each([
    '',
    'hub.example',
    'ftp://hub.example',
    'http://user:password@hub.example',
    'http://hub.example/?a=b',
  ])('the endpoint %j is refused without repeating it', async (endpoint) => {
    const fetching = fetchModelConfig('org/name', { endpoint });
    await expect(fetching).rejects.toMatchObject({ code: 'usage' });
    await expect(fetching).rejects.not.toMatchObject({
      message: expect.stringContaining('password') as string,
    });
  });

  test('a token that cannot be sent is refused without repeating it', async () => {
    const fetching = fetchModelConfig('org/name', { endpoint: 'http://127.0.0.1', token: `${token}\nx` });
    await expect(fetching).rejects.toMatchObject({ code: 'usage' });
    await expect(fetching).rejects.not.toMatchObject({ message: expect.stringContaining(token) as string });
  });
});

test('a network layer that repeats the token does not bring it into the message', async () => {
  const result = await fetchModelConfig('org/name', {
    endpoint: 'http://127.0.0.1',
    token,
    retries: 0,
    fetch: () => Promise.reject(new Error(`bad header: Bearer ${token}`)),
  });
  expect(result).toMatchObject({
    ok: false,
    message: expect.stringContaining('(bad header: Bearer (token))') as string,
  });
});
