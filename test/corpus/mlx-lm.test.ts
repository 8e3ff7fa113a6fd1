import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { mlxLm } from '../../src/engines/mlx-lm/index.js';
import { joinModelTypes } from '../../src/engines/model-types.js';
import { autoMappingsIn, readEngine, reports, undecided, type EngineRead } from '../engines/read-engine.js';
import { corpus } from '../support/corpus.js';
import { byKey, engineFacts } from './engine-facts.js';

const facts = engineFacts(
  'mlx-lm',
  z.object({
    count: z.int(),
    module_count: z.int(),
    helpers: z.array(z.tuple([z.string(), z.array(z.string())])),
    imported_model: z.array(z.string()),
    modules: z.record(z.string(), z.object({ Model: z.string() })),
    remapping: z.record(z.string(), z.string()),
  }),
);

let cached: EngineRead | undefined;
const read = (): EngineRead => (cached ??= readEngine(mlxLm, corpus('mlx-lm')));

function stem(path: string | null): string {
  return (path ?? '').slice((path ?? '').lastIndexOf('/') + 1).replace(/\.py$/, '');
}

describe('mlx-lm in August 2026', () => {
  test('has the modules that a reader with CPython finds, by file name', () => {
    const found = byKey(read().scan, 'models', ({ file, classFile }) =>
      file === classFile ? 'class' : 'import',
    );
    const expected = Object.entries(facts.modules).map(([name, { Model }]) => [name, Model]);
    expect(found).toEqual(Object.fromEntries(expected));
    expect(Object.keys(found)).toHaveLength(facts.module_count);
    for (const [helper] of facts.helpers) expect(found[helper]).toBeUndefined();
    expect(facts.imported_model.map((name) => found[name])).toEqual(['import']);
  });

  test('maps ten model types to the module of another one', () => {
    expect(byKey(read().scan, 'remapping', ({ classFile }) => stem(classFile))).toEqual(facts.remapping);
    expect(read().scan.registrations).toHaveLength(facts.count);
  });

  test('leaves nothing undecidable and nothing to report', () => {
    expect(undecided(read())).toEqual([]);
    expect(reports(read())).toEqual([]);
  });

  test('joins model types with architectures through transformers', () => {
    const autoMappings = autoMappingsIn(corpus('transformers-2025-12'));
    const { registrations } = joinModelTypes(read().scan, autoMappings);
    const names = new Map(registrations.map(({ key, architecture }) => [key, architecture]));
    expect(names.get('qwen3_moe')).toBe('Qwen3MoeForCausalLM');
    expect(names.get('falcon_mamba')).toBe('FalconMambaForCausalLM');
    expect(names.get('lille-130m')).toBeNull();
    const joined = registrations.filter(({ architecture }) => architecture !== null);
    expect(new Set(joined.map(({ key }) => key)).size).toBe(70);
    // One type has a class for its text part beside that of the whole model.
    expect(joined.filter(({ key }) => key === 'llama4').map(({ architecture }) => architecture)).toEqual([
      'Llama4ForCausalLM',
      'Llama4ForConditionalGeneration',
    ]);
    expect(joined).toHaveLength(71);
  });
});
