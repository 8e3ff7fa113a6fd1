import { expect, test } from 'vitest';
import {
  locateTransformers,
  scanTransformers,
  transformersAssumptions,
  type TransformersScan,
} from '../../../src/engines/transformers/index.js';
import { createFactExtractor, type FactExtractor } from '../../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../../src/python/sources.js';
import { readWorkspace } from '../../../src/scan/workspace.js';
import { memoryTree } from '../../../src/source/index.js';
import { below, short, type Files } from '../trees.js';

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

interface Read {
  readonly scan: TransformersScan;
  /** How often each file was read, by its name. */
  readonly reads: ReadonlyMap<string, number>;
  readonly sources: PythonSources;
}

function read(files: Files, forgets = true): Read {
  const reads = new Map<string, number>();
  const tree = memoryTree(below('src/transformers', files));
  const at = locateTransformers(tree);
  if (at === null) throw new Error('no transformers in the tree');
  const sources = createPythonSources(tree, counting(reads), {
    packages: [{ name: 'transformers', directory: at.directory }],
    assumedCall: transformersAssumptions,
  });
  return {
    scan: scanTransformers(forgets ? sources : { ...sources, forget: undefined }, at),
    reads,
    sources,
  };
}

function counting(reads: Map<string, number>): FactExtractor {
  return (path, source, depth) => {
    reads.set(short(path), (reads.get(short(path)) ?? 0) + 1);
    return extract(path, source, depth);
  };
}

const WITH_PINE = { ...OAK, 'models/pine/modeling_pine.py': PINE };

test('a model folder that was let go of is read again by the models that build on it', () => {
  const { scan, reads } = read(WITH_PINE);
  expect(scan.classes.map(({ name, exported, preTrained }) => `${name} ${exported} ${preTrained}`)).toEqual([
    'OakHead true false',
    'OakModel true true',
    'PineModel true true',
  ]);
  expect(reads.get('modeling_oak.py')).toBe(2);
  expect(scan).toEqual(read(WITH_PINE, false).scan);
});

test('a folder whose models are built on already stays, so that a circle is gone through once', () => {
  const circle = {
    ...OAK,
    'models/acorn/modeling_acorn.py': `
from ..pine.modeling_pine import PineModel

class AcornModel(PineModel):
    pass
`,
    'models/pine/modeling_pine.py': `from ..acorn import modeling_acorn\n${PINE}`,
  };
  const { scan, reads } = read(circle);
  expect(scan.classes.map(({ name }) => name)).toContain('AcornModel');
  expect([...reads].filter(([, times]) => times > 1)).toEqual([]);
  expect(scan).toEqual(read(circle, false).scan);
});

test('an error in a function body that an answer needed is reported, though the file is read again without', () => {
  const { sources } = read({
    ...WITH_PINE,
    'models/oak/configuration_oak.py': `
def pick(x):
    return 2

LIMIT = pick(0)

class OakConfig:
    limit = LIMIT

    def f(self):
        return 1 +
`,
    'models/oak/modeling_oak.py': `
from .configuration_oak import OakConfig

class OakModel:
    ok = OakConfig.limit == 2

class OakHead:
    pass

__all__ = ["OakModel"]
`,
  });
  const found = sources.diagnostics().map(({ rule, line }) => `${rule} ${line}`);
  expect([...new Set(found)]).toEqual(['python-syntax 11']);
});

test('no class holds those of other modules that derive from it', () => {
  const { sources } = read(OAK);
  const base = sources.project.lookup('src/transformers/modeling_utils.py', 'PreTrainedModel');
  expect(base?.kind === 'class' ? base.subclasses : null).toEqual([]);
});

test('examples come from what was read of the files, and nothing is read a second time for them', async () => {
  const reads = new Map<string, number>();
  const { transformers } = await readWorkspace(
    { roots: ['trees'] },
    {
      extract: counting(reads),
      open: () => memoryTree(below('src/transformers', OAK)),
      keep: (_, __, ask) => ask(),
    },
  );
  const { mentions, configLinks } = transformers?.examples('oak') ?? { mentions: [], configLinks: [] };
  expect([...mentions, ...configLinks].map(({ id }) => id)).toEqual(['acorn/oak-1b', 'acorn/oak-7b']);
  expect([...reads].filter(([, times]) => times > 1)).toEqual([]);
  expect(reads.size).toBeGreaterThan(3);
});
