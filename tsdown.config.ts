import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type UserConfig } from 'tsdown';
import { thirdPartyLicenses } from './scripts/third-party-licenses.js';

const common: UserConfig = {
  platform: 'node',
  target: 'node20.19',
  define: { ARCHSCAN_BUILD: JSON.stringify(hashOfBuild()) },
  // TypeScript inside of ts-morph is CommonJS and asks for its own file name.
  shims: true,
  // Everything is bundled: the published package has no runtime dependency and no install script.
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
};

export default defineConfig([
  {
    ...common,
    entry: { index: 'src/index.ts', 'recorded-run': 'src/cli/recorded-run.ts' },
    format: 'esm',
    // The package is ESM, so plain .js and .d.ts are enough.
    fixedExtension: false,
    dts: { entry: 'src/index.ts' },
    clean: true,
    // Emscripten's runtime inside web-tree-sitter has an eval for side modules that are never loaded.
    inputOptions: { checks: { eval: false } },
    plugins: [thirdPartyLicenses('THIRD-PARTY-LICENSES.txt')],
  },
  {
    ...common,
    // The command itself is CommonJS: Node starts it sooner, since it need not load its loader of ES modules.
    entry: { cli: 'src/cli/main.ts' },
    format: 'cjs',
    dts: false,
    clean: false,
    deps: { ...common.deps, neverBundle: ['./recorded-run.js'] },
  },
]);

/** Answers that another build gave are not reused, so everything counts that may change an answer. */
function hashOfBuild(): string {
  const hash = createHash('sha256');
  const files = ['src', 'grammars'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  );
  for (const file of [...files, 'package.json', 'package-lock.json', 'tsdown.config.ts']) {
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}
