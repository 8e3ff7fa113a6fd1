/** Findings in everything that was read: SGLang's sources, and documents against them. */
import type { Evidence } from '../diagnostics.js';
import { hasFallbackColumn, parseTracking } from '../documents/tracking/read.js';
import type { TrackingUpdate } from '../documents/tracking/report.js';
import { updateTracking } from '../documents/tracking/update.js';
import { ArchscanError } from '../errors.js';
import { applyIgnores } from '../findings/ignores/apply.js';
import { markdownIgnores } from '../findings/ignores/markdown.js';
import { pythonIgnores } from '../findings/ignores/python.js';
import type { IgnoreComment } from '../findings/ignores/types.js';
import { findingOf, sortFindings, type Finding } from '../findings/finding.js';
import { joinArchitectures } from '../models/architectures.js';
import type { Category } from '../models/category.js';
import type { PythonSources, RawFile } from '../python/sources.js';
import { remembered } from '../memo.js';
import type { ReadEngine, Workspace } from '../scan/workspace.js';
import { buildTracking, type ClassSelection, type TrackingReport } from '../track/model.js';
import {
  originOf,
  shownDiagnostic,
  shownEvidence,
  shownPath,
  type Origin,
  type ShownPaths,
} from './origins.js';
import { lintSglang } from './sglang/index.js';
import { FIX_MODE, lintTracking } from './tracking/index.js';
import { lintVllm } from './vllm/index.js';

/** What each engine's sources are checked for, by its id. */
const LINTERS: Readonly<Partial<Record<string, typeof lintVllm>>> = { sglang: lintSglang, vllm: lintVllm };

/** A document as it is now. */
export interface LintDocument {
  /** Its path as it is shown. */
  readonly file: string;
  readonly text: string;
}

export interface LintInput {
  readonly workspace: Workspace;
  readonly documents: readonly LintDocument[];
  readonly classes: ClassSelection;
  readonly overrideRows: boolean;
  /** `YYYY-MM-DD`, for the documents that are corrected. */
  readonly date: string;
  readonly userCategories?: Readonly<Record<string, Category>> | undefined;
  readonly userExamples?: Readonly<Record<string, string>> | undefined;
}

