import { positionOfPath } from '../../config/json-position.js';
import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { parseDefinitionName } from '../definition-name.js';
import { readJson } from './json.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A run manifest as it stands in a file; whatever it holds besides is kept. */
export interface Manifest {
  readonly file: string;
  readonly text: string;
  readonly root: JsonObject;
  readonly modelSlug: string;
  /** Null when it is absent or empty. */
  readonly hfRepoId: string | null;
  readonly kernels: readonly JsonObject[];
  /** Writes a changed `root`. */
  readonly write: (root: JsonObject) => string;
}

const STATUSES: Readonly<Record<string, readonly unknown[]>> = {
  phase1_status: ['existing', 'new'],
  fi_status: ['fi_supported', 'fi_missing'],
  fi_trace_template: [true, false],
  sgl_status: ['sgl_integrated', 'sgl_missing', 'n/a'],
};

type Report = (
  rule: string,
  message: string,
  path: readonly (string | number)[],
  severity?: Diagnostic['severity'],
) => void;

/**
 * Reads a run manifest. What makes it unfit to be merged is an error and gives null: `manifest-unreadable`,
 * `manifest-invalid`, `manifest-duplicate`. Entries that look strange are warnings and are kept:
 * `manifest-unknown-definition`, `manifest-unknown-status`.
 */
export function readManifest(text: string, file: string): Outcome<Manifest | null> {
  const json = readJson(text);
  const { parsed } = json;
  if (!parsed.ok) {
    const { line, column } = parsed;
    const message = `This is not JSON: ${parsed.message}.`;
    return {
      value: null,
      diagnostics: [{ file, line, column, rule: 'manifest-unreadable', severity: 'error', message }],
    };
  }
  const diagnostics: Diagnostic[] = [];
  const report: Report = (rule, message, path, severity = 'error') => {
    diagnostics.push({ file, ...positionOfPath(text, path), rule, severity, message });
  };
  const parts = readParts(parsed.value, report);
  const failed = parts === null || diagnostics.some(({ severity }) => severity === 'error');
  return {
    value: failed ? null : { file, text, ...parts, write: (value) => json.write(value) },
    diagnostics,
  };
}

function readParts(
  root: unknown,
  report: Report,
): Pick<Manifest, 'root' | 'modelSlug' | 'hfRepoId' | 'kernels'> | null {
  if (!isObject(root)) {
    report('manifest-invalid', 'A run manifest is a JSON object.', []);
    return null;
  }
  const { model_slug: modelSlug, hf_repo_id: hfRepoId = null, kernels } = root;
  if (typeof modelSlug !== 'string') {
    report('manifest-invalid', 'model_slug must be a string: it says whose manifest this is.', [
      'model_slug',
    ]);
  }
  if (typeof hfRepoId !== 'string' && hfRepoId !== null) {
    report('manifest-invalid', 'hf_repo_id must be a string or null.', ['hf_repo_id']);
  }
  if (!Array.isArray(kernels)) {
    report('manifest-invalid', 'kernels must be an array.', ['kernels']);
    return null;
  }
  // What is no string was reported.
  const [slug, id] = [modelSlug, hfRepoId].map((value) => (typeof value === 'string' ? value : ''));
  return {
    root,
    modelSlug: slug ?? '',
    hfRepoId: id === '' ? null : (id ?? null),
    kernels: readKernels(kernels, report),
  };
}

function readKernels(kernels: readonly unknown[], report: Report): readonly JsonObject[] {
  const first = new Map<string, number>();
  return kernels.flatMap((entry, index): readonly JsonObject[] => {
    const name = isObject(entry) ? entry.definition_name : undefined;
    if (!isObject(entry) || typeof name !== 'string') {
      report('manifest-invalid', 'Every entry of kernels must be an object with a definition_name.', [
        'kernels',
        index,
      ]);
      return [];
    }
    const earlier = first.get(name);
    if (earlier !== undefined) {
      const message = `${JSON.stringify(name)} is entry ${earlier + 1} already; names are unique.`;
      report('manifest-duplicate', message, ['kernels', index, 'definition_name']);
    }
    first.set(name, earlier ?? index);
    checkEntry(entry, name, index, report);
    return [entry];
  });
}

function checkEntry(entry: JsonObject, name: string, index: number, report: Report): void {
  if (parseDefinitionName(name) === null) {
    const message = `${JSON.stringify(name)} is the name of no known kind of definition; the entry is kept.`;
    report('manifest-unknown-definition', message, ['kernels', index, 'definition_name'], 'warning');
  }
  for (const [field, allowed] of Object.entries(STATUSES)) {
    const value = entry[field];
    if (value === undefined || allowed.includes(value)) continue;
    const message = `${field} is ${JSON.stringify(value)}, none of ${allowed.map((each) => JSON.stringify(each)).join(', ')}.`;
    report('manifest-unknown-status', message, ['kernels', index, field], 'warning');
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
