import { expect, test } from 'vitest';
import {
  locateTransformers,
  scanTransformers,
  transformersAssumptions,
  type TransformersScan,
} from '../../../src/engines/transformers/index.js';
import { createFactExtractor } from '../../../src/python/extract.js';
import { createPythonSources } from '../../../src/python/sources.js';
import { readWorkspace } from '../../../src/scan/workspace.js';
import { memoryTree } from '../../../src/source/index.js';
import { below } from '../trees.js';

const extract = await createFactExtractor();

const CONFIGURATION = 'class OakConfig:\n    r"""[acorn/oak-7b](https://huggingface.co/acorn/oak-7b)"""\n';

const OAK = {
  '__init__.py': 'define_import_structure(__file__)\n',
  'modeling_utils.py': 'class PreTrainedModel:\n    pass\n',
  'models/auto/modeling_auto.py': 'MODEL_MAPPING_NAMES = {}\n',
  'models/oak/configuration_oak.py': CONFIGURATION,
  'models/oak/modeling_oak.py': `
from ...modeling_utils import PreTrainedModel
from .configuration_oak import OakConfig

class OakModel(PreTrainedModel):
    """
    >>> OakModel.from_pretrained("acorn/oak-1b")
    """

class OakHead:
    pass

__all__ = ["OakModel"]
`,
};

/** Builds on oak, which is read before it, and exports a class of it. */
const PINE = `
from ..oak.modeling_oak import OakHead, OakModel

class PineModel(OakModel):
    pass

__all__ = ["PineModel", "OakHead"]
`;

function scanned(forgets: boolean): TransformersScan {
  const tree = memoryTree(below('src/transformers', { ...OAK, 'models/pine/modeling_pine.py': PINE }));
  const at = locateTransformers(tree);
  if (at === null) throw new Error('no transformers in the tree');
  const sources = createPythonSources(tree, extract, {
    packages: [{ name: 'transformers', directory: at.directory }],
    assumedCall: transformersAssumptions,
  });
  return scanTransformers(forgets ? sources : { ...sources, forget: undefined }, at);
}

test('a model folder that was let go of is read again by the models that build on it', () => {
  const scan = scanned(true);
  expect(scan.classes.map(({ name, exported, preTrained }) => `${name} ${exported} ${preTrained}`)).toEqual([
    'OakHead true false',
    'OakModel true true',
    'PineModel true true',
  ]);
  expect(scan).toEqual(scanned(false));
});

test('examples come from what was read of the files, and nothing is read a second time for them', async () => {
  const reads = new Map<string, number>();
  const { transformers } = await readWorkspace(
    { roots: ['trees'] },
    {
      extract: (path, source, depth) => {
        reads.set(path, (reads.get(path) ?? 0) + 1);
        return extract(path, source, depth);
      },
      open: () => memoryTree(below('src/transformers', OAK)),
      keep: (_, __, read) => read(),
    },
  );
  const { mentions, configLinks } = transformers?.examples('oak') ?? { mentions: [], configLinks: [] };
  expect([...mentions, ...configLinks].map(({ id }) => id)).toEqual(['acorn/oak-1b', 'acorn/oak-7b']);
  expect([...reads.values()].filter((times) => times > 1)).toEqual([]);
  expect(reads.size).toBeGreaterThan(3);
});
