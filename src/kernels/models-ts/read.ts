/**
 * Finds the nodes of models.ts with ts-morph, which is loaded when a file is read: it is as large as the rest of
 * archscan together. Nothing is edited through it; edits are ranges of the text.
 */
import type * as morphTypes from 'ts-morph';
import type {
  ArrayLiteralExpression,
  Expression,
  ObjectLiteralElementLike,
  ObjectLiteralExpression,
  PropertyAssignment,
  SourceFile,
} from 'ts-morph';
import type { Diagnostic, Outcome, Place } from '../../diagnostics.js';
import type { Span } from '../../documents/markdown/edits.js';
import { bomLength, placeAt, splitLines, type Line } from '../../documents/markdown/lines.js';
import type {
  Literal,
  LiteralArray,
  ModelEntry,
  ModelModule,
  ModelsFile,
  Opaque,
  Property,
} from './model.js';

type Morph = typeof morphTypes;

interface Reader {
  readonly morph: Morph;
  readonly base: number;
  readonly lines: readonly Line[];
  readonly file: string;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads the models of a file. A syntax error, or a file without the array, gives null and an error: `models-syntax`,
 * `models-shape`. An entry or module that is not plain data is read as far as it is (`models-opaque`).
 */
export async function readModels(text: string, file: string): Promise<Outcome<ModelsFile | null>> {
  return (await loadModelsReader())(text, file);
}

/** As `readModels`, for a caller that reads again and again and cannot wait for it. */
export type ModelsReader = (text: string, file: string) => Outcome<ModelsFile | null>;

export async function loadModelsReader(): Promise<ModelsReader> {
  const morph = await import('ts-morph');
  return (text, file) => readWith(morph, text, file);
}

function readWith(morph: Morph, text: string, file: string): Outcome<ModelsFile | null> {
  const base = bomLength(text);
  const reader: Reader = { morph, base, lines: splitLines(text), file, diagnostics: [] };
  const source = parse(morph, text.slice(base));
  const [error] = syntaxErrors(reader, source);
  if (error !== undefined) return { value: null, diagnostics: [error] };
  const array = findModels(reader, source);
  if (array === undefined) {
    const message = 'There is no `const models = […]` with a list of models.';
    return {
      value: null,
      diagnostics: [{ file, line: 1, column: 1, rule: 'models-shape', severity: 'error', message }],
    };
  }
  const entries = array.getElements().flatMap((element) => readEntry(reader, element) ?? []);
  const value: ModelsFile = { text, file, entries, array: spanOf(reader, array), quote: quoteOf(text) };
  return { value, diagnostics: reader.diagnostics };
}

function parse({ Project }: Morph, text: string): SourceFile {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipFileDependencyResolution: true,
  });
  return project.createSourceFile('models.ts', text);
}

function syntaxErrors(reader: Reader, source: SourceFile): readonly Diagnostic[] {
  const found = source.getProject().getProgram().getSyntacticDiagnostics(source);
  return found.map((each): Diagnostic => {
    const message = each.getMessageText();
    const text = typeof message === 'string' ? message : message.getMessageText();
    const place = placeAt(reader.lines, each.getStart() + reader.base, reader.file);
    return { ...place, rule: 'models-syntax', severity: 'error', message: `This is not TypeScript: ${text}` };
  });
}

/** The array behind `const models`, also behind `as` and `satisfies`. */
function findModels({ morph: { Node } }: Reader, source: SourceFile): ArrayLiteralExpression | undefined {
  let node: Expression | undefined = source.getVariableDeclaration('models')?.getInitializer();
  while (
    node !== undefined &&
    (Node.isSatisfiesExpression(node) || Node.isAsExpression(node) || Node.isParenthesizedExpression(node))
  )
    node = node.getExpression();
  return Node.isArrayLiteralExpression(node) ? node : undefined;
}

function readEntry(reader: Reader, element: Expression): ModelEntry | undefined {
  const { Node } = reader.morph;
  const place = placeOf(reader, element);
  if (!Node.isObjectLiteralExpression(element)) {
    opaque(reader, place, 'This model is not written as an object.');
    return undefined;
  }
  const { values, problem: own } = propertiesOf(reader, element);
  const id = literalOf(reader, values.get('id'));
  if (id === null) {
    opaque(reader, place, 'This model has no id that is a string.');
    return undefined;
  }
  const modules = values.get('modules')?.getInitializer();
  const plain = Node.isObjectLiteralExpression(modules) ? modules : undefined;
  const inside = plain === undefined ? undefined : propertiesOf(reader, plain);
  const found = own ?? (inside === undefined ? noModules(reader, place, modules) : inside.problem);
  if (found !== null) opaque(reader, place, `The model ${id.text} ${found.kind}.`);
  const owner = own === null && inside !== undefined ? `the modules of ${id.text}` : id.text;
  return {
    ...place,
    id,
    name: literalOf(reader, values.get('name')),
    description: literalOf(reader, values.get('description'))?.text ?? null,
    modules: [...(inside?.values ?? [])].flatMap(
      ([name, node]) => readModule(reader, id.text, name, node) ?? [],
    ),
    opaque: opaqueOf(found, owner),
    span: spanOf(reader, element),
  };
}

