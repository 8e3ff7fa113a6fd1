/** Number (1-based) and offset of a physical line. */
export interface LineMark {
  readonly line: number;
  readonly lineStart: number;
}

/** The physical line of `offset`, counted on from an offset before it. Only line feeds end a line in `text`. */
export function lineAt(text: string, from: LineMark & { readonly start: number }, offset: number): LineMark {
  let { line, lineStart } = from;
  for (let at = text.indexOf('\n', from.start); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, lineStart };
}
