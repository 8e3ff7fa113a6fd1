/**
 * The files of a new engine: its folder, fixture and test, and its lines in the two lists of engines. Files that
 * are there stay as they are, and a list that names the engine is not changed: to run it twice changes nothing.
 */
import ts from 'typescript';

export interface NewEngine {
  readonly id: string;
  readonly title: string;
  /** Name of its Python package. */
  readonly packageName: string;
}

export interface ScaffoldedFile {
  readonly path: string;
  readonly text: string;
}

const REGISTRY = 'src/engines/registry.ts';
const RULES = 'src/engines/rules.ts';

/**
 * @param read the text of a file of the project, null when there is none
 * @returns the files that have to be written
 */
export function scaffoldEngine(
  engine: NewEngine,
  read: (path: string) => string | null,
): readonly ScaffoldedFile[] {
  check(engine);
  const created = newFiles(engine).filter(({ path }) => read(path) === null);
  const edited = [
    { path: REGISTRY, edit: addToRegistry },
    { path: RULES, edit: addToRules },
  ].flatMap(({ path, edit }) => {
    const before = read(path);
    if (before === null) throw new Error(`${path} is not there`);
    const text = edit(before, engine);
    return text === before ? [] : [{ path, text }];
  });
  return [...created, ...edited];
}

function check({ id, title, packageName }: NewEngine): void {
  if (!/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/.test(id))
    throw new Error(`'${id}' is no id: write it like vllm, mlx-lm or llama.cpp`);
  if (title.trim() === '') throw new Error('the title is empty');
  if (!/^[A-Za-z_]\w*$/.test(packageName)) throw new Error(`'${packageName}' is no name of a Python package`);
}

function folderOf(id: string): string {
  return id.replaceAll('.', '');
}

