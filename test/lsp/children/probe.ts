/**
 * Loaded into the server before everything else: counts syntax trees, and tells its parent about them and about the
 * memory that is left after a collection.
 */
import { Parser, Tree } from 'web-tree-sitter';
import { usedHeap } from '../../support/collect-garbage.js';

export interface Probed {
  /** Syntax trees that were made. */
  readonly made: number;
  /** Those of them that were not freed. */
  readonly live: number;
  /** Bytes of objects. */
  readonly heap: number;
  /** Bytes outside of the heap: WebAssembly and buffers. */
  readonly external: number;
}

const freed = new WeakSet();
let made = 0;
let live = 0;

watch(Parser.prototype, 'parse', (_, tree) => {
  if (!(tree instanceof Tree)) return;
  made += 1;
  live += 1;
});
watch(Tree.prototype, 'delete', (tree) => {
  if (!(tree instanceof Tree) || freed.has(tree)) return;
  freed.add(tree);
  live -= 1;
});

process.on('message', () => {
  void usedHeap().then((heap) => {
    const { external } = process.memoryUsage();
    process.send?.({ made, live, heap, external } satisfies Probed);
  });
});
// The server ends as it would without a parent that listens.
process.channel?.unref();

function watch(prototype: object, name: string, then: (self: unknown, result: unknown) => void): void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== 'function') throw new Error(`there is no ${name}`);
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(original, this, args);
    then(this, result);
    return result;
  });
}
