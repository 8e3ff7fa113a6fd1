import type { Nodes } from 'mdast';
import { toString } from 'mdast-util-to-string';

type Expression = Extract<Nodes, { type: 'mdxFlowExpression' | 'mdxTextExpression' }>;

/** They stand in lines of their own, so no word goes on from one to the next. */
const BLOCKS = new Set([
  'paragraph',
  'heading',
  'list',
  'listItem',
  'blockquote',
  'code',
  'mdxJsxFlowElement',
]);

/**
 * Plain text of a node with single spaces; footnote references, comments and `<sup>` content are left out. An
 * expression that is nothing but text (`{" "}`) counts as that text.
 */
export function plainText(node: Nodes): string {
  return withoutMarks(node).replace(/\s+/g, ' ').trim();
}

/** An expression of MDX with nothing but a comment in it. */
export function isComment(node: Nodes): boolean {
  return isExpression(node) && node.data?.estree?.body.length === 0;
}

function withoutMarks(node: Nodes): string {
  if (node.type === 'footnoteReference') return '';
  if (node.type === 'html') return /^<br\b/i.test(node.value) ? ' ' : '';
  if (node.type === 'break' || ('name' in node && node.name === 'br')) return ' ';
  if (isExpression(node)) return expressionText(node);
  if (!('children' in node)) return toString(node);
  let superscript = false;
  let text = '';
  for (const child of node.children) {
    if (child.type === 'html' && /^<\/?su[pb]\b/i.test(child.value))
      superscript = !child.value.startsWith('</');
    else if (!superscript && !isSuperscriptElement(child))
      text += BLOCKS.has(child.type) ? ` ${withoutMarks(child)} ` : withoutMarks(child);
  }
  return text;
}

function isExpression(node: Nodes): node is Expression {
  return node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression';
}

/** What is computed stays as it is written. */
function expressionText(node: Expression): string {
  if (isComment(node)) return '';
  const [statement] = node.data?.estree?.body ?? [];
  if (statement?.type !== 'ExpressionStatement') return node.value;
  const { expression } = statement;
  if (expression.type === 'Literal' && typeof expression.value === 'string') return expression.value;
  if (expression.type !== 'TemplateLiteral' || expression.expressions.length > 0) return node.value;
  return expression.quasis.map(({ value }) => value.cooked ?? value.raw).join('');
}

function isSuperscriptElement(node: Nodes): boolean {
  return 'name' in node && (node.name === 'sup' || node.name === 'sub');
}
