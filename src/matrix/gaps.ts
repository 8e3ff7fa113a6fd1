import { compareText } from '../diagnostics.js';
import type { NearMiss, Presence } from './near-misses.js';

/** An architecture that one column lacks while others serve it. */
export interface Gap {
  readonly architecture: string;
  readonly missingIn: string;
  readonly servedBy: readonly string[];
  /** Another spelling that the column serves: then it is a name that differs, and perhaps no hole. */
  readonly nearMiss: string | null;
}

/** Sorted by column, then by architecture. */
export function findGaps(
  columns: readonly Presence[],
  nearMisses: readonly NearMiss[],
  threshold: number,
): readonly Gap[] {
  const names = [...new Set(columns.flatMap((column) => [...column.names]))].sort(compareText);
  return columns.flatMap((column) =>
    names.flatMap((architecture) => {
      if (column.names.has(architecture)) return [];
      const servedBy = columns.filter((other) => other.names.has(architecture)).map(({ id }) => id);
      if (servedBy.length < threshold) return [];
      const nearMiss = spelledIn(column.id, architecture, nearMisses);
      return [{ architecture, missingIn: column.id, servedBy, nearMiss }];
    }),
  );
}

function spelledIn(column: string, architecture: string, nearMisses: readonly NearMiss[]): string | null {
  const group = nearMisses.find(({ spellings }) =>
    spellings.some((spelling) => spelling.architecture === architecture),
  );
  const other = group?.spellings.find(
    (spelling) => spelling.architecture !== architecture && spelling.knownTo.includes(column),
  );
  return other?.architecture ?? null;
}
