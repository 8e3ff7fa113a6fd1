import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archscan } from '../cli/run.js';
import { gitRepository } from '../support/git-repository.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { cachedRun, longAfter, type CachedRun, type Surroundings } from './cached-run.js';

const MODELS = 'sglang/python/sglang/srt/models';
const CLASSES = 'transformers/src/transformers/models';

function model(name: string): string {
  return `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;
}

interface Workspace {
  readonly folder: string;
  readonly cache: string;
  readonly path: (name: string) => string;
  /** `archscan scan` of the sources as JSON, with the cache. */
  readonly scan: (surroundings?: Surroundings) => Promise<CachedRun>;
}

function workspace(): Workspace {
  const folder = tempFolder({
    [`${MODELS}/acorn.py`]: model('AcornForCausalLM'),
    [`${MODELS}/pebble.py`]: model('PebbleForCausalLM'),
    'transformers/src/transformers/__init__.py': '__version__ = "5.0.0"\n',
    [`${CLASSES}/auto/modeling_auto.py`]:
      'MODEL_MAPPING_NAMES = OrderedDict([("acorn", "AcornForCausalLM")])\n',
    [`${CLASSES}/acorn/modeling_acorn.py`]: 'class AcornForCausalLM(PreTrainedModel):\n    pass\n',
    'sglang/.git': '',
  });
  const cache = join(folder, 'cache');
  const path = (name: string): string => join(folder, name);
  const scan = (surroundings?: Surroundings): Promise<CachedRun> =>
    cachedRun(['scan', path('sglang'), path('transformers'), '--format', 'json'], cache, surroundings);
  return { folder, cache, path, scan };
}

describe.each([
  ['files that changed just now, which are compared by content', undefined],
  ['files that are old, whose identity counts', longAfter],
])('with %s', (_, clock) => {
  const now = (): Surroundings => (clock === undefined ? {} : { startedNs: clock() });

  test('the second run gives the answer of the first, byte by byte', async () => {
    const { scan } = workspace();
    const first = await scan(now());
    expect(first).toMatchObject({ known: false, code: 0 });
    expect(await scan(now())).toEqual({ ...first, known: true });
  });

  test.each<[string, (at: Workspace) => void]>([
    [
      'a file has another text',
      ({ path }) => {
        writeFileSync(path(`${MODELS}/acorn.py`), model('AcornForCausalLX'));
      },
    ],
    [
      'a file is gone',
      ({ path }) => {
        rmSync(path(`${MODELS}/acorn.py`));
      },
    ],
    [
      'a file is new',
      ({ path }) => {
        writeFileSync(path(`${MODELS}/fern.py`), model('FernForCausalLM'));
      },
    ],
    [
      'a file has another name',
      ({ path }) => {
        renameSync(path(`${MODELS}/acorn.py`), path(`${MODELS}/fern.py`));
      },
    ],
    [
      'a directory has another name',
      ({ path }) => {
        renameSync(path(`${CLASSES}/acorn`), path(`${CLASSES}/oak`));
      },
    ],
    [
      'a file became a directory',
      ({ path }) => {
        rmSync(path(`${MODELS}/acorn.py`));
        mkdirSync(path(`${MODELS}/acorn.py`));
      },
    ],
    [
      'there is a configuration now',
      ({ path }) => {
        writeFileSync(path('sglang/archscan.config.json'), '{"disabledModules": ["acorn"]}');
      },
    ],
    [
      'the root is gone',
      ({ path }) => {
        rmSync(path('sglang'), { recursive: true });
      },
    ],
  ])('nothing is answered when %s', async (_name, change) => {
    const at = workspace();
    const before = await at.scan(now());
    change(at);
    const after = await at.scan(now());
    expect(after.known).toBe(false);
    expect(after.out).not.toBe(before.out);
  });
});

test('a file that was only touched costs one look at its content, once', async () => {
  const { path, scan } = workspace();
  const first = await scan();
  utimesSync(path(`${MODELS}/acorn.py`), 1_600_000_000, 1_600_000_000);
  expect(await scan({ startedNs: longAfter() })).toEqual({ ...first, known: true });
  // The look-up before has noted the new identities: none of them is racy any more.
  expect(await scan({ startedNs: longAfter() })).toEqual({ ...first, known: true });
});

test('the content of an old file is trusted by its identity alone, so a touched one is read anew', async () => {
  const { path, scan } = workspace();
  await scan({ startedNs: longAfter() });
  utimesSync(path(`${MODELS}/acorn.py`), 1_600_000_000, 1_600_000_000);
  expect((await scan({ startedNs: longAfter() })).known).toBe(false);
});

test('a link that leads elsewhere changes the answer', async () => {
  const { path, scan } = workspace();
  writeFiles(path('other'), { 'fern.py': model('FernForCausalLM'), 'moss.py': model('MossForCausalLM') });
  symlinkSync(path('other/fern.py'), path('other/link.py'));
  symlinkSync(path('other/link.py'), path(`${MODELS}/linked.py`));
  expect((await scan()).out).toContain('FernForCausalLM');
  expect((await scan()).known).toBe(true);
  rmSync(path('other/link.py'));
  symlinkSync(path('other/moss.py'), path('other/link.py'));
  const after = await scan();
  expect(after.known).toBe(false);
  expect(after.out).toContain('MossForCausalLM');
});

describe('other questions have other answers', () => {
  test('options, colour and the environment', async () => {
    const { path, cache } = workspace();
    const scan = ['scan', path('sglang')];
    await cachedRun(scan, cache);
    expect((await cachedRun([...scan, '--format', 'json'], cache)).known).toBe(false);
    expect((await cachedRun(scan, cache, { color: true })).known).toBe(false);
    // A variable that nobody asked for is nobody's concern.
    expect((await cachedRun(scan, cache, { environment: { EDITOR: 'ed' } })).known).toBe(true);
  });

  test('the date, where it is asked for', async () => {
    const { path, cache } = workspace();
    const track = ['track', path('sglang'), '--transformers', path('transformers'), '--check'];
    const on = (day: string): Surroundings => ({ now: () => new Date(`${day}T12:00:00Z`) });
    await cachedRun(track, cache, on('2026-01-02'));
    expect((await cachedRun(track, cache, on('2026-01-02'))).known).toBe(true);
    expect((await cachedRun(track, cache, on('2026-01-03'))).known).toBe(false);
    const epoch = { environment: { SOURCE_DATE_EPOCH: '1700000000' } };
    expect((await cachedRun(track, cache, epoch)).out).toContain('2023-11-14');
    expect((await cachedRun(track, cache, epoch)).known).toBe(true);
  });
});

describe('what is not recorded', () => {
  test('a run that wrote; the next one, which finds everything written, is', async () => {
    const { path, cache } = workspace();
    const legacy = path('legacy');
    const args = [
      ...['track', path('sglang'), '--transformers', path('transformers')],
      '--legacy-dir',
      legacy,
    ];
    expect((await cachedRun(args, cache)).err).toContain('Wrote ');
    const second = await cachedRun(args, cache);
    expect(second).toMatchObject({ known: false });
    expect(second.err).toContain('is up to date');
    expect(await cachedRun(args, cache)).toEqual({ ...second, known: true });
    // Whatever was written belongs to the inputs.
    const file = join(legacy, 'sglang_native_archs.json');
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    expect((await cachedRun(args, cache)).known).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('a run with a configuration that is code', async () => {
    const { path, scan } = workspace();
    writeFileSync(path('sglang/archscan.config.mjs'), 'export default {};\n');
    await scan();
    expect((await scan()).known).toBe(false);
  });

  test('a run without a result', async () => {
    const { path, cache } = workspace();
    const args = ['scan', path('nowhere')];
    expect(await cachedRun(args, cache)).toMatchObject({ code: 2 });
    expect(await cachedRun(args, cache)).toMatchObject({ code: 2, known: false });
  });

  test('a run that had to ask Python for transformers', async () => {
    const { path, cache } = workspace();
    const args = ['support', 'AcornForCausalLM', '--sglang', path('sglang')];
    const environment = { PATH: process.env.PATH ?? '' };
    await cachedRun(args, cache, { environment });
    expect((await cachedRun(args, cache, { environment })).known).toBe(false);
  });
});

describe('a git revision', () => {
  test('is known by its commit, whatever became of the files', async () => {
    const repository = gitRepository();
    const { folder } = repository;
    repository.write({ 'python/sglang/srt/models/acorn.py': model('AcornForCausalLM') });
    const first = repository.commit();
    const cache = tempFolder();
    const scan = (revision: string): Promise<CachedRun> =>
      cachedRun(['scan', folder, '--rev', revision, '--format', 'json'], cache);
    await scan('main');
    repository.write({ 'python/sglang/srt/models/acorn.py': model('PebbleForCausalLM') });
    const known = await scan('main');
    expect(known.known).toBe(true);
    expect(known.out).toContain('AcornForCausalLM');
    repository.commit();
    const moved = await scan('main');
    expect(moved.known).toBe(false);
    expect(moved.out).toContain('PebbleForCausalLM');
    await scan(first);
    expect(await scan(first)).toMatchObject({ known: true, out: known.out });
    repository.git('tag', 'v1', first);
    await scan('v1');
    repository.git('tag', '--force', 'v1', 'main');
    expect(await scan('v1')).toMatchObject({ known: false, out: moved.out });
  });
});

type Edit = (at: Workspace) => void;

/** Edits of a workspace, some of which change nothing that matters. Those that are impossible do nothing. */
const EDITS: readonly (readonly [name: string, edit: Edit])[] = [
  ['nothing', () => undefined],
  [
    'change',
    ({ path }) => {
      writeFileSync(path(`${MODELS}/acorn.py`), model('AcornForCausalLX'));
    },
  ],
  [
    'change back',
    ({ path }) => {
      writeFileSync(path(`${MODELS}/acorn.py`), model('AcornForCausalLM'));
    },
  ],
  [
    'break',
    ({ path }) => {
      writeFileSync(path(`${MODELS}/acorn.py`), 'class (:\n');
    },
  ],
  [
    'touch',
    ({ path }) => {
      utimesSync(path(`${MODELS}/pebble.py`), 1_500_000_000, 1_500_000_000);
    },
  ],
  [
    'add',
    ({ path }) => {
      writeFileSync(path(`${MODELS}/fern.py`), model('FernForCausalLM'));
    },
  ],
  [
    'delete',
    ({ path }) => {
      rmSync(path(`${MODELS}/fern.py`));
    },
  ],
  [
    'rename',
    ({ path }) => {
      renameSync(path(`${MODELS}/pebble.py`), path(`${MODELS}/stone.py`));
    },
  ],
  [
    'rename back',
    ({ path }) => {
      renameSync(path(`${MODELS}/stone.py`), path(`${MODELS}/pebble.py`));
    },
  ],
  [
    'rename directory',
    ({ path }) => {
      renameSync(path(`${CLASSES}/acorn`), path(`${CLASSES}/oak`));
    },
  ],
  [
    'rename directory back',
    ({ path }) => {
      renameSync(path(`${CLASSES}/oak`), path(`${CLASSES}/acorn`));
    },
  ],
  [
    'swap',
    ({ path }) => {
      renameSync(path(`${MODELS}/acorn.py`), path(`${MODELS}/pebble.py`));
    },
  ],
  [
    'unrelated file',
    ({ path }) => {
      writeFileSync(path('sglang/NOTES.md'), 'x');
    },
  ],
  [
    'configure',
    ({ path }) => {
      writeFileSync(path('sglang/archscan.config.json'), '{"disabledModules": ["acorn"]}');
    },
  ],
  [
    'configure otherwise',
    ({ path }) => {
      writeFileSync(path('sglang/archscan.config.json'), '{"unknown": 1}');
    },
  ],
  [
    'do not configure',
    ({ path }) => {
      rmSync(path('sglang/archscan.config.json'));
    },
  ],
  [
    'change transformers',
    ({ path }) => {
      writeFileSync(path('transformers/src/transformers/__init__.py'), '__version__ = "6.0.0"\n');
    },
  ],
];

const COMMANDS: readonly ((at: Workspace) => readonly string[])[] = [
  ({ path }) => ['scan', path('sglang'), path('transformers'), '--format', 'json'],
  ({ path }) => ['matrix', path('sglang'), '--transformers', path('transformers'), '--format', 'json'],
  ({ path }) => ['track', path('sglang'), '--transformers', path('transformers'), '--check'],
];

test(
  'after any edits, a run with the cache says what a run without it says',
  { timeout: 240_000 },
  async () => {
    let known = 0;
    const step = fc.record({
      edit: fc.constantFrom(...EDITS),
      command: fc.constantFrom(...COMMANDS),
      trust: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        const at = workspace();
        for (const { edit, command, trust } of steps) {
          attempt(() => {
            edit[1](at);
          });
          const args = command(at);
          const surroundings = trust ? { startedNs: longAfter() } : {};
          const cached = await cachedRun(args, at.cache, surroundings);
          const { code, out, err } = await archscan([...args, '--cache-location', at.cache]);
          expect({ code: cached.code, out: cached.out, err: cached.err }, edit[0]).toEqual({
            code,
            out,
            err,
          });
          if (cached.known) known++;
        }
      }),
      { seed: 6, numRuns: 25 },
    );
    // Else nothing was tried.
    expect(known).toBeGreaterThan(20);
  },
);

function attempt(edit: () => void): void {
  try {
    edit();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
