/** Definitions and references between registration, class, class in transformers, and rows of documents. */
import { compareText } from '../diagnostics.js';
import type { MachineColumn } from '../documents/tracking/format.js';
import { visibleSupport } from '../models/architectures.js';
import { engineFile, type Analysis } from './analysis.js';
import { usesIn, type Context } from './context.js';
import { uriOf } from './keys.js';
import {
  evidencePlace,
  mainRecord,
  placesOf,
  registrationsOf,
  subjectAt,
  type Places,
  type Subject,
} from './subject.js';
import { holds, rangeOf } from './texts.js';
import type { ReferenceOptions, SessionLocation, SessionPosition } from './types.js';

export function definitionAt(
  context: Context,
  analysis: Analysis,
  key: string,
  position: SessionPosition,
): readonly SessionLocation[] {
  const subject = subjectAt(context, analysis, key, position);
  if (subject === undefined) return [];
  const page = context.sync.page(key);
  if (page !== undefined) {
    const engines = page.runs.map(({ engine }) => engine);
    return sorted(registrationsOf(context, engines, subject.architecture).map(({ place }) => place));
  }
  const places = placesOf(context, analysis, subject.architecture);
  const implementation = places.classes.length > 0 ? places.classes : places.transformers;
  if (subject.cell !== undefined) {
    const own = ofColumn(context, analysis, subject, places);
    return sorted(own.length > 0 ? own : implementation);
  }
  const uri = uriOf(key);
  const isHere = (each: SessionLocation): boolean => each.uri === uri && holds(each.range, position);
  // On the class itself, its registration is what one wants to see.
  return sorted(implementation.some(isHere) ? places.registrations : implementation);
}

/** What the column of a row is about. */
function ofColumn(
  context: Context,
  analysis: Analysis,
  { architecture, cell }: Subject,
  places: Places,
): readonly SessionLocation[] {
  const main = mainRecord(analysis, architecture);
  if (main === undefined || cell === undefined) return [];
  const evidence = (each: Parameters<typeof evidencePlace>[3]): readonly SessionLocation[] =>
    evidencePlace(context, analysis, main.engine, each);
  const machine: Readonly<Record<Lowercase<MachineColumn>, () => readonly SessionLocation[]>> = {
    native: () => places.registrations,
    'sglang file': () => places.registrations,
    hf: () => places.transformers,
    'example hf model': () => {
      const { example } = main.record;
      return example.id === null ? [] : evidence(example.evidence);
    },
    fallback: () => [
      ...evidence(visibleSupport(main.record).evidence),
      ...evidence(main.engine.scan.fallbackGate?.evidence),
    ],
  };
  const column = cell.column.toLowerCase();
  return Object.entries(machine).find(([name]) => name === column)?.[1]() ?? [];
}

/** Every place that names the architecture at a position: code of the engines, transformers and documents. */
export function referencesAt(
  context: Context,
  analysis: Analysis,
  key: string,
  position: SessionPosition,
  { includeDeclaration = true }: ReferenceOptions = {},
): readonly SessionLocation[] {
  const subject = subjectAt(context, analysis, key, position);
  if (subject === undefined) return [];
  const { registrations, classes, transformers, rows } = placesOf(context, analysis, subject.architecture);
  const uses = engineUses(context, analysis, subject.architecture);
  const declarations = [...classes, ...transformers];
  const all = sorted([...registrations, ...declarations, ...rows, ...uses]);
  if (includeDeclaration) return all;
  // A file's uses have the names of its class statements, too.
  const declared = new Set(declarations.map(placeKey));
  return all.filter((each) => !declared.has(placeKey(each)));
}

function engineUses(context: Context, analysis: Analysis, architecture: string): readonly SessionLocation[] {
  return analysis.engines.flatMap((engine) =>
    engine.adapter.files(engine.tree, engine.at).flatMap((path) => {
      const key = engineFile(engine, path);
      // Most files do not have the name at all, and need no parser to say so.
      if (context.texts.get(key)?.text.includes(architecture) !== true) return [];
      const file = usesIn(context, key);
      return (file?.uses ?? [])
        .filter(({ name }) => name === architecture)
        .map(({ start, end }) => ({
          uri: uriOf(key),
          range:
            file === undefined
              ? { line: 1, column: 1, endLine: 1, endColumn: 1 }
              : rangeOf(file.view, start, end),
        }));
    }),
  );
}

function placeKey({ uri, range }: SessionLocation): string {
  return `${uri}:${range.line}:${range.column}`;
}

function sorted(locations: readonly SessionLocation[]): readonly SessionLocation[] {
  const unique = new Map(locations.map((each) => [placeKey(each), each]));
  return [...unique.values()].sort(
    (a, b) => compareText(a.uri, b.uri) || a.range.line - b.range.line || a.range.column - b.range.column,
  );
}
