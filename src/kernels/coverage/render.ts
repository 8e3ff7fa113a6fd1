import { escapeLine, escapeText, codeSpan, type Dialect } from '../../documents/markdown/escape.js';
import type { KernelConfig } from '../config.js';
import { parseDefinitionName } from '../definition-name.js';
import type { InventoryEntry, Inventory } from '../inventory.js';
import { compareOpTypes } from '../op-types.js';
import type { Parallelism } from '../parallelism.js';
import { NAME_PATTERNS } from '../patterns.js';
import { describeArchitecture, describeServing, type ServingWords } from './describe.js';
import { countStatuses, labelOf, LABELS, STATUS_MARKS, type RowStatus, type StatusRule } from './model.js';
import { statusOf, type StatusSources } from './statuses.js';

/** What is known about a model that a page gets a section for. */
export type NewModel =
  | {
      readonly kind: 'mapped';
      readonly title: string;
      readonly config: KernelConfig;
      readonly inventory: Inventory;
      /** What could not be computed, one sentence each. */
      readonly problems: readonly string[];
      /** Null when no recipe says how it is served. */
      readonly recipes: ServingWords | null;
      /** Null: it is not known. */
      readonly inSglang: boolean | null;
    }
  | {
      readonly kind: 'unmapped';
      readonly title: string;
      readonly note: 'config unavailable' | 'architecture not yet mapped';
      /** Why, as a sentence. */
      readonly reason: string;
      readonly inSglang: boolean | null;
    };

/** A section and the cells of its row in the Summary, written for the page. */
export interface RenderedModel {
  readonly title: string;
  readonly architecture: string;
  readonly label: string;
  /** Markdown with `\n`, from the heading to the rule behind the section. */
  readonly section: string;
  /** The same without heading and rule. */
  readonly body: string;
  /** Definitions that are in the section, and have no file. */
  readonly missing: readonly string[];
}

const PENDING = 'SGLang implementation pending';
const TABLE_HEAD = '| Definition | Op Type | Status |\n|-----------|---------|:------:|';

export function renderModel(
  model: NewModel,
  rule: StatusRule,
  sources: StatusSources,
  dialect: Dialect,
): RenderedModel {
  return model.kind === 'mapped'
    ? renderMapped(model, rule, sources, dialect)
    : renderUnmapped(model, dialect);
}

function renderUnmapped(model: NewModel & { readonly kind: 'unmapped' }, dialect: Dialect): RenderedModel {
  const pending = model.inSglang === false ? `. ${PENDING}` : '';
  const body = [
    `**Architecture**: ${model.note}${pending}.`,
    `Note: ${escapeText(model.reason, dialect)}`,
    `${TABLE_HEAD}\n| all kernels | — | — (${model.note}) |`,
    '**Coverage**: 0 / ? definitions present.',
  ].join('\n\n');
  const section = sectionText(model.title, body, dialect);
  return { title: model.title, architecture: model.note, label: LABELS.none, section, body, missing: [] };
}

function renderMapped(
  model: NewModel & { readonly kind: 'mapped' },
  rule: StatusRule,
  sources: StatusSources,
  dialect: Dialect,
): RenderedModel {
  const { config, inventory, recipes } = model;
  const entries = sortEntries(inventory.entries).filter(
    ({ tier, name }) => tier === 'core' || (tier === 'variant' && sources.definitions.find(name) !== null),
  );
  const rows = entries.map((entry) => ({ entry, status: statusOf(entry.name, null, rule, sources) }));
  const count = countStatuses(rows.map(({ status }) => status));
  const words = describeArchitecture(config);
  const serving = recipes === null ? '' : describeServing(inventory.parallelisms, recipes);
  const pending = model.inSglang === false ? ` ${PENDING}.` : '';
  const table = [
    TABLE_HEAD,
    ...rows.map(({ entry, status }) => rowText(entry, status, inventory.parallelisms)),
    ...inventory.unmapped.map(({ module, opType }) => {
      return `| ${escapeText(module, dialect)} | ${escapeText(opType, dialect)} | ${STATUS_MARKS.unmapped} |`;
    }),
  ].join('\n');
  const similar = entries.flatMap(({ name }) => {
    const [first] = sources.definitions.similar(name);
    return first === undefined ? [] : [`${codeSpan(name)} may be the trace dump ${codeSpan(first.name)}`];
  });
  const body = [
    `**Architecture**: ${escapeText(words.sentence, dialect)}.${serving}${pending}`,
    ...model.problems.map((problem) => `Note: ${escapeText(problem, dialect)}`),
    table,
    `**Coverage**: ${count.present} / ${count.total} definitions present.`,
    ...(similar.length === 0 ? [] : [`Note: ${similar.join('; ')}.`]),
  ].join('\n\n');
  const section = sectionText(model.title, body, dialect);
  const missing = rows.flatMap(({ entry, status }) => (status === 'missing' ? [entry.name] : []));
  const label = labelOf(count, rule);
  return { title: model.title, architecture: words.summary, label, section, body, missing };
}

function sectionText(title: string, body: string, dialect: Dialect): string {
  return [`## ${escapeLine(title, dialect)}`, body, '---'].join('\n\n');
}

function rowText(
  { name, opType, tp, ep }: InventoryEntry,
  status: RowStatus,
  all: readonly Parallelism[],
): string {
  const labels = [
    degreeLabel('TP', tp, new Set(all.map((each) => each.tp))),
    degreeLabel('EP', ep, new Set(all.map((each) => each.ep))),
  ].join('');
  return `| ${codeSpan(name)} | ${opType}${labels} | ${STATUS_MARKS[status]} |`;
}

/** Degrees are said where there are several, or where the only one is not one device. */
function degreeLabel(word: string, own: readonly number[], all: ReadonlySet<number>): string {
  if (own.length === 0 || (all.size === 1 && all.has(1))) return '';
  return ` ${word}=${own.join('/')}`;
}

const patternRank = new Map(NAME_PATTERNS.map((pattern, index) => [pattern, index]));

/** Op types in their order; where degrees matter, by kind of kernel, page size and degree. */
function sortEntries(entries: readonly InventoryEntry[]): readonly InventoryEntry[] {
  const sharded = new Set(
    entries.flatMap(({ opType, tp, ep }) => (tp.length + ep.length > 0 ? [opType] : [])),
  );
  const rank = ({ name, tp, ep }: InventoryEntry): readonly number[] => {
    const parsed = parseDefinitionName(name);
    const kind = parsed === null ? NAME_PATTERNS.length : (patternRank.get(parsed.pattern) ?? 0);
    return [kind, parsed?.axes.get('page_size') ?? 0, tp[0] ?? 0, ep[0] ?? 0];
  };
  return [...entries].sort((a, b) => {
    const order = compareOpTypes(a.opType, b.opType);
    if (order !== 0 || !sharded.has(a.opType)) return order;
    const right = rank(b);
    const differences = rank(a).map((value, index) => value - (right[index] ?? 0));
    return differences.find((each) => each !== 0) ?? 0;
  });
}
