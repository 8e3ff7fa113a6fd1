import type { Diagnostic, Place } from '../../diagnostics.js';
import type { Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { hiddenIn, hiddenRegistrations } from '../hidden.js';
import { engineScan, pythonFiles, registration, type RegistryRead } from '../registrations.js';
import { answerTable, reasonOf, registryMissing, type TextRow } from '../tables.js';
import {
  inDirectory,
  locatePackage,
  type EngineAdapter,
  type Registration,
  type Undecidable,
} from '../types.js';

const MODELS = 'models';
const UTILS = 'utils.py';
const REMAPPING = 'MODEL_REMAPPING';

/** What a model module binds; `_get_classes` asks for both. */
const MODEL = 'Model';
const ARGUMENTS = 'ModelArgs';

// https://github.com/ml-explore/mlx-lm/blob/main/CONTRIBUTING.md

/**
 * mlx-lm: `_get_classes` looks the model type of a checkpoint up in a table of other names, then imports the module
 * of that name. So the file name is the key; it need not be an identifier.
 */
export const mlxLm: EngineAdapter = {
  id: 'mlx-lm',
  title: 'MLX LM',
  packageName: 'mlx_lm',
  goesOnWithoutModule: true,
  registries: [
    { name: 'models', keyKind: 'modelType', source: 'the file names in `models`' },
    { name: 'remapping', keyKind: 'modelType', source: '`MODEL_REMAPPING` in `utils.py`' },
  ],

  locate: (tree) =>
    locatePackage(tree, ['mlx_lm'], UTILS) ??
    locatePackage(tree, ['mlx_lm'], MODELS) ??
    locatePackage(tree, [''], 'models/switch_layers.py'),

  files: (tree, { directory }) =>
    [inDirectory(directory, UTILS), ...pythonFiles(tree, inDirectory(directory, MODELS))].filter((path) =>
      tree.has(path),
    ),

  scan(sources, { directory }) {
    const models = readModules(sources, directory);
    const remapped = readRemapping(sources, directory, models.registrations);
    const hidden = new Set(remapped.registrations.map(({ key }) => key));
    // The table is asked first: a file of a remapped name is never reached.
    const own = models.registrations.filter(({ key }) => !hidden.has(key));
    const shadowed = models.registrations.filter(({ key }) => hidden.has(key));
    const drift = shadowed.map((each) => unreachable(each, remapped.registrations));
    return engineScan(
      'mlx-lm',
      sources,
      [
        { ...models, registrations: own },
        { ...remapped, diagnostics: [...remapped.diagnostics, ...drift] },
        hiddenRegistrations(sources, [inDirectory(directory, UTILS)], [remapped]),
      ],
      { loaderRegistries: ['models', 'remapping'] },
    );
  },
};

function readModules(sources: PythonSources, directory: string): RegistryRead {
  const folder = inDirectory(directory, MODELS);
  const reads = pythonFiles(sources.tree, folder).flatMap((file) => {
    const name = file.slice(folder.length + 1, -'.py'.length);
    return name === '__init__'
      ? []
      : [sources.answer(['mlx-lm: module', file], () => readModule(sources, file, name))];
  });
  const diagnostics = sources.tree.has(folder)
    ? []
    : [registryMissing(folder, 1, `${folder} is not there: the models were moved, and none can be read`)];
  return {
    registrations: reads.flatMap((read) => read.registrations),
    undecidable: reads.flatMap((read) => read.undecidable),
    diagnostics,
  };
}

function readModule(
  sources: PythonSources,
  file: string,
  name: string,
): Pick<RegistryRead, 'registrations' | 'undecidable'> {
  const model = sources.project.lookup(file, MODEL);
  const args = sources.project.lookup(file, ARGUMENTS);
  if (model === undefined || args === undefined) {
    const hidden = hiddenIn(sources, file);
    return { registrations: [], undecidable: hidden === null ? [] : [hidden] };
  }
  const place = placeOf(model, file);
  const reason = `${MODEL} of ${name} is not known: ${reasonOf(model)}`;
  const own = registration({
    key: name,
    keyKind: 'modelType',
    className: model.kind === 'class' ? model.name : MODEL,
    registry: 'models',
    file,
    line: importLine(sources, file) ?? (place?.file === file ? place.line : 1),
    classFile: place?.file ?? null,
    classLine: place?.line ?? null,
  });
  return { registrations: [own], undecidable: place === null ? [{ file, line: 1, reason }] : [] };
}

function placeOf(model: Value, file: string): Place | null {
  if (model.kind === 'class') return model.place;
  return model.kind === 'external' ? { file, line: 1, column: 1 } : null;
}

/** The import that binds `Model`, in a module that takes it from another one. */
function importLine(sources: PythonSources, file: string): number | null {
  const body = sources.facts(file)?.body ?? [];
  const found = body.findLast(
    (stmt) =>
      stmt.kind === 'import-from' &&
      (stmt.names?.some(({ name, alias }) => (alias ?? name) === MODEL) ?? false),
  );
  return found?.line ?? null;
}

function readRemapping(
  sources: PythonSources,
  directory: string,
  modules: readonly Registration[],
): RegistryRead {
  const table = answerTable(sources, inDirectory(directory, UTILS), REMAPPING);
  const byName = new Map(modules.map((each) => [each.key, each]));
  const undecidable: Undecidable[] = [...table.undecidable];
  const diagnostics: Diagnostic[] = [...table.diagnostics];
  const registrations = table.rows.flatMap((row) => {
    const { key, status, file, line, text: target } = row;
    if (target === null) {
      undecidable.push({ file, line, reason: `the module of ${key} is not known: ${row.reason}` });
      return [];
    }
    const module = byName.get(target);
    const path = `${inDirectory(directory, MODELS)}/${target}.py`;
    if (module === undefined && hiddenIn(sources, path) === null) diagnostics.push(dangling(row, target));
    return [
      registration({
        key,
        keyKind: 'modelType',
        className: module?.className ?? MODEL,
        registry: 'remapping',
        status,
        file,
        line,
        classFile: module?.classFile ?? null,
        classLine: module?.classLine ?? null,
      }),
    ];
  });
  return { registrations, undecidable, diagnostics };
}

function dangling({ key, file, line, column }: TextRow, target: string): Diagnostic {
  const message = `${key} is remapped to ${target}, but models/${target}.py is no model module: the model type would be refused`;
  return { rule: 'registry-dead-entry', severity: 'error', message, file, line, column };
}

function unreachable({ key, file, line }: Registration, remapped: readonly Registration[]): Diagnostic {
  const row = remapped.find((each) => each.key === key);
  const message = `the module of ${key} is never imported: ${row?.file ?? ''}:${row?.line ?? 1} maps that model type to another module`;
  return { rule: 'registry-unreachable', severity: 'warning', message, file, line, column: 1 };
}
