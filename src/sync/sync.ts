/**
 * Compares the pages of one profile with one engine and plans what to change. Pages are independent, but whether an
 * architecture is missing is a question to all of them: when one cannot be read, no rows are added anywhere.
 */
import { lineEdits } from '../documents/diff.js';
import type { Edit } from '../documents/markdown/edits.js';
import { checkFootnotes } from '../documents/markdown/footnotes.js';
import { combinePlans } from '../documents/markdown/plan.js';
import { parseDocument } from '../documents/markdown/parse.js';
import { verifyEdits } from '../documents/markdown/verify.js';
import { parentOf } from '../source/tree-path.js';
import { updateAppendix } from './appendix.js';
import { compareCells, refusal } from './cells.js';
import type { EngineFacts } from './facts.js';
import { checkFamilies, countUnnamed } from './families.js';
import { finding, sortFindings, type Fixes, type SyncFinding } from './finding.js';
import { checkKeys } from './keys.js';
import { readPage, type Page } from './page.js';
import { placesBefore } from './places.js';
import type { Profile, ProfileDocument } from './profile.js';
import { checkRemarks } from './remarks.js';
import { planRows, type NewRowPlans } from './rows.js';
import { compareTranslations } from './translations.js';

/** A page of a profile as it was read. */
export interface PageText {
  /** Path in the profile. */
  readonly path: string;
  /** Path for findings. */
  readonly file: string;
  /** Null when there is none. */
  readonly text: string | null;
  /** It is there and cannot be read. */
  readonly isUnreadable?: boolean | undefined;
  /** An older version, to see which footnotes now say something else. */
  readonly earlier?: string | null | undefined;
}

