import type { Stmt } from '../syntax.js';
import { skipsBroken } from './definitions.js';
import type { Run } from './run.js';
import { executeOne } from './statements.js';
import { PythonError, type Scope } from './values.js';

/** Runs the selected statements of the run's own module; returns the exception that ended it, if any. */
export function executeStatements(
  run: Run,
  body: readonly Stmt[],
  indexes: readonly number[],
): PythonError | null {
  try {
    for (const index of indexes) {
      const stmt = body[index];
      if (stmt !== undefined) executeTopLevel(run, run.module, stmt);
    }
  } catch (error) {
    if (error instanceof PythonError) return error;
    throw error;
  }
  return null;
}

/** Runs one statement of module scope. */
export function executeTopLevel(run: Run, scope: Scope, stmt: Stmt): void {
  try {
    executeOne(run, scope, stmt);
  } catch (error) {
    if (!(error instanceof PythonError) || !skipsBroken(run, scope, stmt, error)) throw error;
  }
}
