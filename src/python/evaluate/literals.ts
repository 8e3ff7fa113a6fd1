/** Numbers and format strings. */
import type { FormatField, FormatStringExpr, NumberExpr, Span } from '../syntax.js';
import { display, format, repr } from './display.js';
import { because } from './explain.js';
import { evaluate } from './expressions.js';
import type { Run } from './run.js';
import { callSpecial } from './special.js';
import { asText, float, integer, text, type Scope, type Value } from './values.js';

export function numberValue(run: Run, expr: NumberExpr): Value {
  const digits = expr.text.replaceAll('_', '').toLowerCase();
  if (/^0[xob][0-9a-f]+$/.test(digits) || /^[0-9]+$/.test(digits)) return integer(BigInt(digits));
  if (/[jl]$/.test(digits)) return run.undecidable('a complex number', expr);
  const value = Number(digits);
  return Number.isNaN(value) ? run.undecidable('this number', expr) : float(value);
}

type Part = string | FormatField | null;

export function formatString(run: Run, scope: Scope, expr: FormatStringExpr): Value {
  if (expr.template) return run.undecidable('a template string', expr);
  return formatParts(run, scope, expr.parts, expr);
}

function formatParts(run: Run, scope: Scope, parts: readonly Part[], expr: FormatStringExpr): Value {
  const shown: string[] = [];
  for (const part of parts) {
    const value = typeof part === 'string' ? text(part) : formatField(run, scope, part, expr);
    const known = asText(value);
    if (known === null) return value;
    shown.push(known);
  }
  return text(shown.join(''));
}

function formatField(run: Run, scope: Scope, field: FormatField | null, expr: FormatStringExpr): Value {
  if (field === null) return run.undecidable('a named Unicode escape', expr);
  const { conversion } = field;
  const value = evaluate(run, scope, field.value);
  const spec = formatParts(run, scope, field.spec ?? [], expr);
  const wanted = asText(spec);
  if (wanted === null) return spec;
  const name = (path: string): string => run.host.dottedName(path);
  const own = conversion === null ? shownBySource(run, value, wanted, field) : null;
  const converted =
    conversion === 'r'
      ? repr(value, name)
      : conversion === 's'
        ? (own ?? display(value, name))
        : conversion === 'a'
          ? asciiOnly(repr(value, name))
          : null;
  const shown =
    conversion === null
      ? (own ?? format(value, wanted, name))
      : converted === null
        ? null
        : format(text(converted), wanted, name);
  return shown === null ? because(run, field.value, 'the text of a replacement field', value) : text(shown);
}

function asciiOnly(shown: string | null): string | null {
  return shown !== null && /^[ -~]*$/.test(shown) ? shown : null;
}

/** `__format__` or `__str__` of a class of the sources. */
function shownBySource(run: Run, value: Value, spec: string, field: FormatField): string | null {
  const formatted = callSpecial(run, value, '__format__', [text(spec)], field.value);
  if (formatted !== null) return asText(formatted);
  return spec === '' ? showBySource(run, value, field.value) : null;
}

/** `str(value)` through `__str__` or `__repr__` of a class of the sources; null when there is none. */
export function showBySource(run: Run, value: Value, span: Span): string | null {
  const shown = callSpecial(run, value, '__str__', [], span) ?? callSpecial(run, value, '__repr__', [], span);
  return shown === null ? null : asText(shown);
}
