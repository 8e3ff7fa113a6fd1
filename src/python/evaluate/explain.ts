/** Words for people: why something is not known, and which condition is open. */
import type { Expr, Span } from '../syntax.js';
import type { Run } from './run.js';
import type { UndecidableValue, Value } from './values.js';

/** An undecidable result that names the first operand which made it so. */
export function because(run: Run, span: Span, what: string, ...operands: readonly Value[]): UndecidableValue {
  for (const value of operands) {
    if (value.kind === 'undecidable') return value;
    if (value.kind === 'iterator' && value.problem !== null) return value.problem;
  }
  return run.undecidable(`${what} is not known here`, span);
}

/** A short text for a condition. */
export function describe(expr: Expr): string {
  switch (expr.kind) {
    case 'name':
      return expr.id;
    case 'attribute':
      return `${describe(expr.value)}.${expr.attr}`;
    case 'call':
      return `${describe(expr.func)}(${expr.args.length === 0 ? '' : '…'})`;
    case 'compare':
      return `${describe(expr.left)} ${expr.rest.map((part) => `${part.op} ${describe(part.value)}`).join(' ')}`;
    case 'subscript':
      return `${describe(expr.value)}[${describe(expr.index)}]`;
    case 'string':
      return JSON.stringify(expr.value);
    case 'number':
      return expr.text;
    case 'constant':
      return expr.value;
    case 'tuple':
      return `(${expr.items.map(describe).join(', ')})`;
    case 'boolean':
      return expr.values.map(describe).join(` ${expr.op} `);
    case 'unary':
      return `${expr.op} ${describe(expr.operand)}`;
    default:
      return '…';
  }
}
