/** What is known of a definition beside its facts: no part of them, not copied with them, and never needed. */
import type { FunctionStmt } from './syntax.js';

/** The key of a definition's notes; not enumerable. */
export const NOTES = Symbol('notes');

export interface DefinitionNotes {
  /** Whether each default of its parameters certainly is a literal, so that none has to be evaluated. */
  readonly literalDefaults: boolean;
}

export function hasLiteralDefaults(stmt: FunctionStmt): boolean {
  return NOTES in stmt && (stmt[NOTES] as DefinitionNotes).literalDefaults;
}
