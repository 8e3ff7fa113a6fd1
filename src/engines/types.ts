import type { Diagnostic, Evidence, Place } from '../diagnostics.js';
import type { AssumedCall } from '../python/evaluate/index.js';
import type { PythonSources } from '../python/sources.js';
import type { SourceTree } from '../source/types.js';

/** What a registry's key names. */
export type KeyKind = 'architecture' | 'modelType' | 'configClass' | 'pipeline';

/** What is registered: a model that checkpoints declare, a draft for speculative decoding, a wrapper around
 * somebody else's implementation, or a part of a pipeline. */
export type RegistrationKind = 'model' | 'draft' | 'wrapper' | 'component';

export type RegistrationStatus = 'active' | 'conditional' | 'removed' | 'out-of-tree';

/** An engine's statement that binds an architecture to an implementation. */
export interface Registration {
  readonly key: string;
  readonly keyKind: KeyKind;
  /** Null when the key is of another kind and nothing joins it. */
  readonly architecture: string | null;
  readonly className: string;
  /** Which of the engine's registries. */
  readonly registry: string;
  readonly kind: RegistrationKind;
  readonly status: RegistrationStatus;
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** The registration: relative POSIX path and 1-based line. */
  readonly file: string;
  readonly line: number;
  readonly classFile: string | null;
  readonly classLine: number | null;
  /** What the engine says about a registration that is not active: its last release, or where it is now. */
  readonly note?: string | undefined;
}

/** An entry of a registry's part whose key a later part of the same registry has again; the later one counts. */
export type ReplacedEntry = Pick<Registration, 'key' | 'registry' | 'file' | 'line'>;

/** A value that the sources do not allow to be known. */
export interface Undecidable {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  /** Why more than was read may be registered here, under any name: a syntax error, or the file could not be read. */
  readonly mayHideMore?: 'syntax-error' | 'unread' | undefined;
}

/** What an engine's own lists and predicates say about the category of an architecture. */
export interface CategoryEvidence {
  readonly multimodal?: Evidence;
  /** The engine treats it as no generation model. */
  readonly embedding?: Evidence;
  /** The engine registers it and treats it as a generation model. */
  readonly generation?: Evidence;
}

