import { join, resolve } from 'node:path';
import { compareDiagnostics } from '../../diagnostics.js';
import { diffPatch } from '../../documents/diff.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { readDocument, writeDocument } from '../../documents/write.js';
import { ENGINE_IDS } from '../../engines/registry.js';
import { ArchscanError } from '../../errors.js';
import { joinEngines, type EngineJoin } from '../../scan/joins.js';
import { scanWorkspace } from '../../scan/kept-trees.js';
import { pathExists } from '../../source/files.js';
import { gitTree } from '../../source/index.js';
import { engineFacts } from '../../sync/facts.js';
import { finding, sortFindings, type SyncFinding } from '../../sync/finding.js';
import type { Profile } from '../../sync/profile.js';
import { pageOf, readProfile, shippedProfiles } from '../../sync/profiles.js';
import { syncProfile, type PageResult, type PageText } from '../../sync/sync.js';
import { EXIT, type ExitCode, type Io } from '../io.js';
import { patchPath, shellWord } from '../patch.js';
import { reportDiagnostics } from '../report.js';
import { readSettings, type CommonOptions, type Settings } from '../settings.js';
import { reportFindings, reportJson, writtenLine } from './sync-report.js';

export interface SyncOptions extends CommonOptions {
  /** Id of a shipped or configured profile, or the path of a JSON file. */
  readonly profile?: string | undefined;
  /** Report footnotes that show another remark than at this revision. */
  readonly since?: string | undefined;
  readonly check?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly format: 'text' | 'json';
}

/** `archscan sync [doc]` */
export async function syncCommand(io: Io, doc: string | undefined, options: SyncOptions): Promise<ExitCode> {
  const given = options.profile === undefined ? null : namedProfile(options.profile);
  const candidates = given === null ? shippedProfiles() : [given];
  const root = doc === undefined ? undefined : rootOf(candidates, doc);
  const settings = await readSettings(
    io,
    root === undefined || hasEnginePath(options) ? [] : [root],
    given === null ? options : { ...options, engine: given.engine },
    { transformers: true },
  );
  const workspace = await scanWorkspace(settings.workspace, io);
  settings.done();
  reportDiagnostics(io, workspace.diagnostics, settings.quiet);
  const { categories, examples } = settings.config;
  const joins = joinEngines(workspace, { categories, examples });
  const profiles = given === null ? withConfigured(candidates, settings) : candidates;
  const runs = await runsOf(joins, profiles, doc, options);
  if (runs.length === 0) throw noPage(doc, settings);
  const outcomes = runAll(runs, doc);
  return finish(io, outcomes, { doc, options, settings });
}

function namedProfile(name: string): Profile {
  return shippedProfiles().find(({ id }) => id === name) ?? readProfile(name);
}

/** A profile of the configuration stands before a shipped one of its id. */
function withConfigured(shipped: readonly Profile[], { config }: Settings): readonly Profile[] {
  const own = (config.profiles ?? []).map(readProfile);
  return [...own, ...shipped.filter(({ id }) => !own.some((each) => each.id === id))];
}

function hasEnginePath(options: SyncOptions): boolean {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const camel = (id: string): string => id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return ENGINE_IDS.some((id) => given[camel(id)] !== undefined);
}

function rootOf(profiles: readonly Profile[], doc: string): string | undefined {
  return profiles.flatMap((profile) => pageOf(profile, doc)?.root ?? [])[0];
}

// ------------------------------------------------------------------ what to compare

interface Run {
  readonly join: EngineJoin;
  readonly profile: Profile;
  readonly texts: readonly PageText[];
  /** Pages that are there and cannot be read. */
  readonly unreadable: readonly SyncFinding[];
}

async function runsOf(
  joins: readonly EngineJoin[],
  profiles: readonly Profile[],
  doc: string | undefined,
  { since }: SyncOptions,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const profile of profiles) {
    const at = doc === undefined ? null : (pageOf(profile, doc) ?? onlyPage(profile, doc, profiles));
    if (doc !== undefined && at === null) continue;
    for (const join of joins.filter(({ engine }) => engine.id === profile.engine)) {
      const root = at?.root ?? pagesRoot(profile, join.engine.root);
      const paths = profile.documents.map(({ path }) => ({
        path,
        file: path === at?.path && doc !== undefined ? doc : inRoot(root, path),
      }));
      if (!paths.some(({ file }) => pathExists(file))) continue;
      if (paths.some(({ file }) => file.endsWith('.mdx') && pathExists(file))) await prepareMdx();
      const earlier = since === undefined ? null : await gitTree(root, since);
      const unreadable: SyncFinding[] = [];
      const texts = paths.map(({ path, file }): PageText => {
        const read = readDocument(file);
        if (!read.ok)
          unreadable.push(finding(read.diagnostic.rule, file, read.diagnostic.message, { line: 1 }));
        const old = earlier?.read(path);
        return {
          ...{ path, file, text: read.ok ? read.text : null },
          earlier: old?.ok === true ? new TextDecoder().decode(old.bytes) : null,
        };
      });
      runs.push({ join, profile, texts, unreadable });
    }
  }
  return runs;
}

/** A profile that was asked for, and that has one page, is about the page that was given, whatever its name. */
function onlyPage(
  { documents }: Profile,
  doc: string,
  profiles: readonly Profile[],
): { readonly path: string; readonly root: string | undefined } | null {
  const [first, second] = documents;
  if (profiles.length > 1 || first === undefined) return null;
  const name = doc.replaceAll('\\', '/').split('/').at(-1);
  const sameName = documents.filter(({ path }) => path.split('/').at(-1) === name);
  if (second === undefined) return { path: first.path, root: undefined };
  return sameName.length === 1 && sameName[0] !== undefined
    ? { path: sameName[0].path, root: undefined }
    : null;
}

