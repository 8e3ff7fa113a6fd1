import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { applyEdits } from '../../documents/markdown/edits.js';
import { dominantEol } from '../../documents/markdown/lines.js';
import { parseDefinitionName, type ParsedName } from '../definition-name.js';
import type { InventoryEntry } from '../inventory.js';
import {
  indentAt,
  indentStep,
  insertAfter,
  listText,
  quoted,
  refused,
  verified,
  type ModelsChange,
} from './edit.js';
import type { ModelEntry, ModelModule, ModelsFile, Opaque } from './model.js';

/** A model that gets an entry. */
export interface NewEntry {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly architecture: string | null;
  /** The number of decoder layers. */
  readonly layers: number;
  /** Definitions that exist; a name without a file would be drawn as traced. */
  readonly definitions: readonly Pick<InventoryEntry, 'name' | 'roles'>[];
}

/**
 * Adds an entry with the modules of a sibling: modules that the sibling has once, or once per layer, and for every
 * definition of the sibling the new model's definitions of the same kind. A sibling with other numbers of modules is
 * refused, because nothing says how they would change.
 */
export async function addEntry(
  models: ModelsFile,
  siblingId: string,
  entry: NewEntry,
): Promise<Outcome<ModelsChange>> {
  if (models.entries.some((each) => each.id.text === entry.id)) {
    return { value: { text: models.text, added: [] }, diagnostics: [] };
  }
  const sibling = models.entries.find((each) => each.id.text === siblingId);
  if (sibling === undefined) {
    const ids = models.entries.map((each) => each.id.text).join(', ');
    return refused(models, null, `there is no model ${siblingId} to follow; there are ${ids}`);
  }
  const problem = problemOf(sibling);
  if (problem !== null) return refused(models, problem, problem.reason);
  const modules = modulesLike(sibling, entry);
  const last = models.entries.at(-1) ?? sibling;
  const indent = indentAt(models.text, last.span.start);
  const eol = dominantEol(models.text);
  const lines = entryLines(models, entry, modules, indent);
  const edit = insertAfter(models, last.span.end, lines.map((line) => eol + line).join(''));
  const text = applyEdits(models.text, [edit]);
  const { value, diagnostics } = await verified(models, sibling, { text, added: [entry.id] }, (after) => {
    const found = after.entries.at(-1);
    const shown = found?.modules.map(({ name, parent, definitions }) => [
      name,
      parent?.text ?? null,
      definitions?.elements.map((each) => each.text) ?? null,
    ]);
    const planned = modules.map(({ name, parent, definitions }) => [name, parent, definitions]);
    return (
      found?.id.text === entry.id &&
      after.entries.length === models.entries.length + 1 &&
      JSON.stringify(shown) === JSON.stringify(planned)
    );
  });
  return { value, diagnostics: diagnostics.length > 0 ? diagnostics : keptNames(sibling, entry) };
}

/** Classes of the sibling below its root: what they are called in the new architecture nothing here says. */
function keptNames(sibling: ModelEntry, { id, architecture }: NewEntry): readonly Diagnostic[] {
  const root = sibling.modules.find(({ parent }) => parent === null)?.name ?? '';
  const [prefix] = /^[A-Z]\w*?(?=For[A-Z])/.exec(root) ?? [];
  if (prefix === undefined || architecture === null || architecture === root) return [];
  const kept = sibling.modules.filter(
    ({ name }) => name !== root && name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)),
  );
  if (kept.length === 0) return [];
  const names = kept.map(({ name }) => name).join(', ');
  const message = `${id} has modules that are called as in ${sibling.id.text}: ${names}. Rename them if ${architecture} calls them otherwise.`;
  const { file, line, column } = sibling;
  return [{ file, line, column, rule: 'models-names-kept', severity: 'warning', message }];
}

function problemOf(sibling: ModelEntry): Opaque | null {
  const [opaque] = [sibling, ...sibling.modules].flatMap((each) => each.opaque ?? []);
  if (opaque !== undefined) return opaque;
  const layers = layersOf(sibling);
  const odd = sibling.modules.find(({ count }) => count?.value !== 1 && count?.value !== layers);
  if (odd === undefined) return null;
  const count = odd.count === null ? 'no count' : `the count ${odd.count.value}`;
  const reason = `${odd.name} of ${sibling.id.text} has ${count}, neither 1 nor its ${layers} layers; follow another model`;
  const { file, line, column } = sibling;
  return { file, line, column, reason };
}

