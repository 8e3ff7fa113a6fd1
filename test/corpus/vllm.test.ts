import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { vllm } from '../../src/engines/vllm/index.js';
import type { EngineExample, Registration } from '../../src/engines/types.js';
import { scan } from '../../src/scan/scan.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { requireCPython } from '../differential/harness.js';
import { readEngine, reports, undecided, type EngineRead } from '../engines/read-engine.js';
import { corpus } from '../support/corpus.js';
import { vllmOracle, type Subject } from '../support/oracle.js';
import { engineFacts } from './engine-facts.js';
import { everyCommitWith } from './first-parents.js';

const names = z.array(z.string());
const facts = engineFacts(
  'vllm-2025-08',
  z.object({
    count: z.int(),
    groups: z.record(z.string(), z.int()),
    aliases: names,
    previously_supported: z.record(z.string(), z.string()),
    out_of_tree: z.record(z.string(), z.string()),
    archs: z.record(
      z.string(),
      z.object({
        class: z.string(),
        defined_in: z.string(),
        flags: names,
        forward_intermediate_tensors: z.boolean(),
        groups: names,
        line: z.int(),
      }),
    ),
  }),
);

/** The names of the facts for what archscan calls by other names; `pp` also needs the parameter of `forward`. */
const FLAGS: Readonly<Record<string, string>> = {
  mm: 'multimodal',
  inner_state: 'innerState',
  cross_encoding: 'crossEncoding',
  attention_free: 'attentionFree',
  noops: 'noOps',
};
/** What the facts do not have. */
const NOT_IN_FACTS = new Set(['pooling', 'textGeneration', 'realtime']);

type Scanned = Pick<EngineRead, 'scan'>;

const active = ({ scan }: Scanned): readonly Registration[] =>
  scan.registrations.filter(({ status }) => status === 'active');

function has({ capabilities }: Registration, except: ReadonlySet<string> = new Set()): readonly string[] {
  return Object.keys(capabilities)
    .filter((name) => capabilities[name] === true && !except.has(name))
    .sort();
}

let older: EngineRead | undefined;
const august = (): EngineRead => (older ??= readEngine(vllm, corpus('vllm-2025-08')));

describe('vLLM in August 2025', () => {
  test('registers what a reader with CPython finds, with the interfaces of every class', () => {
    const found = Object.fromEntries(
      active(august()).map((each) => [
        each.key,
        {
          class: each.className,
          defined_in: each.classFile?.replace(/\.py$/, '').replaceAll('/', '.'),
          line: each.line,
          group: each.registry,
          flags: has(each, NOT_IN_FACTS),
        },
      ]),
    );
    const expected = Object.entries(facts.archs).map(([key, fact]) => {
      const flags = fact.flags.filter((flag) => flag !== 'pp' || fact.forward_intermediate_tensors);
      const named = flags.map((flag) => FLAGS[flag] ?? flag).sort();
      const { line, defined_in: module } = fact;
      return [key, { class: fact.class, defined_in: module, line, group: fact.groups.at(-1), flags: named }];
    });
    expect(found).toEqual(Object.fromEntries(expected));
    expect(Object.keys(found)).toHaveLength(facts.count);
  });

  test('has the groups, the aliases and the models of earlier releases', () => {
    expect(august().scan.loaderRegistries).toEqual([
      ...Object.keys(facts.groups).sort(byOrderOf(august())),
      'ModelRegistry',
    ]);
    const aliases = active(august()).filter(({ key, className }) => key !== className);
    expect(aliases.map(({ key }) => key).sort()).toEqual(facts.aliases);
    expect(former(august(), 'removed')).toEqual(facts.previously_supported);
    expect(former(august(), 'out-of-tree')).toEqual(facts.out_of_tree);
  });

  test('leaves nothing undecidable', () => {
    expect(undecided(august())).toEqual([]);
    expect(reports(august())).toEqual([]);
  });
});

function byOrderOf({ scan }: Scanned): (a: string, b: string) => number {
  return (a, b) => scan.loaderRegistries.indexOf(a) - scan.loaderRegistries.indexOf(b);
}

