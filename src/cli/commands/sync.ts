import { compareDiagnostics } from '../../diagnostics.js';
import { diffPatch } from '../../documents/diff.js';
import { prepareMdx } from '../../documents/markdown/parse.js';
import { readDocument, writeDocument } from '../../documents/write.js';
import { ENGINE_IDS } from '../../engines/registry.js';
import { ArchscanError } from '../../errors.js';
import { joinEngines, type EngineJoin } from '../../scan/joins.js';
import { rootName } from '../../scan/roots.js';
import { scanWorkspace } from '../../scan/kept-trees.js';
import { pathExists } from '../../source/files.js';
import { gitTree, type SourceTree } from '../../source/index.js';
import { engineFacts } from '../../sync/facts.js';
import { finding, sortFindings, type SyncFinding } from '../../sync/finding.js';
import type { Profile } from '../../sync/profile.js';
import { checkoutOf, pageOf, profilesWith, shippedProfiles } from '../../sync/profiles.js';
import {
  mergePages,
  needsMdx,
  pagesRoot,
  readPages,
  runAll,
  type PageFiles,
  type Run,
  type RunOutcome,
} from '../../sync/runs.js';
import type { PageResult, PageText } from '../../sync/sync.js';
import { EXIT, type ExitCode, type Io } from '../io.js';
import { patchPath, shellWord } from '../patch.js';
import { reportDiagnostics } from '../report.js';
import { namedProfile, readProfile } from '../profiles.js';
import { readSettings, type CommonOptions, type Settings } from '../settings.js';
import { reportFindings, reportJson, writtenLine } from './sync-report.js';

export interface SyncOptions extends CommonOptions {
  /** Id of a shipped profile, or the path of a JSON file. */
  readonly profile?: string | undefined;
  /** Report footnotes that show another remark than at this revision. */
  readonly since?: string | undefined;
  readonly check?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly format: 'text' | 'json';
}

/** `archscan sync [doc]` */
export async function syncCommand(io: Io, doc: string | undefined, options: SyncOptions): Promise<ExitCode> {
  const quiet = options.quiet ?? false;
  const given = options.profile === undefined ? null : await namedProfile(io, options.profile, quiet);
  const candidates = given === null ? shippedProfiles() : [given];
  const root = doc === undefined ? undefined : checkoutOf(candidates, doc);
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
  const profiles = given === null ? profilesWith(await ownProfiles(io, settings), candidates) : candidates;
  const runs = await runsOf(joins, profiles, doc, options);
  if (runs.length === 0) throw noPage({ doc, profile: given, settings });
  const unknown = new Map(
    runs.flatMap(({ facts }) => (facts.unknown === null ? [] : [[facts.engine, facts.unknown]])),
  );
  reportDiagnostics(io, [...unknown.values()], settings.quiet);
  const known = runs.filter(({ facts }) => facts.unknown === null);
  if (known.length === 0) return EXIT.impossible;
  const code = finish(io, runAll(known, doc), { doc, options, settings });
  return code === EXIT.clean && unknown.size > 0 ? EXIT.findings : code;
}

/** Those of the configuration; the first one that has errors ends it. */
async function ownProfiles(io: Io, { config, quiet }: Settings): Promise<readonly Profile[]> {
  const profiles: Profile[] = [];
  for (const file of config.profiles ?? []) profiles.push(await readProfile(io, file, quiet));
  return profiles;
}

function hasEnginePath(options: SyncOptions): boolean {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const camel = (id: string): string => id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return ENGINE_IDS.some((id) => given[camel(id)] !== undefined);
}

// ------------------------------------------------------------------ what to compare

const FILES: PageFiles = { exists: pathExists, read: (file) => readDocument(file) };

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
      const root = at?.root ?? pagesRoot(profile, join.engine.root, FILES);
      const given = at === null || doc === undefined ? undefined : { path: at.path, file: doc };
      const read = readPages(profile, root, FILES, given);
      if (read === null) continue;
      if (needsMdx(read)) await prepareMdx();
      const texts = since === undefined ? read.texts : withEarlier(read.texts, await gitTree(root, since));
      runs.push({ facts: engineFacts(join), profile, ...read, texts });
    }
  }
  return runs;
}

function withEarlier(texts: readonly PageText[], tree: SourceTree): readonly PageText[] {
  return texts.map((each) => {
    const old = tree.read(each.path);
    return { ...each, earlier: old.ok ? new TextDecoder().decode(old.bytes) : null };
  });
}

/** A profile that was asked for, and that has one page, is about the page that was given, whatever its name. */
function onlyPage(
  { documents }: Profile,
  doc: string,
  profiles: readonly Profile[],
): { readonly path: string; readonly root: string | undefined } | null {
  const [first, second] = documents.filter(({ path, places }) => path === places[0]);
  if (profiles.length > 1 || first === undefined) return null;
  const name = doc.replaceAll('\\', '/').split('/').at(-1);
  if (second === undefined) return { path: first.path, root: undefined };
  const sameName = documents.filter(({ path }) => path.split('/').at(-1) === name);
  const [found, ...others] = sameName;
  const isOne = found !== undefined && others.every(({ places }) => places[0] === found.places[0]);
  return isOne ? { path: found.path, root: undefined } : null;
}

interface Search {
  readonly doc: string | undefined;
  /** The one that was asked for. */
  readonly profile: Profile | null;
  readonly settings: Settings;
}

function noPage({ doc, profile, settings }: Search): ArchscanError {
  const roots = settings.workspace.roots.map(rootName).join(', ');
  if (profile !== null && doc === undefined) {
    const paths = profile.documents.map(({ path }) => path).join(', ');
    return new ArchscanError('usage', `${roots} has no page of the profile ${profile.id}: ${paths}.`, {
      hint: 'A profile gives paths from the root of the checkout. If the page lies elsewhere, name it: archscan sync FILE --profile PROFILE.',
    });
  }
  return new ArchscanError('usage', `No profile is about ${doc ?? roots}, or its engine was not found.`, {
    hint: 'Give the page and its profile (archscan sync FILE --profile PROFILE), and the sources (--vllm PATH).',
  });
}

// ------------------------------------------------------------------ what comes out

interface Context {
  readonly doc: string | undefined;
  readonly options: SyncOptions;
  readonly settings: Settings;
}

function finish(io: Io, outcomes: readonly RunOutcome[], { doc, options, settings }: Context): ExitCode {
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
