/** The PyTorch backend: `@register_auto_model("Arch")`, stacked where one class serves several architectures. */
import type { Diagnostic, Evidence } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr } from '../../python/syntax.js';
import { expressions } from '../../python/walk.js';
import { decoratorCalls, mayDecorate, names, positionalTexts, type DecoratorCall } from '../decorators.js';
import { pythonFiles, registration, type RegistryRead } from '../registrations.js';
import { registryMissing } from '../tables.js';
import { inDirectory, type CategoryEvidence, type Registration, type Undecidable } from '../types.js';

const BACKEND = '_torch';
export const MODELS = `${BACKEND}/models`;
/** The drafts of speculative decoding stand in a module of their own. */
const DRAFTS = 'modeling_speculative';
const DECORATOR = 'register_auto_model';

export interface DecoratorsRead extends RegistryRead {
  readonly categories: ReadonlyMap<string, CategoryEvidence>;
}

export function readDecorators(sources: PythonSources, directory: string): DecoratorsRead {
  const folder = inDirectory(directory, MODELS);
  const categories = new Map<string, CategoryEvidence>();
  const undecidable: Undecidable[] = [];
  const found = new Map<string, Registration>();
  const diagnostics: Diagnostic[] = [];
  // Releases before 0.17 have no such backend.
  if (sources.tree.has(inDirectory(directory, BACKEND)) && !sources.tree.has(folder)) {
    const message = `${folder} is not there: the models of the PyTorch backend cannot be read`;
    diagnostics.push(registryMissing(folder, 1, message));
  }
  for (const each of modelingFiles(sources, directory).flatMap((file) =>
    decoratorCalls(sources, file, DECORATOR),
  )) {
    const given = positionalTexts(sources, each.file, each.call);
    undecidable.push(...given.undecidable);
    for (const { text: key } of given.texts) {
      const own = registrationOf(key, each);
      const earlier = found.get(key);
      // A built-in registration only fills an empty slot.
      if (earlier === undefined) found.set(key, own);
      else diagnostics.push(ignored(own, earlier));
      const processor = inputProcessor(each);
      if (processor !== null) categories.set(key, { multimodal: processor });
    }
  }
  return { registrations: [...found.values()], undecidable, diagnostics, categories };
}

function modelingFiles({ tree }: PythonSources, directory: string): readonly string[] {
  const files = pythonFiles(tree, inDirectory(directory, MODELS));
  return files.filter((path) => moduleOf(path).startsWith('modeling_'));
}

/** Files that may have the decorator. */
export function decoratedFiles(sources: PythonSources, directory: string): readonly string[] {
  return modelingFiles(sources, directory).filter((file) => mayDecorate(sources, file, [DECORATOR]));
}

export function moduleOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.py'.length);
}

function registrationOf(key: string, { file, call, statement }: DecoratorCall): Registration {
  return registration({
    key,
    className: statement.name,
    registry: 'pytorch',
    kind: moduleOf(file) === DRAFTS ? 'draft' : 'model',
    capabilities: modalities(statement.decorators.find(isInputProcessor)),
    file,
    line: call.line,
    classFile: file,
    classLine: statement.line,
  });
}

function isInputProcessor(expr: Expr): boolean {
  return expr.kind === 'call' && names(expr.func, 'register_input_processor');
}

/** What a prompt may hold beside text: the keys of `placeholder_map`. Nothing is said where it is not written out. */
function modalities(processor: Expr | undefined): Readonly<Record<string, boolean>> {
  if (processor === undefined) return {};
  for (const call of expressions(processor)) {
    if (call.kind !== 'call') continue;
    const map = call.args.find(({ name }) => name === 'placeholder_map')?.value;
    if (map?.kind !== 'dict') continue;
    const keys = map.entries.map(({ key }) => (key?.kind === 'string' ? key.value : null));
    if (keys.includes(null)) return {};
    return Object.fromEntries(['image', 'video', 'audio'].map((name) => [name, keys.includes(name)]));
  }
  return {};
}

/** A class that takes more than text says how its input is processed. */
function inputProcessor({ file, statement }: DecoratorCall): Evidence | null {
  const found = statement.decorators.find(isInputProcessor);
  if (found === undefined) return null;
  return { file, line: found.line, column: found.column, rule: 'tensorrt-llm-input-processor' };
}

function ignored({ key, file, line }: Registration, earlier: Registration): Diagnostic {
  const message = `${key} is already registered by ${earlier.file}:${earlier.line}: of the two, the module that is imported first stays`;
  return { rule: 'registry-duplicate', severity: 'warning', message, file, line, column: 1 };
}
