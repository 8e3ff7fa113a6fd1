/** Methods of strings. Positions count code points; what depends on Unicode tables is left open beyond ASCII. */
import { format, pad, str } from './display.js';
import { iterate } from './iteration.js';
import { position } from './list-methods.js';
import type { MethodCall } from './method-call.js';
import { asText, boolean, integer, list, text, tuple, type Value } from './values.js';

type TextMethod = (self: string, args: readonly Value[], call: MethodCall<Value>) => Value | null;

export const TEXT_METHODS: Readonly<Record<string, TextMethod>> = {
  upper: (self) => text(self.toUpperCase()),
  lower: (self) => (isAscii(self) ? text(self.toLowerCase()) : null),
  casefold: (self) => (isAscii(self) ? text(self.toLowerCase()) : null),
  swapcase: (self) =>
    isAscii(self)
      ? text(self.replace(/[a-z]|[A-Z]/g, (c) => (c < 'a' ? c.toLowerCase() : c.toUpperCase())))
      : null,
  capitalize: (self) =>
    isAscii(self) ? text(self.slice(0, 1).toUpperCase() + self.slice(1).toLowerCase()) : null,
  title: (self) =>
    isAscii(self)
      ? text(self.toLowerCase().replace(/[a-z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1)))
      : null,
  strip: (self, args) => trim(self, args, true, true),
  lstrip: (self, args) => trim(self, args, true, false),
  rstrip: (self, args) => trim(self, args, false, true),
  startswith: (self, [prefix, ...rest]) =>
    rest.length > 0 ? null : anyText(prefix, (value) => self.startsWith(value)),
  endswith: (self, [suffix, ...rest]) =>
    rest.length > 0 ? null : anyText(suffix, (value) => self.endsWith(value)),
  removeprefix: (self, [prefix]) =>
    withText(prefix, (p) => (p !== '' && self.startsWith(p) ? self.slice(p.length) : self)),
  removesuffix: (self, [suffix]) =>
    withText(suffix, (s) => (s !== '' && self.endsWith(s) ? self.slice(0, -s.length) : self)),
  replace: (self, [from, to, count]) => replace(self, asText(from), asText(to), count),
  split: (self, args) => split(self, args),
  rsplit: (self, args) => splitFromRight(self, args),
  splitlines: (self, args) =>
    args.length === 0 && isAscii(self)
      ? list(
          self === ''
            ? []
            : self
                .replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e])$/, '')
                .split(/\r\n|[\n\r\v\f\x1c-\x1e]/)
                .map(text),
        )
      : null,
  partition: (self, [separator]) => parted(self, separator, self.indexOf(asText(separator) ?? ''), false),
  rpartition: (self, [separator]) => parted(self, separator, self.lastIndexOf(asText(separator) ?? ''), true),
  join: (self, [items], { run, span }) => {
    const parts = items === undefined ? null : iterate(run, items, span);
    const texts = parts?.map(asText);
    return texts === undefined || texts.includes(null) ? null : text(texts.join(self));
  },
  format: (self, args, call) => formatBraces(self, args, call),
  isupper: (self) =>
    isAscii(self) ? boolean(self !== self.toLowerCase() && self === self.toUpperCase()) : null,
  islower: (self) =>
    isAscii(self) ? boolean(self !== self.toUpperCase() && self === self.toLowerCase()) : null,
  isdigit: (self) => (isAscii(self) ? boolean(/^\d+$/.test(self)) : null),
  isalpha: (self) => (isAscii(self) ? boolean(/^[a-zA-Z]+$/.test(self)) : null),
  isalnum: (self) => (isAscii(self) ? boolean(/^[a-zA-Z\d]+$/.test(self)) : null),
  isspace: (self) => (isAscii(self) ? boolean(/^[\t-\r\x1c-\x20]+$/.test(self)) : null),
  isidentifier: (self) => (isAscii(self) ? boolean(/^[a-zA-Z_]\w*$/.test(self)) : null),
  isascii: (self) => boolean(isAscii(self)),
  count: (self, [part, ...rest]) => {
    const needle = asText(part);
    return needle === null || needle === '' || rest.length > 0
      ? null
      : integer(self.split(needle).length - 1);
  },
  find: (self, [part, ...rest]) => found(self, part, rest, (needle) => self.indexOf(needle)),
  rfind: (self, [part, ...rest]) => found(self, part, rest, (needle) => self.lastIndexOf(needle)),
  index: (self, [part, ...rest], call) =>
    located(
      found(self, part, rest, (needle) => self.indexOf(needle)),
      call,
    ),
  rindex: (self, [part, ...rest], call) =>
    located(
      found(self, part, rest, (needle) => self.lastIndexOf(needle)),
      call,
    ),
  ljust: (self, args) => justify(self, args, '<'),
  rjust: (self, args) => justify(self, args, '>'),
  zfill: (self, [width]) => {
    const wanted = width === undefined ? null : position(width);
    const sign = /^[+-]/.exec(self)?.[0] ?? '';
    if (wanted === null) return null;
    return text(sign + self.slice(sign.length).padStart(wanted - sign.length, '0'));
  },
};

function isAscii(value: string): boolean {
  // eslint would take the control characters in a class for a mistake.
  return Array.from(value).every((char) => char <= '\x7f');
}

