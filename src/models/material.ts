/** Collects what the transformers sources say about example checkpoints, by model folder. */
import type { Located } from '../engines/types.js';
import { inDirectory } from '../engines/types.js';
import { exampleFiles, fileName, modelFolder, modelingFiles } from '../engines/transformers/files.js';
import type { CheckpointMention, ModuleFacts } from '../python/facts.js';
import type { PythonSources } from '../python/sources.js';
import type { Expr, Span } from '../python/syntax.js';
import { moduleClasses } from '../python/walk.js';
import { checkpointContexts, type ModelFolder } from './checkpoint-context.js';
import { docPagesByType, mentionsInDocPage } from './doc-page.js';
import type { ExampleSources, Mention } from './example.js';

/** Everything of {@link ExampleSources} that does not depend on the user. */
export type ExampleMaterial = Omit<ExampleSources, 'user'>;

const NOTHING: ExampleMaterial = {
  mentions: [],
  checkpointForDoc: [],
  autoDocstring: [],
  configLinks: [],
  docPage: [],
};

/** Example material for a model folder such as `llama`; empty for a folder that is not there. */
export type ExampleIndex = (folder: string) => ExampleMaterial;

/** What one folder says, before its ids are judged. */
interface Folder {
  readonly name: string;
  readonly material: ExampleMaterial;
  readonly model: ModelFolder;
}

/** Every folder is read at the first question: whether an id is a placeholder depends on the other folders. */
export function indexExamples(sources: PythonSources, at: Located): ExampleIndex {
  return exampleIndex(() => readExamples(sources, at));
}

/** @param read is called at the first question */
export function exampleIndex(read: () => ReadonlyMap<string, ExampleMaterial>): ExampleIndex {
  let index: ReadonlyMap<string, ExampleMaterial> | undefined;
  return (folder) => {
    index ??= read();
    return index.get(folder) ?? NOTHING;
  };
}

/** The material of every model folder, as plain data. */
export function readExamples(sources: PythonSources, at: Located): ReadonlyMap<string, ExampleMaterial> {
  const files = new Map<string, string[]>();
  for (const path of [...modelingFiles(sources.tree, at), ...exampleFiles(sources.tree, at)]) {
    const folder = modelFolder(path, at);
    const paths = files.get(folder) ?? [];
    paths.push(path);
    files.set(folder, paths);
  }
  const pageOf = docPagesByType(docPages(sources, at));
  const folders = [...files].map(([name, paths]) => readFolder(sources, name, paths, pageOf));
  const contexts = checkpointContexts(folders.map(({ model }) => model));
  return new Map(
    folders.map(({ name, material, model }) => [
      name,
      { ...material, context: contexts.get(model.modelType) },
    ]),
  );
}

function readFolder(
  sources: PythonSources,
  name: string,
  paths: readonly string[],
  pageOf: (modelType: string) => string | undefined,
): Folder {
  const facts = paths.map((path) => sources.facts(path)).filter((each) => each !== null);
  const inOrder = ['modeling_', 'configuration_', 'modular_'].flatMap((prefix) =>
    facts.filter(({ path }) => fileName(path).startsWith(prefix)),
  );
  const configurations = facts.filter(({ path }) => fileName(path).startsWith('configuration_'));
  const modular = facts.find(({ path }) => fileName(path).startsWith('modular_'));
  const modelType = name.slice(name.lastIndexOf('/') + 1);
  const page = pageOf(modelType);
  const docPage = page === undefined ? [] : mentionsInDocPage(textOf(sources, page), page);
  const mentions = inOrder.flatMap((each) =>
    each.mentions
      .filter(({ via }) => via !== 'link')
      .map((mention) => toMention(each, mention, 'transformers-from-pretrained')),
  );
  const checkpointForDoc = inOrder.flatMap(checkpointsForDoc);
  const autoDocstring = inOrder.flatMap(autoDocstrings);
  const configLinks = configurations.flatMap(classLinks);
  return {
    name,
    material: { mentions, checkpointForDoc, autoDocstring, configLinks, docPage },
    model: {
      modelType,
      modularImports: modular === undefined ? [] : importedTypes(modular),
      modularClasses: new Set(
        modular === undefined ? [] : moduleClasses(modular.body).map((each) => each.name),
      ),
      imports: new Set(facts.flatMap(importedTypes)),
      configLinks,
      mentions: [...mentions, ...checkpointForDoc, ...autoDocstring, ...docPage],
    },
  };
}

