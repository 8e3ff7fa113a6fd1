import { lookUp, type SupportAnswer } from '../../support/support.js';
import type { Diagnostic } from '../../diagnostics.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics } from '../report.js';
import { readSettings, type CommonOptions } from '../settings.js';

export interface SupportCommandOptions extends CommonOptions {
  readonly format: 'table' | 'json';
}

/** `archscan support <name…>` */
export async function supportCommand(
  io: Io,
  names: readonly string[],
  options: SupportCommandOptions,
): Promise<ExitCode> {
  const settings = await readSettings(io, [], options, { transformers: true });
  const { categories, examples } = settings.config;
  const { environment } = io;
  const asked = { ...settings.workspace, categories, examples, environment };
  const { value: answers, diagnostics } = await lookUp(names, asked, io);
  settings.done();
  reportDiagnostics(io, diagnostics.filter(limitsAnswers), settings.quiet);
  const json = (): string => `${JSON.stringify({ schemaVersion: 1, answers, diagnostics }, null, 2)}\n`;
  io.out(options.format === 'json' ? json() : answers.map(render).join('\n'));
  if (answers.some(({ problem }) => problem !== null)) return EXIT.impossible;
  const engines = answers.flatMap(({ architectures }) => architectures.flatMap((each) => each.engines));
  return engines.some(({ hidden }) => hidden === true) ? EXIT.findings : EXIT.clean;
}

/** What the sources could not be read for; other remarks about them are the business of `scan` and `lint`. */
function limitsAnswers({ rule, severity }: Diagnostic): boolean {
  return severity === 'error' || rule === 'python-syntax' || rule === 'source-skipped';
}

function render({ name, problem, autoMap, architectures }: SupportAnswer): string {
  const lines: string[] = [];
  if (problem !== null) lines.push(`${name}: ${problem}`);
  for (const each of architectures) {
    lines.push(each.architecture === name ? name : `${name}: ${each.architecture}`);
    for (const { id, level, hidden, reason, file, line, registry = '', replaced = [] } of each.engines) {
      const unknown = hidden === true ? 'not known' : 'undecidable';
      const where = file === null ? '' : `  ${file}:${line ?? 1}`;
      lines.push(`  ${id}: ${level ?? unknown} (${reason})${where}`);
      for (const earlier of replaced)
        lines.push(`    ${registry} counts; also in ${earlier.registry}  ${earlier.file}:${earlier.line}`);
    }
    lines.push(`  category: ${each.category} (${each.categoryReason})`);
    if (each.example !== null) lines.push(`  example: ${each.example} (${each.exampleReason ?? ''})`);
    if (each.nearMisses.length > 0) lines.push(`  near names: ${each.nearMisses.join(', ')}`);
  }
  for (const { autoClass, reference } of autoMap) lines.push(`  auto_map: ${autoClass} → ${reference}`);
  return lines.map((line) => `${printable(line)}\n`).join('');
}
