/**
 * The line lexer: finds the logical lines of module scope and of class bodies in a Python file, and passes over
 * function bodies. A small WebAssembly module does the work; grammars/lexer/README.md documents it and its rows.
 * What it reports holds for every file that CPython accepts; it is no syntax checker.
 */
import { readGrammarFile } from '../assets.js';

/** Numbers of a row. */
export const ROW_LENGTH = 8;

/** Index of each number in a row. Offsets are UTF-16 units from the start of the text, lines are 1-based. */
export const RowField = {
  /** `kind + flags * 256 + shape * 1048576`; {@link kindOf}, {@link flagsOf} and {@link shapeOf} take it apart. */
  head: 0,
  /** The first significant unit of the logical line. */
  start: 1,
  /** Behind its last significant unit: before trailing blanks, a comment and the line end. */
  end: 2,
  /** The physical line of `start`. */
  line: 3,
  /** The first unit of that physical line. */
  lineStart: 4,
  /** Number of blocks that are open around it. */
  depth: 5,
  /** Of a function: the first physical line of its body; `end` where the body is inline. Otherwise 0. */
  bodyStart: 6,
  /** Of a function: behind the last significant unit of its body. Otherwise 0. */
  bodyEnd: 7,
} as const;

export const LineKind = {
  simple: 1,
  /** if, elif, else, try, except, finally, for, while, with, match, case, async for, async with. */
  compound: 2,
  class: 3,
  def: 4,
  decorator: 5,
  /** The first logical line of a function's body, where it begins with a string. */
  docstring: 6,
} as const;

export const LineFlag = {
  /** A header whose body stands on the same logical line. */
  inline: 1,
  /** A semicolon outside of brackets and strings. */
  semicolon: 2,
  nonAscii: 4,
  /** A line feed. */
  multiline: 8,
  /** A comment inside of brackets. */
  comment: 16,
  /** A backslash that joins two physical lines. */
  backslash: 32,
  /** `from_pretrained`, `hf.co/` or `huggingface.co/`, in comments and strings too. */
  mention: 64,
  /** A format or template string. */
  formatString: 128,
  string: 256,
  tripleQuoted: 512,
  /** A backslash inside of a string. */
  escape: 1024,
  bracket: 2048,
} as const;

/**
 * What a logical line certainly is: one statement, decorator or header of a form that the reader of `fast/lines.ts`
 * knows. A header is judged with its colon. The values of its strings are known.
 */
export const LineShape = {
  /** Anything else, and what only looking at it closely could tell. */
  unknown: 0,
  /** An expression statement of nothing but plain strings, in brackets too: documentation. */
  text: 1,
  import: 2,
  importFrom: 3,
  /** With one or several targets, with an annotation (a value or not), or augmented. */
  assignment: 4,
  /** Any other expression statement, no `yield`. */
  expression: 5,
  /** pass, break, continue, global, nonlocal, raise, assert, del. */
  other: 6,
  return: 7,
  class: 8,
  /** A function; `async` too, like `for` and `with`. */
  function: 9,
  /**
   * A function whose defaults are numbers (perhaps with a sign), plain strings, True, False, None or `...`, or that
   * has none.
   */
  literalFunction: 10,
  decorator: 11,
  if: 12,
  elif: 13,
  else: 14,
  try: 15,
  except: 16,
  finally: 17,
  for: 18,
  while: 19,
  with: 20,
} as const;

export type LineShape = (typeof LineShape)[keyof typeof LineShape];

/** A {@link LineKind} of the first number of a row. */
export function kindOf(head: number): number {
  return head & 0xff;
}

/** The {@link LineFlag}s of the first number of a row. */
export function flagsOf(head: number): number {
  return (head >>> 8) & 0xfff;
}

/** A {@link LineShape} of the first number of a row. */
export function shapeOf(head: number): number {
  return head >>> 20;
}

