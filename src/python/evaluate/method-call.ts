import type { Span } from '../syntax.js';
import type { CallArguments } from './calls.js';
import type { Run } from './run.js';
import type { Scope, Value } from './values.js';

/** A call of a method of a builtin value. */
export interface MethodCall<Self extends Value> {
  readonly run: Run;
  readonly scope: Scope;
  readonly self: Self;
  readonly args: CallArguments;
  /** The first argument; None when there is none. */
  readonly first: Value;
  readonly span: Span;
}

export type Method<Self extends Value> = (call: MethodCall<Self>) => Value;

export type Methods<Self extends Value> = Readonly<Record<string, Method<Self>>>;
