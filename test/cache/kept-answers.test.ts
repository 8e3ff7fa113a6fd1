import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { keptScan, readIn } from './kept-scan.js';

const SGLANG = 'sglang/python/sglang/srt/models';
const TRANSFORMERS = 'transformers/src/transformers';

function modeling(name: string): string {
  return `from ...modeling_utils import PreTrainedModel


class ${name}Model(PreTrainedModel):
    def forward(self):
        r"""
        >>> ${name}Model.from_pretrained("oak/${name.toLowerCase()}-7b")
        """


__all__ = ["${name}Model"]
`;
}

const FILES = {
  [`${SGLANG}/base.py`]: 'class Base:\n    pass\n',
  [`${SGLANG}/acorn.py`]:
    'from .base import Base\nclass AcornForCausalLM(Base):\n    pass\nEntryClass = AcornForCausalLM\n',
  [`${SGLANG}/pebble.py`]: 'class PebbleForCausalLM:\n    pass\nEntryClass = PebbleForCausalLM\n',
  [`${TRANSFORMERS}/__init__.py`]: 'define_import_structure(__file__)\n__version__ = "5.0.0"\n',
  [`${TRANSFORMERS}/modeling_utils.py`]: 'class PreTrainedModel:\n    pass\n',
  [`${TRANSFORMERS}/models/auto/modeling_auto.py`]: 'MODEL_MAPPING_NAMES = {"acorn": "AcornModel"}\n',
  [`${TRANSFORMERS}/models/acorn/modeling_acorn.py`]: modeling('Acorn'),
  [`${TRANSFORMERS}/models/moss/modeling_moss.py`]: modeling('Moss'),
};

test.each<[string, string, string, readonly string[]]>([
  ['a model of SGLang', `${SGLANG}/pebble.py`, 'EntryClass = []\n', ['pebble.py']],
  [
    'a model that others build on',
    `${SGLANG}/base.py`,
    'class Base(list):\n    pass\n',
    ['acorn.py', 'base.py'],
  ],
  [
    'a model of transformers',
    `${TRANSFORMERS}/models/moss/modeling_moss.py`,
    modeling('Fern'),
    ['modeling_moss.py', 'modeling_utils.py'],
  ],
  [
    'the mappings',
    `${TRANSFORMERS}/models/auto/modeling_auto.py`,
    'MODEL_MAPPING_NAMES = {"moss": "MossModel"}\n',
    ['modeling_auto.py'],
  ],
  [
    'the base class of all models',
    `${TRANSFORMERS}/modeling_utils.py`,
    'class PreTrainedModel:\n    @classmethod\n    def is_backend_compatible(cls):\n        return True\n',
    ['modeling_acorn.py', 'modeling_auto.py', 'modeling_moss.py', 'modeling_utils.py'],
  ],
])('when %s changed, only what rests on it is read', async (_, path, text, expected) => {
  const folder = tempFolder(FILES);
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang'), join(folder, 'transformers')] };
  expect((await readIn(options, cache)).length).toBeGreaterThan(6);
  writeFiles(folder, { [path]: text });
  expect(await readIn(options, cache)).toEqual(expected);
  expect(await readIn(options, cache)).toEqual([]);
});

test('what speculative decoding hands to a draft decides of the models that take it', async () => {
  const worker = (name: string): string =>
    `def step(draft_model, target_hidden):\n    draft_model.${name}(target_hidden)\n`;
  const speculative = SGLANG.replace('models', 'speculative/worker.py');
  const model = 'class PebbleModel:\n    def absorb(self, states): ...\nEntryClass = PebbleModel\n';
  const folder = tempFolder({ ...FILES, [`${SGLANG}/pebble.py`]: model, [speculative]: worker('take') });
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang')] };
  const kindOfPebble = async (): Promise<string | undefined> =>
    /"PebbleModel".*?"kind":"(\w+)"/.exec(JSON.stringify((await keptScan(options, cache)).result))?.[1];
  await readIn(options, cache);
  expect(await kindOfPebble()).toBe('model');
  writeFiles(folder, { [speculative]: worker('absorb') });
  expect(await readIn(options, cache)).toEqual(['pebble.py', 'worker.py']);
  expect(await kindOfPebble()).toBe('draft');
});

test('each model keeps what its own page says', async () => {
  const page = (name: string): string =>
    `# ${name}\n\n\`${name}Model.from_pretrained("oak/${name}-page")\`\n`;
  const silent = (name: string): string => modeling(name).replace(/.*from_pretrained.*/, '');
  const pages = 'transformers/docs/source/en/model_doc';
  const folder = tempFolder({
    ...FILES,
    [`${TRANSFORMERS}/models/acorn/modeling_acorn.py`]: silent('Acorn'),
    [`${TRANSFORMERS}/models/moss/modeling_moss.py`]: silent('Moss'),
    [`${pages}/acorn.md`]: page('Acorn'),
    [`${pages}/moss.md`]: page('Moss'),
  });
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'transformers')] };
  await readIn(options, cache);
  writeFiles(folder, { [`${pages}/acorn.md`]: page('Acorn').replace('-page', '-other') });
  expect(await readIn(options, cache)).toEqual([]);
  expect(JSON.stringify((await keptScan(options, cache)).result)).toMatch(/Acorn-other.*Moss-page/);
});

test('where modules of two folders come to import each other, the tree is read from the beginning', async () => {
  const layers = SGLANG.replace('models', 'layers');
  const folder = tempFolder({ ...FILES, [`${layers}/base.py`]: 'class Base:\n    pass\n' });
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang')] };
  const imports = (where: string): string => `from sglang.srt.${where}.base import Base\nEntryClass = Base\n`;
  writeFiles(folder, { [`${SGLANG}/base.py`]: imports('layers') });
  const everything = await readIn(options, cache);
  expect(everything.length).toBe(4);
  writeFiles(folder, { [`${layers}/base.py`]: imports('models') });
  expect(await readIn(options, cache)).toEqual(everything);
});

