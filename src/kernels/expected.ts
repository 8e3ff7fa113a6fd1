import type { Diagnostic, Outcome } from '../diagnostics.js';
import { fieldOf, type ConfigField, type KernelConfig } from './config.js';
import { expertRouting, featuresOf, otherLayers, type Feature } from './features.js';
import { evaluateFormula, type Computed, type FormulaProblem } from './formula.js';
import { compareOpTypes, type OpType } from './op-types.js';
import { checkParallelism, SINGLE, type Parallelism } from './parallelism.js';
import { QUANTITIES } from './quantities.js';
import { NAME_RULES, type NameRule, type Tier } from './rules.js';

/** A definition that a model needs. */
export interface ExpectedDefinition {
  readonly name: string;
  readonly opType: OpType;
  readonly tier: Tier;
  /** The modules that need it, e.g. `qkv_proj`. */
  readonly roles: readonly string[];
  /** The fields of the configuration that its name was computed from. */
  readonly fields: readonly ConfigField[];
  /** The attention's tensor-parallel degree, for names that depend on it. */
  readonly tp: number | null;
  /** The expert-parallel degree, for names that depend on it. */
  readonly ep: number | null;
}

/** A module of a model that no definition is known for. */
export interface UnmappedModule {
  readonly opType: string;
  readonly module: string;
  readonly reason: string;
}

export interface ExpectedKernels {
  readonly architecture: string | null;
  readonly parallelism: Parallelism;
  /** In the order of the op types, names once. */
  readonly definitions: readonly ExpectedDefinition[];
  readonly unmapped: readonly UnmappedModule[];
}

/**
 * The definitions that a model needs under one parallelism. A name that cannot be computed is left out and
 * reported: `field-missing`, `field-invalid`, `heads-not-divisible`, `experts-not-divisible`, `attention-unmapped`.
 */
export function expectedDefinitions(
  config: KernelConfig,
  parallelism: Parallelism,
): Outcome<ExpectedKernels> {
  checkParallelism(parallelism);
  const features = featuresOf(config);
  const compute = computer(config, parallelism);
  const found = new Map<string, ExpectedDefinition>();
  const problems = new Map<string, FormulaProblem | AttentionProblem>();
  for (const rule of NAME_RULES) {
    if (!rule.when.every((feature) => features.has(feature))) continue;
    for (const ps of rule.pageSizes ?? [0]) {
      const result = nameOf(rule.name, ps, compute);
      if (result.ok) addDefinition(found, definitionOf(rule, result, parallelism));
      else problems.set(result.problem.message, result.problem);
    }
  }
  if (!ATTENTIONS.some((kind) => features.has(kind))) problems.set('', NO_ATTENTION);
  const definitions = [...found.values()].sort((a, b) => compareOpTypes(a.opType, b.opType));
  const value = {
    architecture: config.architecture,
    parallelism,
    definitions,
    unmapped: unmappedModules(config, features),
  };
  const diagnostics = [...problems.values()].map(({ rule, message }): Diagnostic => ({
    ...config.place,
    rule,
    severity: 'warning',
    message,
  }));
  return { value, diagnostics };
}

/** The names of a model on one device, and the means to compute others; null: not computable. */
export function definitionNames(config: KernelConfig): {
  readonly all: ReadonlySet<string>;
  readonly compute: (template: string) => string | null;
} {
  const compute = computer(config, SINGLE);
  const { definitions } = expectedDefinitions(config, SINGLE).value;
  return {
    all: new Set(definitions.map(({ name }) => name)),
    compute: (template) => {
      const result = nameOf(template, 0, compute);
      return result.ok ? result.name : null;
    },
  };
}

/** One letter of the rule tables, and the field that it came from; null when it cannot be computed. */
export function quantityOf(
  config: KernelConfig,
  letter: string,
): { readonly name: string; readonly value: number } | null {
  const result = computer(config, SINGLE)(letter, 0);
  const name = QUANTITIES.get(letter)?.fields[0] ?? letter;
  if (!result.ok) return null;
  const [only, another] = result.fields;
  return { name: another === undefined ? (only?.name ?? name) : name, value: result.value };
}

const ATTENTIONS: readonly Feature[] = ['mla', 'gqa', 'gdn', 'mamba', 'lightning'];

interface AttentionProblem {
  readonly rule: 'attention-unmapped';
  readonly message: string;
}

const NO_ATTENTION: AttentionProblem = {
  rule: 'attention-unmapped',
  message: 'The configuration has the fields of no known kind of attention: its kernels are not mapped.',
};

type Compute = (formula: string, ps: number) => Computed<ConfigField>;

function computer(config: KernelConfig, { tp, ep }: Parallelism): Compute {
  const known = new Map<string, Computed<ConfigField>>();
  const lookup = (name: string): Computed<ConfigField> => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const result = quantity(config, name, compute);
    known.set(name, result);
    return result;
  };
  const compute = (formula: string, ps: number): Computed<ConfigField> => {
    const given = new Map(Object.entries({ tp, ep, ps }));
    return evaluateFormula(
      formula,
      (name) => {
        const value = given.get(name);
        return value === undefined ? lookup(name) : { ok: true, value, fields: [] };
      },
      remainder,
    );
  };
  return compute;
}

