import { isAbsolute, relative, resolve } from 'node:path';
import {
  checklistEngines,
  checklists,
  type ChecklistPlace,
  type EngineChecklist,
} from '../../checklist/checklist.js';
import { documentIn, type PageFile } from '../../checklist/document.js';
import { ArchscanError } from '../../errors.js';
import { folderOf } from '../../scan/roots.js';
import { workspaceWithSources } from '../../scan/kept-trees.js';
import { readWorkspace } from '../../scan/workspace.js';
import { pathExists, readTextFile } from '../../source/files.js';
import type { SourceTree } from '../../source/types.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics } from '../report.js';
import { readSettings, type CommonOptions } from '../settings.js';

export interface ChecklistOptions extends CommonOptions {
  readonly format: 'text' | 'json';
  readonly since?: string | undefined;
}

/** `archscan checklist NAME…` */
export async function checklistCommand(
  io: Io,
  names: readonly string[],
  options: ChecklistOptions,
): Promise<ExitCode> {
  const { since } = options;
  if (names.length === 0 && since === undefined) {
    throw new ArchscanError('usage', 'There is no architecture to look for.', {
      hint: 'Name some, or give --since REVISION for those that a change adds.',
    });
  }
  const settings = await readSettings(io, [], options, { transformers: true });
  const { workspace: now } = settings;
  const workspace = await workspaceWithSources(now, { keepPart: io.keepPart });
  const document = (tree: SourceTree): PageFile | undefined => configured(tree, settings.config.output);
  const roots = now.roots.map(folderOf);
  const earlier = { ...now, roots, givenFor: [], revision: since, transformers: undefined };
  const before = since === undefined ? undefined : checklistEngines(await readWorkspace(earlier), document);
  settings.done();
  const engines = checklists(checklistEngines(workspace, document), { names, before });
  io.out(options.format === 'json' ? json(engines) : engines.map(render).join('\n'));
  const errors = workspace.engines.flatMap(({ scan }) => scan.diagnostics);
  reportDiagnostics(
    io,
    errors.filter(({ severity }) => severity === 'error'),
    settings.quiet,
  );
  const complete = engines.every(({ architectures }) => architectures.every((each) => each.complete));
  return complete ? EXIT.clean : EXIT.findings;
}

/** The tracking document in the tree, as it was at the tree's revision; a configured one outside of it as it is. */
function configured(tree: SourceTree, output: string | undefined): PageFile | undefined {
  if (output === undefined) return documentIn(tree);
  const path = relative(resolve(tree.root), output).replaceAll('\\', '/');
  if (!path.startsWith('../') && !isAbsolute(path)) return documentIn(tree, path);
  return pathExists(output) ? { file: output, text: readTextFile(output) } : undefined;
}

function json(engines: readonly EngineChecklist[]): string {
  return `${JSON.stringify({ schemaVersion: 1, engines }, null, 2)}\n`;
}

function render({ title, root, revision, architectures }: EngineChecklist): string {
  const at = revision === null ? '' : ` at ${revision.slice(0, 12)}`;
  const lines = architectures.flatMap(({ architecture, places }) => [architecture, ...places.map(placeLine)]);
  const body = lines.length === 0 ? ['nothing was added'] : lines;
  return [`${title} in ${root}${at}`, ...body].map((line) => `${printable(line)}\n`).join('');
}

const MARKS: Readonly<Record<ChecklistPlace['state'], string>> = {
  present: '[x]',
  missing: '[ ]',
  absent: ' - ',
  unknown: '[?]',
};

function placeLine({ title, file, state, need, note, evidence }: ChecklistPlace): string {
  const where = evidence.map((place) => `${place.file}:${place.line}`).join(', ');
  const remark = note === null ? '' : ` (${note})`;
  const mark = `  ${MARKS[state]} ${title}`;
  if (state === 'present') return `${mark}: ${where}${remark}`;
  const place = where === '' ? (file ?? '') : where;
  const shown = place === '' ? '' : `: ${place}`;
  if (state === 'unknown') return `${mark}${shown}${remark}`;
  return state === 'missing'
    ? `${mark}${shown}${remark}, missing: ${need ?? ''}`
    : `${mark}${shown}, not needed`;
}
