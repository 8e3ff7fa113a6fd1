/**
 * Brings archscan's tree into the form of test/oracles/dump_ast.py, so that what is left to differ is a defect:
 * offsets become positions, numbers their value, and texts of format strings are joined.
 */
import type { ModuleFacts } from '../../src/python/facts.js';
import type { FormatField, FormatStringExpr, NumberExpr } from '../../src/python/syntax.js';
import type { Json } from './cpython.js';

type Fields = Record<string, Json>;

interface Source {
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** The statements of a module in the oracle's form. `text` is the decoded source. */
export function normalise(facts: ModuleFacts, text: string): Json {
  const source = { text, lineStarts: lineStartsOf(text) };
  return facts.body.map((statement) => convert(statement, source));
}

const STATEMENTS = new Set(
  `class function assign annotated augmented expression import import-from if for while try with match delete
  global nonlocal return raise assert pass break continue type-alias error`.split(/\s+/),
);

/** Facts are plain JSON: objects, arrays and scalars. */
function convert(value: unknown, source: Source): Json {
  if (Array.isArray(value)) return value.map((item) => convert(item, source));
  if (typeof value === 'object' && value !== null) return convertNode(value, source);
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  throw new TypeError(`facts are not plain JSON: ${typeof value}`);
}

function convertNode(node: object, source: Source): Json {
  const out: Fields = {};
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'start' && key !== 'end') out[key] = convert(value, source);
  }
  const start = numberOf(node, 'start');
  const end = numberOf(node, 'end');
  if (start !== undefined && end !== undefined) Object.assign(out, positions(out, start, end, source));
  if (isNumber(node)) {
    delete out.text;
    out.value = numberValue(node.text);
  }
  if (isFormatString(node)) out.parts = convertParts(node.parts, source);
  return out;
}

function numberOf(node: object, key: 'start' | 'end'): number | undefined {
  const value: unknown = Reflect.get(node, key);
  return typeof value === 'number' ? value : undefined;
}

/** The end of an expression; and what nothing of CPython equals when the offset contradicts line and column. */
function positions(node: Fields, start: number, end: number, source: Source): Fields {
  const from = place(start, source);
  const agrees = from.line === node.line && from.column === node.column && end >= start;
  const contradiction = agrees ? {} : { contradiction: `offset ${start} is ${from.line}:${from.column}` };
  if (typeof node.kind === 'string' && STATEMENTS.has(node.kind)) return contradiction;
  const to = place(end, source);
  return { ...contradiction, endLine: to.line, endColumn: to.column };
}

function isNumber(node: object): node is NumberExpr {
  return 'kind' in node && node.kind === 'number';
}

function isFormatString(node: object): node is FormatStringExpr {
  return 'kind' in node && node.kind === 'fstring';
}

// ------------------------------------------------------------- format strings

/** Adjacent texts joined, empty ones dropped. Null, a text not known, makes the text around it unknown. */
function convertParts(parts: FormatStringExpr['parts'], source: Source): Json[] {
  const out: Json[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part !== null && typeof part !== 'string') out.push(convertField(part, source));
    else if (typeof last === 'string') out[out.length - 1] = part === null ? null : last + part;
    else if (last !== null && part !== '') out.push(part);
  }
  return out;
}

/** Without `debug`: CPython keeps of `{value=}` only the text and the conversion that it stands for. */
function convertField(field: FormatField, source: Source): Json {
  return {
    value: convert(field.value, source),
    conversion: field.conversion,
    spec: field.spec === null ? null : convertParts(field.spec, source),
  };
}

// -------------------------------------------------------------------- numbers

/** Kind (i, f, c) and hexadecimal digits of the value, as dump_ast.py writes them. */
export function numberValue(literal: string): string {
  const text = literal.replaceAll('_', '').toLowerCase();
  if (/^0[xob]/.test(text)) return `i:${BigInt(text).toString(16)}`;
  if (text.endsWith('j')) return `c:${floatBits(text.slice(0, -1))}`;
  if (/[.e]/.test(text)) return `f:${floatBits(text)}`;
  return `i:${BigInt(text).toString(16)}`;
}

function floatBits(text: string): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Number(text));
  return bits.getBigUint64(0).toString(16).padStart(16, '0');
}

// ------------------------------------------------------------------ positions

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function place(offset: number, { lineStarts }: Source): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
