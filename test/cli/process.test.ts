import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';
import { writeFiles } from '../support/temp-folder.js';
import { exampleWorkspace } from './run.js';

/** Each process translates the sources anew. */
const SLOW = { timeout: 180_000 };
const MAIN = join(packageRoot(), 'src/cli/main.ts');

/** The command as a process of its own, its output in pipes. */
function archscan(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Readonly<{
  status: number | null;
  stdout: string;
  stderr: string;
}> {
  return spawnSync(process.execPath, ['--import', 'jiti/register', MAIN, ...args], {
    cwd: packageRoot(),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
}

test(
  'the exit code is that of the process; JSON in a pipe is alone, without progress and colours',
  SLOW,
  () => {
    const { sglang, models } = exampleWorkspace();
    writeFiles(models, { 'broken.py': 'class Broken(:\n' });
    const { status, stdout, stderr } = archscan(['scan', sglang, '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(stderr).toContain('warning Syntax error');
    expect(stdout + stderr).not.toContain('\u001b');
    expect(archscan(['scan', join(sglang, 'nowhere')])).toMatchObject({ status: 2, stdout: '' });
  },
);

test('NO_COLOR wins over FORCE_COLOR', SLOW, () => {
  const { sglang, models } = exampleWorkspace();
  writeFiles(models, { 'broken.py': 'class Broken(:\n' });
  expect(archscan(['scan', sglang], { FORCE_COLOR: '1' }).stderr).toContain('\u001b[33mwarning\u001b[39m');
  expect(archscan(['scan', sglang], { FORCE_COLOR: '1', NO_COLOR: '1' }).stderr).not.toContain('\u001b');
});

test.skipIf(process.platform === 'win32')(
  'whoever closes the log early gets the document and the exit code all the same',
  SLOW,
  () => {
    const { folder, sglang } = exampleWorkspace();
    const output = join(folder, 'out.md');
    const command = [
      process.execPath,
      '--import',
      'jiti/register',
      MAIN,
      'track',
      sglang,
      '--output',
      output,
    ];
    const script = 'exec 3>/dev/null; "$@" 2>&1 >&3 | true; exit "${PIPESTATUS[0]}"';
    const options = { cwd: packageRoot(), encoding: 'utf8' } as const;
    const { status } = spawnSync('bash', ['-c', script, 'bash', ...command], options);
    expect(status).toBe(0);
    expect(readFileSync(output, 'utf8')).toContain('AcornForCausalLM');
  },
);
