import { describe, expect, it } from 'vitest';
import {
  expectedDefinitions,
  readKernelConfig,
  splitProjections,
  type ExpectedDefinition,
  type KernelConfig,
} from '../../src/kernels/index.js';
import configs from './fixtures/configs.json' with { type: 'json' };
import definitions from './fixtures/definitions.json' with { type: 'json' };
import expectations from './fixtures/expected-definitions.json' with { type: 'json' };
import explained from './fixtures/explained.json' with { type: 'json' };

const place = { file: 'config.json', line: 1, column: 1 };

function read(json: unknown): KernelConfig {
  const { value } = readKernelConfig(json, place);
  if (value === null) throw new Error('the configuration could not be read');
  return value;
}

const allConfigs = new Map<string, unknown>(Object.entries(configs));
const existing = new Set(Object.keys(definitions));

describe('the definitions of real checkpoints', () => {
  const cases = Object.entries(expectations).flatMap(([id, { architecture, combos }]) =>
    combos.map((combo) => ({ id, architecture, combo, title: `${id} tp=${combo.tp} ep=${combo.ep}` })),
  );

  it.each(cases)('$title', ({ id, architecture, combo }) => {
    const { value, diagnostics } = expectedDefinitions(read(allConfigs.get(id)), combo);
    const tier = (wanted: string): Readonly<Record<string, unknown>> =>
      Object.fromEntries(value.definitions.filter((each) => each.tier === wanted).map(asFact));
    expect(value.architecture).toBe(architecture);
    expect(tier('core')).toEqual(combo.core);
    expect(tier('variant')).toEqual(combo.variant);
    expect(tier('extended')).toEqual(combo.extended);
    expect(value.unmapped.map(({ opType }) => opType)).toEqual(combo.unmapped);
    expect(diagnostics.length > 0).toBe(combo.diagnostics.length > 0);
    const core = value.definitions.filter((each) => each.tier === 'core');
    expect(core).toHaveLength(combo.coreTotal);
    expect(core.filter(({ name }) => existing.has(name))).toHaveLength(combo.corePresent);
  });

  function asFact({ name, opType, tp, ep }: ExpectedDefinition): readonly [string, unknown] {
    const degrees = { ...(tp === null ? {} : { tp }), ...(ep === null ? {} : { ep }) };
    return [name, { op_type: opType, ...degrees }];
  }

  it('has at least the 31 checkpoints of the fixture', () => {
    expect(Object.keys(expectations)).toHaveLength(31);
  });
});

describe('the other direction: definitions of the data set', () => {
  // Degrees that the data set's own tags name.
  const degrees = [1, 2, 4, 8].flatMap((tp) => [1, 2, 4, 8].map((ep) => ({ tp, ep })));

  it('reproduces every definition but the split projections of one model', () => {
    const named = new Set(
      [...allConfigs.values()].flatMap((json) =>
        degrees.flatMap((each) => expectedDefinitions(read(json), each).value.definitions.map((d) => d.name)),
      ),
    );
    const unexplained = [...existing].filter((name) => !named.has(name)).sort();
    expect(existing.size - unexplained.length).toBe(explained.length);
    expect(unexplained).toEqual(['gemm_n2048_k5376', 'gemm_n21504_k5376', 'gemm_n4096_k5376']);
  });

  it('explains those three as projections listed apart from their fused form', () => {
    expect(splitProjections(read(allConfigs.get('google/gemma-3-27b-it')))).toEqual([
      { name: 'gemm_n4096_k5376', module: 'q_proj', fused: 'gemm_n8192_k5376' },
      { name: 'gemm_n2048_k5376', module: 'k_proj / v_proj', fused: 'gemm_n8192_k5376' },
      { name: 'gemm_n21504_k5376', module: 'gate_proj / up_proj', fused: 'gemm_n43008_k5376' },
    ]);
    // 32 heads of 128 give n4096_k4096, which is o_proj as well: not a split projection.
    const llama = splitProjections(read(allConfigs.get('meta-llama/Llama-3.1-8B')));
    expect(llama.map(({ name }) => name)).toEqual(['gemm_n1024_k4096', 'gemm_n14336_k4096']);
  });

  it('files each under the op type that the rules give it', () => {
    const opTypes = new Map(Object.entries(definitions).map(([name, { opType }]) => [name, opType]));
    for (const json of allConfigs.values()) {
      for (const { name, opType } of expectedDefinitions(read(json), { tp: 8, ep: 1 }).value.definitions) {
        expect(opTypes.get(name) ?? opType).toBe(opType);
      }
    }
  });
});
