import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { x } from 'tinyexec';
import * as z from 'zod';
import { packageRoot } from '../../src/assets.js';

const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#[^)\s]*)?\)/g;

/** The files of the package that are in the repository; `dist` is built. */
async function packedFiles(): Promise<readonly string[]> {
  const { stdout } = await x('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    nodeOptions: { cwd: packageRoot() },
  });
  const listing = z.array(z.looseObject({ files: z.array(z.looseObject({ path: z.string() })) }));
  return listing.parse(JSON.parse(stdout)).flatMap(({ files }) => files.map(({ path }) => path));
}

test('whoever has only the package can follow every link in its pages', async () => {
  const files = await packedFiles();
  const pages = files.filter((path) => path.endsWith('.md') && existsSync(join(packageRoot(), path)));
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/lint.md']));
  const isPacked = (path: string): boolean =>
    files.some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));
  const broken = pages.flatMap((page) =>
    [...textOf(page).matchAll(LINK)]
      .map(([, target = '']) => target)
      .filter((target) => target !== '' && !isPacked(posix.join(dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

/** Without code, in which brackets are no links. */
function textOf(page: string): string {
  return readFileSync(join(packageRoot(), page), 'utf8').replace(/^```[^]*?^```|`[^`\n]*`/gm, '');
}
