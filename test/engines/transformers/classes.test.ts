import { describe, expect, test } from 'vitest';
import { below, problems, readTransformers, type Files, type TransformersRead } from '../trees.js';

const PACKAGE = 'src/transformers';

const INIT = `
__version__ = "5.1.0"
from .utils.import_utils import define_import_structure
_import_structure = define_import_structure(__file__)
`;

const MODELING_UTILS = `
class PreTrainedModel:
    _supports_attention_backend = False

    @classmethod
    def is_backend_compatible(cls):
        return cls._supports_attention_backend
`;

const BASE: Files = {
  '__init__.py': INIT,
  'modeling_utils.py': MODELING_UTILS,
  'models/auto/modeling_auto.py': '',
};

/** A transformers package, with files named from the package. */
function read(files: Files, folder = PACKAGE): TransformersRead {
  return readTransformers(below(folder, { ...BASE, ...files }));
}

/**
 * Classes as `name file:line flags`: X exported, P derives from PreTrainedModel, B backend compatible,
 * ? undecidable, A in an auto mapping.
 */
function classes({ scan }: TransformersRead): readonly string[] {
  return scan.classes.map((each) => {
    const backend = each.backendCompatible === null ? '?' : each.backendCompatible ? 'B' : '';
    const flags = `${each.exported ? 'X' : ''}${each.preTrained ? 'P' : ''}${backend}${each.autoMappings.length > 0 ? 'A' : ''}`;
    const file = each.file.slice(each.file.indexOf('models/') + 'models/'.length);
    return `${each.name} ${file}:${each.line} ${flags}`.trimEnd();
  });
}

/** One modeling file, after an import of the base class in its first line. */
function modeling(text: string): readonly string[] {
  const source = `from ...modeling_utils import PreTrainedModel\n${text}`;
  return classes(read({ 'models/oak/modeling_oak.py': source })).map((line) =>
    line.replace('oak/modeling_oak.py:', ''),
  );
}

describe('exports of files that list themselves', () => {
  test('are the names in __all__', () => {
    const text = 'class Oak(PreTrainedModel): pass\nclass OakHead(Oak): pass\n__all__ = ["OakHead"]\n';
    expect(modeling(text)).toEqual(['Oak 2 P', 'OakHead 3 XP']);
  });

  test.each([
    ['several lines', '__all__ = [\n    "Oak",\n    # "Elm",\n]', 'X'],
    ['the last list alone', '__all__ = ["Oak"]\n__all__ = ["Elm"]', 'X'],
    ['the last line alone, also when it adds', '__all__ = ["Oak"]\n__all__ += ["Elm"]', 'X'],
    ['no list', '', ''],
    ['names that are not there', '__all__ = ["Pine"]', ''],
  ])('%s', (_, text, flags) => {
    const found = modeling(`class Oak: pass\nclass Elm: pass\n${text}\n`);
    expect(found.map((line) => line.split(' ')[2] ?? '').join('')).toBe(flags);
  });

  test('of which only the last line counts', () => {
    const text = 'class Oak: pass\nclass Elm: pass\n__all__ = ["Oak"]\n__all__ += ["Elm"]\n';
    expect(modeling(text)).toEqual(['Elm 3 X', 'Oak 2']);
  });

  test('are what @requires decorates, too', () => {
    const text = `
from ...utils.import_utils import requires
import other
@requires(backends=("torch",))
class Oak: pass

@requires
class Elm: pass

@other.requires()
class Pine: pass

__all__ = []
`;
    expect(modeling(text)).toEqual(['Elm 9 X', 'Oak 6 X', 'Pine 12']);
  });

  test('reach a class that the listing file imports from another one', () => {
    const files = {
      'models/oak/modeling_oak.py':
        'from .modeling_oak_text import OakText\nclass Oak: pass\n__all__ = ["Oak", "OakText"]\n',
      'models/oak/modeling_oak_text.py': 'class OakText: pass\nclass OakHidden: pass\n',
    };
    expect(classes(read(files))).toEqual([
      'Oak oak/modeling_oak.py:2 X',
      'OakHidden oak/modeling_oak_text.py:2',
      'OakText oak/modeling_oak_text.py:1 X',
    ]);
  });

  test('belong to the file that lists them: another class of the name is not exported', () => {
    const files = {
      'models/oak/modeling_oak.py': 'class OakOutput: pass\nclass Oak: pass\n__all__ = ["Oak"]\n',
      'models/elm/modeling_elm.py': 'class OakOutput: pass\n__all__ = ["OakOutput"]\n',
    };
    expect(classes(read(files))).toEqual([
      'Oak oak/modeling_oak.py:2 X',
      'OakOutput elm/modeling_elm.py:1 X',
      'OakOutput oak/modeling_oak.py:1',
    ]);
  });

  test('may stand in a deprecated folder', () => {
    const files = { 'models/deprecated/oak/modeling_oak.py': 'class Oak: pass\n__all__ = ["Oak"]\n' };
    const result = read(files);
    expect(classes(result)).toEqual(['Oak deprecated/oak/modeling_oak.py:1 X']);
    expect(result.scan.classes).toMatchObject([{ modelType: 'oak', folder: 'deprecated/oak' }]);
  });

  test('do not come from modular, TensorFlow or Flax files', () => {
    const text = 'class Oak: pass\n__all__ = ["Oak"]\n';
    const names = ['modular_oak', 'modeling_tf_oak', 'modeling_flax_oak', 'configuration_oak', 'oak'];
    expect(classes(read(Object.fromEntries(names.map((name) => [`models/oak/${name}.py`, text]))))).toEqual(
      [],
    );
  });
});

