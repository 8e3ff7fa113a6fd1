import { codeSpan, escapeLine, escapeText } from '../../documents/markdown/escape.js';
import type { Matrix } from '../matrix.js';
import { LEGEND, remarks, tableRows } from './rows.js';

/** A document of its own: the table, its legend, and what stands out. */
export function renderMarkdown(matrix: Matrix): string {
  const [head = [], ...rows] = tableRows(matrix);
  return [
    '# Model support across engines',
    '',
    `${LEGEND}.`,
    '',
    line(head.map((cell) => escapeText(cell))),
    line(head.map(() => '---')),
    ...rows.map(([architecture = '', ...cells]) =>
      line([codeSpan(architecture), ...cells.map((cell) => escapeText(cell))]),
    ),
    '',
    ...remarks(matrix).map((text) => `- ${escapeLine(text)}`),
    '',
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
