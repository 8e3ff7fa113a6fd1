import { compareText } from '../../diagnostics.js';
import type { SourceTree } from '../../source/types.js';
import type { DefinitionFiles } from '../definition-files.js';
import type { RowStatus, StatusRule } from './model.js';

/** What is known about the files of definitions. */
export interface StatusSources {
  readonly definitions: DefinitionFiles;
  /** The names of definitions that have a workload; null: it is not known. */
  readonly workloads: ReadonlySet<string> | null;
}

const WORKLOAD_FOLDERS = ['flashinfer_trace/workloads', 'workloads'];
const WORKLOAD = /(?:^|\/)([^/]+)\.jsonl$/;

/** The definitions that have a workload, `workloads/<op type>/<name>.jsonl` that is not empty; null: no such folder. */
export function listWorkloads(tree: SourceTree): ReadonlySet<string> | null {
  const folder = WORKLOAD_FOLDERS.find((each) => tree.list(each).length > 0);
  if (folder === undefined) return null;
  const names = new Set<string>();
  for (const path of [...tree.list(folder)].sort(compareText)) {
    const name = WORKLOAD.exec(path)?.[1];
    if (name === undefined) continue;
    const read = tree.read(path);
    // Too large to be read is not empty.
    if (read.ok ? read.bytes.length > 0 : read.reason === 'too-large') names.add(name);
  }
  return names;
}

/**
 * The status of a definition. Where workloads decide and nothing is known of them, what the page says stays, and a
 * new row is never called collected.
 */
export function statusOf(
  name: string,
  before: RowStatus | null,
  rule: StatusRule,
  { definitions, workloads }: StatusSources,
): RowStatus {
  if (definitions.find(name) === null) return 'missing';
  if (rule === 'file') return 'collected';
  if (workloads !== null) return workloads.has(name) ? 'collected' : 'present';
  return before === 'collected' ? 'collected' : 'present';
}
