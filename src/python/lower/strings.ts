import type { BytesExpr, Expr, FormatField, FormatStringExpr, StringExpr } from '../syntax.js';
import type { SyntaxNode } from '../syntax-tree.js';
import { childByField, hasToken, isContent, spanOf, textOf, unknown, type LowerContext } from './context.js';
import { withoutComments } from './comments.js';
import { parenthesise } from './edits.js';

/** Parts of a format string: literal text (null where it cannot be decoded here) and replacement fields. */
type Part = string | FormatField | null;

interface Literal {
  readonly flavour: 'text' | 'bytes' | 'format' | 'template';
  readonly parts: readonly Part[];
}

/** One string literal, or several adjacent ones (`concatenated_string`), as one expression. */
export function lowerString(
  ctx: LowerContext,
  node: SyntaxNode,
  depth: number,
): StringExpr | BytesExpr | FormatStringExpr {
  const nodes =
    node.type === 'concatenated_string' ? node.children.filter((c) => c.type === 'string') : [node];
  const literals = nodes.map((literal) => {
    ctx.onString(literal, ctx.scope);
    return lowerLiteral(ctx, literal, depth);
  });
  const span = spanOf(ctx, node);
  const parts = joinText(literals.flatMap((literal) => literal.parts));
  if (literals.some((literal) => literal.flavour === 'format' || literal.flavour === 'template')) {
    const template = literals.some((literal) => literal.flavour === 'template');
    return { kind: 'fstring', ...span, template, parts };
  }
  const [value = ''] = parts;
  if (literals.some((literal) => literal.flavour === 'bytes')) {
    return { kind: 'bytes', ...span, value: typeof value === 'string' ? value : '' };
  }
  return { kind: 'string', ...span, value: typeof value === 'string' ? value : null };
}

function lowerLiteral(ctx: LowerContext, node: SyntaxNode, depth: number): Literal {
  const { prefix, contentStart, contentEnd } = literalRange(ctx, node);
  const raw = prefix.includes('r');
  const triple = node.end - contentEnd === 3;
  if (prefix.includes('b')) {
    return { flavour: 'bytes', parts: [decodeText(ctx.text.slice(contentStart, contentEnd), raw, true)] };
  }
  if (!prefix.includes('f') && !prefix.includes('t')) {
    return { flavour: 'text', parts: [decodeText(ctx.text.slice(contentStart, contentEnd), raw, false)] };
  }
  const fields = node.children.filter((child) => child.type === 'interpolation');
  const parts = formatParts(ctx, fields, contentStart, contentEnd, { raw, triple, inSpec: false }, depth);
  return { flavour: prefix.includes('t') ? 'template' : 'format', parts };
}

