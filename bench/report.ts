/** Tables and lists in Markdown, for the terminal and for docs/performance.md. */
import type { Difference } from './answer.js';
import type { Job } from './peers.js';
import { pairedRatio, spread, type Sample, type Spread } from './statistics.js';

/** One program of a table. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly job: Job;
  readonly result: Measured | NotMeasured;
}

export interface Measured {
  readonly samples: readonly Sample[];
  /** From the reference; null for a program that answers nothing. */
  readonly differences: readonly Difference[] | 'reference' | null;
}

export interface NotMeasured {
  readonly reason: string;
}

/** What the ratios of a table are of: the head of their columns, and a quotient's two sides from those of a round. */
export interface Quotient {
  readonly name: string;
  readonly of: (samples: readonly Sample[], pick: (sample: Sample) => number) => Spread;
}

/** How many times as much as each program something costs. */
export function timesEach(name: string, samples: readonly Sample[]): Quotient {
  return { name: `${name} ÷ it`, of: (each, pick) => pairedRatio(samples.map(pick), each.map(pick)) };
}

/** How many times as much as something each program costs. */
export function timesThe(name: string, samples: readonly Sample[]): Quotient {
  return { name: `it ÷ ${name}`, of: (each, pick) => pairedRatio(each.map(pick), samples.map(pick)) };
}

/** A table of programs. Ratios are of the same round. */
export function renderTable(rows: readonly Row[], quotient: Quotient): string {
  const { name, of } = quotient;
  const head = ['program', 'wall ms', 'CPU ms', 'peak MiB', `${name}, wall`, `${name}, CPU`, 'answer'];
  const body = rows.map(({ title, result }) =>
    'reason' in result
      ? [title, '–', '–', '–', '–', '–', `not measured: ${result.reason}`]
      : [
          title,
          range(spread(result.samples.map(({ wallMs }) => wallMs))),
          range(spread(result.samples.map(({ cpuMs }) => cpuMs))),
          memory(result.samples),
          ratio(of(result.samples, ({ wallMs }) => wallMs)),
          ratio(of(result.samples, ({ cpuMs }) => cpuMs)),
          verdict(result.differences),
        ],
  );
  return markdownTable(head, body);
}

/**
 * Every name in which a program differs, one item a program and part; empty when all agree. Of a part with
 * more than `longest` names only the counts.
 */
export function renderDifferences(rows: readonly Row[], longest = Infinity): string {
  return rows
    .flatMap(({ title, result }) =>
      'reason' in result || result.differences === 'reference'
        ? []
        : (result.differences ?? []).map((each) => `- ${title}: ${named(each, longest)}\n`),
    )
    .join('');
}

function named({ part, missing, extra }: Difference, longest: number): string {
  const list = (word: string, names: readonly string[]): readonly string[] => {
    if (names.length === 0) return [];
    const shown =
      missing.length + extra.length > longest ? '' : `: ${names.map((name) => `\`${name}\``).join(', ')}`;
    return [`${names.length} ${word}${shown}`];
  };
  return `${part}, ${[...list('missing', missing), ...list('extra', extra)].join('; ')}`;
}

/** @throws RangeError when the page has no such pair of markers. */
export function replaceBetween(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new RangeError(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${page.slice(to)}`;
}

export function markdownTable(head: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...body];
  return rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
}

/** Milliseconds below ten: two digits behind the point. */
export function fine(value: number): string {
  return value < 10 ? value.toFixed(2) : amount(value);
}

/** `1,234 [1,200–1,300]` */
export function range({ median, min, max }: Spread): string {
  return `${amount(median)} [${amount(min)}–${amount(max)}]`;
}

/** `0.28 [0.27–0.3]`, or one number when all are it. */
export function ratio({ median, min, max }: Spread): string {
  return min === 1 && max === 1 ? '1' : `${digits(median)} [${digits(min)}–${digits(max)}]`;
}

function memory(samples: readonly Sample[]): string {
  const mib = Math.ceil(spread(samples.map(({ peakKib }) => peakKib)).median / 1024);
  const unseen = samples.every(({ peakKib, floorKib }) => peakKib <= floorKib * 1.01);
  return unseen ? `≤ ${amount(mib)}` : amount(mib);
}

function verdict(differences: Measured['differences']): string {
  if (differences === null) return '–';
  if (differences === 'reference') return differences;
  if (differences.length === 0) return 'the same';
  return differences
    .map(({ part, missing, extra }) => `${part} −${missing.length} +${extra.length}`)
    .join(', ');
}

function amount(value: number): string {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return rounded.toLocaleString('en-US');
}

/** Three significant digits. */
export function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