/** The decoder layers of an entry: its largest count. */
export function layersOf({ modules }: ModelEntry): number {
  return Math.max(1, ...modules.map(({ count }) => count?.value ?? 1));
}

interface NewModule {
  readonly name: string;
  readonly count: number;
  readonly parent: string | null;
  readonly type: string;
  readonly definitions: readonly string[] | null;
}

function modulesLike(sibling: ModelEntry, entry: NewEntry): readonly NewModule[] {
  const layers = layersOf(sibling);
  const [root] = sibling.modules.filter(({ parent }) => parent === null);
  // The root is called by the architecture; all other names are those of attributes.
  const rename = (name: string): string =>
    name === root?.name && /For[A-Z]/.test(name) ? (entry.architecture ?? name) : name;
  return sibling.modules.map((each) => ({
    name: rename(each.name),
    count: each.count?.value === layers ? entry.layers : 1,
    parent: each.parent === null ? null : rename(each.parent.text),
    type: each.type ?? 'layer',
    definitions: each.definitions === null ? null : definitionsLike(each, entry),
  }));
}

/** For each definition of the sibling's module the new ones of its kind: pattern, page size and, for shapes, module. */
function definitionsLike(sibling: ModelModule, { definitions }: NewEntry): readonly string[] {
  const found = (sibling.definitions?.elements ?? []).flatMap(({ text }) => {
    const wanted = parseDefinitionName(text);
    if (wanted === null) return [];
    return definitions
      .filter(({ name, roles }) => {
        const parsed = parseDefinitionName(name);
        return parsed !== null && sameKind(parsed, wanted) && plays(roles, sibling.name, wanted);
      })
      .map(({ name }) => name);
  });
  return [...new Set(found)];
}

function sameKind(a: ParsedName, b: ParsedName): boolean {
  return a.pattern === b.pattern && a.word === b.word && a.axes.get('page_size') === b.axes.get('page_size');
}

/** Norms and projections of one pattern differ only in what they are for. */
const ROLES: readonly (readonly [RegExp, RegExp])[] = [
  [/^q_a_layernorm/, /^q_a_layernorm$/],
  [/^kv_a_layernorm/, /^kv_a_layernorm$/],
  [/^[qk]_norm/, /^q_norm/],
  [/norm/, /^hidden norm/],
  [/^qkv_proj/, /^qkv_proj$/],
  [/^o_proj/, /^o_proj$/],
  [/^gate_up_proj/, /^gate_up_proj$/],
  [/^up_proj/, /^up_proj$/],
  [/^down_proj/, /^down_proj$/],
  [/gate/, /^router gate$/],
];

function plays(roles: readonly string[], module: string, { pattern }: ParsedName): boolean {
  if (pattern.opType !== 'rmsnorm' && pattern.opType !== 'gemm') return true;
  const [, role] = ROLES.find(([name]) => name.test(module)) ?? [];
  return role !== undefined && roles.some((each) => role.test(each));
}

function entryLines(
  models: ModelsFile,
  entry: NewEntry,
  modules: readonly NewModule[],
  indent: string,
): readonly string[] {
  const step = indentStep(models);
  const [inner, key, field] = [1, 2, 3].map((depth) => indent + step.repeat(depth));
  const text = (value: string): string => quoted(models, value);
  return [
    `${indent}{`,
    `${inner}id: ${text(entry.id)},`,
    `${inner}name: ${text(entry.name)},`,
    ...(entry.description === null ? [] : [`${inner}description: ${text(entry.description)},`]),
    `${inner}modules: {`,
    ...modules.flatMap(({ name, count, parent, type, definitions }) => [
      `${key}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : text(name)}: {`,
      `${field}count: ${count},`,
      ...(parent === null ? [] : [`${field}parent: ${text(parent)},`]),
      `${field}type: ${text(type)},`,
      ...(definitions === null
        ? []
        : [
            `${field}definitions: ${listText(models, definitions, field ?? '', `${field ?? ''}definitions: `)},`,
          ]),
      `${key}},`,
    ]),
    `${inner}},`,
    `${indent}}`,
  ];
}
