import type { SupportLevel } from '../../models/architectures.js';
import type { Matrix } from '../matrix.js';

/** How a level is shown in a cell. */
const MARKS: Readonly<Record<SupportLevel, string>> = {
  native: 'Y',
  converted: 'C',
  fallback: 'F',
  exported: '-',
  none: '',
};

export const LEGEND =
  'Y registered, C converted from a sibling, F through transformers, - exported by transformers but refused, ? undecidable, empty not served';

export function mark(level: SupportLevel | null): string {
  return level === null ? '?' : MARKS[level];
}

/** The table with its head, as plain text. */
export function tableRows({ engines, rows }: Matrix): readonly (readonly string[])[] {
  return [
    ['architecture', 'category', ...engines.map(({ id }) => id), 'engines'],
    ...rows.map(({ architecture, category, cells, engines: count }) => [
      architecture,
      category,
      ...cells.map(({ level }) => mark(level)),
      String(count),
    ]),
  ];
}

/** One sentence per column, gap list and spelling group. */
export function remarks({ engines, transformers, gaps, nearMisses }: Matrix): readonly string[] {
  return [
    ...engines.map(
      ({ id, served, servedAlone, hidden }) =>
        `${id} serves ${hidden === undefined ? '' : 'at least '}${served}, ${servedAlone} of them alone`,
    ),
    ...engines.flatMap(({ id, unjoined }) =>
      unjoined === undefined
        ? []
        : `${id} registers ${unjoined} model types, and which architectures these are transformers says: give its sources with --transformers PATH`,
    ),
    ...engines.flatMap(({ id, hidden = [] }) =>
      hidden.map(
        ({ file, line, reason }) => `what else ${id} serves is not known: ${file}:${line} ${reason}`,
      ),
    ),
    ...(transformers?.hidden ?? []).map(
      ({ file, line, reason }) =>
        `what else is served through transformers is not known: ${file}:${line} ${reason}`,
    ),
    ...engines.flatMap(({ id }) => {
      const missing = gaps.filter((gap) => gap.missingIn === id);
      if (missing.length === 0) return [];
      const names = missing.map(({ architecture, nearMiss }) =>
        nearMiss === null ? architecture : `${architecture} (has ${nearMiss})`,
      );
      return [`${id} lacks ${missing.length} that others serve: ${names.join(', ')}`];
    }),
    ...nearMisses.map(
      ({ spellings }) =>
        `same name up to spelling, different keys: ${spellings
          .map(({ architecture, knownTo }) => `${architecture} (${knownTo.join(', ')})`)
          .join(' / ')}`,
    ),
  ];
}
