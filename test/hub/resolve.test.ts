import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hubSettings, resolveModelConfig, type ResolveOptions } from '../../src/hub/index.js';
import { inTurn, loopback, reply } from '../support/loopback.js';
import { tempFolder } from '../support/temp-folder.js';

const commit = '0123456789abcdef0123456789abcdef01234567';

function options(home: string, endpoint = 'http://127.0.0.1:9', offline = true): ResolveOptions {
  return { ...hubSettings({}, home), endpoint, offline, retries: 0 };
}

/** A home folder whose Hub cache has this text as org/name's config.json. */
function homeWithCache(text: string): string {
  const repository = '.cache/huggingface/hub/models--org--name';
  return tempFolder({
    [`${repository}/refs/main`]: commit,
    [`${repository}/snapshots/${commit}/config.json`]: text,
  });
}

describe('a path', () => {
  test('of the file or of a folder that holds it', async () => {
    const folder = tempFolder({ 'config.json': '{"model_type": "x"}', 'other.json': '{"model_type": "y"}' });
    const path = join(folder, 'config.json');
    const expected = { ok: true, source: 'file', path, url: null, commit: null, config: { modelType: 'x' } };
    expect(await resolveModelConfig(path, options(folder))).toMatchObject(expected);
    expect(await resolveModelConfig(folder, options(folder))).toMatchObject(expected);
    expect(await resolveModelConfig(join(folder, 'other.json'), options(folder))).toMatchObject({
      config: { modelType: 'y' },
    });
  });

  test('that leads to nothing', async () => {
    const folder = tempFolder();
    const none = join(folder, 'config.json');
    expect(await resolveModelConfig(none, options(folder))).toEqual({
      ok: false,
      reason: 'not-found',
      message: `The file ${none} does not exist. Give the path of a config.json, or a checkpoint as org/name.`,
    });
    expect(await resolveModelConfig(folder, options(folder))).toMatchObject({
      reason: 'not-found',
      message: expect.stringContaining(`The folder ${folder} holds no config.json.`) as string,
    });
  });

  test('of a file that cannot be used', async () => {
    const folder = tempFolder({ 'bad.json': '{\n  "a": }', 'big.json': '[         ]', 'config.json/x': '' });
    const bad = join(folder, 'bad.json');
    expect(await resolveModelConfig(bad, options(folder))).toEqual({
      ok: false,
      reason: 'malformed',
      message: `${bad}:2:8: Unexpected '}', expected a value. Correct the file.`,
    });
    expect(
      await resolveModelConfig(join(folder, 'big.json'), { ...options(folder), maxBytes: 10 }),
    ).toMatchObject({ reason: 'too-large' });
    expect(await resolveModelConfig(folder, options(folder))).toMatchObject({ reason: 'unreadable' });
  });
});

describe('a checkpoint', () => {
  test('from the local cache, without asking the Hub', async () => {
    const home = homeWithCache('{"model_type": "cached"}');
    const hub = await loopback(reply(200, '{}'));
    expect(await resolveModelConfig('org/name', options(home, hub.origin, false))).toMatchObject({
      ok: true,
      source: 'cache',
      url: `${hub.origin}/org/name/resolve/main/config.json`,
      path: join(home, '.cache/huggingface/hub/models--org--name/snapshots', commit, 'config.json'),
      commit,
      config: { modelType: 'cached' },
    });
    expect(hub.requests).toEqual([]);
  });

  test('from the Hub when the cache does not have this revision', async () => {
    const home = homeWithCache('{}');
    const hub = await loopback(inTurn(reply(200, '{"model_type": "hub"}')));
    const result = await resolveModelConfig('org/name', {
      ...options(home, hub.origin, false),
      revision: 'v2',
    });
    expect(result).toMatchObject({ ok: true, source: 'hub', path: null, config: { modelType: 'hub' } });
    expect(hub.requests.map((request) => request.path)).toEqual(['/org/name/resolve/v2/config.json']);
  });

  test('offline, when the cache does not have it', async () => {
    expect(await resolveModelConfig('org/other', options(homeWithCache('{}')))).toEqual({
      ok: false,
      reason: 'offline',
      message:
        'org/other is not in the local Hub cache, and the Hub may not be asked because HF_HUB_OFFLINE is set. ' +
        'Unset it, or give the path of a config.json.',
    });
  });

  test('with a damaged cache', async () => {
    expect(await resolveModelConfig('org/name', options(homeWithCache('{')))).toMatchObject({
      ok: false,
      reason: 'malformed',
      message: expect.stringContaining('Remove it from the cache and try again.') as string,
    });
  });

  test('with a revision that is none', async () => {
    const result = await resolveModelConfig('org/name', { ...options(tempFolder()), revision: '../x' });
    expect(result).toMatchObject({ ok: false, reason: 'invalid-id' });
  });

  test.each(['LlamaForCausalLM', 'org/na me', ''])('%j is neither a path nor a checkpoint', async (name) => {
    expect(await resolveModelConfig(name, options(tempFolder()))).toMatchObject({ reason: 'invalid-id' });
  });

  test.each(['./none', 'a/b/c', 'none.json', '/none', 'C:\\none'])('%j is meant as a path', async (name) => {
    expect(await resolveModelConfig(name, options(tempFolder()))).toMatchObject({ reason: 'not-found' });
  });
});
