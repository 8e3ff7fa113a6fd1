/**
 * The static index of newer releases: which module to import for an architecture, kept by hand beside the
 * decorators. What it does not name is not imported, and what it names must be registered there.
 */
import type { Diagnostic } from '../../diagnostics.js';
import { asText } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { RegistryRead } from '../registrations.js';
import { classPlace, readTable, type Table, type TableRow } from '../tables.js';
import { inDirectory, type Registration } from '../types.js';
import { moduleOf, MODELS } from './pytorch.js';

const ARCHITECTURES = 'MODEL_ARCH_TO_MODULE';
const CLASSES = 'MODEL_CLASS_TO_MODULE';

export function indexFile(directory: string): string {
  return inDirectory(directory, `${MODELS}/_arch_index.py`);
}

/** The index itself: architecture to module. */
export function readArchIndex(sources: PythonSources, file: string): Table {
  return readTable(sources, file, ARCHITECTURES);
}

/** Compares the index with the decorators; what it does not lead to is a conditional registration. */
export function compareIndex(
  sources: PythonSources,
  file: string,
  decorated: readonly Registration[],
): RegistryRead {
  // Older releases import every model.
  if (!sources.tree.has(file)) return { registrations: decorated, undecidable: [], diagnostics: [] };
  const index = readArchIndex(sources, file);
  const classes = readTable(sources, file, CLASSES);
  const rows = new Map(index.rows.map((row) => [row.key, row]));
  const isComplete = index.undecidable.length === 0 && index.diagnostics.length === 0;
  const isMissing = (each: Registration): boolean => isComplete && !rows.has(each.key);
  const registered = new Map(decorated.map((each) => [each.key, each]));
  return {
    registrations: decorated.map((each) => (isMissing(each) ? { ...each, status: 'conditional' } : each)),
    undecidable: [...index.undecidable, ...classes.undecidable],
    diagnostics: [
      ...decorated.filter(isMissing).map((each) => unreachable(each, file, index)),
      ...index.rows.flatMap((row) => deadRow(row, registered.get(row.key))),
      ...classes.rows.flatMap((row) => deadClass(sources, row)),
      ...index.diagnostics,
      ...classes.diagnostics,
    ],
  };
}

function unreachable({ key, file, line }: Registration, index: string, { place }: Table): Diagnostic {
  const message = `${key} is registered, but ${ARCHITECTURES} (${index}:${place?.line ?? 1}) has no row for it: its module is not imported for a checkpoint of that architecture`;
  return { rule: 'registry-unreachable', severity: 'warning', message, file, line, column: 1 };
}

function deadRow(row: TableRow, found: Registration | undefined): readonly Diagnostic[] {
  const module = asText(row.value);
  if (module === null || (found !== undefined && moduleOf(found.file) === module)) return [];
  const where =
    found === undefined ? 'no decorator registers it' : `${found.file}:${found.line} registers it`;
  const message = `${ARCHITECTURES} leads ${row.key} to ${module}, which does not register it; ${where}`;
  return [deadEntry(row, message)];
}

function deadClass(sources: PythonSources, row: TableRow): readonly Diagnostic[] {
  const module = asText(row.value);
  if (module === null) return [];
  const file = `${row.file.slice(0, row.file.lastIndexOf('/') + 1)}${module}.py`;
  if (classPlace(sources, file, row.key) !== null) return [];
  const why = sources.tree.has(file) ? 'defines no such class' : 'is not there';
  return [deadEntry(row, `${CLASSES} leads the class ${row.key} to ${module}, but ${file} ${why}`)];
}

function deadEntry({ file, line, column }: TableRow, message: string): Diagnostic {
  return { rule: 'registry-dead-entry', severity: 'warning', message, file, line, column };
}
