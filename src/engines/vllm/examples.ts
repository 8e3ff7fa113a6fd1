/**
 * `tests/models/registry.py`: for every architecture a checkpoint and what is needed to load it. The tests call
 * the class that holds them by field names, so that the calls are read as they are written.
 */
import type { PythonSources } from '../../python/sources.js';
import type { Argument, Expr } from '../../python/syntax.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import type { RegistryRead } from '../registrations.js';
import { readTable, type TableRow } from '../tables.js';
import { inDirectory, type EngineExample, type Located, type Undecidable } from '../types.js';

interface ExamplesRead extends RegistryRead {
  /** Architectures that vLLM registers. */
  readonly examples: readonly EngineExample[];
  /** Architectures that it serves by conversion only. */
  readonly converted: readonly EngineExample[];
}

const NOTHING: ExamplesRead = {
  ...{ examples: [], converted: [] },
  ...{ registrations: [], undecidable: [], diagnostics: [] },
};

export function examplesFile({ directory }: Located): string {
  const parent = directory.includes('/') ? directory.slice(0, directory.lastIndexOf('/')) : '';
  return inDirectory(parent, 'tests/models/registry.py');
}

export function readExamples(sources: PythonSources, at: Located): ExamplesRead {
  const file = examplesFile(at);
  if (at.directory === '' || !sources.tree.has(file)) return NOTHING;
  return sources.answer('vllm: examples', () => examplesIn(sources, file));
}

function examplesIn(sources: PythonSources, file: string): ExamplesRead {
  const entries = entriesByPlace(sources, file);
  const undecidable: Undecidable[] = [];
  const read = (holder: string): readonly EngineExample[] => {
    const table = tableOf(sources, file, holder);
    if (table === null) return [];
    const { rows, undecidable: open } = readTable(sources, file, table);
    undecidable.push(...open);
    return rows.flatMap((row) => {
      const example = readRow(row, entries.get(`${row.line}:${row.column}`));
      if (example !== null) return [example];
      const { line, key } = row;
      undecidable.push({ file, line, reason: `the example of ${key} is not written as a call with a name` });
      return [];
    });
  };
  const examples = read('HF_EXAMPLE_MODELS');
  return { ...NOTHING, examples, converted: read('AUTO_EXAMPLE_MODELS'), undecidable };
}

/** `X` of `HOLDER = HfExampleModels(X)`. */
function tableOf(sources: PythonSources, file: string, holder: string): string | null {
  for (const stmt of sources.facts(file)?.body ?? []) {
    if (stmt.kind !== 'assign' || stmt.value.kind !== 'call') continue;
    const binds = stmt.targets.some((target) => target.kind === 'name' && target.id === holder);
    const [argument] = stmt.value.args;
    if (binds && argument?.value.kind === 'name') return argument.value.id;
  }
  return null;
}

/** Values of dictionary entries by the place of their key. */
function entriesByPlace(sources: PythonSources, file: string): ReadonlyMap<string, Expr> {
  const found = new Map<string, Expr>();
  for (const stmt of statements(sources.facts(file)?.body ?? [], false)) {
    for (const expr of expressionsOf(stmt).flatMap((root) => [...expressions(root)])) {
      if (expr.kind !== 'dict') continue;
      for (const { key, value } of expr.entries)
        if (key !== null) found.set(`${key.line}:${key.column}`, value);
    }
  }
  return found;
}

function readRow({ key, file, line, column }: TableRow, value: Expr | undefined): EngineExample | null {
  if (value?.kind !== 'call') return null;
  const [first, second] = value.args.filter(({ form }) => form === 'positional');
  const named = new Map(value.args.map((argument) => [argument.name, argument] as const));
  const id = stringIn(first ?? named.get('default'));
  if (id === null) return null;
  const extras = (second ?? named.get('extras'))?.value;
  const isTrue = (name: string, missing: boolean): boolean => {
    const given = named.get(name)?.value;
    return given?.kind === 'constant' ? given.value === 'True' : missing;
  };
  return {
    architecture: key,
    id,
    extras: extras?.kind === 'dict' ? extras.entries.flatMap((entry) => strings(entry.value)) : [],
    isAvailableOnline: isTrue('is_available_online', true),
    trustRemoteCode: isTrue('trust_remote_code', false),
    minTransformersVersion: stringIn(named.get('min_transformers_version')),
    maxTransformersVersion: stringIn(named.get('max_transformers_version')),
    versionReasons: textsByKey(named.get('transformers_version_reason')?.value),
    revision: stringIn(named.get('revision')),
    speculativeModel: stringIn(named.get('speculative_model')),
    ...{ file, line, column },
  };
}

function textsByKey(expr: Expr | undefined): Readonly<Record<string, string>> {
  if (expr === undefined) return {};
  // Older releases give one reason for all tests.
  const [one] = strings(expr);
  if (one !== undefined) return { all: one };
  if (expr.kind !== 'dict') return {};
  return Object.fromEntries(
    expr.entries.flatMap(({ key, value }) => {
      const [name] = key === null ? [] : strings(key);
      const [reason] = strings(value);
      return name === undefined || reason === undefined ? [] : [[name, reason] as const];
    }),
  );
}

function stringIn(argument: Argument | undefined): string | null {
  return argument === undefined ? null : (strings(argument.value)[0] ?? null);
}

function strings(expr: Expr): readonly string[] {
  return expr.kind === 'string' && expr.value !== null ? [expr.value] : [];
}
