import { parseTolerantJson, type JsonResult } from '../../hub/tolerant-json.js';

/** A JSON value, and how it is written back. */
export interface RoundTrip {
  readonly parsed: JsonResult;
  /** With two spaces of indentation and a final line end. */
  readonly write: (value: unknown) => string;
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

/**
 * Reads JSON so that numbers are written back as they stood: `1.0`, `1e-05`, `NaN` and whole numbers beyond 2^53 would
 * come out of a JavaScript number as something else. Such numbers are strings in the value, with a mark that no
 * string of the text has.
 */
export function readJson(text: string): RoundTrip {
  const plain = parseTolerantJson(text);
  // Strings may hold the character as an escape, so it is looked for in what they say.
  const said = plain.ok ? JSON.stringify(plain.value) : '';
  let mark = '\ue000';
  while (said.includes(mark)) mark += '\ue000';
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || JSON.stringify(Number(token)) === token ? token : `"${mark}${token}"`,
  );
  return {
    parsed: plain.ok ? parseTolerantJson(marked) : plain,
    write: (value) => {
      const written = JSON.stringify(value, null, 2);
      return `${written.replace(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1')}\n`;
    },
  };
}
