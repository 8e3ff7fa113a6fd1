import { hiddenBeside, hiddenRegistrations } from '../hidden.js';
import { engineScan } from '../registrations.js';
import { inDirectory, locatePackage, type EngineAdapter } from '../types.js';
import { readBranches, readFallbackGate } from './branches.js';
import { MODEL_TYPES, readModelTypes } from './model-types.js';

// https://huggingface.co/docs/text-generation-inference/supported_models

/** Text Generation Inference: an enumeration of model types, and a function that compares with them. */
export const tgi: EngineAdapter = {
  id: 'tgi',
  title: 'Text Generation Inference',
  packageName: 'text_generation_server',
  registries: [
    { name: 'types', keyKind: 'modelType', source: '`ModelType` in `models/__init__.py`' },
    {
      name: 'branches',
      keyKind: 'modelType',
      source: 'model types that only `get_model` of the same file compares with',
    },
  ],

  locate: (tree) =>
    locatePackage(tree, ['server/text_generation_server', 'text_generation_server'], MODEL_TYPES) ??
    // A folder of any name: the file alone could be any package's.
    (tree.has('models/causal_lm.py') ? locatePackage(tree, [''], MODEL_TYPES) : null),

  files: (_, { directory }) => [inDirectory(directory, MODEL_TYPES)],

  scan(sources, { directory }) {
    const branches = readBranches(sources, directory);
    const types = readModelTypes(sources, directory, branches);
    const file = inDirectory(directory, MODEL_TYPES);
    const unread = hiddenRegistrations(sources, [file], [types]);
    // The registry is the body of a class.
    const hidden = unread.undecidable.length > 0 ? unread.undecidable : hiddenBeside(sources, file);
    return engineScan('tgi', sources, [types, { ...unread, undecidable: hidden }], {
      loaderRegistries: ['types', 'branches'],
      checkpoints: types.checkpoints,
      fallbackGate: readFallbackGate(sources, directory),
    });
  },
};
