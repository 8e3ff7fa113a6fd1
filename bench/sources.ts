import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isModelingFile } from './answer.js';

/** Two checkouts, and the files that hold the names all programs look for. */
export interface Sources {
  readonly sglang: Package;
  readonly transformers: Package;
}

export interface Package {
  /** The checkout, as archscan gets it. */
  readonly root: string;
  /** The Python package inside it. */
  readonly folder: string;
  /** Relative to `folder`, sorted. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/** @throws Error when a checkout is not one. */
export function openSources(sglang: string, transformers: string): Sources {
  return {
    sglang: openPackage(sglang, ['python/sglang', 'sglang', '.'], 'srt/models', registeringFiles),
    transformers: openPackage(
      transformers,
      ['src/transformers', 'transformers', '.'],
      'models',
      modelingFiles,
    ),
  };
}

function openPackage(
  root: string,
  places: readonly string[],
  models: string,
  list: (folder: string) => readonly string[],
): Package {
  const folder = places.map((place) => join(root, place)).find((place) => existsSync(join(place, models)));
  if (folder === undefined) throw new Error(`${root} has no ${places[0] ?? ''}/${models}: give a checkout.`);
  const files = list(folder);
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  return { root, folder, files, bytes };
}

/** Modules directly in the models folder of SGLang. */
function registeringFiles(folder: string): readonly string[] {
  const names = readdirSync(join(folder, 'srt/models')).filter((name) => name.endsWith('.py'));
  return names.sort().map((name) => `srt/models/${name}`);
}

/** Modeling files one folder below the models folder of transformers. */
function modelingFiles(folder: string): readonly string[] {
  const models = readdirSync(join(folder, 'models'), { withFileTypes: true });
  const paths = models
    .filter((each) => each.isDirectory())
    .flatMap(({ name }) => readdirSync(join(folder, 'models', name)).map((file) => `models/${name}/${file}`));
  return paths.filter(isModelingFile).sort();
}
