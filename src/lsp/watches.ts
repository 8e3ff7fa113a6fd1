/** What the client is asked to watch on disk: the same in every folder, and what the configurations name. */
import {
  DidChangeWatchedFilesNotification,
  type Connection,
  type Disposable,
  type FileSystemWatcher,
} from 'vscode-languageserver/node';
import { CONFIG_NAMES } from '../config/find.js';
import { keyOf } from '../session/keys.js';
import type { Session, SessionWatch } from '../session/types.js';
import { plainPattern, SOURCE_PATTERNS } from '../session/watches.js';
import type { Client } from './client.js';

const EVERYWHERE = [
  ...SOURCE_PATTERNS,
  '**/models.ts',
  '**/definitions/*/*.json',
  ...CONFIG_NAMES.map((name) => `**/${name}`),
];

export interface Watches {
  /** A configuration may have changed. */
  readonly update: () => void;
}

export function createWatches(
  connection: Connection,
  { watchesFiles, relativeWatches }: Client,
  session: Session,
  report: (error: unknown) => void,
): Watches {
  if (!watchesFiles) return { update: () => undefined };
  let wanted = '';
  let registered: Disposable | undefined;
  let updating: Promise<void> = Promise.resolve();

  function register(globs: readonly FileSystemWatcher['globPattern'][]): Promise<Disposable> {
    const watchers = globs.map((globPattern) => ({ globPattern }));
    return connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }

  async function update(): Promise<void> {
    const named = await session.watches();
    const now = JSON.stringify(named);
    if (now === wanted) return;
    wanted = now;
    const globs = named.map((each) => globOf(each, relativeWatches));
    // A client may refuse, or never answer; the next list is given to it all the same.
    (named.length === 0 ? Promise.resolve(undefined) : register(globs)).then(
      (made) => {
        if (wanted !== now) {
          made?.dispose();
          return;
        }
        // What stays is watched throughout.
        registered?.dispose();
        registered = made;
      },
      (error: unknown) => {
        if (wanted === now) wanted = '';
        report(error);
      },
    );
  }

  register(EVERYWHERE).catch(report);
  return {
    update() {
      updating = updating.then(update).catch(report);
    },
  };
}

/** Clients that know no relative patterns take absolute ones. */
function globOf({ folder, pattern }: SessionWatch, isRelative: boolean): FileSystemWatcher['globPattern'] {
  if (isRelative) return { baseUri: folder, pattern };
  const path = plainPattern(keyOf(folder));
  return path.endsWith('/') ? path + pattern : `${path}/${pattern}`;
}
