/**
 * A place in a file: `line` and `column` are 1-based, columns in UTF-16 code units; `start` and `end` are UTF-16
 * offsets into the decoded text (without byte-order mark), 0-based, `end` exclusive.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

export interface Node extends Span {
  readonly kind: string;
}

export interface NameExpr extends Node {
  readonly kind: 'name';
  /** The identifier as Python sees it: NFKC-normalised. */
  readonly id: string;
}

export interface AttributeExpr extends Node {
  readonly kind: 'attribute';
  readonly value: Expr;
  readonly attr: string;
}

export interface StringExpr extends Node {
  readonly kind: 'string';
  /** The decoded value, adjacent literals joined; null when it needs the Unicode name table (`\N{…}`). */
  readonly value: string | null;
}

export interface BytesExpr extends Node {
  readonly kind: 'bytes';
  /** One code unit (0 to 255) per byte. */
  readonly value: string;
}

/** An f-string, or adjacent literals of which at least one is an f-string. Template strings have `template`. */
export interface FormatStringExpr extends Node {
  readonly kind: 'fstring';
  readonly template: boolean;
  readonly parts: readonly (string | FormatField | null)[];
}

export interface FormatField {
  readonly value: Expr;
  /** `r`, `s`, `a` or null. */
  readonly conversion: string | null;
  readonly spec: readonly (string | FormatField | null)[] | null;
  /** Text before the value when the field ends in `=`. */
  readonly debug: boolean;
}

export interface NumberExpr extends Node {
  readonly kind: 'number';
  /** The literal as written. */
  readonly text: string;
}

export interface ConstantExpr extends Node {
  readonly kind: 'constant';
  readonly value: 'True' | 'False' | 'None' | '...';
}

export interface SequenceExpr extends Node {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: readonly Expr[];
}

export interface DictExpr extends Node {
  readonly kind: 'dict';
  /** A null key is a `**value` spread. */
  readonly entries: readonly { readonly key: Expr | null; readonly value: Expr }[];
}

/** An argument of a call or of a class header: positional, `name=value`, `*value` or `**value`. */
export interface Argument {
  readonly form: 'positional' | 'keyword' | 'star' | 'double-star';
  readonly name: string | null;
  readonly value: Expr;
}

export interface CallExpr extends Node {
  readonly kind: 'call';
  readonly func: Expr;
  readonly args: readonly Argument[];
}

export interface SubscriptExpr extends Node {
  readonly kind: 'subscript';
  readonly value: Expr;
  readonly index: Expr;
}

export interface SliceExpr extends Node {
  readonly kind: 'slice';
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}

export interface BinaryExpr extends Node {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Expr;
  readonly right: Expr;
}

export interface UnaryExpr extends Node {
  readonly kind: 'unary';
  readonly op: 'not' | '-' | '+' | '~';
  readonly operand: Expr;
}

export interface BooleanExpr extends Node {
  readonly kind: 'boolean';
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
}

export interface CompareExpr extends Node {
  readonly kind: 'compare';
  readonly left: Expr;
  readonly rest: readonly { readonly op: string; readonly value: Expr }[];
}

export interface ConditionalExpr extends Node {
  readonly kind: 'conditional';
  readonly test: Expr;
  readonly then: Expr;
  readonly otherwise: Expr;
}

export interface Parameter {
  readonly name: string;
  readonly form: 'positional-only' | 'positional' | 'keyword-only' | 'star' | 'double-star';
  readonly annotation: Expr | null;
  readonly default: Expr | null;
}

export interface LambdaExpr extends Node {
  readonly kind: 'lambda';
  readonly params: readonly Parameter[];
  readonly body: Expr;
}

export interface ComprehensionClause {
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
  readonly async: boolean;
}

export interface ComprehensionExpr extends Node {
  readonly kind: 'comprehension';
  readonly form: 'list' | 'set' | 'dict' | 'generator';
  readonly element: Expr;
  /** The value of a dict comprehension, otherwise null. */
  readonly value: Expr | null;
  readonly clauses: readonly ComprehensionClause[];
}

export interface StarredExpr extends Node {
  readonly kind: 'starred';
  readonly value: Expr;
}

export interface WalrusExpr extends Node {
  readonly kind: 'walrus';
  readonly target: Expr;
  readonly value: Expr;
}

export interface AwaitExpr extends Node {
  readonly kind: 'await';
  readonly value: Expr;
}

export interface YieldExpr extends Node {
  readonly kind: 'yield';
  readonly from: boolean;
  readonly value: Expr | null;
}

/** The reason of an unknown expression where the parser found no Python. */
export const SYNTAX_ERROR = 'syntax error';

/** Syntax that could not be understood: an error node of the parser, or nesting beyond CPython's limit. */
export interface UnknownExpr extends Node {
  readonly kind: 'unknown';
  readonly reason: string;
}

export type Expr =
  | NameExpr
  | AttributeExpr
  | StringExpr
  | BytesExpr
  | FormatStringExpr
  | NumberExpr
  | ConstantExpr
  | SequenceExpr
  | DictExpr
  | CallExpr
  | SubscriptExpr
  | SliceExpr
  | BinaryExpr
  | UnaryExpr
  | BooleanExpr
  | CompareExpr
  | ConditionalExpr
  | LambdaExpr
  | ComprehensionExpr
  | StarredExpr
  | WalrusExpr
  | AwaitExpr
  | YieldExpr
  | UnknownExpr;
