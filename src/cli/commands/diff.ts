import { diffScans, isEmpty, type EngineDiff, type ScanDiff } from '../../diff/diff.js';
import { ArchscanError } from '../../errors.js';
import { SCHEMA_VERSION, type ScanResult } from '../../scan/contract.js';
import { scanResult } from '../../scan/scan.js';
import { sharedAccess } from '../../scan/shared-access.js';
import { scanWorkspace, type Reading } from '../../scan/kept-trees.js';
import { parseRoot } from '../../scan/roots.js';
import type { WorkspaceAccess, WorkspaceOptions } from '../../scan/workspace.js';
import { kindOfPath, readTextFile } from '../../source/files.js';
import { EXIT, printable, type ExitCode, type Io } from '../io.js';
import { reportDiagnostics } from '../report.js';
import { readSettings, type CommonOptions, type Settings } from '../settings.js';

export interface DiffOptions extends CommonOptions {
  readonly format: 'text' | 'json';
}

/** `archscan diff A B` */
export async function diffCommand(
  io: Io,
  before: string,
  after: string,
  options: DiffOptions,
): Promise<ExitCode> {
  const settings = await readSettings(io, [], options, { transformers: false });
  let shared: Promise<WorkspaceAccess> | undefined;
  const access = (): Promise<WorkspaceAccess> => (shared ??= sharedAccess(settings.workspace));
  const reading = { access, keepPart: io.keepPart };
  const sides = [await read(before, settings, reading), await read(after, settings, reading)] as const;
  settings.done();
  for (const { diagnostics } of sides) {
    reportDiagnostics(
      io,
      diagnostics.filter(({ severity }) => severity === 'error'),
      settings.quiet,
    );
  }
  const diff = diffScans(...sides);
  io.out(options.format === 'json' ? `${JSON.stringify(diff, null, 2)}\n` : render(diff));
  return EXIT.clean;
}

/** The output of `scan --format json`, a folder, a revision of the roots, or one of a folder (`FOLDER@REVISION`). */
async function read(side: string, { workspace }: Settings, reading: Reading): Promise<ScanResult> {
  const kind = kindOfPath(side);
  if (kind === 'file') return readOutput(side);
  const ofFolder = async (): Promise<ScanResult> =>
    scanResult(await scanWorkspace({ ...workspace, roots: [side] }, reading), {});
  if (kind === 'directory') return ofFolder();
  if (parseRoot(side).revision === undefined) return readRevision(side, workspace, reading);
  // A root with a revision of its own is read at that one, so only another root tells whether it is a revision.
  const isAsked = workspace.roots.some((root) => parseRoot(root).revision === undefined);
  return (isAsked ? await revisionOfRoots(side, workspace, reading) : null) ?? ofFolder();
}

/** Null where the roots have no such revision. */
async function revisionOfRoots(
  side: string,
  workspace: WorkspaceOptions,
  reading: Reading,
): Promise<ScanResult | null> {
  try {
    return scanResult(await scanWorkspace({ ...workspace, revision: side }, reading), {});
  } catch (error) {
    if (isNoRevision(error)) return null;
    throw error;
  }
}

function isNoRevision(error: unknown): error is ArchscanError {
  return (
    error instanceof ArchscanError && (error.code === 'revision-not-found' || error.code === 'root-not-found')
  );
}

async function readRevision(
  side: string,
  workspace: WorkspaceOptions,
  reading: Reading,
): Promise<ScanResult> {
  try {
    return scanResult(await scanWorkspace({ ...workspace, revision: side }, reading), {});
  } catch (cause) {
    if (!(cause instanceof ArchscanError)) throw cause;
    const { code, message } = cause;
    const folder = folderBefore(side);
    throw new ArchscanError(
      code,
      folder !== null && isNoRevision(cause) && /^(?:\.{0,2}|[A-Za-z]:)[\\/]/.test(folder)
        ? `There is no file or folder ${side}, and no folder ${folder} to read a revision of.`
        : `There is no file or folder ${side}, so it was taken for a git revision. ${message}`,
      {
        cause,
        hint: 'Give the output of archscan scan --format json, a folder, FOLDER@REVISION, or a revision of the checkout that --sglang, --vllm or another engine names.',
      },
    );
  }
}

/** The folder of what was meant as `FOLDER@REVISION`; the revision may end with `@{…}` itself. */
function folderBefore(side: string): string | null {
  const at = side.replace(/@\{[^}]*\}$/, '').lastIndexOf('@');
  return at <= 0 ? null : side.slice(0, at);
}

async function readOutput(path: string): Promise<ScanResult> {
  const { scanSchema } = await import('../../scan/schema.js');
  let json: unknown;
  try {
    json = JSON.parse(readTextFile(path));
  } catch (error) {
    throw new ArchscanError('usage', `${path} is no JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
      hint: 'Give the output of archscan scan --format json, a folder, or a git revision.',
    });
  }
  const parsed = scanSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ArchscanError(
    'usage',
    `${path} is no scan result of schema version ${SCHEMA_VERSION}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    { hint: 'Write it with archscan scan --format json.' },
  );
}

function render(diff: ScanDiff): string {
  const isHidden = diff.engines.some(({ hidden }) => hidden !== undefined);
  if (isEmpty(diff) && !isHidden) return 'No registration differs.\n';
  const lines = diff.engines.flatMap(engineLines);
  for (const name of diff.transformers?.added ?? []) lines.push(`+ transformers exports ${name}`);
  for (const name of diff.transformers?.removed ?? []) lines.push(`- transformers exports ${name}`);
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function engineLines({ id, only, added, removed, changed, hidden = [] }: EngineDiff): readonly string[] {
  const note = only === null ? '' : ` (only ${only === 'after' ? 'in the second' : 'in the first'})`;
  return [
    `${id}${note}: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    ...hidden.map(({ file, line, reason }) => `? ${file}:${line} ${reason}`),
    ...added.map(({ key, registry, file, line }) => `+ ${key} (${registry}) ${file}:${line}`),
    ...removed.map(({ key, registry, file, line }) => `- ${key} (${registry}) ${file}:${line}`),
    ...changed.flatMap(({ after: { key, registry, file, line }, fields }) => [
      `~ ${key} (${registry}) ${file}:${line}`,
      ...fields.map(({ field, from, to }) => `    ${field}: ${from || 'none'} → ${to || 'none'}`),
    ]),
  ];
}
