/** What vLLM can do with a model: its own predicates say it of the class (`supports_pp(model)` of `models/interfaces.py`). */
import { findAttribute, truth, type ClassValue, type FunctionValue } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { inDirectory } from '../types.js';
import { hasAncestor, seenAlone } from './class-attributes.js';
import type { FollowedClass } from './factories.js';
import { INTERFACES, INTERFACES_BASE } from './files.js';

interface Capability {
  readonly name: string;
  /** Functions of vLLM that say it, the newest first; none where vLLM asks an object for it, not its class. */
  readonly predicates: readonly string[];
  /** What says it where there is no such function (yet, or any more), of a class that is seen alone. */
  readonly otherwise: (type: ClassValue) => Answer;
}

type Answer = boolean | Open;

/** The sources do not decide it. */
interface Open {
  readonly reason: string;
}

const CAPABILITIES: readonly Capability[] = [
  asked('lora', 'supports_lora'),
  // Older releases had a list of names.
  { ...asked('pp', 'supports_pp'), otherwise: () => false },
  asked('multimodal', 'supports_multimodal'),
  asked('transcription', 'supports_transcription'),
  asked('realtime', 'supports_realtime'),
  asked('hybrid', 'is_hybrid'),
  asked('innerState', 'has_inner_state'),
  asked('attentionFree', 'is_attention_free'),
  asked('noOps', 'has_noops'),
  { name: 'quant', predicates: [], otherwise: isA('SupportsQuant') },
  { name: 'moe', predicates: [], otherwise: isA('MixtureOfExperts') },
  { ...asked('crossEncoding', 'supports_cross_encoding'), otherwise: isA('SupportsCrossEncoding') },
  asked('pooling', 'is_pooling_model', 'is_embedding_model'),
  asked('textGeneration', 'is_text_generation_model'),
];

/** The attribute of the predicate's name says it where nothing asks for it yet. */
function asked(name: string, predicate: string, ...older: readonly string[]): Capability {
  return { name, predicates: [predicate, ...older], otherwise: flag(predicate) };
}

export interface CapabilitiesRead {
  /** Capabilities that are decided. */
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly undecidable: readonly { readonly name: string; readonly reason: string }[];
}

/** What a factory may add to the class that it is given: it makes a pooling model of it. */
const ADDED_BY_FACTORIES: ReadonlySet<string> = new Set(['pooling', 'crossEncoding']);

/** What all of the classes that a name may mean have, or all have not. */
export function agreedCapabilities(
  sources: PythonSources,
  directory: string,
  types: readonly FollowedClass[],
): CapabilitiesRead {
  if (types.length === 0) return { capabilities: {}, undecidable: [] };
  const models = types.map(({ type, made }) => ({ type: seenAlone(type), made }));
  const capabilities: Record<string, boolean> = {};
  const undecidable: { readonly name: string; readonly reason: string }[] = [];
  for (const { name, predicates, otherwise } of CAPABILITIES) {
    const predicate = findPredicate(sources, directory, predicates);
    const [first, ...others] = models.map(({ type, made }): Answer => {
      const answer = predicate === null ? otherwise(type) : ask(sources, predicate, type);
      return answer === false && made && ADDED_BY_FACTORIES.has(name)
        ? { reason: `a function makes a base of ${type.name}, and it may add this` }
        : answer;
    });
    const open = [first, ...others].find((answer) => typeof answer === 'object');
    if (open !== undefined) undecidable.push({ name, ...open });
    else if (others.some((answer) => answer !== first))
      undecidable.push({ name, reason: 'the possible classes differ' });
    else if (typeof first === 'boolean') capabilities[name] = first;
  }
  return { capabilities, undecidable };
}

/** A predicate of vLLM; more than one function where the platform decides which it is. */
type Predicate = readonly [FunctionValue, ...(readonly FunctionValue[])] | Open;

/** The first of these that is there; null where none is. */
function findPredicate(
  { tree, project }: PythonSources,
  directory: string,
  names: readonly string[],
): Predicate | null {
  const files = [INTERFACES, INTERFACES_BASE]
    .map((path) => inDirectory(directory, path))
    .filter((path) => tree.has(path));
  for (const name of names) {
    for (const file of files) {
      const found = project.lookup(file, name);
      if (found === undefined) continue;
      const values =
        found.kind === 'undecidable' ? project.worlds(file, name).map(({ value }) => value) : [found];
      const functions = values.filter((value) => value?.kind === 'function');
      const [first, ...others] = functions;
      return first === undefined || functions.length < values.length
        ? { reason: `what ${name} of ${file} is, is not known` }
        : [first, ...others];
    }
  }
  return null;
}

function ask({ project }: PythonSources, predicate: Predicate, type: ClassValue): Answer {
  if ('reason' in predicate) return predicate;
  const answers = predicate.map((func) => project.call(func, [type]));
  const [first, ...others] = answers.map(truth);
  if (first !== null && first !== undefined && others.every((other) => other === first)) return first;
  const open = answers.find(({ kind }) => kind === 'undecidable');
  const [{ name }] = predicate;
  return { reason: open?.kind === 'undecidable' ? open.reason : `${name}() gives no answer` };
}

function flag(name: string): Capability['otherwise'] {
  return (type) => {
    const found = findAttribute(type, name);
    if (found.kind === 'absent') return false;
    if (found.kind === 'undecidable') return found;
    return truth(found.value) ?? { reason: `${name} of ${found.owner.name} is not known` };
  };
}

function isA(name: string): Capability['otherwise'] {
  return (type) => hasAncestor(type, name) ?? { reason: `a base of ${type.name} is not known` };
}
