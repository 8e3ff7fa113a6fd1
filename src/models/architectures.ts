/** Joins what engines and transformers say: one record per architecture. */
import type { Evidence } from '../diagnostics.js';
import type { ModelClass, TransformersScan } from '../engines/transformers/types.js';
import { hidingPlaces } from '../engines/hidden.js';
import {
  loaderRegistrations,
  unjoinedReason,
  type EngineScan,
  type FallbackGate,
  type Registration,
  type Undecidable,
} from '../engines/types.js';
import {
  categorise,
  type Category,
  type CategoryFacts,
  type CategoryResult,
  type MappingEntry,
} from './category.js';
import { resolveExample, type ExampleResult, type Mention } from './example.js';
import { remembered } from '../memo.js';
import type { ExampleIndex, ExampleMaterial } from './material.js';

/** How far an engine goes with an architecture; `converted` needs a rule of the engine. */
export type SupportLevel = 'native' | 'converted' | 'fallback' | 'exported' | 'none';

export interface Support {
  /** Null when it depends on a value that is undecidable. */
  readonly level: SupportLevel | null;
  readonly reason: string;
  readonly evidence?: Evidence;
  /** What the sources say as far as they could be read, where a syntax error may hide that it is otherwise. */
  readonly visible?: Support | undefined;
  /** What hides it. */
  readonly hiddenBy?: Undecidable['mayHideMore'];
}

/** The same where a syntax error may hide something. */
export function visibleSupport({ support }: Pick<ArchitectureRecord, 'support'>): Support {
  return support.visible ?? support;
}

/** What is known about one architecture with respect to one engine and the given transformers sources. */
export interface ArchitectureRecord {
  readonly architecture: string;
  readonly registration: Registration | null;
  /** The class of that name in transformers; the exported one where several files define it. */
  readonly modelClass: ModelClass | null;
  readonly support: Support;
  readonly category: CategoryResult;
  readonly example: ExampleResult;
}

/** What is served: all that does not depend on examples and on what users say. */
export type ServedRecord = Pick<
  ArchitectureRecord,
  'architecture' | 'registration' | 'modelClass' | 'support'
>;

export interface JoinInput {
  readonly engine: EngineScan;
  readonly transformers: TransformersScan | null;
  /** What the transformers sources say about examples; nothing without it. */
  readonly examples?: ExampleIndex | undefined;
  readonly userCategories?: Readonly<Record<string, Category>> | undefined;
  readonly userExamples?: Readonly<Record<string, string>> | undefined;
}

const NO_CLASSES: readonly ModelClass[] = [];

const NO_MATERIAL: ExampleMaterial = {
  mentions: [],
  checkpointForDoc: [],
  autoDocstring: [],
  configLinks: [],
  docPage: [],
};

/** Makes records on demand; every question about an architecture is answered from the same join. */
export function joinArchitectures(input: JoinInput): (architecture: string) => ArchitectureRecord {
  const registrations = new Map(
    loaderRegistrations(input.engine).flatMap((each) =>
      each.architecture !== null && isLoadable(each) ? [[each.architecture, each] as const] : [],
    ),
  );
  const engineTests = testMentions(input.engine);
  const classes = classesByName(input.transformers?.classes ?? NO_CLASSES);
  const mappings = mappingLookup(input.transformers);
  const join = (architecture: string, depth = 0): ArchitectureRecord => {
    const registration = registrations.get(architecture) ?? null;
    const modelClass = classes.get(architecture) ?? null;
    const material = (modelClass === null ? undefined : input.examples?.(modelClass.folder)) ?? NO_MATERIAL;
    const id = own(input.userExamples, architecture);
    return {
      architecture,
      registration,
      modelClass,
      support: supportOf(input, registrations, architecture, modelClass),
      category: categorise(architecture, {
        user: own(input.userCategories, architecture),
        engine: input.engine.categories.get(architecture),
        native: registration !== null,
        base: depth === 0 ? baseOf(input.engine, architecture, (base) => join(base, 1)) : undefined,
        autoMappings: mappings.own(architecture),
        siblingMappings: modelClass === null ? [] : mappings.siblings(modelClass.modelType),
      }),
      example: resolveExample(architecture, {
        ...material,
        engineTests: engineTests.get(architecture),
        ...(id === undefined ? {} : { user: { id } }),
      }),
    };
  };
  return (architecture) => join(architecture);
}

