/** What vLLM's loader does with an architecture that nothing registers. */
import type { Evidence } from '../../diagnostics.js';
import { asItems, asText } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import type { SourceTree } from '../../source/types.js';
import {
  inDirectory,
  type EngineScan,
  type FallbackGate,
  type Located,
  type SuffixConversion,
} from '../types.js';
import { REGISTRY } from './files.js';
import type { RegistryRead } from '../registrations.js';

const SUFFIXES = '_SUFFIX_TO_DEFAULTS';
/** Other files of the package import it. */
const BINDS = new RegExp(`^${SUFFIXES}\\b`, 'mu');

/** Files beside the models that these rules read: the configuration was one module until 2025. */
export function loaderFiles(tree: SourceTree, { directory }: Located): readonly string[] {
  return ['config/model.py', 'config/__init__.py', 'config.py']
    .map((path) => inDirectory(directory, path))
    .filter((path) => tree.has(path));
}

/** The test in `_try_resolve_transformers`, or null when this vLLM never falls back. */
export function readFallbackGate(sources: PythonSources, { directory }: Located): FallbackGate | null {
  return sources.answer('vllm: fallback gate', () => fallbackGateOf(sources, directory));
}

function fallbackGateOf(sources: PythonSources, directory: string): FallbackGate | null {
  const file = inDirectory(directory, REGISTRY);
  const body = sources.tree.has(file) ? (sources.project.bodies(file)?.body ?? []) : [];
  const found = [...statements(body)]
    .flatMap(expressionsOf)
    .flatMap((root) => [...expressions(root)])
    .find((expr) => expr.kind === 'attribute' && expr.attr === 'is_backend_compatible');
  if (found === undefined) return null;
  const evidence = { file, line: found.line, column: found.column, rule: 'vllm-fallback-gate' };
  return { test: 'backend-compatible', evidence };
}

interface ConversionRead extends RegistryRead {
  readonly conversion: SuffixConversion | undefined;
}

const NOTHING: ConversionRead = {
  conversion: undefined,
  ...{ registrations: [], undecidable: [], diagnostics: [] },
};

/**
 * `_SUFFIX_TO_DEFAULTS`: endings with the runner and the conversion that they stand for, used by `_normalize_arch`.
 * Where no conversion is needed, transformers is asked first.
 */
export function readConversion(sources: PythonSources, at: Located): ConversionRead {
  return sources.answer('vllm: conversion', () => conversionOf(sources, at));
}

function conversionOf(sources: PythonSources, at: Located): ConversionRead {
  const file = loaderFiles(sources.tree, at).find((path) => BINDS.test(sources.raw(path).text));
  const value = file === undefined ? undefined : sources.project.lookup(file, SUFFIXES);
  if (file === undefined || value === undefined) return NOTHING;
  const evidence = bindingOf(sources, file);
  const endings = (asItems(value) ?? []).map((item) => {
    const [ending, defaults] = asItems(item) ?? [];
    const [runner, convert] = asItems(defaults) ?? [];
    return { ending: asText(ending), runner: asText(runner), convert: asText(convert) };
  });
  const known = endings.flatMap(({ ending, runner, convert }) =>
    ending === null || runner === null || convert === null
      ? []
      : [{ ending, runner, afterFallback: convert === 'none' }],
  );
  if (known.length > 0 && known.length === endings.length)
    return { ...NOTHING, conversion: { endings: known, evidence } };
  const reason = `which endings vLLM converts: ${value.kind === 'undecidable' ? value.reason : `${SUFFIXES} is no list of endings`}`;
  return { ...NOTHING, undecidable: [{ file, line: evidence.line, reason }] };
}

function bindingOf(sources: PythonSources, file: string): Evidence {
  const stmt = sources
    .facts(file)
    ?.body.find(
      (each) =>
        (each.kind === 'annotated' && each.target.kind === 'name' && each.target.id === SUFFIXES) ||
        (each.kind === 'assign' &&
          each.targets.some((target) => target.kind === 'name' && target.id === SUFFIXES)),
    );
  return { file, line: stmt?.line ?? 1, column: stmt?.column ?? 1, rule: 'vllm-suffix-conversion' };
}

/** The requirement on transformers in `requirements/common.txt` beside the package. */
export function readPin(tree: SourceTree, { directory }: Located): EngineScan['transformersPin'] {
  if (directory === '') return null;
  const parent = directory.includes('/') ? directory.slice(0, directory.lastIndexOf('/')) : '';
  for (const name of ['requirements/common.txt', 'requirements-common.txt', 'requirements.txt']) {
    const file = inDirectory(parent, name);
    const result = tree.has(file) ? tree.read(file) : null;
    if (result?.ok !== true) continue;
    const lines = Buffer.from(result.bytes).toString('utf8').split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      const requirement = /^transformers(?:\[[^\]]*\])?\s*([=<>!~][^;#]*)/.exec(line)?.[1]?.trim();
      if (requirement !== undefined) return { requirement, file, line: index + 1, column: 1 };
    }
  }
  return null;
}