describe('exports of an import structure', () => {
  const init = (text: string): Files => ({ '__init__.py': `__version__ = "4.40.0"\n${text}` });
  const oak = 'class Oak: pass\nclass OakHead: pass\nclass OakOther: pass\n';

  test('are listed by the package and by the folder', () => {
    const files = {
      ...init(
        '_import_structure = {"models.oak": ["OakConfig"], "models": []}\n_import_structure["models.oak"].extend(["Oak", "OakHead"])\n',
      ),
      'models/oak/__init__.py': '_import_structure = {"modeling_oak": ["Oak", "OakHead", "OakOther"]}\n',
      'models/oak/modeling_oak.py': oak,
    };
    expect(classes(read(files))).toEqual([
      'Oak oak/modeling_oak.py:1 X',
      'OakHead oak/modeling_oak.py:2 X',
      'OakOther oak/modeling_oak.py:3',
    ]);
  });

  test('hold what the optional dependencies bring', () => {
    const guarded = (body: string): string => `
from .utils import OptionalDependencyNotAvailable, is_torch_available
_import_structure = {"models.oak": []}
try:
    if not is_torch_available():
        raise OptionalDependencyNotAvailable()
except OptionalDependencyNotAvailable:
    from .utils import dummy_pt_objects
    _import_structure["utils.dummy_pt_objects"] = [name for name in dir(dummy_pt_objects)]
else:
    ${body}
`;
    const folder = guarded('_import_structure["modeling_oak"] = ["Oak", "OakHead"]').replace(
      '"models.oak": []',
      '',
    );
    const files = {
      ...init(guarded('_import_structure["models.oak"].extend(["Oak"])')),
      'models/oak/__init__.py': folder,
      'models/oak/modeling_oak.py': oak,
    };
    expect(classes(read(files))[0]).toBe('Oak oak/modeling_oak.py:1 X');
    expect(classes(read(files))[1]).toBe('OakHead oak/modeling_oak.py:2');
  });

  test('reach folders that list themselves', () => {
    const files = {
      ...init('_import_structure = {"models.oak": ["Oak"]}\n'),
      'models/oak/__init__.py':
        'from ...utils.import_utils import define_import_structure\n_import_structure = define_import_structure(__file__)\n',
      'models/oak/modeling_oak.py': `${oak}__all__ = ["Oak", "OakHead"]\n`,
    };
    expect(classes(read(files))).toEqual([
      'Oak oak/modeling_oak.py:1 X',
      'OakHead oak/modeling_oak.py:2',
      'OakOther oak/modeling_oak.py:3',
    ]);
  });

  test('may name a module instead of a folder', () => {
    const files = {
      ...init('_import_structure = {"models.oak.modeling_oak": ["Oak"]}\n'),
      'models/oak/modeling_oak.py': oak,
    };
    expect(classes(read(files))[0]).toBe('Oak oak/modeling_oak.py:1 X');
  });

  test('were plain imports before', () => {
    const files = {
      ...init('from .models.oak import Oak, OakHead as Head\n'),
      'models/oak/__init__.py': 'from .modeling_oak import Oak, OakHead\n',
      'models/oak/modeling_oak.py': oak,
    };
    expect(classes(read(files))).toEqual([
      'Oak oak/modeling_oak.py:1 X',
      'OakHead oak/modeling_oak.py:2 X',
      'OakOther oak/modeling_oak.py:3',
    ]);
  });
});

