import { describe, expect, it } from 'vitest';
import { popularitySignals, type PopularitySource } from '../../src/kernels/discover/popularity.js';
import { hubSources, providerSource } from '../../src/kernels/discover/popularity-sources.js';
import { popularitySources } from '../../src/kernels/discover/popularity-settings.js';
import { inTurn, loopback, reply, type Handler } from '../support/loopback.js';

const models = (...ids: readonly string[]): Handler =>
  reply(200, JSON.stringify({ data: ids.map((id) => ({ id })) }));

/** Servers that each list these models, as sources named a, b, c … */
async function providers(...lists: readonly (readonly string[])[]): Promise<readonly PopularitySource[]> {
  return Promise.all(
    lists.map(async (ids, index) => {
      const { origin } = await loopback(models(...ids));
      return providerSource('abc'[index] ?? '', `${origin}/v1`, null);
    }),
  );
}

describe('inference providers', () => {
  it('that serve a model, however they spell it, make it a candidate from two on', async () => {
    const sources = await providers(
      ['treeline/Elm-8B-Instruct', 'treeline/Oak-8B', 'fir'],
      ['accounts/x/models/elm-8b', 'oak-8b-fp8'],
      ['elm_8b', 'yew'],
    );
    const { value, diagnostics } = await popularitySignals(sources);
    expect(diagnostics).toEqual([]);
    expect(
      value.map(({ key, hfRepoId, providers: ids, priority }) => ({ key, hfRepoId, ids, priority })),
    ).toEqual([
      { key: 'elm8b', hfRepoId: 'treeline/Elm-8B-Instruct', ids: ['a', 'b', 'c'], priority: 'highest' },
      { key: 'oak8b', hfRepoId: 'treeline/Oak-8B', ids: ['a', 'b'], priority: 'candidate' },
      { key: 'fir', hfRepoId: null, ids: ['a'], priority: null },
      { key: 'yew', hfRepoId: null, ids: ['c'], priority: null },
    ]);
  });

  it('that list a model twice count once, and two checkpoints of one name are none', async () => {
    const { value } = await popularitySignals(await providers(['a/Elm', 'a/Elm-FP8'], ['b/Elm']));
    expect(value).toMatchObject([{ key: 'elm', hfRepoId: null, providers: ['a', 'b'] }]);
  });

  it('that list two versions list two models', async () => {
    const { value } = await popularitySignals(await providers(['a/Elm-V2-it'], ['a/Elm-V3']));
    expect(value.map(({ key, hfRepoId }) => `${key} ${hfRepoId ?? ''}`)).toEqual([
      'elmv2 a/Elm-V2-it',
      'elmv3 a/Elm-V3',
    ]);
  });

  it('get their key, and no message holds it', async () => {
    const { origin, requests } = await loopback(reply(401));
    const { value, diagnostics } = await popularitySignals([providerSource('a', `${origin}/v1/`, 'sesame')]);
    expect(requests.map(({ path, headers }) => `${path} ${headers.authorization ?? ''}`)).toEqual([
      '/v1/models Bearer sesame',
    ]);
    expect(value).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        rule: 'popularity-unavailable',
        severity: 'warning',
        file: 'a',
        message: 'The list of models cannot be had: the server refuses the key (status 401).',
      },
    ]);
  });

  it.each([
    ['no JSON', reply(200, '<html>'), 'the answer is no JSON'],
    ['no list', reply(200, '{"data": 7}'), 'the answer is no list of models'],
    ['an array at the top', reply(200, '[{"id": "x"}]'), 'the answer is no list of models'],
    ['too large', reply(200, 'x'.repeat(9 * 1024 * 1024)), 'the answer is too large'],
    ['not there', reply(404), 'status 404'],
    ['silent', () => undefined, 'does not answer in time'],
  ] satisfies [string, Handler, string][])(
    'of which one is %s do not keep the others from counting',
    async (_name, handler, message) => {
      const { origin } = await loopback(handler);
      const broken = providerSource('broken', origin, null, {
        timeoutMs: message.includes('in time') ? 200 : 30_000,
        retries: 0,
      });
      const { value, diagnostics } = await popularitySignals([
        broken,
        ...(await providers(['treeline/Elm-8B'], ['elm-8b'])),
      ]);
      expect(value).toMatchObject([{ key: 'elm8b', priority: 'candidate' }]);
      expect(diagnostics.map(({ file }) => file)).toEqual(['broken']);
      expect(diagnostics[0]?.message).toContain(message);
    },
  );

  it('with an address or a key that is none, or that nobody is at, are warnings', async () => {
    const sources = [
      providerSource('a', 'ftp://x/v1', null),
      providerSource('b', 'http://127.0.0.1:9', 'two words'),
      providerSource('c', 'http://127.0.0.1:9', null, { timeoutMs: 1000, retries: 0 }),
    ];
    const { diagnostics } = await popularitySignals(sources);
    expect(diagnostics.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      'a popularity-unavailable',
      'b popularity-unavailable',
      'c popularity-unavailable',
    ]);
  });

  it('are asked page after page', async () => {
    const pages: Readonly<Record<string, string>> = {
      '/models': '{"data": [{"id": "elm"}, {"id": "oak"}], "has_more": true}',
      '/models?after=oak&after_id=oak': '{"data": [{"id": "a/fir"}], "has_more": true, "last_id": "x/1"}',
      '/models?after=x%2F1&after_id=x%2F1': '{"data": [{"id": "ash"}], "has_more": false}',
    };
    const { origin, requests } = await loopback((request, response) => {
      response.end(pages[request.url ?? '']);
    });
    const { value } = await popularitySignals([providerSource('a', origin, null)]);
    expect(value.map(({ key }) => key).sort()).toEqual(['ash', 'elm', 'fir', 'oak']);
    expect(requests.map(({ path }) => path)).toEqual(Object.keys(pages));
  });

  it.each([
    ['gives the same page again', () => 'elm', 2],
    ['never ends', (number: number) => `elm-${number}x`, 20],
  ])('whose list %s are asked no longer', async (_what, name, asked) => {
    const { origin, requests } = await loopback((_request, response, number) => {
      response.end(JSON.stringify({ data: [{ id: name(number) }], has_more: true }));
    });
    const { diagnostics } = await popularitySignals([providerSource('a', origin, null)]);
    expect(diagnostics).toEqual([]);
    expect(requests).toHaveLength(asked);
  });

  it('that ask to wait are asked once more', async () => {
    const wait = reply(429, '', { 'retry-after': '0' });
    const patient = await loopback(inTurn(wait, models('elm')));
    const tired = await loopback(wait);
    const { value, diagnostics } = await popularitySignals([
      providerSource('a', patient.origin, null),
      providerSource('b', tired.origin, null),
    ]);
    expect(value.map(({ key }) => key)).toEqual(['elm']);
    expect(tired.requests).toHaveLength(2);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'The list of models cannot be had: the server asks for fewer requests (status 429).',
    ]);
  });

  it('may redirect, but their key stays with them', async () => {
    const elsewhere = await loopback(models('elm'));
    const { origin, requests } = await loopback((request, response) => {
      const target = request.url === '/v1/models' ? '/v2/models' : `${elsewhere.origin}/models`;
      response.writeHead(307, { location: target }).end();
    });
    const { value } = await popularitySignals([providerSource('a', `${origin}/v1`, 'sesame')]);
    expect(value.map(({ key }) => key)).toEqual(['elm']);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer sesame', 'Bearer sesame']);
    expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('that redirect in circles, or repeat the key in what they say, are warnings without the key', async () => {
    const circle = await loopback((_request, response) => {
      response.writeHead(302, { location: '/v1/models?key=sesame' }).end();
    });
    const talker = await loopback(reply(200, 'sesame'));
    const { value, diagnostics } = await popularitySignals([
      providerSource('a', `${circle.origin}/v1`, 'sesame'),
      providerSource('b', talker.origin, 'sesame'),
    ]);
    expect(value).toEqual([]);
    expect(diagnostics.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      'a popularity-unavailable',
      'b popularity-unavailable',
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('sesame');
  });

  it('whose entries are no models are read past them', async () => {
    const { origin } = await loopback(
      reply(200, '{"data": [7, {"id": 8}, {"id": "elm"}, null, {"id": "--"}]}'),
    );
    const { value } = await popularitySignals([providerSource('a', origin, null)]);
    expect(value.map(({ key }) => key)).toEqual(['elm']);
  });
});

describe('the Hub', () => {
  it('gives trending models in their order, and remarks which are new', async () => {
    const lists: Readonly<Record<string, string>> = {
      trendingScore: '[{"id": "treeline/Oak-8B"}, {"id": "treeline/Elm-8B"}]',
      createdAt: '[{"id": "treeline/Elm-8B"}, {"id": "someone/Try-1B"}]',
    };
    const { origin, requests } = await loopback((request, response) => {
      const sort = new URL(request.url ?? '', 'http://x').searchParams.get('sort') ?? '';
      response.end(lists[sort]);
    });
    const { value } = await popularitySignals(hubSources({ endpoint: origin, token: null }));
    expect(
      value.map(({ name, trendingRank, recent, priority }) => ({ name, trendingRank, recent, priority })),
    ).toEqual([
      { name: 'treeline/Oak-8B', trendingRank: 1, recent: false, priority: 'candidate' },
      { name: 'treeline/Elm-8B', trendingRank: 2, recent: true, priority: 'candidate' },
      { name: 'someone/Try-1B', trendingRank: null, recent: true, priority: null },
    ]);
    expect(requests.map(({ path }) => path.split('?')[0])).toEqual(['/api/models', '/api/models']);
  });
});

describe('the configuration', () => {
  const settings = { endpoint: 'http://127.0.0.1:9', token: null, offline: false, cacheFolder: '' };

  it('names who is asked; nobody without it, and nothing of the Hub while it is off', () => {
    const ids = (hub: boolean, offline: boolean): readonly string[] =>
      popularitySources({ hub }, { ...settings, offline }, {}).map(({ id }) => id);
    expect(popularitySources({}, settings, {})).toEqual([]);
    expect(ids(true, false)).toEqual(['hub-trending', 'hub-recent']);
    expect(ids(true, true)).toEqual([]);
    expect(ids(false, false)).toEqual([]);
  });

  it('takes addresses and keys from the environment', async () => {
    const { origin, requests } = await loopback(models('elm'));
    const providers = {
      a: { baseUrlVariable: 'A_URL', keyVariable: 'A_KEY' },
      b: { baseUrlVariable: 'B_URL' },
      c: { baseUrl: `${origin}/c`, keyVariable: 'C_KEY' },
    };
    const environment = {
      A_URL: ` ${origin}/a `,
      A_KEY: 'sesame',
      B_URL: '',
      // A proxy is Node's business; it never is a reason to fail.
      HTTP_PROXY: 'http://127.0.0.1:9',
    };
    const sources = popularitySources({ providers }, settings, environment);
    const { value, diagnostics } = await popularitySignals(sources);
    expect(value).toMatchObject([{ key: 'elm', providers: ['a', 'c'], priority: 'candidate' }]);
    expect(requests.map(({ path, headers }) => `${path} ${headers.authorization ?? '-'}`).sort()).toEqual([
      '/a/models Bearer sesame',
      '/c/models -',
    ]);
    expect(diagnostics.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'b: The list of models cannot be had: the environment variable B_URL is not set.',
    ]);
  });
});
