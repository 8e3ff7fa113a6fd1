/** What is known beside the facts of a file or a definition: no part of them, not copied with them, never needed. */
import type { ModuleFacts } from './facts.js';
import type { ClassStmt, FunctionStmt } from './syntax.js';

/** The key of the notes; not enumerable. */
export const NOTES = Symbol('notes');

export interface DefinitionNotes {
  /** Whether each default of its parameters certainly is a literal, so that none has to be evaluated. */
  readonly literalDefaults: boolean;
}

export interface FileNotes {
  /** The classes outside of functions, in source order, without anything else being read. */
  readonly classes: () => readonly ClassStmt[];
}

export function hasLiteralDefaults(stmt: FunctionStmt): boolean {
  // Only those who make the statement know the key.
  return NOTES in stmt && (stmt[NOTES] as DefinitionNotes).literalDefaults;
}

export function notesOf(facts: ModuleFacts): FileNotes | null {
  // As above, of the facts.
  return NOTES in facts ? (facts[NOTES] as FileNotes) : null;
}