describe('which classes there are', () => {
  test('a condition hides none', () => {
    const text = `
from ...utils import is_flash_available
if is_flash_available():
    class Oak(PreTrainedModel): pass
else:
    class OakSlow(PreTrainedModel): pass
try:
    class Elm: pass
except ImportError:
    pass
`;
    const names = modeling(text).map((line) => line.split(' ')[0]);
    expect(names).toEqual(['Elm', 'Oak']);
  });

  test('one that is defined twice is the later one', () => {
    expect(modeling('class Oak: pass\nclass Oak(PreTrainedModel): pass\n')).toEqual(['Oak 3 P']);
  });

  test('nested classes, strings and comments are none', () => {
    const text =
      'class Oak:\n    class Inner: pass\n\ndef f():\n    class Local: pass\n\n"""\nclass Shown: pass\n"""\n# class Out:\n';
    expect(modeling(text)).toEqual(['Oak 2']);
  });

  test('beside a syntax error they are read and the error is reported', () => {
    const files = {
      'models/oak/modeling_oak.py':
        'class Oak: pass\ndef f(:\n    pass\n\nclass Elm: pass\n__all__ = ["Elm"]\n',
    };
    const result = read(files);
    expect(classes(result)).toEqual(['Elm oak/modeling_oak.py:5 X', 'Oak oak/modeling_oak.py:1']);
    expect(problems(result)).toEqual(['python-syntax modeling_oak.py:2']);
  });
});

