import type { Random } from '../../bench/random.js';

/** Changes a program a little, mostly in ways that are still valid, and encodes it. */
export function mutate(random: Random, program: string): Uint8Array {
  let text = program;
  for (const change of random.many(0, 3, () => random.pick(CHANGES))) text = change(random, text);
  text = random.pick(LINE_ENDS)(random, text);
  return random.chance(0.1) ? encode(random, text) : Buffer.from(text);
}

type Change = (random: Random, text: string) => string;

const TOKEN = /\w+|\s+|[^\w\s]/gu;

const CHANGES: readonly [Change, ...Change[]] = [
  (random, text) => withToken(random, text, () => ''),
  (random, text) => withToken(random, text, (token) => `${token} ${token}`),
  (random, text) =>
    withToken(random, text, () =>
      random.pick(['(', ')', ':', 'class', 'def', '=', '"', "'''", ',', '\n', 'lambda']),
    ),
  (random, text) => withToken(random, text, (token) => (/^\s+$/.test(token) ? ' \\\n' : token)),
  (random, text) => withToken(random, text, (token) => (/^\s+$/.test(token) ? ' \\\n' : token)),
  (random, text) =>
    withToken(random, text, (token) =>
      /^[a-z]\w*$/.test(token) ? random.pick(['ﬁ', 'é', '𝒳', 'ℂx']) : token,
    ),
  (random, text) => withLine(random, text, (line) => random.pick(['', ' ', '\t', '  ', '\f']) + line),
  (random, text) => withLine(random, text, (line) => line.trimStart()),
  (random, text) => withLine(random, text, (line) => `${line}\n${line}`),
  (random, text) => withLine(random, text, (line) => `${line}\\`),
  (random, text) => withLine(random, text, (line) => `\f${line}`),
  (random, text) => withLine(random, text, (line) => `${line}  # é "`),
  (random, text) => withLine(random, text, () => ''),
  (_, text) => text.replaceAll('    ', '\t'),
  (_, text) => text.replaceAll('\t', '        '),
  (_, text) => text.replace(/\n+$/, ''),
  (_, text) => `${text}\n\n    `,
  (_, text) => `${text}\\\n`,
  (random, text) => splice(random, text, '\0'),
  (random, text) =>
    splice(random, text, random.pick(['\u2028', '\u00a0', '\x0b', '\x1c', '\u200b', '$', '?', '!'])),
];

function withToken(random: Random, text: string, change: (token: string) => string): string {
  const count = text.match(TOKEN)?.length ?? 0;
  const chosen = random.below(Math.max(count, 1));
  let index = 0;
  return text.replaceAll(TOKEN, (token) => (index++ === chosen ? change(token) : token));
}

function withLine(random: Random, text: string, change: (line: string) => string): string {
  const lines = text.split('\n');
  const chosen = random.below(lines.length);
  return lines.map((line, index) => (index === chosen ? change(line) : line)).join('\n');
}

function splice(random: Random, text: string, piece: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}

const keep: Change = (_, text) => text;
const LINE_ENDS: readonly [Change, ...Change[]] = [
  keep,
  keep,
  keep,
  keep,
  (_, text) => text.replaceAll('\n', '\r\n'),
  (_, text) => text.replaceAll('\n', '\r'),
  (random, text) => text.replaceAll('\n', () => random.pick(['\n', '\r\n', '\r'])),
];

/** With a byte-order mark, or with an encoding cookie and in that encoding. */
function encode(random: Random, text: string): Uint8Array {
  const cookie = (name: string): string =>
    random.pick([
      `# -*- coding: ${name} -*-\n`,
      `#!/usr/bin/python\n# vim: set fileencoding=${name} :\n`,
      `\f# coding=${name}\n`,
    ]);
  return random.pick([
    () => Buffer.from(`\ufeff${text}`),
    () => Buffer.from(`\ufeff${cookie('utf-8')}${text}`),
    () => Buffer.from(cookie('utf-8') + text),
    () => Buffer.from(cookie('latin-1') + text, 'latin1'),
    () => Buffer.from(cookie('iso-8859-15') + text.replaceAll(/[^\0-~]/g, 'x'), 'latin1'),
    () => Buffer.from(cookie('cp1252') + text, 'latin1'),
    () => Buffer.from(`x = 1\n${cookie('latin-1')}${text}`),
    () => Buffer.from(cookie('no-such-encoding') + text),
  ])();
}
