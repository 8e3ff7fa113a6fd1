import { describe, expect, test } from 'vitest';
import { readAliases } from '../../src/engines/sglang/multimodal-gen.js';
import { readWorkspace, type Workspace } from '../../src/scan/workspace.js';
import { requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { readLists, readMultimodalGen } from '../support/facts.js';
import { nativeOracle } from '../support/oracle.js';
import { nativeAnswer, oracleAnswer } from './native-answer.js';
import { engineOf, record, registered } from './workspace.js';

let workspace: Promise<Workspace> | undefined;

function read(): Promise<Workspace> {
  return (workspace ??= readWorkspace({ roots: [corpus('sglang-2026-04')] }));
}

describe('srt of SGLang in April 2026', () => {
  test('registers what a reader with CPython finds', { timeout: 120_000 }, async () => {
    requireCPython();
    const expected = oracleAnswer(await nativeOracle({ folder: corpus('sglang-2026-04') }));
    expect(nativeAnswer(await read())).toEqual(expected);
    expect(Object.keys(expected)).toHaveLength(201);
  });

  test('has its multimodal list and its predicate for generation as evidence of categories', async () => {
    const { categories } = engineOf(await read());
    const named = (pick: 'multimodal' | 'embedding'): readonly string[] =>
      [...categories].flatMap(([name, evidence]) => (evidence[pick] === undefined ? [] : [name])).sort();
    const { multimodal_model_archs: multimodal, 'def is_generation_model': generation } = readLists().lists;
    expect(named('multimodal')).toEqual([...(multimodal?.values ?? [])].sort());
    expect(named('embedding')).toEqual([...(generation?.values ?? [])].sort());
  });

  test('rewrites drafts from the models that it names for them', async () => {
    const { draftBases } = engineOf(await read());
    const names = [...draftBases].flatMap(([draft, bases]) => [draft, ...bases]);
    // The other study takes names by their ending, and so misses drafts that are called MTP only.
    const listed = readLists().lists['def _config_draft_model']?.values ?? [];
    expect(
      [...new Set(names)].filter((name) => !name.endsWith('MTP') || listed.includes(name)).sort(),
    ).toEqual([...listed].sort());
    for (const [draft, bases] of draftBases) expect([draft, bases.length]).not.toEqual([draft, 0]);
  });
});

describe('multimodal_gen of SGLang in April 2026', () => {
  test('has the components that its own registry finds', async () => {
    const { components, image_encoder_static: byHand } = readMultimodalGen();
    const found = registered(await read(), 'multimodal_gen').map(
      ({ key, kind, file, line }) => [key, { kind, file, line }] as const,
    );
    const expected = Object.entries(components).map(
      ([key, { file, line }]) => [key, { kind: 'component', file, line }] as const,
    );
    expect(record(found.filter(([key]) => !byHand.includes(key)))).toEqual(record(expected));
    expect(found.map(([key]) => key)).toEqual(expect.arrayContaining([...byHand]));
  });

  test('registers the class that a string means', async () => {
    for (const { name, file, line } of readMultimodalGen().string_entries) {
      const [found] = registered(await read(), 'multimodal_gen').filter(({ key }) => key === name);
      expect(found).toMatchObject({ key: name, file, line, classFile: file });
      expect(found?.className).not.toBe(name);
    }
  });

  test('answers to the same foreign paths', async () => {
    const [engine] = (await read()).engines;
    if (engine === undefined) throw new Error('nothing was read');
    const aliases = readAliases(engine.sources, 'python/sglang');
    expect(record([...aliases].map(([name, paths]) => [name, [...paths].sort()] as const))).toEqual(
      readMultimodalGen().aliases,
    );
  });

  test('has the pipelines by the name that each class bears', async () => {
    const found = registered(await read(), 'multimodal_gen.pipelines').map(
      ({ key, className, file, line }) => [className, { pipeline_name: key, file, line }] as const,
    );
    expect(record(found)).toEqual(readMultimodalGen().pipelines);
  });

  test('names the same checkpoints, and says where only a function decides', async () => {
    const { configs, configs_only_by_detector: byDetector } = readMultimodalGen();
    const { checkpoints, undecidable } = engineOf(await read());
    expect(checkpoints.map(({ id }) => id).sort()).toEqual(configs.flatMap((each) => each.hf_ids).sort());
    const open = configs.filter((each) => each.hf_ids.length === 0).map(({ line }) => line);
    expect(undecidable.map(({ line }) => line)).toEqual(open);
    expect(open).toHaveLength(byDetector);
  });
});