/** Prefix in lower case and the range between the quotes. */
export function literalRange(
  ctx: Pick<LowerContext, 'text'>,
  node: SyntaxNode,
): { readonly prefix: string; readonly contentStart: number; readonly contentEnd: number } {
  const open = node.children.find((child) => child.type === 'string_start');
  const close = node.children.find((child) => child.type === 'string_end');
  const opening = open === undefined ? '' : ctx.text.slice(open.start, open.end);
  const prefix = opening.replace(/["']+$/, '');
  return {
    prefix: prefix.toLowerCase(),
    contentStart: open?.end ?? node.start,
    // The end token of a raw string also covers escapes that nothing but escapes stands before.
    contentEnd: close === undefined ? node.end : close.end - (opening.length - prefix.length),
  };
}

/** What a replacement field stands in. */
interface Surroundings {
  /** The literal has no escapes. */
  readonly raw: boolean;
  /** Its quotes are three each. */
  readonly triple: boolean;
  readonly inSpec: boolean;
}

function formatParts(
  ctx: LowerContext,
  fields: readonly SyntaxNode[],
  start: number,
  end: number,
  around: Surroundings,
  depth: number,
): readonly Part[] {
  const parts: Part[] = [];
  let from = start;
  const text = (to: number): void => {
    if (to > from) parts.push(decodeText(unescapeBraces(ctx.text.slice(from, to)), around.raw, false));
  };
  for (const field of fields) {
    text(field.start);
    parts.push(...lowerField(ctx, field, around, depth));
    from = field.end;
  }
  text(end);
  return joinText(parts);
}

/** `{{` and `}}`; inside `\N{…}` there is nothing doubled. */
export function unescapeBraces(text: string): string {
  return text.replaceAll('{{', '{').replaceAll('}}', '}');
}

function lowerField(
  ctx: LowerContext,
  node: SyntaxNode,
  around: Surroundings,
  depth: number,
): readonly Part[] {
  const expression = childByField(node, 'expression') ?? node.children.find(isContent);
  const conversion = node.children.find((child) => child.type === 'type_conversion');
  const name = expression?.type === 'named_expression' ? childByField(expression, 'name') : undefined;
  // `f'{x:=10}'` formats `x` by `=10`; an assignment expression would need brackets.
  if (name !== undefined) parenthesise(name.start, name.end).forEach(ctx.onMisread);
  const specNode = node.children.find((child) => child.type === 'format_specifier');
  const value: Expr =
    expression === undefined
      ? unknown(ctx, node, 'empty replacement field')
      : ctx.lower(expression, depth + 1);
  const spec =
    specNode === undefined
      ? null
      : formatParts(
          ctx,
          specNode.children.filter((child) => child.type === 'format_expression'),
          specNode.start + 1,
          around.triple
            ? node.end - 1
            : lineEnd(ctx.text, specNode.children.at(-1)?.end ?? specNode.end, node.end - 1),
          { ...around, inSpec: true },
          depth + 1,
        );
  const debug = hasToken(node, '=');
  const converted = conversion === undefined ? null : textOf(ctx, conversion).slice(1);
  const field: FormatField = { value, conversion: debugConversion(debug, converted, spec), spec, debug };
  if (!debug) return [field];
  // `f"{x = }"` prints its own source first.
  const stop = conversion?.start ?? specNode?.start ?? node.end - 1;
  return [debugText(ctx.text.slice(node.start + 1, stop), around), field];
}

/** The source of a field as Python shows it: without comments, but with the escapes of the literal around it. */
function debugText(source: string, { raw, inSpec }: Surroundings): string | null {
  return decodeText(withoutComments(source), raw || inSpec, false);
}

/** In a literal of one line, a line end ends the format specifier unless a backslash stands before it. */
function lineEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && text.charAt(at) !== '\n' && text.charAt(at) !== '\r') {
    if (text.charAt(at) === '\\') at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    at++;
  }
  return Math.min(at, to);
}

/** With `=` and neither conversion nor format, Python shows the value by `repr`. */
export function debugConversion(debug: boolean, conversion: string | null, spec: unknown): string | null {
  return debug && conversion === null && spec === null ? 'r' : conversion;
}

/** Joins neighbouring texts, and leaves out empty ones; a text that cannot be decoded makes its neighbours undecodable too. */
export function joinText(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    if (part === '') continue;
    const last = joined[joined.length - 1];
    const bothText = joined.length > 0 && !isField(last ?? null) && !isField(part);
    if (!bothText) joined.push(part);
    else
      joined[joined.length - 1] = typeof last === 'string' && typeof part === 'string' ? last + part : null;
  }
  return joined;
}

function isField(part: Part): part is FormatField {
  return part !== null && typeof part !== 'string';
}

function normaliseNewlines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(N\{[^}]*\})|([^]))/g;

/** The value of a literal's content; null where `\N{…}` or a code point beyond Unicode makes it unknowable. */
export function decodeText(source: string, raw: boolean, bytes: boolean): string | null {
  const text = normaliseNewlines(source);
  if (raw || !text.includes('\\')) return text;
  const state = { known: true };
  const value = text.replace(
    ESCAPE,
    (
      whole: string,
      octal?: string,
      hex?: string,
      u4?: string,
      u8?: string,
      named?: string,
      other?: string,
    ) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & (bytes ? 0xff : 0x1ff));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (bytes && other === undefined) return whole;
      if (u4 !== undefined) return String.fromCharCode(Number.parseInt(u4, 16));
      const code = u8 === undefined ? -1 : Number.parseInt(u8, 16);
      if (code >= 0 && code <= 0x10ffff) return String.fromCodePoint(code);
      if (u8 !== undefined || named !== undefined) {
        state.known = false;
        return '';
      }
      return SIMPLE_ESCAPES[other ?? ''] ?? whole;
    },
  );
  return state.known ? value : null;
}
