import type { DirectoryView, EntryKind } from './listing.js';
import { joinPath, nameOf, parentOf } from './tree-path.js';
import type { ReadResult } from './types.js';

/** Where a path leads after its symbolic links: the path of the file or directory itself, or why nowhere. */
export type Resolved =
  | { readonly kind: 'file' | 'directory'; readonly path: string }
  | { readonly kind: 'nowhere'; readonly result: ReadResult & { readonly ok: false } };

/** A tree that is known by the paths of its files, with symbolic links that are resolved inside of it. */
export interface PathIndex extends DirectoryView {
  resolve(path: string): Resolved;
}

/** As many links as Linux follows for one path. */
const MAX_LINKS = 40;

/** Indexes file paths; `links` maps the path of a symbolic link to its target as it is written. */
export function pathIndex(files: Iterable<string>, links: ReadonlyMap<string, string>): PathIndex {
  const children = childrenByDirectory(files, links.keys());
  const known = new Map<string, ReadonlyMap<string, EntryKind>>();
  const resolve = (path: string): Resolved => resolvePath(children, links, path);

  return {
    resolve,
    entries(directory) {
      const resolved = resolve(directory);
      if (resolved.kind !== 'directory') return new Map();
      let entries = known.get(resolved.path);
      if (entries === undefined) {
        entries = withLinks(children.get(resolved.path) ?? new Map(), resolved.path, links, resolve);
        known.set(resolved.path, entries);
      }
      return entries;
    },
    identity(directory) {
      const resolved = resolve(directory);
      return resolved.kind === 'nowhere' ? null : `/${resolved.path}`;
    },
  };
}

type Children = ReadonlyMap<string, ReadonlyMap<string, 'file' | 'directory'>>;

function childrenByDirectory(...groups: readonly Iterable<string>[]): Children {
  const children = new Map<string, Map<string, 'file' | 'directory'>>([['', new Map()]]);
  const add = (path: string, kind: 'file' | 'directory'): void => {
    const directory = parentOf(path);
    let entries = children.get(directory);
    if (entries === undefined) {
      entries = new Map();
      children.set(directory, entries);
      add(directory, 'directory');
    }
    entries.set(nameOf(path), kind);
  };
  for (const group of groups) {
    for (const path of group) add(path, 'file');
  }
  return children;
}

function withLinks(
  entries: ReadonlyMap<string, 'file' | 'directory'>,
  directory: string,
  links: ReadonlyMap<string, string>,
  resolve: (path: string) => Resolved,
): ReadonlyMap<string, EntryKind> {
  const kinds = new Map<string, EntryKind>(entries);
  for (const name of entries.keys()) {
    const path = joinPath(directory, name);
    if (links.has(path) && resolve(path).kind === 'directory') kinds.set(name, 'linked-directory');
  }
  return kinds;
}

function resolvePath(children: Children, links: ReadonlyMap<string, string>, path: string): Resolved {
  const rest = path.split('/').reverse();
  let at = '';
  let followed = 0;
  for (let segment = rest.pop(); segment !== undefined; segment = rest.pop()) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (at === '') return nowhere('missing', 'is a symbolic link that leads out of the tree');
      at = parentOf(at);
      continue;
    }
    const entry = children.get(at)?.get(segment);
    const here = joinPath(at, segment);
    const target = links.get(here);
    if (target !== undefined) {
      if (++followed > MAX_LINKS) return nowhere('unreadable', 'is a symbolic link that leads to itself');
      if (target === '') return nowhere('missing', 'is a symbolic link to nothing');
      if (target.startsWith('/')) return nowhere('missing', 'is a symbolic link that leads out of the tree');
      rest.push(...target.split('/').reverse());
    } else if (entry === 'directory') at = here;
    else if (entry === 'file' && rest.length === 0) return { kind: 'file', path: here };
    else return nowhere('missing', followed > 0 ? 'is a symbolic link to nothing' : 'does not exist');
  }
  return { kind: 'directory', path: at };
}

function nowhere(reason: 'missing' | 'unreadable', detail: string): Resolved {
  return { kind: 'nowhere', result: { ok: false, reason, detail } };
}
