import type { Evidence } from '../diagnostics.js';
import {
  BASE_MAPPING,
  isHeadless,
  isTextPart,
  MAPPING_PRECEDENCE,
  MAPPING_RULES,
  NAME_RULES,
  otherInput,
  type MappingRule,
} from './category-rules.js';
import { findShippedCategory } from './shipped.js';

export type Category = 'text' | 'embedding' | 'multimodal';

/** A class's entry in one of transformers' auto mappings. */
export interface MappingEntry {
  /** Name of the mapping, e.g. `MODEL_FOR_CAUSAL_LM_MAPPING_NAMES`. */
  readonly mapping: string;
  readonly evidence?: Evidence | undefined;
}

/** What is known about an architecture that bears on its category. */
export interface CategoryFacts {
  /** From the user's configuration. */
  readonly user?: Category | undefined;
  /** What the engine's own lists and predicates state; not what a predicate says of names it does not know. */
  readonly engine?:
    | {
        readonly multimodal?: Evidence | undefined;
        /** The engine treats it as no generation model. */
        readonly embedding?: Evidence | undefined;
        /** The engine's predicate takes it for a generation model: it is no embedding. */
        readonly generation?: Evidence | undefined;
      }
    | undefined;
  /** An engine registers an implementation of its own. */
  readonly native?: boolean | undefined;
  /** The model it drafts for, when it is a draft for speculative decoding; one of several. */
  readonly base?: { readonly architecture: string; readonly category: Category } | undefined;
  /** The auto mappings that list the class itself. */
  readonly autoMappings: readonly MappingEntry[];
  /**
   * The auto mappings that list any class of the same model type; those of image processors, video processors
   * and feature extractors too (`IMAGE_PROCESSOR_MAPPING_NAMES` …).
   */
  readonly siblingMappings?: readonly MappingEntry[] | undefined;
}

export type CategorySource =
  'user' | 'engine' | 'shipped' | 'base-model' | 'auto-mapping' | 'name' | 'default';

export interface CategoryResult {
  readonly category: Category;
  readonly source: CategorySource;
  /** A full phrase for a person, without a full stop. */
  readonly reason: string;
  readonly evidence?: Evidence;
}

/**
 * The category of an architecture. The first that says anything decides: the user's configuration, the engine's
 * own lists and predicates (its multimodal list before the others), the shipped sets, the model that a draft
 * belongs to, transformers' auto mappings, the name; otherwise text.
 */
export function categorise(architecture: string, facts: CategoryFacts): CategoryResult {
  const result = byUser(facts) ??
    byEngine(facts) ??
    byShippedSet(architecture) ??
    byBaseModel(facts) ??
    byOwnMapping(architecture, facts) ??
    bySiblings(architecture, facts) ??
    byName(architecture, facts) ?? { category: 'text', source: 'default', reason: 'nothing says otherwise' };
  const generates = facts.engine?.generation;
  const decided = result.category !== 'embedding' || result.source === 'user' || result.source === 'engine';
  // What an engine serves as a generation model is no embedding because a set or a name says so; where transformers
  // lists the class as a classifier, the engine merely expects to be told.
  if (decided || !generates || byOwnMapping(architecture, facts)?.category === 'embedding') return result;
  return fromEngine('text', 'the engine serves it as a generation model', generates);
}

function byUser({ user }: CategoryFacts): CategoryResult | null {
  return user === undefined ? null : { category: user, source: 'user', reason: 'set in the configuration' };
}

function byEngine({ engine }: CategoryFacts): CategoryResult | null {
  if (engine?.multimodal)
    return fromEngine('multimodal', 'the engine lists it as multimodal', engine.multimodal);
  if (engine?.embedding)
    return fromEngine('embedding', 'the engine treats it as no generation model', engine.embedding);
  return null;
}

function fromEngine(category: Category, reason: string, evidence: Evidence): CategoryResult {
  return { category, source: 'engine', reason, evidence };
}

function byShippedSet(architecture: string): CategoryResult | null {
  const entry = findShippedCategory(architecture);
  return entry
    ? {
        category: entry.category,
        source: 'shipped',
        reason: `in the shipped set ${entry.category} (${entry.originText})`,
      }
    : null;
}

