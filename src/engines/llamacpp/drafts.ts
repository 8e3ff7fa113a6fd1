/**
 * Drafts for speculative decoding: converters that take the vocabulary of the model they draft for, and refuse to
 * begin without its folder (`if self.target_model_dir is None: raise …`).
 */
import { findAttribute, type ClassValue } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr, FunctionStmt, Stmt } from '../../python/syntax.js';
import { moduleClasses } from '../../python/walk.js';

const TARGET = 'target_model_dir';

export function needsTarget(sources: PythonSources, type: ClassValue): boolean {
  const found = findAttribute(type, 'set_vocab');
  if (found.kind !== 'found' || found.value.kind !== 'function') return false;
  const { place, declaration } = found.value;
  if (!sources.raw(place.file).text.includes(TARGET)) return false;
  const body = moduleClasses(sources.project.bodies(place.file)?.body ?? [])
    .flatMap((each) => each.body)
    .find((stmt): stmt is FunctionStmt => stmt.kind === 'function' && stmt.line === declaration.line)?.body;
  return body?.some(refuses) === true;
}

function refuses(stmt: Stmt): boolean {
  return stmt.kind === 'if' && isMissingTarget(stmt.test) && stmt.body.some(({ kind }) => kind === 'raise');
}

function isMissingTarget(test: Expr): boolean {
  if (test.kind !== 'compare') return false;
  const [step] = test.rest;
  return test.left.kind === 'attribute' && test.left.attr === TARGET && step?.op === 'is';
}
