/** What is known beside the facts of a definition: no part of them, not copied with them, never needed. */
import { Given } from '../given.js';
import type { FunctionStmt } from './syntax.js';

export interface DefinitionNotes {
  /** Whether each default of its parameters certainly is a literal, so that none has to be evaluated. */
  readonly literalDefaults: boolean;
}

/** A definition with its notes. */
export class Noted extends Given {
  readonly #notes: DefinitionNotes;

  constructor(stmt: object, notes: DefinitionNotes) {
    super(stmt);
    this.#notes = notes;
  }

  static notesOf(stmt: object): DefinitionNotes | null {
    return #notes in stmt ? stmt.#notes : null;
  }
}

export function hasLiteralDefaults(stmt: FunctionStmt): boolean {
  return Noted.notesOf(stmt)?.literalDefaults === true;
}
