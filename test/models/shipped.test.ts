import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { isCheckpointId } from '../../src/models/checkpoint-id.js';
import {
  findShippedCategory,
  findShippedExample,
  shippedCategories,
  shippedExamples,
  type ShippedEntry,
} from '../../src/models/shipped.js';

const entry = {
  architecture: z.string().regex(/^[A-Za-z_]\w*$/),
  origin: z.string().min(1),
  withdrawn: z.string().min(10).optional(),
};
const origins = z.record(z.string().regex(/^[a-z-]+$/), z.string().min(10));
const categoryFile = z.strictObject({
  category: z.enum(['multimodal', 'embedding']),
  origins,
  entries: z.array(z.strictObject(entry)),
});
const exampleFile = z.strictObject({
  origins,
  entries: z.array(z.strictObject({ ...entry, id: z.string().min(1) })),
});

function parsed(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../src/models/data/${name}`, import.meta.url), 'utf8'));
}

/** Seed entries, withdrawn or not. */
function seeds<E extends ShippedEntry>(entries: readonly E[]): readonly E[] {
  return entries.filter(({ origin }) => origin === 'seed');
}

test.each([
  ['multimodal.json', categoryFile],
  ['embedding.json', categoryFile],
  ['example-overrides.json', exampleFile],
])('%s matches its schema, uses its origins and is sorted', (name, schema) => {
  const file = schema.parse(parsed(name));
  const architectures = file.entries.map(({ architecture }) => architecture);
  expect(architectures).toEqual([...architectures].sort());
  expect(new Set(file.entries.map(({ origin }) => origin))).toEqual(new Set(Object.keys(file.origins)));
});

test('the sets of the source document are complete', () => {
  expect(seeds(shippedCategories).filter(({ category }) => category === 'multimodal')).toHaveLength(70);
  expect(seeds(shippedCategories).filter(({ category }) => category === 'embedding')).toHaveLength(31);
  expect(seeds(shippedExamples)).toHaveLength(130);
});

describe('entries that count', () => {
  test('there is at most one for an architecture', () => {
    for (const entries of [shippedCategories, shippedExamples]) {
      const live = entries
        .filter(({ withdrawn }) => withdrawn === null)
        .map(({ architecture }) => architecture);
      expect(live).toEqual([...new Set(live)]);
    }
  });

  test('every example is a checkpoint id, but for the remark of the source document', () => {
    const others = shippedExamples.filter(({ id }) => !isCheckpointId(id));
    expect(others.map(({ architecture, id }) => [architecture, id])).toEqual([
      ['TransformersForCausalLM', '(generic fallback)'],
    ]);
  });

  test('a withdrawn entry is not found, its replacement is', () => {
    expect(findShippedCategory('QWenLMHeadModel')).toBeUndefined();
    expect(findShippedCategory('BertModel')).toMatchObject({ category: 'embedding', origin: 'seed' });
    expect(findShippedExample('NemotronHForCausalLM')).toMatchObject({
      id: 'nvidia/Nemotron-H-8B-Base-8K',
      origin: 'config',
      originText: 'config.json of the repository lists the architecture',
    });
  });
});