/** The sources may have been given as the package folder inside the checkout. */
function pagesRoot({ documents }: Profile, root: string): string {
  const above = join(root, '..');
  const has = (folder: string): boolean => documents.some(({ path }) => pathExists(join(folder, path)));
  return !has(root) && has(above) ? above : root;
}

function inRoot(root: string, path: string): string {
  return root === '.' ? path : join(root, path);
}

function noPage(doc: string | undefined, { workspace }: Settings): ArchscanError {
  const where = doc ?? workspace.roots.join(', ');
  return new ArchscanError('usage', `No profile is about ${where}, or its engine was not found.`, {
    hint: 'Give the page and its profile (archscan sync FILE --profile PROFILE), and the sources (--vllm PATH).',
  });
}

// ------------------------------------------------------------------ what comes out

interface Outcome {
  readonly profile: Profile;
  readonly pages: readonly PageResult[];
  readonly findings: readonly SyncFinding[];
  readonly unreadable: readonly SyncFinding[];
}

/** A page of several profiles: each one reads what the ones before it would write. */
function runAll(runs: readonly Run[], doc: string | undefined): readonly Outcome[] {
  const written = new Map<string, string>();
  return runs.map((run) => {
    const texts = run.texts.map((each) => ({ ...each, text: written.get(resolve(each.file)) ?? each.text }));
    const outcome = runProfile({ ...run, texts }, doc);
    for (const { file, after } of outcome.pages) written.set(resolve(file), after);
    return outcome;
  });
}

/** Each page once, from what stands on disk to what the last of its profiles makes of it. */
function mergePages(outcomes: readonly Outcome[]): readonly PageResult[] {
  const pages = new Map<string, PageResult>();
  for (const page of outcomes.flatMap((outcome) => outcome.pages)) {
    const key = resolve(page.file);
    const earlier = pages.get(key);
    pages.set(key, earlier === undefined ? page : { ...earlier, after: page.after });
  }
  return [...pages.values()];
}

/** With a page on the command line only that one is reported and changed; the others say what it may leave out. */
function runProfile({ join, profile, texts, unreadable }: Run, doc: string | undefined): Outcome {
  const { pages, findings } = syncProfile(engineFacts(join), profile, texts);
  const isMeant = ({ file }: { readonly file: string }): boolean => doc === undefined || file === doc;
  const known = new Set(unreadable.map(({ file }) => file));
  return {
    profile,
    pages: pages.filter(isMeant),
    findings: [
      ...findings.filter((each) => isMeant(each) && !known.has(each.file)),
      ...unreadable.filter(isMeant),
    ],
    unreadable: unreadable.filter(isMeant),
  };
}

interface Context {
  readonly doc: string | undefined;
  readonly options: SyncOptions;
  readonly settings: Settings;
}

function finish(io: Io, outcomes: readonly Outcome[], { doc, options, settings }: Context): ExitCode {
  const { quiet } = settings;
  const pages = mergePages(outcomes);
  const all = sortFindings(outcomes.flatMap((outcome) => outcome.findings));
  if (pages.length === 0) {
    reportFindings(io, all, quiet);
    return EXIT.impossible;
  }
  const left = all.filter(({ fixable }) => !fixable);
  const failed = left.some(({ severity }) => severity === 'error');
  const patch = pages.map(({ file, before, after }) => diffPatch(patchPath(file), before, after)).join('');
  if (options.format === 'json') io.out(reportJson(outcomes, patch));
  if (options.check === true) {
    if (options.format === 'text') io.out(patch);
    reportFindings(io, all, quiet);
    if (patch !== '') io.err(`To change it: ${command(doc, options)}\n`);
    return patch !== '' || failed ? EXIT.findings : EXIT.clean;
  }
  if (options.dryRun === true) {
    if (options.format === 'text') io.out(patch);
    reportFindings(io, left, quiet);
    return failed ? EXIT.findings : EXIT.clean;
  }
  reportFindings(io, left, quiet);
  return writeAll(io, pages, all, quiet, failed);
}

/** One page that cannot be written does not keep the others from it. */
function writeAll(
  io: Io,
  pages: readonly PageResult[],
  findings: readonly SyncFinding[],
  quiet: boolean,
  failed: boolean,
): ExitCode {
  let refused = 0;
  for (const page of pages) {
    try {
      const written = writeDocument(page.file, page.before, page.after) === 'written';
      if (!quiet) io.err(writtenLine(page.file, written, findings));
    } catch (error) {
      if (!(error instanceof ArchscanError)) throw error;
      refused += 1;
      const found = finding(error.code, page.file, error.message, { line: 1 });
      reportFindings(io, [found].sort(compareDiagnostics), quiet);
    }
  }
  if (refused === pages.length) return EXIT.impossible;
  return failed || refused > 0 ? EXIT.findings : EXIT.clean;
}

/** The command that does what `--check` found. */
function command(doc: string | undefined, options: SyncOptions): string {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const words = ['archscan sync', ...(doc === undefined ? [] : [shellWord(doc)])];
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string' || name === 'format' || name === 'since') continue;
    words.push(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${shellWord(value)}`);
  }
  return words.join(' ');
}
