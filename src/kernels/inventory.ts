import type { Outcome, Diagnostic } from '../diagnostics.js';
import { classifyDefinition, type Classification, type ClassificationSources } from './classify.js';
import type { KernelConfig } from './config.js';
import { expectedDefinitions, type ExpectedDefinition, type UnmappedModule } from './expected.js';
import { compareOpTypes } from './op-types.js';
import type { Parallelism } from './parallelism.js';

/** A definition that a model needs under at least one parallelism, and what is known about it. */
export interface InventoryEntry extends Omit<ExpectedDefinition, 'tp' | 'ep'> {
  /** The attention degrees that give this name, ascending; empty when it does not depend on them. */
  readonly tp: readonly number[];
  /** The same for the expert-parallel degree. */
  readonly ep: readonly number[];
  readonly classification: Classification;
}

export interface Inventory {
  readonly architecture: string | null;
  readonly parallelisms: readonly Parallelism[];
  /** In the order of the op types, within one by parallelism. */
  readonly entries: readonly InventoryEntry[];
  readonly unmapped: readonly UnmappedModule[];
}

/** Joins the definitions of several parallelisms and classifies each once. */
export function kernelInventory(
  config: KernelConfig,
  parallelisms: readonly Parallelism[],
  sources: ClassificationSources,
): Outcome<Inventory> {
  const results = parallelisms.map((each) => expectedDefinitions(config, each));
  const byName = new Map<string, readonly ExpectedDefinition[]>();
  for (const definition of results.flatMap(({ value }) => value.definitions)) {
    byName.set(definition.name, [...(byName.get(definition.name) ?? []), definition]);
  }
  const entries = [...byName.values()].flatMap((group) => entryOf(group, sources) ?? []);
  const value = {
    architecture: config.architecture,
    parallelisms,
    entries: entries.sort((a, b) => compareOpTypes(a.opType, b.opType)),
    unmapped: results[0]?.value.unmapped ?? [],
  };
  return { value, diagnostics: distinct(results.flatMap(({ diagnostics }) => diagnostics)) };
}

function entryOf(
  group: readonly ExpectedDefinition[],
  sources: ClassificationSources,
): InventoryEntry | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const classification = classifyDefinition(first.name, sources);
  return { ...first, tp: degrees(group, 'tp'), ep: degrees(group, 'ep'), classification };
}

function degrees(group: readonly ExpectedDefinition[], which: 'tp' | 'ep'): readonly number[] {
  return [...new Set(group.flatMap((each) => each[which] ?? []))].sort((a, b) => a - b);
}

/** A missing field is the same news under every parallelism. */
function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [`${each.rule} ${each.message}`, each])).values()];
}
