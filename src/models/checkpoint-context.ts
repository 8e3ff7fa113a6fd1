import type { CheckpointContext } from './checkpoint-id.js';
import type { Mention } from './example.js';

/** `OakVision` and `Acorn` of `class OakVisionConfig(AcornConfig)`. */
export interface DerivedName {
  readonly name: string;
  readonly base: string;
}

/** What one folder of `transformers/models` says about the ids it mentions. */
export interface ModelFolder {
  readonly modelType: string;
  /** Model types from which `modular_*.py` imports; empty when there is no such file. */
  readonly modularImports: readonly string[];
  /** Classes that `modular_*.py` defines. */
  readonly modularClasses: ReadonlySet<string>;
  /** What classes of `modular_*.py` are called without the ending that they share with their base. */
  readonly modularNames: readonly DerivedName[];
  /** Model types from which any file of the folder imports. */
  readonly imports: ReadonlySet<string>;
  /** Of its configuration classes: links in docstrings, and what `@auto_docstring` is given. */
  readonly configuration: readonly Mention[];
  /** All mentions of the folder that are no links, and those of its documentation page. */
  readonly mentions: readonly Mention[];
}

/** For every folder, by model type, what is needed to judge its ids: see {@link CheckpointContext}. */
export function checkpointContexts(folders: readonly ModelFolder[]): ReadonlyMap<string, CheckpointContext> {
  const idsOf = new Map(folders.map((folder) => [folder.modelType, idsIn(folder)]));
  const configuredBy = typesByCheckpoint(folders);
  const written = new Map(folders.map((folder) => [folder.modelType, writtenByHand(folder)]));
  return new Map(
    folders.map((folder) => [
      folder.modelType,
      {
        modelType: folder.modelType,
        parents: folder.modularImports.map((modelType) => ({
          modelType,
          renamedTo: namesFor(modelType, folder),
          ids: idsOf.get(modelType) ?? [],
        })),
        confirmed: written.get(folder.modelType),
        foreign: foreignCheckpoints(folder, configuredBy),
        copied: copiedCheckpoints(folder, written),
      },
    ]),
  );
}

/** The names under which a folder's modular file has the classes of a parent. */
function namesFor(parent: string, { modularNames }: ModelFolder): readonly string[] {
  return [
    ...new Set(modularNames.flatMap(({ name, base }) => (plain(base) === plain(parent) ? [name] : []))),
  ];
}

function idsIn({ mentions, configuration }: ModelFolder): readonly string[] {
  return [...new Set([...mentions, ...configuration].map(({ id }) => id))];
}

/**
 * The modular converter writes `modeling_*.py`, and of `configuration_*.py` the classes that the modular file
 * defines. Of the rest, docstrings of the modular file are often copied from a parent's modeling file.
 */
function writtenByHand({ mentions, configuration, modularClasses }: ModelFolder): ReadonlySet<string> {
  const written = [...mentions, ...configuration].filter(({ evidence, scope }) => {
    const file = evidence.file.slice(evidence.file.lastIndexOf('/') + 1);
    if (file.startsWith('modeling_') || file.startsWith('modular_')) return false;
    return !file.startsWith('configuration_') || !modularClasses.has(scope.split('.', 1)[0] ?? '');
  });
  return new Set(written.map(({ id }) => id));
}

/** The model types whose configurations name a checkpoint. */
function typesByCheckpoint(folders: readonly ModelFolder[]): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, string[]>();
  for (const { modelType, configuration } of folders) {
    for (const id of new Set(configuration.map((mention) => mention.id))) {
      types.set(id, [...(types.get(id) ?? []), modelType]);
    }
  }
  return types;
}

/**
 * Checkpoints of this folder's configuration that belong to another model: its configuration names the same id, the
 * id bears its name, and neither an import nor a name relates the two.
 */
function foreignCheckpoints(
  { modelType, imports, configuration }: ModelFolder,
  configuredBy: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> {
  return ownersOf(
    configuration.map(({ id }) => id),
    (id) =>
      configuredBy
        .get(id)
        ?.find(
          (other) =>
            !imports.has(other) && plain(id).includes(plain(other)) && isOthers(id, other, modelType),
        ),
  );
}

/** Checkpoints that came with what a modular file takes from another model: written by hand there, and not here. */
function copiedCheckpoints(
  folder: ModelFolder,
  written: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, string> {
  const { modelType, modularImports } = folder;
  const here = written.get(modelType);
  return ownersOf(
    idsIn(folder).filter((id) => here?.has(id) !== true),
    (id) =>
      modularImports.find((other) => written.get(other)?.has(id) === true && isOthers(id, other, modelType)),
  );
}

function ownersOf(
  ids: readonly string[],
  ownerOf: (id: string) => string | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    ids.flatMap((id): [string, string][] => {
      const owner = ownerOf(id);
      return owner === undefined ? [] : [[id, owner]];
    }),
  );
}

/** Whether an id that `other` has can be no id of `modelType`, by their names. */
function isOthers(id: string, other: string, modelType: string): boolean {
  return !plain(id).includes(plain(modelType)) && !namesRelated(other, modelType);
}

/** Null where the two share no ending that begins with a capital letter and leaves something of each. */
export function derivedName(type: string, base: string): DerivedName | null {
  const words = [...type.matchAll(/[A-Z]/g)].map(({ index }) => type.slice(index));
  const ending = words.find((each) => base.endsWith(each) && each !== base && each !== type);
  if (ending === undefined) return null;
  return { name: type.slice(0, -ending.length), base: base.slice(0, -ending.length) };
}

function namesRelated(a: string, b: string): boolean {
  return plain(a).includes(plain(b)) || plain(b).includes(plain(a));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
