/** Where vLLM's checklist for a new model has it entered. */
import type { SourceTree } from '../../source/types.js';
import { entriesPlace, neededWhen, pagePlace } from '../places.js';
import { parentOf } from '../../source/tree-path.js';
import {
  inDirectory,
  type EngineExample,
  type KeptPlace,
  type Located,
  type Registration,
} from '../types.js';
import { examplesFile } from './examples.js';

const PAGE = 'docs/models/supported_models.md';

export function readPlaces(
  tree: SourceTree,
  at: Located,
  registrations: readonly Registration[],
  examples: readonly EngineExample[],
): readonly KeptPlace[] {
  // An installed package has neither tests nor pages.
  if (at.directory === '') return [];
  const tests = examplesFile(at);
  const page = inDirectory(parentOf(at.directory), PAGE);
  const testRegistry = entriesPlace(
    {
      id: 'test-registry',
      title: 'the registry of the tests',
      file: tests,
      need: neededWhen(registrations, 'the tests look up every architecture that is registered'),
    },
    examples.map((example) => [example.architecture, example]),
  );
  const need = neededWhen(
    registrations,
    'the page lists every model that checkpoints declare',
    ({ kind }) => kind === 'model',
  );
  return [
    ...(tree.has(tests) ? [testRegistry] : []),
    ...pagePlace(tree, { id: 'page', title: 'the page of supported models', file: page, need }, [
      'Architecture',
    ]),
  ];
}
