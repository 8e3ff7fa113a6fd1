import { isAscii } from 'node:buffer';

/**
 * Bytes of a Python file to text, by Python's own rules: byte-order mark, PEP 263 encoding cookie, UTF-8
 * otherwise. Decoding never fails; what was wrong is said beside the text.
 */
export interface DecodedSource {
  /** Without byte-order mark; line ends as in the file. */
  readonly text: string;
  /** The bytes, where each of them is one unit of the text; null where some are not. */
  readonly ascii: Uint8Array | null;
  /** Why CPython would refuse these bytes, or null. */
  readonly problem: string | null;
}

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
  // What every encoding with a cookie of its own has in common with ASCII is not looked into.
  if (cookie === null) return isAscii(content) ? asciiSource(content) : decodeUtf8(content);
  const codec = codecOf(cookie);
  if (hasMark && codec !== 'utf-8') {
    return {
      text: decodeUtf8(content).text,
      ascii: null,
      problem: `encoding cookie '${cookie}' contradicts the UTF-8 mark`,
    };
  }
  if (codec === 'utf-8') return decodeUtf8(content);
  if (codec === null) {
    return { text: latin1(content), ascii: null, problem: `unknown encoding '${cookie}'` };
  }
  return decodeLegacy(content, codec, cookie);
}

/** Text that an editor or a test holds: a leading byte-order mark is dropped. */
export function dropMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function asciiSource(bytes: Uint8Array): DecodedSource {
  return { text: latin1(bytes), ascii: bytes, problem: null };
}

/** The cookie stands in one of the first two lines; in the second only below a blank or comment line. */
function findCookie(bytes: Uint8Array): string | null {
  const head = latin1(bytes.subarray(0, 4096));
  if (!head.includes('coding')) return null;
  const lines = head.split(/\r\n|\r|\n/, 2);
  for (const line of lines) {
    const found = COOKIE.exec(line)?.[1];
    if (found !== undefined) return found;
    if (!BLANK_OR_COMMENT.test(line)) return null;
  }
  return null;
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
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, ascii: null, problem: null };
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    return { text, ascii: null, problem: 'not valid UTF-8, and no encoding cookie says otherwise' };
  }
}

function decodeLegacy(bytes: Uint8Array, codec: string, cookie: string): DecodedSource {
  const ascii = null;
  if (codec === 'latin1') return { text: latin1(bytes), ascii, problem: null };
  if (codec === 'ascii') {
    const bad = bytes.some((byte) => byte > 0x7f);
    return {
      text: latin1(bytes),
      ascii,
      problem: bad ? `a byte above 127 in a file declared as '${cookie}'` : null,
    };
  }
  const invalid = `bytes that are not valid '${cookie}'`;
  if (codec === 'windows-1252') {
    const text = windows1252(bytes);
    return { text, ascii, problem: /[\x80-\x9f]/.test(text) ? invalid : null };
  }
  try {
    const text = new TextDecoder(codec, { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, ascii, problem: null };
  } catch {
    return { text: latin1(bytes), ascii, problem: invalid };
  }
}

/** What 0x80 to 0x9f stand for; the five that stand for nothing are kept. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** By hand: several versions of Node.js decode it as Latin-1. */
function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\x80-\x9f]/g, (unit) => WINDOWS_1252.charAt(unit.charCodeAt(0) - 0x80));
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
