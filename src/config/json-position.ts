import { LineCounter, isNode, parseDocument } from 'yaml';

export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const START: TextPosition = { line: 1, column: 1 };

/** 1-based position of the value at `path` in a JSON text; of its nearest holder when it cannot be found. */
export function positionOfPath(text: string, path: readonly (string | number)[]): TextPosition {
  const lines = new LineCounter();
  // JSON is YAML, and this reader keeps positions; whether the text is JSON was decided before.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return position(lines, node.range[0]);
  }
  return START;
}

/** 1-based position of what makes `text` no JSON, as far as it can be told from the error. */
export function positionOfSyntaxError(text: string, error: Error): TextPosition {
  const lines = new LineCounter();
  const [first] = parseDocument(text, { lineCounter: lines, uniqueKeys: false }).errors;
  const offset = /at position (\d+)/.exec(error.message)?.[1];
  if (offset !== undefined) return position(lines, Number(offset));
  return first === undefined ? START : position(lines, first.pos[0]);
}

function position(lines: LineCounter, offset: number): TextPosition {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? START : { line, column: col };
}