function readModule(
  reader: Reader,
  model: string,
  name: string,
  node: PropertyAssignment,
): ModelModule | undefined {
  const { Node } = reader.morph;
  const object = node.getInitializer();
  const place = placeOf(reader, node);
  if (!Node.isObjectLiteralExpression(object)) {
    opaque(reader, place, `The module ${name} of ${model} is not written as an object.`);
    return undefined;
  }
  const { values, problem: own } = propertiesOf(reader, object);
  const count = values.get('count')?.getInitializer();
  const definitions = values.get('definitions');
  const list = definitions === undefined ? null : arrayOf(reader, definitions);
  const found = own ?? (list?.literal === false ? noList(reader, definitions) : null);
  if (found !== null) opaque(reader, place, `The module ${name} of ${model} ${found.kind}.`);
  return {
    ...place,
    name,
    count: Node.isNumericLiteral(count)
      ? { value: count.getLiteralValue(), span: spanOf(reader, count) }
      : null,
    parent: literalOf(reader, values.get('parent')),
    type: literalOf(reader, values.get('type'))?.text ?? null,
    definitions: list,
    opaque: opaqueOf(found, `${name} of ${model}`),
    properties: [...values].map(([key, each]): Property => ({
      ...placeOf(reader, each),
      name: key,
      span: spanOf(reader, each),
    })),
    span: spanOf(reader, object),
  };
}

interface Properties {
  readonly values: ReadonlyMap<string, PropertyAssignment>;
  /** What keeps the object from being plain data. */
  readonly problem: Problem | null;
}

/** Code that is not plain data. */
interface Problem extends Place {
  /** What the object that holds it has, as a predicate. */
  readonly kind: string;
  /** What the code itself is, as a predicate behind it. */
  readonly what: string;
  readonly code: string;
}

function problemAt(
  reader: Reader,
  node: Located & { getText(): string },
  kind: string,
  what: string,
): Problem {
  const [line = '', next] = node.getText().split(/\r?\n/);
  return { ...placeOf(reader, node), kind, what, code: next === undefined ? line : `${line} …` };
}

function noModules(reader: Reader, place: Place, value: Expression | undefined): Problem {
  const kind = 'has no modules that are an object';
  return value === undefined
    ? { ...place, kind, what: 'is missing', code: 'modules' }
    : problemAt(reader, value, kind, 'is no object');
}

function noList(reader: Reader, definitions: PropertyAssignment | undefined): Problem | null {
  const value = definitions?.getInitializer();
  if (value === undefined) return null;
  return problemAt(reader, value, 'has definitions that are no list of strings', 'is no list of strings');
}

function opaqueOf(problem: Problem | null, owner: string): Opaque | null {
  if (problem === null) return null;
  const { file, line, column, what, code } = problem;
  return { file, line, column, reason: `\`${code}\` in ${owner} ${what}` };
}

function propertiesOf(reader: Reader, object: ObjectLiteralExpression): Properties {
  const { SyntaxKind } = reader.morph;
  const values = new Map<string, PropertyAssignment>();
  let problem: Problem | null = null;
  for (const element of object.getProperties()) {
    const property = element.asKind(SyntaxKind.PropertyAssignment);
    const name = property?.getNameNode();
    const key =
      name?.asKind(SyntaxKind.StringLiteral)?.getLiteralText() ??
      name?.asKind(SyntaxKind.Identifier)?.getText();
    if (key === undefined || property === undefined) problem ??= computed(reader, element);
    else if (values.has(key))
      problem ??= problemAt(reader, property.getNameNode(), `has ${key} twice`, 'stands there twice');
    else values.set(key, property);
  }
  return { values, problem };
}

function computed(reader: Reader, element: ObjectLiteralElementLike): Problem {
  const name = element.asKind(reader.morph.SyntaxKind.PropertyAssignment)?.getNameNode() ?? element;
  return problemAt(reader, name, 'has a property that is computed or spread', 'is computed or spread');
}

function arrayOf(reader: Reader, property: PropertyAssignment): LiteralArray {
  const { Node } = reader.morph;
  const array = property.getInitializer();
  const nodes = Node.isArrayLiteralExpression(array) ? array.getElements() : [];
  const elements = nodes.flatMap((node) => literal(reader, node) ?? []);
  const complete = Node.isArrayLiteralExpression(array) && elements.length === nodes.length;
  return { span: spanOf(reader, array ?? property), elements, literal: complete };
}

function literalOf(reader: Reader, property: PropertyAssignment | undefined): Literal | null {
  return literal(reader, property?.getInitializer()) ?? null;
}

function literal(reader: Reader, node: Expression | undefined): Literal | undefined {
  const { Node } = reader.morph;
  if (!Node.isStringLiteral(node) && !Node.isNoSubstitutionTemplateLiteral(node)) return undefined;
  return { ...placeOf(reader, node), text: node.getLiteralText(), span: spanOf(reader, node) };
}

function opaque(reader: Reader, place: Place, message: string): void {
  const sentence = `${message} It is not edited.`;
  reader.diagnostics.push({ ...place, rule: 'models-opaque', severity: 'warning', message: sentence });
}

interface Located {
  getStart(): number;
  getEnd(): number;
}

function spanOf({ base }: Reader, node: Located): Span {
  return { start: node.getStart() + base, end: node.getEnd() + base };
}

function placeOf(reader: Reader, node: Located): Place {
  return placeAt(reader.lines, node.getStart() + reader.base, reader.file);
}

/** The quotation mark that the file uses more. */
function quoteOf(text: string): '"' | "'" {
  const count = (mark: string): number => text.split(mark).length;
  return count("'") > count('"') ? "'" : '"';
}
