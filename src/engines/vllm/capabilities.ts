/** What vLLM can do with a model, as its own predicates read it from the class (`models/interfaces.py`). */
import { truth, type ClassValue } from '../../python/evaluate/index.js';
import type { ClassStmt, FunctionStmt } from '../../python/syntax.js';
import { hasAncestor, lookupAttribute } from './class-attributes.js';
import type { FollowedClass } from './factories.js';

type Predicate = (type: ClassValue) => boolean | Open;

/** The sources do not decide it. */
interface Open {
  readonly reason: string;
}

/**
 * `isinstance(cls, _SupportsLoRAType)` asks for the presence of the protocol's members, `getattr(cls, flag, False)`
 * for a true value.
 */
const PREDICATES: readonly (readonly [name: string, holds: Predicate])[] = [
  ['lora', hasAll('supports_lora', 'packed_modules_mapping', 'embedding_modules')],
  [
    'pp',
    all(
      // Since August 2026 the protocol only annotates the second member, and descent is asked for as well.
      any(isA('SupportsPP'), hasAll('supports_pp', 'make_empty_intermediate_tensors')),
      forwardAccepts('intermediate_tensors'),
    ),
  ],
  ['multimodal', flag('supports_multimodal')],
  ['transcription', flag('supports_transcription')],
  ['realtime', flag('supports_realtime')],
  ['hybrid', flag('is_hybrid')],
  ['innerState', flag('has_inner_state')],
  ['attentionFree', flag('is_attention_free')],
  ['noOps', flag('has_noops')],
  ['quant', isA('SupportsQuant')],
  ['moe', isA('MixtureOfExperts')],
  ['crossEncoding', any(isA('SupportsCrossEncoding'), flag('supports_cross_encoding'))],
  ['pooling', flag('is_pooling_model')],
  ['textGeneration', hasAll('compute_logits')],
];

export interface CapabilitiesRead {
  /** Capabilities that are decided. */
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly undecidable: readonly { readonly name: string; readonly reason: string }[];
}

/** What a factory may add to the class that it is given: it makes a pooling model of it. */
const ADDED_BY_FACTORIES: ReadonlySet<string> = new Set(['pooling', 'crossEncoding']);

/** What all of the classes that a name may mean have, or all have not. */
export function agreedCapabilities(types: readonly FollowedClass[]): CapabilitiesRead {
  const reads = types.map(readCapabilities);
  const capabilities: Record<string, boolean> = {};
  const undecidable: { readonly name: string; readonly reason: string }[] = [];
  for (const [name] of PREDICATES) {
    const [first, ...others] = reads.map((read) => read.get(name));
    const open = [first, ...others].find((answer) => typeof answer === 'object');
    if (open !== undefined) undecidable.push({ name, ...open });
    else if (others.some((answer) => answer !== first))
      undecidable.push({ name, reason: 'the possible classes differ' });
    else if (typeof first === 'boolean') capabilities[name] = first;
  }
  return { capabilities, undecidable };
}

function readCapabilities({ type, made }: FollowedClass): ReadonlyMap<string, boolean | Open> {
  return new Map(
    PREDICATES.map(([name, holds]) => {
      const answer = holds(type);
      const reason = `a function makes a base of ${type.name}, and it may add this`;
      return [name, answer === false && made && ADDED_BY_FACTORIES.has(name) ? { reason } : answer];
    }),
  );
}

function flag(name: string): Predicate {
  return (type) => {
    const found = lookupAttribute(type, name);
    if (found.kind === 'absent') return false;
    if (found.kind === 'undecidable') return found;
    return truth(found.value) ?? { reason: `${name} of ${found.owner.name} is not known` };
  };
}

function hasAll(...names: readonly string[]): Predicate {
  return all(
    ...names.map((name): Predicate => (type) => {
      const found = lookupAttribute(type, name);
      return found.kind === 'undecidable' ? found : found.kind === 'found';
    }),
  );
}

function isA(name: string): Predicate {
  return (type) => hasAncestor(type, name) ?? { reason: `a base of ${type.name} is not known` };
}

/** False when one is false, whatever the others are. */
function all(...parts: readonly Predicate[]): Predicate {
  return (type) => {
    const answers = parts.map((part) => part(type));
    return answers.find((answer) => answer === false) ?? answers.find((answer) => answer !== true) ?? true;
  };
}

function any(...parts: readonly Predicate[]): Predicate {
  return (type) => {
    const answers = parts.map((part) => part(type));
    return answers.find((answer) => answer === true) ?? answers.find((answer) => answer !== false) ?? false;
  };
}

/** `supports_kw(cls.forward, name)`: a parameter of that name, or `**kwargs` of another name. */
function forwardAccepts(name: string): Predicate {
  return (type) => {
    const found = lookupAttribute(type, 'forward');
    if (found.kind === 'absent') return false;
    if (found.kind === 'undecidable') return found;
    const { value, owner } = found;
    // Decorators that are outside of the sources keep the signature (`functools.wraps`).
    const params =
      value.kind === 'function'
        ? value.declaration.params
        : owner.statement === null
          ? undefined
          : methodOf(owner.statement, 'forward')?.params;
    if (params === undefined) return { reason: `forward of ${owner.name} is no function of the sources` };
    return params.some(
      ({ form, name: own }) => (form === 'double-star') !== (own === name) && form !== 'star',
    );
  };
}

function methodOf(type: ClassStmt, name: string): FunctionStmt | undefined {
  return type.body.filter((stmt) => stmt.kind === 'function').findLast((stmt) => stmt.name === name);
}
