/** What SGLang's own configuration code says about an architecture, by evaluating its predicates. */
import type { Evidence } from '../../diagnostics.js';
import { list, text, truth, type FunctionValue, type Project } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { Stmt } from '../../python/syntax.js';
import { assignedArchitectures, modelConfigFile } from './drafts.js';
import { inDirectory, type CategoryEvidence, type FallbackGate, type Undecidable } from '../types.js';
import {
  expressions,
  expressionsOf,
  findFunctionStatement,
  statements,
  stringsIn,
} from '../../python/walk.js';

interface Paths {
  readonly modelConfig: string;
  readonly loaderUtils: string;
  readonly registry: string;
}

function pathsOf(directory: string): Paths {
  return {
    modelConfig: modelConfigFile(directory),
    loaderUtils: inDirectory(directory, 'srt/model_loader/utils.py'),
    registry: inDirectory(directory, 'srt/models/registry.py'),
  };
}

/** Files of SGLang beside the models that these rules read. */
export function predicateFiles(directory: string): readonly string[] {
  const { modelConfig, loaderUtils, registry } = pathsOf(directory);
  return [modelConfig, loaderUtils, registry];
}

export interface CategoriesRead {
  readonly categories: ReadonlyMap<string, CategoryEvidence>;
  /** A predicate that cannot be evaluated, once. */
  readonly undecidable: readonly Undecidable[];
  /** The file with the predicates is there and cannot be read, or has a syntax error where they are. */
  readonly hidden: boolean;
}

/** Category evidence for every architecture that `is_multimodal_model` or `is_generation_model` knows. */
export function readCategories(
  sources: PythonSources,
  directory: string,
  architectures: readonly string[],
): CategoriesRead {
  return sources.answer(['sglang: categories', architectures], () =>
    categoriesOf(sources, directory, architectures),
  );
}

function categoriesOf(
  sources: PythonSources,
  directory: string,
  architectures: readonly string[],
): CategoriesRead {
  const { modelConfig } = pathsOf(directory);
  const facts = sources.tree.has(modelConfig) ? sources.project.bodies(modelConfig) : null;
  const result = new Map<string, CategoryEvidence>();
  const open = new Map<string, Undecidable>();
  if (facts === null) return { categories: result, undecidable: [], hidden: sources.tree.has(modelConfig) };
  const strings = stringsIn(facts.body);
  const names = new Set([
    ...architectures,
    ...strings.flatMap((item) => (item.value === null ? [] : [item.value])),
  ]);
  const isMultimodal = predicate(sources.project, modelConfig, 'is_multimodal_model', open);
  const isGeneration = predicate(sources.project, modelConfig, 'is_generation_model', open);
  const region = regionOf(facts.body, 'is_generation_model');
  const registered = new Set(architectures);
  const statement = findFunctionStatement(facts.body, 'is_generation_model');
  const predicateAt = { file: modelConfig, line: statement?.line ?? 1, column: statement?.column ?? 1 };
  for (const name of names) {
    // Names without a capital letter are options and module names, never architectures.
    if (!/^[A-Za-z]\w*[A-Z]\w*$|^[A-Z]\w+$/.test(name)) continue;
    const at = (rule: string, inside: boolean): Evidence => {
      const found = strings.find(
        (item) => item.value === name && (item.start >= region.start && item.end <= region.end) === inside,
      );
      return { file: modelConfig, line: found?.line ?? 1, column: found?.column ?? 1, rule };
    };
    const multimodal = isMultimodal(name) === true;
    const generates = isGeneration(name);
    const embedding = generates === false;
    const generation = generates === true && registered.has(name);
    if (!multimodal && !embedding && !generation) continue;
    result.set(name, {
      ...(generation ? { generation: { ...predicateAt, rule: 'sglang-generation' } } : {}),
      ...(multimodal ? { multimodal: at('sglang-multimodal-list', false) } : {}),
      ...(embedding ? { embedding: at('sglang-not-generation', true) } : {}),
    });
  }
  const isLost = (name: string): boolean =>
    open.has(name) || sources.project.lookup(modelConfig, name)?.kind !== 'function';
  const hidden = facts.partial && ['is_multimodal_model', 'is_generation_model'].some(isLost);
  return { categories: result, undecidable: [...open.values()], hidden };
}