function constantOf(id: string): string {
  return id.replace(/[.-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

// ------------------------------------------------------------------------ lists

function addToRegistry(text: string, { id, title }: NewEngine): string {
  const list = arrayIn(text, 'ENGINES');
  const has = list.elements.some(
    (element) =>
      ts.isObjectLiteralExpression(element) &&
      element.properties.some(
        (property) =>
          ts.isPropertyAssignment(property) &&
          property.name.getText() === 'id' &&
          ts.isStringLiteral(property.initializer) &&
          property.initializer.text === id,
      ),
  );
  if (has) return text;
  const entry = [
    '  {',
    `    id: ${literal(id)},`,
    `    title: ${literal(title)},`,
    `    load: async () => (await import('./${folderOf(id)}/index.js')).${constantOf(id)},`,
    '  },',
    '',
  ].join('\n');
  const end = list.getEnd() - 1;
  return text.slice(0, end) + entry + text.slice(end);
}

function addToRules(text: string, { id }: NewEngine): string {
  const name = `${constantOf(id)}Reading`;
  const list = arrayIn(text, 'READING_RULES');
  const spreads = list.elements.filter((element) => ts.isSpreadElement(element));
  if (spreads.some(({ expression }) => expression.getText() === name)) return text;
  const [first] = spreads;
  if (first === undefined) throw new Error('READING_RULES of src/engines/rules.ts spreads no lists any more');
  const at = first.getStart();
  const withSpread = `${text.slice(0, at)}...${name},\n  ${text.slice(at)}`;
  const imports = parse(withSpread).statements.filter((statement) => ts.isImportDeclaration(statement));
  const line = `import { ${name} } from './${folderOf(id)}/rules.js';\n`;
  const end = (imports.at(-1)?.getEnd() ?? 0) + 1;
  return withSpread.slice(0, end) + line + withSpread.slice(end);
}

function arrayIn(text: string, name: string): ts.ArrayLiteralExpression {
  let found: ts.ArrayLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name) {
      node.forEachChild(function inner(child): void {
        if (found === undefined && ts.isArrayLiteralExpression(child)) found = child;
        else if (found === undefined) child.forEachChild(inner);
      });
    }
    if (found === undefined) node.forEachChild(visit);
  };
  visit(parse(text));
  if (found === undefined) throw new Error(`there is no list ${name} any more`);
  return found;
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('list.ts', text, ts.ScriptTarget.Latest, true);
}

// ------------------------------------------------------------------------ files

function newFiles(engine: NewEngine): readonly ScaffoldedFile[] {
  const { id, packageName } = engine;
  const folder = folderOf(id);
  const fixture = `test/fixtures/engines/${folder}/${packageName}`;
  return [
    { path: `src/engines/${folder}/index.ts`, text: adapterText(engine) },
    { path: `src/engines/${folder}/rules.ts`, text: rulesText(engine) },
    { path: `test/engines/${folder}/${folder}.test.ts`, text: testText(engine) },
    { path: `${fixture}/models/registry.py`, text: registryFixture() },
    { path: `${fixture}/models/acorn.py`, text: 'class AcornForCausalLM:\n    pass\n' },
  ];
}

function adapterText({ id, title, packageName }: NewEngine): string {
  return `import { asText } from '../../python/evaluate/index.js';
import type { PythonSources } from '../../python/sources.js';
import { hiddenRegistrations } from '../hidden.js';
import { engineScan, pythonFiles, registration, type RegistryRead } from '../registrations.js';
import { classPlace, readTable, reasonOf } from '../tables.js';
import { inDirectory, locatePackage, type EngineAdapter } from '../types.js';

const MODELS = 'models';
const REGISTRY = 'models/registry.py';
const TABLE = 'MODELS';

/** ${title.replaceAll('*/', '')}: a dictionary from architecture to \`module.Class\`. */
export const ${constantOf(id)}: EngineAdapter = {
  id: ${literal(id)},
  title: ${literal(title)},
  packageName: ${literal(packageName)},
  registries: [{ name: 'models', keyKind: 'architecture', source: '\`MODELS\` in \`models/registry.py\`' }],

  locate: (tree) => locatePackage(tree, [${literal(packageName)}, ''], REGISTRY),

  files: (tree, { directory }) => pythonFiles(tree, inDirectory(directory, MODELS)),

  scan(sources, { directory }) {
    const models = readModels(sources, directory);
    const hidden = hiddenRegistrations(sources, [inDirectory(directory, REGISTRY)], [models]);
    return engineScan(${literal(id)}, sources, [models, hidden], { loaderRegistries: ['models'] });
  },
};

function readModels(sources: PythonSources, directory: string): RegistryRead {
  const table = readTable(sources, inDirectory(directory, REGISTRY), TABLE);
  const reads = table.rows.map(({ key, value, status, file, line }) => {
    const [module, className] = asText(value)?.split('.') ?? [];
    if (module === undefined || className === undefined)
      return { open: { file, line, reason: \`the class of \${key} is not known: \${reasonOf(value)}\` } };
    const place = classPlace(sources, inDirectory(directory, \`\${MODELS}/\${module}.py\`), className);
    const [classFile, classLine] = [place?.file ?? null, place?.line ?? null];
    const found = { key, className, registry: 'models', status, file, line, classFile, classLine };
    return { registration: registration(found) };
  });
  return {
    registrations: reads.flatMap((read) => read.registration ?? []),
    undecidable: [...table.undecidable, ...reads.flatMap((read) => read.open ?? [])],
    diagnostics: table.diagnostics,
  };
}
`;
}

function rulesText({ id, title }: NewEngine): string {
  return `import type { ReadingRule } from '../../findings/rule.js';

/** What stands in evidence beside the registrations of ${title}: its own lists and predicates. */
export const ${constantOf(id)}Reading: readonly ReadingRule[] = [];
`;
}

function testText({ id, title }: NewEngine): string {
  const folder = folderOf(id);
  return `import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/assets.js';
import { ${constantOf(id)} } from '../../../src/engines/${folder}/index.js';
import { readEngine, reports, rows, undecided } from '../read-engine.js';

const FIXTURE = join(packageRoot(), 'test/fixtures/engines/${folder}');

test(${literal(`${title} registers what its table has`)}, () => {
  const it = readEngine(${constantOf(id)}, FIXTURE);
  expect(rows(it, 'models')).toEqual([
    'AcornForCausalLM -> AcornForCausalLM registry.py:4 acorn.py:1',
    'ElmForCausalLM -> ElmForCausalLM registry.py:5 elsewhere',
  ]);
  expect(undecided(it)).toEqual(['registry.py:6 the class of FirForCausalLM is not known: it is a constant']);
  expect(reports(it)).toEqual([]);
});

test('a registry that is not where it was is an error, and no guess', () => {
  const it = readEngine(${constantOf(id)}, { 'models/registry.py': 'OTHER = {}\\n' });
  expect(rows(it, 'models')).toEqual([]);
  expect(reports(it)).toEqual([
    'registry-missing registry.py:1 models/registry.py binds no MODELS: the registry was renamed, or it is made in another way now',
  ]);
});
`;
}

function registryFixture(): string {
  return `"""One class that is there, one that is not, and one that nobody knows."""

MODELS = {
    "AcornForCausalLM": "acorn.AcornForCausalLM",
    "ElmForCausalLM": "elm.ElmForCausalLM",
    "FirForCausalLM": None,
}
`;
}
