import type { Place, Severity } from '../../diagnostics.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import type { DefinitionFiles } from '../definition-files.js';
import { parseDefinitionName } from '../definition-name.js';
import { countedRows, titleKey, type CoveragePage, type CoverageSection } from '../coverage/model.js';
import type { ModelConfigs } from '../coverage/model-configs.js';
import { lintLayers } from './lint-layers.js';
import type { Literal, ModelEntry, ModelsFile } from './model.js';

export interface ModelsLintSources {
  /** Null: it is not known which definitions exist. */
  readonly definitions: DefinitionFiles | null;
  readonly page: CoveragePage | null;
  /** What the models are built like; without it their layers are not counted. */
  readonly configs?: ModelConfigs | null;
}

/** Where the list of models disagrees with itself, the definitions and the page. */
export function lintModels(models: ModelsFile, sources: ModelsLintSources): readonly Finding[] {
  return [
    ...idFindings(models),
    ...models.entries.flatMap((entry) => [
      ...parentFindings(entry),
      ...emptyFindings(entry),
      ...(sources.definitions === null ? [] : missingFindings(entry, sources.definitions)),
      ...(sources.page === null ? [] : pageFindings(entry, sources.page)),
      ...layerFindings(entry, sources.configs ?? null),
    ]),
  ];
}

function layerFindings(entry: ModelEntry, configs: ModelConfigs | null): readonly Finding[] {
  const model = configs?.find([...(entry.name === null ? [] : [entry.name.text]), entry.id.text]) ?? null;
  return model === null ? [] : lintLayers(entry, model);
}

function findingAt(place: Place, severity: Severity, rule: string, key: string, message: string): Finding {
  const { file, line, column } = place;
  return findingOf({ file, line, column, severity, rule, message }, { key });
}

function atLiteral(
  { span, ...place }: Literal,
  severity: Severity,
  rule: string,
  key: string,
  message: string,
): Finding {
  return {
    ...findingAt(place, severity, rule, key, message),
    endColumn: place.column + span.end - span.start,
  };
}

function idFindings({ entries }: ModelsFile): readonly Finding[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id }) => {
    if (!seen.has(id.text)) {
      seen.add(id.text);
      return [];
    }
    return [atLiteral(id, 'error', 'models-id-twice', id.text, `Another model has the id ${id.text}.`)];
  });
}

/** Children are found by the name of their parent; what hangs on none of the roots is never drawn. */
function parentFindings({ id, modules, opaque }: ModelEntry): readonly Finding[] {
  if (opaque !== null) return [];
  const parents = new Map(modules.map(({ name, parent }) => [name, parent?.text ?? null]));
  return modules.flatMap(({ name, parent }) => {
    if (parent === null) return [];
    const key = `${id.text} ${name}`;
    if (!parents.has(parent.text)) {
      const message = `${id.text} has no module ${parent.text}, which is the parent of ${name}.`;
      return [atLiteral(parent, 'error', 'models-parent', key, message)];
    }
    if (!isOwnAncestor(name, parents)) return [];
    return [atLiteral(parent, 'error', 'models-parent', key, `${name} of ${id.text} is its own ancestor.`)];
  });
}

function isOwnAncestor(name: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>();
  let at = parents.get(name) ?? null;
  while (at !== null && at !== name && !seen.has(at)) {
    seen.add(at);
    at = parents.get(at) ?? null;
  }
  return at === name;
}

function emptyFindings({ id, modules }: ModelEntry): readonly Finding[] {
  const parents = new Set(modules.map(({ parent }) => parent?.text));
  return modules.flatMap((module) => {
    const { name, type, definitions } = module;
    const key = `${id.text} ${name}`;
    const empty = type === 'block' && !parents.has(name) && (definitions?.elements.length ?? 0) === 0;
    return [
      ...(empty
        ? [
            findingAt(
              module,
              'info',
              'models-empty-block',
              key,
              `The block ${name} of ${id.text} holds nothing.`,
            ),
          ]
        : []),
      ...(definitions === null
        ? [
            findingAt(
              module,
              'info',
              'models-no-definitions',
              key,
              `${name} of ${id.text} has no definitions.`,
            ),
          ]
        : []),
    ];
  });
}

function missingFindings({ id, modules }: ModelEntry, files: DefinitionFiles): readonly Finding[] {
  return modules.flatMap(({ name, definitions }) =>
    (definitions?.elements ?? []).flatMap((element) => {
      if (files.find(element.text) !== null) return [];
      const known = parseDefinitionName(element.text) === null ? ' and it is no name of a definition' : '';
      const message = `There is no definition ${element.text}${known}, but ${name} is drawn as traced.`;
      const key = `${id.text} ${name} ${element.text}`;
      return [atLiteral(element, 'error', 'models-definition-missing', key, message)];
    }),
  );
}

function pageFindings(entry: ModelEntry, page: CoveragePage): readonly Finding[] {
  const { id, name } = entry;
  const key = (text: string): string => titleKey(text);
  const byName = page.sections.find(({ title }) => key(title) === key(name?.text ?? id.text));
  const section = byName ?? page.sections.find(({ title }) => key(title) === key(id.text));
  if (section === undefined) {
    const message = `The page has no section for ${name?.text ?? id.text}.`;
    return [atLiteral(id, 'info', 'models-section-missing', id.text, message)];
  }
  const misnamed =
    byName === undefined && name !== null
      ? [
          atLiteral(
            name,
            'warning',
            'models-name',
            id.text,
            `The page calls ${id.text} "${section.title}", not "${name.text}".`,
          ),
        ]
      : [];
  return [...misnamed, ...rowFindings(page, section, entry)];
}

/** Sampling is no module, and one page size stands for both: what they lack is only noted. */
function rowFindings(
  page: CoveragePage,
  section: CoverageSection,
  { id, modules }: ModelEntry,
): readonly Finding[] {
  const listed = new Set(
    modules.flatMap(({ definitions }) => definitions?.elements.map(({ text }) => text) ?? []),
  );
  const rows = countedRows(section.parts.flatMap((part) => part.rows));
  const absent = rows.flatMap(({ name, line }) => {
    if (name === null || listed.has(name)) return [];
    const note = name.includes('sampling') || name.endsWith('_ps64');
    const message = `${name} is on the page for ${section.title}, but in no module of ${id.text}.`;
    const place = { file: page.document.file, line, column: 1 };
    const severity = note ? 'info' : 'warning';
    const key = `${section.title} ${name} ${id.text}`;
    return [findingAt(place, severity, 'row-not-in-models', key, message)];
  });
  const named = new Set(rows.map(({ name }) => name));
  const unlisted = [...listed].filter((name) => !named.has(name));
  const elements = modules.flatMap(({ definitions }) => definitions?.elements ?? []);
  return [
    ...absent,
    ...unlisted.flatMap((name) => {
      const element = elements.find(({ text }) => text === name);
      const message = `${name} is in no row of the page for ${section.title}.`;
      const key = `${id.text} ${name}`;
      return element === undefined
        ? []
        : [atLiteral(element, 'info', 'models-definition-not-on-page', key, message)];
    }),
  ];
}
