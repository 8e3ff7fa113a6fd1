import { describe, expect, test } from 'vitest';
import type { AutoMapping } from '../../../src/engines/transformers/index.js';
import { below, readTransformers, type TransformersRead } from '../trees.js';

function read(auto: string, more: Readonly<Record<string, string>> = {}): TransformersRead {
  const text = `from collections import OrderedDict\n${auto}`;
  return readTransformers(
    below('src/transformers', { '__init__.py': '', 'models/auto/modeling_auto.py': text, ...more }),
  );
}

const show = (mappings: readonly AutoMapping[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    mappings.map(({ name, line, entries }) => [
      name,
      `${line}: ${entries.map(({ modelType, classes }) => `${modelType}=${classes.join('+')}`).join(' ')}`,
    ]),
  );

describe('auto mappings', () => {
  test('are ordered dictionaries from model type to class', () => {
    const text = `
MODEL_MAPPING_NAMES = OrderedDict(
    [
        ("oak", "OakModel"),
        # ("gone", "GoneModel"),
        ("pine", ("PineModel", "PineFunnelModel")),
    ]
)
`;
    expect(show(read(text).scan.autoMappings)).toEqual({
      MODEL_MAPPING_NAMES: '3: oak=OakModel pine=PineModel+PineFunnelModel',
    });
  });

  test('may take in others', () => {
    const text = `
MODEL_A_MAPPING_NAMES = OrderedDict([("oak", "Oak"), ("pine", "Pine")])
MODEL_B_MAPPING_NAMES = OrderedDict([*list(MODEL_A_MAPPING_NAMES.items()), ("elm", "Elm"), ("pine", "PineB")])
MODEL_C_MAPPING_NAMES = OrderedDict(**MODEL_A_MAPPING_NAMES)
`;
    expect(show(read(text).scan.autoMappings)).toEqual({
      MODEL_A_MAPPING_NAMES: '3: oak=Oak pine=Pine',
      MODEL_B_MAPPING_NAMES: '4: oak=Oak pine=PineB elm=Elm',
      MODEL_C_MAPPING_NAMES: '5: oak=Oak pine=Pine',
    });
  });

  test('held classes by configuration class once', () => {
    const text = `
from ..oak.configuration_oak import OakConfig
from ..oak.modeling_oak import OakModel
MODEL_MAPPING = OrderedDict([(OakConfig, OakModel)])
`;
    const more = {
      'models/oak/configuration_oak.py': 'class OakConfig: pass\n',
      'models/oak/modeling_oak.py': 'class OakModel: pass\n',
    };
    const { scan } = read(text, more);
    expect(show(scan.autoMappings)).toEqual({ MODEL_MAPPING: '5: OakConfig=OakModel' });
    expect(scan.classes).toMatchObject([{ name: 'OakModel', autoMappings: ['MODEL_MAPPING'] }]);
  });

  test('may stand under a condition', () => {
    const text = `
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    MODEL_MAPPING_NAMES: dict = OrderedDict()
else:
    MODEL_MAPPING_NAMES = OrderedDict([("oak", "Oak")])
`;
    expect(show(read(text).scan.autoMappings).MODEL_MAPPING_NAMES).toMatch(/oak=Oak$/);
  });

  test('are only those of models', () => {
    const text =
      'CONFIG_MAPPING_NAMES = OrderedDict([("oak", "OakConfig")])\nMODEL_FOR_X = _LazyAutoMapping(A, B)\n';
    expect(read(text).scan.autoMappings).toEqual([]);
  });

  test('of processors are kept apart', () => {
    const text =
      'from collections import OrderedDict\nIMAGE_PROCESSOR_MAPPING_NAMES = OrderedDict([("oak", (None, "OakFast"))])\n';
    const { scan } = read('', { 'models/auto/image_processing_auto.py': text });
    expect(scan.autoMappings).toEqual([]);
    expect(show(scan.processorMappings)).toEqual({ IMAGE_PROCESSOR_MAPPING_NAMES: '2: oak=OakFast' });
  });

  test('of processors may have a class for each backend', () => {
    const text = `
from collections import OrderedDict
IMAGE_PROCESSOR_MAPPING_NAMES = OrderedDict([("oak", {"pil": "OakPil", "torchvision": "Oak"}), ("elm", {"pil": None})])
`;
    const { scan } = read('', { 'models/auto/image_processing_auto.py': text });
    expect(show(scan.processorMappings)).toEqual({ IMAGE_PROCESSOR_MAPPING_NAMES: '3: oak=OakPil+Oak' });
  });

  test('may come from another file, and be added to', () => {
    const names = `
from collections import OrderedDict
FEATURE_EXTRACTOR_MAPPING_NAMES = OrderedDict([("oak", "OakExtractor")])
IMAGE_PROCESSOR_MAPPING_NAMES = OrderedDict([("oak", "OakProcessor")])
`;
    const features = `
from .auto_mappings import FEATURE_EXTRACTOR_MAPPING_NAMES
FEATURE_EXTRACTOR_MAPPING_NAMES.update({"elm": "ElmExtractor"})
`;
    const images = `
from typing import TYPE_CHECKING
from .auto_mappings import IMAGE_PROCESSOR_MAPPING_NAMES
if TYPE_CHECKING:
    IMAGE_PROCESSOR_MAPPING_NAMES: dict = {}
else:
    IMAGE_PROCESSOR_MAPPING_NAMES.update({"elm": "ElmProcessor"})
`;
    const { scan } = read('', {
      'models/auto/auto_mappings.py': names,
      'models/auto/feature_extraction_auto.py': features,
      'models/auto/image_processing_auto.py': images,
    });
    expect(show(scan.processorMappings)).toEqual({
      FEATURE_EXTRACTOR_MAPPING_NAMES: '2: oak=OakExtractor elm=ElmExtractor',
      IMAGE_PROCESSOR_MAPPING_NAMES: '5: oak=OakProcessor elm=ElmProcessor',
    });
  });
});

describe('what mappings say of a class', () => {
  const modeling = 'class Oak: pass\nclass OakHead: pass\nclass OakPart: pass\n';

  test('which ones list it, sorted', () => {
    const text = `
MODEL_B_NAMES = OrderedDict([("oak", "Oak"), ("elm", ("OakHead", "Oak"))])
MODEL_A_NAMES = OrderedDict([("oak", "Oak")])
`;
    const { scan } = read(text, { 'models/oak/modeling_oak.py': modeling });
    expect(scan.classes.map(({ name, autoMappings }) => [name, autoMappings])).toEqual([
      ['Oak', ['MODEL_A_NAMES', 'MODEL_B_NAMES']],
      ['OakHead', ['MODEL_B_NAMES']],
      ['OakPart', []],
    ]);
  });

  test('its model type: the key that names its folder, otherwise the first key, otherwise the folder', () => {
    const text =
      'MODEL_NAMES = OrderedDict([("other", "Oak"), ("big-oak", "Oak"), ("oak_vision", "OakHead")])\n';
    const { scan } = read(text, { 'models/big_oak/modeling_big_oak.py': modeling });
    expect(scan.classes.map(({ name, modelType }) => [name, modelType])).toEqual([
      ['Oak', 'big-oak'],
      ['OakHead', 'oak_vision'],
      ['OakPart', 'big_oak'],
    ]);
  });
});
