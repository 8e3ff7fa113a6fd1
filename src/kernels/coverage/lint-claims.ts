/** Sentences of a section against its rows and the files of definitions. */
import type { Finding } from '../../findings/finding.js';
import { OP_TYPES, type OpType } from '../op-types.js';
import { parseDefinitionName } from '../definition-name.js';
import {
  countedRows,
  countStatuses,
  STATUS_MARKS,
  statusRule,
  type CoveragePage,
  type CoverageRow,
  type CoverageSection,
} from './model.js';
import { findingAt, placeKey } from './page-findings.js';
import { paragraphsOf } from './section-facts.js';
import type { StatusSources } from './statuses.js';

export function lintClaims(
  page: CoveragePage,
  section: CoverageSection,
  sources: StatusSources | null,
): readonly Finding[] {
  const rows = countedRows(section.parts.flatMap((part) => part.rows));
  return paragraphsOf(page, section).flatMap(({ text, start, heading }) => {
    const found = [
      ...missingClaims(rows, text),
      ...wholeClaims(page, rows, text),
      ...(sources === null ? [] : opTypeClaims(text, sources)),
    ];
    return found.map(({ rule, severity, at, words, why }) => {
      const message = `"${words}" is not what ${rule === 'prose-op-type' ? 'the definitions say' : 'the table says'}: ${why}.`;
      const about = { severity, rule, message, key: `${placeKey(page, section, heading)} ${words}` };
      return findingAt(page, { start: start + at, end: start + at + words.length }, about);
    });
  });
}

interface Claim {
  readonly rule: 'coverage-prose' | 'prose-op-type';
  readonly severity: 'error' | 'warning';
  /** Offset in the paragraph. */
  readonly at: number;
  readonly words: string;
  readonly why: string;
}

function claim(at: number, words: string, why: string): Claim {
  return { rule: 'coverage-prose', severity: 'warning', at, words, why };
}

/** A point inside a number or name ends no sentence. */
const MISSING = /\bMissing\b[^:.]*:?\s*((?:[^.]|\.(?=\S))*)/g;
const STILL_MISSING = /((?:[^.;]|\.(?=\S))*)\bstill missing\b/g;

/** `Missing: all rmsnorm, GQA, and GEMM definitions`: each part for itself, where it names rows of the table. */
function missingClaims(rows: readonly CoverageRow[], text: string): readonly Claim[] {
  return [...text.matchAll(MISSING), ...text.matchAll(STILL_MISSING)].flatMap((match) => {
    const items = match[1] ?? '';
    const base = match.index + match[0].indexOf(items);
    if (rows.length > 0 && rows.every(isPresent)) {
      const words = match[0].trim();
      return [claim(match.index + match[0].indexOf(words), words, 'no row of the section is ❌')];
    }
    const heading = match[0].slice(0, match[0].indexOf(items));
    return itemsOf(items).flatMap(({ at, words, all }) => {
      const meant = rowsOf(rows, `${words} ${kindOf(words) === null ? heading : ''}`);
      if (meant === null) return [];
      const present = meant.filter(isPresent);
      if (present.length === meant.length) return [claim(base + at, words, 'none of these rows is ❌')];
      if (!all || present.length === 0) return [];
      return [claim(base + at, words, `${present.length} of these ${meant.length} rows are not ❌`)];
    });
  });
}

interface Item {
  readonly at: number;
  readonly words: string;
  readonly all: boolean;
}

/** What commas and `and` separate, outside of parentheses; `all` holds for what follows it in a list. */
function itemsOf(text: string): readonly Item[] {
  const flat = text.replace(/\([^)]*\)/g, (inside) => ' '.repeat(inside.length));
  const items: Item[] = [];
  let start = 0;
  let all = false;
  const push = (end: number): void => {
    const piece = text.slice(start, end);
    const words = piece.trim();
    if (words === '') return;
    if (/\ball\b/i.test(words)) all = true;
    else if (/\b(?:remaining|most|some|other)\b/i.test(words)) all = false;
    items.push({ at: start + piece.indexOf(words), words, all });
  };
  for (const { 0: separator, index } of flat.matchAll(/,(?:\s+and\b)?|\s+and\s+/g)) {
    push(index);
    start = index + separator.length;
  }
  push(text.length);
  return items;
}

