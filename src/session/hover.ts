import { codeSpan, escapeText } from '../documents/markdown/escape.js';
import type { Evidence } from '../diagnostics.js';
import { engineSupport } from '../scan/joins.js';
import { evidenceFile, type Analysis, type EngineView } from './analysis.js';
import type { Context } from './context.js';
import { uriOf } from './keys.js';
import { linkTo } from './links.js';
import { documentRows, mainRecord, subjectAt } from './subject.js';
import type { SessionHover, SessionLocation, SessionPosition } from './types.js';

export function hoverAt(
  context: Context,
  analysis: Analysis,
  key: string,
  position: SessionPosition,
): SessionHover | null {
  const subject = subjectAt(context, analysis, key, position);
  if (subject === undefined) return null;
  const { architecture, range } = subject;
  const engines = analysis.engines.map(({ scan, record }) => engineSupport(scan.id, record(architecture)));
  const markdown = markdownOf(context, analysis, architecture);
  return { range, architecture, definition: null, engines, markdown };
}

function markdownOf(context: Context, analysis: Analysis, architecture: string): string {
  const main = mainRecord(analysis, architecture);
  const category = main === undefined ? '' : ` · ${main.record.category.category}`;
  const lines = [
    `**${escapeText(architecture)}**${category}`,
    analysis.engines.map((engine) => engineLine(analysis, engine, architecture)).join('\n'),
    main === undefined ? '' : exampleLine(analysis, main.engine, architecture),
    rowLine(documentRows(context, analysis, architecture)),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function engineLine(analysis: Analysis, engine: EngineView, architecture: string): string {
  const { level, reason, evidence, visible } = engine.record(architecture).support;
  const unknown = visible === undefined ? 'undecidable' : 'not known';
  const place = evidence === undefined ? '' : ` (${link(analysis, engine, evidence)})`;
  return `- ${engine.adapter.title}: **${level ?? unknown}** – ${escapeText(reason)}${place}`;
}

function exampleLine(analysis: Analysis, engine: EngineView, architecture: string): string {
  const { example } = engine.record(architecture);
  if (example.id === null) return 'Example: none is known';
  const { id, reason, evidence } = example;
  const place = evidence === undefined ? '' : ` (${link(analysis, engine, evidence)})`;
  return `Example: ${codeSpan(id)} – ${escapeText(reason)}${place}`;
}

function rowLine(rows: readonly SessionLocation[]): string {
  const links = rows.map(({ uri, range }) => linkTo(uri, range.line));
  return links.length === 0 ? '' : `Row: ${links.join(', ')}`;
}

function link(analysis: Analysis, engine: EngineView, evidence: Evidence): string {
  const key = evidenceFile(analysis, engine, evidence);
  if (key === undefined) return codeSpan(`${evidence.file}:${evidence.line}`);
  return linkTo(uriOf(key), evidence.line);
}
