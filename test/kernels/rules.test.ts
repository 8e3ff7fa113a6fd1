import { describe, expect, it } from 'vitest';
import { evaluateFormula, type Computed } from '../../src/kernels/formula.js';
import { parseDefinitionName } from '../../src/kernels/index.js';
import { NAME_PATTERNS } from '../../src/kernels/patterns.js';
import { QUANTITIES } from '../../src/kernels/quantities.js';
import { NAME_RULES } from '../../src/kernels/rules.js';

const GIVEN = new Set(['tp', 'ep', 'ps']);
const never = (left: string, a: number, right: string, b: number) =>
  ({ rule: 'heads-not-divisible', message: `${left}=${a} ${right}=${b}` }) as const;
const holes = (template: string) => [...template.matchAll(/\{([^}]*)\}/g)].map(([, hole]) => hole ?? '');

function evaluate(formula: string, values: Readonly<Record<string, number>>): Computed<string> {
  return evaluateFormula(formula, (name) => ({ ok: true, value: values[name] ?? 8, fields: [name] }), never);
}

describe('the rule table', () => {
  it('uses only letters that have a field, and formulas that are well formed', () => {
    const formulas = [
      ...NAME_RULES.flatMap(({ name }) => holes(name)),
      ...[...QUANTITIES.values()].flatMap(({ otherwise }) => otherwise ?? []),
    ];
    const used = formulas.flatMap((formula) => {
      const result = evaluate(formula, {});
      return result.ok ? result.fields : [];
    });
    expect([...new Set(used)].filter((name) => !QUANTITIES.has(name) && !GIVEN.has(name))).toEqual([]);
    expect([...QUANTITIES.keys()].filter((name) => !used.includes(name))).toEqual([]);
  });

  it('gives names that the grammar recognises, under the same op type', () => {
    for (const { name, opType } of NAME_RULES) {
      const example = name.replace(/\{[^}]*\}/g, '8');
      expect({ example, opType: parseDefinitionName(example)?.pattern.opType }).toEqual({ example, opType });
    }
  });

  it('has a rule for every kind of name of the data set', () => {
    const named = new Set(
      NAME_RULES.map(({ name }) => parseDefinitionName(name.replace(/\{[^}]*\}/g, '8'))?.pattern.dataset),
    );
    expect(NAME_PATTERNS.map(({ dataset }) => dataset).filter((each) => !named.has(each))).toEqual([]);
  });
});

describe('formulas', () => {
  it.each([
    ['(q+2*kv)*d', { q: 32, kv: 8, d: 128 }, 6144],
    ['int(d*rotary)', { d: 100, rotary: 0.255 }, 25],
    ['heads(kv,tp)', { kv: 4, tp: 8 }, 1],
    ['heads(kv,tp)', { kv: 8, tp: 2 }, 4],
    ['groups(mg,tp)', { mg: 8, tp: 16 }, 1],
    ['groups(mg,tp)', { mg: 8, tp: 2 }, 4],
    ['a+b/c', { a: 1, b: 6, c: 3 }, 3],
  ])('%s of %j is %i', (formula, values, expected) => {
    expect(evaluate(formula, values)).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    ['q/tp', { q: 28, tp: 8 }],
    ['heads(kv,tp)', { kv: 3, tp: 8 }],
    ['H/q', { H: 8, q: 0 }],
  ])('%s of %j has a remainder', (formula, values) => {
    expect(evaluate(formula, values).ok).toBe(false);
  });

  it.each(['', 'a+', '(a', 'a b', 'f(a,b)', 'a,b', 'a%b'])('%j is a defect of the table', (formula) => {
    expect(() => evaluate(formula, {})).toThrow('Formula');
  });
});
