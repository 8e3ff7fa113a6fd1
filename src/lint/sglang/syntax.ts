/** Facts are plain JSON; these walk all of it, whatever statement or expression it belongs to. */

interface SyntaxNode {
  readonly kind: string;
}

/** Every node below a value that is made of facts, in source order of its fields. */
export function* nodesIn(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* nodesIn(child);
}

function isNode(value: object): value is SyntaxNode {
  return 'kind' in value && typeof value.kind === 'string';
}

/** Whether any code below `value` uses a name: reads it, takes it as an attribute, or imports it. */
export function usesName(value: unknown, name: string): boolean {
  for (const node of nodesIn(value)) {
    if (node.kind === 'name' && 'id' in node && node.id === name) return true;
    if (node.kind === 'attribute' && 'attr' in node && node.attr === name) return true;
    if (node.kind === 'import-from' && 'names' in node && importsName(node.names, name)) return true;
  }
  return false;
}

function importsName(names: unknown, name: string): boolean {
  return (
    Array.isArray(names) &&
    names.some(
      (item: unknown) => typeof item === 'object' && item !== null && 'name' in item && item.name === name,
    )
  );
}
