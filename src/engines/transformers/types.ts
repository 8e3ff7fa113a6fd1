import type { Diagnostic, Place } from '../../diagnostics.js';
import type { Undecidable } from '../types.js';

/** A class of a modeling file of transformers. */
export interface ModelClass extends Place {
  readonly name: string;
  /** Key of its auto mapping, otherwise the folder under `transformers/models`. */
  readonly modelType: string;
  /** Folder under `transformers/models`, e.g. `llama` or `deprecated/van`. */
  readonly folder: string;
  /** `transformers.<name>` resolves to this class. */
  readonly exported: boolean;
  /** Derives from `PreTrainedModel`; null when it is not known what the class derives from. */
  readonly preTrained: boolean | null;
  /** What `is_backend_compatible()` returns; null when undecidable. False where transformers has no such method yet. */
  readonly backendCompatible: boolean | null;
  /** Auto mappings that name it, sorted. */
  readonly autoMappings: readonly string[];
}

/** One entry of an auto mapping. */
export interface AutoMappingEntry {
  readonly modelType: string;
  readonly classes: readonly string[];
}

export interface AutoMapping extends Place {
  readonly name: string;
  readonly entries: readonly AutoMappingEntry[];
}

/** Everything read from the transformers sources. */
export interface TransformersScan {
  readonly root: string;
  readonly version: string | null;
  readonly revision: string | null;
  /** Sorted by name, then file. */
  readonly classes: readonly ModelClass[];
  readonly autoMappings: readonly AutoMapping[];
  /** Configuration classes by model type. */
  readonly configMappings: readonly AutoMapping[];
  /** Image and video processors and feature extractors by model type. */
  readonly processorMappings: readonly AutoMapping[];
  /** Where `mayHideMore` is set, classes of any name. */
  readonly undecidable: readonly (Place & Undecidable)[];
  readonly diagnostics: readonly Diagnostic[];
}
