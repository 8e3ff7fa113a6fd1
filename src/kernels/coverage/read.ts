import type { Paragraph } from 'mdast';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { findTable } from '../../documents/markdown/find.js';
import { findConflict } from '../../documents/markdown/lines.js';
import {
  headingChain,
  parseDocument,
  type Block,
  type MarkdownDocument,
} from '../../documents/markdown/parse.js';
import { plainText } from '../../documents/markdown/plain-text.js';
import type { Row, Table } from '../../documents/markdown/tables.js';
import { parseDefinitionName } from '../definition-name.js';
import {
  STATUS_MARKS,
  type CoverageLine,
  type CoveragePage,
  type CoveragePart,
  type CoverageRow,
  type CoverageSection,
  type RowStatus,
  type StatusRule,
  type SummaryRow,
} from './model.js';

const SUMMARY = 'Summary';
const SUMMARY_COLUMNS = ['Model', 'Architecture', 'Coverage'];
const SECTION_COLUMNS = ['Definition', 'Op Type', 'Status'];
const COVERAGE = /^\*\*Coverage\*\*:\s*(\d+)\s*\/\s*(\d+|\?)(.*)$/su;

/**
 * Reads a coverage page. MDX when its name ends in `.mdx`, for which `prepareMdx` must have run. A page that cannot
 * be read as one gives null and an error: `document-syntax`, `document-conflict`, `coverage-no-summary`.
 */
export function readCoveragePage(text: string, file: string): Outcome<CoveragePage | null> {
  const conflict = findConflict(text);
  if (conflict !== undefined) {
    const message = 'The document has an unresolved merge conflict.';
    return failed({ file, line: conflict, column: 1, rule: 'document-conflict', severity: 'error', message });
  }
  const { value: document, diagnostics } = parseDocument(text, { file, mdx: file.endsWith('.mdx') });
  if (diagnostics.length > 0) return { value: null, diagnostics };
  const found = findTable(document, { headingPath: [SUMMARY], columns: SUMMARY_COLUMNS });
  if (!found.ok) {
    const message = `This is no coverage page: ${found.reason}.`;
    const line = found.line ?? 1;
    return failed({ file, line, column: 1, rule: 'coverage-no-summary', severity: 'error', message });
  }
  const value = {
    document,
    legend: readLegend(document),
    summary: { table: found.table, rows: readSummary(found.table) },
    sections: readSections(document),
  };
  return { value, diagnostics: [] };
}

function failed(diagnostic: Diagnostic): Outcome<null> {
  return { value: null, diagnostics: [diagnostic] };
}

/** The first list with the marks says which rule holds: one of its items speaks of workloads, or none does. */
function readLegend({ blocks }: MarkdownDocument): StatusRule | null {
  for (const { node } of blocks) {
    if (node.type !== 'list') continue;
    const items = node.children.map(plainText);
    if (!items.some((item) => item.startsWith(STATUS_MARKS.collected))) continue;
    return items.some((item) => /\bworkloads?\b/i.test(item)) ? 'workload' : 'file';
  }
  return null;
}

function readSummary(table: Table): readonly SummaryRow[] {
  const [title, architecture, label] = SUMMARY_COLUMNS.map((column) => table.columns.indexOf(column));
  const cell = (row: Row, column = -1): string => row.cells[column]?.text ?? '';
  return table.rows.map((row, index) => ({
    title: cell(row, title),
    architecture: cell(row, architecture),
    label: cell(row, label),
    row: index,
    line: row.lineNumber,
  }));
}

function readSections(document: MarkdownDocument): readonly CoverageSection[] {
  const { headings, blocks } = document;
  return headings.flatMap((heading, index): readonly CoverageSection[] => {
    if (heading.depth !== 2 || heading.text === SUMMARY) return [];
    const inside = blocks.flatMap((block, at) =>
      headingChain(headings, block.heading).includes(index) ? [at] : [],
    );
    const parts = partsOf(document, inside);
    if (parts.every(({ rows, coverage }) => rows.length === 0 && coverage === null)) return [];
    const range = { first: inside[0] ?? 0, last: inside.at(-1) ?? 0 };
    return [{ title: heading.text, line: heading.line, blocks: range, parts }];
  });
}

function partsOf(document: MarkdownDocument, inside: readonly number[]): readonly CoveragePart[] {
  const headings = [...new Set(inside.flatMap((at) => document.blocks[at]?.heading ?? []))];
  return headings.map((heading): CoveragePart => {
    const own = inside.filter((at) => document.blocks[at]?.heading === heading);
    const tables = document.tables.filter(
      ({ block, columns, isOfElements }) =>
        !isOfElements && own.includes(block) && SECTION_COLUMNS.every((each) => columns.includes(each)),
    );
    const lines = own.flatMap((at) => readCoverageLine(document, document.blocks[at]) ?? []);
    return { heading, rows: tables.flatMap(readRows), coverage: lines[0] ?? null };
  });
}

function readRows(table: Table): readonly CoverageRow[] {
  const [definition = 0, opType = 1, status = 2] = SECTION_COLUMNS.map((each) => table.columns.indexOf(each));
  return table.rows.map((row, index): CoverageRow => {
    const first = row.cells[definition];
    const code = first?.node?.children.find((node) => node.type === 'inlineCode');
    const name = code?.type === 'inlineCode' ? code.value : null;
    return {
      table,
      row: index,
      line: row.lineNumber,
      name,
      valid: name !== null && parseDefinitionName(name)?.dialect === 'dataset',
      text: first?.text ?? '',
      opType: row.cells[opType]?.text ?? '',
      status: readStatus(row.cells[status]?.text ?? ''),
    };
  });
}

export function readStatus(cell: string): RowStatus | null {
  // The keys of the record are the statuses.
  const statuses = Object.keys(STATUS_MARKS) as RowStatus[];
  return statuses.find((status) => cell.startsWith(STATUS_MARKS[status])) ?? null;
}

function readCoverageLine(document: MarkdownDocument, block: Block | undefined): CoverageLine | undefined {
  if (block?.node.type !== 'paragraph' || !isCoverage(block.node)) return undefined;
  const text = document.text.slice(block.start, block.end);
  const found = COVERAGE.exec(text);
  if (found === null) return undefined;
  const [, present = '', total = '', prose = ''] = found;
  const proseStart = block.end - prose.length;
  const totalSpan = { start: proseStart - total.length, end: proseStart };
  const presentStart = block.start + text.indexOf(present, text.indexOf(':'));
  return {
    line: block.node.position?.start.line ?? 1,
    present: Number(present),
    presentSpan: { start: presentStart, end: presentStart + present.length },
    total: total === '?' ? null : Number(total),
    totalSpan,
    prose,
    proseSpan: { start: proseStart, end: block.end },
  };
}

function isCoverage({ children: [first] }: Paragraph): boolean {
  return first?.type === 'strong' && plainText(first) === 'Coverage';
}
