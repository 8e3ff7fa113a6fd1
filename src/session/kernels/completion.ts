import { compareText } from '../../diagnostics.js';
import type { Span } from '../../documents/markdown/edits.js';
import type { Cell, Table } from '../../documents/markdown/tables.js';
import type { CoveragePage } from '../../kernels/coverage/index.js';
import { offsetOf, toSessionEdit } from '../texts.js';
import type { SessionCompletion, SessionPosition } from '../types.js';
import type { KernelFile, Kernels, ModelsList, PageFile } from './files.js';
import { inner } from './uses.js';

/** Definitions that have a file, in key cells of a page and in the lists of modules; modules, for a parent. */
export function kernelCompletion(
  file: KernelFile,
  kernels: Kernels,
  position: SessionPosition,
): readonly SessionCompletion[] {
  const offset = offsetOf(file, position);
  if (file.kind === 'page' && file.read.value !== null)
    return inPage(file, file.read.value, kernels, position);
  return file.kind === 'models' ? inList(file, kernels, offset) : [];
}

function inPage(
  file: PageFile,
  page: CoveragePage,
  kernels: Kernels,
  position: SessionPosition,
): readonly SessionCompletion[] {
  const offset = offsetOf(file, position);
  const found = keyCellAt(page, position.line, offset);
  if (found === undefined) return [];
  const { table, cell } = found;
  const rows = page.sections.flatMap(({ parts }) => parts.flatMap((part) => part.rows));
  const taken = rows
    .filter((row) => row.table === table && row.line !== position.line)
    .map(({ name }) => name);
  const span = cell.raw.trim() === '' ? { start: offset, end: offset } : cell.content;
  const quoted = cell.raw.trimStart().startsWith('`');
  return definitionItems(kernels, new Set(taken)).map(({ name, opType }) => ({
    label: name,
    kind: 'definition',
    detail: opType,
    filter: quoted ? `\`${name}\`` : name,
    sort: name,
    edit: toSessionEdit(file, { ...pick(span), text: `\`${name}\`` }),
  }));
}

function keyCellAt(
  { document }: CoveragePage,
  line: number,
  offset: number,
): { readonly table: Table; readonly cell: Cell } | undefined {
  for (const table of document.tables) {
    // A table of elements is never edited.
    if (table.isOfElements) continue;
    const column = table.columns.indexOf('Definition');
    const cell = table.rows.find(({ lineNumber }) => lineNumber === line)?.cells[column];
    if (cell !== undefined && cell.outer.start <= offset && offset <= cell.outer.end) return { table, cell };
  }
  return undefined;
}

function inList(file: ModelsList, kernels: Kernels, offset: number): readonly SessionCompletion[] {
  const holds = (span: Span): boolean => inner(span).start <= offset && offset <= inner(span).end;
  for (const entry of file.read.value?.entries ?? []) {
    for (const { name, parent, definitions } of entry.modules) {
      const element = definitions?.elements.find(({ span }) => holds(span));
      if (element !== undefined) {
        const others = definitions?.elements.filter((each) => each !== element).map(({ text }) => text);
        return definitionItems(kernels, new Set(others)).map(({ name: label, opType }) =>
          itemAt(file, inner(element.span), label, 'definition', opType),
        );
      }
      if (parent !== null && holds(parent.span)) {
        return entry.modules
          .filter((each) => each.name !== name)
          .map((each) => itemAt(file, inner(parent.span), each.name, 'module', each.type ?? ''));
      }
    }
  }
  return [];
}

function itemAt(
  file: ModelsList,
  span: Span,
  label: string,
  kind: SessionCompletion['kind'],
  detail: string,
): SessionCompletion {
  return {
    label,
    kind,
    detail,
    filter: label,
    sort: label,
    edit: toSessionEdit(file, { ...span, text: label }),
  };
}

function definitionItems(
  { definitions }: Kernels,
  taken: ReadonlySet<string | null>,
): readonly { readonly name: string; readonly opType: string }[] {
  return (definitions?.sources.definitions.files ?? [])
    .filter(({ name }) => !taken.has(name))
    .toSorted((a, b) => compareText(a.name, b.name));
}

function pick({ start, end }: Span): Span {
  return { start, end };
}
