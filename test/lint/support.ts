import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sglang } from '../../src/engines/sglang/index.js';
import { locateTransformers } from '../../src/engines/transformers/index.js';
import type { Finding } from '../../src/findings/finding.js';
import {
  createLinter,
  openedEngines,
  type Linter,
  type LintInput,
  type LintResult,
} from '../../src/lint/lint.js';
import { examplesOf } from '../../src/models/material.js';
import type { Workspace } from '../../src/scan/workspace.js';
import { readSglang, readTransformers } from '../engines/trees.js';

/** Path to text; null takes a file of the example away. */
export type Changes = Readonly<Record<string, string | null>>;

export const SRT = 'python/sglang/srt';
export const DOCUMENT = 'MODEL_SUPPORT_TRACKING.md';
export const DATE = '2026-01-02';

const EXAMPLES = join(import.meta.dirname, '../../examples');

/** The files of an example tree, path to text. */
export function exampleFiles(name: 'sglang' | 'transformers'): Readonly<Record<string, string>> {
  const folder = join(EXAMPLES, name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name: file }) => {
      const path = join(parentPath, file);
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
    }),
  );
}

function changed(name: 'sglang' | 'transformers', changes: Changes): Readonly<Record<string, string>> {
  const files = Object.entries({ ...exampleFiles(name), ...changes });
  return Object.fromEntries(files.filter((entry): entry is [string, string] => entry[1] !== null));
}

export interface LintSetup extends Partial<Omit<LintInput, 'engines' | 'transformers' | 'documents'>> {
  /** What differs from the example's sources. */
  readonly sglang?: Changes;
  /** The same for transformers; null: no transformers. */
  readonly transformers?: Changes | null;
}

/** A linter over the example's sources, in memory. */
export function exampleLinter({ sglang: ours = {}, transformers = {}, ...input }: LintSetup = {}): Linter {
  const workspace = workspaceOf(
    changed('sglang', ours),
    transformers === null ? null : changed('transformers', transformers),
  );
  return createLinter({
    engines: openedEngines(workspace),
    transformers: workspace.transformers,
    classes: 'named',
    overrideRows: false,
    date: DATE,
    ...input,
  });
}

function workspaceOf(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>> | null,
): Workspace {
  const engines = [{ adapter: sglang, ...readSglang(ours) }];
  if (theirs === null) return { engines, transformers: null, diagnostics: [] };
  const { scan, sources } = readTransformers(theirs);
  const at = locateTransformers(sources.tree);
  if (at === null) throw new Error('no transformers in the tree');
  const transformers = { scan, ...examplesOf(sources, at) };
  return { engines, transformers, diagnostics: [] };
}

/** The document that the example's sources give. */
export function exampleDocument(linter: Linter = exampleLinter()): string {
  return linter.fix({ file: DOCUMENT, text: '' }).text;
}

/** The text with one piece replaced; the piece must be there. */
export function edited(text: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`${from} is not in the text`);
    return before.replace(from, () => to);
  }, text);
}

export function lintText(text: string, linter: Linter = exampleLinter()): LintResult {
  return linter.lint([{ file: DOCUMENT, text }]);
}

/** Findings as `severity rule file:line message`, without what is only information. */
export function summaries(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(
      ({ severity, rule, file, line, message }) =>
        `${severity} ${rule} ${file.slice(file.lastIndexOf('/') + 1)}:${line} ${message}`,
    );
}

/** The number of the first line that holds a piece of text, 1-based. */
export function lineWith(text: string, piece: string): number {
  const index = text.split(/\r\n|\n|\r/).findIndex((line) => line.includes(piece));
  if (index === -1) throw new Error(`no line has ${piece}`);
  return index + 1;
}
