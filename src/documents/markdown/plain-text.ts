import type { Nodes } from 'mdast';
import { toString } from 'mdast-util-to-string';

type Expression = Extract<Nodes, { type: 'mdxFlowExpression' | 'mdxTextExpression' }>;

/** They stand in lines or cells of their own, so no word goes on from one to the next. */
const BLOCKS = new Set([
  'paragraph',
  'heading',
  'listItem',
  'blockquote',
  'code',
  'tableCell',
  'mdxJsxFlowElement',
]);
/** Elements of HTML that do so, also where they stand within a line. */
const BLOCK_ELEMENTS = new Set(
  'blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre td th tr ul'.split(' '),
);

/**
 * Plain text of a node with single spaces; footnote references, comments and `<sup>` content are left out. An
 * expression that is nothing but text (`{" "}`) counts as that text.
 */
export function plainText(node: Nodes): string {
  return withoutMarks(node).replace(/\s+/g, ' ').trim();
}

/** The same without what is struck out. */
export function standingText(node: Nodes): string {
  return withoutMarks(node, true).replace(/\s+/g, ' ').trim();
}

/** An expression of MDX that is nothing but a comment or blanks. */
export function isNothing(node: Nodes): boolean {
  return isExpression(node) && expressionText(node).trim() === '';
}

function withoutMarks(node: Nodes, onlyStanding = false): string {
  if (onlyStanding && (node.type === 'delete' || ('name' in node && node.name === 'del'))) return '';
  if (node.type === 'footnoteReference') return '';
  if (node.type === 'html') return separates(/^<\/?(\w+)/.exec(node.value)?.[1]?.toLowerCase()) ? ' ' : '';
  if (node.type === 'break') return ' ';
  if (isExpression(node)) return expressionText(node);
  if (!('children' in node)) return toString(node);
  const left = onlyStanding ? /^<\/?(?:su[pb]|del|s|strike)\b/i : /^<\/?su[pb]\b/i;
  let isLeft = false;
  let text = '';
  for (const child of node.children) {
    if (child.type === 'html' && left.test(child.value)) isLeft = !child.value.startsWith('</');
    else if (!isLeft && !isSuperscriptElement(child))
      text += isBlock(child) ? ` ${withoutMarks(child, onlyStanding)} ` : withoutMarks(child, onlyStanding);
  }
  return text;
}

function isBlock(node: Nodes): boolean {
  return BLOCKS.has(node.type) || ('name' in node && separates(node.name));
}

function separates(name: string | null | undefined): boolean {
  return name !== undefined && name !== null && BLOCK_ELEMENTS.has(name);
}

function isExpression(node: Nodes): node is Expression {
  return node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression';
}

/** What is computed stays as it is written. */
function expressionText(node: Expression): string {
  const { estree } = node.data ?? {};
  if (estree?.body.length === 0) return '';
  const [statement] = estree?.body ?? [];
  if (statement?.type !== 'ExpressionStatement') return node.value;
  const { expression } = statement;
  if (expression.type === 'Literal' && typeof expression.value === 'string') return expression.value;
  if (expression.type !== 'TemplateLiteral' || expression.expressions.length > 0) return node.value;
  return expression.quasis.map(({ value }) => value.cooked ?? value.raw).join('');
}

function isSuperscriptElement(node: Nodes): boolean {
  return 'name' in node && (node.name === 'sup' || node.name === 'sub');
}
