import { parse, type Expression, type Node, type ObjectExpression, type Program } from 'acorn';
import type { Place } from '../diagnostics.js';

/** An object that JavaScript source writes down as it is, read key by key, with the place of what is read. */
export interface JavascriptObject {
  readonly place: Place;
  /** Null when there is no such key, or something else than a string without parts that are computed. */
  text(key: string): string | null;
  flag(key: string): boolean;
  object(key: string): JavascriptObject | null;
  /** The objects of a list; whatever else it holds is left out. Null when there is no list. */
  objects(key: string): readonly JavascriptObject[] | null;
  /** Null when there is no list, or not every item of it is a string. */
  texts(key: string): readonly string[] | null;
  /** The texts below this object, by key, in the order of the file. */
  members(): readonly (readonly [string, string])[];
}

export type JavascriptResult =
  | { readonly ok: true; readonly value: JavascriptObject | null }
  | { readonly ok: false; readonly message: string; readonly place: Place };

/** Reads what a module exports under a name; null where that is no object. Nothing of the module is run. */
export function parseExportedObject(source: string, file: string, name: string): JavascriptResult {
  let program: Program;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    const { line, column } = error.loc;
    const message = error.message.replace(/ \(\d+:\d+\)$/, '');
    return { ok: false, message, place: { file, line, column: column + 1 } };
  }
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    if (statement.declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type !== 'Identifier' || id.name !== name) continue;
      return { ok: true, value: init?.type === 'ObjectExpression' ? objectOf(init, file) : null };
    }
  }
  return { ok: true, value: null };
}

/** What the parser throws for source that is no JavaScript. */
function isSyntaxError(error: unknown): error is SyntaxError & { loc: { line: number; column: number } } {
  return error instanceof SyntaxError && 'loc' in error;
}

function objectOf(node: ObjectExpression, file: string): JavascriptObject {
  const members = node.properties.flatMap((each) => {
    const key = each.type === 'Property' && each.kind === 'init' && !each.computed ? keyOf(each.key) : null;
    return key === null || each.type !== 'Property' ? [] : [[key, each.value] as const];
  });
  // Of two of the same name the last one counts.
  const values = new Map(members);
  const items = (key: string): readonly (Node | null)[] | null => {
    const value = values.get(key);
    return value?.type === 'ArrayExpression' ? value.elements : null;
  };
  return {
    place: placeOf(node, file),
    text: (key) => textOf(values.get(key)),
    flag: (key) => {
      const value = values.get(key);
      return value?.type === 'Literal' && value.value === true;
    },
    object: (key) => {
      const value = values.get(key);
      return value?.type === 'ObjectExpression' ? objectOf(value, file) : null;
    },
    objects: (key) => items(key)?.flatMap((item) => (isObject(item) ? [objectOf(item, file)] : [])) ?? null,
    texts: (key) => {
      const texts = items(key)?.map((item) => textOf(item));
      return texts?.every((text) => text !== null) === true ? texts : null;
    },
    members: () =>
      members.flatMap(([key, value]) => {
        const text = textOf(value);
        return text === null ? [] : [[key, text] as const];
      }),
  };
}

function isObject(node: Node | null): node is ObjectExpression {
  return node?.type === 'ObjectExpression';
}

function keyOf(key: Expression | { readonly type: 'PrivateIdentifier' }): string | null {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : null;
}

function textOf(node: Node | null | undefined): string | null {
  const expr = node as Expression | null | undefined;
  if (expr?.type === 'Literal') return typeof expr.value === 'string' ? expr.value : null;
  const isPlain = expr?.type === 'TemplateLiteral' && expr.expressions.length === 0;
  return isPlain ? (expr.quasis[0]?.value.cooked ?? null) : null;
}

function placeOf({ loc }: Node, file: string): Place {
  return { file, line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 };
}