export interface PageResult {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface SyncResult {
  readonly pages: readonly PageResult[];
  /** Sorted by place. */
  readonly findings: readonly SyncFinding[];
  /** Of pages that are not left as they are. */
  readonly fixes: Fixes;
}

/**
 * MDX pages need `prepareMdx` first.
 *
 * @param read how pages are read; a caller that asks again and again keeps those that did not change
 */
export function syncProfile(
  facts: EngineFacts,
  profile: Profile,
  texts: readonly PageText[],
  read: typeof readPage = readPage,
): SyncResult {
  const findings: SyncFinding[] = [];
  const pages: { readonly page: Page; readonly given: PageText }[] = [];
  for (const document of profile.documents) {
    const given = texts.find(({ path }) => path === document.path);
    if (given?.text === null || given?.text === undefined) {
      if (document.optional === true || isElsewhere(document, texts)) continue;
      findings.push(pageMissing(profile.id, given?.file ?? document.path, isFolderGone(document, texts)));
      continue;
    }
    pages.push({ page: read(document, given.file, given.text), given });
  }
  const complete =
    findings.every(({ severity }) => severity === 'info') && pages.every(({ page }) => page.sound);
  const keys = pages.map(({ page }) => checkKeys(facts, page));
  const named = new Set([
    ...keys.flatMap(({ meant }) => [...meant]),
    ...pages.flatMap(({ page }) => [
      ...page.tables.flatMap(({ rows }) => rows.flatMap((row) => row.keys.map(({ name }) => name))),
      ...page.namedElsewhere,
    ]),
  ]);
  const rows = complete
    ? planRows(
        facts,
        profile,
        pages.map(({ page }) => page),
        named,
      )
    : null;
  findings.push(...keys.flatMap((each) => each.findings), ...(rows?.findings ?? []));
  findings.push(
    ...countUnnamed(
      facts,
      pages.map(({ page }) => page),
    ),
  );
  findings.push(...compareTranslations(pages.map(({ page }) => page)));
  const fixes = new Map<SyncFinding, readonly Edit[]>();
  const results = pages.map(({ page, given }) => {
    findings.push(...page.findings, ...checkFamilies(facts, page), ...checkRemarks(facts, page));
    if (page.profile.footnotes === true && page.document.blocks.length > 0)
      findings.push(...footnoteFindings(page, given));
    const before = page.document.text;
    if (!page.sound) return { file: page.file, before, after: before };
    const changed = changePage(facts, page, rows);
    findings.push(...changed.findings);
    for (const [found, edits] of changed.fixes) fixes.set(found, edits);
    return { file: page.file, before, after: changed.text };
  });
  return { pages: results, findings: sortFindings(findings), fixes };
}

/** Another place of the document stands for it: one that has it, or the first of them. */
function isElsewhere({ path, places }: ProfileDocument, texts: readonly PageText[]): boolean {
  return path !== places[0] || texts.some((each) => places.includes(each.path) && each.text !== null);
}

/**
 * None of the pages that the profile has in the folder is there: it is of another release, and names nothing in this
 * one. Of a page alone in its folder it is not known.
 */
function isFolderGone({ places }: ProfileDocument, texts: readonly PageText[]): boolean {
  return places.every((place) => {
    const beside = texts.filter(({ path }) => parentOf(path) === parentOf(place));
    const areGone = beside.every(({ text, isUnreadable }) => text === null && isUnreadable !== true);
    return parentOf(place) !== '' && beside.length > 1 && areGone;
  });
}

function pageMissing(profile: string, file: string, isOfOther: boolean): SyncFinding {
  const message = isOfOther
    ? `"${profile}" of the profiles speaks of this page, and nothing that it has in the folder is there; this release is compared without`
    : `"${profile}" of the profiles speaks of this page, and it is not there; no rows are added, because it may name what the others lack`;
  return finding('sync-page-missing', file, message, { line: 1, severity: isOfOther ? 'info' : 'warning' });
}

interface ChangedPage {
  readonly text: string;
  readonly findings: readonly SyncFinding[];
  readonly fixes: Fixes;
}

function changePage(facts: EngineFacts, page: Page, rows: NewRowPlans | null): ChangedPage {
  const cells = compareCells(facts, page);
  const plans = [...cells.plans, ...(rows?.plans.get(page.file) ?? [])];
  const verified = plans.length === 0 ? null : verifyEdits(page.document, combinePlans(plans));
  const isRefused = verified?.ok === false;
  const refused = isRefused ? [refusal(page.file, 1, verified.reason)] : [];
  const document = verified?.ok === true ? verified.document : page.document;
  const appendix = changeAppendix(facts, page, document);
  const rowFixes = [...(rows?.fixes ?? [])].filter(([{ file }]) => file === page.file);
  return {
    text: appendix.text,
    findings: [...cells.findings, ...refused, ...appendix.findings],
    fixes: new Map([...(isRefused ? [] : [...cells.fixes, ...rowFixes]), ...appendix.fixes]),
  };
}

/** @param document the page with its other changes */
function changeAppendix(facts: EngineFacts, page: Page, document: Page['document']): ChangedPage {
  const { appendix } = page.profile;
  if (appendix === undefined) return { text: document.text, findings: [], fixes: new Map() };
  const isAlone = document === page.document;
  const made = updateAppendix(facts, document, appendix);
  const placed = isAlone ? null : placesBefore(page.document.text, document.text);
  const update = { ...made, findings: made.findings.map((each) => ({ ...each, ...placed?.(each) })) };
  const fixable = update.findings.filter((each) => each.fixable);
  if (fixable.length === 0) return { ...update, fixes: new Map() };
  const alone = isAlone ? made : updateAppendix(facts, page.document, appendix);
  const edits = lineEdits(page.document.text, alone.text);
  return { ...update, fixes: new Map(fixable.map((each) => [each, edits])) };
}

function footnoteFindings({ document }: Page, given: PageText): readonly SyncFinding[] {
  return checkFootnotes(document, earlierOf(given)).map((each) => ({
    ...each,
    fixable: false,
    evidence: [],
  }));
}

function earlierOf({ earlier, file }: PageText): Page['document'] | null {
  return earlier === null || earlier === undefined
    ? null
    : parseDocument(earlier, { file, mdx: file.endsWith('.mdx') }).value;
}
