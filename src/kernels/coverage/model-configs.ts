/** Which configuration belongs to a title of the page, an entry of models.ts or a tag of a definition. */
import type { Diagnostic } from '../../diagnostics.js';
import type { SourceTree } from '../../source/types.js';
import { parseKernelConfig, type KernelConfig } from '../config.js';
import { partsOf, type NameParts } from '../slug.js';
import { titleKey } from './model.js';

/** A checkpoint whose configuration is known. */
export interface KnownModel {
  /** `org/name`, or the name alone where the organisation is not known. */
  readonly id: string;
  readonly config: KernelConfig;
}

export interface ModelConfigs {
  /** The checkpoint that one of these names means; null when none or several configurations fit. */
  find(names: readonly string[]): KnownModel | null;
  /** Just the checkpoint `org/name`; a file whose path names no organisation may be of any. */
  ofCheckpoint(id: string): KnownModel | null;
  /** What was wrong in the files that were read so far. */
  diagnostics(): readonly Diagnostic[];
}

/** Title, id of an entry or slug to checkpoint, where the names do not say it. */
export type Checkpoints = Readonly<Record<string, string>>;

/**
 * The configurations of a folder: `org/name/config.json`, `org__name.json`, `org--name_config.json`, `name.json`, or
 * a Hub cache. Files are read when they are asked for; one that cannot be read is reported and belongs to no model.
 */
export function modelConfigs(tree: SourceTree, checkpoints: Checkpoints): ModelConfigs {
  const files = new Map(
    tree.list('').flatMap((path): [string, string][] => {
      const id = checkpointOf(path);
      return id === null ? [] : [[id.toLowerCase(), path]];
    }),
  );
  const chosen = new Map(Object.entries(checkpoints).map(([name, id]) => [titleKey(name), id]));
  const read = new Map<string, KernelConfig | null>();
  const problems: Diagnostic[] = [];
  const open = (key: string): KnownModel | null => {
    const path = files.get(key);
    if (path === undefined) return null;
    if (!read.has(key)) {
      const { config, diagnostics } = readConfig(tree, path);
      problems.push(...diagnostics);
      read.set(key, config);
    }
    const config = read.get(key) ?? null;
    return config === null ? null : { id: checkpointOf(path) ?? path, config };
  };
  const ofCheckpoint = (id: string): KnownModel | null =>
    open(id.toLowerCase()) ?? open(lastPart(id.toLowerCase()));
  return {
    diagnostics: () => problems,
    ofCheckpoint,
    find: (names) => {
      const given = names.flatMap((name) => chosen.get(titleKey(name)) ?? [])[0];
      if (given !== undefined) return ofCheckpoint(given);
      const key = bestOf([...files.keys()], names);
      return key === null ? null : open(key);
    },
  };
}

function readConfig(
  tree: SourceTree,
  path: string,
): { readonly config: KernelConfig | null; readonly diagnostics: readonly Diagnostic[] } {
  const file = `${tree.root.replace(/\/$/, '')}/${path}`;
  const bytes = tree.read(path);
  if (bytes.ok) {
    const { value, diagnostics } = parseKernelConfig(Buffer.from(bytes.bytes).toString('utf8'), file);
    return { config: value, diagnostics };
  }
  const message = `Not read (${bytes.reason}): ${bytes.detail}.`;
  const place = { file, line: 1, column: 1 };
  return {
    config: null,
    diagnostics: [{ ...place, rule: 'config-unreadable', severity: 'error', message }],
  };
}

const CACHED = /(?:^|\/)models--(.+?)--(.+)\/snapshots\/[^/]+\/config\.json$/;
const FOLDER = /(?:^|\/)([^/]+\/[^/]+|[^/]+)\/config\.json$/;
const FILE = /(?:^|\/)(?:(.+?)(?:__|--))?([^/]+?)(?:[._-]config)?\.json$/;

/** The checkpoint that a path names. */
function checkpointOf(path: string): string | null {
  const [, cachedOrganization, cachedName] = CACHED.exec(path) ?? [];
  if (cachedOrganization !== undefined && cachedName !== undefined)
    return `${cachedOrganization}/${cachedName}`;
  const folder = FOLDER.exec(path)?.[1];
  if (folder !== undefined) return folder;
  const [, organization, name] =
    path.endsWith('config.json') && !/[._-]config\.json$/.test(path) ? [] : (FILE.exec(path) ?? []);
  if (name === undefined) return null;
  return organization === undefined ? name : `${organization.split('/').at(-1) ?? organization}/${name}`;
}

/** `Llama 3.1 / 3.3 70B` means two models. */
function alternatives(title: string): readonly string[] {
  const choices = title
    .trim()
    .replace(/\s*\/\s*/g, '/')
    .split(/\s+/)
    .map((word) => word.split('/'));
  return choices.reduce<readonly string[]>(
    (titles, choice) => titles.flatMap((each) => choice.map((word) => `${each} ${word}`.trim())),
    [''],
  );
}

/** A checkpoint of exactly the id or name, else the one whose name without suffixes such as `-instruct` is it. */
function bestOf(ids: readonly string[], names: readonly string[]): string | null {
  for (const name of [...names, ...names.flatMap(alternatives)]) {
    const id = name.trim().toLowerCase();
    if (id.includes('/') && ids.includes(id)) return id;
    const wanted = titleKey(name);
    const exact = ids.filter((id) => titleKey(lastPart(id)) === wanted);
    if (exact.length > 0) return exact.length === 1 ? (exact[0] ?? null) : null;
    // A title with several models has no stem of its own; an id has one.
    if (name.includes('/') && /\s/.test(name)) continue;
    const similar = similarTo(ids, id.replace(/\s+/g, '-'));
    if (similar !== null) return similar;
  }
  return null;
}

/**
 * The shortest id of the same stem and version, else one where the id or the name has no version; never one of another
 * version, nor one of several.
 */
function similarTo(ids: readonly string[], name: string): string | null {
  const { stem, version } = comparable(name);
  const parted = ids.map((id) => ({ id, ...comparable(id) })).filter((each) => each.stem === stem);
  const same = parted.filter((each) => each.version === version);
  const others = parted.filter((each) => version === null || each.version === null);
  const versions = new Set(others.map((each) => each.version));
  if (same.length === 0 && versions.size > 1) return null;
  const found = (same.length > 0 ? same : others).map(({ id }) => id);
  return found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? null;
}

/** However it is written, and without the length of its context (`-8k`). */
function comparable(id: string): NameParts {
  const { stem, version } = partsOf(id.replace(/-\d+k$/, ''));
  return { stem: titleKey(stem), version };
}

function lastPart(id: string): string {
  return id.split('/').at(-1) ?? id;
}
