/** Collects what the transformers sources say about example checkpoints, by model folder. */
import type { Located } from '../engines/types.js';
import { groupBy } from '../group-by.js';
import { inDirectory } from '../engines/types.js';
import {
  exampleFiles,
  fileName,
  isExampleFile,
  isModelingFile,
  modelFolder,
  modelingFiles,
} from '../engines/transformers/files.js';
import type { CheckpointMention, ModuleFacts } from '../python/facts.js';
import type { PythonSources } from '../python/sources.js';
import type { ClassStmt, Expr, Span } from '../python/syntax.js';
import { moduleClasses } from '../python/walk.js';
import { checkpointContexts, derivedName, type DerivedName, type ModelFolder } from './checkpoint-context.js';
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

/** What the sources say of examples. */
export interface Examples {
  readonly examples: ExampleIndex;
  /** The material of every model folder, as plain data. */
  readonly material: () => ReadonlyMap<string, ExampleMaterial>;
}

/**
 * Every folder is read at the first question: whether an id is a placeholder depends on the other folders.
 *
 * @param known what was read of some files before
 */
export function examplesOf(
  sources: PythonSources,
  at: Located,
  known: ReadonlyMap<string, FileMaterial> = new Map(),
): Examples {
  return examplesFrom(() => readExamples(sources, at, known));
}

/** @param read is called at the first question */
export function examplesFrom(read: Examples['material']): Examples {
  let all: ReadonlyMap<string, ExampleMaterial> | undefined;
  const material = (): ReadonlyMap<string, ExampleMaterial> => (all ??= read());
  return { material, examples: (folder) => material().get(folder) ?? NOTHING };
}

/** Whether a file of a model folder may name examples. */
export function namesExamples(path: string): boolean {
  return isModelingFile(path) || isExampleFile(path);
}

/** What one file says, as plain data. */
export interface FileMaterial {
  readonly path: string;
  readonly mentions: readonly Mention[];
  readonly checkpointForDoc: readonly Mention[];
  readonly autoDocstring: readonly Mention[];
  /** In docstrings of configuration classes. */
  readonly configLinks: readonly Mention[];
  /** Model types that it imports from. */
  readonly imports: readonly string[];
  /** Names of its classes. */
  readonly classes: readonly string[];
  /** What they are called beside their bases. */
  readonly derivedNames: readonly DerivedName[];
}

/**
 * What a file says of examples, see `PythonSources.answer`; null when it cannot be read.
 *
 * @param factsOf not called where it is known from an earlier version
 */
export function answerMaterial(
  sources: PythonSources,
  path: string,
  factsOf: () => ModuleFacts | null,
): FileMaterial | null {
  const make = (): FileMaterial | null => {
    const facts = factsOf();
    return facts === null ? null : fileMaterial(facts);
  };
  return sources.answer(['transformers: examples', path], make, [path]);
}

function fileMaterial(facts: ModuleFacts): FileMaterial {
  const classes = moduleClasses(facts.body);
  const calls = facts.mentions.filter(({ via }) => via !== 'link');
  return {
    path: facts.path,
    mentions: calls.map((mention) => toMention(facts, mention, 'transformers-from-pretrained')),
    checkpointForDoc: checkpointsForDoc(facts),
    autoDocstring: autoDocstrings(facts),
    configLinks: fileName(facts.path).startsWith('configuration_') ? classLinks(facts) : [],
    imports: importedTypes(facts),
    classes: classes.map(({ name }) => name),
    derivedNames: fileName(facts.path).startsWith('modular_') ? classes.flatMap(derivedNames) : [],
  };
}

function derivedNames({ name, args }: ClassStmt): readonly DerivedName[] {
  return args.flatMap(({ value }) => {
    const base = value.kind === 'name' ? derivedName(name, value.id) : null;
    return base === null ? [] : [base];
  });
}

function readExamples(
  sources: PythonSources,
  at: Located,
  known: ReadonlyMap<string, FileMaterial>,
): ReadonlyMap<string, ExampleMaterial> {
  const paths = [...modelingFiles(sources.tree, at), ...exampleFiles(sources.tree, at)];
  const files = groupBy(paths, (path) => modelFolder(path, at));
  const pageOf = docPagesByType(docPages(sources, at));
  const read = (path: string): FileMaterial | null =>
    known.get(path) ?? answerMaterial(sources, path, () => sources.facts(path));
  const folders = [...files].map(([name, paths]) => {
    const modelType = name.slice(name.lastIndexOf('/') + 1);
    const page = pageOf(modelType);
    const docPage = page === undefined ? [] : answerDocPage(sources, page);
    const materials = paths.map(read).filter((each) => each !== null);
    return folderOf(name, modelType, materials, docPage);
  });
  const contexts = checkpointContexts(folders.map(({ model }) => model));
  return new Map(
    folders.map(({ name, material, model }) => [
      name,
      { ...material, context: contexts.get(model.modelType) },
    ]),
  );
}

function answerDocPage(sources: PythonSources, page: string): readonly Mention[] {
  return sources.answer(['transformers: page', page], () => mentionsInDocPage(textOf(sources, page), page));
}

function folderOf(
  name: string,
  modelType: string,
  files: readonly FileMaterial[],
  docPage: readonly Mention[],
): Folder {
  const named = (prefix: string): readonly FileMaterial[] =>
    files.filter(({ path }) => fileName(path).startsWith(prefix));
  const inOrder = ['modeling_', 'configuration_', 'modular_'].flatMap(named);
  const [modular] = named('modular_');
  const mentions = inOrder.flatMap((file) => file.mentions);
  const checkpointForDoc = inOrder.flatMap((file) => file.checkpointForDoc);
  const autoDocstring = inOrder.flatMap((file) => file.autoDocstring);
  const configLinks = files.flatMap((file) => file.configLinks);
  return {
    name,
    material: { mentions, checkpointForDoc, autoDocstring, configLinks, docPage },
    model: {
      modelType,
      modularImports: modular?.imports ?? [],
      modularClasses: new Set(modular?.classes),
      modularNames: modular?.derivedNames ?? [],
      imports: new Set(files.flatMap(({ imports }) => imports)),
      configuration: [...configLinks, ...autoDocstring.filter(isOfConfiguration)],
      mentions: [...mentions, ...checkpointForDoc, ...autoDocstring, ...docPage],
    },
  };
}

function isOfConfiguration({ evidence }: Mention): boolean {
  return fileName(evidence.file).startsWith('configuration_');
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

/** What stands in front of a model type, by the level of the import. */
const ABOVE_MODELS = ['transformers.models.', undefined, '', 'models.'];

/**
 * Model types that a file imports from: `from ..llama.modeling_llama import …`, also written as
 * `...models.llama.modeling_llama` and `transformers.models.llama.modeling_llama`.
 */
function importedTypes(facts: ModuleFacts): readonly string[] {
  const types = facts.body.flatMap((stmt) => {
    if (stmt.kind !== 'import-from') return [];
    const above = ABOVE_MODELS[stmt.level];
    if (above === undefined || !stmt.module.startsWith(above)) return [];
    const [type = ''] = stmt.module.slice(above.length).split('.');
    return type === '' ? [] : [type];
  });
  return [...new Set(types)];
}
