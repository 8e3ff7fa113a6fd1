/** Entries of the auto mappings whose class an auto class would look for in vain. */
import type { Diagnostic, Place } from '../../diagnostics.js';
import type { PythonSources } from '../../python/sources.js';
import type { Expr } from '../../python/syntax.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import { inDirectory, type Located } from '../types.js';
import { inModule } from './exports.js';
import type { AutoMapping, ModelClass } from './types.js';

interface Known {
  /** Names that the package exports. */
  readonly exported: ReadonlySet<string>;
  readonly classes: readonly Pick<ModelClass, 'name' | 'file' | 'line' | 'folder'>[];
  /** Something may define or export more than was read. */
  readonly mayHideMore: boolean;
}

interface Entry {
  readonly mapping: Omit<AutoMapping, 'entries'>;
  readonly modelType: string;
  readonly name: string;
}

/**
 * A name is looked for in the package of a model folder, and then in transformers. Only mappings of names are asked:
 * the older ones hold the classes themselves.
 */
export function deadEntries(
  sources: PythonSources,
  at: Located,
  mappings: readonly AutoMapping[],
  known: Known,
): readonly Diagnostic[] {
  const dead = entriesOf(mappings).filter(({ name }) => !known.exported.has(name));
  if (dead.length === 0) return [];
  const names = [...new Set(dead.map(({ name }) => name))];
  const own = known.classes.filter(({ name }) => names.includes(name));
  return sources.answer(['transformers: dead entries', dead, own, known.mayHideMore], () =>
    dead.flatMap((entry) => {
      const defined = own.filter(({ name }) => name === entry.name);
      const [first] = defined;
      if (first === undefined ? known.mayHideMore : defined.some((each) => isListed(sources, at, each)))
        return [];
      const lack =
        first === undefined
          ? 'which no modeling file of transformers defines'
          : `which transformers does not export (${first.file}:${first.line})`;
      const message = `${entry.mapping.name} has ${entry.name} for ${entry.modelType}, ${lack}.`;
      return [{ ...placeOf(sources, entry), rule: 'registry-dead-entry', severity: 'warning', message }];
    }),
  );
}

function entriesOf(mappings: readonly AutoMapping[]): readonly Entry[] {
  return mappings
    .filter(({ name }) => name.endsWith('_MAPPING_NAMES'))
    .flatMap(({ entries, ...mapping }) =>
      entries.flatMap(({ modelType, classes }) => classes.map((name) => ({ mapping, modelType, name }))),
    );
}

/** Some folders have names that the package does not have. */
function isListed(sources: PythonSources, at: Located, { name, folder }: Known['classes'][number]): boolean {
  return inModule(sources, inDirectory(at.directory, `models/${folder}`), [name]).length > 0;
}

/** Where the name is written down; the mapping, where it is made of others. */
function placeOf(sources: PythonSources, { mapping, modelType, name }: Entry): Place {
  const { file, line, column } = mapping;
  const own = [...statements(sources.facts(file)?.body ?? [], false)].find(
    (stmt) => stmt.line === line && stmt.column === column,
  );
  const written = (own === undefined ? [] : expressionsOf(own))
    .flatMap(expressions)
    .flatMap((each) => valuesOf(each, modelType))
    .flatMap(expressions)
    .findLast((each) => isText(each, name));
  return { file, line: written?.line ?? line, column: written?.column ?? column };
}

/** What a pair, or the entries of a dictionary, have for a key. */
function valuesOf(expr: Expr, key: string): readonly Expr[] {
  if (expr.kind === 'dict')
    return expr.entries.flatMap((each) => (isText(each.key, key) ? [each.value] : []));
  if (expr.kind !== 'tuple' && expr.kind !== 'list') return [];
  const [first, ...rest] = expr.items;
  return isText(first, key) ? rest : [];
}

function isText(expr: Expr | null | undefined, text: string): boolean {
  return expr?.kind === 'string' && expr.value === text;
}