/** What each error code says. With an error there are no rows: read the file in another way. */
export const LEX_ERRORS = {
  1: 'a string is not closed on its line',
  2: 'a triple-quoted string is not closed',
  3: 'a format string is not closed, or a replacement field in it is broken',
  4: 'a bracket is closed that was not opened',
  5: 'a bracket is opened that is not closed',
  6: 'a line is indented where no header asks for it',
  7: 'the body of a header is missing',
  8: 'a line is indented like none of the blocks around it',
  9: 'tabs and blanks are mixed so that the indentation depends on the width of a tab',
  10: 'more than 200 brackets are open',
  11: 'more than 99 blocks are open',
  12: 'format strings, or fields in format specifications, are nested too deeply',
  13: 'a backslash stands before something else than a line end',
  14: 'a logical line starts with a backslash',
  15: 'the file ends after a backslash',
  16: 'a line ends with a colon, but begins like no header',
  17: 'a format specification has two braces together, or goes on in the next line',
  18: 'there are more logical lines than memory for them',
  19: 'the file does not fit into the memory of the lexer',
} as const;

export type LexErrorCode = keyof typeof LEX_ERRORS;

export interface LexError {
  readonly code: LexErrorCode;
  /** UTF-16 units from the start of the text: where the lexer noticed it. */
  readonly offset: number;
  readonly message: string;
  /** The first significant unit of the logical line with the error; of a function's header where it is in the body. */
  readonly line: number;
  /** {@link LexedLines.rows} of the logical lines before it, and of that header. */
  readonly before: Int32Array;
}

export interface LexedLines {
  /** Number of rows; 0 after an error. */
  readonly count: number;
  /** `count` rows of {@link ROW_LENGTH} numbers. The next scan of the same lexer overwrites them. */
  readonly rows: Int32Array;
  readonly error: LexError | null;
}

/** `skip`: only a docstring has a row. `rows`: they give rows as class bodies do, no `docstring` and no body range. */
export type FunctionBodies = 'skip' | 'rows';

export interface LineLexer {
  /**
   * @param bytes one byte for each UTF-16 unit of the text, without byte-order mark: the unit where it is below
   *   128, any byte from 128 on otherwise. The bytes of an ASCII file are just that.
   */
  readonly scan: (bytes: Uint8Array, bodies?: FunctionBodies) => LexedLines;
  /** @param units a text in UTF-16, little-endian, without byte-order mark */
  readonly scanUtf16: (units: Uint8Array, bodies?: FunctionBodies) => LexedLines;
  /** @param text without byte-order mark */
  readonly scanText: (text: string, bodies?: FunctionBodies) => LexedLines;
}

/** The exports of grammars/lexer/assembly/index.ts. */
interface LexerModule {
  readonly memory: WasmMemory;
  readonly inputBase: () => number;
  readonly narrowUnits: (length: number) => void;
  readonly scan: (length: number, rows: number, capacity: number, bodies: boolean) => number;
  readonly errorCode: () => LexErrorCode;
  readonly errorOffset: () => number;
  readonly errorLine: () => number;
  readonly rowCount: () => number;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

/** The part of the global that is used here: Node.js has it, its types come with the DOM only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

const PAGE = 65_536;
/** Zero bytes (the first is a line feed) that the lexer expects behind its input. */
const PADDING = 64;
const ROW_BYTES = ROW_LENGTH * Int32Array.BYTES_PER_ELEMENT;
/** Bytes; far below what an address or an offset can be. */
const LONGEST = 2 ** 30;
const ROWS_FULL = 18;
const TOO_LARGE = 19;

/** Rows to begin with; ordinary files have one for about four hundred bytes. */
const FEWEST_ROWS = 1024;
const BYTES_PER_ROW = 64;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A lexer of its own memory; null where WebAssembly, or SIMD in it, is not to be had. */
export function loadLineLexer(read = () => readGrammarFile('python-lexer.wasm')): LineLexer | null {
  const module = instantiate(read);
  if (module === null) return null;
  const memory = new LexerMemory(module);
  const scan = (
    length: number,
    unitBytes: 1 | 2,
    bodies: FunctionBodies = 'skip',
    write: Write,
  ): LexedLines => scanInput(module, memory, length, unitBytes, bodies, write);
  return {
    scan: (bytes, bodies) => scan(bytes.length, 1, bodies, copyOf(bytes)),
    scanUtf16: (units, bodies) => scan(units.length / 2, 2, bodies, copyOf(units)),
    scanText: (text, bodies) => scan(text.length, 2, bodies, (into, at) => into.write(text, at, 'utf16le')),
  };
}

/** Puts the input at an address. */
type Write = (into: Buffer, at: number) => void;

function copyOf(bytes: Uint8Array): Write {
  return (into, at) => {
    into.set(bytes, at);
  };
}

function instantiate(read: () => Uint8Array): LexerModule | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(read()));
    // The module is built from sources of this project; a test holds its exports against this type.
    return instance.exports as LexerModule;
  } catch {
    // A missing or unusable module is no failure of the job: the whole file is parsed instead.
    return null;
  }
}

