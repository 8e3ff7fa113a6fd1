/** Rows of a section against the names that its model's configuration gives. */
import type { Edit } from '../../documents/markdown/edits.js';
import type { Finding } from '../../findings/finding.js';
import { parseDefinitionName } from '../definition-name.js';
import { splitProjections } from '../split.js';
import { countedRows, type CoverageRow } from './model.js';
import type { IndexedName } from './name-index.js';
import { atRow, CELL, findingAt, headingOf, placeKey } from './page-findings.js';
import { degreesIn, servedInPart, type SectionFacts, type Served } from './section-facts.js';

export function lintRows(facts: SectionFacts): readonly Finding[] {
  const { section } = facts;
  return [
    ...section.parts.flatMap((part) => {
      const here = {
        served: servedInPart(facts, part),
        place: placeKey(facts.page, section, part.heading),
      };
      return part.rows.flatMap((row) =>
        row.valid && row.name !== null ? rowFindings(facts, row, row.name, here) : [],
      );
    }),
    ...absentFindings(facts),
  ];
}

/** What holds for the rows of one part of a section. */
interface PartFacts {
  readonly served: Served;
  /** What the keys of its findings begin with. */
  readonly place: string;
}

function rowFindings(
  facts: SectionFacts,
  row: CoverageRow,
  name: string,
  here: PartFacts,
): readonly Finding[] {
  const indexed = facts.names.get(name);
  return indexed === undefined
    ? [underivable(facts, row, name, here)]
    : [...tensorFindings(facts, row, indexed, here), ...expertFindings(facts, row, indexed, here)];
}

function underivable(facts: SectionFacts, row: CoverageRow, name: string, { place }: PartFacts): Finding {
  const { page, section, model } = facts;
  const key = `${place} ${name}`;
  const split = splitProjections(model.config).find((each) => each.name === name);
  const listed = new Set(section.parts.flatMap((part) => part.rows.map((each) => each.name)));
  if (split !== undefined && !listed.has(split.fused)) {
    const message = `${name} is ${split.module} on its own, which is executed fused as ${split.fused}.`;
    return atRow(page, row, CELL.definition, {
      severity: 'warning',
      rule: 'gemm-layout-mismatch',
      message,
      key,
    });
  }
  const near = nearest(facts, name, listed);
  const message = `No configuration of ${model.id} gives ${name}${near === null ? '' : `; it gives ${near}`}.`;
  return atRow(page, row, CELL.definition, { severity: 'error', rule: 'row-not-derivable', message, key });
}

/** The name of the same kind that agrees in most numbers, and has no row yet. */
function nearest({ names }: SectionFacts, name: string, listed: ReadonlySet<string | null>): string | null {
  const wanted = parseDefinitionName(name);
  if (wanted === null) return null;
  const distance = (other: string): number | null => {
    const parsed = parseDefinitionName(other);
    if (parsed?.pattern !== wanted.pattern) return null;
    const terms = [...wanted.axes].map(([axis, value]) => {
      const against = parsed.axes.get(axis) ?? 0;
      return value === against ? 0 : 1 + Math.abs(Math.log((value + 1) / (against + 1)));
    });
    return terms.reduce((sum, each) => sum + each, 0);
  };
  const ranked = [...names.values()].flatMap(({ definition }) => {
    const far =
      definition.tier === 'extended' || listed.has(definition.name) ? null : distance(definition.name);
    return far === null ? [] : [{ name: definition.name, far }];
  });
  const [best] = ranked.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return best?.name ?? null;
}

function tensorFindings(
  { page }: SectionFacts,
  row: CoverageRow,
  { name, tp }: IndexedName,
  { served, place }: PartFacts,
): readonly Finding[] {
  if (tp.length === 0) return [];
  const key = `${place} ${name}`;
  const labels = degreesIn(row.opType, 'TP');
  const wrong = labels.find((label) => !tp.includes(label));
  if (wrong !== undefined) {
    const message = `${name} is the shape of ${shown('TP', tp)}, not of TP=${wrong}.`;
    return [atRow(page, row, CELL.opType, { severity: 'error', rule: 'row-tp-label', message, key })];
  }
  const wanted = served.tp.length === 0 ? [1] : served.tp;
  if (wanted.some((degree) => tp.includes(degree))) return [];
  const says = served.tp.length === 0 ? 'no degree is stated' : `the section says ${shown('TP', served.tp)}`;
  const message = `${name} is the shape of ${shown('TP', tp)}, and ${says}.`;
  return [atRow(page, row, CELL.definition, { severity: 'warning', rule: 'row-tp', message, key })];
}

