/** A table of all architectures between two comments. What stands between them belongs to archscan. */
import { codeSpan, escapeText } from '../documents/markdown/escape.js';
import { digest } from '../documents/markdown/digest.js';
import { dominantEol } from '../documents/markdown/lines.js';
import { parseDocument, type Block, type MarkdownDocument } from '../documents/markdown/parse.js';
import { holds, type EngineFacts, type Registered } from './facts.js';
import { finding, type SyncFinding } from './finding.js';
import type { Appendix } from './profile.js';

export interface AppendixUpdate {
  readonly text: string;
  readonly findings: readonly SyncFinding[];
}

type Column = Appendix['columns'][number];

export function updateAppendix(
  facts: EngineFacts,
  document: MarkdownDocument,
  appendix: Appendix,
): AppendixUpdate {
  const { text, file, mdx } = document;
  const unchanged = (rule: string, line: number, message: string): AppendixUpdate => ({
    text,
    findings: [finding(rule, file, message, { line })],
  });
  const [begin, end] = markers(appendix.marker, mdx);
  const begins = blocksOf(document, begin);
  const ends = blocksOf(document, end);
  if (begins.length === 0 && ends.length === 0 && appendix.create !== true) return { text, findings: [] };
  const [first, secondBegin] = begins;
  const [last, secondEnd] = ends;
  const lineOf = (block: Block | undefined): number => block?.node.position?.start.line ?? 1;
  const broken = secondBegin ?? secondEnd;
  if (broken !== undefined) {
    const message = `there is more than one "${appendix.marker}" appendix; keep one pair of markers`;
    return unchanged('sync-appendix-markers', lineOf(broken), message);
  }
  const pair = first === undefined || last === undefined || last.start < first.end ? null : { first, last };
  if (pair === null && (first ?? last) !== undefined) {
    const message = `the appendix needs ${begin} and, below it, ${end}, each in a paragraph of its own`;
    return unchanged('sync-appendix-markers', lineOf(first ?? last), message);
  }
  const eol = dominantEol(text);
  const table = renderTable(facts, appendix, mdx).replaceAll('\n', eol);
  const block = `${begin}${eol}${eol}${table}${eol}${eol}${end}`;
  const after =
    pair === null
      ? text + gapBefore(text, eol) + block + eol
      : text.slice(0, pair.first.start) + block + text.slice(pair.last.end);
  if (after === text) return { text, findings: [] };
  const outside = document.blocks.filter(
    (each) => pair === null || each.end <= pair.first.start || each.start >= pair.last.end,
  );
  const reason = misread(outside, after, document, appendix);
  if (reason !== undefined)
    return unchanged('document-edit-refused', lineOf(first), `nothing was changed: ${reason}`);
  const message = `the appendix "${appendix.marker}" does not list what ${facts.title} registers today`;
  return {
    text: after,
    findings: [finding('sync-appendix-outdated', file, message, { line: lineOf(first), fixable: true })],
  };
}

/** What makes a blank line between a text and a block behind it. */
function gapBefore(text: string, eol: string): string {
  if (text.trim() === '' || /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)[ \t]*$/.test(text)) return '';
  return /[\r\n]$/.test(text) ? eol : eol + eol;
}

function markers(name: string, mdx: boolean): readonly [string, string] {
  const comment = (text: string): string => (mdx ? `{/* ${text} */}` : `<!-- ${text} -->`);
  return [comment(`archscan:begin ${name}`), comment(`archscan:end ${name}`)];
}

function blocksOf({ text, blocks }: MarkdownDocument, marker: string): readonly Block[] {
  return blocks.filter(({ start, end }) => text.slice(start, end) === marker);
}

/** Why the new text must not be written: everything outside the markers has to read as before. */
function misread(
  outside: readonly Block[],
  after: string,
  before: MarkdownDocument,
  { marker, columns }: Appendix,
): string | undefined {
  const { value, diagnostics } = parseDocument(after, before);
  if (diagnostics.length > 0) return diagnostics[0]?.message;
  const [begin, end] = markers(marker, before.mdx).map((each) => blocksOf(value, each));
  const [first] = begin ?? [];
  const [last] = end ?? [];
  if (first === undefined || last === undefined)
    return 'the markers of the appendix would not be read as comments';
  const inside = value.blocks.filter((each) => each.start >= first.end && each.end <= last.start);
  const table = value.tables.find((each) => each.start >= first.end && each.end <= last.start);
  if (inside.length !== 1 || table?.columns.length !== columns.length)
    return 'the appendix would not be read as one table';
  const others = value.blocks.filter((each) => each.end <= first.start || each.start >= last.end);
  const same =
    others.length === outside.length && others.every((each, i) => digest(each.node) === digestOf(outside[i]));
  return same ? undefined : 'text outside the appendix would be read otherwise';
}

function digestOf(block: Block | undefined): string {
  return block === undefined ? '' : digest(block.node);
}

function renderTable(facts: EngineFacts, appendix: Appendix, mdx: boolean): string {
  const { columns, where } = appendix;
  const listed = facts.served.filter(
    (each) => where?.some((condition) => holds(facts, each, condition)) !== false,
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => escapeText(title, { mdx }))),
    line(columns.map(() => '---')),
    ...listed.map((each) => line(columns.map((column) => cellOf(facts, each, column, mdx)))),
  ].join('\n');
}

function cellOf(facts: EngineFacts, each: Registered, { value }: Column, mdx: boolean): string {
  const record = facts.record(each.architecture);
  switch (value) {
    case 'category':
      return record.category.category;
    case 'example':
      return codeSpan(record.example.id ?? '', { mdx });
    case 'file':
      return codeSpan(each.classFile ?? each.file, { mdx });
    case 'architecture':
    case 'className':
    case 'registry':
      return codeSpan(each[value], { mdx });
  }
}
