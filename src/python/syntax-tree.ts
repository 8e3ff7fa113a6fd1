/**
 * The one place that touches tree-sitter. A parse is copied into plain objects and the tree is freed before
 * anything else happens: a node used after its tree is gone silently reads as `ERROR`.
 */
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';

import { readGrammarFile } from '../assets.js';
import { ArchscanError } from '../errors.js';
import type { FieldName, NodeType } from './grammar.js';

/** A syntax node as plain data. Offsets are UTF-16 units of the parsed text, `end` exclusive. */
export interface SyntaxNode {
  /** A named type of the grammar; for tokens (`named` false) the token itself, e.g. `,`. */
  readonly type: NodeType | (string & {});
  readonly named: boolean;
  readonly field: FieldName | null;
  readonly start: number;
  readonly end: number;
  /** The parser inserted this node to get on: it is not in the text. */
  readonly missing: boolean;
  /** This node is an error, or one is inside it (function bodies that were left out count too). */
  readonly damaged: boolean;
  readonly children: readonly SyntaxNode[];
}

export interface CopyOptions {
  /** Whether function bodies are copied entirely, or only their first statement if it is a string. */
  readonly functionBodies: boolean;
  /** Offset that a node gets for the one that it has in the parsed text, when that text is an edited one. */
  readonly offset?: (offset: number) => number;
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  /**
   * How much of the text the parser did not understand: the length of the outermost error nodes and one for
   * each missing token, in function bodies too. 0 for a tree without errors, and for no other.
   */
  readonly damage: number;
}

export interface PythonParser {
  /** Parses `text` (without byte-order mark, no lone carriage returns) and returns the tree as plain data. */
  parse(text: string, options: CopyOptions): SyntaxTree;
  /** Number of trees that were made and not freed; for tests of leaks. */
  liveTrees(): number;
  dispose(): void;
}

let loading: Promise<Language> | undefined;

async function loadLanguage(): Promise<Language> {
  try {
    await Parser.init({ wasmBinary: readGrammarFile('web-tree-sitter.wasm') });
    return await Language.load(readGrammarFile('tree-sitter-python.wasm'));
  } catch (cause) {
    if (cause instanceof ArchscanError) throw cause;
    throw new ArchscanError('grammar-unusable', 'the Python grammar could not be loaded', { cause });
  }
}

/**
 * Creates a parser; the WebAssembly module is loaded once per process.
 *
 * @param onParse told the length of each text that is parsed
 */
export async function createPythonParser(onParse?: (units: number) => void): Promise<PythonParser> {
  loading ??= loadLanguage();
  const language = await loading;
  const parser = new Parser();
  parser.setLanguage(language);
  const names = nodeNames(language);
  let live = 0;
  return {
    parse(text, options) {
      onParse?.(text.length);
      const tree = parser.parse(text);
      if (tree === null) throw new ArchscanError('grammar-unusable', 'the parser gave no tree');
      live++;
      const cursor = tree.walk();
      try {
        const { hasError } = tree.rootNode;
        // A line end that the parser put in is no node that a cursor can see.
        const damage = hasError ? Math.max(1, measureDamage(cursor)) : 0;
        return { root: copyTree(cursor, { names, options, hasError }), damage };
      } finally {
        cursor.delete();
        tree.delete();
        live--;
      }
    },
    liveTrees: () => live,
    dispose: () => {
      parser.delete();
    },
  };
}

interface NodeNames {
  readonly types: readonly string[];
  readonly named: readonly boolean[];
  readonly fields: readonly (FieldName | null)[];
}

const ERROR_TYPE_ID = 65535;

/** Type and field names by id: asking the WebAssembly side for each node's name is most of a walk's cost. */
function nodeNames(language: Language): NodeNames {
  const types = language.types.map((_, id) => language.nodeTypeForId(id) ?? '');
  const named = types.map((_, id) => language.nodeTypeIsNamed(id));
  // The grammar's field names are the union FieldName by construction of grammar.ts.
  const fields = language.fields.map((name) => name as FieldName | null);
  return { types, named, fields };
}

interface MutableNode {
  type: string;
  named: boolean;
  field: FieldName | null;
  start: number;
  end: number;
  missing: boolean;
  damaged: boolean;
  children: MutableNode[];
}

interface Copy {
  readonly names: NodeNames;
  readonly options: CopyOptions;
  readonly hasError: boolean;
}

