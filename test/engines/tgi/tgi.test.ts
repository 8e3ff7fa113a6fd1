import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/assets.js';
import { tgi } from '../../../src/engines/tgi/index.js';
import { archscan } from '../../cli/run.js';
import { tempFolder, writeFiles } from '../../support/temp-folder.js';
import { readEngine, reports, rows, undecided, type EngineRead } from '../read-engine.js';

const FIXTURE = join(packageRoot(), 'test/fixtures/engines/tgi');
const MODULE = 'server/text_generation_server/models/__init__.py';
const TEXT = readFileSync(join(FIXTURE, MODULE), 'utf8');

describe('Text Generation Inference', () => {
  test('a member is a model type; its branch says the class, through the name that the loop makes', () => {
    const it = readEngine(tgi, FIXTURE);
    expect(rows(it, 'types')).toEqual([
      'elm -> FlashCausalLM __init__.py:17 elsewhere, modelType of nothing',
      'fir -> FIR __init__.py:18 elsewhere, conditional, modelType of nothing',
      'oak -> OakForCausalLM __init__.py:11 oak.py:1, modelType of nothing',
      'oak-vl -> OakForCausalLM __init__.py:16 oak.py:1, modelType of nothing',
    ]);
    const { registrations, checkpoints } = it.scan;
    expect(registrations.filter(({ capabilities }) => capabilities.multimodal).map(({ key }) => key)).toEqual(
      ['oak-vl'],
    );
    expect(checkpoints.map(({ id, line }) => `${id} ${line}`)).toEqual([
      'grove/oak-7b 11',
      'grove/oak-vl 16',
      'grove/fir-1b 18',
    ]);
    expect(undecided(it)).toEqual([]);
    expect(reports(it)).toEqual([
      'registry-unreachable __init__.py:18 FIR lists the model type fir, but get_model compares no model type with it: whether a checkpoint of it is served depends on other conditions',
    ]);
  });

  test('a branch that asks for more than the model type does not speak for it where another one does not', () => {
    const more = '    if model_type == OAK_VL and tall:\n        return Tall(model_id)\n';
    const it = readEngine(tgi, { [MODULE]: TEXT.replace('    if model_type == OAK or', `${more}$&`) });
    const classes = it.scan.registrations.map(({ key, className }) => `${key} ${className}`);
    expect(classes).toContain('oak-vl OakForCausalLM');
  });

  test('a member of which every branch asks for more is conditional, as a literal beside it is', () => {
    const it = readEngine(tgi, { [MODULE]: TEXT.replace('in ["ash", ELM]', '$& and not sharded') });
    const statuses = it.scan.registrations.map(({ key, status }) => `${key} ${status}`);
    expect(statuses).toEqual(expect.arrayContaining(['elm conditional', 'ash conditional', 'oak active']));
    expect(reports(it)).toHaveLength(1);
  });

  test('a literal that a branch compares with and returns for is a model type too', () => {
    expect(rows(readEngine(tgi, FIXTURE), 'branches')).toEqual([
      'ash -> FlashCausalLM __init__.py:37 elsewhere, modelType of nothing',
      'oak-old -> OakForCausalLM __init__.py:33 oak.py:1, modelType of nothing',
    ]);
  });

  test('the fallback asks the mappings that get_model names', () => {
    expect(readEngine(tgi, FIXTURE).scan.fallbackGate).toEqual({
      test: 'auto-mapping',
      mappings: ['MODEL_FOR_CAUSAL_LM_MAPPING_NAMES'],
      evidence: { file: MODULE, line: 44, column: 22, rule: 'tgi-fallback' },
    });
    const without = TEXT.replace('modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES', '["oak"]');
    expect(readEngine(tgi, { [MODULE]: without }).scan.fallbackGate).toBeNull();
  });

  test('without the enumeration nothing is guessed', () => {
    const it = readEngine(tgi, { [MODULE]: TEXT.replaceAll('ModelType', 'Types') });
    expect(rows(it, 'types')).toEqual([]);
    expect(reports(it)[0]).toMatch(/^registry-missing __init__\.py:1 .* binds no enumeration ModelType/);
  });

  test('a member whose type is made elsewhere is undecidable, the others are read', () => {
    const it = readEngine(tgi, { [MODULE]: TEXT.replace('"type": "oak",', '"type": FlashCausalLM(),') });
    expect(rows(it, 'types')).toHaveLength(3);
    expect(undecided(it)[0]).toMatch(/^__init__\.py:11 the model type of OAK is not known/);
  });
});

