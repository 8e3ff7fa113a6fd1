import { expect } from 'vitest';
import { createParts } from '../../src/cache/parts.js';
import { createRecorder } from '../../src/cache/recorder.js';
import { scanWorkspace } from '../../src/scan/kept-trees.js';
import { scanResult } from '../../src/scan/scan.js';
import { accessOf, type WorkspaceOptions } from '../../src/scan/workspace.js';
import { observe } from '../../src/source/observer.js';
import { longAfter } from './cached-run.js';
import { runPlace } from './part-run.js';

export interface Scanned {
  readonly result: unknown;
  /** Paths of the Python files of which facts were made. */
  readonly read: readonly string[];
}

/**
 * A scan with what earlier ones kept in a folder; null: nothing is kept.
 *
 * @param onRead called before facts are made of a file
 */
export async function keptScan(
  options: WorkspaceOptions,
  cache: string | null,
  onRead: (path: string) => void = () => undefined,
): Promise<Scanned> {
  const world = { environment: {}, now: () => new Date('2026-01-02T12:00:00Z') };
  const recorder = createRecorder(world.environment, world.now, longAfter());
  const read = new Set<string>();
  const opened = await accessOf(options);
  const access = (): Promise<typeof opened> =>
    Promise.resolve({
      ...opened,
      extract: (path, source, depth) => {
        read.add(path);
        onRead(path);
        return opened.extract(path, source, depth);
      },
    });
  const keepPart = cache === null ? undefined : createParts(runPlace(cache), recorder, world);
  const workspace = await observe(recorder.observer, () => scanWorkspace(options, { access, keepPart }));
  return { result: scanResult(workspace, {}), read: [...read].sort() };
}

/** Says what is said with nothing kept; gives the names of the files that were read. */
export async function readIn(options: WorkspaceOptions, cache: string): Promise<readonly string[]> {
  const { result, read } = await keptScan(options, cache);
  expect(result).toEqual((await keptScan(options, null)).result);
  return read.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort();
}
