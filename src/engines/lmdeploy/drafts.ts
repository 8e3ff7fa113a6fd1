import type { PythonSources } from '../../python/sources.js';
import type { Expr, Stmt } from '../../python/syntax.js';
import { expressions, statements } from '../../python/walk.js';
import type { Undecidable } from '../types.js';

export interface Drafts {
  readonly names: ReadonlySet<string>;
  readonly undecidable: readonly Undecidable[];
}

/** Architectures that only draft models have: a configuration builder puts them in place of a checkpoint's own. */
export function readDrafts(sources: PythonSources, files: readonly string[]): Drafts {
  const reads = files.map((file) =>
    sources.answer(['lmdeploy: drafts', file], () => draftsIn(sources, file)),
  );
  return {
    names: new Set(reads.flatMap(({ names }) => [...names])),
    undecidable: reads.flatMap(({ undecidable }) => undecidable),
  };
}

/** What one builder puts there when it builds a draft model. */
function draftsIn(sources: PythonSources, file: string): Drafts {
  const names = new Set<string>();
  const undecidable: Undecidable[] = [];
  if (!sources.raw(file).text.includes('is_draft_model')) return { names, undecidable };
  for (const value of draftValues(sources.project.bodies(file)?.body ?? [])) {
    if (value.kind === 'string' && value.value !== null) names.add(value.value);
    else undecidable.push({ file, line: value.line, reason: 'the architecture of the draft is computed' });
  }
  return { names, undecidable };
}

function draftValues(body: readonly Stmt[]): readonly Expr[] {
  return [...statements(body)].flatMap((stmt) =>
    stmt.kind === 'if' && mentionsDraft(stmt.test) ? architecturesAssigned(stmt.body) : [],
  );
}

function mentionsDraft(test: Expr): boolean {
  return [...expressions(test)].some((expr) => expr.kind === 'name' && expr.id === 'is_draft_model');
}

function architecturesAssigned(body: readonly Stmt[]): readonly Expr[] {
  return [...statements(body)].flatMap((stmt) => {
    if (stmt.kind !== 'assign') return [];
    const isArchitectures = stmt.targets.some((target) => {
      const owner = target.kind === 'subscript' ? target.value : target;
      return owner.kind === 'attribute' && owner.attr === 'architectures';
    });
    if (!isArchitectures) return [];
    return stmt.value.kind === 'list' ? stmt.value.items : [stmt.value];
  });
}
