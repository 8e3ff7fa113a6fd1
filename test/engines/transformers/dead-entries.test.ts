import { expect, test } from 'vitest';
import { below, readTransformers } from '../trees.js';

const AUTO = 'src/transformers/models/auto/modeling_auto.py';

/** What is said of the entries of a package with one folder of models. */
function said(auto: string, files: Readonly<Record<string, string>>): readonly string[] {
  const { scan } = readTransformers(
    below('src/transformers', {
      '__init__.py': 'import_structure = define_import_structure(Path(__file__).parent / "models")\n',
      'models/auto/modeling_auto.py': auto,
      ...files,
    }),
  );
  return scan.diagnostics.map(
    ({ rule, severity, file, line, column, message }) =>
      `${file === AUTO ? '' : file}${line}:${column} ${severity} ${rule} ${message}`,
  );
}

const OAK = 'class OakModel: pass\nclass OakTextModel: pass\n__all__ = ["OakModel"]\n';

test('a class that nobody defines, or that is not exported, is found at its name', () => {
  const auto = `from collections import OrderedDict
MODEL_MAPPING_NAMES = OrderedDict(
    [
        ("oak", "OakModel"),
        ("oak_text", "OakTextModel"),
        ("oaken", ("OakModel", "OakenModel")),
        ("OakenModel", "OakModel"),
        ("oak_again", "OakTextModel"),
    ]
)
`;
  const name = 'MODEL_MAPPING_NAMES has';
  expect(said(auto, { 'models/oak/modeling_oak.py': OAK })).toEqual([
    `5:22 warning registry-dead-entry ${name} OakTextModel for oak_text, which transformers does not export (src/transformers/models/oak/modeling_oak.py:2).`,
    `6:32 warning registry-dead-entry ${name} OakenModel for oaken, which no modeling file of transformers defines.`,
    `8:23 warning registry-dead-entry ${name} OakTextModel for oak_again, which transformers does not export (src/transformers/models/oak/modeling_oak.py:2).`,
  ]);
});

test('one that comes from another mapping is found at the mapping that took it in', () => {
  const auto = `from collections import OrderedDict
A_MAPPING_NAMES = OrderedDict([("elm", "ElmModel")])
MODEL_MAPPING_NAMES = OrderedDict([*A_MAPPING_NAMES.items()])
`;
  expect(said(auto, { 'models/oak/modeling_oak.py': OAK })).toEqual([
    '3:1 warning registry-dead-entry MODEL_MAPPING_NAMES has ElmModel for elm, which no modeling file of transformers defines.',
  ]);
});

const ONE = 'MODEL_MAPPING_NAMES = {"oak": "OakTextModel"}\n';

test('what the package of the folder has is found there', () => {
  const files = {
    '__init__.py': '_import_structure = {"models.oak": ["OakModel"]}\n',
    'models/oak/modeling_oak.py': OAK,
  };
  const listed = '_import_structure = {"modeling_oak": ["OakModel", "OakTextModel"]}\n';
  expect(said(ONE, { ...files, 'models/oak/__init__.py': listed })).toEqual([]);
  const itself = 'sys.modules[__name__] = _LazyModule(define_import_structure(_file))\n';
  expect(said(ONE, { ...files, 'models/oak/__init__.py': itself })).toHaveLength(1);
  const more = { ...files, 'models/oak/modeling_oak.py': `${OAK}__all__ = ["OakModel", "OakTextModel"]\n` };
  expect(said(ONE, { ...more, 'models/oak/__init__.py': itself })).toEqual([]);
});

test('a class may be in several folders, and in a dictionary', () => {
  const auto = 'MODEL_MAPPING_NAMES = {"ash": "OakModel",\n"oak": "Model"}\n';
  const init = (names: string): string => `_import_structure = {"modeling_pine": [${names}]}\n`;
  const files = {
    '__init__.py': '_import_structure = {"models.oak": ["OakModel"]}\n',
    'models/oak/modeling_oak.py': `${OAK}class Model: pass\n`,
    'models/oak/__init__.py': '_import_structure = {"modeling_oak": ["OakModel"]}\n',
    'models/pine/modeling_pine.py': 'class Model: pass\n',
  };
  expect(said(auto, { ...files, 'models/pine/__init__.py': init('"Model"') })).toEqual([]);
  expect(said(auto, { ...files, 'models/pine/__init__.py': init('"Other"') })).toEqual([
    '2:8 warning registry-dead-entry MODEL_MAPPING_NAMES has Model for oak, which transformers does not export (src/transformers/models/oak/modeling_oak.py:4).',
  ]);
});

test('what a list with a type names is exported', () => {
  const typed = 'class OakTextModel: pass\n__all__: list[str] = ["OakTextModel"]\n';
  expect(said(ONE, { 'models/oak/modeling_oak.py': typed })).toEqual([]);
});

test('nothing is said of an exported name that is no class of a modeling file', () => {
  const files = { 'models/oak/modeling_oak.py': 'OakTextModel = make()\n__all__ = ["OakTextModel"]\n' };
  expect(said(ONE, files)).toEqual([]);
});

test('nothing is said of a class that a broken file may define', () => {
  expect(said(ONE, { 'models/oak/modeling_oak.py': `x = = 1\n${OAK}` })).toHaveLength(1);
  expect(said(ONE, { 'models/oak/modeling_oak.py': 'class OakModel(:\n    def f(self:\n' })).toEqual([]);
});

test('nothing is said of mappings that hold the classes', () => {
  const auto = 'from ..oak.modeling_oak import OakTextModel\nMODEL_MAPPING = {"oak": OakTextModel}\n';
  expect(said(auto, { 'models/oak/modeling_oak.py': OAK })).toEqual([]);
});
