import { digits, markdownTable, ratio } from './report.js';
import type { Figures } from './section.js';

/** What a version has to reach, and what it should. */
interface Target {
  /** Of the figure. */
  readonly id: string;
  readonly text: string;
  readonly must: number;
  readonly aim: number;
  readonly unit?: 'ms' | 'MB';
}

const perCommand = (id: string, text: string, must: number, aim: number, unit?: 'MB'): readonly Target[] =>
  ['scan', 'track'].map((command) => ({
    id: `${id}-${command}`,
    text: `${text}: \`archscan ${command}\``,
    must,
    aim,
    ...(unit === undefined ? {} : { unit }),
  }));

const TARGETS: readonly Target[] = [
  ...perCommand('cold', "nothing kept, wall, ÷ the source document's steps 1 to 3", 0.36, 0.28),
  ...perCommand('warm', "nothing changed, wall, ÷ the source document's steps 1 to 3", 0.17, 0.12),
  ...perCommand('ast', 'nothing kept, wall, ÷ CPython `ast` script with examples', 1 / 30, 1 / 40),
  ...perCommand('ast-grep', 'nothing kept, wall, ÷ ast-grep with one class rule', 1 / 12, 1 / 16),
  { id: 'key', text: 'one character typed in the largest file, to facts', must: 0.6, aim: 0.25, unit: 'ms' },
  { id: 'many-files', text: 'facts of 10,000 files, wall, ÷ `cat` of them', must: 2.5, aim: 1.8 },
  ...perCommand('memory', 'nothing kept, peak memory', 75, 50, 'MB'),
  {
    id: 'growth',
    text: 'growth: wall of a further copy of the models between 4 and 8 times, ÷ between 1 and 2 times (1 is linear)',
    must: 1.2,
    aim: 1.1,
  },
];

/** Every target with what was measured; one that no section measured says so. */
export function renderTargets(figures: Figures): string {
  const body = TARGETS.map(({ id, text, must, aim, unit }) => {
    const side = (value: number): string => `≤ ${amount(value)}${unit === undefined ? '' : ` ${unit}`}`;
    const figure = figures.get(id);
    if (figure === undefined) return [text, side(must), side(aim), '–', 'not measured'];
    const { median } = figure;
    return [text, side(must), side(aim), ratio(figure), verdict(median, must, aim)];
  });
  return markdownTable(['target', 'must', 'aim', 'measured', ''], body);
}

function verdict(median: number, must: number, aim: number): string {
  // Differences of times may come out negative where the sources are too small to see growth.
  if (median <= 0) return 'cannot be told';
  if (median <= aim) return 'aim met';
  return median <= must ? 'met' : `missed, ${excess(median / must)}`;
}

/** Ratios of one to some are easier to read so. */
function amount(value: number): string {
  return value < 0.1 ? `1/${Math.round(1 / value)}` : digits(value);
}

function excess(value: number): string {
  return value < 1.01 ? 'by less than a hundredth' : `${digits(value)} times as much`;
}

/** Targets without a figure. */
export function unmeasuredTargets(figures: Figures): readonly string[] {
  return TARGETS.filter(({ id }) => !figures.has(id)).map(({ text }) => text);
}
