/**
 * The rules by which a run's inventory enters its manifest. The first phase owns four fields of an entry; every other
 * key, and every entry that this run did not compute, belongs to someone else and stays as it is.
 */
import { positionOfPath } from '../../config/json-position.js';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { comparePhaseOne, STATUS_FIELDS, type PhaseOne } from './kernel.js';
import type { JsonObject, Manifest } from './read.js';

/** Short commit ids of the clones that were read; null for one that was not given or is no clone. */
export interface RepositoryCommits {
  readonly sglang: string | null;
  readonly flashinfer: string | null;
  readonly sgl_cookbook: string | null;
  readonly flashinfer_trace: string | null;
}

/** What one run found out. */
export interface ManifestRun {
  readonly modelSlug: string;
  readonly hfRepoId: string | null;
  /** Whether the user named the checkpoint. */
  readonly explicitId: boolean;
  readonly date: string;
  readonly commits: RepositoryCommits;
  readonly kernels: readonly PhaseOne[];
  /** Classify entries anew that the manifest has already. */
  readonly refresh: boolean;
  /** Whether the definition of a name has a file. */
  readonly exists: (name: string) => boolean;
}

export interface MergedManifest {
  readonly text: string;
  /** Entries that this run did not compute. */
  readonly stale: readonly string[];
  /** Entries that still say `new` although the file exists now. */
  readonly outdated: readonly string[];
  readonly added: readonly string[];
}

/**
 * The text of the manifest after a run; `before` is the one that is there. A manifest of another model
 * (`manifest-other-model`) or checkpoint (`manifest-other-checkpoint`) gives null and an error.
 */
export function mergeManifest(before: Manifest | null, run: ManifestRun): Outcome<MergedManifest | null> {
  if (before === null) return { value: newManifest(run), diagnostics: [] };
  const misfit = otherModel(before, run);
  if (misfit !== null) return { value: null, diagnostics: [misfit] };

  const computed = new Map(run.kernels.map((kernel) => [kernel.definition_name, kernel]));
  const names = new Set(before.kernels.map(nameOf));
  const kept = before.kernels.map((entry) => {
    const kernel = computed.get(nameOf(entry));
    if (kernel === undefined) return entry;
    return run.refresh ? refreshed(entry, kernel) : filled(entry, kernel);
  });
  const added = run.kernels
    .filter(({ definition_name }) => !names.has(definition_name))
    .sort(comparePhaseOne);
  const root = withFields(
    before.root,
    { ...headOf(run, before), kernels: [...kept, ...added.map(written)] },
    TOP_FIELDS,
  );
  const value = {
    text: before.write(root),
    stale: [...names].filter((name) => !computed.has(name)),
    outdated: kept.filter((entry) => entry.phase1_status === 'new' && run.exists(nameOf(entry))).map(nameOf),
    added: added.map(({ definition_name }) => definition_name),
  };
  return { value, diagnostics: [] };
}

const TOP_FIELDS = ['model_slug', 'hf_repo_id', 'date', 'repo_shas', 'kernels'] as const;
const ENTRY_FIELDS = ['definition_name', 'op_type', ...STATUS_FIELDS] as const;

function newManifest(run: ManifestRun): MergedManifest {
  const kernels = [...run.kernels].sort(comparePhaseOne);
  const root = { ...headOf(run, null), kernels: kernels.map(written) };
  return {
    text: `${JSON.stringify(root, null, 2)}\n`,
    stale: [],
    outdated: [],
    added: kernels.map(({ definition_name }) => definition_name),
  };
}

function headOf(run: ManifestRun, before: Manifest | null): JsonObject {
  const id = run.explicitId ? run.hfRepoId : (before?.hfRepoId ?? run.hfRepoId);
  const others = before?.root.repo_shas;
  const known = typeof others === 'object' && others !== null && !Array.isArray(others) ? others : {};
  return {
    model_slug: run.modelSlug,
    hf_repo_id: id,
    date: run.date,
    repo_shas: { ...known, ...run.commits },
  };
}

function otherModel(before: Manifest, run: ManifestRun): Diagnostic | null {
  const error = (rule: string, key: string, message: string): Diagnostic => {
    return { file: before.file, ...positionOfPath(before.text, [key]), rule, severity: 'error', message };
  };
  if (before.modelSlug !== run.modelSlug) {
    const [theirs, ours] = [before.modelSlug, run.modelSlug].map((slug) => JSON.stringify(slug));
    const message = `This is the manifest of ${theirs ?? ''}, not of ${ours ?? ''}; give another file.`;
    return error('manifest-other-model', 'model_slug', message);
  }
  const changes = run.explicitId && before.hfRepoId !== null && before.hfRepoId !== run.hfRepoId;
  if (!changes || run.refresh) return null;
  const [theirs, ours] = [before.hfRepoId, run.hfRepoId].map((id) => JSON.stringify(id));
  const message = `The manifest is about ${theirs ?? ''}, not ${ours ?? ''}; with --refresh it is taken over.`;
  return error('manifest-other-checkpoint', 'hf_repo_id', message);
}

function nameOf(entry: JsonObject): string {
  return typeof entry.definition_name === 'string' ? entry.definition_name : '';
}

/** What is not known is not written. */
function written(kernel: PhaseOne): JsonObject {
  return Object.fromEntries(Object.entries(kernel).filter(([, value]) => value !== null));
}

/** What stands there is kept, and what is absent is filled in, unless it belongs to another status than the kept one. */
function filled(entry: JsonObject, kernel: PhaseOne): JsonObject {
  const agrees = (['phase1_status', 'fi_status'] as const).every(
    (field) => entry[field] === undefined || entry[field] === kernel[field],
  );
  const fields = agrees ? written(kernel) : { op_type: kernel.op_type };
  const absent = Object.entries(fields).filter(([field]) => entry[field] === undefined);
  return withFields(entry, Object.fromEntries(absent), ENTRY_FIELDS);
}

/** The four fields as of this run. One that no longer applies goes; one that could not be found out stays. */
function refreshed(entry: JsonObject, kernel: PhaseOne): JsonObject {
  const left = Object.entries(entry).filter(
    ([field]) => !STATUS_FIELDS.some((each) => each === field && kernel[each] === undefined),
  );
  const { definition_name, op_type, ...statuses } = written(kernel);
  const missing = entry.op_type === undefined ? { definition_name, op_type } : { definition_name };
  return withFields(Object.fromEntries(left), { ...missing, ...statuses }, ENTRY_FIELDS);
}

/** Sets fields in place; a new one comes behind those that stand before it in `order`. */
function withFields(object: JsonObject, fields: JsonObject, order: readonly string[]): JsonObject {
  const entries = Object.entries(object).map(
    ([key, value]) => [key, Object.hasOwn(fields, key) ? fields[key] : value] as const,
  );
  for (const key of order) {
    if (!Object.hasOwn(fields, key) || Object.hasOwn(object, key)) continue;
    const before = new Set(order.slice(0, order.indexOf(key)));
    const at = entries.findLastIndex(([each]) => before.has(each)) + 1;
    entries.splice(at, 0, [key, fields[key]]);
  }
  return Object.fromEntries(entries);
}