/** Words for groups of rows, the first that fits. */
const GROUPS: readonly (readonly [RegExp, readonly OpType[]])[] = [
  [/\brmsnorm\b/i, ['rmsnorm']],
  [/\bMLA ragged\b/i, ['mla_ragged']],
  [/\bMLA\b/, ['mla_paged', 'mla_ragged']],
  [/\bDSA\b/, ['dsa_paged']],
  [/\bGDN\b/, ['gdn']],
  [/\bGQA ragged\b/i, ['gqa_ragged']],
  [/\bpaged GQA\b|\bGQA paged\b/i, ['gqa_paged']],
  [/\bGQA\b/, ['gqa_paged', 'gqa_ragged']],
  [/\bsampling\b/i, ['sampling']],
  [/\bGEMM\b/, ['gemm']],
];

function kindOf(words: string): readonly OpType[] | null {
  // One projection among several is not told apart by its row.
  if (/\b(?:QKV|gate_?up|down|o_proj|router)\b/i.test(words) || words.includes('`')) return null;
  return GROUPS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** The rows that words such as `sampling v32000` or `ps64 GQA variants` mean; null when they mean none for sure. */
function rowsOf(rows: readonly CoverageRow[], words: string): readonly CoverageRow[] | null {
  const opTypes = kindOf(words);
  if (opTypes === null) return null;
  const tp = /\bTP=(\d+)/.exec(words)?.[1];
  const phases = ['prefill', 'decode', 'mtp'].filter((phase) =>
    new RegExp(`\\b${phase}\\b`, 'i').test(words),
  );
  const size = /\bps(1|64)\b/.exec(words)?.[1];
  const meant = rows.filter(({ name, opType }) => {
    const pattern = name === null ? undefined : parseDefinitionName(name)?.pattern;
    return (
      pattern !== undefined &&
      opTypes.includes(pattern.opType) &&
      (tp === undefined || !/\bTP=/.test(opType) || opType.includes(`TP=${tp}`)) &&
      (size === undefined || name?.endsWith(`_ps${size}`) === true) &&
      (phases.length === 0 || phases.some((phase) => name?.includes(phase)))
    );
  });
  return meant.length === 0 ? null : meant;
}

function isPresent({ status }: CoverageRow): boolean {
  return status === 'collected' || status === 'present';
}

/** Sentences about the section as a whole. */
function wholeClaims(page: CoveragePage, rows: readonly CoverageRow[], text: string): readonly Claim[] {
  const { collected, present, total } = countStatuses(rows.map(({ status }) => status));
  const workload = statusRule(page) === 'workload';
  const claims: readonly (readonly [RegExp, boolean, string])[] = [
    [/\bFully covered\b/, total > 0 && present < total, `rows of the section are ${STATUS_MARKS.missing}`],
    [
      /(?<=\.\s)Workloads not yet collected\b/,
      workload && collected > 0,
      `rows of the section are ${STATUS_MARKS.collected}`,
    ],
  ];
  const whole = claims.flatMap(([pattern, contradicted, why]) => {
    const found = contradicted ? pattern.exec(text) : null;
    return found === null ? [] : [claim(found.index, found[0], why)];
  });
  return [...whole, ...(workload ? otherClaims(rows, text) : [])];
}

/** `Non-sampling workloads not yet collected`: one op type is left out. */
function otherClaims(rows: readonly CoverageRow[], text: string): readonly Claim[] {
  const found = /(?<=\.\s)Non-(\w+) workloads not yet collected\b/.exec(text);
  const left = OP_TYPES.find((each) => each === found?.[1]);
  if (found === null || left === undefined) return [];
  const collected = rows.flatMap(({ name, status }) => {
    const opType = name === null ? undefined : parseDefinitionName(name)?.pattern.opType;
    return status === 'collected' && opType !== undefined && opType !== left ? [name] : [];
  });
  if (collected.length === 0) return [];
  return [claim(found.index, found[0], `${collected.join(', ')} is ${STATUS_MARKS.collected}`)];
}

const NEW_OP_TYPE =
  /\b(?:defin(?:e|ing|ed) a new|(?:a )?new) `(\w+)`(?:\s*\([^)]*\))? (?:op|operation)[ -]type\b/g;

/** An op type that is said to be new, although definitions of it exist. */
function opTypeClaims(text: string, { definitions }: StatusSources): readonly Claim[] {
  return [...text.matchAll(NEW_OP_TYPE)].flatMap((match) => {
    const opType = OP_TYPES.find((each) => each === match[1]);
    const count = definitions.files.filter((file) => file.opType === opType).length;
    if (opType === undefined || count === 0) return [];
    const why = `${count} ${count === 1 ? 'definition' : 'definitions'} of ${opType} exist`;
    return [{ rule: 'prose-op-type', severity: 'error', at: match.index, words: match[0], why }];
  });
}
