/** Findings that were there when somebody switched lint on: they are counted, not shown. */
import { compareText } from '../diagnostics.js';
import { ArchscanError } from '../errors.js';
import type { Finding } from './finding.js';
import { findRule } from './registry.js';

const SCHEMA_VERSION = 1;

/** What identifies a finding over time: no line, because lines shift. */
export interface BaselineEntry {
  readonly rule: string;
  /** Relative to the baseline's own folder, with forward slashes. */
  readonly file: string;
  readonly key: string;
  /** How many findings are alike. */
  readonly count: number;
}

export interface Baselined {
  readonly findings: readonly Finding[];
  /** How many findings the baseline covers. */
  readonly known: number;
  /** How many of its entries nothing corresponds to any more. */
  readonly gone: number;
}

/** The path of a finding's file as the baseline has it. */
export type RelativeFile = (file: string) => string;

export function baselineOf(findings: readonly Finding[], relative: RelativeFile): readonly BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of findings.filter(coverable)) {
    const entry = { rule: finding.rule, file: relative(finding.file), key: finding.key };
    const id = identity(entry);
    entries.set(id, { ...entry, count: (entries.get(id)?.count ?? 0) + 1 });
  }
  return [...entries.values()].sort((a, b) => compareText(identity(a), identity(b)));
}

export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  return `{\n  "schemaVersion": ${SCHEMA_VERSION},\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
}

/** @throws ArchscanError `usage` when the text is no baseline */
export function parseBaseline(text: string, path: string): readonly BaselineEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw notBaseline(path, cause);
  }
  const { schemaVersion, findings } = fieldsOf(value);
  if (schemaVersion !== SCHEMA_VERSION || !Array.isArray(findings)) throw notBaseline(path);
  return findings.map((item: unknown) => {
    const { rule, file, key, count } = fieldsOf(item);
    if (typeof rule !== 'string' || typeof file !== 'string' || typeof key !== 'string')
      throw notBaseline(path);
    return { rule, file, key, count: typeof count === 'number' ? count : 1 };
  });
}

/** Leaves out as many findings as the baseline has of each kind; the last ones of a kind are the new ones. */
export function applyBaseline(
  findings: readonly Finding[],
  entries: readonly BaselineEntry[],
  relative: RelativeFile,
): Baselined {
  const left = new Map<string, number>();
  for (const entry of entries) left.set(identity(entry), (left.get(identity(entry)) ?? 0) + entry.count);
  const remaining = findings.filter((finding) => {
    if (!coverable(finding)) return true;
    const id = identity({ rule: finding.rule, file: relative(finding.file), key: finding.key });
    const count = left.get(id) ?? 0;
    if (count > 0) left.set(id, count - 1);
    return count === 0;
  });
  const gone = [...left.values()].reduce((sum, count) => sum + count, 0);
  return { findings: remaining, known: findings.length - remaining.length, gone };
}

function coverable({ rule }: Finding): boolean {
  return findRule(rule)?.always !== true;
}

function identity({ file, rule, key }: Omit<BaselineEntry, 'count'>): string {
  return JSON.stringify([file, rule, key]);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function notBaseline(path: string, cause?: unknown): ArchscanError {
  return new ArchscanError('usage', `${path} is no baseline of archscan lint.`, {
    hint: 'Write a new one with --write-baseline.',
    cause,
  });
}