function quantity(config: KernelConfig, name: string, compute: Compute): Computed<ConfigField> {
  const spec = QUANTITIES.get(name);
  if (spec === undefined) throw new Error(`The rule tables know no quantity '${name}'`);
  for (const fieldName of spec.fields) {
    const field = fieldOf(config, fieldName);
    if (field === null) continue;
    const { value } = field;
    const valid = typeof value === 'number' && (spec.kind === 'ratio' ? value >= 0 : isCount(value));
    if (valid) return { ok: true, value, fields: [field] };
    const message = `${field.name} must be ${spec.kind === 'ratio' ? 'a number' : 'a whole number'}, but is ${JSON.stringify(value)}.`;
    return { ok: false, problem: { rule: 'field-invalid', message } };
  }
  if (spec.otherwise !== undefined) return compute(spec.otherwise, 0);
  const message = `The configuration has no ${spec.fields.join(' or ')}, and no default of its class is known.`;
  return { ok: false, problem: { rule: 'field-missing', message } };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function remainder(left: string, leftValue: number, right: string, rightValue: number): FormulaProblem {
  const shown = (letter: string, value: number): string => `${describe(letter)} ${value}`;
  const message = `${shown(left, leftValue)} cannot be divided by ${shown(right, rightValue)} without remainder.`;
  return { rule: right === 'ep' ? 'experts-not-divisible' : 'heads-not-divisible', message };
}

const DEGREES: Readonly<Record<string, string | undefined>> = {
  tp: 'the attention tensor-parallel degree',
  ep: 'the expert-parallel degree',
};

function describe(letter: string): string {
  return DEGREES[letter] ?? QUANTITIES.get(letter)?.fields[0] ?? letter;
}

type Name =
  | { readonly ok: true; readonly name: string; readonly fields: readonly ConfigField[] }
  | { readonly ok: false; readonly problem: FormulaProblem };

function nameOf(template: string, ps: number, compute: Compute): Name {
  const fields = new Map<string, ConfigField>();
  let name = '';
  let at = 0;
  for (const hole of template.matchAll(/\{([^}]*)\}/g)) {
    const result = compute(hole[1] ?? '', ps);
    if (!result.ok) return result;
    for (const field of result.fields) fields.set(field.name, field);
    name += template.slice(at, hole.index) + String(result.value);
    at = hole.index + hole[0].length;
  }
  return { ok: true, name: name + template.slice(at), fields: [...fields.values()] };
}

function definitionOf(
  rule: NameRule,
  { name, fields }: Name & { readonly ok: true },
  { tp, ep }: Parallelism,
): ExpectedDefinition {
  const uses = (degree: string): boolean => new RegExp(`[/,]${degree}\\b`).test(rule.name);
  return {
    name,
    opType: rule.opType,
    tier: rule.tier,
    roles: [rule.role],
    fields,
    tp: uses('tp') ? tp : null,
    ep: uses('ep') ? ep : null,
  };
}

/** Several modules may need the same shape; the first rule decides its tier, and core rules stand first. */
function addDefinition(found: Map<string, ExpectedDefinition>, next: ExpectedDefinition): void {
  const before = found.get(next.name);
  if (before === undefined) found.set(next.name, next);
  else if (!before.roles.includes(next.roles[0] ?? '')) {
    found.set(next.name, { ...before, roles: [...before.roles, ...next.roles] });
  }
}

const UNMAPPED: readonly (readonly [Feature, string, string, string])[] = [
  ['unmapped-mamba', 'mamba', 'Mamba layers', 'they have no heads, as mamba_ssu definitions need them'],
  ['unmapped-linear', 'linear_attn', 'linear attention', 'its fields are not those of the gated delta rule'],
];

function unmappedModules(config: KernelConfig, features: ReadonlySet<Feature>): readonly UnmappedModule[] {
  const found: UnmappedModule[] = [];
  if (features.has('lightning')) {
    const reason = 'there is no op type for lightning attention';
    found.push({ opType: 'lightning_attn', module: 'lightning attention', reason });
  }
  for (const [feature, opType, module, reason] of UNMAPPED) {
    if (features.has(feature)) found.push({ opType, module, reason });
  }
  if (features.has('unmapped-layers')) {
    const field = otherLayers(config);
    const reason = `some layers have other heads (${field?.name ?? ''} ${JSON.stringify(field?.value)})`;
    found.push({ opType: 'gqa_paged', module: 'attention of the other layers', reason });
  }
  if (!features.has('rms-norm')) {
    const reason = `${config.architecture ?? ''} has LayerNorm, and there is no op type for it`;
    found.push({ opType: 'layernorm', module: 'LayerNorm', reason });
  }
  if (features.has('unmapped-experts')) {
    const subject = `the routing of ${config.architecture ?? 'a model without architecture'}`;
    const reason =
      expertRouting(config) === 'none'
        ? `${subject} has no definition variant`
        : `${subject} is not in the table of known families`;
    found.push({ opType: 'moe', module: 'MoE gate / topk / experts', reason });
  }
  return found;
}