/** The cursor stands on the root and stands there again afterwards. */
function measureDamage(cursor: TreeCursor): number {
  let damage = 0;
  let depth = 0;
  for (;;) {
    const isError = cursor.nodeTypeId === ERROR_TYPE_ID;
    if (isError) damage += Math.max(1, cursor.endIndex - cursor.startIndex);
    else if (cursor.nodeIsMissing) damage++;
    if (!isError && cursor.gotoFirstChild()) depth++;
    else {
      while (depth > 0 && !cursor.gotoNextSibling()) {
        cursor.gotoParent();
        depth--;
      }
      if (depth === 0) return damage;
    }
  }
}

/** Iterative, so that nesting depth is limited by memory alone. */
function copyTree(cursor: TreeCursor, copy: Copy): SyntaxNode {
  const { options, hasError } = copy;
  const root = copyNode(cursor, copy);
  const parents: MutableNode[] = [];
  const order: MutableNode[] = [root];
  let node = root;
  for (;;) {
    const parent = parents[parents.length - 1];
    const skipped =
      !options.functionBodies && node.field === 'body' && parent?.type === 'function_definition';
    if (skipped) {
      copyDocstring(cursor, node, copy);
      node.end = lastEnd(cursor, copy);
    }
    if (!skipped && cursor.gotoFirstChild()) parents.push(node);
    else {
      while (!cursor.gotoNextSibling()) {
        parents.pop();
        if (parents.length === 0) return hasError ? spreadDamage(root, order) : root;
        cursor.gotoParent();
      }
    }
    node = copyNode(cursor, copy);
    parents[parents.length - 1]?.children.push(node);
    order.push(node);
  }
}

/** Marks the root, and every ancestor of a damaged node. `order` is pre-order, so children come after their parents. */
function spreadDamage(root: MutableNode, order: readonly MutableNode[]): MutableNode {
  root.damaged = true;
  for (const node of [...order].reverse()) node.damaged ||= node.children.some((child) => child.damaged);
  return root;
}

/** What a docstring can be, and what can hold it. */
const DOCSTRINGS: ReadonlySet<string> = new Set([
  'string',
  'concatenated_string',
  'parenthesized_expression',
]);

/** The cursor stands on a function body and stands there again afterwards. */
function copyDocstring(cursor: TreeCursor, body: MutableNode, copy: Copy): void {
  const { hasError, names } = copy;
  if (hasError && cursor.currentNode.hasError) body.damaged = true;
  if (!cursor.gotoFirstChild()) return;
  let more = true;
  while (more && names.types[cursor.nodeTypeId] === 'comment') more = cursor.gotoNextSibling();
  if (more && names.types[cursor.nodeTypeId] === 'expression_statement') {
    const statement = copyShallow(cursor, copy);
    if (DOCSTRINGS.has(statement.children[0]?.type ?? '')) body.children.push(statement);
  }
  cursor.gotoParent();
}

/** Where the last token below the node under the cursor ends; comments and semicolons behind it do not count. */
function lastEnd(cursor: TreeCursor, { names, options }: Copy): number {
  let depth = 0;
  while (cursor.gotoLastChild()) {
    depth++;
    while (isNoToken(names.types[cursor.nodeTypeId], cursor) && cursor.gotoPreviousSibling());
  }
  const end = options.offset === undefined ? cursor.endIndex : options.offset(cursor.endIndex);
  for (; depth > 0; depth--) cursor.gotoParent();
  return end;
}

function isNoToken(type: string | undefined, cursor: TreeCursor): boolean {
  return type === 'comment' || type === ';' || cursor.startIndex === cursor.endIndex;
}

/** Copies the node under the cursor with everything below it; docstrings are never deep enough to recurse far. */
function copyShallow(cursor: TreeCursor, copy: Copy, depth = 0): MutableNode {
  const node = copyNode(cursor, copy);
  if (depth < 64 && cursor.gotoFirstChild()) {
    do node.children.push(copyShallow(cursor, copy, depth + 1));
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}

function copyNode(cursor: TreeCursor, { names, options, hasError }: Copy): MutableNode {
  const id = cursor.nodeTypeId;
  const isError = id === ERROR_TYPE_ID;
  const missing = hasError && cursor.nodeIsMissing;
  return {
    type: isError ? 'ERROR' : (names.types[id] ?? ''),
    named: isError || (names.named[id] ?? false),
    field: names.fields[cursor.currentFieldId] ?? null,
    start: options.offset === undefined ? cursor.startIndex : options.offset(cursor.startIndex),
    end: options.offset === undefined ? cursor.endIndex : options.offset(cursor.endIndex),
    missing,
    damaged: isError || missing,
    children: [],
  };
}
