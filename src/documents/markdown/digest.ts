import type { Nodes, PhrasingContent } from 'mdast';

/** What a node means, without where it stands: equal for nodes that read the same. */
export function digest(node: Nodes): string {
  return JSON.stringify(node, (key, value: unknown) =>
    key === 'position' || key === 'data' ? undefined : value,
  );
}

/** The block structure of a node without the text in it. */
export function skeleton(node: Nodes): string {
  if (!('children' in node)) return node.type;
  const blocks = node.children.filter((child) => !isPhrasing(child));
  const depth = node.type === 'heading' ? node.depth : '';
  return `${node.type}${depth}(${blocks.map(skeleton).join(',')})`;
}

const PHRASING: ReadonlySet<string> = new Set<PhrasingContent['type']>([
  'break',
  'delete',
  'emphasis',
  'footnoteReference',
  'image',
  'imageReference',
  'inlineCode',
  'link',
  'linkReference',
  'strong',
  'text',
]);

function isPhrasing(node: Nodes): boolean {
  return PHRASING.has(node.type) || node.type.startsWith('mdxText') || node.type === 'html';
}
