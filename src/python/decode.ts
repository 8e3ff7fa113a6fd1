import { isAscii, isUtf8, transcode } from 'node:buffer';

/**
 * Bytes of a Python file to text, by Python's own rules: byte-order mark, PEP 263 encoding cookie, UTF-8
 * otherwise. Decoding never fails; what was wrong is said beside the text.
 */
export interface DecodedSource {
  /** Without byte-order mark; line ends as in the file. */
  readonly text: string;
  /** Bytes of the text as the lexer takes them; null where there are none yet. */
  readonly encoded: EncodedText | null;
  /** Why CPython would refuse these bytes, or null. */
  readonly problem: string | null;
  readonly holdsNul: boolean;
}

/** One byte for each UTF-16 unit of a text in ASCII, or the text in UTF-16, little-endian. */
export interface EncodedText {
  readonly bytes: Uint8Array;
  readonly unitBytes: 1 | 2;
}

/** Bytes; a cookie that stands behind them is not seen. */
const LONGEST_HEAD = 4096;
const LINE_FEED = 0x0a;
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#.*)?$/;

/** Python codec names whose WHATWG label differs, or that Node decodes without ICU. */
const CODECS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  latin1: 'latin1',
  'latin-1': 'latin1',
  'iso-8859-1': 'latin1',
  'iso8859-1': 'latin1',
  l1: 'latin1',
  ascii: 'ascii',
  'us-ascii': 'ascii',
  646: 'ascii',
  cp1252: 'windows-1252',
  cp1251: 'windows-1251',
  cp1250: 'windows-1250',
  cp866: 'ibm866',
  cp932: 'shift_jis',
  cp936: 'gbk',
  gb2312: 'gbk',
  'euc-jp': 'euc-jp',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  'koi8-r': 'koi8-r',
  cp949: 'euc-kr',
};

export function decodeSource(bytes: Uint8Array): DecodedSource {
  const hasMark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = hasMark ? bytes.subarray(3) : bytes;
  const cookie = findCookie(content);
  if (cookie === null) return decodeUtf8(content);
  const codec = codecOf(cookie);
  if (hasMark && codec !== 'utf-8') {
    return { ...decodeUtf8(content), problem: `encoding cookie '${cookie}' contradicts the UTF-8 mark` };
  }
  if (codec === 'utf-8') return decodeUtf8(content);
  if (codec === null) {
    return decodedText(latin1(content), `unknown encoding '${cookie}'`);
  }
  const { text, problem } = decodeLegacy(content, codec, cookie);
  return decodedText(text, problem);
}

/** A text that was decoded elsewhere. */
export function decodedText(text: string, problem: string | null = null): DecodedSource {
  return { text, encoded: null, problem, holdsNul: text.includes('\0') };
}

/** Text that an editor or a test holds: a leading byte-order mark is dropped. */
export function dropMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function asciiSource(bytes: Uint8Array): DecodedSource {
  const encoded = { bytes, unitBytes: 1 } as const;
  return { text: latin1(bytes), encoded, problem: null, holdsNul: holdsNul(bytes) };
}

/** The cookie stands in one of the first two lines; in the second only below a blank or comment line. */
function findCookie(bytes: Uint8Array): string | null {
  const head = latin1(bytes, behindTwoLines(bytes));
  if (!head.includes('coding')) return null;
  const lines = head.split(/\r\n|\r|\n/, 2);
  for (const line of lines) {
    const found = COOKIE.exec(line)?.[1];
    if (found !== undefined) return found;
    if (!BLANK_OR_COMMENT.test(line)) return null;
  }
  return null;
}

/** The second line feed, at most as far as a cookie is looked for. A lone carriage return ends a line too, but sooner. */
function behindTwoLines(bytes: Uint8Array): number {
  const limit = Math.min(bytes.length, LONGEST_HEAD);
  let lines = 0;
  for (let at = 0; at < limit; at++) if (bytes[at] === LINE_FEED && ++lines === 2) return at;
  return limit;
}

function codecOf(cookie: string): string | null {
  const name = cookie.toLowerCase().replaceAll('_', '-');
  // CPython's tokenizer treats `utf-8-…` and `latin-1-…` (editor suffixes such as -unix) like the plain name.
  if (name === 'utf-8' || name.startsWith('utf-8-')) return 'utf-8';
  if (/^(?:latin-1|iso-8859-1|iso-latin-1)(?:-|$)/.test(name)) return 'latin1';
  const known = CODECS[name];
  if (known !== undefined) return known;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}

function decodeUtf8(bytes: Uint8Array): DecodedSource {
  if (isAscii(bytes)) return asciiSource(bytes);
  if (!isUtf8(bytes)) {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return decodedText(text, 'not valid UTF-8, and no encoding cookie says otherwise');
  }
  // Faster than decoding to a text, and the lexer needs the units.
  const units = transcode(bytes, 'utf8', 'utf16le');
  const encoded = { bytes: units, unitBytes: 2 } as const;
  return { text: units.toString('utf16le'), encoded, problem: null, holdsNul: holdsNul(bytes) };
}

/** In bytes, since looking for it in a text of two bytes a unit meets a zero in nearly every unit. */
function holdsNul(bytes: Uint8Array): boolean {
  return bufferOf(bytes).includes(0);
}

function decodeLegacy(
  bytes: Uint8Array,
  codec: string,
  cookie: string,
): Pick<DecodedSource, 'text' | 'problem'> {
  if (codec === 'latin1') return { text: latin1(bytes), problem: null };
  if (codec === 'ascii') {
    const bad = bytes.some((byte) => byte > 0x7f);
    return {
      text: latin1(bytes),
      problem: bad ? `a byte above 127 in a file declared as '${cookie}'` : null,
    };
  }
  const invalid = `bytes that are not valid '${cookie}'`;
  if (codec === 'windows-1252') {
    const text = windows1252(bytes);
    return { text, problem: /[\x80-\x9f]/.test(text) ? invalid : null };
  }
  try {
    const text = new TextDecoder(codec, { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, problem: null };
  } catch {
    return { text: latin1(bytes), problem: invalid };
  }
}

/** What 0x80 to 0x9f stand for; the five that stand for nothing are kept. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** By hand: several versions of Node.js decode it as Latin-1. */
function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\x80-\x9f]/g, (unit) => WINDOWS_1252.charAt(unit.charCodeAt(0) - 0x80));
}

function latin1(bytes: Uint8Array, end = bytes.length): string {
  return bufferOf(bytes).toString('latin1', 0, end);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
