import type { SourceTree } from '../../source/types.js';
import { hiddenRegistrations } from '../hidden.js';
import { engineScan, pythonFiles } from '../registrations.js';
import { inDirectory, locatePackage, type EngineAdapter } from '../types.js';
import { MODULE_MAP, pytorchFiles, readPytorch } from './pytorch.js';
import { readTurbomind, SUPPORTED, turbomindFiles } from './turbomind.js';
import { readCategories, readVision, visionFiles } from './vision.js';

// https://lmdeploy.readthedocs.io/en/latest/advance/pytorch_new_model.html

/** lmdeploy: a PyTorch engine and TurboMind, each with a table of architectures. */
export const lmdeploy: EngineAdapter = {
  id: 'lmdeploy',
  title: 'LMDeploy',
  packageName: 'lmdeploy',
  registries: [
    { name: 'pytorch', keyKind: 'architecture', source: '`MODULE_MAP` in `pytorch/models/module_map.py`' },
    {
      name: 'pytorch.*',
      keyKind: 'architecture',
      source: 'the tables per device, the table of the user, and the removed models, in the same file',
    },
    {
      name: 'turbomind',
      keyKind: 'architecture',
      source: '`SUPPORTED_ARCHS` in `turbomind/supported_models.py`',
    },
    { name: 'vision', keyKind: 'architecture', source: '`@VISION_MODELS.register_module` in `vl/model`' },
  ],

  locate: (tree) =>
    locatePackage(tree, ['lmdeploy', ''], 'pytorch/models/module_map.py') ??
    locatePackage(tree, ['lmdeploy', ''], 'turbomind/supported_models.py'),

  files: (tree: SourceTree, { directory }) => {
    const list = (folder: string): readonly string[] => pythonFiles(tree, folder);
    return [
      ...pytorchFiles(list, directory),
      ...turbomindFiles(list, directory),
      ...visionFiles(list, directory),
    ].filter((path) => tree.has(path));
  },

  scan(sources, { directory }) {
    const { categories, undecidable } = readCategories(sources, directory);
    const loaded = [readPytorch(sources, directory), readTurbomind(sources, directory)];
    const tables = [MODULE_MAP, SUPPORTED].map((path) => inDirectory(directory, path));
    const reads = [
      ...loaded,
      hiddenRegistrations(sources, tables, loaded),
      readVision(sources, directory),
      { registrations: [], undecidable, diagnostics: [] },
    ];
    return engineScan('lmdeploy', sources, reads, {
      loaderRegistries: ['pytorch', 'turbomind'],
      categories,
    });
  },
};
