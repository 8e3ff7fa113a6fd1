import type { CheckpointContext } from './checkpoint-id.js';
import type { Mention } from './example.js';

/** What one folder of `transformers/models` says about the ids it mentions. */
export interface ModelFolder {
  readonly modelType: string;
  /** Model types from which `modular_*.py` imports; empty when there is no such file. */
  readonly modularImports: readonly string[];
  /** Classes that `modular_*.py` defines. */
  readonly modularClasses: ReadonlySet<string>;
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
        parents: folder.modularImports.map((modelType) => ({ modelType, ids: idsOf.get(modelType) ?? [] })),
        confirmed: writtenByHand(folder),
        foreign: foreignLinks(folder, linkedBy),
      },
    ]),
  );
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

function namesRelated(a: string, b: string): boolean {
  return plain(a).includes(plain(b)) || plain(b).includes(plain(a));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
