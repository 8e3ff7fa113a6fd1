/**
 * The profiles that speak of some pages, one after the other. Where texts come from is the caller's: a folder, or the
 * buffers of an editor above it.
 */
import { join, resolve } from 'node:path';
import type { Edit } from '../documents/markdown/edits.js';
import type { DocumentRead } from '../documents/write.js';
import type { EngineFacts } from './facts.js';
import { finding, sortFindings, type SyncFinding } from './finding.js';
import { placesBefore } from './places.js';
import type { Profile } from './profile.js';
import { syncProfile, type PageResult, type PageText, type SyncResult } from './sync.js';

export interface PageFiles {
  readonly exists: (file: string) => boolean;
  readonly read: (file: string) => DocumentRead;
}

/** The pages of one profile. */
export interface PagesRead {
  readonly texts: readonly PageText[];
  /** Pages that are there and cannot be read. */
  readonly unreadable: readonly SyncFinding[];
}

export interface Run extends PagesRead {
  readonly facts: EngineFacts;
  readonly profile: Profile;
}

export interface RunOutcome {
  readonly profile: Profile;
  readonly pages: readonly PageResult[];
  readonly findings: readonly SyncFinding[];
  /** Edits of a page, as it was read, that resolve one finding. */
  readonly fixes: ReadonlyMap<SyncFinding, readonly Edit[]>;
}

/**
 * The pages of a profile below a folder; null when none of them is there.
 *
 * @param given a page that lies elsewhere
 */
export function readPages(
  { documents }: Profile,
  root: string,
  { exists, read }: PageFiles,
  given?: { readonly path: string; readonly file: string },
): PagesRead | null {
  const paths = documents.map(({ path }) => ({
    path,
    file: path === given?.path ? given.file : inRoot(root, path),
  }));
  if (!paths.some(({ file }) => exists(file))) return null;
  const unreadable: SyncFinding[] = [];
  const texts = paths.map(({ path, file }): PageText => {
    const found = read(file);
    if (found.ok) return { path, file, text: found.text };
    unreadable.push(finding(found.diagnostic.rule, file, found.diagnostic.message, { line: 1 }));
    return { path, file, text: null, isUnreadable: true };
  });
  return { texts, unreadable };
}

/** Whether `prepareMdx` has to come before these pages are compared. */
export function needsMdx({ texts }: PagesRead): boolean {
  return texts.some(({ file, text }) => file.endsWith('.mdx') && text !== null);
}

/** The sources may have been given as the package folder inside the checkout. */
export function pagesRoot({ documents }: Profile, root: string, { exists }: PageFiles): string {
  const above = join(root, '..');
  const has = (folder: string): boolean => documents.some(({ path }) => exists(join(folder, path)));
  return !has(root) && has(above) ? above : root;
}

function inRoot(root: string, path: string): string {
  return root === '.' ? path : join(root, path);
}

/**
 * A page of several profiles: each one reads what the ones before it would write.
 *
 * @param doc only this page is reported and changed; the others say what it may leave out
 */
export function runAll(
  runs: readonly Run[],
  doc: string | undefined,
  sync: typeof syncProfile = syncProfile,
): readonly RunOutcome[] {
  const written = new Map<string, string>();
  return runs.map(({ facts, profile, texts: read, unreadable }) => {
    const texts = read.map((each) => ({ ...each, text: written.get(resolve(each.file)) ?? each.text }));
    const isAsRead = texts.every(({ text }, index) => text === read[index]?.text);
    const outcome = outcomeOf(sync(facts, profile, texts), unreadable, doc);
    for (const { file, after } of outcome.pages) written.set(resolve(file), after);
    if (isAsRead) return { ...outcome, profile };
    return { ...outcome, profile, findings: placedIn(read, texts, outcome.findings), fixes: new Map() };
  });
}

/** Findings in texts that other profiles would write, at their places in the pages as they were read. */
function placedIn(
  read: readonly PageText[],
  texts: readonly PageText[],
  findings: readonly SyncFinding[],
): readonly SyncFinding[] {
  const places = new Map(
    read.flatMap(({ file, text: before }, index) => {
      const after = texts[index]?.text ?? null;
      return before === null || after === null || before === after
        ? []
        : [[file, placesBefore(before, after)] as const];
    }),
  );
  return sortFindings(findings.map((each) => ({ ...each, ...places.get(each.file)?.(each) })));
}

function outcomeOf(
  { pages, findings, fixes }: SyncResult,
  unreadable: readonly SyncFinding[],
  doc: string | undefined,
): Omit<RunOutcome, 'profile'> {
  const isMeant = ({ file }: { readonly file: string }): boolean => doc === undefined || file === doc;
  const known = new Set(unreadable.map(({ file }) => file));
  return {
    pages: pages.filter(isMeant),
    findings: [
      ...findings.filter((each) => isMeant(each) && !known.has(each.file)),
      ...unreadable.filter(isMeant),
    ],
    fixes,
  };
}

/** Each page once, from what was read to what the last of its profiles makes of it. */
export function mergePages(outcomes: readonly RunOutcome[]): readonly PageResult[] {
  const pages = new Map<string, PageResult>();
  for (const page of outcomes.flatMap((outcome) => outcome.pages)) {
    const key = resolve(page.file);
    const earlier = pages.get(key);
    pages.set(key, earlier === undefined ? page : { ...earlier, after: page.after });
  }
  return [...pages.values()];
}
