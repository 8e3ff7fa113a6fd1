/** How Python shows values as text: `str()`, `repr()` and format specifications; null where that is not known. */
import { findAttribute } from './classes.js';
import { asInteger, isNone, type ConstantValue, type Value } from './values.js';

/** `str(value)` of a constant; null for anything else. */
export function str(value: Value): string | null {
  if (value.kind !== 'constant') return null;
  return typeof value.value === 'string' ? value.value : reprConstant(value);
}

type DottedName = (path: string) => string;

/** `str(value)`; `dottedName` gives the name of a module, which the text of a class contains. */
export function display(value: Value, dottedName: DottedName): string | null {
  if (value.kind === 'instance') return displayInstance(value, dottedName);
  if (value.kind === 'exception')
    return value.args.length === 1 && value.args[0] !== undefined ? display(value.args[0], dottedName) : null;
  return str(value) ?? repr(value, dottedName);
}

function displayInstance(value: Value & { kind: 'instance' }, dottedName: DottedName): string | null {
  const own = ['__str__', '__repr__', '__format__'].some(
    (name) => findAttribute(value.type, name).kind === 'found',
  );
  // Which text an enumeration with a mixed-in type gives depends on the version of Python.
  if (own || value.type.members !== null) return null;
  return value.payload === null ? null : display(value.payload, dottedName);
}

/** `repr(value)`. */
export function repr(value: Value, dottedName: DottedName): string | null {
  const all = (items: readonly Value[]): readonly string[] | null => {
    const shown = items.map((item) => repr(item, dottedName));
    return shown.every((item) => item !== null) ? shown : null;
  };
  switch (value.kind) {
    case 'constant':
      return reprConstant(value);
    case 'list': {
      const shown = all(value.items);
      return shown === null ? null : `[${shown.join(', ')}]`;
    }
    case 'tuple': {
      const shown = all(value.items);
      return shown === null ? null : `(${shown.join(', ')}${shown.length === 1 ? ',' : ''})`;
    }
    case 'dict': {
      if (value.factory !== undefined) return null;
      const shown = value.entries.map((entry) => all(entry)?.join(': ') ?? null);
      return shown.includes(null) ? null : `{${shown.join(', ')}}`;
    }
    case 'class':
      // The qualified name of a class inside a function or class is longer.
      if (value.metaclass !== null || value.statement === null || value.place.column !== 1) return null;
      return `<class '${dottedName(value.place.file)}.${value.statement.name}'>`;
    case 'builtin':
      return /^(?:bool|dict|float|frozenset|int|list|range|set|str|tuple|type)$/.test(value.name)
        ? `<class '${value.name}'>`
        : null;
    default:
      return null;
  }
}

function reprConstant({ value }: ConstantValue): string | null {
  switch (typeof value) {
    case 'string':
      return reprText(value);
    case 'bigint':
      return value.toString();
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return reprFloat(value);
    default:
      return value === null ? 'None' : 'Ellipsis';
  }
}

/** The shortest digits are the same in both languages; exponents are written differently. */
function reprFloat(value: number): string | null {
  if (!Number.isFinite(value) || (value !== 0 && (Math.abs(value) >= 1e16 || Math.abs(value) < 1e-4)))
    return null;
  const digits = Object.is(value, -0) ? '-0' : value.toString();
  return digits.includes('.') ? digits : `${digits}.0`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function reprText(value: string): string | null {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  // Which other characters are printable depends on the version of Unicode.
  if (!/^[\t\n\r -~\p{L}]*$/u.test(value)) return null;
  const inner = value.replace(/[\t\n\r\\]/g, (char) => ESCAPES[char] ?? char);
  return quote + (quote === "'" ? inner.replaceAll("'", "\\'") : inner) + quote;
}

const FORMAT_SPEC = /^(?:(.)?([<>^=]))?([+\- ])?(0)?(\d+)?(?:\.(\d+))?([sd])?$/su;

/** `format(value, spec)` of texts and integers. */
export function format(value: Value, spec: string, dottedName: DottedName): string | null {
  if (spec === '') return display(value, dottedName);
  const isText = value.kind === 'constant' && typeof value.value === 'string';
  const whole = asInteger(value);
  const parts = FORMAT_SPEC.exec(spec);
  if (parts === null || isNone(value) || (!isText && whole === null)) return null;
  const [, fill, align, sign, zero, width, precision, type] = parts;
  if (isText ? (sign ?? zero) !== undefined || align === '=' || type === 'd' : type === 's') return null;
  if (
    !isText &&
    (precision !== undefined || align === '=' || (zero !== undefined && whole !== null && whole < 0n))
  )
    return null;
  const prefix = !isText && sign !== undefined && sign !== '-' && (whole ?? 0n) >= 0n ? sign : '';
  const plain = isText ? Array.from(str(value) ?? '') : Array.from(prefix + (whole ?? 0n).toString());
  const shown = precision === undefined ? plain : plain.slice(0, Number(precision));
  const missing = Math.max(0, Number(width ?? 0) - shown.length);
  return pad(
    shown.join(''),
    missing,
    align ?? (isText ? '<' : '>'),
    fill ?? (zero === undefined ? ' ' : '0'),
  );
}

export function pad(shown: string, missing: number, align: string, fill: string): string {
  const left = align === '<' ? 0 : align === '>' ? missing : Math.floor(missing / 2);
  return fill.repeat(left) + shown + fill.repeat(missing - left);
}
