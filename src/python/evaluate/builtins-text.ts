/** Builtins that turn values into text and numbers. */
import type { Builtin, BuiltinCall } from './builtin-call.js';
import { display, repr } from './display.js';
import { because } from './explain.js';
import { showBySource } from './literals.js';
import { callSpecial } from './special.js';
import { asInteger, asText, float, integer, text, type Value } from './values.js';

export const TEXT_BUILTINS: Readonly<Record<string, Builtin>> = {
  str: ({ run, args, first, span }) => {
    if (args.positional.length === 0) return text('');
    if (args.positional.length > 1) return run.undecidable('str() with an encoding', span);
    const shown = showBySource(run, first, span) ?? display(first, (path) => run.host.dottedName(path));
    return shown === null ? because(run, span, 'str()', first) : text(shown);
  },
  repr: ({ run, first, span }) => {
    const own = callSpecial(run, first, '__repr__', [], span);
    if (own !== null) return own;
    const shown = repr(first, (path) => run.host.dottedName(path));
    return shown === null ? because(run, span, 'repr()', first) : text(shown);
  },
  int: toInteger,
  float: ({ run, first, span }) => {
    const whole = asInteger(first);
    if (whole !== null) return float(Number(whole));
    if (first.kind === 'constant' && typeof first.value === 'number') return first;
    const digits = asText(first)?.trim();
    return digits !== undefined && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(digits)
      ? float(Number(digits))
      : because(run, span, 'float()', first);
  },
  chr: ({ run, first, span }) => {
    const code = asInteger(first);
    return code !== null && code >= 0n && code < 0x110000n
      ? text(String.fromCodePoint(Number(code)))
      : because(run, span, 'chr()', first);
  },
  ord: ({ run, first, span }) => {
    const letters = Array.from(asText(first) ?? '');
    const code = letters.length === 1 ? letters[0]?.codePointAt(0) : undefined;
    return code === undefined ? because(run, span, 'ord()', first) : integer(code);
  },
};

function toInteger({ run, args, first, span }: BuiltinCall): Value {
  if (args.positional.length === 0) return integer(0);
  const whole = asInteger(first);
  const base = args.positional[1] ?? args.keywords.get('base');
  if (whole !== null && base === undefined) return integer(whole);
  if (first.kind === 'constant' && typeof first.value === 'number' && Number.isFinite(first.value))
    return integer(BigInt(Math.trunc(first.value)));
  const digits = asText(first)?.trim();
  if (digits === undefined || base !== undefined) return because(run, span, 'int()', first);
  if (/^[+-]?\d+(?:_\d+)*$/.test(digits))
    return integer(BigInt(digits.replaceAll('_', '').replace(/^\+/, '')));
  // Digits of other scripts are numbers too.
  if (!/^[ -~]*$/.test(digits)) return because(run, span, 'int()', first);
  return run.raise('ValueError', `invalid literal for int(): '${digits}'`, span);
}