function textOf(sources: PythonSources, path: string): string {
  const result = sources.tree.read(path);
  if (!result.ok) return '';
  const { buffer, byteOffset, byteLength } = result.bytes;
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

/** Pages of the documentation, when the tree is a checkout that has them. */
function docPages(sources: PythonSources, { directory }: Located): readonly string[] {
  const root = directory.endsWith('src/transformers') ? directory.slice(0, -'src/transformers'.length) : '';
  const folder = inDirectory(root.replace(/\/$/, ''), 'docs/source/en/model_doc');
  return sources.tree.list(folder, 1);
}

function toMention(facts: ModuleFacts, mention: CheckpointMention, rule: string): Mention {
  const { id, receiver, scope, line, column } = mention;
  return { id, receiver, scope, evidence: { file: facts.path, line, column, rule } };
}

/** Links in the docstrings of configuration classes. */
function classLinks(facts: ModuleFacts): readonly Mention[] {
  if (!facts.mentions.some(({ via }) => via === 'link')) return [];
  const docstrings = new Map(
    moduleClasses(facts.body).flatMap(({ name, docstring }) =>
      docstring === null ? [] : [[name, docstring] as const],
    ),
  );
  return facts.mentions
    .filter((mention) => {
      const docstring = docstrings.get(mention.scope);
      return (
        mention.via === 'link' &&
        docstring !== undefined &&
        mention.start >= docstring.start &&
        mention.end <= docstring.end
      );
    })
    .map((mention) => toMention(facts, mention, 'transformers-configuration-link'));
}

function constantMention(facts: ModuleFacts, value: Expr, scope: string, rule: string): readonly Mention[] {
  if (value.kind !== 'string' || value.value === null) return [];
  return [{ id: value.value, receiver: null, scope, evidence: evidenceOf(facts, value, rule) }];
}

function evidenceOf(facts: ModuleFacts, { line, column }: Span, rule: string): Mention['evidence'] {
  return { file: facts.path, line, column, rule };
}

function checkpointsForDoc(facts: ModuleFacts): readonly Mention[] {
  return facts.body.flatMap((stmt) => {
    if (stmt.kind !== 'assign') return [];
    const named = stmt.targets.some(
      (target) => target.kind === 'name' && target.id === '_CHECKPOINT_FOR_DOC',
    );
    return named ? constantMention(facts, stmt.value, '', 'transformers-checkpoint-for-doc') : [];
  });
}

/** `@auto_docstring(checkpoint="…")` on classes and on their methods. */
function autoDocstrings(facts: ModuleFacts): readonly Mention[] {
  const found: Mention[] = [];
  for (const type of moduleClasses(facts.body)) {
    for (const value of documented(type.decorators))
      found.push(...constantMention(facts, value, type.name, AUTO_DOCSTRING));
    for (const inner of type.body) {
      if (inner.kind !== 'function') continue;
      for (const value of documented(inner.decorators))
        found.push(...constantMention(facts, value, `${type.name}.${inner.name}`, AUTO_DOCSTRING));
    }
  }
  return found;
}

const AUTO_DOCSTRING = 'transformers-auto-docstring';
/** What `@auto_docstring(checkpoint=…)` is given among the decorators. */
function documented(decorators: readonly Expr[]): readonly Expr[] {
  if (decorators.length === 0) return decorators;
  return decorators.flatMap((decorator) => {
    if (decorator.kind !== 'call' || decorator.func.kind !== 'name' || decorator.func.id !== 'auto_docstring')
      return [];
    return decorator.args.filter(({ name }) => name === 'checkpoint').map(({ value }) => value);
  });
}

/** Model types that a file imports from: `from ..llama.modeling_llama import …`. */
function importedTypes(facts: ModuleFacts): readonly string[] {
  const types = facts.body.flatMap((stmt) =>
    stmt.kind === 'import-from' && stmt.level === 2 && stmt.module !== ''
      ? [stmt.module.split('.')[0] ?? '']
      : [],
  );
  return [...new Set(types)];
}