/** Asked for once as long as it stays as it is: nobody else makes it grow. */
class LexerMemory {
  bytes: Buffer<ArrayBuffer>;

  constructor(private readonly module: LexerModule) {
    this.bytes = Buffer.from(module.memory.buffer);
  }

  /** False where no more is to be had. */
  reserve(length: number): boolean {
    const missing = length - this.bytes.length;
    if (missing <= 0) return true;
    const { memory } = this.module;
    try {
      memory.grow(Math.ceil(missing / PAGE));
    } catch {
      // The engine's limit, or the machine's: the caller has another way to read the file.
      return false;
    }
    this.bytes = Buffer.from(memory.buffer);
    return true;
  }

  rows(at: number, count: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.bytes.buffer, at, count * ROW_LENGTH);
  }
}

/** @param unitBytes what `write` writes for each of `length` units; a text is UTF-16 before each unit becomes a byte */
function scanInput(
  module: LexerModule,
  memory: LexerMemory,
  length: number,
  unitBytes: 1 | 2,
  bodies: FunctionBodies,
  write: Write,
): LexedLines {
  const base = module.inputBase();
  const end = base + length;
  const rows = Math.ceil((end + PADDING) / ROW_BYTES) * ROW_BYTES;
  let capacity = FEWEST_ROWS + Math.ceil(length / BYTES_PER_ROW);
  const needed = Math.max(rows + capacity * ROW_BYTES, end + length * (unitBytes - 1) + PADDING);
  if (length > LONGEST || !memory.reserve(needed)) return failure(TOO_LARGE, 0);
  write(memory.bytes, base);
  if (unitBytes === 2) module.narrowUnits(length);
  const { bytes } = memory;
  bytes.fill(0, end, end + PADDING);
  bytes[end] = LINE_FEED;
  foldLineEnds(bytes, base, end);
  for (;;) {
    const count = module.scan(length, rows, capacity, bodies === 'rows');
    if (count >= 0) return { count, rows: memory.rows(rows, count), error: null };
    if (module.errorCode() !== ROWS_FULL) {
      const before = memory.rows(rows, module.rowCount());
      return failure(module.errorCode(), module.errorOffset(), module.errorLine(), before);
    }
    // Doubled, so that all attempts together cost no more than twice the last one.
    capacity *= 2;
    if (!memory.reserve(rows + capacity * ROW_BYTES)) return failure(ROWS_FULL, module.errorOffset());
  }
}

function failure(code: LexErrorCode, offset: number, line = 0, before = new Int32Array(0)): LexedLines {
  return {
    count: 0,
    rows: new Int32Array(0),
    error: { code, offset, message: LEX_ERRORS[code], line, before },
  };
}

/**
 * CPython reads a lone carriage return as a line end. Its length stays, so that offsets do.
 *
 * @param end behind the input, before its padding
 */
function foldLineEnds(bytes: Buffer, start: number, end: number): void {
  // So that a search never goes on behind the input.
  bytes[end + 1] = CARRIAGE_RETURN;
  let at = bytes.indexOf(CARRIAGE_RETURN, start);
  while (at < end) {
    if (bytes[at + 1] !== LINE_FEED) bytes[at] = LINE_FEED;
    at = bytes.indexOf(CARRIAGE_RETURN, at + 1);
  }
  bytes[end + 1] = 0;
}
