import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { archscan, exampleWorkspace } from '../cli/run.js';
import { cachedRun } from './cached-run.js';

/** Each process translates the sources anew. */
const SLOW = { timeout: 600_000 };

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** @param limit what the shell does before, e.g. to take resources away */
async function inProcess(cache: string, args: readonly string[], limit = ':'): Promise<Ended> {
  const script = join(packageRoot(), 'test/cache/children/cached-run.ts');
  const command = [process.execPath, '--import', 'jiti/register', script, cache, ...args];
  const child = spawn('sh', ['-c', `${limit} && exec "$@"`, 'sh', ...command], {
    cwd: packageRoot(),
    stdio: ['ignore', 'pipe', 'ignore'],
    // What it would keep of the translated sources could not be written whole either.
    env: { ...process.env, JITI_FS_CACHE: 'false' },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, code] = await Promise.all([text(child.stdout), ended]);
  return { code, out };
}

function scanOf(): { readonly args: readonly string[]; readonly cache: string } {
  const { folder, sglang, transformers } = exampleWorkspace();
  const args = ['scan', sglang, '--transformers', transformers, '--format', 'json'];
  return { args, cache: join(folder, 'cache') };
}

test('processes that run at once give one answer, and leave whole records', SLOW, async () => {
  const { args, cache } = scanOf();
  const { out } = await archscan(args);
  const all = await Promise.all([inProcess(cache, args), inProcess(cache, args)]);
  expect(all).toEqual([
    { code: 0, out },
    { code: 0, out },
  ]);
  expect(
    readdirSync(join(cache, 'runs'))
      .map((name) => name.replace(/.*\./, ''))
      .sort(),
  ).toEqual(['aside', 'aside', 'part', 'part', 'run']);
  expect(await cachedRun(args, cache)).toMatchObject({ code: 0, out, known: true });
});

test.runIf(process.platform !== 'win32')(
  'where the disk takes no more than the beginning of a record, none is kept, and the answer is given',
  SLOW,
  async () => {
    const { args, cache } = scanOf();
    const { out } = await archscan(args);
    // No file may get longer than a block: writing fails in the middle.
    expect(await inProcess(cache, args, 'ulimit -f 1')).toEqual({ code: 0, out });
    expect(readdirSync(join(cache, 'runs'))).toEqual([]);
  },
);