function regionOf(body: readonly Stmt[], name: string): { readonly start: number; readonly end: number } {
  return findFunctionStatement(body, name) ?? { start: -1, end: -1 };
}

/**
 * A function of SGLang that takes a list of architectures, as a test of one; null where there is no such function,
 * or where it cannot be evaluated, which goes into `open` once.
 */
function predicate(
  project: Project,
  path: string,
  name: string,
  open: Map<string, Undecidable>,
): (architecture: string) => boolean | null {
  const func = project.lookup(path, name);
  if (func?.kind !== 'function') return () => null;
  return (architecture) => {
    const value = project.call(func, [list([text(architecture)])]);
    const holds = truth(value);
    if (holds === null && !open.has(name)) {
      const { file, line } = value.kind === 'undecidable' ? value.place : func.place;
      const reason = value.kind === 'undecidable' ? value.reason : `it gives a ${value.kind}`;
      open.set(name, { file, line, reason: `${name}(["${architecture}"]): ${reason}` });
    }
    return holds;
  };
}

/**
 * Architectures that no checkpoint declares. Wrappers: the loader puts them in place of a checkpoint's own
 * (`architectures = ["X"]`, or the test by prefix in `_model_impl_from_architecture`).
 */
export function readWrappers(
  sources: PythonSources,
  directory: string,
  architectures: readonly string[],
): ReadonlySet<string> {
  return sources.answer(
    ['sglang: wrappers', architectures],
    () => new Set(architectures.filter(wrapperTest(sources, directory))),
  );
}

function wrapperTest(sources: PythonSources, directory: string): (architecture: string) => boolean {
  const { loaderUtils, registry } = pathsOf(directory);
  const substituted = new Set([
    ...assignedArchitectures(sources, loaderUtils),
    ...appendedArchitectures(sources, registry),
  ]);
  const impl = sources.tree.has(loaderUtils)
    ? sources.project.lookup(loaderUtils, '_model_impl_from_architecture')
    : undefined;
  const byPrefix = impl?.kind === 'function' ? prefixTest(sources.project, impl) : () => false;
  return (architecture) => substituted.has(architecture) || byPrefix(architecture);
}

/** Whether the loader gives a name another implementation than the one it gives an ordinary name. */
function prefixTest(project: Project, func: FunctionValue): (architecture: string) => boolean {
  const show = (name: string): string => JSON.stringify(project.call(func, [text(name)]), bigintAsText);
  const ordinary = show('');
  return (architecture) => show(architecture) !== ordinary;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** `normalized_arch.append("TransformersForCausalLM")` in the registry. */
function appendedArchitectures(sources: PythonSources, path: string): readonly string[] {
  const facts = sources.tree.has(path) ? sources.project.bodies(path) : null;
  if (facts === null) return [];
  return [...statements(facts.body)].flatMap((stmt) => {
    if (stmt.kind !== 'expression' || stmt.value.kind !== 'call') return [];
    const { func, args } = stmt.value;
    if (func.kind !== 'attribute' || func.attr !== 'append') return [];
    return args.flatMap(({ value }) =>
      value.kind === 'string' && value.value !== null ? [value.value] : [],
    );
  });
}

/** The loader's test before it falls back to transformers, or null when this SGLang never does. */
export function readFallbackGate(sources: PythonSources, directory: string): FallbackGate | null {
  return sources.answer('sglang: fallback gate', () => fallbackGateOf(sources, directory));
}

function fallbackGateOf(sources: PythonSources, directory: string): FallbackGate | null {
  const { loaderUtils } = pathsOf(directory);
  const facts = sources.tree.has(loaderUtils) ? sources.project.bodies(loaderUtils) : null;
  if (facts === null) return null;
  for (const stmt of statements(facts.body)) {
    for (const root of expressionsOf(stmt)) {
      for (const expr of expressions(root)) {
        if (expr.kind !== 'attribute' || expr.attr !== 'is_backend_compatible') continue;
        const evidence = {
          file: loaderUtils,
          line: expr.line,
          column: expr.column,
          rule: 'sglang-fallback-gate',
        };
        return { test: 'backend-compatible', evidence };
      }
    }
  }
  return null;
}
