import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { packageRoot } from '../../src/assets.js';

function read<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(join(packageRoot(), file), 'utf8')));
}

const manifest = read(
  'package.json',
  z.looseObject({
    version: z.string(),
    scripts: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  }),
);
const lock = read(
  'package-lock.json',
  z.looseObject({
    version: z.string(),
    packages: z.record(
      z.string(),
      z.looseObject({
        dev: z.boolean().optional(),
        resolved: z.string().optional(),
        dependencies: z.record(z.string(), z.string()).optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  }),
);

test.each(['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies'])(
  'the package has no %s: everything is bundled',
  (key) => {
    expect(manifest).not.toHaveProperty(key);
  },
);

test('installing the package runs no script', () => {
  const onInstall = ['preinstall', 'install', 'postinstall', 'prepare'];
  expect(Object.keys(manifest.scripts).filter((name) => onInstall.includes(name))).toEqual([]);
});

test('versions are pinned exactly', () => {
  const loose = Object.entries(manifest.devDependencies).filter(
    ([, range]) => !/^\d+\.\d+\.\d+$/.test(range),
  );
  expect(loose).toEqual([]);
});

test('the lock file has only packages for development, and no download addresses', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { dev }]) => dev !== true).map(([path]) => path)).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});

test('the lock file knows every package for every system, or npm ci refuses it', () => {
  const locked = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')));
  const wanted = Object.values(lock.packages).flatMap(({ dependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...optionalDependencies }),
  );
  expect(wanted.length).toBeGreaterThan(100);
  expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
});

test('one version everywhere', () => {
  expect(lock.version).toBe(manifest.version);
});
