import { parse, type AnyNode, type Node, type ObjectExpression, type Program, type Property } from 'acorn';
import type { Place } from '../diagnostics.js';

/** An object that JavaScript source writes down as it is, read key by key, with the place of what is read. */
export interface JavascriptObject {
  readonly place: Place;
  /** Whether all keys are written down: none is computed or spread into it. */
  readonly isWhole: boolean;
  has(key: string): boolean;
  /** Null when there is no such key, or something else than a string without parts that are computed. */
  text(key: string): string | null;
  flag(key: string): boolean;
  object(key: string): JavascriptObject | null;
  /** Null when there is no list, or not every item of it is an object. */
  objects(key: string): readonly JavascriptObject[] | null;
  /** Empty without the key; null when it is no list, or not every item of it is a string. */
  texts(key: string): readonly string[] | null;
  /** The texts below this object, by key. */
  members(): readonly (readonly [string, string])[];
}

/** `value` is undefined for a module that exports nothing of the name, and null where that is no object as written. */
export type JavascriptResult =
  | { readonly ok: true; readonly value: JavascriptObject | null | undefined }
  | { readonly ok: false; readonly message: string; readonly place: Place };

/** Reads what a module exports under a name. Nothing of the module is run. */
export function parseExportedObject(source: string, file: string, name: string): JavascriptResult {
  let program: Program;
  try {
    program = parse(source.replace(/^\ufeff/, ''), {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
    });
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    const { line, column } = error.loc;
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return { ok: false, message, place: { file, line, column: column + 1 } };
  }
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    if (statement.specifiers.some(({ exported }) => keyOf(exported) === name))
      return { ok: true, value: null };
    if (statement.declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type !== 'Identifier' || id.name !== name) continue;
      return { ok: true, value: isObject(init) ? objectOf(init, file) : null };
    }
  }
  return { ok: true, value: undefined };
}

/** What the parser throws for source that is no JavaScript. */
function isSyntaxError(error: unknown): error is SyntaxError & { loc: { line: number; column: number } } {
  return error instanceof SyntaxError && 'loc' in error;
}

function objectOf(node: ObjectExpression, file: string): JavascriptObject {
  // Of two of the same name the last one counts. Null: what a function gives.
  const values = new Map<string, Node | null>();
  let isWhole = true;
  for (const each of node.properties) {
    const key = each.type === 'Property' ? keyOfProperty(each) : null;
    if (each.type !== 'Property' || key === null) isWhole = false;
    else values.set(key, each.kind === 'init' ? each.value : null);
  }
  const items = (key: string): readonly (Node | null)[] | null => {
    const value = values.get(key);
    return isArray(value) ? value.elements : null;
  };
  return {
    place: placeOf(node, file),
    isWhole,
    has: (key) => values.has(key),
    text: (key) => textOf(values.get(key)),
    flag: (key) => isTrue(values.get(key)),
    object: (key) => {
      const value = values.get(key);
      return isObject(value) ? objectOf(value, file) : null;
    },
    objects: (key) => {
      const nodes = items(key);
      return nodes?.every(isObject) === true ? nodes.map((each) => objectOf(each, file)) : null;
    },
    texts: (key) => {
      const texts = values.has(key) ? items(key)?.map(textOf) : [];
      return texts?.every((text) => text !== null) === true ? texts : null;
    },
    members: () =>
      [...values].flatMap(([key, value]) => {
        const text = textOf(value);
        return text === null ? [] : [[key, text] as const];
      }),
  };
}

function keyOfProperty({ key, computed }: Property): string | null {
  return computed && key.type !== 'Literal' ? null : keyOf(key);
}

function keyOf(key: Node): string | null {
  if (is(key, 'Identifier')) return key.name;
  return is(key, 'Literal') ? String(key.value) : null;
}

function isTrue(node: Node | null | undefined): boolean {
  return is(node, 'Literal') && node.value === true;
}

function textOf(node: Node | null | undefined): string | null {
  if (is(node, 'Literal')) return typeof node.value === 'string' ? node.value : null;
  const isPlain = is(node, 'TemplateLiteral') && node.expressions.length === 0;
  return isPlain ? (node.quasis[0]?.value.cooked ?? null) : null;
}

function isObject(node: Node | null | undefined): node is ObjectExpression {
  return is(node, 'ObjectExpression');
}

function isArray(node: Node | null | undefined): node is KindOf<'ArrayExpression'> {
  return is(node, 'ArrayExpression');
}

type KindOf<T extends AnyNode['type']> = Extract<AnyNode, { type: T }>;

function is<T extends AnyNode['type']>(node: Node | null | undefined, type: T): node is KindOf<T> {
  return node?.type === type;
}

function placeOf({ loc }: Node, file: string): Place {
  return { file, line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 };
}
