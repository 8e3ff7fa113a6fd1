import type { EngineScan, Registration } from '../../src/engines/types.js';
import type { Workspace } from '../../src/scan/workspace.js';

/** The one engine that was read. */
export function engineOf({ engines }: Workspace): EngineScan {
  const [only, second] = engines;
  if (only === undefined || second !== undefined) throw new Error(`${engines.length} engines were read`);
  return only.scan;
}

export function registered(workspace: Workspace, registry: string): readonly Registration[] {
  return engineOf(workspace).registrations.filter((each) => each.registry === registry);
}

export function record<T>(pairs: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const result = Object.fromEntries(pairs);
  if (Object.keys(result).length !== pairs.length) throw new Error('a key occurs twice');
  return result;
}

/** The dotted name of a file; of SGLang's without the folder that its package lies in. */
export function moduleName(path: string | null): string {
  return (path ?? '')
    .replace(/^python\//, '')
    .replace(/(?:\/__init__)?\.py$/, '')
    .replaceAll('/', '.');
}
