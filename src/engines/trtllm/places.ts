/** Where a model of the PyTorch backend has to be entered beside its decorator. */
import type { PythonSources } from '../../python/sources.js';
import { entriesPlace, neededWhen, pagePlace } from '../places.js';
import { parentOf } from '../../source/tree-path.js';
import { inDirectory, type KeptPlace, type Registration } from '../types.js';
import { indexFile, readArchIndex } from './arch-index.js';

const PAGE = 'docs/source/models/supported-models.md';

export function readPlaces(
  sources: PythonSources,
  directory: string,
  registrations: readonly Registration[],
): readonly KeptPlace[] {
  const file = indexFile(directory);
  const index = {
    id: 'static-index',
    title: 'the static index of modules',
    file,
    need: neededWhen(registrations, 'a module that the index does not name is not imported'),
  };
  const rows = sources.tree.has(file) ? readArchIndex(sources, file).rows : [];
  const page = {
    id: 'page',
    title: 'the page of supported models',
    file: inDirectory(parentOf(directory), PAGE),
    // A vision tower is registered as a part of a model, under a name that no checkpoint declares.
    need: neededWhen(
      registrations,
      'the page lists every model that checkpoints declare',
      ({ kind, key }) => kind === 'model' && !key.endsWith('VisionModel'),
    ),
  };
  return [
    ...(rows.length > 0
      ? [
          entriesPlace(
            index,
            rows.map((row) => [row.key, row]),
          ),
        ]
      : []),
    ...(directory === '' ? [] : pagePlace(sources.tree, page, ['Architecture'])),
  ];
}
