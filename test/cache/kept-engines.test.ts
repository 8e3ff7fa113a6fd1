import { expect, test } from 'vitest';
import { below } from '../engines/trees.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { readIn } from './kept-scan.js';

const LMDEPLOY = below('lmdeploy', {
  'pytorch/models/module_map.py': [
    "BASE = 'lmdeploy.pytorch.models'",
    "MODULE_MAP = {'OakForCausalLM': f'{BASE}.oak.OakForCausalLM', 'OakMTPModel': f'{BASE}.mtp.OakMTP'}",
    "CUSTOM_MODULE_MAP = {'ElmForCausalLM': 'lmdeploy.pytorch.models.oak.OakForCausalLM'}",
    "DEVICE_SPECIAL_MODULE_MAP = {'ascend': CUSTOM_MODULE_MAP}",
    "REMOVED_MODEL_MAP = {'FirForCausalLM': 'Fir'}",
  ].join('\n'),
  'pytorch/models/oak.py': 'class OakForCausalLM:\n    pass\n',
  'pytorch/models/mtp.py': 'from .oak import OakForCausalLM as OakMTP\n',
  'pytorch/configurations/oak.py':
    "def build(config, is_draft_model):\n    if is_draft_model:\n        config.architectures[0] = 'OakMTPModel'\n",
  'turbomind/supported_models.py': "SUPPORTED_ARCHS = dict(OakForCausalLM='oak', YewForCausalLM='yew')\n",
  'turbomind/models/elm.py': "@INPUT_MODELS.register_module(name='oak')\nclass ElmModel:\n    pass\n",
  'vl/model/base.py': "class Base:\n    _arch = 'OakVLForCausalLM'\n",
  'vl/model/fir.py':
    'from .base import Base\n@VISION_MODELS.register_module()\nclass FirVision(Base):\n    pass\n',
  'archs.py':
    "def check_vl_llm(backend, config):\n    return config['architectures'][0] in {'OakVLForCausalLM', 'FirVL'}\n",
});

const MLX_LM = below('mlx_lm', {
  'utils.py': "MODEL_REMAPPING = {'oak-ms': 'oak', 'elm-ms': 'elm'}\n",
  'models/base.py': 'class Base:\n    pass\n',
  'models/oak.py': 'from .base import Base\nclass ModelArgs(Base): ...\nclass Model: ...\n',
  'models/elm.py': 'from .oak import Model\nclass ModelArgs: ...\n',
  'models/fir.py': 'class ModelArgs: ...\nclass Model: ...\n',
});

const REGISTER = [
  'class ModelBase:',
  '    @classmethod',
  '    def register(cls, *names):',
  '        return lambda modelcls: modelcls',
].join('\n');

const converter = (name: string): string =>
  `import gguf\nfrom .base import ModelBase\n@ModelBase.register("${name}ForCausalLM")\nclass ${name}(ModelBase):\n    model_arch = gguf.MODEL_ARCH.LLAMA\n`;

const LLAMA_CPP = below('conversion', {
  '__init__.py':
    'TEXT_MODEL_MAP = {"OakForCausalLM": "oak", "ElmForCausalLM": "elm"}\nMMPROJ_MODEL_MAP = {}\n',
  'base.py': REGISTER,
  'oak.py': converter('Oak'),
  'elm.py': converter('Elm'),
});

const SGLANG_JAX = below('python/sgl_jax', {
  'srt/models/registry.py': "def resolve(archs):\n    archs.append('TransformersForCausalLM')\n",
  'srt/models/base.py': 'class Base: ...\n',
  'srt/models/oak.py':
    'from .base import Base\nclass OakForCausalLM(Base): ...\nEntryClass = OakForCausalLM\n',
  'srt/models/fir.py': 'class FirNextN: ...\nEntryClass = FirNextN\n',
  'srt/multimodal/models/vae/elm.py': 'class ElmVAE: ...\nEntryClass = ElmVAE\n',
  'srt/configs/model_config.py': 'def is_multimodal_model(archs):\n    return archs[0] == "OakForCausalLM"\n',
});

/** What is asked about all names of models at once. */
const PREDICATES = ['model_config.py', 'registry.py'];

