import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { archscan } from '../cli/run.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { cachedRun, longAfter, type CachedRun } from './cached-run.js';

type Tree = 'sglang' | 'transformers';

const MODELS = 'sglang/python/sglang/srt/models';
const CLASSES = 'transformers/src/transformers/models';
const AUTO = `${CLASSES}/auto/modeling_auto.py`;
const CONFIGURATION = 'sglang/archscan.config.json';

function model(name: string): string {
  return `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;
}

function mapping(...names: readonly string[]): string {
  const pairs = names.map((name) => `("${name.toLowerCase()}", "${name}ForCausalLM")`);
  return `MODEL_MAPPING_NAMES = OrderedDict([${pairs.join(', ')}])\n`;
}

function modeling(name: string, id: string): string {
  return `class ${name}ForCausalLM(PreTrainedModel):\n    def forward(self):\n        r"""\n        >>> ${name}.from_pretrained("${id}")\n        """\n`;
}

function workspace(): string {
  return tempFolder({
    [`${MODELS}/acorn.py`]: model('AcornForCausalLM'),
    [`${MODELS}/pebble.py`]: model('PebbleForCausalLM'),
    'sglang/.git': '',
    'transformers/src/transformers/__init__.py': '__version__ = "5.0.0"\n',
    [AUTO]: mapping('Acorn', 'Moss'),
    [`${CLASSES}/acorn/modeling_acorn.py`]: modeling('Acorn', 'oak/acorn-7b'),
    [`${CLASSES}/moss/modeling_moss.py`]: modeling('Moss', 'oak/moss-1b'),
    'transformers/.git': '',
  });
}

interface Seen extends CachedRun {
  /** The folders in which sources were read. */
  readonly read: readonly string[];
  /** Those in which the sources of an engine were checked. */
  readonly checked: readonly string[];
}

// A step of the progress line, or its end.
const PROGRESS = /\r\u001b\[2K(?:([^\r\n]*) …)?/g;

/** A run with the cache, and what its progress says that it reads. */
async function run(folder: string, args: readonly string[], startedNs?: bigint): Promise<Seen> {
  const clock = startedNs === undefined ? {} : { startedNs };
  const ran = await cachedRun(args, join(folder, 'cache'), { interactive: true, ...clock });
  const steps = [...ran.err.matchAll(PROGRESS)].map(([, step = '']) => step);
  const folders = (what: string): readonly string[] =>
    ran.known ? [] : steps.filter((step) => step.startsWith(what)).map((step) => basename(step));
  const err = ran.err.replaceAll(PROGRESS, '');
  return { ...ran, err, read: folders('Reading '), checked: folders('Checking ') };
}

function commandsIn(folder: string): Readonly<Record<string, readonly string[]>> {
  const trees = [join(folder, 'sglang'), '--transformers', join(folder, 'transformers')];
  const named = ['--sglang', ...trees];
  return {
    scan: ['scan', ...trees, '--format', 'json'],
    matrix: ['matrix', ...trees, '--format', 'json'],
    support: ['support', 'AcornForCausalLM', 'MossForCausalLM', ...named],
    track: ['track', ...trees, '--check'],
    lint: ['lint', ...named, '--format', 'json'],
  };
}

test.each(['scan', 'matrix', 'support', 'track'])('%s reads only the tree that changed', async (command) => {
  const folder = workspace();
  const args = commandsIn(folder)[command] ?? [];
  const see = async (): Promise<readonly string[]> => {
    const { code, out, err, read } = await run(folder, args);
    expect({ code, out, err }).toEqual(await archscan([...args, '--no-cache']));
    return read;
  };
  expect(await see()).toEqual(['sglang', 'transformers']);
  writeFileSync(join(folder, MODELS, 'pebble.py'), model('MossForCausalLM'));
  expect(await see()).toEqual(['sglang']);
  writeFileSync(join(folder, CLASSES, 'acorn/modeling_acorn.py'), modeling('Acorn', 'oak/acorn-8b'));
  expect(await see()).toEqual(['transformers']);
  expect(await see()).toEqual([]);
});

test('checklist reads the sources of engines whenever something changed, and transformers when it did', async () => {
  const folder = workspace();
  const roots = ['--sglang', join(folder, 'sglang'), '--transformers', join(folder, 'transformers')];
  const args = ['checklist', 'AcornForCausalLM', 'MossForCausalLM', '--format', 'json', ...roots];
  const see = async (): Promise<readonly string[]> => {
    const { code, out, err, read } = await run(folder, args);
    expect({ code, out, err }).toEqual(await archscan([...args, '--no-cache']));
    return read;
  };
  expect(await see()).toEqual(['sglang', 'transformers']);
  writeFileSync(join(folder, MODELS, 'pebble.py'), 'EntryClass = Nowhere\n');
  expect(await see()).toEqual(['sglang']);
  writeFileSync(join(folder, CLASSES, 'acorn/modeling_acorn.py'), modeling('Acorn', 'oak/acorn-8b'));
  expect(await see()).toEqual(['sglang', 'transformers']);
  expect(await see()).toEqual([]);
});

test('lint checks the sources of an engine again when they changed, or what they are held against', async () => {
  const folder = workspace();
  const document = join(folder, 'sglang/MODEL_SUPPORT_TRACKING.md');
  writeFileSync(join(folder, CONFIGURATION), '{}');
  const { lint = [], track = [] } = commandsIn(folder);
  await archscan([...track.filter((each) => each !== '--check'), '--output', document]);
  const see = async (): Promise<readonly (readonly string[])[]> => {
    const { code, out, err, read, checked } = await run(folder, lint);
    expect({ code, out, err }).toEqual(await archscan([...lint, '--no-cache']));
    return [read, checked];
  };
  expect(await see()).toEqual([['sglang', 'transformers'], ['sglang']]);
  writeFileSync(document, readFileSync(document, 'utf8').replace('Acorn', 'Acorns'));
  expect(await see()).toEqual([[], []]);
  writeFileSync(join(folder, MODELS, 'pebble.py'), 'EntryClass = Nowhere\n');
  expect(await see()).toEqual([['sglang'], ['sglang']]);
  writeFileSync(join(folder, CLASSES, 'acorn/modeling_acorn.py'), modeling('Acorn', 'oak/acorn-8b'));
  expect(await see()).toEqual([['transformers'], []]);
  writeFiles(folder, { [`${CLASSES}/fern/modeling_fern.py`]: modeling('Fern', 'oak/fern-1b') });
  expect(await see()).toEqual([['transformers'], ['sglang']]);
  writeFileSync(join(folder, CONFIGURATION), '{"examples": {"MossForCausalLM": "our/moss"}}');
  expect(await see()).toEqual([[], []]);
  expect(await see()).toEqual([[], []]);
});

test('parts serve every command that asks the same of a tree', async () => {
  const folder = workspace();
  const { scan = [], matrix = [], support = [] } = commandsIn(folder);
  expect((await run(folder, scan)).read).toEqual(['sglang', 'transformers']);
  expect(await run(folder, matrix)).toMatchObject({ known: false, read: [] });
  expect(await run(folder, support)).toMatchObject({ known: false, read: [] });
  // Modules that the configuration turns off are part of what is asked of SGLang, and not of transformers.
  writeFileSync(join(folder, CONFIGURATION), '{"disabledModules": ["acorn"]}');
  expect((await run(folder, scan)).read).toEqual(['sglang']);
});

test('a run that writes keeps and uses parts, though its answer is not kept', async () => {
  const folder = workspace();
  const args = [
    ...['track', join(folder, 'sglang'), '--transformers', join(folder, 'transformers')],
    ...['--output', join(folder, 'support.md')],
  ];
  expect(await run(folder, args)).toMatchObject({ code: 0, read: ['sglang', 'transformers'] });
  writeFileSync(join(folder, MODELS, 'fern.py'), model('FernForCausalLM'));
  const second = await run(folder, [...args, '--update']);
  expect(second).toMatchObject({ code: 0, read: ['sglang'] });
  expect(second.err).toContain('Wrote ');
});

test('a revision is read once, whatever became of the files', async () => {
  const repository = gitRepository();
  repository.write({ 'python/sglang/srt/models/acorn.py': model('AcornForCausalLM') });
  repository.commit();
  const folder = tempFolder();
  const scan = (format: string): Promise<Seen> =>
    run(folder, ['scan', repository.folder, '--rev', 'main', '--format', format]);
  expect((await scan('json')).read).toEqual([basename(repository.folder)]);
  repository.write({ 'python/sglang/srt/models/acorn.py': model('PebbleForCausalLM') });
  const kept = await scan('table');
  expect(kept).toMatchObject({ known: false, read: [] });
  expect(kept.out).toContain('AcornForCausalLM');
  repository.commit();
  expect((await scan('table')).read).toEqual([basename(repository.folder)]);
});

test('--no-cache neither uses parts nor leaves any', async () => {
  const folder = workspace();
  const { scan = [] } = commandsIn(folder);
  for (let time = 0; time < 2; time++) {
    expect((await run(folder, [...scan, '--no-cache'])).read).toEqual(['sglang', 'transformers']);
  }
  expect((await run(folder, scan)).read).toEqual(['sglang', 'transformers']);
});

interface Edit {
  readonly name: string;
  /** The tree that it may change. */
  readonly tree: Tree | null;
  readonly apply: (folder: string) => void;
}

function writes(tree: Tree, path: string, text: string): Edit {
  return {
    name: `write ${path}: ${text}`,
    tree,
    apply: (folder) => {
      writeFiles(folder, { [path]: text });
    },
  };
}

function deletes(tree: Tree, path: string): Edit {
  return {
    name: `delete ${path}`,
    tree,
    apply: (folder) => {
      rmSync(join(folder, path), { force: true, recursive: true });
    },
  };
}

function touches(tree: Tree, path: string): Edit {
  return {
    name: `touch ${path}`,
    tree,
    apply: (folder) => {
      utimesSync(join(folder, path), 1_500_000_000, 1_500_000_000);
    },
  };
}

const EDITS: readonly Edit[] = [
  { name: 'nothing', tree: null, apply: () => undefined },
  writes('sglang', `${MODELS}/acorn.py`, model('AcornForCausalLM')),
  writes('sglang', `${MODELS}/acorn.py`, model('AcornForCausalLX')),
  writes('sglang', `${MODELS}/acorn.py`, 'class (:\n'),
  writes('sglang', `${MODELS}/fern.py`, model('FernForCausalLM')),
  deletes('sglang', `${MODELS}/fern.py`),
  touches('sglang', `${MODELS}/pebble.py`),
  writes('sglang', 'sglang/NOTES.md', 'x'),
  writes('sglang', 'sglang/python/sglang/srt/layers.py', 'NAMES = ["ElmForCausalLM", "OakForCausalLM"]\n'),
  writes(
    'sglang',
    `${MODELS}/elm.py`,
    'class ElmForCausalLM:\n    def load_weights(self): pass\n    def forward(self): pass\n',
  ),
  writes(
    'sglang',
    `${MODELS}/elm.py`,
    'class ElmForCausalLM:  # archscan: ignore[sglang-unregistered-class] kept\n    def load_weights(self): pass\n    def forward(self): pass\n',
  ),
  writes('sglang', CONFIGURATION, '{"disabledModules": ["acorn"]}'),
  writes('sglang', CONFIGURATION, '{"examples": {"MossForCausalLM": "our/moss"}}'),
  writes('sglang', CONFIGURATION, '{"unknown": 1}'),
  deletes('sglang', CONFIGURATION),
  writes('transformers', 'transformers/src/transformers/__init__.py', '__version__ = "6.0.0"\n'),
  writes('transformers', AUTO, mapping('Acorn', 'Moss')),
  writes('transformers', AUTO, mapping('Acorn', 'Moss', 'Fern')),
  writes('transformers', `${CLASSES}/acorn/modeling_acorn.py`, modeling('Acorn', 'oak/acorn-7b')),
  writes('transformers', `${CLASSES}/acorn/modeling_acorn.py`, modeling('Acorn', 'oak/acorn-9b')),
  writes('transformers', `${CLASSES}/fern/modeling_fern.py`, modeling('Fern', 'oak/fern-1b')),
  deletes('transformers', `${CLASSES}/fern`),
  touches('transformers', AUTO),
  {
    name: 'an empty folder',
    tree: 'transformers',
    apply: (folder) => {
      mkdirSync(join(folder, CLASSES, 'oak'), { recursive: true });
    },
  },
];

test(
  'after any edits the answer is that of a run without the cache, and trees that did not change are not read',
  { timeout: 240_000 },
  async () => {
    let used = 0;
    const step = fc.record({
      edit: fc.constantFrom(...EDITS),
      command: fc.constantFrom('scan', 'matrix', 'support', 'track', 'lint'),
      trust: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const folder = workspace();
        /** What each command was told of each tree since the tree changed. */
        const fresh = new Set<string>();
        for (const { edit, command, trust } of steps) {
          edit.apply(folder);
          if (edit.tree !== null)
            for (const each of [...fresh]) if (each.endsWith(edit.tree)) fresh.delete(each);
          const args = commandsIn(folder)[command] ?? [];
          const { code, out, err, read, known } = await run(folder, args, trust ? longAfter() : undefined);
          expect({ code, out, err }, edit.name).toEqual(await archscan(args));
          for (const tree of ['sglang', 'transformers'] as const) {
            if (!fresh.has(`${command} ${tree}`)) continue;
            expect(read, `${command} after ${edit.name}`).not.toContain(tree);
            if (!known) used++;
          }
          if (code !== 2) for (const tree of ['sglang', 'transformers']) fresh.add(`${command} ${tree}`);
        }
      }),
      { seed: 6, numRuns: 30 },
    );
    // Else nothing was tried.
    expect(used).toBeGreaterThan(30);
  },
);
