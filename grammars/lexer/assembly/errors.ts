import { end, INPUT_START } from './input';

const ERROR_NONE: i32 = 0;
export const ERROR_STRING: i32 = 1;
export const ERROR_TRIPLE_STRING: i32 = 2;
export const ERROR_FORMAT_STRING: i32 = 3;
export const ERROR_BRACKET: i32 = 4;
export const ERROR_END_IN_BRACKET: i32 = 5;
export const ERROR_UNEXPECTED_INDENT: i32 = 6;
export const ERROR_MISSING_INDENT: i32 = 7;
export const ERROR_DEDENT: i32 = 8;
export const ERROR_TABS: i32 = 9;
export const ERROR_BRACKETS_TOO_DEEP: i32 = 10;
export const ERROR_BLOCKS_TOO_DEEP: i32 = 11;
export const ERROR_FORMATS_TOO_DEEP: i32 = 12;
export const ERROR_BACKSLASH: i32 = 13;
export const ERROR_BACKSLASH_AT_LINE_START: i32 = 14;
export const ERROR_END_AFTER_BACKSLASH: i32 = 15;
export const ERROR_UNKNOWN_HEADER: i32 = 16;
export const ERROR_FORMAT_SPECIFICATION: i32 = 17;
export const ERROR_ROWS_FULL: i32 = 18;

let code: i32 = ERROR_NONE;
let offset: i32 = 0;

export function clearError(): void {
  code = ERROR_NONE;
  offset = 0;
}

/**
 * Records the first error and returns the end of the input, where every loop of the lexer stops: callers go on
 * from there and need not ask after every token whether something failed.
 */
export function fail(error: i32, at: usize): usize {
  if (code == ERROR_NONE) {
    code = error;
    offset = (at - INPUT_START) as i32;
  }
  return end;
}

export function failed(): bool {
  return code != ERROR_NONE;
}

export function errorCode(): i32 {
  return code;
}

/** Where the error was found, counted from the first input byte. */
export function errorOffset(): i32 {
  return offset;
}
