/** What lmdeploy takes for vision-language models: registered processors, and the list in `check_vl_llm`. */
import type { Evidence } from '../../diagnostics.js';
import { list, text, truth, type Value } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import type { AssignStmt } from '../../python/syntax.js';
import { findFunctionStatement, stringsIn } from '../../python/walk.js';
import { attributeTexts, decoratorCalls, type DecoratorCall, type Texts } from '../decorators.js';
import { pythonFiles, registration, type RegistryRead } from '../registrations.js';
import { reasonOf } from '../tables.js';
import { inDirectory, type CategoryEvidence, type Undecidable } from '../types.js';

const PROCESSORS = 'vl/model';
const ARCHS = 'archs.py';

export function visionFiles(
  list: (directory: string) => readonly string[],
  directory: string,
): readonly string[] {
  return [inDirectory(directory, ARCHS), ...list(inDirectory(directory, PROCESSORS))];
}

/**
 * Processors: the class attribute `_arch` names the architectures of a class that is in `VISION_MODELS`, unless the
 * class inherits it and brings a test of its own.
 */
export function readVision(sources: PythonSources, directory: string): RegistryRead {
  const reads = pythonFiles(sources.tree, inDirectory(directory, PROCESSORS)).map((file) =>
    sources.answer(['lmdeploy: processors', file], () => processorsIn(sources, file)),
  );
  return {
    registrations: reads.flatMap((read) => read.registrations),
    undecidable: reads.flatMap((read) => read.undecidable),
    diagnostics: [],
  };
}

function processorsIn(sources: PythonSources, file: string): RegistryRead {
  const reads = decoratorCalls(sources, file, 'VISION_MODELS.register_module').map((each) => ({
    each,
    ...(matchesByCode(each) ? byCode(each) : attributeTexts(sources, each, '_arch')),
  }));
  const registrations = reads.flatMap(({ each, texts }) =>
    texts.map(({ text, file, line }) =>
      registration({
        key: text,
        className: each.statement.name,
        registry: 'vision',
        kind: 'component',
        file,
        line,
        classFile: file,
        classLine: each.statement.line,
      }),
    ),
  );
  const undecidable = reads.flatMap((read) => read.undecidable);
  return { registrations, undecidable, diagnostics: [] };
}

function matchesByCode({ statement: { body } }: DecoratorCall): boolean {
  const overrides = body.some((stmt) => stmt.kind === 'function' && stmt.name === 'match');
  return overrides && !body.some((stmt) => stmt.kind === 'assign' && binds(stmt, '_arch'));
}

function binds({ targets }: AssignStmt, name: string): boolean {
  return targets.some((target) => target.kind === 'name' && target.id === name);
}

function byCode({ file, statement: { line, name } }: DecoratorCall): Texts {
  const reason = `what ${name} processes is decided by the code of its match()`;
  return { texts: [], undecidable: [{ file, line, reason }] };
}

/** Architectures that `check_vl_llm` accepts whatever else the configuration says. */
export function readCategories(sources: PythonSources, directory: string): CategoriesRead {
  return sources.answer('lmdeploy: categories', () => categoriesOf(sources, directory));
}

function categoriesOf(sources: PythonSources, directory: string): CategoriesRead {
  const file = inDirectory(directory, ARCHS);
  const facts = sources.tree.has(file) ? sources.project.bodies(file) : null;
  const statement = findFunctionStatement(facts?.body ?? [], 'check_vl_llm');
  const test = statement === undefined ? undefined : sources.project.lookup(file, 'check_vl_llm');
  const categories = new Map<string, CategoryEvidence>();
  const open = new Map<string, Undecidable>();
  if (test?.kind !== 'function') return { categories, undecidable: [] };
  // Until March 2026 it knew the configuration alone.
  const asksBackend = statement?.params.some(({ name }) => name === 'backend') ?? false;
  for (const { value: name, line, column } of stringsIn(statement?.body ?? [])) {
    // Only names in capitals can be architectures; the others are keys of the configuration.
    if (name === null || !/^[A-Z]\w+$/.test(name) || categories.has(name)) continue;
    const config: Value = { kind: 'dict', entries: [[text('architectures'), list([text(name)])]] };
    const answer = sources.project.call(test, asksBackend ? [text('pytorch'), config] : [config]);
    const holds = truth(answer);
    const multimodal: Evidence = { file, line, column, rule: 'lmdeploy-vision-list' };
    if (holds === true) categories.set(name, { multimodal });
    if (holds === null) {
      const at = answer.kind === 'undecidable' ? answer.place : test.place;
      open.set('check_vl_llm', { file: at.file, line: at.line, reason: `check_vl_llm: ${reasonOf(answer)}` });
    }
  }
  return { categories, undecidable: [...open.values()] };
}

interface CategoriesRead {
  readonly categories: ReadonlyMap<string, CategoryEvidence>;
  readonly undecidable: readonly Undecidable[];
}
