import type { Span } from '../syntax.js';
import { callValue, positionalArguments, type CallArguments } from './calls.js';
import type { Run } from './run.js';
import type { Scope, Value } from './values.js';

/** A call of a builtin function. */
export interface BuiltinCall {
  readonly run: Run;
  readonly scope: Scope;
  readonly args: CallArguments;
  /** The positional arguments; absent ones read as None. */
  readonly first: Value;
  readonly second: Value;
  readonly span: Span;
}

export type Builtin = (call: BuiltinCall) => Value;

/** Calls a function that was given as an argument. */
export function apply(call: BuiltinCall, func: Value, ...positional: readonly Value[]): Value {
  return callValue(call.run, call.scope, func, positionalArguments(positional), call.span);
}
