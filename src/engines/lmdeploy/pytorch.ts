/** The registry of lmdeploy's PyTorch engine: dictionaries of dotted class names in `module_map.py`. */
import type { Diagnostic, Place } from '../../diagnostics.js';
import { asText } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { registration, type RegistryRead } from '../registrations.js';
import { answerTable, classPlace, readTable, textRow, type TextRow } from '../tables.js';
import { inDirectory, type Registration } from '../types.js';
import { readDrafts } from './drafts.js';

export const MODULE_MAP = 'pytorch/models/module_map.py';
const CONFIGURATIONS = 'pytorch/configurations';

/** Tables that a user or a device adds; empty, or not there, in most releases. */
const CUSTOM_MAP = 'CUSTOM_MODULE_MAP';
const DEVICE_MAPS = 'DEVICE_SPECIAL_MODULE_MAP';
const REMOVED_MAP = 'REMOVED_MODEL_MAP';

/** The files of the PyTorch engine that are read; the model files only for the classes that a row names. */
export function pytorchFiles(
  list: (directory: string) => readonly string[],
  directory: string,
): readonly string[] {
  const inside = (path: string): string => inDirectory(directory, path);
  return [inside(MODULE_MAP), ...list(inside('pytorch/models')), ...list(inside(CONFIGURATIONS))];
}

export function readPytorch(sources: PythonSources, directory: string): RegistryRead {
  const file = inDirectory(directory, MODULE_MAP);
  const drafts = readDrafts(sources, configurations(sources, directory));
  const main = answerTable(sources, file, 'MODULE_MAP');
  const others = sources.answer('lmdeploy: other tables', () => optionalTables(sources, file));
  const reads = main.rows.map((row) => readRow(sources, row, 'pytorch', drafts.names));
  const former = sources.answer('lmdeploy: removed', () => removedModels(sources, file));
  const extra = [...others].flatMap(([registry, rows]) =>
    rows.map((row) => readRow(sources, row, registry, drafts.names)),
  );
  return {
    registrations: [...[...reads, ...extra].flatMap((read) => read.registrations), ...former],
    undecidable: [
      ...main.undecidable,
      ...[...reads, ...extra].flatMap((read) => read.undecidable),
      ...drafts.undecidable,
    ],
    diagnostics: [...main.diagnostics, ...[...reads, ...extra].flatMap((read) => read.diagnostics)],
  };
}

function configurations({ tree }: PythonSources, directory: string): readonly string[] {
  return tree.list(inDirectory(directory, CONFIGURATIONS), 1).filter((path) => path.endsWith('.py'));
}

/** Rows of the tables per device and of the user's own, by registry. */
function optionalTables(sources: PythonSources, file: string): ReadonlyMap<string, readonly TextRow[]> {
  const tables = new Map<string, readonly TextRow[]>();
  if (!binds(sources, file, DEVICE_MAPS)) return tables;
  for (const { key: device, value, ...place } of readTable(sources, file, DEVICE_MAPS).rows) {
    const entries = value.kind === 'dict' ? value.entries : [];
    const rows = entries.flatMap(([name, target]) => {
      const key = asText(name);
      return key === null ? [] : [textRow({ ...place, key, value: target })];
    });
    tables.set(`pytorch.${device}`, rows);
  }
  if (binds(sources, file, CUSTOM_MAP)) {
    tables.set('pytorch.custom', readTable(sources, file, CUSTOM_MAP).rows.map(textRow));
  }
  return tables;
}

function binds(sources: PythonSources, file: string, name: string): boolean {
  return sources.tree.has(file) && sources.project.lookup(file, name) !== undefined;
}

function readRow(
  sources: PythonSources,
  row: TextRow,
  registry: string,
  drafts: ReadonlySet<string>,
): RegistryRead {
  const { key, file, line, status, text: qualified } = row;
  if (qualified === null) {
    const reason = `the implementation of ${key} is not known: ${row.reason}`;
    return { registrations: [], undecidable: [{ file, line, reason }], diagnostics: [] };
  }
  const dot = qualified.lastIndexOf('.');
  const [module, className] = [qualified.slice(0, Math.max(dot, 0)), qualified.slice(dot + 1)];
  const place = sources.answer(['lmdeploy: class', module, className], () =>
    implementation(sources, module, className),
  );
  return {
    registrations: [
      registration({
        key,
        className,
        registry,
        kind: drafts.has(key) ? 'draft' : 'model',
        status,
        file,
        line,
        classFile: place?.file ?? null,
        classLine: place?.line ?? null,
      }),
    ],
    undecidable: [],
    diagnostics: place === null ? [dangling(row, qualified)] : [],
  };
}

function implementation(sources: PythonSources, module: string, className: string): Place | null {
  // Where it is imported makes no difference for a name that is not relative.
  const target = sources.project.resolveImport('', 0, module);
  return target.kind === 'module' ? classPlace(sources, target.path, className) : null;
}

function dangling({ key, file, line, column }: TextRow, qualified: string): Diagnostic {
  const message = `${key} is registered as ${qualified}, which the sources do not define: the engine would fail to import it`;
  return { rule: 'registry-dead-entry', severity: 'error', message, file, line, column };
}

/** Architectures that lmdeploy refuses by name; the value is the family that it no longer serves. */
function removedModels(sources: PythonSources, file: string): readonly Registration[] {
  if (!binds(sources, file, REMOVED_MAP)) return [];
  const { rows } = readTable(sources, file, REMOVED_MAP);
  return rows.map(({ key, line }) =>
    registration({ key, className: key, registry: 'pytorch.removed', status: 'removed', file, line }),
  );
}
