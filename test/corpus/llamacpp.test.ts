import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { llamaCpp } from '../../src/engines/llamacpp/index.js';
import type { Registration } from '../../src/engines/types.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { readEngine, reports, undecided, type EngineRead } from '../engines/read-engine.js';
import { corpus } from '../support/corpus.js';
import { llamacppOracle } from '../support/oracle.js';
import { byKey, engineFacts } from './engine-facts.js';
import { everyCommitWith } from './first-parents.js';

const side = z
  .object({ class: z.string(), file: z.string(), line: z.int(), model_arch: z.string() })
  .nullable();
const facts = engineFacts(
  'llamacpp-2025-11',
  z.object({
    archs: z.record(z.string(), z.object({ text: side, mmproj: side })),
    count: z.int(),
    text: z.int(),
    mmproj: z.int(),
    both: z.int(),
    mmproj_only: z.array(z.string()),
  }),
);

const cached = new Map<string, EngineRead>();
function read(name: string): EngineRead {
  const known = cached.get(name) ?? readEngine(llamaCpp, corpus(name));
  cached.set(name, known);
  return known;
}

function shown({ className, file, line }: Registration): { class: string; file: string; line: number } {
  return { class: className, file, line };
}

function expected(name: 'text' | 'mmproj'): Readonly<Record<string, unknown>> {
  const pairs = Object.entries(facts.archs).flatMap(([key, sides]) => {
    const found = sides[name];
    return found === null ? [] : [[key, { class: found.class, file: found.file, line: found.line }] as const];
  });
  return Object.fromEntries(pairs);
}

describe('llama.cpp in November 2025, one script', () => {
  test('registers what a reader with CPython finds, text models and projectors apart', () => {
    const { scan } = read('llama.cpp-2025-11');
    expect(byKey(scan, 'text', shown)).toEqual(expected('text'));
    expect(byKey(scan, 'mmproj', shown)).toEqual(expected('mmproj'));
    const names = new Set(scan.registrations.map(({ key }) => key));
    expect([names.size, scan.registrations.length]).toEqual([facts.count, facts.text + facts.mmproj]);
    expect([...scan.categories.keys()]).toHaveLength(facts.mmproj);
  });

  test('leaves nothing undecidable and nothing to report', () => {
    expect(undecided(read('llama.cpp-2025-11'))).toEqual([]);
    expect(reports(read('llama.cpp-2025-11'))).toEqual([]);
  });
});

describe.each(['llama.cpp-2025-11', 'llama.cpp'])('the converter of %s', (name) => {
  test('registers what a reader with CPython finds, with file and line', async () => {
    const { scan } = read(name);
    const { text, mmproj } = await llamacppOracle({ folder: corpus(name) });
    expect(byKey(scan, 'text', shown)).toEqual(text);
    expect(byKey(scan, 'mmproj', shown)).toEqual(mmproj);
  });
});

describe('llama.cpp in August 2026, a package with two maps', () => {
  test('registers 256 architectures, 239 for text and 59 for projectors', () => {
    const { scan } = read('llama.cpp');
    const text = Object.keys(byKey(scan, 'text', shown));
    const mmproj = Object.keys(byKey(scan, 'mmproj', shown));
    expect([text.length, mmproj.length]).toEqual([239, 59]);
    expect(mmproj.filter((name) => text.includes(name))).toHaveLength(42);
    expect(new Set([...text, ...mmproj]).size).toBe(256);
    expect(undecided(read('llama.cpp'))).toEqual([]);
  });

  test('three converters need the model that theirs drafts for', () => {
    const drafts = read('llama.cpp').scan.registrations.filter(({ kind }) => kind === 'draft');
    expect(drafts.map(({ key }) => key)).toEqual([
      'DFlashDraftModel',
      'DeepseekV4DSparkModel',
      'Qwen3DSparkModel',
    ]);
  });

  test('its three disagreements, each with the place on both sides', () => {
    expect(reports(read('llama.cpp'))).toEqual([
      'registry-dead-entry __init__.py:106 TEXT_MODEL_MAP leads GraniteSpeechForConditionalGeneration to granite, which registers nothing for text under that name; it is registered for mmproj by conversion/granite.py:268',
      'registry-dead-entry __init__.py:107 TEXT_MODEL_MAP leads GraniteSpeechPlusForConditionalGeneration to granite, which registers nothing for text under that name; it is registered for mmproj by conversion/granite.py:351',
      'registry-unreachable minimax.py:97 MiniMaxM3VLForConditionalGeneration is registered for mmproj, but MMPROJ_MODEL_MAP (conversion/__init__.py:264) has no row for it: the converter says that it is not supported',
    ]);
    const conditional = read('llama.cpp').scan.registrations.filter(({ status }) => status !== 'active');
    expect(conditional.map(({ key, registry }) => [key, registry])).toEqual([
      ['MiniMaxM3VLForConditionalGeneration', 'mmproj'],
    ]);
  });
});

const STEP = 400;

/** Every 400th commit along the first parents, counted from the oldest, that has the script by its name. */
test(`every ${STEP}th commit registers what a reader with CPython finds`, { timeout: 600_000 }, async () => {
  const repository = corpus('llama.cpp.git');
  const commits = everyCommitWith(repository, 'convert_hf_to_gguf.py', STEP);
  for (const { id, date } of commits) {
    const { text, mmproj } = await llamacppOracle({ repository, revision: id });
    const { engines } = await readWorkspace({ roots: [repository], revision: id });
    const sides = engines.map(({ scan }) => ({
      text: byKey(scan, 'text', shown),
      mmproj: byKey(scan, 'mmproj', shown),
    }));
    expect({ date, sides }).toEqual({ date, sides: [{ text, mmproj }] });
  }
  expect(commits.length).toBeGreaterThan(10);
});
