import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/assets.js';

/**
 * Whatever a recorded command finds out about the machine is observed, or a record could be believed that should
 * not be. So nobody else may ask: `source/files.ts` and `source/git-process.ts` are the doors.
 */
const WHY_NOT_THROUGH_THE_DOOR: Readonly<Record<string, string>> = {
  'src/assets.ts': 'files of the package itself, which the build stands for',
  'src/cache/check.ts': 'asks again what was observed',
  'src/cache/store.ts': 'the records themselves',
  'src/cli/commands/coverage-model.ts': 'coverage is not recorded',
  'src/cli/commands/coverage.ts': 'coverage is not recorded',
  'src/cli/commands/discover.ts': 'discover is not recorded',
  'src/cli/main.ts': 'asks what standard error is, which is in the key',
  'src/cli/output.ts': 'writes to the standard streams',
  'src/documents/file-system.ts': 'writes; what it reads goes through the door',
  'src/kernels/discover/inputs.ts': 'discover is not recorded',
  'src/session/store.ts': 'the language service is not recorded',
  'src/source/files.ts': 'the door of the file system',
  'src/source/folder.ts': 'a type only',
  'src/source/git-batch.ts': 'a temporary file that git writes what it was asked for to',
  'src/source/git-process.ts': 'the door of git',
  'src/source/installed.ts': 'asks Python, which makes a run unrepeatable',
  'src/source/make-folder.ts': 'makes a folder',
};

const OUTSIDE = /from 'node:(?:fs|fs\/promises|child_process|http|https|net|dns|worker_threads)'/;

test('nothing asks the machine past the doors', () => {
  const root = packageRoot();
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`);
  const asking = files.filter((path) => OUTSIDE.test(readFileSync(join(root, path), 'utf8')));
  const unexplained = asking.filter((path) => WHY_NOT_THROUGH_THE_DOOR[path] === undefined);
  expect(unexplained, 'read through src/source/files.ts instead, or say why not').toEqual([]);
});