test.each<[string, ReturnType<typeof below<string>>, string, string, readonly string[]]>([
  ['LMDeploy', LMDEPLOY, 'lmdeploy/pytorch/models/oak.py', 'class Oak:\n    pass\n', ['mtp.py', 'oak.py']],
  ['LMDeploy', LMDEPLOY, 'lmdeploy/pytorch/models/module_map.py', 'MODULE_MAP = {}\n', ['module_map.py']],
  ['LMDeploy', LMDEPLOY, 'lmdeploy/turbomind/models/elm.py', '\n\nclass Elm(:\n', []],
  [
    'LMDeploy',
    {
      ...LMDEPLOY,
      'lmdeploy/pytorch/models/module_map.py':
        "MODULE_MAP = {'A': 'lmdeploy.pytorch.models.oak.Oak', 'B': 'lmdeploy.pytorch.models.fir.Oak'}\n",
      'lmdeploy/pytorch/models/fir.py': '\nclass Oak:\n    pass\n',
    },
    'lmdeploy/pytorch/models/oak.py',
    '\n\n\nclass Oak:\n    pass\n',
    ['oak.py'],
  ],
  [
    'LMDeploy',
    LMDEPLOY,
    'lmdeploy/turbomind/supported_models.py',
    'SUPPORTED_ARCHS = [\n',
    ['supported_models.py'],
  ],
  ['LMDeploy', LMDEPLOY, 'lmdeploy/vl/model/base.py', 'class Base:\n    pass\n', ['base.py', 'fir.py']],
  ['LMDeploy', LMDEPLOY, 'lmdeploy/archs.py', 'def check_vl_llm(a, b):\n    return "Fir"\n', ['archs.py']],
  ['MLX LM', MLX_LM, 'mlx_lm/models/fir.py', 'class Fir(:\n', ['fir.py']],
  ['MLX LM', MLX_LM, 'mlx_lm/models/base.py', 'Base = list\n', ['base.py', 'elm.py', 'oak.py']],
  ['MLX LM', MLX_LM, 'mlx_lm/models/oak.py', 'class Model: ...\n', ['elm.py', 'oak.py']],
  ['MLX LM', MLX_LM, 'mlx_lm/models/yew.py', 'from .fir import *\n', ['fir.py', 'yew.py']],
  ['MLX LM', MLX_LM, 'mlx_lm/utils.py', "MODEL_REMAPPING = {'fir': 'yew'}\n", ['utils.py']],
  ['llama.cpp', LLAMA_CPP, 'conversion/oak.py', converter('Yew'), ['base.py', 'oak.py']],
  ['llama.cpp', LLAMA_CPP, 'conversion/yew.py', converter('Yew'), ['base.py', 'yew.py']],
  [
    'llama.cpp',
    LLAMA_CPP,
    'conversion/base.py',
    `${REGISTER}\nraise ValueError\n`,
    ['__init__.py', 'base.py', 'elm.py', 'oak.py'],
  ],
  ['llama.cpp', LLAMA_CPP, 'conversion/__init__.py', 'TEXT_MODEL_MAP = {\n', ['__init__.py']],
  [
    'SGLang-JAX',
    SGLANG_JAX,
    'python/sgl_jax/srt/models/fir.py',
    'EntryClass = ()\n',
    ['fir.py', ...PREDICATES],
  ],
  [
    'SGLang-JAX',
    SGLANG_JAX,
    'python/sgl_jax/srt/models/base.py',
    'class Base(: ...\n',
    ['base.py', 'oak.py'],
  ],
  [
    'SGLang-JAX',
    SGLANG_JAX,
    'python/sgl_jax/srt/models/yew.py',
    'class Yew: ...\nEntryClass = Yew\n',
    [...PREDICATES, 'yew.py'],
  ],
])(
  'of %s only what rests on a file is read when it changed (case %#)',
  async (_, files, path, text, expected) => {
    const folder = tempFolder(files);
    const cache = tempFolder();
    const options = { roots: [folder] };
    expect((await readIn(options, cache)).length).toBeGreaterThan(3);
    writeFiles(folder, { [path]: text });
    const read = await readIn(options, cache);
    expect([...new Set(read)]).toEqual(expected);
    expect(await readIn(options, cache)).toEqual([]);
  },
);
