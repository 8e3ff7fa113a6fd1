import { ENGINES } from './registry.js';
import type { EngineAdapter, KeyKind } from './types.js';

const KEYS: Readonly<Record<KeyKind, string>> = {
  architecture: 'architecture',
  modelType: 'model type',
  configClass: 'configuration class',
  pipeline: 'pipeline',
};

/** The text of `docs/engines.md`: every engine with its registries, as the adapters describe them. */
export async function enginesPage(): Promise<string> {
  const adapters = await Promise.all(ENGINES.map(({ load }) => load()));
  return [
    '# Engines',
    '',
    'Which engines archscan reads, and what it takes for their registries. `archscan scan` finds an engine in a checkout, a package folder or an installed package; `--engine ID` reads only that one, `--ID PATH` and the key of that name in the configuration say where it lies. An engine that is not here can be added from outside, or with `npm run new-engine`: see CONTRIBUTING.md.',
    '',
    'This page is written by `npm run engine-page`.',
    '',
    '| Engine | Id | Package |',
    '| --- | --- | --- |',
    ...adapters.map(
      ({ id, title, packageName }) => `| [${title}](#${anchor(title)}) | \`${id}\` | \`${packageName}\` |`,
    ),
    '',
    ...adapters.flatMap(section),
  ].join('\n');
}

function section({ title, registries }: EngineAdapter): readonly string[] {
  return [
    `## ${title}`,
    '',
    '| Registry | Key | Where it is |',
    '| --- | --- | --- |',
    ...registries.map(({ name, keyKind, source }) => `| \`${name}\` | ${KEYS[keyKind]} | ${source} |`),
    '',
  ];
}

function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
