import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// The context is only there to get hold of the function.
const collect = runInNewContext('gc') as () => void;

/** Frees what nobody holds any more. What a weak reference was made of or asked about lives until the turn ends. */
export async function collectGarbage(): Promise<void> {
  for (let n = 0; n < 2; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
}

/** How many of them are still held. */
export function alive(all: readonly WeakRef<object>[]): number {
  return all.filter((each) => each.deref() !== undefined).length;
}

/** Bytes that objects take after a collection. */
export async function usedHeap(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}
