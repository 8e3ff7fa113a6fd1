import type { ScanResult } from '../../scan/contract.js';
import { scanResult } from '../../scan/scan.js';
import { scanWorkspace } from '../../scan/kept-trees.js';
import { EXIT, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics, table } from '../report.js';
import { readSettings, type CommonOptions } from '../settings.js';

export interface ScanCommandOptions extends CommonOptions {
  readonly format: 'json' | 'ndjson' | 'table';
}

/** `archscan scan [root…]` */
export async function scanCommand(
  io: Io,
  roots: readonly string[],
  options: ScanCommandOptions,
): Promise<ExitCode> {
  const settings = await readSettings(io, roots, options, {
    transformers: false,
    mayLackEngines: true,
  });
  const result = scanResult(await scanWorkspace(settings.workspace, io), settings.config.examples ?? {});
  settings.done();
  io.out(render(result, options.format));
  reportDiagnostics(io, result.diagnostics, settings.quiet);
  return result.diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.clean;
}

function render(result: ScanResult, format: ScanCommandOptions['format']): string {
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`;
  return format === 'ndjson' ? ndjson(result) : tables(result);
}

/** One record a line, each with its `type`. */
function ndjson(result: ScanResult): string {
  const { engines, transformers, diagnostics, stats, schemaVersion } = result;
  const records: readonly object[] = [
    { type: 'header', schemaVersion },
    ...engines.flatMap(({ id, root, revision, registrations, checkpoints, examples, undecidable }) => [
      { type: 'engine', id, root, revision },
      ...registrations.map((each) => ({ type: 'registration', engine: id, ...each })),
      ...checkpoints.map((each) => ({ type: 'checkpoint', engine: id, ...each })),
      ...examples.map((each) => ({ type: 'example', engine: id, ...each })),
      ...undecidable.map((each) => ({ type: 'undecidable', engine: id, ...each })),
    ]),
    ...(transformers === null
      ? []
      : [
          {
            type: 'transformers',
            root: transformers.root,
            version: transformers.version,
            revision: transformers.revision,
          },
          ...transformers.classes.map((each) => ({ type: 'class', ...each })),
          ...transformers.undecidable.map((each) => ({
            type: 'undecidable',
            engine: 'transformers',
            ...each,
          })),
        ]),
    ...diagnostics.map((each) => ({ type: 'diagnostic', ...each })),
    { type: 'stats', ...stats },
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function tables({ engines, transformers, stats }: ScanResult): string {
  const parts = engines.map(({ id, root, registrations, undecidable }) => {
    const rows = registrations.map((each) => [
      each.key,
      each.registry,
      each.kind,
      each.status,
      `${each.file}:${each.line}`,
    ]);
    const head = `${id} in ${root}: ${registrations.length} registrations, ${undecidable.length} undecidable\n`;
    return head + table([['key', 'registry', 'kind', 'status', 'registered at'], ...rows]);
  });
  if (transformers !== null) {
    const exported = transformers.classes.filter((each) => each.exported);
    const passing = exported.filter((each) => each.backendCompatible === true);
    parts.push(
      `transformers ${transformers.version ?? ''} in ${transformers.root}: ${transformers.classes.length} classes of modeling files, ` +
        `${exported.length} exported, ${passing.length} backend compatible\n`,
    );
  }
  parts.push(
    `${stats.files} files, ${stats.parsed} parsed, ${stats.cached} cached, ${stats.skipped} skipped\n`,
  );
  return parts.join('\n');
}