function former({ scan }: Scanned, status: Registration['status']): Readonly<Record<string, string>> {
  const found = scan.registrations.filter((each) => each.status === status);
  return Object.fromEntries(found.map(({ key, note = '' }) => [key, note]));
}

function needsOf(example: EngineExample): object {
  const placeless = ['architecture', 'file', 'line', 'column'];
  return Object.fromEntries(Object.entries(example).filter(([name]) => !placeless.includes(name)));
}

/** What CPython says when it executes the registry, against what archscan reads; but for what is open. */
async function compare(it: Scanned, subject: Subject): Promise<number> {
  const { archs, former: lists, examples, converted } = await vllmOracle(subject);
  const open = new Set(it.scan.undecidable.map(({ reason }) => reason.split(':', 1)[0] ?? ''));
  const keep = ([key]: readonly [string, unknown]): boolean => !open.has(key);
  const found = active(it).map((each) => {
    const { key, className, classFile, classLine } = each;
    return [key, { class: className, file: classFile, line: classLine, flags: has(each) }] as const;
  });
  const expected = Object.entries(archs).map(([key, { class: type, file, line, flags }]) => {
    return [key, { class: type, file, line, flags }] as const;
  });
  expect(found.map(([key]) => key).sort()).toEqual(Object.keys(archs).sort());
  expect(Object.fromEntries(found.filter(keep))).toEqual(Object.fromEntries(expected.filter(keep)));
  expect({ removed: former(it, 'removed'), 'out-of-tree': former(it, 'out-of-tree') }).toEqual(lists);
  const read = (it.scan.examples ?? []).map((example) => [example.architecture, needsOf(example)] as const);
  expect(Object.fromEntries(read)).toEqual({ ...examples, ...converted });
  return found.length;
}

describe('vLLM in May 2026', () => {
  let newer: EngineRead | undefined;
  const may = (): EngineRead => (newer ??= readEngine(vllm, corpus('vllm')));

  test('registers what CPython registers when it executes the registry', { timeout: 120_000 }, async () => {
    requireCPython();
    expect(await compare(may(), { folder: corpus('vllm') })).toBe(361);
  });

  test('names two architectures in its test registry that nothing registers', () => {
    const keys = new Set(active(may()).map(({ key }) => key));
    const stale = (may().scan.examples ?? []).filter(
      ({ architecture }) => !keys.has(architecture) && !architecture.endsWith('Classification'),
    );
    expect(stale.map(({ architecture }) => architecture)).toEqual(['MiniCPM4ForCausalLM', 'GraniteVision']);
  });

  test('says in the scan what the tests load, and with what', async () => {
    const { engines } = await scan({ roots: [corpus('vllm')], engines: ['vllm'] });
    const examples = engines.flatMap((engine) => engine.examples);
    const count = (holds: (example: (typeof examples)[number]) => boolean): number =>
      examples.filter(holds).length;
    expect({
      all: examples.length,
      offline: count((each) => !each.isAvailableOnline),
      trusted: count((each) => each.trustRemoteCode),
      from: count((each) => each.minTransformersVersion !== null),
      upTo: count((each) => each.maxTransformersVersion !== null),
      reasons: count((each) => Object.keys(each.versionReasons).length > 0),
    }).toEqual({ all: 369, offline: 29, trusted: 159, from: 36, upTo: 30, reasons: 31 });
  });

  test('leaves open what the platform decides, and nothing else', () => {
    const open = may().scan.undecidable.map(({ file, reason }) => `${file} ${reason.split(':', 1)[0] ?? ''}`);
    const deepseek = 'vllm/models/deepseek_v4/__init__.py';
    expect(open).toEqual([`${deepseek} DeepseekV4ForCausalLM`, `${deepseek} DeepSeekV4MTPModel`]);
  });

  test('has what an adapter adds to a model that it makes', () => {
    const made = active(may()).filter(({ key }) => key.startsWith('LlamaBidirectional'));
    expect(Object.fromEntries(made.map((each) => [each.key, has(each)]))).toEqual({
      LlamaBidirectionalForSequenceClassification: [
        'crossEncoding',
        'lora',
        'pooling',
        'pp',
        'textGeneration',
      ],
      LlamaBidirectionalModel: ['lora', 'pooling', 'pp', 'textGeneration'],
    });
  });
});

