import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  locateTransformers,
  scanTransformers,
  settleClass,
  transformersAssumptions,
  type TransformersScan,
} from '../../src/engines/transformers/index.js';
import { examplesOf, type ExampleMaterial } from '../../src/models/material.js';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { createCachingExtractor } from '../../src/session/facts.js';
import { createLayeredSources, type LayeredSources } from '../../src/session/layers.js';
import { createStore, type FileStore } from '../../src/session/store.js';
import { exampleFiles } from '../lint/support.js';

const EXAMPLE = exampleFiles('transformers');
const ROOT = 'src/transformers';
const ACORN = `${ROOT}/models/acorn/modeling_acorn.py`;
const JUNIPER = `${ROOT}/models/juniper/modeling_juniper.py`;
const OPTIONS = {
  packages: [{ name: 'transformers', directory: ROOT }],
  assumedCall: transformersAssumptions,
};

interface Fixture {
  readonly store: FileStore;
  readonly layered: LayeredSources;
  readonly next: () => PythonSources;
  readonly fresh: () => PythonSources;
  /** Files that were translated since the last call. */
  readonly translated: () => readonly string[];
}

function fixture(extract: FactExtractor, plain: FactExtractor): Fixture {
  const files = Object.entries(EXAMPLE).map(([path, text]) => [`w/${path}`, text] as const);
  const store = createStore(Object.fromEntries(files));
  let log: string[] = [];
  const counting: FactExtractor = (path, source, depth) => {
    log.push(path);
    return extract(path, source, depth);
  };
  const layered = createLayeredSources(counting, OPTIONS, store.changedSince, settleClass);
  return {
    store,
    layered,
    next: () => layered.next(store.tree('w')),
    fresh: () => createPythonSources(store.tree('w'), plain, OPTIONS),
    translated() {
      const found = [...new Set(log)].sort();
      log = [];
      return found;
    },
  };
}

function scanned(sources: PythonSources): readonly [TransformersScan, readonly ExampleMaterial[]] | null {
  const at = locateTransformers(sources.tree);
  if (at === null) return null;
  const scan = scanTransformers(sources, at);
  const { examples } = examplesOf(sources, at);
  return [scan, [...new Set(scan.classes.map(({ folder }) => folder))].sort().map(examples)];
}

function text(path: string): string {
  const found = EXAMPLE[path];
  if (found === undefined) throw new Error(`there is no ${path}`);
  return found;
}

const EDITED = [
  ACORN,
  JUNIPER,
  `${ROOT}/models/acorn_moe/modeling_acorn_moe.py`,
  `${ROOT}/models/acorn/configuration_acorn.py`,
  `${ROOT}/models/juniper/configuration_juniper.py`,
  `${ROOT}/models/auto/modeling_auto.py`,
  `${ROOT}/models/auto/configuration_auto.py`,
  `${ROOT}/models/__init__.py`,
  `${ROOT}/models/acorn/__init__.py`,
  `${ROOT}/__init__.py`,
  `${ROOT}/modeling_utils.py`,
];

const SWAPS: readonly (readonly [string, string])[] = [
  ['_supports_attention_backend = True', '_supports_attention_backend = False'],
  ['_supports_attention_backend = False', '_supports_attention_backend = True'],
  ['return cls._supports_attention_backend', 'return not cls._supports_attention_backend'],
  ['AcornPreTrainedModel(PreTrainedModel)', 'AcornPreTrainedModel(object)'],
  ['ForCausalLM', 'ForSomethingElse'],
  ['"acorn"', '"oak"'],
  ['__all__', '__none__'],
  ['treeline-labs/', 'elsewhere/'],
  ['self.config = config', 'self.config = config  # kept'],
  ['super().__init__', 'super( ).__init__'],
  ['from ..acorn.modeling_acorn import', 'from ..juniper.modeling_juniper import JuniperPreTrainedModel as'],
];

const PIECES = [
  '',
  '\n',
  '# a remark\n',
  '(\n',
  '\n\nclass BirchModel(PreTrainedModel):\n    _supports_attention_backend = True\n\n\n__all__ = ["BirchModel"]\n',
  '\n    @classmethod\n    def is_backend_compatible(cls):\n        return True\n',
  '\nfrom ..juniper.modeling_juniper import JuniperModel as Other\n\n\nclass Elder(Other):\n    pass\n',
  '\nfrom ... import modeling_utils\n',
];

const edit = fc.record({
  file: fc.constantFrom(...EDITED),
  swap: fc.option(fc.constantFrom(...SWAPS), { freq: 3 }),
  at: fc.noBias(fc.nat({ max: 9999 })),
  remove: fc.nat({ max: 10 }),
  piece: fc.constantFrom(...PIECES),
  close: fc.integer({ min: 0, max: 5 }),
  ask: fc.constantFrom('read', 'compare', 'nothing'),
});

