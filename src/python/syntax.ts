/**
 * The Python syntax that facts are made of: plain JSON, one statement tree per file, close to CPython's `ast`
 * so that the two can be compared node by node. Nothing of tree-sitter is visible here. Positions are those of
 * {@link Span}.
 */
import type { Argument, Expr, Node, Parameter, StringExpr } from './expression-syntax.js';

export type * from './expression-syntax.js';
export { SYNTAX_ERROR } from './expression-syntax.js';

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

/** Of a `case`. */
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
