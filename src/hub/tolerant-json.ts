import { lineIndex } from '../source/text.js';

/** A parsed text, or the first defect and its place (1-based, columns in UTF-16 units, a byte-order mark not counted). */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number };

/** Deeper nesting is refused, so that neither this parser nor a reader of its value exhausts the stack. */
export const MAX_JSON_DEPTH = 500;

/**
 * Parses JSON as Python's `json` module writes it: the standard, and `NaN`, `Infinity`, `-Infinity` as numbers.
 * A byte-order mark is accepted, the last of equal keys wins. Objects have no prototype, so every key, also
 * `__proto__`, is plain data, and a key that the text does not have is undefined.
 */
export function parseTolerantJson(text: string): JsonResult {
  const reader: Reader = { text, at: text.startsWith('\uFEFF') ? 1 : 0, depth: 0 };
  try {
    const value = readValue(reader);
    skipSpace(reader);
    if (reader.at < text.length) throw unexpected(reader, 'the end of the text');
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof JsonDefect)) throw error;
    return { ok: false, message: error.message, ...lineIndex(text).position(error.offset) };
  }
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/** Leaves the recursion; never leaves this module. */
class JsonDefect extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** Everything up to the quote, an escape, or a control character, which JSON wants escaped. */
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const HEX_DIGITS = /[0-9a-fA-F]{4}/y;

const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readValue(reader: Reader): unknown {
  skipSpace(reader);
  switch (reader.text[reader.at]) {
    case '{':
      return nested(reader, readObject);
    case '[':
      return nested(reader, readArray);
    case '"':
      return readString(reader);
    default:
      return readScalar(reader);
  }
}

function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  if (reader.depth === MAX_JSON_DEPTH) {
    throw new JsonDefect(`Nested more than ${MAX_JSON_DEPTH} levels deep`, reader.at);
  }
  reader.depth += 1;
  reader.at += 1;
  const value = read(reader);
  reader.depth -= 1;
  return value;
}

function readObject(reader: Reader): Readonly<Record<string, unknown>> {
  const members = createRecord();
  if (takes(reader, '}')) return members;
  do {
    skipSpace(reader);
    if (reader.text[reader.at] !== '"') throw unexpected(reader, 'a property name in double quotes');
    const key = readString(reader);
    if (!takes(reader, ':')) throw unexpected(reader, `':' after the property name`);
    members[key] = readValue(reader);
  } while (takes(reader, ','));
  if (!takes(reader, '}')) throw unexpected(reader, `',' or '}'`);
  return members;
}

function createRecord(): Record<string, unknown> {
  // Object.create is declared to return any.
  return Object.create(null) as Record<string, unknown>;
}

function readArray(reader: Reader): readonly unknown[] {
  const items: unknown[] = [];
  if (takes(reader, ']')) return items;
  do items.push(readValue(reader));
  while (takes(reader, ','));
  if (!takes(reader, ']')) throw unexpected(reader, `',' or ']'`);
  return items;
}

function readScalar(reader: Reader): unknown {
  for (const [word, value] of WORDS) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length;
      return value;
    }
  }
  const digits = match(reader, NUMBER);
  if (digits === '') throw unexpected(reader, 'a value');
  return Number(digits);
}

function readString(reader: Reader): string {
  const start = reader.at;
  reader.at += 1;
  let value = '';
  for (;;) {
    value += match(reader, PLAIN_CHARACTERS);
    const next = reader.text[reader.at];
    if (next === undefined) throw new JsonDefect('The string that begins here is not closed', start);
    if (next !== '"' && next !== '\\') {
      throw new JsonDefect(`Control character ${codePoint(next)} in a string must be escaped`, reader.at);
    }
    reader.at += 1;
    if (next === '"') return value;
    value += readEscape(reader);
  }
}

/** What stands after a backslash. */
function readEscape(reader: Reader): string {
  const letter = reader.text[reader.at] ?? '';
  reader.at += 1;
  if (letter === 'u') {
    const digits = match(reader, HEX_DIGITS);
    if (digits !== '') return String.fromCharCode(Number.parseInt(digits, 16));
  } else {
    const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (character !== undefined) return character;
  }
  throw new JsonDefect('Unknown escape in a string', reader.at - 2);
}

function takes(reader: Reader, character: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function skipSpace(reader: Reader): void {
  match(reader, SPACE);
}

/** Takes what a sticky pattern matches here, '' when it does not. */
function match(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? '';
  reader.at += found.length;
  return found;
}

function unexpected(reader: Reader, expected: string): JsonDefect {
  skipSpace(reader);
  const point = reader.text.codePointAt(reader.at);
  const found = point === undefined ? 'the end of the text' : describe(String.fromCodePoint(point));
  return new JsonDefect(`Unexpected ${found}, expected ${expected}`, reader.at);
}

function describe(character: string): string {
  return /^[\x20-\x7e]$/.test(character) ? `'${character}'` : `character ${codePoint(character)}`;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