/** What an engine only lists as removed, or leaves to a plugin, it does not load. */
function isLoadable({ status }: Registration): boolean {
  return status === 'active' || status === 'conditional';
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Where several files define a class of one name, the exported one counts. */
const classesByName = remembered((all: readonly ModelClass[]): ReadonlyMap<string, ModelClass> => {
  const classes = new Map<string, ModelClass>();
  for (const each of all) {
    const known = classes.get(each.name);
    if (known === undefined || (each.exported && !known.exported)) classes.set(each.name, each);
  }
  return classes;
});

/**
 * The model that a draft belongs to. Of models of several categories the first one for text: a draft that serves it, too,
 * gets by without inputs of other kinds.
 */
function baseOf(
  engine: EngineScan,
  architecture: string,
  join: (base: string) => ArchitectureRecord,
): CategoryFacts['base'] {
  const bases = (engine.draftBases.get(architecture) ?? []).map((name) => {
    const { category } = join(name).category;
    return { architecture: name, category };
  });
  const agree = bases.every(({ category }) => category === bases[0]?.category);
  return agree ? bases[0] : bases.find(({ category }) => category === 'text');
}

interface MappingLookup {
  own(architecture: string): readonly MappingEntry[];
  siblings(modelType: string): readonly MappingEntry[];
}

function mappingLookup(transformers: TransformersScan | null): MappingLookup {
  const byClass = new Map<string, MappingEntry[]>();
  const byType = new Map<string, MappingEntry[]>();
  const add = (map: Map<string, MappingEntry[]>, key: string, entry: MappingEntry): void => {
    const entries = map.get(key) ?? [];
    if (!entries.some(({ mapping }) => mapping === entry.mapping)) entries.push(entry);
    map.set(key, entries);
  };
  for (const { name, file, line, column, entries } of [
    ...(transformers?.autoMappings ?? []),
    ...(transformers?.processorMappings ?? []),
  ]) {
    const entry: MappingEntry = {
      mapping: name,
      evidence: { file, line, column, rule: 'transformers-auto-mapping' },
    };
    for (const { modelType, classes } of entries) {
      add(byType, modelType, entry);
      for (const each of classes) add(byClass, each, entry);
    }
  }
  return { own: (name) => byClass.get(name) ?? [], siblings: (type) => byType.get(type) ?? [] };
}

/** Checkpoints that the engine's tests can load, by architecture. */
function testMentions({ id: engine, examples = [] }: EngineScan): ReadonlyMap<string, readonly Mention[]> {
  const mentions = examples
    .filter(({ isAvailableOnline }) => isAvailableOnline)
    .map(({ architecture, id, file, line, column }): [string, readonly Mention[]] => {
      const evidence = { file, line, column, rule: `${engine}-test-registry` };
      return [architecture, [{ id, evidence, receiver: null, scope: '' }]];
    });
  return new Map(mentions);
}

/**
 * The support level by the engine's own loader: a registration first, then its gate before transformers and its
 * conversion from another ending, in the order in which the engine tries them.
 */
function supportOf(
  { engine, transformers }: JoinInput,
  registrations: ReadonlyMap<string, Registration>,
  architecture: string,
  modelClass: ModelClass | null,
): Support {
  const registration = registrations.get(architecture);
  if (registration !== undefined) {
    const { file, line } = registration;
    return {
      level: 'native',
      reason: 'registered',
      evidence: { file, line, column: 1, rule: `${engine.id}-registration` },
    };
  }
  const support = unregisteredSupport(engine, transformers, registrations, architecture, modelClass);
  const visible = support.visible ?? support;
  return unlessHidden(hidingPlaces(engine), `${engine.id}-registration`, visible) ?? support;
}

function unregisteredSupport(
  engine: EngineScan,
  transformers: TransformersScan | null,
  registrations: ReadonlyMap<string, Registration>,
  architecture: string,
  modelClass: ModelClass | null,
): Support {
  const conversion = conversionOf(engine, registrations, architecture);
  if (conversion?.afterFallback === false) return conversion.support;
  const support = withoutRegistration(engine, architecture, modelClass, transformers);
  const isRefused = support.level === 'exported' || support.level === 'none';
  if (conversion !== null && isRefused) return conversion.support;
  const former = engine.registrations.find(
    ({ key, status }) => key === architecture && (status === 'removed' || status === 'out-of-tree'),
  );
  return former === undefined || !isRefused ? support : { ...support, ...formerly(engine, former, support) };
}

/** What is known where syntax errors may hide anything that is not known to be there; null when nothing is hidden. */
function unlessHidden(places: readonly Undecidable[], rule: string, visible: Support): Support | null {
  const [first, ...others] = places;
  if (first === undefined) return null;
  const { file, line, reason, mayHideMore: hiddenBy } = first;
  const more = others.length === 0 ? '' : ` (and in ${others.length} more)`;
  const evidence = { file, line, column: 1, rule };
  return { level: null, reason: `${reason}${more}`, evidence, visible, hiddenBy };
}

/**
 * Where transformers may hide what decides whether the engine serves an architecture: a class for an engine whose
 * gate would let it in, the mappings for one that asks them, or registers their model types or configurations.
 */
function decidingPlaces(
  { fallbackGate: gate, registrations }: EngineScan,
  transformers: TransformersScan,
  architecture: string,
): readonly Undecidable[] {
  const places = hidingPlaces(transformers);
  if (gate?.test === 'backend-compatible') return places;
  const isMapped = transformers.autoMappings.some(
    ({ name, entries }) =>
      gate?.mappings.includes(name) === true && entries.some(({ classes }) => classes.includes(architecture)),
  );
  if (isMapped) return places;
  const asksMappings = gate !== null || registrations.some(({ keyKind }) => keyKind !== 'architecture');
  return asksMappings ? places.filter(({ file }) => /(?:^|\/)models\/auto\//.test(file)) : [];
}

/** Why an engine serves no class of a name, also if transformers should export one that is not seen. */
function refusalOfUnseen(gate: FallbackGate | null): string {
  return gate?.test === 'auto-mapping'
    ? `in none of the mappings that the engine asks: ${gate.mappings.join(', ')}`
    : 'the engine has no fallback';
}

/** The registered architecture that an unregistered one is served from, by its ending. */
function conversionOf(
  { conversion }: EngineScan,
  registrations: ReadonlyMap<string, Registration>,
  architecture: string,
): { readonly support: Support; readonly afterFallback: boolean } | null {
  const own = conversion?.endings.find(({ ending }) => architecture.endsWith(ending));
  if (conversion === undefined || own === undefined) return null;
  const base = conversion.endings
    .map(({ ending }) => architecture.replaceAll(own.ending, ending))
    .find((name) => registrations.has(name));
  if (base === undefined) return null;
  const reason = `not registered, but served from ${base} by its ending`;
  return {
    support: { level: 'converted', reason, evidence: conversion.evidence },
    afterFallback: own.afterFallback,
  };
}

function formerly(engine: EngineScan, former: Registration, { reason }: Support): Omit<Support, 'level'> {
  const { file, line, status, note } = former;
  const known = status === 'removed' ? 'listed as removed' : 'supported by a plugin';
  const noted =
    status === 'removed' ? `supported until ${note ?? ''}` : `supported by a plugin, ${note ?? ''}`;
  const what = note === undefined ? known : noted;
  const evidence = { file, line, column: 1, rule: `${engine.id}-${status}` };
  return { reason: `${what}; ${reason}`, evidence };
}

function withoutRegistration(
  engine: EngineScan,
  architecture: string,
  modelClass: ModelClass | null,
  transformers: TransformersScan | null,
): Support {
  if (transformers === null) {
    const reason = unjoinedReason(loaderRegistrations(engine));
    return { level: null, reason: reason ?? 'not registered, and no transformers sources were read' };
  }
  const version = versionNote(engine, transformers);
  if (modelClass?.exported !== true) {
    const places = decidingPlaces(engine, transformers, architecture);
    const isSeen = places.length > 0 || hidingPlaces(transformers).length === 0;
    const why = isSeen ? `not exported by ${version}` : refusalOfUnseen(engine.fallbackGate);
    const none: Support = { level: 'none', reason: `not registered, and ${why}` };
    return unlessHidden(places, 'transformers-export', none) ?? none;
  }
  const { file, line, column } = modelClass;
  const at = (rule: string): Evidence => ({ file, line, column, rule });
  if (engine.fallbackGate === null) {
    const reason = `exported by ${version}, but the engine has no fallback`;
    return { level: 'exported', reason, evidence: at('transformers-export') };
  }
  if (modelClass.preTrained === false) {
    const reason = `exported by ${version}, but no PreTrainedModel`;
    return { level: 'exported', reason, evidence: at('transformers-export') };
  }
  const support =
    engine.fallbackGate.test === 'auto-mapping'
      ? mappedSupport(engine.fallbackGate, modelClass, version)
      : gatedSupport(modelClass, version, at('transformers-backend-compatible'));
  if (modelClass.preTrained === true || support.level === 'exported') return support;
  const reason = `exported by ${version}; whether it is a PreTrainedModel is not known`;
  return { level: null, reason, evidence: at('transformers-export') };
}

/** The engine asks the class. */
function gatedSupport({ backendCompatible }: ModelClass, version: string, evidence: Evidence): Support {
  switch (backendCompatible) {
    case true:
      return { level: 'fallback', reason: `is_backend_compatible() is true in ${version}`, evidence };
    case false: {
      const reason = `the engine refuses it: is_backend_compatible() is false in ${version}`;
      return { level: 'exported', reason, evidence };
    }
    case null:
      return { level: null, reason: `is_backend_compatible() is undecidable in ${version}`, evidence };
  }
}

/** The engine serves what certain mappings of transformers have. */
function mappedSupport(
  { mappings, evidence }: Extract<FallbackGate, { test: 'auto-mapping' }>,
  { autoMappings }: ModelClass,
  version: string,
): Support {
  const found = mappings.find((name) => autoMappings.includes(name));
  if (found !== undefined) return { level: 'fallback', reason: `in ${found} of ${version}`, evidence };
  const reason = `exported by ${version}, but in none of the mappings that the engine asks: ${mappings.join(', ')}`;
  return { level: 'exported', reason, evidence };
}

/** The level holds for the sources that were read; the engine may require another release. */
function versionNote(engine: EngineScan, transformers: TransformersScan): string {
  const version = transformers.version ?? 'of unknown version';
  const pin = engine.transformersPin?.requirement;
  const differs = pin !== undefined && pin !== `==${version}`;
  return `transformers ${version}${differs ? ` (the engine requires ${pin})` : ''}`;
}
