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
  /** Links in docstrings of the configuration classes. */
  readonly configLinks: readonly Mention[];
  /** All other mentions of the folder, and those of its documentation page. */
  readonly mentions: readonly Mention[];
}

/** For every folder, by model type, what is needed to judge its ids: see {@link CheckpointContext}. */
export function checkpointContexts(folders: readonly ModelFolder[]): ReadonlyMap<string, CheckpointContext> {
  const idsOf = new Map(folders.map((folder) => [folder.modelType, idsIn(folder)]));
  const linkedBy = linkingTypes(folders);
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
        confirmed: writtenByHand(folder),
        foreign: foreignLinks(folder, linkedBy),
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

function idsIn({ mentions, configLinks }: ModelFolder): readonly string[] {
  return [...new Set([...mentions, ...configLinks].map(({ id }) => id))];
}

/**
 * The modular converter writes `modeling_*.py`, and of `configuration_*.py` the classes that the modular file
 * defines. Of the rest, docstrings of the modular file are often copied from a parent's modeling file.
 */
function writtenByHand({ mentions, configLinks, modularClasses }: ModelFolder): ReadonlySet<string> {
  const written = [...mentions, ...configLinks].filter(({ evidence, scope }) => {
    const file = evidence.file.slice(evidence.file.lastIndexOf('/') + 1);
    if (file.startsWith('modeling_') || file.startsWith('modular_')) return false;
    return !file.startsWith('configuration_') || !modularClasses.has(scope.split('.', 1)[0] ?? '');
  });
  return new Set(written.map(({ id }) => id));
}

function linkingTypes(folders: readonly ModelFolder[]): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, string[]>();
  for (const { modelType, configLinks } of folders) {
    for (const id of new Set(configLinks.map((link) => link.id))) {
      types.set(id, [...(types.get(id) ?? []), modelType]);
    }
  }
  return types;
}

/**
 * Links of this folder's configuration that belong to another model: its configuration links the same id, the
 * id bears its name, and neither an import nor a name relates the two.
 */
function foreignLinks(
  { modelType, imports, configLinks }: ModelFolder,
  linkedBy: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> {
  const foreign = new Map<string, string>();
  for (const { id } of configLinks) {
    const owner = linkedBy
      .get(id)
      ?.find(
        (other) => !imports.has(other) && plain(id).includes(plain(other)) && !namesRelated(other, modelType),
      );
    if (owner !== undefined && !plain(id).includes(plain(modelType))) foreign.set(id, owner);
  }
  return foreign;
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
