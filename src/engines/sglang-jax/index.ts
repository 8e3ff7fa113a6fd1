import type { Diagnostic, Evidence } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import { environmentUnset } from '../assumptions.js';
import { engineScan, pythonFiles, registration, type RegistryRead } from '../registrations.js';
import type { EntryClass } from '../sglang/entry-class.js';
import { readDrafts } from '../sglang/drafts.js';
import { predicateFiles, readCategories, readWrappers } from '../sglang/predicates.js';
import { moduleFiles, readModules } from '../sglang/srt.js';
import { registryMissing } from '../tables.js';
import {
  inDirectory,
  locatePackage,
  type EngineAdapter,
  type FallbackGate,
  type Registration,
  type RegistrationKind,
} from '../types.js';

const MODELS = 'srt/models';
const COMPONENTS = 'srt/multimodal/models';
const REGISTRY = 'srt/models/registry.py';
const LOADER = 'srt/model_loader';

// https://github.com/sgl-project/sglang-jax/blob/main/docs/architecture/05-models.md

/** sglang-jax: the registry of SGLang's runtime, with its own models and without the fallback to transformers. */
export const sglangJax: EngineAdapter = {
  id: 'sglang-jax',
  title: 'SGLang-JAX',
  packageName: 'sgl_jax',
  goesOnWithoutModule: true,
  registries: [
    { name: 'srt', keyKind: 'architecture', source: '`EntryClass` of the modules in `srt/models`' },
    {
      name: 'multimodal',
      keyKind: 'architecture',
      source: '`EntryClass` of the components in `srt/multimodal/models`',
    },
  ],
  assumedCall: environmentUnset,

  // SGLang's package has `srt/models` too, so the package itself is told by a file that only this one has.
  locate: (tree) =>
    locatePackage(tree, ['python/sgl_jax', 'sgl_jax'], 'srt') ??
    locatePackage(tree, [''], 'srt/model_loader/arch.py'),

  files: (tree, { directory }) =>
    [
      ...moduleFiles(tree, inDirectory(directory, MODELS)),
      ...tree.list(inDirectory(directory, COMPONENTS)).filter((path) => path.endsWith('.py')),
      ...predicateFiles(directory),
      ...pythonFiles(tree, inDirectory(directory, LOADER)),
    ].filter((path) => tree.has(path)),

  scan(sources, { directory }) {
    const models = readModels(sources, directory);
    const components = readComponents(sources, directory);
    const names = models.registrations.map(({ key }) => key);
    const { categories, undecidable } = readCategories(sources, directory, names);
    const fallback = readFallback(sources, directory, models.registrations);
    const predicates = { registrations: [], undecidable, diagnostics: fallback.diagnostics };
    return engineScan('sglang-jax', sources, [models, components, predicates], {
      loaderRegistries: ['srt'],
      categories,
      draftBases: readDrafts(sources, directory),
      fallbackGate: fallback.gate,
    });
  },
};

type KindOf = (name: string) => RegistrationKind;

/** Every module directly in `srt/models`, in the order in which the registry imports them; names are unique. */
function readModels(sources: PythonSources, directory: string): RegistryRead {
  const folder = inDirectory(directory, MODELS);
  const drafts = readDrafts(sources, directory);
  const files = moduleFiles(sources.tree, folder);
  const kindsOf = (names: readonly string[]): KindOf => {
    const wrappers = readWrappers(sources, directory, names);
    return (name) => (wrappers.has(name) ? 'wrapper' : drafts.has(name) ? 'draft' : 'model');
  };
  const read = readEntries(sources, files, 'srt', kindsOf, 'error');
  if (sources.tree.has(folder)) return read;
  const message = `${folder} is not there: the models were moved, and no registration can be read`;
  return { ...read, diagnostics: [registryMissing(folder, 1, message)] };
}

/** Parts of multimodal pipelines; they are named by stage configurations, and not by a registry. */
function readComponents(sources: PythonSources, directory: string): RegistryRead {
  const files = sources.tree.list(inDirectory(directory, COMPONENTS)).filter((path) => path.endsWith('.py'));
  const withEntry = files.filter((path) => sources.raw(path).text.includes('EntryClass'));
  const read = readEntries(sources, withEntry, 'multimodal', () => () => 'component', 'warning');
  // The loader looks nothing up among them.
  return { ...read, undecidable: read.undecidable.filter((each) => each.mayHideMore === undefined) };
}

