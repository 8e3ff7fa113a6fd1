/** Findings in everything that was read: SGLang's sources, and documents against them. */
import type { Evidence } from '../diagnostics.js';
import { parseDocument } from '../documents/markdown/parse.js';
import { hasFallbackColumn, parseTracking } from '../documents/tracking/read.js';
import type { TrackingUpdate } from '../documents/tracking/report.js';
import { updateTracking } from '../documents/tracking/update.js';
import { ArchscanError } from '../errors.js';
import { applyIgnores } from '../findings/ignores/apply.js';
import { ignoresIn } from '../findings/ignores/markdown.js';
import { sortFindings, type Finding } from '../findings/finding.js';
import type { Category } from '../models/category.js';
import { remembered } from '../memo.js';
import type { ReadEngine, ReadTransformers, Workspace } from '../scan/workspace.js';
import { buildTracking, type ClassSelection, type TrackingReport } from '../track/model.js';
import { shownEvidence, shownFrom, type ShownPaths } from './origins.js';
import { findInSources, type SourceFindings } from './source-findings.js';
import { FIX_MODE, lintTracking } from './tracking/index.js';

/** A document as it is now. */
export interface LintDocument {
  /** Its path as it is shown. */
  readonly file: string;
  readonly text: string;
}

export interface LintInput {
  readonly engines: readonly LintedEngine[];
  readonly documents: readonly LintDocument[];
  readonly classes: ClassSelection;
  readonly overrideRows: boolean;
  /** `YYYY-MM-DD`, for the documents that are corrected. */
  readonly date: string;
  readonly transformers: ReadTransformers | null;
  readonly userCategories?: Readonly<Record<string, Category>> | undefined;
  readonly userExamples?: Readonly<Record<string, string>> | undefined;
}

/** An engine as it was read, and what is wrong in its sources. */
export interface LintedEngine extends ReadEngine {
  readonly found: () => SourceFindings;
}

/** Engines whose sources are at hand. */
export function openedEngines({ engines, transformers }: Workspace): readonly LintedEngine[] {
  return engines.map((engine) => ({
    ...engine,
    found: () => findInSources(engine, transformers?.scan ?? null),
  }));
}

export interface LintResult {
  /** Sorted; what comments silence is left out. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly Finding[];
}

/** What was read, prepared for any number of documents. */
export interface Linter {
  lint(documents: readonly LintDocument[]): LintResult;
  /** What `track --refresh` would do to a document. */
  fix(document: LintDocument): TrackingUpdate;
}

/** @throws ArchscanError `no-engine-detected` from `lint` and `fix` when a document is given and no SGLang sources */
export function createLinter(input: Omit<LintInput, 'documents'>): Linter {
  const { engines, transformers } = input;
  const theirs = transformers === null ? undefined : shownFrom(transformers.scan.root);
  const reports = new Map<boolean, TrackingReport>();
  const parsed = remembered(({ text, file }: LintDocument) => parseDocument(text, { file }));
  const source = lazy(() => engines.map((engine) => shownFindings(engine, theirs)));

  function reportFor(document: LintDocument): TrackingReport {
    const withFallback = hasFallbackColumn(
      parseTracking(document.text, { file: document.file, parsed: parsed(document) }),
    );
    const known = reports.get(withFallback);
    if (known !== undefined) return known;
    const { classes, overrideRows, date, userCategories, userExamples } = input;
    const report = buildTracking({
      engine: mainEngine(engines).scan,
      transformers,
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
    const { scan } = mainEngine(engines);
    const show = (evidence: Evidence | undefined): readonly Evidence[] =>
      shownEvidence(shownFrom(scan.root), theirs, evidence);
    const gate = scan.fallbackGate?.evidence;
    return lintTracking({
      ...document,
      parsed: parsed(document),
      report: reportFor(document),
      show,
      gate,
    });
  }

  return {
    lint(documents) {
      const ignores = [
        ...source().flatMap((each) => each.ignores),
        ...documents.flatMap((each) => ignoresIn(parsed(each).value)),
      ];
      const found = [...source().flatMap((each) => each.findings), ...documents.flatMap(lintDocument)];
      const known = { transformersKnown: transformers !== null };
      return applyIgnores(sortFindings(found), ignores, known);
    },
    fix: (document) =>
      updateTracking(document.text, reportFor(document).model, FIX_MODE, {
        file: document.file,
        parsed: parsed(document),
      }),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function mainEngine(engines: readonly LintedEngine[]): LintedEngine {
  const engine = engines.find(({ adapter }) => adapter.id === 'sglang');
  if (engine !== undefined) return engine;
  throw new ArchscanError('no-engine-detected', 'A document can only be checked against SGLang sources.', {
    hint: 'Give the root of an SGLang checkout too, or its path with --sglang.',
  });
}

/** What is wrong in an engine's sources, with paths as the user would write them. */
function shownFindings({ scan, found }: LintedEngine, transformers: ShownPaths | undefined): SourceFindings {
  const engine = shownFrom(scan.root);
  const { findings, ignores } = found();
  return {
    findings: findings.map((finding) => ({
      ...finding,
      file: engine.shown(finding.file),
      evidence: finding.evidence.flatMap((each) => shownEvidence(engine, transformers, each)),
    })),
    ignores: ignores.map((each) => ({ ...each, file: engine.shown(each.file) })),
  };
}