describe('the gate of the fallback', () => {
  const flags = (text: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      modeling(text).map((line) => [line.replace(/ .*/, ''), line.replace(/^\w+ \d+ ?/, '')]),
    );

  test('is inherited, and overridden', () => {
    const text = `
class OakPreTrained(PreTrainedModel):
    _supports_attention_backend = True
class Oak(OakPreTrained): pass
class OakOld(OakPreTrained):
    _supports_attention_backend = False
class OakNew(OakOld):
    _supports_attention_backend = True
class OakPlain(PreTrainedModel): pass
`;
    expect(flags(text)).toEqual({
      OakPreTrained: 'PB',
      Oak: 'PB',
      OakOld: 'P',
      OakNew: 'PB',
      OakPlain: 'P',
    });
  });

  test('follows the order of bases that Python computes', () => {
    const text = `
class Yes(PreTrainedModel):
    _supports_attention_backend = True
class No(PreTrainedModel):
    _supports_attention_backend = False
class Mixin: pass
class YesNo(Mixin, Yes, No): pass
class NoYes(No, Yes): pass
class Top(Yes): pass
class Left(Top, No): pass
`;
    expect(flags(text)).toMatchObject({ YesNo: 'PB', NoYes: 'P', Left: 'PB' });
  });

  test('is asked through other files', () => {
    const files = {
      'models/oak/modeling_oak.py':
        'from ...modeling_utils import PreTrainedModel\nclass Oak(PreTrainedModel):\n    _supports_attention_backend = True\n',
      'models/elm/modeling_elm.py':
        'from ..oak.modeling_oak import Oak as Base\nfrom torch import nn\nclass Elm(Base, nn.Module): pass\n',
    };
    expect(classes(read(files))).toEqual(['Elm elm/modeling_elm.py:3 PB', 'Oak oak/modeling_oak.py:2 PB']);
  });

  test('may compute its answer', () => {
    const text = `
class Oak(PreTrainedModel):
    @classmethod
    def is_backend_compatible(cls):
        return cls.__name__.endswith("Oak")
class Elm(Oak): pass
`;
    expect(flags(text)).toEqual({ Oak: 'PB', Elm: 'P' });
  });

  test('is undecidable where its answer is, with the place', () => {
    const text = `
from elsewhere import supports
class Oak(PreTrainedModel):
    _supports_attention_backend = supports("oak")
`;
    const { scan } = read({
      'models/oak/modeling_oak.py': `from ...modeling_utils import PreTrainedModel\n${text}`,
    });
    expect(scan.classes[0]?.backendCompatible).toBeNull();
    expect(scan.undecidable).toMatchObject([{ file: `${PACKAGE}/models/oak/modeling_oak.py`, line: 5 }]);
    expect(scan.undecidable[0]?.reason).toMatch(/^Oak\.is_backend_compatible\(\): /);
  });

  test('is undecidable where a class outside the sources stands before its answer', () => {
    const text = `
from elsewhere import Mixin
class Oak(PreTrainedModel):
    _supports_attention_backend = True
class OakMixed(Mixin, Oak): pass
class OakPlain(Oak, Mixin): pass
`;
    expect(flags(text)).toEqual({ Oak: 'PB', OakMixed: 'P?', OakPlain: 'PB' });
  });

  test('is undecidable where a base is, with its reason', () => {
    const { scan } = read({
      'models/oak/grown.py': `
from ...modeling_utils import PreTrainedModel as Base
from elsewhere import NAMES
for name in NAMES:
    globals()[name] = None
`,
      'models/oak/modeling_oak.py':
        'from .grown import Base\nclass Oak(Base):\n    _supports_attention_backend = True\n',
    });
    expect(scan.classes).toMatchObject([{ name: 'Oak', preTrained: null, backendCompatible: null }]);
    expect(scan.undecidable).toMatchObject([
      {
        file: `${PACKAGE}/models/oak/modeling_oak.py`,
        line: 2,
        reason: 'Oak: whether it derives from PreTrainedModel is not known: depends on the loop runs',
      },
    ]);
  });

  /** A package that gives lazily what `types` imports, and may set anything else in a loop. */
  function lazily(types: string, loop: boolean): TransformersRead {
    return read({
      '__init__.py': [
        'import importlib, sys, types',
        'from pathlib import Path',
        'from typing import TYPE_CHECKING',
        'from elsewhere import anything',
        'from .utils import _LazyModule',
        'from .utils.import_utils import define_import_structure',
        '_import_structure = define_import_structure(__file__)',
        'if TYPE_CHECKING:',
        `    ${types}`,
        'else:',
        '    sys.modules[__name__] = _LazyModule(__name__, __file__, _import_structure)',
        ...(loop
          ? [
              '    for file in Path(__file__).parent.rglob("*.py"):',
              '        setattr(sys.modules[__name__], file.stem, types.ModuleType(file.stem))',
            ]
          : []),
      ].join('\n'),
      'open.py':
        'from .modeling_utils import PreTrainedModel\ntry:\n    from fastwood import Base\nexcept ImportError:\n    Base = PreTrainedModel\n',
      'models/oak/modeling_oak.py':
        'from transformers import Base\nclass Oak(Base):\n    _supports_attention_backend = True\n',
    });
  }

  test('a base that the package gives lazily is the one it imports for type checkers, whatever else it sets', () => {
    const it = lazily('from .modeling_utils import PreTrainedModel as Base', true);
    expect(classes(it)).toEqual(['Oak oak/modeling_oak.py:2 PB']);
  });

  test.each([
    ['what they import is not known', 'from .open import Base', false, 'depends on import fastwood'],
    ['they import it, but it is not known', 'from .open import Base', true, 'depends on the loop runs'],
    [
      'they may not import it',
      'if anything():\n        from .modeling_utils import PreTrainedModel as Base',
      true,
      'depends on the loop runs',
    ],
  ])('but not where %s', (_, types, loop, why) => {
    const { scan } = lazily(types, loop);
    expect(scan.undecidable.map(({ reason }) => reason)).toEqual([
      `Oak: whether it derives from PreTrainedModel is not known: ${why}`,
    ]);
  });

  test('of a transformers without the method lets nobody in, whatever the bases are', () => {
    const files = {
      'modeling_utils.py': 'from torch import nn\nclass PreTrainedModel(nn.Module): pass\n',
      'models/oak/modeling_oak.py':
        'from ...modeling_utils import PreTrainedModel\nclass Oak(PreTrainedModel): pass\n',
    };
    const result = read(files);
    expect(classes(result)).toEqual(['Oak oak/modeling_oak.py:2 P']);
    expect(result.scan.undecidable).toEqual([]);
  });

  test('lets in no class that is not a PreTrainedModel', () => {
    const text = 'class Oak:\n    _supports_attention_backend = True\n';
    expect(flags(text)).toEqual({ Oak: '' });
  });

  test('of a transformers without the method lets nobody in', () => {
    const files = {
      'modeling_utils.py': 'class PreTrainedModel:\n    _supports_attention_backend = True\n',
      'models/oak/modeling_oak.py':
        'from ...modeling_utils import PreTrainedModel\nclass Oak(PreTrainedModel): pass\n',
    };
    expect(classes(read(files))).toEqual(['Oak oak/modeling_oak.py:2 P']);
  });
});

