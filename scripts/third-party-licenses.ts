import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Rolldown } from 'tsdown';
import * as z from 'zod';

const description = z.object({ name: z.string(), version: z.string(), license: z.string() });

/** Writes the licences of every package whose code went into the bundle to one file beside it. */
export function thirdPartyLicenses(fileName: string): Rolldown.Plugin {
  return {
    name: 'third-party-licenses',
    generateBundle(_options, bundle) {
      const folders = new Set<string>();
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk') continue;
        for (const id of output.moduleIds) {
          const folder = packageFolder(id);
          if (folder !== undefined) folders.add(folder);
        }
      }
      if (folders.size === 0) return;
      const entries = [...folders].map(describe).sort((a, b) => (a < b ? -1 : 1));
      const intro = 'archscan contains code of the following packages.\n';
      this.emitFile({ type: 'asset', fileName, source: [intro, ...entries].join(`\n${'-'.repeat(72)}\n\n`) });
    },
  };
}

function packageFolder(moduleId: string): string | undefined {
  if (!moduleId.includes('node_modules')) return undefined;
  for (let folder = dirname(moduleId); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path) && description.safeParse(JSON.parse(readFileSync(path, 'utf8'))).success)
      return folder;
  }
  return undefined;
}

function describe(folder: string): string {
  const { name, version, license } = description.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text =
    file === undefined ? `Licensed under ${license}.` : readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text.replaceAll('\r\n', '\n')}\n`;
}
