import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  dts: { entry: 'src/index.ts' },
  clean: true,
  // Everything is bundled: the published package has no runtime dependency and no install script.
  noExternal: [/.*/],
});
