import { buildMatrix, type Matrix } from '../../matrix/matrix.js';
import { renderCsv } from '../../matrix/render/csv.js';
import { renderHtml } from '../../matrix/render/html.js';
import { renderMarkdown } from '../../matrix/render/markdown.js';
import { LEGEND, remarks, tableRows } from '../../matrix/render/rows.js';
import { scanWorkspace } from '../../scan/kept-trees.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics, table } from '../report.js';
import { readSettings, type CommonOptions } from '../settings.js';

export interface MatrixCommandOptions extends CommonOptions {
  readonly format: 'table' | 'json' | 'csv' | 'markdown' | 'html';
  readonly rows: 'served' | 'all';
  readonly gap: number;
}

/** `archscan matrix [root…]` */
export async function matrixCommand(
  io: Io,
  roots: readonly string[],
  options: MatrixCommandOptions,
): Promise<ExitCode> {
  const settings = await readSettings(io, roots, options, { transformers: true });
  const workspace = await scanWorkspace(settings.workspace, io);
  settings.done();
  const { categories, examples } = settings.config;
  const matrix = buildMatrix(workspace, { categories, examples, rows: options.rows, gap: options.gap });
  io.out(RENDERERS[options.format](matrix));
  reportDiagnostics(io, workspace.diagnostics, settings.quiet);
  return workspace.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

const RENDERERS: Readonly<Record<MatrixCommandOptions['format'], (matrix: Matrix) => string>> = {
  table: (matrix) =>
    `${LEGEND}\n\n${table(tableRows(matrix))}\n${remarks(matrix)
      .map((text) => `${printable(text)}\n`)
      .join('')}`,
  json: (matrix) => `${JSON.stringify(matrix, null, 2)}\n`,
  csv: renderCsv,
  markdown: renderMarkdown,
  html: renderHtml,
};
