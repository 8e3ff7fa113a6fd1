/**
 * The Python syntax that facts are made of: plain JSON, one statement tree per file, close to CPython's `ast`
 * so that the two can be compared node by node. Nothing of tree-sitter is visible here.
 *
 * Positions: `line` and `column` are 1-based, columns in UTF-16 code units; `start` and `end` are UTF-16
 * offsets into the decoded text (without byte-order mark), 0-based, `end` exclusive.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

interface Node extends Span {
  readonly kind: string;
}

// ---------------------------------------------------------------- expressions

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

// ----------------------------------------------------------------- statements

export interface Parameter {
  readonly name: string;
  readonly form: 'positional-only' | 'positional' | 'keyword-only' | 'star' | 'double-star';
  readonly annotation: Expr | null;
  readonly default: Expr | null;
}

/** Its default is left out: Python evaluates it only when somebody asks for it. */
export interface TypeParameter {
  readonly name: string;
  readonly form: 'plain' | 'star' | 'double-star';
  readonly bound: Expr | null;
}

export interface ClassStmt extends Node {
  readonly kind: 'class';
  readonly name: string;
  readonly decorators: readonly Expr[];
  readonly typeParams: readonly TypeParameter[];
  /** Bases and keywords of the header in source order. */
  readonly args: readonly Argument[];
  readonly docstring: StringExpr | null;
  readonly body: readonly Stmt[];
}

export interface FunctionStmt extends Node {
  readonly kind: 'function';
  readonly name: string;
  readonly async: boolean;
  readonly decorators: readonly Expr[];
  readonly typeParams: readonly TypeParameter[];
  readonly params: readonly Parameter[];
  readonly returns: Expr | null;
  readonly docstring: StringExpr | null;
  /** Null when the facts were made without function bodies. */
  readonly body: readonly Stmt[] | null;
}

export interface AssignStmt extends Node {
  readonly kind: 'assign';
  /** More than one for `a = b = value`. */
  readonly targets: readonly Expr[];
  readonly value: Expr;
}

export interface AnnotatedStmt extends Node {
  readonly kind: 'annotated';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
}

export interface AugmentedStmt extends Node {
  readonly kind: 'augmented';
  readonly target: Expr;
  /** The operator without `=`, e.g. `+`. */
  readonly op: string;
  readonly value: Expr;
}

export interface ExpressionStmt extends Node {
  readonly kind: 'expression';
  readonly value: Expr;
}

export interface ImportStmt extends Node {
  readonly kind: 'import';
  readonly names: readonly { readonly module: string; readonly alias: string | null }[];
}

export interface ImportFromStmt extends Node {
  readonly kind: 'import-from';
  /** Number of leading dots. */
  readonly level: number;
  /** Dotted name without the dots; '' for `from . import x`. */
  readonly module: string;
  /** Null for `import *`. */
  readonly names: readonly { readonly name: string; readonly alias: string | null }[] | null;
}

export interface IfStmt extends Node {
  readonly kind: 'if';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  /** `elif` is an `if` alone in here. */
  readonly orelse: readonly Stmt[];
}

export interface ForStmt extends Node {
  readonly kind: 'for';
  readonly async: boolean;
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}

export interface WhileStmt extends Node {
  readonly kind: 'while';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}

export interface ExceptHandler {
  readonly type: Expr | null;
  readonly name: string | null;
  /** `except*`. */
  readonly group: boolean;
  readonly body: readonly Stmt[];
}

export interface TryStmt extends Node {
  readonly kind: 'try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}

export interface WithStmt extends Node {
  readonly kind: 'with';
  readonly async: boolean;
  readonly items: readonly { readonly context: Expr; readonly target: Expr | null }[];
  readonly body: readonly Stmt[];
}

export interface MatchStmt extends Node {
  readonly kind: 'match';
  readonly subject: Expr;
  readonly cases: readonly {
    readonly pattern: Pattern;
    readonly guard: Expr | null;
    readonly body: readonly Stmt[];
  }[];
}

export interface DeleteStmt extends Node {
  readonly kind: 'delete';
  readonly targets: readonly Expr[];
}

export interface ScopeStmt extends Node {
  readonly kind: 'global' | 'nonlocal';
  readonly names: readonly string[];
}

export interface ReturnStmt extends Node {
  readonly kind: 'return';
  readonly value: Expr | null;
}

export interface RaiseStmt extends Node {
  readonly kind: 'raise';
  readonly value: Expr | null;
  readonly cause: Expr | null;
}

export interface AssertStmt extends Node {
  readonly kind: 'assert';
  readonly test: Expr;
  readonly message: Expr | null;
}

export interface SimpleStmt extends Node {
  readonly kind: 'pass' | 'break' | 'continue';
}

export interface TypeAliasStmt extends Node {
  readonly kind: 'type-alias';
  readonly name: string;
  readonly typeParams: readonly TypeParameter[];
  readonly value: Expr;
}

/** A region the parser could not read; the statements around it are still there. */
export interface ErrorStmt extends Node {
  readonly kind: 'error';
  readonly reason: string;
}

export type Stmt =
  | ClassStmt
  | FunctionStmt
  | AssignStmt
  | AnnotatedStmt
  | AugmentedStmt
  | ExpressionStmt
  | ImportStmt
  | ImportFromStmt
  | IfStmt
  | ForStmt
  | WhileStmt
  | TryStmt
  | WithStmt
  | MatchStmt
  | DeleteStmt
  | ScopeStmt
  | ReturnStmt
  | RaiseStmt
  | AssertStmt
  | SimpleStmt
  | TypeAliasStmt
  | ErrorStmt;

// ------------------------------------------------------------------- patterns

export type Pattern =
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'capture'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'or'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'as'; readonly pattern: Pattern; readonly name: string }
  | { readonly kind: 'sequence'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'star'; readonly name: string | null }
  | {
      readonly kind: 'mapping';
      readonly entries: readonly { readonly key: Expr; readonly pattern: Pattern }[];
      /** Name of `**rest`. */
      readonly rest: string | null;
    }
  | {
      readonly kind: 'class';
      readonly type: Expr;
      readonly patterns: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };
