import type { Nodes } from 'mdast';
import { plainText } from './plain-text.js';
import type { Cell } from './tables.js';

/** One name that a key cell gives to its row. */
export interface RowKey {
  /** The name, without a display name in parentheses behind it. */
  readonly name: string;
  /** The name as the cell shows it. */
  readonly text: string;
  /** It stands for several names: it holds a `*`, or the cell says "etc.". */
  readonly glob: boolean;
}

type Markup = 'code' | 'bold' | 'link';

/**
 * The keys of a row. The first code span or bold text of the cell is the key and says how keys are marked; every
 * further one marked alike is another key. A cell without either is keyed by its links, or else by its whole text.
 */
export function rowKeys(cell: Cell | undefined): readonly RowKey[] {
  if (cell?.node === undefined) return [];
  const marked = [...markedTexts(cell.node)];
  const markup = marked.find((entry) => entry.markup !== 'link')?.markup ?? 'link';
  const texts = marked.filter((entry) => entry.markup === markup).map((entry) => entry.text);
  if (texts.length === 0) texts.push(cell.text);
  const open = /\betc\.?(?:$|\W)/.test(cell.text);
  return texts.filter((text) => text !== '').map((text) => toKey(text, open));
}

/** How the key of a row is marked up: what a new row of the same table should look like. */
export function keyMarkup(cell: Cell | undefined): Markup | undefined {
  if (cell?.node === undefined) return undefined;
  return [...markedTexts(cell.node)].find((entry) => entry.markup !== 'link')?.markup;
}

function toKey(text: string, open: boolean): RowKey {
  const name = /^(\S+) \([^()]*\)$/.exec(text)?.[1] ?? text;
  return { name, text, glob: open || name.includes('*') };
}

function* markedTexts(node: Nodes): Generator<{ readonly markup: Markup; readonly text: string }> {
  const markup = markupOf(node);
  if (markup === 'bold' && hasCode(node)) yield* childTexts(node);
  else if (markup === undefined || (markup === 'link' && hasMarked(node))) yield* childTexts(node);
  else yield { markup, text: plainText(node) };
}

function* childTexts(node: Nodes): Generator<{ readonly markup: Markup; readonly text: string }> {
  if ('children' in node) for (const child of node.children) yield* markedTexts(child);
}

function hasMarked(node: Nodes): boolean {
  return (
    'children' in node && node.children.some((child) => markupOf(child) !== undefined || hasMarked(child))
  );
}

function hasCode(node: Nodes): boolean {
  return 'children' in node && node.children.some((child) => markupOf(child) === 'code' || hasCode(child));
}

function markupOf(node: Nodes): Markup | undefined {
  const name = 'name' in node ? node.name : undefined;
  if (node.type === 'inlineCode' || name === 'code') return 'code';
  if (node.type === 'strong' || name === 'b' || name === 'strong') return 'bold';
  return node.type === 'link' || node.type === 'linkReference' || name === 'a' ? 'link' : undefined;
}
