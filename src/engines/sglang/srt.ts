/** The registry of SGLang's runtime: `EntryClass` of every module directly in `srt/models`. */
import { compareText, type Diagnostic, type Place } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import type { SourceTree } from '../../source/types.js';
import { hiddenBeside, hiddenIn, unreadLines } from '../hidden.js';
import { inDirectory, type Registration, type RegistrationKind, type Undecidable } from '../types.js';
import { readEntryClass, withoutValues, type Entry, type EntryClass } from './entry-class.js';
import { readDrafts } from './drafts.js';
import { readWrappers } from './predicates.js';
import { targetStatesTest } from './target-states.js';

export interface RegistryRead {
  readonly registrations: readonly Registration[];
  readonly undecidable: readonly Undecidable[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Modules that `pkgutil.iter_modules` would yield in a folder: no packages, no names with a further dot, and no
 * module that a package of the same name hides.
 */
export function moduleFiles(tree: SourceTree, directory: string): readonly string[] {
  return tree.list(directory, 1).filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!name.endsWith('.py') || name === '__init__.py' || moduleName(path).includes('.')) return false;
    return !tree.has(`${path.slice(0, -'.py'.length)}/__init__.py`);
  });
}

export function readSrt(
  sources: PythonSources,
  directory: string,
  disabledModules: readonly string[],
): RegistryRead {
  const files = enabled(moduleFiles(sources.tree, inDirectory(directory, 'srt/models')), disabledModules);
  return readModelPackage(sources, files, (entries) => kindReader(sources, directory, entries));
}

/** A model package outside of SGLang; the switch that disables modules holds for it too. */
export function readExternal(sources: PythonSources, disabledModules: readonly string[]): RegistryRead {
  const files = enabled(moduleFiles(sources.tree, ''), disabledModules);
  return readModelPackage(sources, files, () => () => 'model');
}

function enabled(files: readonly string[], disabledModules: readonly string[]): readonly string[] {
  return files.filter((path) => !disabledModules.includes(moduleName(path)));
}

function moduleName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.py'.length);
}

type KindOf = (entry: Entry) => RegistrationKind;

function kindReader(sources: PythonSources, directory: string, entries: readonly EntryClass[]): KindOf {
  const names = entries.flatMap((each) => each.entries.map(({ name }) => name));
  const wrappers = readWrappers(sources, directory, names);
  const isDraft = draftTest(sources, directory);
  return (entry) => (wrappers.has(entry.name) ? 'wrapper' : isDraft(entry) ? 'draft' : 'model');
}

/** Whether SGLang runs what is registered as a draft for speculative decoding. */
export function draftTest(sources: PythonSources, directory: string): (entry: Entry) => boolean {
  const drafts = readDrafts(sources, directory);
  const bases = new Set([...drafts.values()].flat());
  const takesTargetStates = targetStatesTest(sources, directory);
  // What has a draft is the target.
  return (entry) => drafts.has(entry.name) || (!bases.has(entry.name) && takesTargetStates(entry));
}

export interface ModuleRead {
  readonly entry: EntryClass | null;
  readonly undecided: readonly Undecidable[];
}

/** What modules register, in the order in which the registry imports them. */
export function readModules(sources: PythonSources, files: readonly string[]): readonly ModuleRead[] {
  return [...files]
    .sort(compareText)
    .map((file) => sources.answer(['sglang: module', file], () => readModule(sources, file)));
}

function readModule(sources: PythonSources, file: string): ModuleRead {
  const facts = sources.facts(file);
  const entry = facts === null ? null : readEntryClass(sources.project, facts);
  const undecided = undecidedIn(sources, file, entry);
  return { entry: entry === null ? null : withoutValues(entry), undecided };
}

function readModelPackage(
  sources: PythonSources,
  files: readonly string[],
  kindsOf: (entries: readonly EntryClass[]) => KindOf,
): RegistryRead {
  const modules = readModules(sources, files);
  const kindOf = kindsOf(modules.flatMap(({ entry }) => entry ?? []));
  const found = new Map<string, Registration>();
  const diagnostics: Diagnostic[] = [];
  for (const { entry } of modules) {
    if (entry === null) continue;
    diagnostics.push(...entry.problems.map((problem) => entryProblem(problem, problem.message)));
    for (const registration of registrationsOf(entry, kindOf)) {
      const earlier = found.get(registration.key);
      if (earlier === undefined) found.set(registration.key, registration);
      else diagnostics.push(duplicate(registration, earlier, entry.place));
    }
  }
  const registrations = [...found.values()].sort((a, b) => compareText(a.key, b.key));
  return { registrations, undecidable: modules.flatMap(({ undecided }) => undecided), diagnostics };
}

/** What is not known of a module's `EntryClass`, and what a syntax error hides of it, here or where a class is. */
function undecidedIn(sources: PythonSources, file: string, entry: EntryClass | null): readonly Undecidable[] {
  const hidden = entry === null || hasUnreadEntry(sources, file) ? hiddenIn(sources, file) : null;
  const open = (entry?.undecidable ?? []).map(({ file: where, line, reason }) => ({
    file: where,
    line,
    reason,
  }));
  const files = new Set(open.length === 0 ? [] : [file, ...open.map((each) => each.file)]);
  if (hidden !== null) files.delete(file);
  const beside = [...files].flatMap((each) => hiddenBeside(sources, each));
  return [...open, ...(hidden === null ? [] : [hidden]), ...beside];
}

/** Whether a line begins with `EntryClass` of which it is not known what it says. */
function hasUnreadEntry(sources: PythonSources, file: string): boolean {
  const facts = sources.facts(file);
  if (facts?.partial !== true) return false;
  const known = facts.body.filter(({ kind }) => kind !== 'error');
  return unreadLines(known, sources.raw(file).text, /^EntryClass\b/).length > 0;
}

function registrationsOf(entry: EntryClass, kindOf: KindOf): readonly Registration[] {
  return entry.entries.map((each) => ({
    key: each.name,
    keyKind: 'architecture',
    architecture: each.name,
    className: each.name,
    registry: 'srt',
    kind: kindOf(each),
    status: each.certain ? 'active' : 'conditional',
    capabilities: {},
    file: entry.place.file,
    line: entry.place.line,
    classFile: each.classPlace?.file ?? null,
    classLine: each.classPlace?.line ?? null,
  }));
}

function entryProblem(place: Place, message: string): Diagnostic {
  const { file, line, column } = place;
  return { rule: 'sglang-entry-class', severity: 'error', message, file, line, column };
}

function duplicate(registration: Registration, earlier: Registration, place: Place): Diagnostic {
  const message = `${registration.key} is already registered by ${earlier.file}:${earlier.line}; the registry asserts that names are unique`;
  return { ...entryProblem(place, message), rule: 'sglang-duplicate-architecture' };
}
