import { codeSpan, escapeText } from '../markdown/escape.js';
import type { Category, Stats, TrackingRow } from './model.js';

/** Headings, columns and lines below keep their form: scripts older than archscan match them. */
export const TITLE = '# [Tracking] Model Support in SGLang — Ground Truth';

export const INTRODUCTION =
  'Every model architecture that SGLang registers or that the `transformers` library exports, and what SGLang can do with it today.';

export const SECTION_HEADINGS: Readonly<Record<Category, string>> = {
  text: 'Text-only Language Models (Generative)',
  embedding: 'Embedding / Classification / Reward / Retrieval Models',
  multimodal: 'Multimodal Models (Vision / Audio / OCR)',
};

export const SUMMARY_HEADING = 'Overall Summary';

export const SUMMARY_COLUMNS = ['Category', 'Native', 'HF Fallback Only', 'No Fallback', 'Total'] as const;

export const SUMMARY_LABELS: Readonly<Record<Category, string>> = {
  text: 'Text-only',
  embedding: 'Embedding/Classification',
  multimodal: 'Multimodal',
};

export const KEY_COLUMN = 'Architecture';

/** The columns that archscan owns, in the order in which a new document has them. */
export const MACHINE_COLUMNS = ['Native', 'HF', 'SGLang File', 'Example HF Model', 'Fallback'] as const;

export type MachineColumn = (typeof MACHINE_COLUMNS)[number];

export function isMachineColumn(name: string): name is MachineColumn {
  return MACHINE_COLUMNS.some((column) => column === name);
}

/** The columns of a new document. */
export function standardColumns(withFallback: boolean): readonly string[] {
  return [KEY_COLUMN, ...MACHINE_COLUMNS.filter((column) => withFallback || column !== 'Fallback')];
}

/** What each column means, for the legend. */
export const LEGEND: Readonly<Record<MachineColumn, string>> = {
  Native:
    '`Y`: SGLang registers the name itself, through an `EntryClass`; drafts for speculative decoding and the wrappers around `transformers` are among them',
  HF: '`Y`: the `transformers` library exports a class of this name. HF-only counts the names with this alone; SGLang refuses some of them',
  'SGLang File': 'The file under `python/sglang/srt/models/` that registers it',
  'Example HF Model': 'A checkpoint on the Hugging Face Hub that names this architecture',
  Fallback:
    '`Y`: SGLang has no implementation of its own and runs it through `transformers`; empty: it refuses the class or needs no fallback; `?`: the sources do not decide it',
};

/** The cell of a machine column, as Markdown. */
export function machineCell(row: TrackingRow, column: MachineColumn): string {
  switch (column) {
    case 'Native':
      return row.native ? 'Y' : '';
    case 'HF':
      return row.hf ? 'Y' : '';
    case 'SGLang File':
      return codeSpan(row.file);
    case 'Example HF Model':
      return escapeText(row.example);
    case 'Fallback':
      return row.fallback === null ? '?' : row.fallback === true ? 'Y' : '';
  }
}

/** The key cell of a row, as Markdown. */
export function keyCell(architecture: string): string {
  const text = escapeText(architecture);
  return text === '' ? '' : `**${text}**`;
}

export function statsLine(stats: Stats): string {
  return `**${stats.native}** native / **${stats.hfOnly}** HF-only / **${stats.none}** no fallback / **${stats.total}** total`;
}

export function dateLine(date: string): string {
  return `> **Last updated:** ${date} | **Source:** registrations in \`python/sglang/srt/models/*.py\`, classes that \`transformers\` exports, example checkpoints`;
}

/** Whole percent, rounded down; nothing of nothing is 0. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part * 100) / whole);
}

/** The closing lines: the number, the words that identify the line, the share, a remark. Some may be given. */
export function shareLines(total: Stats, given: ReadonlyMap<string, string>): readonly string[] {
  const line = (n: number, words: string, remark: string): string =>
    given.get(words) ?? `> **${n}** ${words} (${percent(n, total.total)}%) — ${remark}`;
  return [
    line(total.native, 'natively supported', 'SGLang has an implementation of its own'),
    line(total.hfOnly, 'HF fallback only', '`TransformersForCausalLM` runs those that SGLang lets in'),
    line(total.none, 'no fallback', 'somebody has to write an implementation'),
  ];
}

/** The four numbers in the order of stats line and summary columns. */
export function statsNumbers(stats: Stats): readonly number[] {
  return [stats.native, stats.hfOnly, stats.none, stats.total];
}

/** One line of a table, in the compact style of a new document. */
export function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function delimiterLine(columns: number): string {
  return `|${'---|'.repeat(columns)}`;
}
