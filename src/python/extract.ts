import type { Diagnostic } from '../diagnostics.js';
import { lineIndex } from '../source/text.js';
import { decodeSource, dropMark } from './decode.js';
import type { CheckpointMention, FactsDepth, ModuleFacts } from './facts.js';
import { lowerBlock } from './lower/statements.js';
import type { LowerContext } from './lower/context.js';
import { mentionsInText } from './mentions.js';
import { createPythonParser, type SyntaxNode } from './syntax-tree.js';

/** Turns the bytes (or the decoded text) of one Python file into facts. Never throws for what a file contains. */
export type FactExtractor = (path: string, source: Uint8Array | string, depth?: FactsDepth) => ModuleFacts;

/** At most this many syntax errors of one file are reported one by one. */
const MAX_SYNTAX_ERRORS = 20;

/**
 * Loads the grammar and returns the extractor. This is the only door to Python source: another implementation
 * must give the same facts.
 */
export async function createFactExtractor(): Promise<FactExtractor> {
  const parser = await createPythonParser();
  return (path, source, depth = 'module') => {
    const decoded =
      typeof source === 'string' ? { text: dropMark(source), problem: null } : decodeSource(source);
    const functionBodies = depth === 'bodies';
    // Python ends a line at a lone carriage return, the grammar does not. Same length, so offsets stay.
    const parsable = decoded.text.replace(/\r(?!\n)/g, '\n');
    const root = parser.parse(parsable, { functionBodies });
    const mentions: CheckpointMention[] = [];
    const index = lineIndex(decoded.text);
    const ctx: LowerContext = {
      text: decoded.text,
      at: (offset) => index.position(offset),
      functionBodies,
      onString: (node, scope) => {
        collectMentions(ctx, node, scope, mentions);
      },
      scope: '',
    };
    const body = lowerBlock(ctx, root);
    const diagnostics = [
      ...sourceProblems(path, decoded),
      ...(root.damaged ? syntaxErrors(path, root, ctx) : []),
    ];
    return { path, depth, body, mentions, partial: diagnostics.length > 0, diagnostics };
  };
}

function collectMentions(
  ctx: LowerContext,
  node: SyntaxNode,
  scope: string,
  mentions: CheckpointMention[],
): void {
  // No id is shorter than its call; most strings are.
  if (node.end - node.start < 12) return;
  for (const found of mentionsInText(ctx.text.slice(node.start, node.end))) {
    const start = node.start + found.offset;
    mentions.push({
      start,
      end: start + found.length,
      ...ctx.at(start),
      id: found.id,
      via: found.via,
      receiver: found.receiver,
      scope,
    });
  }
}

function sourceProblems(
  path: string,
  decoded: { text: string; problem: string | null },
): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const report = (message: string): void => {
    problems.push({ rule: 'python-source', severity: 'warning', message, file: path, line: 1, column: 1 });
  };
  if (decoded.problem !== null) report(`Python would not read this file: ${decoded.problem}.`);
  if (decoded.text.includes('\0')) report('Python would not read this file: it contains a NUL character.');
  return problems;
}

/** The outermost error nodes and missing tokens, in source order. */
function syntaxErrors(path: string, root: SyntaxNode, ctx: LowerContext): readonly Diagnostic[] {
  const errors: Diagnostic[] = [];
  const stack: SyntaxNode[] = root.children.filter((child) => child.damaged).reverse();
  for (let node = stack.pop(); node !== undefined && errors.length < MAX_SYNTAX_ERRORS; node = stack.pop()) {
    const isError = node.type === 'ERROR' || node.missing;
    const isLeaf = !node.children.some((child) => child.damaged);
    if (isError || (node.damaged && isLeaf)) errors.push(syntaxError(path, node, ctx));
    else for (const child of [...node.children].reverse()) if (child.damaged) stack.push(child);
  }
  return errors;
}

function syntaxError(path: string, node: SyntaxNode, ctx: LowerContext): Diagnostic {
  const what = node.missing ? `${node.type} is missing` : 'this is not Python that the grammar knows';
  const message = `Syntax error: ${what}. The facts beside it are a best effort.`;
  return { rule: 'python-syntax', severity: 'warning', message, file: path, ...ctx.at(node.start) };
}