function found(
  self: string,
  part: Value | undefined,
  rest: readonly Value[],
  search: (needle: string) => number,
): Value | null {
  const needle = asText(part);
  if (needle === null || rest.length > 0) return null;
  const at = search(needle);
  return integer(at < 0 ? -1 : Array.from(self.slice(0, at)).length);
}

function located(at: Value | null, { run, span }: MethodCall<Value>): Value | null {
  const missing = at?.kind === 'constant' && at.value === -1n;
  return missing ? run.raise('ValueError', 'substring not found', span) : at;
}

function replace(
  self: string,
  from: string | null,
  to: string | null,
  count: Value | undefined,
): Value | null {
  if (from === null || to === null) return null;
  const most = count === undefined ? -1 : position(count);
  if (most === null || (from === '' && count !== undefined)) return null;
  if (from === '')
    return text(
      `${to}${Array.from(self)
        .map((char) => char + to)
        .join('')}`,
    );
  const parts = self.split(from);
  const kept = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1);
  const head = parts.slice(0, kept + 1).join(to);
  return text([head, ...parts.slice(kept + 1)].join(from));
}

const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function words(self: string): string[] {
  const found: string[] = [];
  let word = '';
  for (const char of Array.from(self)) {
    if (!SPACE.test(char)) word += char;
    else if (word !== '') {
      found.push(word);
      word = '';
    }
  }
  return word === '' ? found : [...found, word];
}

function split(self: string, args: readonly Value[]): Value | null {
  const [separator, limit] = args;
  const none = separator === undefined || (separator.kind === 'constant' && separator.value === null);
  if (none) return limit === undefined ? list(words(self).map(text)) : null;
  const by = asText(separator);
  const most = limit === undefined ? -1 : position(limit);
  if (by === null || by === '' || most === null) return null;
  const parts = self.split(by);
  if (most < 0 || parts.length <= most) return list(parts.map(text));
  return list([...parts.slice(0, most), parts.slice(most).join(by)].map(text));
}

function splitFromRight(self: string, args: readonly Value[]): Value | null {
  const [separator, limit] = args;
  if (separator === undefined) return split(self, args);
  const by = asText(separator);
  const most = limit === undefined ? -1 : position(limit);
  if (by === null || by === '' || most === null) return null;
  const parts = self.split(by);
  const kept = most < 0 ? 0 : Math.max(0, parts.length - most - 1);
  const head = parts.slice(0, kept + 1).join(by);
  return list((most < 0 ? parts : [head, ...parts.slice(kept + 1)]).map(text));
}

function parted(self: string, separator: Value | undefined, at: number, fromRight: boolean): Value | null {
  const by = asText(separator);
  if (by === null || by === '') return null;
  if (at < 0) return tuple((fromRight ? ['', '', self] : [self, '', '']).map(text));
  return tuple([self.slice(0, at), by, self.slice(at + by.length)].map(text));
}

function withText(value: Value | undefined, use: (text: string) => string): Value | null {
  const known = asText(value);
  return known === null ? null : text(use(known));
}

function anyText(value: Value | undefined, test: (text: string) => boolean): Value | null {
  const single = asText(value);
  if (single !== null) return boolean(test(single));
  const several = value?.kind === 'tuple' ? value.items.map(asText) : null;
  if (several === null || several.includes(null)) return null;
  return boolean(several.some((item) => item !== null && test(item)));
}

function trim(self: string, args: readonly Value[], left: boolean, right: boolean): Value | null {
  const [given] = args;
  const none = given === undefined || (given.kind === 'constant' && given.value === null);
  const set = none ? null : asText(given);
  if (!none && set === null) return null;
  const chars = Array.from(self);
  const drop = (char: string | undefined): boolean =>
    char !== undefined && (set === null ? SPACE.test(char) : Array.from(set).includes(char));
  let start = 0;
  let end = chars.length;
  while (left && start < end && drop(chars[start])) start++;
  while (right && end > start && drop(chars[end - 1])) end--;
  return text(chars.slice(start, end).join(''));
}

function justify(self: string, [width, fill]: readonly Value[], align: string): Value | null {
  const wanted = width === undefined ? null : position(width);
  const filler = fill === undefined ? ' ' : asText(fill);
  if (wanted === null || filler === null) return null;
  return text(pad(self, Math.max(0, wanted - Array.from(self).length), align, filler));
}

/** `'{}For{}'.format(…)`: positions and names, with conversions left out. */
function formatBraces(
  self: string,
  args: readonly Value[],
  { run, args: { keywords } }: MethodCall<Value>,
): Value | null {
  const state = { known: true, next: 0 };
  const result = self.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?::([^{}]*))?\}|[{}]/g,
    (whole: string, field?: string, spec?: string) => {
      if (whole === '{{' || whole === '}}') return whole.charAt(0);
      const name = field === undefined || field !== '' ? field : String(state.next++);
      const value =
        name === undefined ? undefined : /^\d+$/.test(name) ? args[Number(name)] : keywords.get(name);
      const shown =
        value === undefined
          ? null
          : spec === undefined
            ? str(value)
            : format(value, spec, (path) => run.host.dottedName(path));
      if (shown === null) state.known = false;
      return shown ?? '';
    },
  );
  return state.known ? text(result) : null;
}
