import type { SourceTree } from '../../source/types.js';
import { environmentUnset } from '../assumptions.js';
import { hiddenRegistrations } from '../hidden.js';
import { engineScan, pythonFiles } from '../registrations.js';
import { registryMissing } from '../tables.js';
import { inDirectory, locatePackage, type EngineAdapter, type Located } from '../types.js';
import { mayRegister, readDecorators } from './decorators.js';
import { compareMaps, readPlaces } from './maps.js';

/** The script by its names, the newer one first. */
const SCRIPTS = ['convert_hf_to_gguf.py', 'convert-hf-to-gguf.py'];
const MAPS_FILE = '__init__.py';

// https://github.com/ggml-org/llama.cpp/blob/master/docs/development/HOWTO-add-model.md

/** llama.cpp: the converter to GGUF, which was one script and is a package now. */
export const llamaCpp: EngineAdapter = {
  id: 'llama.cpp',
  title: 'llama.cpp',
  packageName: 'conversion',
  registries: [
    {
      name: 'text',
      keyKind: 'architecture',
      source: '`@ModelBase.register` in `conversion`, or in `convert_hf_to_gguf.py`; for text',
    },
    { name: 'mmproj', keyKind: 'architecture', source: 'the same; for the projectors of multimodal models' },
  ],
  // The decorator gives back the class; its comparison of two members of an enumeration need not be followed.
  assumedCall: (name, ...given) =>
    name === 'register' ? { kind: 'external', dotted: name } : environmentUnset(name, ...given),

  locate: (tree) =>
    locatePackage(tree, ['conversion'], 'base.py') ??
    (scriptOf(tree) !== undefined || isConversion(tree) ? { directory: '' } : null),

  files: (tree, at) => converterFiles(tree, at),

  scan(sources, at) {
    const files = converterFiles(sources.tree, at);
    const decorated = readDecorators(sources, files);
    const maps = inDirectory(at.directory, MAPS_FILE);
    const drift = compareMaps(sources, maps, decorated.registrations);
    // Whether a class converts text depends on the classes of other files.
    const isOpen = decorated.undecidable.length > 0;
    const hidden = hiddenRegistrations(
      sources,
      files.filter((file) => isOpen || mayRegister(sources, file)),
      [decorated],
    );
    const missing =
      decorated.registrations.length > 0 || hidden.undecidable.length > 0
        ? []
        : [
            registryMissing(
              files[0] ?? maps,
              1,
              'no @ModelBase.register registers a model: the converter was changed',
            ),
          ];
    const reads = [
      { ...decorated, registrations: drift.registrations },
      hidden,
      { registrations: [], undecidable: drift.undecidable, diagnostics: [...drift.diagnostics, ...missing] },
    ];
    return engineScan('llama.cpp', sources, reads, {
      loaderRegistries: ['text', 'mmproj'],
      categories: decorated.categories,
    });
  },

  places: (sources, { directory }, { registrations }) =>
    readPlaces(sources, inDirectory(directory, MAPS_FILE), registrations),
};

function scriptOf(tree: SourceTree): string | undefined {
  return SCRIPTS.find((each) => tree.has(each));
}

/** The package itself was given. */
function isConversion(tree: SourceTree): boolean {
  if (!tree.has('base.py') || !tree.has('__init__.py')) return false;
  const base = tree.read('base.py');
  return base.ok && Buffer.from(base.bytes).toString('latin1').includes('class ModelBase');
}

function converterFiles(tree: SourceTree, { directory }: Located): readonly string[] {
  const script = scriptOf(tree);
  if (directory === '' && script !== undefined) return [script];
  return pythonFiles(tree, directory);
}
