import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hubSettings } from '../../src/hub/index.js';
import { tempFolder } from '../support/temp-folder.js';

test('without variables', () => {
  const home = tempFolder();
  expect(hubSettings({}, home)).toEqual({
    endpoint: 'https://huggingface.co',
    token: null,
    offline: false,
    cacheFolder: join(home, '.cache/huggingface/hub'),
  });
});

test('an empty variable is not set', () => {
  const home = tempFolder({ '.cache/huggingface/token': 'hf_file\n' });
  const empty = { HF_ENDPOINT: '', HF_TOKEN: ' ', HF_HUB_OFFLINE: '', HF_HUB_CACHE: '', HF_HOME: '' };
  expect(hubSettings(empty, home)).toEqual({ ...hubSettings({}, home), token: 'hf_file' });
});

test('the token comes from the variable, the older variable, or the file', () => {
  const home = tempFolder({
    '.cache/huggingface/token': 'file\n',
    'hub/token': 'home',
    other: 'path',
    blank: '\n',
  });
  const token = (environment: Readonly<Record<string, string>>): string | null =>
    hubSettings(environment, home).token;
  expect(token({ HF_TOKEN: ' new\n', HUGGING_FACE_HUB_TOKEN: 'old' })).toBe('new');
  expect(token({ HUGGING_FACE_HUB_TOKEN: 'old' })).toBe('old');
  expect(token({})).toBe('file');
  expect(token({ HF_HOME: '~/hub' })).toBe('home');
  expect(token({ HF_HOME: '~/hub', HF_TOKEN_PATH: join(home, 'other') })).toBe('path');
  expect(token({ HF_TOKEN_PATH: '~/blank' })).toBeNull();
  expect(token({ HF_TOKEN_PATH: '~' })).toBeNull();
  expect(token({ HF_TOKEN: 'new', HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' })).toBeNull();
});

test('the cache folder by the most exact variable', () => {
  const home = tempFolder();
  const folder = (environment: Readonly<Record<string, string>>): string =>
    hubSettings(environment, home).cacheFolder;
  const all = { HF_HUB_CACHE: '/a', HUGGINGFACE_HUB_CACHE: '/b', HF_HOME: '/c', XDG_CACHE_HOME: '/d' };
  expect(folder(all)).toBe('/a');
  expect(folder({ ...all, HF_HUB_CACHE: '' })).toBe('/b');
  expect(folder({ HF_HOME: '/c', XDG_CACHE_HOME: '/d' })).toBe(join('/c', 'hub'));
  expect(folder({ XDG_CACHE_HOME: '/d' })).toBe(join('/d', 'huggingface', 'hub'));
});

test.each([
  ['1', true],
  ['true', true],
  ['YES', true],
  ['on', true],
  ['0', false],
  ['no', false],
])('HF_HUB_OFFLINE=%s', (value, offline) => {
  expect(hubSettings({ HF_HUB_OFFLINE: value }, tempFolder()).offline).toBe(offline);
  expect(hubSettings({ TRANSFORMERS_OFFLINE: value }, tempFolder()).offline).toBe(offline);
});
