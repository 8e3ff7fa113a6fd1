/** What of a registry a syntax error hides, or a file that cannot be read. */
import { CLAUSES } from '../python/broken.js';
import type { ModuleFacts } from '../python/facts.js';
import type { PythonSources } from '../python/sources.js';
import type { ClassStmt, FunctionStmt, Stmt } from '../python/syntax.js';
import { statements } from '../python/walk.js';
import type { RegistryRead } from './registrations.js';
import type { EngineScan, Undecidable } from './types.js';

/** What the files are read for. */
type Purpose = 'registered' | 'exported';

/**
 * What a file may hide, null when nothing. A syntax error inside of a class or a function hides nothing, unless what
 * is broken there takes statements of the module with it.
 */
export function hiddenIn(
  sources: PythonSources,
  file: string,
  purpose: Purpose = 'registered',
): Undecidable | null {
  if (!sources.tree.has(file)) return null;
  const facts = sources.facts(file);
  if (facts === null) {
    const reason = `the file could not be read, so what is ${purpose} here is not known`;
    return { file, line: 1, reason, mayHideMore: 'unread' };
  }
  if (!facts.partial) return null;
  const line = hidingLine(facts, sources.raw(file).text);
  return line === null ? null : hiddenAt(file, line, purpose);
}

/** The line of what is wrong at module scope, or takes statements of the module with it. */
function hidingLine({ body, diagnostics }: ModuleFacts, text: string): number | null {
  const known = statements(body, false).toSorted((a, b) => a.start - b.start);
  const broken = known.find(({ kind }) => kind === 'error');
  if (broken !== undefined) return broken.line;
  const lost = unreadLines(known, text, BEGINS);
  const hiding = diagnostics.find(({ line }) => {
    const outer = known.findLast((stmt) => firstLine(stmt) <= line);
    const isInside = outer !== undefined && isDefinition(outer) && line > outer.line;
    return !isInside || lost.some((each) => each > line);
  });
  return hiding?.line ?? null;
}

function isDefinition(stmt: Stmt): stmt is ClassStmt | FunctionStmt {
  return stmt.kind === 'class' || stmt.kind === 'function';
}

function firstLine(stmt: Stmt): number {
  const decorators = isDefinition(stmt) ? stmt.decorators : [];
  return Math.min(stmt.line, ...decorators.map(({ line }) => line));
}

/** A name, but no clause. */
const BEGINS = new RegExp(`^(?!(?:${CLAUSES.join('|')})\\b)[@_\\p{L}]`, 'u');

/** Lines that begin in one way, where no statement is known to begin. */
export function unreadLines(known: readonly Stmt[], text: string, begins: RegExp): readonly number[] {
  const begun = new Set(known.flatMap((stmt) => [stmt.line, firstLine(stmt)]));
  return text
    .split(/\r\n|\r|\n/)
    .flatMap((line, index) => (begins.test(line) && !begun.has(index + 1) ? [index + 1] : []));
}

function hiddenAt(file: string, line: number, purpose: Purpose): Undecidable {
  const reason = `a syntax error may hide what is ${purpose} here`;
  return { file, line, reason, mayHideMore: 'syntax-error' };
}

/** A file with any syntax error: for a registry that a class or a function makes, or of which something is undecidable. */
export function hiddenBeside(sources: PythonSources, file: string): readonly Undecidable[] {
  const facts = sources.tree.has(file) ? sources.facts(file) : null;
  const [first] = facts?.diagnostics ?? [];
  return first === undefined ? [] : [hiddenAt(file, first.line, 'registered')];
}

/**
 * What the files of a registry may hide, as what the reader of one more registry gives.
 *
 * @param reads what the files were read to: where a syntax error stands inside of a statement, something that they
 * say of the file is undecidable
 */
export function hiddenRegistrations(
  sources: PythonSources,
  files: readonly string[],
  reads: readonly RegistryRead[],
): RegistryRead {
  const open = new Set(reads.flatMap(({ undecidable }) => undecidable.map(({ file }) => file)));
  const undecidable = files.flatMap((file) => {
    const isOpen = open.has(file);
    return sources.answer(
      ['hidden', file, isOpen],
      () => hiddenIn(sources, file) ?? (isOpen ? hiddenBeside(sources, file) : []),
    );
  });
  return { registrations: [], undecidable, diagnostics: [] };
}

/** The places that may hide anything which is not known to be registered, or to be exported. */
export function hidingPlaces({ undecidable }: Pick<EngineScan, 'undecidable'>): readonly Undecidable[] {
  return undecidable.filter(({ mayHideMore }) => mayHideMore !== undefined);
}

/** Whether a place that may hide registrations has a name in its text: what is said of the name is then uncertain. */
export function mayHide(
  sources: PythonSources,
  scan: Pick<EngineScan, 'undecidable'>,
  name: string,
): boolean {
  return hidingPlaces(scan).some(({ file }) => {
    const { text } = sources.raw(file);
    return text === '' || text.includes(name);
  });
}