test.each([
  ['vllm-2026-07', 362],
  ['vllm-2026-08', 371],
])('%s registers what CPython registers', { timeout: 120_000 }, async (name, count) => {
  requireCPython();
  const it = readEngine(vllm, corpus(name));
  expect(await compare(it, { folder: corpus(name) })).toBe(count);
  expect(it.scan.diagnostics).toEqual([]);
});

test('classes that a package makes on demand have their places', () => {
  const july = active(readEngine(vllm, corpus('vllm-2026-07')));
  const inkling = july.filter(({ key }) => key.startsWith('Inkling'));
  expect(inkling.map(({ key, classFile }) => [key, classFile])).toEqual([
    ['InklingMTPModel', 'vllm/models/inkling/nvidia/mtp.py'],
    ['InklingForCausalLM', 'vllm/models/inkling/nvidia/model.py'],
    ['InklingForConditionalGeneration', 'vllm/models/inkling/nvidia/model.py'],
  ]);
});

describe('the newest commits', () => {
  test.each(['vllm.git', 'vllm-rocm.git'])('of %s', { timeout: 240_000 }, async (name) => {
    requireCPython();
    const repository = corpus(name);
    const { engines, diagnostics } = await readWorkspace({
      roots: [repository],
      revision: 'HEAD',
      engines: ['vllm'],
    });
    const [read] = engines;
    if (read === undefined) throw new Error(`no vLLM in ${name}`);
    expect(await compare(read, { repository, revision: 'HEAD' })).toBeGreaterThan(150);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

const STEP = 1200;

/** Every 1200th commit along the first parents, counted from the oldest, that has the registry in its file. */
test(
  `every ${STEP}th commit registers what CPython registers when it executes the registry`,
  { timeout: 600_000 },
  async () => {
    requireCPython();
    const repository = corpus('vllm.git');
    const commits = everyCommitWith(repository, 'vllm/model_executor/models/registry.py', STEP);
    const sizes: number[] = [];
    for (const { id } of commits) {
      const { engines } = await readWorkspace({ roots: [repository], revision: id, engines: ['vllm'] });
      const [read] = engines;
      if (read === undefined) throw new Error(`no vLLM at ${id}`);
      sizes.push(await compare(read, { repository, revision: id }));
    }
    expect(sizes.length).toBeGreaterThan(8);
    expect(sizes.at(-1)).toBeGreaterThan(300);
  },
);

const OLDER_STEP = 300;

/** Revisions before `ModelRegistry` was made from a dictionary, with the lines of the entries. */
test(
  `every ${OLDER_STEP}th commit until October 2024 registers what the registry of the time loads`,
  { timeout: 600_000 },
  async () => {
    requireCPython();
    const repository = corpus('vllm.git');
    const commits = everyCommitWith(repository, 'vllm/model_executor/models', OLDER_STEP);
    const older = commits.filter(({ date }) => date < '2024-10-11');
    const files = new Set<string>();
    for (const { id, date } of older) {
      const { engines } = await readWorkspace({ roots: [repository], revision: id, engines: ['vllm'] });
      const [read] = engines;
      if (read === undefined) throw new Error(`no vLLM at ${id}`);
      const { archs } = await vllmOracle({ repository, revision: id });
      const found = active(read).map((each) => {
        const { key, className, file, line, classFile, classLine } = each;
        files.add(file.replace('vllm/model_executor/', ''));
        const type = { class: className, file: classFile, line: classLine };
        return [key, { ...type, flags: has(each), entry: line }] as const;
      });
      const expected = Object.entries(archs).map(([key, { class: type, file, line, flags, entry }]) => {
        return [key, { class: type, file, line, flags, entry }] as const;
      });
      expect({ id, date, archs: Object.fromEntries(found) }).toEqual({
        ...{ id, date, archs: Object.fromEntries(expected) },
      });
      expect({ id, open: read.scan.undecidable }).toEqual({ id, open: [] });
    }
    expect(older.length).toBeGreaterThan(7);
    expect([...files].sort()).toEqual(['model_loader.py', 'models/__init__.py']);
  },
);
