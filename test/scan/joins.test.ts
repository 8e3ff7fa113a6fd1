import { describe, expect, test } from 'vitest';
import type { Registration } from '../../src/engines/types.js';
import { registration } from '../../src/engines/toolkit.js';
import type { ArchitectureRecord } from '../../src/models/architectures.js';
import type { CategoryResult } from '../../src/models/category.js';
import type { ExampleResult } from '../../src/models/example.js';
import { commonCategory, commonExample } from '../../src/scan/joins.js';

const OAK: Registration = registration({
  ...{ key: 'OakForCausalLM', className: 'OakForCausalLM', registry: 'models' },
  ...{ file: 'oak.py', line: 1 },
});

interface Said {
  readonly registered?: boolean;
  readonly category?: [CategoryResult['category'], CategoryResult['source']];
  readonly example?: [string, 'from_pretrained' | 'engine_test' | 'model_doc'];
}

function record({ registered = false, category = ['text', 'name'], example }: Said): ArchitectureRecord {
  const none: ExampleResult = { id: null, rejected: [] };
  return {
    architecture: OAK.key,
    registration: registered ? OAK : null,
    modelClass: null,
    support: { level: 'none', reason: '' },
    category: { category: category[0], source: category[1], reason: '' },
    example: example === undefined ? none : { id: example[0], source: example[1], reason: '', rejected: [] },
  };
}

describe('the category that several engines give', () => {
  const common = (...all: readonly Said[]): string | undefined => commonCategory(all.map(record))?.category;

  test('comes from the user or an engine that says so, whichever engine was read first', () => {
    const named: Said = { registered: true, category: ['text', 'name'] };
    expect(common(named, { category: ['multimodal', 'engine'] })).toBe('multimodal');
    expect(common({ category: ['embedding', 'name'] }, { ...named, category: ['text', 'default'] })).toBe(
      'text',
    );
    expect(common({ category: ['embedding', 'engine'] }, { category: ['text', 'user'] })).toBe('text');
  });

  test('of several: who registers it, then multimodal, then the first', () => {
    const listed: Said = { category: ['multimodal', 'engine'] };
    const text: Said = { registered: true, category: ['text', 'engine'] };
    expect(common(listed, text)).toBe('text');
    expect(common(text, { ...listed, registered: true })).toBe('multimodal');
    expect(common({ category: ['embedding', 'name'] }, { category: ['text', 'name'] })).toBe('embedding');
    expect(common()).toBeUndefined();
  });
});

describe('the example that several engines give', () => {
  const common = (...all: readonly Said[]): string | null | undefined => commonExample(all.map(record))?.id;

  test('what the tests of an engine load stands before what transformers says further on', () => {
    const page: Said = { registered: true, example: ['acme/oak-page', 'model_doc'] };
    const tested: Said = { example: ['acme/oak-test', 'engine_test'] };
    expect(common(page, tested)).toBe('acme/oak-test');
    expect(common(page, tested, { ...tested, registered: true, example: ['acme/oak', 'engine_test'] })).toBe(
      'acme/oak',
    );
  });

  test('an engine without one does not hide that of another', () => {
    expect(common({ registered: true }, { example: ['acme/oak', 'from_pretrained'] })).toBe('acme/oak');
    expect(common({ registered: true }, {})).toBeNull();
  });
});