test('support: a branch through the model type, the mappings for what has none, and nothing else', async () => {
  const folder = tempFolder();
  const own = TEXT.replace('"type": "oak"', '"type": "acorn"');
  writeFiles(folder, { [MODULE]: own });
  const names = ['AcornForCausalLM', 'JuniperForCausalLM', 'PebbleForMaskedLM'];
  const transformers = join(packageRoot(), 'examples/transformers');
  const { out } = await archscan(['support', ...names, '--tgi', folder, '--transformers', transformers]);
  const [acorn, juniper, pebble] = out.split('\n').filter((line) => line.startsWith('  tgi: '));
  expect(acorn).toMatch(/^ {2}tgi: native \(registered\) .*__init__\.py:11$/);
  expect(juniper).toMatch(/^ {2}tgi: fallback \(in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES of .*__init__\.py:44$/);
  expect(pebble).toMatch(/^ {2}tgi: exported \(.*none of the mappings that the engine asks/);
});

describe('the class of a branch', () => {
  const MODELS = 'server/text_generation_server/models';

  /** Places of the classes, by name: two branches for each import that the machine decides about. */
  const placesOf = (...imports: readonly string[]): readonly string[] => {
    const head = ['import torch', ...imports, 'def get_model(model_id, model_type):'];
    const branches = ['Oak', 'Fir', 'Elm'].map(
      (name) => `    if model_type == "${name.toLowerCase()}":\n        return ${name}(model_id)`,
    );
    const it = readEngine(tgi, {
      [MODULE]: [...head, ...branches].join('\n'),
      [`${MODELS}/oak.py`]: 'import os\n\nclass Oak: ...\n',
      [`${MODELS}/conifers.py`]: 'class Fir: ...\nclass Spruce: ...\n',
      [`${MODELS}/elm.py`]: 'class Elm: ...\n',
    });
    return it.scan.registrations.map(
      ({ className, classFile, classLine }) =>
        `${className} ${classFile?.replace(/.*\//, '') ?? '-'}:${classLine ?? ''}`,
    );
  };

  test('is where its import leads, whatever decides about the import', () => {
    expect(
      placesOf(
        'try:',
        '    if not torch.cuda.is_available():',
        '        raise ImportError("no device")',
        '    from text_generation_server.models.oak import Oak',
        '    from .conifers import Spruce as Fir',
        'except ImportError:',
        '    pass',
        'if torch.cuda.is_available():',
        '    from text_generation_server.models.elm import Elm',
      ),
    ).toEqual(['Elm elm.py:1', 'Fir conifers.py:2', 'Oak oak.py:3']);
  });

  test('is nowhere when its imports lead to several, out of the sources, or to no class', () => {
    expect(
      placesOf(
        'if torch.cuda.is_available():',
        '    from text_generation_server.models.elm import Elm',
        '    from text_generation_server.models.conifers import Fir',
        '    from text_generation_server.models.oak import os as Oak',
        'else:',
        '    from text_generation_server.models.conifers import Spruce as Elm',
        '    from kernels.conifers import Fir',
      ),
    ).toEqual(['Elm -:', 'Fir -:', 'Oak -:']);
  });

  test('is nowhere when the name gets another meaning as well', () => {
    expect(
      placesOf(
        'if torch.cuda.is_available():',
        '    from .oak import Oak',
        '    from .conifers import Fir',
        '    from .elm import Elm',
        'if torch.version.hip:',
        '    Oak = torch.wrap(Oak)',
        '    class Fir: ...',
      ),
    ).toEqual(['Elm elm.py:1', 'Fir __init__.py:8', 'Oak -:']);
  });
});

describe('before there was an enumeration', () => {
  const get = (...body: readonly string[]): EngineRead =>
    readEngine(tgi, {
      [MODULE]: ['def get_model(model_id, sharded):', ...body.map((line) => `    ${line}`)].join('\n'),
      'server/text_generation_server/models/oak.py': 'class Oak:\n    pass\n',
    });

  test('the literals of the branches are the model types', () => {
    const it = get(
      'from text_generation_server.models.oak import Oak',
      'model_type = config.model_type',
      'if model_id.startswith("grove/"):',
      '    return Special(model_id)',
      'if model_type == "oak":',
      '    return Oak(model_id)',
      'elif model_type in ["fir", "pine"]:',
      '    if sharded:',
      '        raise NotImplementedError',
      '    return Fir(model_id)',
      'if config.model_type == "elm":',
      '    return Elm(model_id)',
      'if model_type == "yew":',
      '    raise NotImplementedError',
      'if model_type in modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:',
      '    return CausalLM(model_id)',
    );
    expect(rows(it, 'branches')).toEqual([
      'elm -> Elm __init__.py:12 elsewhere, modelType of nothing',
      'fir -> Fir __init__.py:8 elsewhere, modelType of nothing',
      'oak -> Oak __init__.py:6 elsewhere, modelType of nothing',
      'pine -> Fir __init__.py:8 elsewhere, modelType of nothing',
    ]);
    expect(it.scan.registrations).toHaveLength(4);
    expect(it.scan.fallbackGate?.evidence.line).toBe(16);
    expect(reports(it)).toEqual([]);
    expect(undecided(it)).toEqual([]);
  });

  test('a branch that asks for more is conditional, and does not count before one that does not', () => {
    const it = get(
      'if model_type == "oak" or model_type == "fir" and tall or model_type == "elm" and tall:',
      '    return Tall(model_id)',
      'if model_type == "fir":',
      '    return Fir(model_id)',
    );
    expect(rows(it, 'branches')).toEqual([
      'elm -> Tall __init__.py:2 elsewhere, conditional, modelType of nothing',
      'fir -> Fir __init__.py:4 elsewhere, modelType of nothing',
      'oak -> Tall __init__.py:2 elsewhere, modelType of nothing',
    ]);
  });

  test('of a name that the branch binds, the class that it prefers', () => {
    const it = get(
      'if model_type == "oak":',
      '    kind = FlashOak if FLASH else Oak',
      '    return kind(model_id)',
    );
    expect(it.scan.registrations.map(({ className }) => className)).toEqual(['FlashOak']);
  });

  test('names that are compared with are not guessed', () => {
    const it = get(
      'if model_type == "oak":',
      '    return Oak(model_id)',
      'if model_type == FIR:',
      '    return Fir(model_id)',
    );
    expect(it.scan.registrations).toEqual([]);
    expect(reports(it)[0]).toMatch(/^registry-missing __init__\.py:1 /);
  });
});
