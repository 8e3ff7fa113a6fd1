/** Why a root does not have what was looked for there, and what to do about it. */
import { join } from 'node:path';
import { ENGINE_IDS, ENGINES, loadEngines } from '../engines/registry.js';
import { locateTransformers } from '../engines/transformers/index.js';
import { ArchscanError } from '../errors.js';
import { kindOfPath } from '../source/files.js';
import { folderTree, gitTree } from '../source/index.js';
import { parseRoot, rootName } from './roots.js';
import type { WorkspaceOptions } from './workspace.js';

/** Something that can be read, by the name of its option. */
interface Source {
  readonly id: string;
  readonly title: string;
}

const TRANSFORMERS: Source = { id: 'transformers', title: 'transformers' };
const FORMS = 'the root of a checkout, the package folder inside it, or an installed package';

/** A root with neither an engine that is wanted nor transformers. */
export async function nothingFound(root: string, options: WorkspaceOptions): Promise<ArchscanError> {
  const bare = bareRepository(root, options);
  if (bare !== null) return bare;
  const wanted = titles(options, options.engines ?? []);
  const there = await sourcesIn(root, options);
  const name = rootName(root);
  if (wanted.length === 0 || there.length === 0)
    return notFound(`No engine and no transformers sources in ${name}.`, `Give ${FORMS}.`);
  const [what, has] = [wanted.join(', '), listed(there)];
  return notFound(`${name} has ${has}, and no ${what} sources.`, `Give ${FORMS} of ${what}.`);
}

/** A root that was given for one engine and has others, or transformers, only. */
export async function engineMissing(
  root: string,
  engine: string,
  options: WorkspaceOptions,
): Promise<ArchscanError> {
  const [title = engine] = titles(options, [engine]);
  const there = await sourcesIn(root, options);
  const own = there.find(({ id }) => id === TRANSFORMERS.id || ENGINE_IDS.includes(id));
  const instead = own === undefined ? 'Give' : `Give it with --${own.id}, or give`;
  const has = there.length === 0 ? '' : `; it has ${listed(there)}`;
  return notFound(
    `There are no ${title} sources in ${rootName(root)}, which was given for ${title}${has}.`,
    `${instead} ${FORMS} of ${title}.`,
  );
}

/** A folder that was given for transformers and has none. */
export async function transformersMissing(folder: string, options: WorkspaceOptions): Promise<ArchscanError> {
  const bare = bareRepository(folder, { revision: undefined }, 'transformers-not-found');
  if (bare !== null) return bare;
  const there = await sourcesIn(folder, { ...options, revision: undefined });
  const has = there.length === 0 ? '' : `; it has ${listed(there)}`;
  return new ArchscanError(
    'transformers-not-found',
    `No transformers sources in ${rootName(folder)}${has}.`,
    {
      hint: 'Give the root of a checkout (with src/transformers), the package folder, or an installed package.',
    },
  );
}

function notFound(message: string, hint: string): ArchscanError {
  return new ArchscanError('no-engine-detected', message, { hint });
}

/** A bare repository has revisions only. */
function bareRepository(
  root: string,
  options: Pick<WorkspaceOptions, 'revision'>,
  code: 'no-engine-detected' | 'transformers-not-found' = 'no-engine-detected',
): ArchscanError | null {
  const { folder, revision = options.revision } = parseRoot(root);
  const has = (name: string, kind: 'file' | 'directory'): boolean => kindOfPath(join(folder, name)) === kind;
  const isBare = has('HEAD', 'file') && has('objects', 'directory') && has('refs', 'directory');
  if (revision !== undefined || !isBare) return null;
  const message = `${rootName(root)} is a bare git repository: it has revisions, but no files.`;
  return new ArchscanError(code, message, { hint: `Say which revision, as in ${folder}@HEAD.` });
}

function titles({ plugins = [] }: WorkspaceOptions, ids: readonly string[]): readonly string[] {
  const known: readonly Source[] = [...ENGINES, ...plugins];
  return known.filter(({ id }) => ids.includes(id)).map(({ title }) => title);
}

function listed(sources: readonly Source[]): string {
  return sources.map(({ title }) => title).join(' and ');
}

/** Everything that a root has, wanted or not. */
async function sourcesIn(
  root: string,
  { revision: common, plugins }: WorkspaceOptions,
): Promise<readonly Source[]> {
  const { folder, revision = common } = parseRoot(root);
  if (kindOfPath(folder) !== 'directory') return [];
  const tree = revision === undefined ? folderTree(folder) : await gitTree(folder, revision);
  const engines = await loadEngines(undefined, plugins);
  const found: readonly Source[] = engines.filter((adapter) => adapter.locate(tree) !== null);
  return locateTransformers(tree) === null ? found : [...found, TRANSFORMERS];
}