describe('the version', () => {
  test('is the one in __init__', () => {
    expect(read({}).scan.version).toBe('5.1.0');
  });

  test('is unknown when it is computed elsewhere', () => {
    expect(read({ '__init__.py': 'from somewhere import version as __version__\n' }).scan.version).toBeNull();
  });
});

describe('the folders above the package decide nothing', () => {
  const files: Files = {
    'models/oak/modeling_oak.py':
      'from ...modeling_utils import PreTrainedModel\nclass OakForCausalLM(PreTrainedModel):\n    _supports_attention_backend = True\n__all__ = ["OakForCausalLM"]\n',
    'models/oak/modeling_tf_oak.py': 'class TFOak: pass\n__all__ = ["TFOak"]\n',
    'models/auto/modeling_auto.py':
      'from collections import OrderedDict\nMODEL_FOR_CAUSAL_LM_MAPPING_NAMES = OrderedDict([("oak", "OakForCausalLM")])\n',
    'models/autoformer/modeling_autoformer.py':
      'class AutoformerModel: pass\n__all__ = ["AutoformerModel"]\n',
    'models/tf_tree/modeling_tree.py': 'class TreeModel: pass\n__all__ = ["TreeModel"]\n',
    'models/flax_tree/modeling_tree2.py': 'class Tree2Model: pass\n__all__ = ["Tree2Model"]\n',
  };
  const expected = [
    'AutoformerModel autoformer/modeling_autoformer.py:1 X',
    'OakForCausalLM oak/modeling_oak.py:2 XPBA',
    'Tree2Model flax_tree/modeling_tree2.py:1 X',
    'TreeModel tf_tree/modeling_tree.py:1 X',
  ];

  test.each(['src/transformers', 'transformers', ''])('the package may lie in %j', (folder) => {
    const whole = Object.fromEntries(
      Object.entries({ ...BASE, ...files }).map(([name, text]) => [
        folder === '' ? name : `${folder}/${name}`,
        text,
      ]),
    );
    expect(classes(readTransformers(whole))).toEqual(expected);
  });
});
