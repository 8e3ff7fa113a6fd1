import { defineConfig } from 'tsdown';
import { thirdPartyLicenses } from './scripts/third-party-licenses.js';

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // The package is ESM, so plain .js and .d.ts are enough.
  fixedExtension: false,
  dts: { entry: 'src/index.ts' },
  clean: true,
  // TypeScript inside of ts-morph is CommonJS and asks for its own file name.
  shims: true,
  // Everything is bundled: the published package has no runtime dependency and no install script.
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
  // Emscripten's runtime inside web-tree-sitter has an eval for side modules that are never loaded.
  inputOptions: { checks: { eval: false } },
  plugins: [thirdPartyLicenses('THIRD-PARTY-LICENSES.txt')],
});
