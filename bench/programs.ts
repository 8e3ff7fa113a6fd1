import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

/** Programs that use archscan's own modules where no command does: built as the library is, by the same bundler. */
export interface Programs {
  readonly readFacts: string;
  readonly typeKeys: string;
}

/** @param cache a folder below archscan's package, whose grammars the programs look for upwards */
export async function buildPrograms(cache: string): Promise<Programs> {
  const source = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const outDir = join(cache, 'programs');
  await build({
    config: false,
    entry: { 'read-facts': source('read-facts.ts'), 'type-keys': source('type-keys.ts') },
    outDir,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    dts: false,
    clean: true,
    shims: true,
    logLevel: 'error',
    define: { ARCHSCAN_BUILD: JSON.stringify('bench') },
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    inputOptions: { checks: { eval: false } },
  });
  return { readFacts: join(outDir, 'read-facts.mjs'), typeKeys: join(outDir, 'type-keys.mjs') };
}
