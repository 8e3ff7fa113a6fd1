import type { Nodes } from 'mdast';
import { bomLength, placeAt } from '../../documents/markdown/lines.js';
import { parseDocument, type MarkdownDocument } from '../../documents/markdown/parse.js';
import { splitRules, type IgnoreComment } from './types.js';

/**
 * `<!-- archscan-ignore-next-line rule-id, rule-id: reason -->`, also for the own line and for the whole file; in MDX
 * `{/* … *\/}`.
 */
const COMMENT =
  /(?:<!--|\/\*)\s*archscan-ignore-(?<scope>next-line|line|file)\b(?<rules>[^:]*?)(?::(?<reason>[\s\S]*?))?\s*(?:-->|\*\/)/g;

/** In every ignore comment, so that most documents are not searched. */
const MARK = 'archscan-ignore-';

/** The ignore comments of Markdown, or of MDX (`prepareMdx` must have run). */
export function markdownIgnores(text: string, file: string, mdx = false): readonly IgnoreComment[] {
  return text.includes(MARK) ? ignoresIn(parseDocument(text, { file, mdx }).value) : [];
}

/** The ignore comments of a document. Comments in code are code. */
export function ignoresIn(document: MarkdownDocument): readonly IgnoreComment[] {
  if (!document.text.includes(MARK)) return [];
  const base = bomLength(document.text);
  return document.blocks.flatMap(({ node }) =>
    [...htmlIn(node)].flatMap((html) => read(document, html, base)),
  );
}

interface Html {
  readonly value: string;
  readonly offset: number;
}

function* htmlIn(node: Nodes): Generator<Html> {
  const offset = node.position?.start.offset ?? 0;
  if (node.type === 'html') yield { value: node.value, offset };
  // Behind the brace.
  else if (isExpression(node)) yield { value: node.value, offset: offset + 1 };
  else if ('children' in node) for (const child of node.children) yield* htmlIn(child);
}

function isExpression(node: { readonly type: string }): node is { type: string; value: string } {
  return node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression';
}

function read(document: MarkdownDocument, { value, offset }: Html, base: number): readonly IgnoreComment[] {
  return [...value.matchAll(COMMENT)].map((match) => {
    const start = base + offset + match.index;
    const place = placeAt(document.lines, start, document.file);
    const last = placeAt(document.lines, start + match[0].length, document.file).line;
    const { scope = '', rules = '', reason = '' } = match.groups ?? {};
    return {
      ...place,
      rules: splitRules(rules),
      reason: reason.trim(),
      target: scope === 'file' ? null : scope === 'line' ? place.line : nextLine(document, last),
    };
  });
}

/** The next line that is not blank: formatters put blank lines behind comments. */
function nextLine({ lines, text }: MarkdownDocument, after: number): number {
  for (let index = after; index < lines.length; index += 1) {
    const line = lines[index];
    if (line !== undefined && text.slice(line.start, line.end).trim() !== '') return index + 1;
  }
  return after + 1;
}