test('where reading fails with what was taken, the tree is read from the beginning', async () => {
  const folder = tempFolder(FILES);
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang')] };
  const everything = await readIn(options, cache);
  writeFiles(folder, { [`${SGLANG}/pebble.py`]: 'EntryClass = []\n' });
  let times = 0;
  const { result, read } = await keptScan(options, cache, (path) => {
    // As where a chain of imports is gone through from its other end.
    if (path.endsWith('pebble.py') && times++ === 0) throw new RangeError('too deep');
  });
  expect(result).toEqual((await keptScan(options, null)).result);
  expect(read).toHaveLength(everything.length);
});

test('an error of a run that took nothing is given at once', async () => {
  const folder = tempFolder(FILES);
  let times = 0;
  const failing = keptScan({ roots: [join(folder, 'sglang')] }, join(folder, 'cache'), () => {
    times++;
    throw new RangeError('too deep');
  });
  await expect(failing).rejects.toThrow('too deep');
  expect(times).toBe(1);
});

/** Modules that reach through something of `base` what another one changed there, and what they do with it. */
const SHARING: readonly (readonly [string, string, string])[] = [
  [
    'a list of the module of a function',
    'L = []\n@str\ndef g():\n    pass\ndef f(x):\n    L.append(x)\n    return list(L)\n',
    'f("NAME")',
  ],
  ['a default', 'def f(x, acc=[]):\n    acc.append(x)\n    return list(acc)\n', 'f("NAME")'],
  ['a default that is added to', 'def f(x, acc=[]):\n    acc += [x]\n    return list(acc)\n', 'f("NAME")'],
  [
    'a cell',
    'def make():\n    acc = []\n    def f(x):\n        acc.append(x)\n        return list(acc)\n    return f\nf = make()\n',
    'f("NAME")',
  ],
  [
    'a counter',
    'def make():\n    n = 0\n    def f(x):\n        nonlocal n\n        n += 1\n        return [x + str(n)]\n    return f\nf = make()\n',
    'f("NAME")',
  ],
  ['an iterator', 'f = iter(["A", "B", "C"])\n', '[next(f)]'],
  [
    'an instance',
    'class R:\n    def __init__(self):\n        self.d = {}\n    def add(self, x):\n        self.d[x] = 1\n        return list(self.d)\nf = R().add\n',
    'f("NAME")',
  ],
  [
    'a class',
    'class R:\n    names = set()\n    @classmethod\n    def add(cls, x):\n        cls.names.add(x)\n        return sorted(cls.names)\nf = R.add\n',
    'f("NAME")',
  ],
];

test.each(SHARING)('nothing is kept where modules change what they share: %s', async (_, base, used) => {
  const using = (name: string): string =>
    `from ..layers.base import f\nEntryClass = [type(n, (), {}) for n in ${used.replace('NAME', name)}]\n`;
  const folder = tempFolder({
    [`${SGLANG.replace('models', 'layers')}/base.py`]: base,
    [`${SGLANG}/c.py`]: using('C'),
    [`${SGLANG}/d.py`]: using('D'),
  });
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang')] };
  await readIn(options, cache);
  writeFiles(folder, { [`${SGLANG}/d.py`]: `${using('D')}# changed\n` });
  expect(await readIn(options, cache)).toEqual(['base.py', 'c.py', 'd.py']);
  // Nor is anything tried that cannot hold.
  writeFiles(folder, { [`${SGLANG}/d.py`]: using('D') });
  const times: string[] = [];
  await keptScan(options, cache, (path) => times.push(path));
  expect(new Set(times).size).toBe(times.filter((path) => !path.endsWith('base.py')).length + 1);
});

test('nothing is kept where it matters which of two modules was asked first whether it fails', async () => {
  const failing = 'from . import helper\nclass A:\n    pass\nEntryClass = A\nraise RuntimeError("no")\n';
  const other = 'from . import helper\nclass C:\n    pass\nEntryClass = C\n';
  const folder = tempFolder({
    [`${SGLANG}/__init__.py`]: 'from . import a\n',
    [`${SGLANG}/a.py`]: failing,
    [`${SGLANG}/helper.py`]: '',
    [`${SGLANG}/c.py`]: other,
  });
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang')] };
  await readIn(options, cache);
  writeFiles(folder, { [`${SGLANG}/c.py`]: `${other}# changed\n` });
  expect(await readIn(options, cache)).toHaveLength(4);
});

test('of another revision only what is different is read', async () => {
  const repository = gitRepository();
  repository.write(FILES);
  const first = repository.commit();
  repository.write({ [`${SGLANG}/pebble.py`]: 'EntryClass = []\n' });
  repository.commit();
  const cache = tempFolder();
  const root = join(repository.folder, 'sglang');
  await readIn({ roots: [root], revision: 'HEAD' }, cache);
  expect(await readIn({ roots: [root], revision: first }, cache)).toEqual(['pebble.py']);
  // The files are those of the other one.
  expect(await readIn({ roots: [root] }, cache)).toEqual(['pebble.py']);
});

test('what was left aside and is damaged is as if it were not there', async () => {
  const folder = tempFolder(FILES);
  const cache = join(folder, 'cache');
  const options = { roots: [join(folder, 'sglang')] };
  const everything = await readIn(options, cache);
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), 'nonsense');
  expect(await readIn(options, cache)).toEqual(everything);
});
