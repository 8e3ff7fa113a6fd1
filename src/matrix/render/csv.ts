import type { Matrix } from '../matrix.js';

/** RFC 4180, one line per architecture: the level in each engine, and where it says so. */
export function renderCsv({ engines, rows }: Matrix): string {
  const head = [
    'architecture',
    'category',
    'example',
    ...engines.flatMap(({ id }) => [id, `${id} evidence`]),
  ];
  const body = rows.map(({ architecture, category, example, cells }) => [
    architecture,
    category,
    example ?? '',
    ...cells.flatMap(({ level, file, line }) => [
      level ?? 'undecidable',
      file === null ? '' : `${file}:${line ?? 1}`,
    ]),
  ]);
  return [head, ...body].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A field that a spreadsheet would take for a formula is marked as text. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