function byBaseModel({ base }: CategoryFacts): CategoryResult | null {
  return base === undefined
    ? null
    : {
        category: base.category,
        source: 'base-model',
        reason: `a draft for ${base.architecture}, same category`,
      };
}

function byOwnMapping(architecture: string, { autoMappings }: CategoryFacts): CategoryResult | null {
  const found = decisive(autoMappings);
  if (!found) return null;
  const { entry, rule } = found;
  const word = rule.category === 'text' ? otherInput(architecture) : undefined;
  if (word === undefined)
    return fromMapping(found, rule.category, `listed in ${entry.mapping}: ${rule.reason}`);
  // The sequence-to-sequence mapping also lists models that take sound.
  return fromMapping(found, 'multimodal', `listed in ${entry.mapping}, and "${word}" is in its name`);
}

/**
 * A class without a head, or whose head can take any input, follows the other classes of its model type:
 * `DetrModel` the object detector, an unlisted `…ForConditionalGeneration` its family. The text part of a larger
 * model does not.
 */
function bySiblings(architecture: string, facts: CategoryFacts): CategoryResult | null {
  const headless = isHeadless(architecture);
  const found = isTextPart(architecture) ? undefined : decisive(trustedSiblings(facts));
  const follows = headless
    ? found?.rule.category === 'multimodal'
    : architecture.endsWith('ForConditionalGeneration') && found?.rule.category !== 'embedding';
  if (found && follows) {
    const reason = `of a model type that is listed in ${found.entry.mapping}: ${found.rule.reason}`;
    return fromMapping(found, found.rule.category, reason);
  }
  const base = facts.autoMappings.find(({ mapping }) => mapping === BASE_MAPPING);
  if (!base || !headless || (!isTextPart(architecture) && otherInput(architecture) !== undefined))
    return null;
  const reason = `listed in ${BASE_MAPPING} only: it gives vectors, not generated text`;
  return { category: 'embedding', source: 'auto-mapping', reason, ...withEvidence(base.evidence) };
}

/** Feature extractors are for sound, or for markup: beside classifiers of text they prove nothing. */
function trustedSiblings({ siblingMappings = [] }: CategoryFacts): readonly MappingEntry[] {
  const classifiesText = siblingMappings.some((entry) => ruleOf(entry)?.category === 'embedding');
  return classifiesText
    ? siblingMappings.filter(({ mapping }) => !mapping.startsWith('FEATURE_EXTRACTOR'))
    : siblingMappings;
}

interface Found {
  readonly entry: MappingEntry;
  readonly rule: MappingRule;
}

function decisive(entries: readonly MappingEntry[]): Found | undefined {
  const found = entries.flatMap((entry) => {
    const rule = ruleOf(entry);
    return rule ? [{ entry, rule }] : [];
  });
  for (const category of MAPPING_PRECEDENCE) {
    const first = found.find(({ rule }) => rule.category === category);
    if (first) return first;
  }
  return undefined;
}

/** Looked up by `FOR_CAUSAL_LM` of `MODEL_FOR_CAUSAL_LM_MAPPING_NAMES`; a few names lack the word `MAPPING`. */
function ruleOf({ mapping }: MappingEntry): MappingRule | undefined {
  return MAPPING_RULES.get(mapping.replace(/^MODEL_/, '').replace(/(?:_MAPPING)?(?:_NAMES)?$/, ''));
}

function fromMapping({ entry }: Found, category: Category, reason: string): CategoryResult {
  return { category, source: 'auto-mapping', reason, ...withEvidence(entry.evidence) };
}

function withEvidence(evidence: Evidence | undefined): { readonly evidence?: Evidence } {
  return evidence ? { evidence } : {};
}

function byName(architecture: string, { native = false }: CategoryFacts): CategoryResult | null {
  const rule = NAME_RULES.find(({ test }) => test(architecture));
  if (rule) return { category: rule.category, source: 'name', reason: `its name ${rule.reason}` };
  // An engine's own `…Model` generates text unless the engine says otherwise.
  return native || !isHeadless(architecture)
    ? null
    : { category: 'embedding', source: 'name', reason: 'its name is that of a model without a head' };
}
