import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createSession } from '../../src/index.js';
import { tempFolder } from '../support/temp-folder.js';
import { syncSession } from './sync-support.js';

test('names what configurations name, and what lies outside of the folders', async () => {
  const config = {
    ...{ vllm: '../vllm', transformers: 'lib/transformers', profiles: ['p.json', '../a/p[1].json'] },
    ...{ configs: 'configs', cookbook: '../cookbook', definitions: 'trace', output: '../OUT.md' },
  };
  const root = tempFolder({ 'here/archscan.config.json': JSON.stringify(config), 'there/x.md': '' });
  const session = createSession({ folders: [join(root, 'here'), join(root, 'there')], environment: {} });
  const watches = await session.watches();
  const base = pathToFileURL(root).href;
  expect(watches.map(({ folder, pattern }) => `${folder.slice(base.length)} ${pattern}`)).toEqual([
    ' OUT.md',
    '/a p?1?.json',
    '/cookbook **/*.{yaml,yml,jsx}',
    '/here archscan.config.json',
    '/here p.json',
    '/here/configs **/*.json',
    '/here/trace **/*.{json,jsonl}',
    '/vllm **/*.py',
    '/vllm **/*.{md,mdx}',
    '/vllm **/pyproject.toml',
  ]);
  const controller = new AbortController();
  controller.abort();
  await expect(session.watches({ signal: controller.signal })).rejects.toThrow();
  session.dispose();
  await expect(session.watches()).rejects.toThrow('disposed');
});

test('there is nothing to watch of files in memory', async () => {
  expect(await syncSession().watches()).toEqual([]);
});

test('a configuration of any name is read again when it changed', async () => {
  const folder = tempFolder({ 'mine.json': JSON.stringify({ profiles: ['one.json'] }) });
  const configFile = join(folder, 'mine.json');
  const session = createSession({ folders: [folder], configFile, environment: {} });
  const patterns = async (): Promise<readonly string[]> =>
    (await session.watches()).map(({ pattern }) => pattern);
  expect(await patterns()).toEqual(['mine.json', 'one.json']);
  writeFileSync(configFile, JSON.stringify({ profiles: ['two.json'] }));
  session.filesChanged([pathToFileURL(configFile).href]);
  expect(await patterns()).toEqual(['mine.json', 'two.json']);
  session.dispose();
});
