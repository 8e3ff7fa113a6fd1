import { expect, test } from 'vitest';
import { defaultFolder, recordPlace, type Caller } from '../../src/cache/place.js';

function caller(args: readonly string[], other: Partial<Caller> = {}): Caller {
  const environment = { HOME: '/home/a', LOCALAPPDATA: '/local' };
  return { args, folder: '/work', environment, color: false, interactive: false, ...other };
}

test.each([
  ['linux', { HOME: '/home/a' }, '/home/a/.cache/archscan/runs'],
  ['linux', { HOME: '/home/a', XDG_CACHE_HOME: '/cache' }, '/cache/archscan/runs'],
  ['linux', { HOME: '/home/a', XDG_CACHE_HOME: 'relative' }, '/home/a/.cache/archscan/runs'],
  ['linux', { HOME: '' }, null],
  ['darwin', { HOME: '/Users/a' }, '/Users/a/Library/Caches/archscan/runs'],
  ['darwin', { HOME: '/Users/a', XDG_CACHE_HOME: '/cache' }, '/cache/archscan/runs'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/archscan/runs'],
  ['win32', {}, null],
] as const)('the folder of the user on %s with %j', (platform, environment, folder) => {
  expect(defaultFolder(environment, platform)).toBe(folder);
});

test.each([
  [['scan', 'a', '--cache-location', 'b'], 'b/runs'],
  [['scan', '--cache-location=c/d', 'a'], 'c/d/runs'],
  [['scan', '--cache-location', 'b', '--cache-location', 'e'], 'e/runs'],
])('%j names the folder', (args, folder) => {
  expect(recordPlace(caller(args), 'build')?.folder).toBe(folder);
});

test.each([
  [['scan', 'a', '--no-cache']],
  [['scan', 'a', '--verify']],
  [['scan', '--help']],
  [['--help']],
  [['--version']],
  [['lsp', '--stdio']],
  [['discover', '--discover']],
  [['coverage', '--check']],
  [[]],
])('%j is not recorded', (args) => {
  expect(recordPlace(caller(args), 'build')).toBeNull();
});

test('what stands after -- is no option', () => {
  const place = recordPlace(caller(['scan', '--', '--no-cache']), 'build');
  expect(place).not.toBeNull();
});

test('archscan that runs from its sources keeps nothing', () => {
  expect(recordPlace(caller(['scan']), null)).toBeNull();
});

test('everything that an answer depends on, beside its inputs, is in the key', () => {
  const places = [
    recordPlace(caller(['scan', 'a']), 'build'),
    recordPlace(caller(['scan', 'b']), 'build'),
    recordPlace(caller(['scan', 'a']), 'another build'),
    recordPlace(caller(['scan', 'a'], { folder: '/elsewhere' }), 'build'),
    recordPlace(caller(['scan', 'a'], { color: true }), 'build'),
    recordPlace(caller(['scan', 'a'], { interactive: true }), 'build'),
  ];
  expect(new Set(places.map((place) => place?.key)).size).toBe(places.length);
  expect(new Set(places.map((place) => place?.file)).size).toBe(places.length);
});
