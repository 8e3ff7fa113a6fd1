/**
 * Text to tree. Every offset in a {@link MarkdownDocument} counts UTF-16 units of the text as given, so a
 * byte-order mark, which the Markdown parser drops, shifts all offsets of the tree by one.
 */
import type { Nodes, Root, RootContent, Table as TableNode } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified, type Processor } from 'unified';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import { firstBy } from '../../group-by.js';
import { remembered } from '../../memo.js';
import type { Span } from './edits.js';
import { isTableElement, readElementTable, type ElementNode } from './elements.js';
import { bomLength, placeAt, splitLines, type Line } from './lines.js';
import { plainText } from './plain-text.js';
import { readTable, type Table } from './tables.js';

export interface ParseOptions {
  /** Path for diagnostics; the dialect is not derived from it. */
  readonly file?: string;
  /** MDX instead of Markdown. {@link prepareMdx} must have finished. */
  readonly mdx?: boolean;
}

/** A heading at the top level of a document. */
export interface Heading extends Span {
  /** Plain text with single spaces. */
  readonly text: string;
  readonly depth: number;
  /** 1-based. */
  readonly line: number;
  /** The heading it stands under, as an index into `headings`. */
  readonly parent: number | undefined;
}

/** A child of the document's root. */
export interface Block extends Span {
  readonly node: RootContent;
  /** The innermost heading above it, as an index into `headings`; a heading is its own. */
  readonly heading: number | undefined;
}

export interface MarkdownDocument {
  readonly text: string;
  readonly file: string;
  readonly mdx: boolean;
  readonly lines: readonly Line[];
  readonly blocks: readonly Block[];
  readonly headings: readonly Heading[];
  /** Every table of the tree, also those that cannot be edited. */
  readonly tables: readonly Table[];
}

type Parser = Processor<Root>;

let markdownParser: Parser | undefined;
let mdxParser: Parser | undefined;

/** Loads what MDX needs. Slow, so only a caller that has an `.mdx` file does it. */
export async function prepareMdx(): Promise<void> {
  if (mdxParser !== undefined) return;
  const { default: remarkMdx } = await import('remark-mdx');
  mdxParser = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkFrontmatter, ['yaml', 'toml'])
    .use(remarkMdx)
    .freeze();
}

export type ParsedDocument = Outcome<MarkdownDocument>;

/** Parses a document. What cannot be parsed gives a document without blocks and a diagnostic that says why. */
export function parseDocument(text: string, options: ParseOptions = {}): ParsedDocument {
  const { file = '', mdx = false } = options;
  const base = bomLength(text);
  const lines = splitLines(text);
  const empty: MarkdownDocument = { text, file, mdx, lines, blocks: [], headings: [], tables: [] };
  const parser = mdx ? requireMdxParser() : requireMarkdownParser();
  try {
    const tree = parser.parse(base === 0 ? text : text.slice(base));
    return { value: { ...empty, ...readTree(tree, text, lines, base) }, diagnostics: [] };
  } catch (error) {
    return { value: empty, diagnostics: [syntaxDiagnostic(error, empty, base)] };
  }
}

/** Where a node stands in the text that the document was parsed from. */
export function spanOf(node: Nodes, base: number): Span {
  return { start: (node.position?.start.offset ?? 0) + base, end: (node.position?.end.offset ?? 0) + base };
}

const tablesByBlock = remembered(({ tables }: MarkdownDocument) => firstBy(tables, ({ block }) => block));

/** The first table that stands in a block, which is given by its index. */
export function tableOf(document: MarkdownDocument, block: number): Table | undefined {
  return tablesByBlock(document).get(block);
}

/** The headings above something, outermost first, as indexes. */
export function headingChain(headings: readonly Heading[], innermost: number | undefined): readonly number[] {
  const chain: number[] = [];
  for (let at = innermost; at !== undefined; at = headings[at]?.parent) chain.unshift(at);
  return chain;
}

function readTree(
  tree: Root,
  text: string,
  lines: readonly Line[],
  base: number,
): Pick<MarkdownDocument, 'blocks' | 'headings' | 'tables'> {
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  const tables: Table[] = [];
  const open: number[] = [];
  for (const [block, node] of tree.children.entries()) {
    const span = spanOf(node, base);
    if (node.type === 'heading') {
      while (open.length > 0 && (headings[open.at(-1) ?? 0]?.depth ?? 0) >= node.depth) open.pop();
      const line = node.position?.start.line ?? 1;
      headings.push({ ...span, text: plainText(node), depth: node.depth, line, parent: open.at(-1) });
      open.push(headings.length - 1);
    }
    const heading = open.at(-1);
    blocks.push({ ...span, node, heading });
    collectTables(node, undefined, (table, container) => {
      const context = { text, lines, base, block, heading, container, index: tables.length };
      tables.push(table.type === 'table' ? readTable(table, context) : readElementTable(table, context));
    });
  }
  return { headings, blocks, tables };
}

function collectTables(
  node: Nodes,
  container: string | undefined,
  add: (table: TableNode | ElementNode, container: string | undefined) => void,
): void {
  if (node.type === 'table') add(node, container);
  else if ('children' in node) {
    if (isTableElement(node)) add(node, container);
    for (const child of node.children) collectTables(child, container ?? node.type, add);
  }
}

function requireMarkdownParser(): Parser {
  markdownParser ??= unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkFrontmatter, ['yaml', 'toml'])
    .freeze();
  return markdownParser;
}

function requireMdxParser(): Parser {
  if (mdxParser === undefined) throw new ArchscanError('usage', 'call prepareMdx() before parsing MDX');
  return mdxParser;
}

function syntaxDiagnostic(error: unknown, document: MarkdownDocument, base: number): Diagnostic {
  const rule = 'document-syntax';
  if (error instanceof RangeError) {
    return {
      file: document.file,
      line: 1,
      column: 1,
      rule,
      severity: 'error',
      message: 'nested too deeply to be parsed',
    };
  }
  const offset = offsetOfMessage(error);
  if (offset === undefined) throw error;
  const message = `not valid MDX: ${error instanceof Error ? error.message : String(error)}`;
  return { ...placeAt(document.lines, offset + base, document.file), rule, severity: 'error', message };
}

/** The offset that a parser's message (a `VFileMessage`) names, undefined for any other error. */
function offsetOfMessage(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('place' in error)) return undefined;
  const { place } = error;
  if (typeof place !== 'object' || place === null) return 0;
  const point: unknown = 'start' in place ? place.start : place;
  const offset: unknown = typeof point === 'object' && point !== null && 'offset' in point ? point.offset : 0;
  return typeof offset === 'number' ? offset : 0;
}
