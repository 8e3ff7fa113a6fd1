import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCachedConfig } from '../../src/hub/index.js';
import { tempFolder } from '../support/temp-folder.js';

const commit = '0123456789abcdef0123456789abcdef01234567';
const other = 'f'.repeat(40);
const id = { organization: 'org', name: 'name' };
const repository = 'models--org--name';

test('follows the reference to the snapshot', () => {
  const cache = tempFolder({
    [`${repository}/refs/main`]: `${commit}\n`,
    [`${repository}/refs/refs/pr/1`]: other,
    [`${repository}/snapshots/${commit}/config.json`]: '{}',
    [`${repository}/snapshots/${other}/config.json`]: '{}',
  });
  const path = (sha: string): string => join(cache, repository, 'snapshots', sha, 'config.json');
  expect(findCachedConfig(cache, id, 'main')).toEqual({ path: path(commit), commit });
  expect(findCachedConfig(cache, id, 'refs/pr/1')).toEqual({ path: path(other), commit: other });
  expect(findCachedConfig(cache, id, other)).toEqual({ path: path(other), commit: other });
  expect(findCachedConfig(cache, id, 'v1')).toBeNull();
  expect(findCachedConfig(cache, { organization: 'org', name: 'none' }, 'main')).toBeNull();
  expect(findCachedConfig(join(cache, 'none'), id, 'main')).toBeNull();
});

test('a reference cannot lead out of the cache', () => {
  const cache = tempFolder({
    [`${repository}/refs/main`]: '../../outside',
    'outside/config.json': '{}',
    [`${repository}/snapshots/x`]: '',
  });
  expect(findCachedConfig(cache, id, 'main')).toBeNull();
  expect(findCachedConfig(cache, id, '../../outside')).toBeNull();
});

test('a snapshot without config.json does not count', () => {
  const cache = tempFolder({
    [`${repository}/refs/main`]: commit,
    [`${repository}/snapshots/${commit}/README.md`]: '',
  });
  expect(findCachedConfig(cache, id, 'main')).toBeNull();
  mkdirSync(join(cache, repository, 'snapshots', commit, 'config.json'));
  expect(findCachedConfig(cache, id, 'main')).toBeNull();
});

if (process.platform !== 'win32') {
  test('the files of a snapshot are links to blobs', () => {
    const cache = tempFolder({
      [`${repository}/refs/main`]: commit,
      [`${repository}/blobs/abc`]: '{}',
      [`${repository}/snapshots/${commit}/README.md`]: '',
    });
    symlinkSync('../../blobs/abc', join(cache, repository, 'snapshots', commit, 'config.json'));
    expect(findCachedConfig(cache, id, 'main')).toMatchObject({ commit });
  });
}
