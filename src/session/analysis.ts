/** What is known about one folder of the workspace at one moment. */
import type { Evidence } from '../diagnostics.js';
import type { Located } from '../engines/types.js';
import { createLinter, openedEngines, type Linter } from '../lint/lint.js';
import { shownPath } from '../lint/origins.js';
import type { Finding } from '../findings/finding.js';
import type { ArchitectureRecord } from '../models/architectures.js';
import { joinEngines } from '../scan/joins.js';
import type { ReadEngine, Workspace } from '../scan/workspace.js';
import type { SourceTree } from '../source/types.js';
import type { FolderSettings } from './settings.js';
import type { SessionOptions } from './types.js';

/** One engine as questions need it. */
export interface EngineView extends ReadEngine {
  readonly tree: SourceTree;
  readonly at: Located;
  readonly record: (architecture: string) => ArchitectureRecord;
}

export interface Analysis {
  readonly settings: FolderSettings;
  readonly workspace: Workspace;
  readonly engines: readonly EngineView[];
  /** Documents can be checked: SGLang was read. */
  readonly sglang: EngineView | undefined;
  readonly linter: Linter;
  /** Findings in the sources, by file. */
  readonly sourceFindings: () => ReadonlyMap<string, readonly Finding[]>;
  /** What could not be read of the folder. */
  readonly problem: string | undefined;
}

export function analysisOf(
  settings: FolderSettings,
  workspace: Workspace,
  problem: string | undefined,
  { classes = 'named' }: SessionOptions,
  date: string,
): Analysis {
  const { config } = settings;
  const user = { categories: config.categories, examples: config.examples };
  const joins = new Map(joinEngines(workspace, user).map(({ engine, join }) => [engine, memoised(join)]));
  const engines = workspace.engines.flatMap((read): readonly EngineView[] => {
    const { tree } = read.sources;
    const at = read.adapter.locate(tree);
    const record = joins.get(read.scan);
    return at === null || record === undefined ? [] : [{ ...read, tree, at, record }];
  });
  const linter = createLinter({
    engines: openedEngines(workspace),
    transformers: workspace.transformers,
    classes,
    overrideRows: config.overrideRows ?? true,
    date,
    userCategories: config.categories,
    userExamples: config.examples,
  });
  let findings: ReadonlyMap<string, readonly Finding[]> | undefined;
  return {
    settings,
    workspace,
    engines,
    sglang: engines.find(({ adapter }) => adapter.id === 'sglang'),
    linter,
    sourceFindings: () => (findings ??= byFile(linter.lint([]).findings)),
    problem,
  };
}

export const NOTHING_READ: Workspace = { engines: [], transformers: null, diagnostics: [] };

/** The key of a file of an engine. */
export function engineFile({ scan }: EngineView, path: string): string {
  return shownPath(scan.root, path);
}

/** The key of a file that evidence about an engine names: it may lie in transformers. */
export function evidenceFile(analysis: Analysis, engine: EngineView, evidence: Evidence): string | undefined {
  if (!evidence.rule.startsWith('transformers-')) return engineFile(engine, evidence.file);
  const root = analysis.workspace.transformers?.scan.root;
  return root === undefined ? undefined : shownPath(root, evidence.file);
}

function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) files.set(finding.file, [...(files.get(finding.file) ?? []), finding]);
  return files;
}

function memoised<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
