import { describe, expect, test } from 'vitest';
import { mlxLm } from '../../../src/engines/mlx-lm/index.js';
import { joinModelTypes } from '../../../src/engines/model-types.js';
import { readEngine, reports, rows, undecided, type EngineRead } from '../read-engine.js';
import { below, readTransformers, type Files } from '../trees.js';

const MODEL = 'class ModelArgs: ...\nclass Model: ...\n';

function read(files: Files): EngineRead {
  return readEngine(mlxLm, below('mlx_lm', { 'utils.py': 'MODEL_REMAPPING = {}\n', ...files }));
}

describe('the models of mlx-lm', () => {
  test('a file name is the key, also when it is no identifier or has capitals', () => {
    const it = read({
      'models/oak-130m.py': MODEL,
      'models/Elm.py': MODEL,
      'models/rope_utils.py': 'class Rope: ...\n',
      'models/args_only.py': 'class ModelArgs: ...\n',
      'models/__init__.py': MODEL,
    });
    expect(rows(it, 'models')).toEqual([
      'Elm -> Model Elm.py:2 Elm.py:2, modelType of nothing',
      'oak-130m -> Model oak-130m.py:2 oak-130m.py:2, modelType of nothing',
    ]);
    expect(undecided(it)).toEqual([]);
  });

  test('a model that another module defines', () => {
    const it = read({
      'models/oak.py': MODEL,
      'models/oak_open.py': 'from .oak import Model\n\nclass ModelArgs: ...\n',
    });
    expect(rows(it, 'models')[1]).toBe('oak_open -> Model oak_open.py:1 oak.py:2, modelType of nothing');
  });

  test('a remapped type leads to the class of the other module', () => {
    const it = read({
      'models/oak.py': MODEL,
      'utils.py': "MODEL_REMAPPING = {\n    'oak-msft': 'oak',  # older checkpoints\n}\n",
    });
    expect(rows(it, 'remapping')).toEqual(['oak-msft -> Model utils.py:2 oak.py:2, modelType of nothing']);
  });

  test('the table stands before the files: a module of a remapped name is never imported', () => {
    const it = read({
      'models/oak.py': MODEL,
      'models/elm.py': MODEL,
      'utils.py': "MODEL_REMAPPING = {'elm': 'oak', 'fir': 'yew'}\n",
    });
    expect(rows(it, 'models').map((each) => each.split(' ')[0])).toEqual(['oak']);
    expect(reports(it)).toEqual([
      'registry-unreachable elm.py:2 the module of elm is never imported: mlx_lm/utils.py:1 maps that model type to another module',
      'registry-dead-entry utils.py:1 fir is remapped to yew, but models/yew.py is no model module: the model type would be refused',
    ]);
  });

  test('a Model that is made by a call is undecidable', () => {
    const it = read({ 'models/oak.py': 'import mlx\nclass ModelArgs: ...\nModel = mlx.make()\n' });
    expect(undecided(it)).toHaveLength(1);
    expect(undecided(it)[0]).toContain('oak.py:1 Model of oak is not known');
  });
});

describe('model types and architectures', () => {
  test('a type joins every architecture that the mappings have for it, the causal model first; an unknown one joins nothing', () => {
    const mappings = readTransformers({
      'src/transformers/__init__.py': '',
      'src/transformers/modeling_utils.py': '',
      'src/transformers/models/auto/modeling_auto.py': [
        'from collections import OrderedDict',
        "MODEL_MAPPING_NAMES = OrderedDict([('oak', 'OakModel')])",
        "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES = OrderedDict([('oak', 'OakForConditionalGeneration'), ('elm', 'ElmForConditionalGeneration')])",
        "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES = OrderedDict([('oak', 'OakForCausalLM')])",
      ].join('\n'),
    }).scan.autoMappings;
    const { scan, sources } = read({
      'models/oak.py': MODEL,
      'models/elm.py': MODEL,
      'models/fir.py': MODEL,
    });
    const joined = { scan: joinModelTypes(scan, mappings), sources };
    expect(rows(joined, 'models')).toEqual([
      'elm -> Model elm.py:2 elm.py:2, modelType of ElmForConditionalGeneration',
      'fir -> Model fir.py:2 fir.py:2, modelType of nothing',
      'oak -> Model oak.py:2 oak.py:2, modelType of OakForCausalLM',
      'oak -> Model oak.py:2 oak.py:2, modelType of OakForConditionalGeneration',
    ]);
  });
});

describe('bad input', () => {
  test('a table with a syntax error, or under another name: the modules are complete', () => {
    const broken = read({ 'models/oak.py': MODEL, 'utils.py': 'MODEL_REMAPPING = {\n  "elm": = "oak",\n' });
    expect(rows(broken, 'models')).toHaveLength(1);
    expect(reports(broken).join('\n')).toContain('python-syntax utils.py');
    const renamed = read({ 'models/oak.py': MODEL, 'utils.py': 'REMAP = {}\n' });
    expect(rows(renamed, 'models')).toHaveLength(1);
    expect(reports(renamed)).toEqual([
      'registry-missing utils.py:1 mlx_lm/utils.py binds no MODEL_REMAPPING: the registry was renamed, or it is made in another way now',
    ]);
  });

  test('the folder of the models is not there', () => {
    expect(reports(read({}))).toEqual([
      'registry-missing models:1 mlx_lm/models is not there: the models were moved, and none can be read',
    ]);
  });
});
