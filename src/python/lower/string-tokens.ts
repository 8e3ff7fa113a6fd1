/** Where a string literal ends, without looking at what it means. */

/** Format strings nested deeper than this are not looked into. */
const MAX_NESTING = 150;

/** Told the range between the brace of each replacement field and its format specifier or closing brace. */
export type OnField = (start: number, end: number) => void;

/** Offset behind the literal that begins at `at` with its prefix; `at` when none does. */
export function skipString(text: string, at: number, onField?: OnField, nesting = 0): number {
  const quoteAt = prefixEnd(text, at);
  const quote = text.charAt(quoteAt);
  if (quote !== '"' && quote !== "'") return at;
  const triple = text.startsWith(quote.repeat(3), quoteAt);
  const close = triple ? quote.repeat(3) : quote;
  const prefix = text.slice(at, quoteAt).toLowerCase();
  const isFormat = prefix.includes('f') || prefix.includes('t');
  const isRaw = prefix.includes('r');
  let end = quoteAt + close.length;
  while (end < text.length) {
    const unit = text.charAt(end);
    if (text.startsWith(close, end)) return end + close.length;
    if (!triple && (unit === '\n' || unit === '\r')) return end;
    if (unit === '\\') end = escapeEnd(text, end, isFormat, isRaw);
    else if (isFormat && unit === '{' && nesting < MAX_NESTING) {
      end = text.charAt(end + 1) === '{' ? end + 2 : fieldEnd(text, end, close, onField, nesting);
    } else end++;
  }
  return text.length;
}

/** A prefix is at most two letters. */
function prefixEnd(text: string, at: number): number {
  let end = at;
  while (end < at + 2 && 'rRbBuUfFtT'.includes(text.charAt(end) || ' ')) end++;
  return end;
}

/** `\N{…}` has no field; behind any other backslash `{` begins one. */
function escapeEnd(text: string, at: number, isFormat: boolean, isRaw: boolean): number {
  if (text.startsWith('\r\n', at + 1)) return at + 3;
  if (!isFormat) return at + 2;
  if (!isRaw && text.startsWith('N{', at + 1)) {
    const close = text.indexOf('}', at);
    return close < 0 ? text.length : close + 1;
  }
  return text.charAt(at + 1) === '{' ? at + 1 : at + 2;
}

/** Behind the field that begins with the brace at `at`; where the literal ends when the field does not. */
function fieldEnd(
  text: string,
  at: number,
  close: string,
  onField: OnField | undefined,
  nesting: number,
): number {
  let depth = 0;
  let inSpec = false;
  let end = at;
  while (end < text.length) {
    const unit = text.charAt(end);
    if (close.length === 1 && (unit === '\n' || unit === '\r') && inSpec) return end;
    if (inSpec && text.startsWith(close, end)) return end;
    if (unit === '#' && !inSpec) {
      end = lineEnd(text, end);
      continue;
    }
    const string = inSpec ? end : skipString(text, end, onField, nesting + 1);
    if (string > end) {
      end = string;
      continue;
    }
    if (inSpec && unit === '{' && nesting < MAX_NESTING) {
      end = fieldEnd(text, end, close, onField, nesting + 1);
      continue;
    }
    if (unit === '{' || unit === '(' || unit === '[') depth++;
    else if (unit === '}' || unit === ')' || unit === ']') {
      depth--;
      if (depth === 0 && !inSpec) onField?.(at + 1, end);
    } else if (unit === ':' && depth === 1 && !inSpec) {
      onField?.(at + 1, end);
      inSpec = true;
    }
    end++;
    if (depth === 0) return end;
  }
  return text.length;
}

/** Where the line with the unit at `at` ends: before its line feed or carriage return. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text.charAt(end) !== '\n' && text.charAt(end) !== '\r') end++;
  return end;
}
