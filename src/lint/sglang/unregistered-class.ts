import { mayHide } from '../../engines/hidden.js';
import { moduleFiles } from '../../engines/sglang/srt.js';
import { inDirectory } from '../../engines/types.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { linearise } from '../../python/evaluate/classes.js';
import { findAttribute, type ClassValue } from '../../python/evaluate/index.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { RawFile } from '../../python/sources.js';
import type { ClassStmt, Stmt } from '../../python/syntax.js';
import { moduleClasses } from '../../python/walk.js';
import { remembered } from '../../memo.js';
import { isModelName } from '../../track/model.js';
import { modelRegistrations, type SglangContext } from './context.js';
import { usesName } from './syntax.js';

/** Names with a head are what checkpoints declare; `…VisionModel` and the like are parts. */
const HAS_HEAD = /(?:For[A-Z]\w*|LMHeadModel)$/;

/** A class that the registry could take, if its module named it. */
interface Candidate {
  readonly file: string;
  readonly statement: ClassStmt;
}

/** Classes of the model package that could be served and that no module registers. */
export function unregisteredClasses(context: SglangContext): readonly Finding[] {
  const { sources, at } = context;
  const files = moduleFiles(sources.tree, inDirectory(at.directory, 'srt/models'));
  const bases = registeredClasses(context);
  const candidates = files
    .flatMap((file) => candidatesIn(context, file))
    .filter(({ file, statement }) => !bases.has(placeKey(file, statement.line)))
    // Another module may register a class of the same name: that one is served.
    .filter(({ statement }) => context.join(statement.name).registration === null)
    .filter(({ statement }) => !mayHide(sources, context.scan, statement.name));
  const used = usedCandidates(context, candidates);
  return candidates.flatMap((candidate) => judge(context, candidate, used.has(candidate)));
}

function judge({ join }: SglangContext, { file, statement }: Candidate, used: boolean): readonly Finding[] {
  const { name, line, column } = statement;
  const { modelClass } = join(name);
  const declared = modelClass?.exported === true && HAS_HEAD.test(name) ? modelClass : null;
  if (used && declared === null) return [];
  const message = used
    ? `${name} is a part of other models here, and checkpoints may declare it because transformers exports it, but no EntryClass registers it`
    : `${name} has load_weights and forward, and nothing uses or registers it; add it to the EntryClass of this module or remove it`;
  const severity = used ? 'info' : 'warning';
  const evidence =
    declared === null
      ? []
      : [{ file: declared.file, line: declared.line, column: declared.column, rule: 'transformers-export' }];
  return [
    findingOf(
      { file, line, column, rule: 'sglang-unregistered-class', severity, message },
      { key: name, architectures: [name], evidence },
    ),
  ];
}

function candidatesIn({ sources }: SglangContext, file: string): readonly Candidate[] {
  const facts = sources.facts(file);
  return moduleClasses(facts?.body ?? [])
    .filter(
      (statement) => isModelName(statement.name) && canServe(sources.project.lookup(file, statement.name)),
    )
    .map((statement) => ({ file, statement }));
}

function canServe(value: ReturnType<SglangContext['sources']['project']['lookup']>): boolean {
  return (
    value?.kind === 'class' &&
    findAttribute(value, 'load_weights').kind === 'found' &&
    findAttribute(value, 'forward').kind === 'found'
  );
}

/** Places of the registered classes and of everything that they derive from. */
function registeredClasses(context: SglangContext): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { classFile, classLine, className } of modelRegistrations(context)) {
    if (classFile === null || classLine === null) continue;
    places.add(placeKey(classFile, classLine));
    const value = context.sources.project.lookup(classFile, className);
    if (value?.kind !== 'class') continue;
    for (const ancestor of linearise(value) ?? []) {
      if (ancestor.kind === 'class') places.add(classPlace(ancestor));
    }
  }
  return places;
}

function classPlace({ place }: ClassValue): string {
  return placeKey(place.file, place.line);
}

function placeKey(file: string, line: number): string {
  return `${file}:${line}`;
}

/** Candidates that code outside of their own class uses. Only files whose bytes hold a name are looked at. */
function usedCandidates(
  { sources, at }: SglangContext,
  candidates: readonly Candidate[],
): ReadonlySet<Candidate> {
  const used = new Set<Candidate>();
  if (candidates.length === 0) return used;
  const files = sources.tree.list(inDirectory(at.directory, 'srt')).filter((path) => path.endsWith('.py'));
  for (const path of files) {
    const file = sources.raw(path);
    for (const candidate of candidates) {
      const { name } = candidate.statement;
      if (used.has(candidate) || !mayName(file, name)) continue;
      const facts = sources.project.bodies(path);
      if (facts !== null && usesOutside(facts, name, path === candidate.file)) used.add(candidate);
    }
  }
  return used;
}

/** Whether a file has a word, at least where the word begins with a capital letter. */
function mayName(file: RawFile, word: string): boolean {
  return /^[A-Z]/.test(word) ? capitals(file).has(word) : file.text.includes(word);
}

const capitals = remembered(({ text }: RawFile): ReadonlySet<string> => new Set(text.match(/\b[A-Z]\w*/g)));

const answersOf = remembered<ModuleFacts, Map<string, boolean>>(() => new Map());

/** Whether a module uses a name; in the class's own module, outside of the class. */
function usesOutside(facts: ModuleFacts, name: string, isOwn: boolean): boolean {
  const answers = answersOf(facts);
  const key = `${isOwn} ${name}`;
  const before = answers.get(key);
  if (before !== undefined) return before;
  const body = isOwn ? facts.body.filter((stmt) => !isClass(stmt, name)) : facts.body;
  const answer = usesName(body, name);
  answers.set(key, answer);
  return answer;
}

function isClass(stmt: Stmt, name: string): boolean {
  return stmt.kind === 'class' && stmt.name === name;
}
