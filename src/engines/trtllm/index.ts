import { hiddenRegistrations } from '../hidden.js';
import { engineScan, pythonFiles } from '../registrations.js';
import { inDirectory, locatePackage, type EngineAdapter } from '../types.js';
import { autoDeployFiles, readAutoDeploy } from './auto-deploy.js';
import { compareIndex, indexFile } from './arch-index.js';
import { LEGACY, readLegacy } from './legacy.js';
import { readPlaces } from './places.js';
import { decoratedFiles, MODELS, readDecorators } from './pytorch.js';

// https://nvidia.github.io/TensorRT-LLM/torch/adding_new_model.html

/** TensorRT-LLM: the PyTorch backend, AutoDeploy, and the table of the TensorRT backend. */
export const tensorrtLlm: EngineAdapter = {
  id: 'tensorrt-llm',
  title: 'TensorRT-LLM',
  packageName: 'tensorrt_llm',
  registries: [
    { name: 'pytorch', keyKind: 'architecture', source: '`@register_auto_model` in `_torch/models`' },
    {
      name: 'autodeploy',
      keyKind: 'configClass',
      source: '`AutoModelForCausalLMFactory.register_custom_model_cls` in `_torch/auto_deploy`',
    },
    { name: 'legacy', keyKind: 'architecture', source: '`MODEL_MAP` in `models/__init__.py`' },
  ],

  locate: (tree) =>
    locatePackage(tree, ['tensorrt_llm', ''], MODELS) ?? locatePackage(tree, ['tensorrt_llm'], LEGACY),

  files: (tree, { directory }) =>
    [
      ...pythonFiles(tree, inDirectory(directory, MODELS)),
      ...autoDeployFiles(tree, directory),
      inDirectory(directory, LEGACY),
    ].filter((path) => tree.has(path)),

  scan(sources, { directory }) {
    const decorated = readDecorators(sources, directory);
    const index = compareIndex(sources, indexFile(directory), decorated.registrations);
    const legacy = readLegacy(sources, directory);
    // The TensorRT backend answers only where there is no PyTorch backend yet.
    const isLegacy = index.registrations.length === 0;
    const loaded = isLegacy ? [inDirectory(directory, LEGACY)] : [];
    const reads = [
      {
        registrations: index.registrations,
        undecidable: [...decorated.undecidable, ...index.undecidable],
        diagnostics: [...decorated.diagnostics, ...index.diagnostics],
      },
      readAutoDeploy(sources, directory),
      legacy,
      hiddenRegistrations(sources, [...decoratedFiles(sources, directory), ...loaded], [decorated, legacy]),
    ];
    return engineScan('tensorrt-llm', sources, reads, {
      loaderRegistries: isLegacy ? ['legacy'] : ['pytorch'],
      categories: decorated.categories,
    });
  },

  places: (sources, { directory }, { registrations }) =>
    readPlaces(
      sources,
      directory,
      registrations.filter(({ registry }) => registry === 'pytorch'),
    ),
};