function expertFindings(
  { page }: SectionFacts,
  row: CoverageRow,
  indexed: IndexedName,
  { place }: PartFacts,
): readonly Finding[] {
  const wrong = wrongExpertLabel(row, indexed);
  if (wrong === null) return [];
  const { name, ep } = indexed;
  const message = `${name} holds the experts of ${shown('EP', ep)}, not of EP=${wrong.label}.`;
  const edits = wrong.edit === null ? [] : [wrong.edit];
  const key = `${place} ${name}`;
  return [atRow(page, row, CELL.opType, { severity: 'error', rule: 'row-ep-label', message, key, edits })];
}

function wrongExpertLabel(
  row: CoverageRow,
  { ep }: IndexedName,
): { readonly label: number; readonly edit: Edit | null } | null {
  const [only, another] = ep;
  const label = degreesIn(row.opType, 'EP').find((each) => !ep.includes(each));
  if (only === undefined || label === undefined) return null;
  const cell = row.table.rows[row.row]?.cells[row.table.columns.indexOf(CELL.opType)];
  const at = cell?.raw.indexOf(`EP=${label}`) ?? -1;
  if (cell === undefined || at < 0 || another !== undefined) return { label, edit: null };
  const start = cell.content.start + at + 'EP='.length;
  return { label, edit: { start, end: start + String(label).length, text: String(only) } };
}

/** Op-type cells as they read with the right label. */
export function correctedLabels(facts: SectionFacts): readonly CorrectedCell[] {
  const { page, names, section } = facts;
  const rows = section.parts.flatMap((part) => part.rows);
  return rows.flatMap((row) => {
    const indexed = row.name === null ? undefined : names.get(row.name);
    const edit = indexed === undefined ? null : (wrongExpertLabel(row, indexed)?.edit ?? null);
    const cell = row.table.rows[row.row]?.cells[row.table.columns.indexOf(CELL.opType)];
    if (edit === null || cell === undefined) return [];
    const { start, end } = cell.content;
    const { text } = page.document;
    return [{ row, markdown: text.slice(start, edit.start) + edit.text + text.slice(edit.end, end) }];
  });
}

export interface CorrectedCell {
  readonly row: CoverageRow;
  readonly markdown: string;
}

/** `TP=2 or TP=4` */
function shown(which: 'TP' | 'EP', degrees: readonly number[]): string {
  return degrees.map((degree) => `${which}=${degree}`).join(' or ');
}

/** Definitions that follow from the configuration and the degrees that the section says, or shows, and have no row. */
function absentFindings(facts: SectionFacts): readonly Finding[] {
  const { page, section, names, model } = facts;
  const rows = countedRows(section.parts.flatMap((part) => part.rows));
  const listed = new Set(rows.map(({ name }) => name));
  const degrees = degreesFor(facts, [...listed]);
  const absent = [...names.values()].flatMap(({ definition, tp, ep }) => {
    if (definition.tier !== 'core' || listed.has(definition.name)) return [];
    const wanted = (own: readonly number[], served: readonly number[]): boolean =>
      own.length === 0 || own.some((degree) => served.includes(degree));
    return wanted(tp, degrees.tp) && wanted(ep, degrees.ep) ? [definition.name] : [];
  });
  const heading = headingOf(page, section);
  if (absent.length === 0 || heading === undefined) return [];
  const message = `${model.id} needs what has no row: ${absent.join(', ')}.`;
  return [findingAt(page, heading, { severity: 'info', rule: 'rows-absent', message, key: section.title })];
}

/** What the section says; else what its rows are the shapes of; else one device. */
function degreesFor(
  { served, names }: SectionFacts,
  listed: readonly (string | null)[],
): { readonly tp: readonly number[]; readonly ep: readonly number[] } {
  const implied = (which: 'tp' | 'ep'): readonly number[] => {
    const firsts = listed.flatMap((name) => (name === null ? [] : (names.get(name)?.[which][0] ?? [])));
    return firsts.length === 0 ? [1] : [...new Set(firsts)];
  };
  return {
    tp: served.tp.length > 0 ? served.tp : implied('tp'),
    ep: served.ep.length > 0 ? served.ep : implied('ep'),
  };
}
