/**
 * The second registry of the package: which module to import for an architecture. It is asked first, so a class
 * that only a decorator registers is never found, and a row without a decorator ends in a KeyError.
 */
import type { Diagnostic } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import type { RegistryRead } from '../registrations.js';
import { answerTable, type TextRow, type TextTable } from '../tables.js';
import { entriesPlace } from '../places.js';
import type { KeptPlace, Registration } from '../types.js';
import type { Side } from './decorators.js';

const MAPS: Readonly<Record<Side, string>> = { text: 'TEXT_MODEL_MAP', mmproj: 'MMPROJ_MODEL_MAP' };
const SIDES: readonly Side[] = ['text', 'mmproj'];

/** Compares both maps with the decorators; what no map leads to is a conditional registration. */
export function compareMaps(
  sources: PythonSources,
  file: string,
  decorated: readonly Registration[],
): RegistryRead {
  if (!hasMaps(sources, file, decorated))
    return { registrations: decorated, undecidable: [], diagnostics: [] };
  const tables = SIDES.map((side) => ({ side, table: answerTable(sources, file, MAPS[side]) }));
  const unreachable = new Map<Registration, Diagnostic>();
  for (const { side, table } of tables) {
    for (const each of decorated.filter(({ registry }) => registry === side)) {
      if (isComplete(table) && !table.rows.some(({ key }) => key === each.key))
        unreachable.set(each, neverReached(each, side, table, file));
    }
  }
  return {
    registrations: decorated.map((each) =>
      unreachable.has(each) ? { ...each, status: 'conditional' } : each,
    ),
    undecidable: tables.flatMap(({ table }) => table.undecidable),
    diagnostics: [
      ...unreachable.values(),
      ...tables.flatMap(({ side, table }) => table.rows.flatMap((row) => deadRow(row, side, decorated))),
      ...tables.flatMap(({ table }) => table.diagnostics),
    ],
  };
}

/** The two maps, as places in which a new model has to be entered. */
export function readPlaces(
  sources: PythonSources,
  file: string,
  decorated: readonly Registration[],
): readonly KeptPlace[] {
  if (!hasMaps(sources, file, decorated)) return [];
  return SIDES.map((side) => {
    const reason = `the converter looks up there what is registered for ${side}`;
    const isRegistered = new Set(decorated.flatMap(({ registry, key }) => (registry === side ? [key] : [])));
    const need = (name: string): string | null => (isRegistered.has(name) ? reason : null);
    const { rows } = answerTable(sources, file, MAPS[side]);
    const described = { id: `${side}-map`, title: `the map for ${side}, ${MAPS[side]}`, file, need };
    return entriesPlace(
      described,
      rows.map((row) => [row.key, row]),
    );
  });
}

/** The single script had no maps. */
function hasMaps({ tree }: PythonSources, file: string, decorated: readonly Registration[]): boolean {
  return tree.has(file) && decorated.some((each) => each.file !== file && siblings(each.file, file));
}

function siblings(path: string, other: string): boolean {
  return path.slice(0, path.lastIndexOf('/') + 1) === other.slice(0, other.lastIndexOf('/') + 1);
}

/** Nothing can be said of what is missing in a table that was not read whole. */
function isComplete({ rows, undecidable, diagnostics }: TextTable): boolean {
  return rows.length > 0 && undecidable.length === 0 && diagnostics.length === 0;
}

function neverReached(
  { key, file, line }: Registration,
  side: Side,
  { place }: TextTable,
  map: string,
): Diagnostic {
  const message = `${key} is registered for ${side}, but ${MAPS[side]} (${map}:${place?.line ?? 1}) has no row for it: the converter says that it is not supported`;
  return { rule: 'registry-unreachable', severity: 'warning', message, file, line, column: 1 };
}

function deadRow(row: TextRow, side: Side, decorated: readonly Registration[]): readonly Diagnostic[] {
  const { key, file, line, column, text: module } = row;
  const named = decorated.filter((each) => each.key === key);
  const own = named.find(({ registry }) => registry === side);
  if (own !== undefined && (module === null || moduleOf(own) === module)) return [];
  const found = own ?? named[0];
  const where =
    found === undefined
      ? 'no class is registered under that name'
      : `it is registered for ${found.registry} by ${found.file}:${found.line}`;
  const message = `${MAPS[side]} leads ${key} to ${module ?? 'a module'}, which registers nothing for ${side} under that name; ${where}`;
  return [{ rule: 'registry-dead-entry', severity: 'warning', message, file, line, column }];
}

function moduleOf({ file }: Registration): string {
  return file.slice(file.lastIndexOf('/') + 1, -'.py'.length);
}