test(
  'after any edits of transformers a scan is that of sources without a past',
  { timeout: 300_000 },
  async () => {
    const plain = await createCachingExtractor();
    const extract = await createFactExtractor();
    let kept = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 14 }), (edits) => {
        const { store, layered, next, fresh } = fixture(extract, plain);
        let last = scanned(next());
        const buffers = new Map<string, string>();
        for (const { file, swap, at, remove, piece, close, ask } of edits) {
          const before = buffers.get(file) ?? text(file);
          const start = Math.floor((at / 10_000) * before.length);
          const after =
            swap === null
              ? before.slice(0, start) + piece + before.slice(start + remove)
              : before.replace(swap[0], swap[1]);
          if (close === 0) buffers.delete(file);
          else buffers.set(file, after);
          store.setBuffer(`w/${file}`, buffers.get(file));
          if (ask === 'nothing') continue;
          if (layered.means(store.tree('w'))) kept += 1;
          else last = scanned(next());
          if (ask === 'compare') expect(last).toEqual(scanned(fresh()));
        }
        if (!layered.means(store.tree('w'))) last = scanned(next());
        expect(last).toEqual(scanned(fresh()));
      }),
      { seed: 20261121, numRuns: 120 },
    );
    expect(kept).toBeGreaterThan(20);
  },
);

test('an edit inside a function costs its file, and what was read stays', async () => {
  const { store, layered, next, translated } = fixture(
    await createFactExtractor(),
    await createFactExtractor(),
  );
  scanned(next());
  translated();
  store.setBuffer(
    `w/${ACORN}`,
    text(ACORN).replace('super().__init__(config)', 'super().__init__(config)  # first'),
  );
  expect(layered.means(store.tree('w'))).toBe(true);
  expect(translated()).toEqual([ACORN]);
  // A name or a line more says something else, and so does an example.
  store.setBuffer(`w/${ACORN}`, `\n${text(ACORN)}`);
  expect(layered.means(store.tree('w'))).toBe(false);
  store.setBuffer(`w/${ACORN}`, undefined);
  expect(layered.means(store.tree('w'))).toBe(true);
});

test('a class of one file is evaluated again with what derives from it, and nothing else', async () => {
  const { store, next, fresh, translated } = fixture(
    await createFactExtractor(),
    await createFactExtractor(),
  );
  const lookups = (sources: PythonSources): readonly unknown[] => {
    scanned(sources);
    return [
      sources.project.lookup(ACORN, 'AcornForCausalLM'),
      sources.project.lookup(`${ROOT}/models/acorn_moe/modeling_acorn_moe.py`, 'AcornMoeForCausalLM'),
      sources.project.lookup(JUNIPER, 'JuniperForCausalLM'),
    ];
  };
  lookups(next());
  translated();
  const edited = (n: number): void => {
    store.setBuffer(
      `w/${ACORN}`,
      `${'\n'.repeat(n)}${text(ACORN).replace('= True', n % 2 === 0 ? '= True' : '= False')}`,
    );
  };
  edited(1);
  const [acorn, moe, juniper] = lookups(next());
  expect(translated()).toEqual([ACORN]);
  for (let n = 2; n < 30; n += 1) {
    edited(n);
    const again = lookups(next());
    expect(translated()).toEqual([ACORN]);
    expect(again[2]).toBe(juniper);
    expect(again[0]).not.toBe(acorn);
    expect(again[1]).not.toBe(moe);
    expect(scanned(next())).toEqual(scanned(fresh()));
  }
});

test('a broken file that nobody asks for does not make every edit evaluate everything', async () => {
  const { store, next, translated } = fixture(await createFactExtractor(), await createFactExtractor());
  const broken = `${ROOT}/broken.py`;
  const utils = `${ROOT}/modeling_utils.py`;
  store.setBuffer(`w/${broken}`, 'x = = 1\n\n\nclass Broken:\n    pass\n');
  const mixed = text(utils).replace('class PreTrainedModel(nn.Module)', 'class PreTrainedModel(Broken)');
  store.setBuffer(`w/${utils}`, `from .broken import Broken\n${mixed}`);
  const juniper = (): unknown => {
    const sources = next();
    scanned(sources);
    return sources.project.lookup(JUNIPER, 'JuniperForCausalLM');
  };
  juniper();
  expect(translated()).toContain(broken);
  store.setBuffer(`w/${ACORN}`, `\n${text(ACORN)}`);
  const first = juniper();
  for (let n = 2; n < 6; n += 1) {
    store.setBuffer(`w/${ACORN}`, `${'\n'.repeat(n)}${text(ACORN)}`);
    expect(juniper()).toBe(first);
  }
});