/** Everything read from one engine's sources. */
export interface EngineScan {
  readonly id: string;
  readonly root: string;
  readonly revision: string | null;
  readonly registrations: readonly Registration[];
  /** The registries in which the engine looks up what a checkpoint lists under `architectures`. */
  readonly loaderRegistries: readonly string[];
  readonly replaced?: readonly ReplacedEntry[] | undefined;
  readonly undecidable: readonly Undecidable[];
  readonly categories: ReadonlyMap<string, CategoryEvidence>;
  /** The file that says them cannot be read, or has a syntax error there: what `categories` lacks is not known. */
  readonly categoriesHidden?: boolean | undefined;
  /** Drafts that the engine puts in place of a model's own architecture, with the models they draft for. */
  readonly draftBases: ReadonlyMap<string, readonly string[]>;
  /** The transformers release that the engine requires, as its own text says, e.g. `==5.5.4`. */
  readonly transformersPin: (Place & { readonly requirement: string }) | null;
  /** Checkpoints that a registry names literally. */
  readonly checkpoints: readonly (Place & { readonly id: string })[];
  /** The engine serves unregistered architectures through transformers when this gate lets them in; null: never. */
  readonly fallbackGate: FallbackGate | null;
  /** The engine serves an unregistered architecture from a registered one with another ending. */
  readonly conversion?: SuffixConversion | undefined;
  /** Checkpoints by architecture that the engine's own tests name. */
  readonly examples?: readonly EngineExample[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The test that an engine makes before it falls back to transformers. */
export type FallbackGate =
  | {
      readonly test: 'backend-compatible';
      /** Where the engine makes the test. */
      readonly evidence: Evidence;
    }
  | {
      /** One of these auto mappings of transformers has the class. */
      readonly test: 'auto-mapping';
      readonly mappings: readonly string[];
      readonly evidence: Evidence;
    };

/** The first ending that an unregistered name has is replaced by each of the endings in turn. */
export interface SuffixConversion {
  readonly endings: readonly {
    readonly ending: string;
    /** What the engine runs a model with this ending for, e.g. `generate` or `pooling`. */
    readonly runner: string;
    /** The engine asks transformers before it looks for another ending. */
    readonly afterFallback: boolean;
  }[];
  readonly evidence: Evidence;
}

/** An example checkpoint of an architecture, with what its test needs. */
export interface EngineExample extends Place {
  readonly architecture: string;
  readonly id: string;
  readonly extras: readonly string[];
  readonly isAvailableOnline: boolean;
  readonly trustRemoteCode: boolean;
  readonly minTransformersVersion: string | null;
  readonly maxTransformersVersion: string | null;
  /** Why it is held to these releases, by what is left out with others: the engine's own tests, or all of them. */
  readonly versionReasons: Readonly<Record<string, string>>;
  /** The revision of the checkpoint. */
  readonly revision: string | null;
  /** What it is loaded with when the architecture is a draft: the checkpoint of the draft. */
  readonly speculativeModel: string | null;
}

/** A place in which people enter architectures by hand: a test registry, an index, a page. */
export interface KeptPlace {
  /** In kebab case, e.g. `test-registry`. */
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** Why this architecture has to be there; null when it need not. */
  readonly need: (architecture: string) => string | null;
  /** What is there by architecture, or a page whose tables have the architecture in one of these columns. */
  readonly content:
    | { readonly kind: 'entries'; readonly entries: ReadonlyMap<string, Place> }
    | { readonly kind: 'page'; readonly text: string; readonly columns: readonly string[] };
}

/** The user's own files among the places. */
export interface PlaceOptions {
  /** The tracking document, when there is one. */
  readonly trackingDocument?: { readonly file: string; readonly text: string } | undefined;
}

export interface EngineOptions {
  /** Modules that the engine is told to skip (SGLANG_DISABLED_MODEL_ARCHS: module names, not architectures). */
  readonly disabledModules?: readonly string[];
  /** Trees of further model packages (SGLANG_EXTERNAL_MODEL_PACKAGE); what they register replaces ours. */
  readonly externalPackages?: readonly PythonSources[];
}

/** Where an engine's package lies in a tree. */
export interface Located {
  /** Folder of the package, '' when the tree's root is the package. */
  readonly directory: string;
}

/** One of an engine's registries, as the page of engines describes it. */
export interface RegistryDescription {
  /** As registrations name it; a `*` stands for any text. */
  readonly name: string;
  readonly keyKind: KeyKind;
  /** Where it stands and how it is filled, in Markdown. */
  readonly source: string;
}

/** One engine: which files it needs and how its registrations are read. */
export interface EngineAdapter {
  readonly id: string;
  readonly title: string;
  /** Name of its Python package. */
  readonly packageName: string;
  readonly registries: readonly RegistryDescription[];
  /** What calls that reach outside the sources are taken to give, e.g. reading the environment. */
  readonly assumedCall?: AssumedCall | undefined;
  /**
   * Whether it goes on without a module of models that it cannot import: a syntax error takes away what that module
   * registers, and nothing else.
   */
  readonly goesOnWithoutModule?: boolean | undefined;
  /** Finds the package in a checkout, a package folder or an installed package. */
  locate(tree: SourceTree): Located | null;
  /** The files that `scan` reads; others may be read on demand. */
  files(tree: SourceTree, at: Located): readonly string[];
  scan(sources: PythonSources, at: Located, options: EngineOptions): EngineScan;
  /**
   * The places beside the registries in which the engine's repository keeps its architectures.
   *
   * @param scan what `scan` gave for the same sources
   */
  places?(sources: PythonSources, at: Located, scan: EngineScan, options: PlaceOptions): readonly KeptPlace[];
}

/** The registrations that the engine's loader finds by architecture. */
export function loaderRegistrations({
  registrations,
  loaderRegistries,
}: EngineScan): readonly Registration[] {
  return registrations.filter(({ registry }) => loaderRegistries.includes(registry));
}

/** Kinds of keys that transformers joins with architectures, as sentences name them. */
const JOINED_KEYS: Readonly<Partial<Record<KeyKind, string>>> = {
  modelType: 'model types',
  configClass: 'configuration classes',
};

function unjoined(registrations: readonly Registration[]): readonly Registration[] {
  return registrations.filter(
    ({ architecture, keyKind }) => architecture === null && JOINED_KEYS[keyKind] !== undefined,
  );
}

/** Keys of the loader's registries that are no architectures, and that nothing joins with one. */
export function unjoinedKeys(engine: EngineScan): ReadonlySet<string> {
  return new Set(unjoined(loaderRegistrations(engine)).map(({ key }) => key));
}

/**
 * Why it is not known whether the registrations have an architecture that none of them is seen to have, when no
 * transformers sources were read. Null: they hold no keys that transformers joins with architectures.
 */
export function unjoinedReason(registrations: readonly Registration[]): string | null {
  const [first] = unjoined(registrations).map(({ keyKind }) => JOINED_KEYS[keyKind]);
  return first === undefined
    ? null
    : `the engine registers ${first}, which transformers joins with architectures, and no transformers sources were read`;
}

/** Looks for the file that marks an engine's package in the places where a package usually lies. */
export function locatePackage(
  tree: SourceTree,
  directories: readonly string[],
  marker: string,
): Located | null {
  const directory = directories.find((candidate) => tree.has(inDirectory(candidate, marker)));
  return directory === undefined ? null : { directory };
}

export function inDirectory(directory: string, path: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}
