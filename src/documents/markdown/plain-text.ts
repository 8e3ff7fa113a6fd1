import type { Nodes } from 'mdast';
import { toString } from 'mdast-util-to-string';

/** Plain text of a node with single spaces; footnote references and `<sup>` content are left out. */
export function plainText(node: Nodes): string {
  return withoutMarks(node).replace(/\s+/g, ' ').trim();
}

function withoutMarks(node: Nodes): string {
  if (node.type === 'footnoteReference') return '';
  if (node.type === 'html') return /^<br\b/i.test(node.value) ? ' ' : '';
  if (node.type === 'break') return ' ';
  if (!('children' in node)) return toString(node);
  let superscript = false;
  let text = '';
  for (const child of node.children) {
    if (child.type === 'html' && /^<\/?su[pb]\b/i.test(child.value))
      superscript = !child.value.startsWith('</');
    else if (!superscript && !isSuperscriptElement(child)) text += withoutMarks(child);
  }
  return text;
}

function isSuperscriptElement(node: Nodes): boolean {
  return 'name' in node && (node.name === 'sup' || node.name === 'sub');
}
