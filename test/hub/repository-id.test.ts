import { expect, test } from 'vitest';
import { configUrl, isRevision, parseRepositoryId } from '../../src/hub/repository-id.js';

test.each(['Qwen/Qwen3-8B', '01-ai/Yi-1.5', 'a/b', 'microsoft/phi_4.mini', `o/${'n'.repeat(94)}`])(
  '%j is a repository id',
  (text) => {
    const [organization, name] = text.split('/');
    expect(parseRepositoryId(text)).toEqual({ organization, name });
  },
);

test.each([
  ...[
    '',
    'name',
    '/name',
    'org/',
    'a/b/c',
    '../b',
    'a/..',
    'a/b..c',
    'a/.b',
    'a/b.',
    '-a/b',
    'a/b-',
    'a--b/c',
  ],
  ...[
    'a/b.git',
    'a/b c',
    'a/b\n',
    'a/b?x',
    'a/b#x',
    'a/%2e',
    'a\\b',
    'ä/b',
    `o/${'n'.repeat(95)}`,
    './a',
    'a/b\0',
  ],
])('%j is none', (text) => {
  expect(parseRepositoryId(text)).toBeNull();
});

test.each(['main', 'refs/pr/1', 'v1.0', 'a'.repeat(40), 'feature/ü'])('%j may be a revision', (revision) => {
  expect(isRevision(revision)).toBe(true);
});

test.each([
  '',
  '..',
  'a/../b',
  '/a',
  'a/',
  'a//b',
  'a b',
  'a\\b',
  'a\0',
  '.hidden',
  'a:b',
  'x.lock',
  'a~1',
  'a'.repeat(201),
])('%j may not', (revision) => {
  expect(isRevision(revision)).toBe(false);
});

test('the address holds every part encoded', () => {
  const id = { organization: 'org', name: 'na me' };
  expect(configUrl('https://hub.example/hf/', id, 'refs/pr/1')).toBe(
    'https://hub.example/hf/org/na%20me/resolve/refs%2Fpr%2F1/config.json',
  );
});
