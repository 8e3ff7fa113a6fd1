/**
 * The messages of a stream, one behind the other, without what is between them. A reader that trusts every header
 * waits for ever for a length that is wrong, or takes the rest of the stream for headers.
 */
import { Transform } from 'node:stream';

/** A file of this size is not edited, so a longer message is none. */
export const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Headers are short. */
const MAX_HEADER_BYTES = 4096;

const NAME = 'content-length:';
const END = '\r\n\r\n';

/** What was wrong, for a log. */
export type OnProblem = (message: string) => void;

/**
 * Passes on whole messages with a header of their own. What lies between them, and messages whose length is no
 * number, are left out. A length beyond all measure ends the stream: nothing tells where the next message begins.
 */
export function messageFrames(onProblem: OnProblem): Transform {
  let left = 0;
  let header = '';
  let isOver = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      let at = 0;
      while (at < chunk.length && !isOver) {
        if (left > 0) {
          const body = chunk.subarray(at, at + left);
          this.push(body);
          left -= body.length;
          at += body.length;
          continue;
        }
        const before = header.length;
        const found = nextHeader(header + chunk.toString('latin1', at), onProblem);
        if (found.kind === 'partial') {
          header = found.rest;
          break;
        }
        header = '';
        at += found.end - before;
        if (found.length > MAX_MESSAGE_BYTES) {
          onProblem(`A message of ${found.length} bytes is announced; the connection ends.`);
          isOver = true;
          this.push(null);
        } else {
          this.push(`Content-Length: ${found.length}${END}`);
          left = found.length;
        }
      }
      done();
    },
  });
}

type Header =
  /** Where the message begins, and how long it is. */
  | { readonly kind: 'whole'; readonly end: number; readonly length: number }
  /** What of the text may be the beginning of a header. */
  | { readonly kind: 'partial'; readonly rest: string };

/** The first header that says a length. */
function nextHeader(text: string, onProblem: OnProblem): Header {
  const lower = text.toLowerCase();
  let from = 0;
  for (;;) {
    const at = lower.indexOf(NAME, from);
    if (at === -1) return { kind: 'partial', rest: beginning(text, from, onProblem) };
    const end = text.indexOf(END, at);
    if (end === -1 && text.length - at <= MAX_HEADER_BYTES) {
      reportJunk(text.slice(from, at), onProblem);
      return { kind: 'partial', rest: text.slice(at) };
    }
    const lines = end === -1 ? [] : text.slice(at + NAME.length, end).split('\r\n');
    const [value = '', ...others] = lines.map((line) => line.trim());
    if (/^\d+$/.test(value) && others.every((line) => /^[\w-]+:/.test(line))) {
      reportJunk(text.slice(from, at), onProblem);
      return { kind: 'whole', end: end + END.length, length: Number(value) };
    }
    onProblem(`A header says no length: ${JSON.stringify(text.slice(at, at + 80))}`);
    from = at + NAME.length;
  }
}

/** The end of a text, as far as a header may begin there. */
function beginning(text: string, from: number, onProblem: OnProblem): string {
  const cut = Math.max(from, text.length - (NAME.length - 1));
  reportJunk(text.slice(from, cut), onProblem);
  return text.slice(cut);
}

/** Other headers may stand in front; anything else belongs to no message. */
function reportJunk(text: string, onProblem: OnProblem): void {
  const junk = text
    .split('\r\n')
    .filter((line) => line.trim() !== '' && !/^content-\w+:/i.test(line))
    .join(' ');
  if (junk !== '') onProblem(`This belongs to no message: ${JSON.stringify(junk.slice(0, 80))}`);
}