function readEntries(
  sources: PythonSources,
  files: readonly string[],
  registry: string,
  kindsOf: (names: readonly string[]) => KindOf,
  severity: Diagnostic['severity'],
): RegistryRead {
  const modules = readModules(sources, files);
  const entries = modules.flatMap(({ entry }) => entry ?? []);
  const kindOf = kindsOf(entries.flatMap((each) => each.entries.map(({ name }) => name)));
  const found = new Map<string, Registration>();
  const diagnostics: Diagnostic[] = [];
  for (const entry of entries) {
    for (const { message, file, line, column } of entry.problems) {
      diagnostics.push({ rule: 'sglang-jax-entry-class', severity, message, file, line, column });
    }
    for (const each of registrationsOf(entry, registry, kindOf)) {
      const earlier = found.get(each.key);
      if (earlier === undefined) found.set(each.key, each);
      else diagnostics.push(duplicate(each, earlier, severity));
    }
  }
  const undecidable = modules.flatMap(({ undecided }) => undecided);
  return { registrations: [...found.values()], undecidable, diagnostics };
}

function registrationsOf(
  { entries, place: { file, line } }: EntryClass,
  registry: string,
  kindOf: KindOf,
): readonly Registration[] {
  return entries.map(({ name, certain, classPlace }) =>
    registration({
      key: name,
      className: name,
      registry,
      kind: kindOf(name),
      status: certain ? 'active' : 'conditional',
      file,
      line,
      classFile: classPlace?.file ?? null,
      classLine: classPlace?.line ?? null,
    }),
  );
}

function duplicate(
  { key, file, line }: Registration,
  earlier: Registration,
  severity: Diagnostic['severity'],
): Diagnostic {
  const message = `${key} is already registered by ${earlier.file}:${earlier.line}`;
  return { rule: 'sglang-jax-duplicate-architecture', severity, message, file, line, column: 1 };
}

interface Fallback {
  readonly gate: FallbackGate | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The registry puts a wrapper at the end of what it tries, as SGLang's does; there is a fallback only when some
 * module registers that wrapper.
 */
function readFallback(
  sources: PythonSources,
  directory: string,
  registrations: readonly Registration[],
): Fallback {
  const file = inDirectory(directory, REGISTRY);
  const appended = sources.answer('sglang-jax: appended', () => appendedName(sources, file));
  if (appended === null) return { gate: null, diagnostics: [] };
  const { name, line, column } = appended;
  if (registrations.some(({ key }) => key === name)) {
    const gate = sources.answer('sglang-jax: fallback gate', () => findGate(sources, directory));
    return { gate, diagnostics: [] };
  }
  const message = `the registry falls back to ${name}, but no module of ${inDirectory(directory, MODELS)} registers it: an unregistered architecture is refused`;
  return {
    gate: null,
    diagnostics: [{ rule: 'registry-dead-entry', severity: 'info', message, file, line, column }],
  };
}

interface Appended {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** The string of `….append("X")` in the registry. */
function appendedName(sources: PythonSources, file: string): Appended | null {
  const facts = sources.tree.has(file) ? sources.project.bodies(file) : null;
  for (const stmt of statements(facts?.body ?? [])) {
    if (stmt.kind !== 'expression' || stmt.value.kind !== 'call') continue;
    const { func, args } = stmt.value;
    const [first] = args;
    if (func.kind !== 'attribute' || func.attr !== 'append' || first?.value.kind !== 'string') continue;
    const { value: name, line, column } = first.value;
    if (name !== null) return { name, line, column };
  }
  return null;
}

/** Where the loader asks whether the class of transformers can be used. */
function findGate(sources: PythonSources, directory: string): FallbackGate | null {
  for (const file of pythonFiles(sources.tree, inDirectory(directory, LOADER))) {
    if (!sources.raw(file).text.includes('is_backend_compatible')) continue;
    for (const stmt of statements(sources.project.bodies(file)?.body ?? [])) {
      const found = expressionsOf(stmt)
        .flatMap((root) => [...expressions(root)])
        .find((expr) => expr.kind === 'attribute' && expr.attr === 'is_backend_compatible');
      if (found === undefined) continue;
      const { line, column } = found;
      const evidence: Evidence = { file, line, column, rule: 'sglang-jax-fallback-gate' };
      return { test: 'backend-compatible', evidence };
    }
  }
  return null;
}