export interface LintResult {
  /** Sorted; what comments silence is left out. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly Finding[];
  readonly lineOf: (file: string, line: number) => string | undefined;
}

/** What was read, prepared for any number of documents. */
export interface Linter {
  lint(documents: readonly LintDocument[]): LintResult;
  /** What `track --refresh` would do to a document. */
  fix(document: LintDocument): TrackingUpdate;
}

/** One engine's sources and where they stand. */
interface LintedEngine {
  readonly read: ReadEngine;
  readonly sources: PythonSources;
  readonly origin: Origin;
}

/** @throws ArchscanError `no-engine-detected` from `lint` and `fix` when a document is given and no SGLang sources */
export function createLinter(input: Omit<LintInput, 'documents'>): Linter {
  const { workspace } = input;
  const engines = workspace.engines.flatMap((read) => lintedEngine(workspace, read));
  const transformers = transformersOrigin(workspace);
  const reports = new Map<boolean, TrackingReport>();
  const source = lazy(() => engines.map((engine) => lintEngine(input, engine, transformers)));

  function reportFor(document: LintDocument): TrackingReport {
    const withFallback = hasFallbackColumn(parseTracking(document.text, { file: document.file }));
    const known = reports.get(withFallback);
    if (known !== undefined) return known;
    const { classes, overrideRows, date, userCategories, userExamples } = input;
    const report = buildTracking({
      engine: mainEngine(engines).read.scan,
      transformers: workspace.transformers,
      classes,
      overrideRows,
      date,
      withFallback,
      userCategories,
      userExamples,
    });
    reports.set(withFallback, report);
    return report;
  }

  function lintDocument(document: LintDocument): readonly Finding[] {
    const engine = mainEngine(engines);
    const show = (evidence: Evidence | undefined): readonly Evidence[] =>
      shownEvidence(engine.origin, transformers, evidence);
    const gate = engine.read.scan.fallbackGate?.evidence;
    return lintTracking({ ...document, report: reportFor(document), show, gate });
  }

  return {
    lint(documents) {
      const ignores = [
        ...source().flatMap((each) => each.ignores),
        ...documents.flatMap(({ text, file }) => markdownIgnores(text, file)),
      ];
      const found = [...source().flatMap((each) => each.findings), ...documents.flatMap(lintDocument)];
      const known = { transformersKnown: workspace.transformers !== null };
      const { findings, silenced } = applyIgnores(sortFindings(found), ignores, known);
      return { findings, silenced, lineOf: lineReader(documents, engines) };
    },
    fix: (document) => updateTracking(document.text, reportFor(document).model, FIX_MODE, document),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function mainEngine(engines: readonly LintedEngine[]): LintedEngine {
  const engine = engines.find(({ read }) => read.adapter.id === 'sglang');
  if (engine !== undefined) return engine;
  throw new ArchscanError('no-engine-detected', 'A document can only be checked against SGLang sources.', {
    hint: 'Give the root of an SGLang checkout too, or its path with --sglang.',
  });
}

/** Every engine that was read has its own tree among the sources. */
function lintedEngine({ sources }: Workspace, read: ReadEngine): readonly LintedEngine[] {
  const own = sources.find(
    ({ tree }) => tree.root === read.scan.root && tree.revision === read.scan.revision,
  );
  return own === undefined ? [] : [{ read, sources: own, origin: originOf(own.tree) }];
}

function transformersOrigin({ transformers }: Workspace): ShownPaths | undefined {
  if (transformers === null) return undefined;
  const { root } = transformers.scan;
  return { shown: (path) => shownPath(root, path) };
}

interface LintedSource {
  readonly findings: readonly Finding[];
  readonly ignores: readonly IgnoreComment[];
}

function lintEngine(
  { workspace, userCategories, userExamples }: Omit<LintInput, 'documents'>,
  { read: { adapter, scan }, sources, origin }: LintedEngine,
  transformers: ShownPaths | undefined,
): LintedSource {
  const at = adapter.locate(sources.tree);
  const join = joinArchitectures({
    engine: scan,
    transformers: workspace.transformers?.scan ?? null,
    examples: workspace.transformers?.examples,
    userCategories,
    userExamples,
  });
  const own = at === null ? [] : (LINTERS[adapter.id]?.({ sources, at, scan, join }) ?? []);
  const shown = own.map((finding) => ({
    ...finding,
    file: origin.shown(finding.file),
    evidence: finding.evidence.flatMap((each) => shownEvidence(origin, transformers, each)),
  }));
  // Only now is everything read that these rules look at.
  const diagnostics = [...scan.diagnostics, ...sources.diagnostics()];
  const files = new Set([
    ...(at === null ? [] : adapter.files(sources.tree, at)),
    ...own.map(({ file }) => file),
    ...diagnostics.map(({ file }) => file),
  ]);
  return {
    findings: [...shown, ...diagnostics.map((each) => findingOf(shownDiagnostic(origin, each)))],
    ignores: [...files].flatMap((path) => ignoresIn(sources, origin, path)),
  };
}

const mayIgnore = remembered(({ text }: RawFile) => text.includes('archscan:'));

function ignoresIn(sources: PythonSources, origin: Origin, path: string): readonly IgnoreComment[] {
  if (!path.endsWith('.py') || !mayIgnore(sources.raw(path))) return [];
  const facts = sources.project.bodies(path);
  const text = origin.text(path);
  return facts === null || text === undefined ? [] : pythonIgnores(text, facts, origin.shown(path));
}

function lineReader(
  documents: readonly LintDocument[],
  engines: readonly LintedEngine[],
): LintResult['lineOf'] {
  const lines = new Map<string, readonly string[]>();
  const textOf = (file: string): string | undefined => {
    const document = documents.find((each) => each.file === file);
    if (document !== undefined) return document.text.replace(/^\uFEFF/, '');
    for (const { origin } of engines) {
      const root = origin.shown('');
      if (file.startsWith(root)) return origin.text(file.slice(root.length));
    }
    return undefined;
  };
  return (file, line) => {
    const known = lines.get(file) ?? (textOf(file) ?? '').split(/\r\n|\n|\r/);
    lines.set(file, known);
    return known[line - 1];
  };
}
