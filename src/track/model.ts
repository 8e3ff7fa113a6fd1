/** From what was read to the rows of the tracking document. */
import { compareText } from '../diagnostics.js';
import type { TrackingModel, TrackingRow } from '../documents/tracking/model.js';
import { hidingPlaces } from '../engines/hidden.js';
import type { ModelClass } from '../engines/transformers/types.js';
import { loaderRegistrations, type EngineScan } from '../engines/types.js';
import { joinArchitectures, visibleSupport, type ArchitectureRecord } from '../models/architectures.js';
import { suggestExamples } from '../models/example.js';
import type { Category } from '../models/category.js';
import { shippedExamples } from '../models/shipped.js';
import type { ReadTransformers } from '../scan/workspace.js';
import { nameOf } from '../source/tree-path.js';

/** Which classes of transformers get a row besides what the engine registers. */
export type ClassSelection = 'named' | 'all';

export interface TrackingInput {
  readonly engine: EngineScan;
  readonly transformers: ReadTransformers | null;
  /** `named`: classes whose name is that of a model with a head, or ends in `Model`. `all`: every exported model class. */
  readonly classes: ClassSelection;
  readonly withFallback: boolean;
  /** Rows for architectures that only the shipped example overrides know. */
  readonly overrideRows: boolean;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly userCategories?: Readonly<Record<string, Category>> | undefined;
  readonly userExamples?: Readonly<Record<string, string>> | undefined;
}

/** The document's content, and what a person should know beside it. */
export interface TrackingReport {
  readonly model: TrackingModel;
  /** Every row with its reasons, sorted by architecture. */
  readonly records: readonly ArchitectureRecord[];
  /** Classes with a model's name that transformers does not export: they get no row. */
  readonly notExported: readonly ModelClass[];
  /** Rows without an example, with what was refused and the nearest names that have one. */
  readonly withoutExample: readonly MissingExample[];
}

export interface MissingExample {
  readonly record: ArchitectureRecord;
  readonly suggestions: readonly { readonly architecture: string; readonly id: string }[];
}

const MODEL_NAME =
  /^\w+(?:ForCausalLM|ForConditionalGeneration|ForSequenceClassification|LMHeadModel|Model)$/u;

/** Names of models that a checkpoint may declare; base classes and private ones are not among them. */
export function isModelName(name: string): boolean {
  return MODEL_NAME.test(name) && !name.startsWith('_') && !name.includes('PreTrained');
}

export function buildTracking(input: TrackingInput): TrackingReport {
  const { engine, transformers } = input;
  const join = joinArchitectures({
    engine,
    transformers: transformers?.scan ?? null,
    examples: transformers?.examples,
    userCategories: input.userCategories,
    userExamples: input.userExamples,
  });
  const candidates = (transformers?.scan.classes ?? []).filter(selection(input.classes));
  const records = architectures(input, candidates).map(join);
  const named = new Set(records.map(({ architecture }) => architecture));
  return {
    records,
    model: {
      rows: records.map((record) => rowOf(record, input.withFallback)),
      date: input.date,
      withFallback: input.withFallback,
      hfKnown: transformers !== null,
      hfHidden: hidingPlaces(transformers?.scan ?? { undecidable: [] }).length > 0,
      undecidedFiles: undecidedFiles(engine),
      categoriesHidden: engine.categoriesHidden,
    },
    notExported: candidates.filter(({ name, exported }) => !exported && !named.has(name)),
    withoutExample: missingExamples(records),
  };
}

function undecidedFiles({ undecidable }: EngineScan): ReadonlySet<string> {
  return new Set(undecidable.map(({ file }) => nameOf(file)));
}

function selection(classes: ClassSelection): (each: ModelClass) => boolean {
  return classes === 'named'
    ? ({ name }) => isModelName(name)
    : (each) => each.preTrained !== false || isModelName(each.name);
}

/** Registrations, exported classes, and the architectures that have an example set by hand. */
function architectures(input: TrackingInput, candidates: readonly ModelClass[]): readonly string[] {
  const overrides = input.overrideRows ? shippedExamples.filter(({ withdrawn }) => withdrawn === null) : [];
  const names = new Set([
    ...loaderRegistrations(input.engine).map(({ key }) => key),
    ...candidates.filter(({ exported }) => exported).map(({ name }) => name),
    ...overrides.map(({ architecture }) => architecture),
    ...Object.keys(input.userExamples ?? {}),
  ]);
  return [...names].sort(compareText);
}

function rowOf(record: ArchitectureRecord, withFallback: boolean): TrackingRow {
  const { architecture, registration, modelClass, category, example } = record;
  const file = registration?.file ?? '';
  // A syntax error somewhere says nothing about most rows; of those that it is about the document's cells stay.
  const { level } = visibleSupport(record);
  return {
    architecture,
    native: registration !== null,
    hf: modelClass?.exported === true,
    file: nameOf(file),
    example: example.id ?? '',
    category: category.category,
    ...(withFallback ? { fallback: level === null ? null : level === 'fallback' } : {}),
  };
}

function missingExamples(records: readonly ArchitectureRecord[]): readonly MissingExample[] {
  const known = new Map(
    records.flatMap(({ architecture, example }) =>
      example.id === null ? [] : [[architecture, example.id] as const],
    ),
  );
  return records
    .filter(({ example }) => example.id === null)
    .map((record) => ({ record, suggestions: suggestExamples(record.architecture, known) }));
}
