/** What of a registry a syntax error hides, or a file that cannot be read. */
import type { PythonSources } from '../python/sources.js';
import { statements } from '../python/walk.js';
import type { RegistryRead } from './registrations.js';
import type { EngineScan, Undecidable } from './types.js';

/** What the files are read for. */
type Purpose = 'registered' | 'exported';

/** What a file may hide, null when nothing. A syntax error inside of a class or a function hides nothing. */
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
  const broken = statements(facts.body, false).find(({ kind }) => kind === 'error');
  return broken === undefined ? null : hiddenAt(file, broken.line, purpose);
}

function hiddenAt(file: string, line: number, purpose: Purpose): Undecidable {
  const reason = `a syntax error may hide what is ${purpose} here`;
  return { file, line, reason, mayHideMore: 'syntax-error' };
}

/** A file with a syntax error of which something else is undecidable, too. */
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
  const undecidable = files.flatMap(
    (file) => hiddenIn(sources, file) ?? (open.has(file) ? hiddenBeside(sources, file) : []),
  );
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
