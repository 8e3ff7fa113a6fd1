// What the host sees: where the input lies, what a row holds, what its kinds and flags mean.
// ../README.md and src/python/lexer.ts describe the same; a change here changes all three.

/** Offset of the first input byte in memory. Everything below belongs to the lexer, and is zero just below it. */
export const INPUT_BASE: usize = 0x1000;
/** The block stack: three words for each open block. */
export const BLOCKS_BASE: usize = 0x400;

/** A row is eight i32. */
export const ROW_BYTES: usize = 32;
export const FIELD_KIND: usize = 0;
export const FIELD_START: usize = 4;
export const FIELD_END: usize = 8;
export const FIELD_LINE: usize = 12;
export const FIELD_LINE_START: usize = 16;
export const FIELD_DEPTH: usize = 20;
export const FIELD_BODY_START: usize = 24;
export const FIELD_BODY_END: usize = 28;

export const KIND_SIMPLE: i32 = 1;
export const KIND_COMPOUND: i32 = 2;
export const KIND_CLASS: i32 = 3;
export const KIND_DEF: i32 = 4;
export const KIND_DECORATOR: i32 = 5;
export const KIND_DOCSTRING: i32 = 6;

/** Flags stand above the kind: `kind + flags * 256`. */
export const FLAG_SHIFT: i32 = 8;
export const FLAG_INLINE: i32 = 1;
export const FLAG_SEMI: i32 = 2;
export const FLAG_NON_ASCII: i32 = 4;
export const FLAG_MULTILINE: i32 = 8;
export const FLAG_COMMENT: i32 = 16;
export const FLAG_BACKSLASH: i32 = 32;
export const FLAG_MENTION: i32 = 64;
export const FLAG_FSTRING: i32 = 128;
export const FLAG_STRING: i32 = 256;
export const FLAG_TRIPLE: i32 = 512;
export const FLAG_ESCAPE: i32 = 1024;
export const FLAG_BRACKET: i32 = 2048;

/** Shapes stand above the flags: `kind + flags * 256 + shape * 1048576`. */
export const SHAPE_SHIFT: i32 = 20;
export const SHAPE_UNKNOWN: i32 = 0;
export const SHAPE_TEXT: i32 = 1;
export const SHAPE_IMPORT: i32 = 2;
export const SHAPE_IMPORT_FROM: i32 = 3;
export const SHAPE_ASSIGNMENT: i32 = 4;
export const SHAPE_EXPRESSION: i32 = 5;
export const SHAPE_OTHER: i32 = 6;
export const SHAPE_RETURN: i32 = 7;
export const SHAPE_CLASS: i32 = 8;
export const SHAPE_FUNCTION: i32 = 9;
/** Its defaults are literals, or it has none. */
export const SHAPE_LITERAL_FUNCTION: i32 = 10;
export const SHAPE_DECORATOR: i32 = 11;
export const SHAPE_IF: i32 = 12;
export const SHAPE_ELIF: i32 = 13;
export const SHAPE_ELSE: i32 = 14;
export const SHAPE_TRY: i32 = 15;
export const SHAPE_EXCEPT: i32 = 16;
export const SHAPE_FINALLY: i32 = 17;
export const SHAPE_FOR: i32 = 18;
export const SHAPE_WHILE: i32 = 19;
export const SHAPE_WITH: i32 = 20;

export function shapeIf(accepted: bool, shape: i32): i32 {
  return accepted ? shape : SHAPE_UNKNOWN;
}
