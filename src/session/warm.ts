/** Makes the facts of a tree ahead of the reading that needs them, in pieces, so that messages and edits get their turn. */
import { loadEngines } from '../engines/registry.js';
import type { EngineAdapter } from '../engines/types.js';
import { locateTransformers, transformersFiles } from '../engines/transformers/index.js';
import type { FactExtractor } from '../python/extract.js';
import type { SourceTree } from '../source/types.js';
import { nextTurn } from './abort.js';
import type { SessionProgress } from './types.js';

interface Part {
  readonly title: string;
  readonly files: readonly string[];
}

export interface WarmOptions {
  readonly engines: readonly string[] | undefined;
  readonly plugins: readonly EngineAdapter[];
  /** Only transformers is read of this tree. */
  readonly transformersOnly: boolean;
  readonly extract: FactExtractor;
  /** Whether the rest is still wanted. */
  readonly isCurrent: () => boolean;
  readonly onProgress?: ((progress: SessionProgress) => void) | undefined;
}

export async function warmUp(tree: SourceTree, options: WarmOptions): Promise<void> {
  const parts = [
    ...(options.transformersOnly ? [] : await engineParts(tree, options)),
    ...transformersPart(tree),
  ];
  for (const { title, files } of parts) {
    const step = `Reading ${title}`;
    for (const [done, path] of files.entries()) {
      if (!options.isCurrent()) return;
      options.onProgress?.({ step, done, total: files.length });
      const read = tree.read(path);
      if (read.ok && path.endsWith('.py')) options.extract(path, read.bytes, 'module');
      await nextTurn();
    }
  }
}

async function engineParts(tree: SourceTree, { engines, plugins }: WarmOptions): Promise<readonly Part[]> {
  const adapters = await loadEngines(engines, plugins);
  return adapters.flatMap((adapter) => {
    const at = adapter.locate(tree);
    return at === null ? [] : [{ title: adapter.title, files: adapter.files(tree, at) }];
  });
}

function transformersPart(tree: SourceTree): readonly Part[] {
  const at = locateTransformers(tree);
  return at === null ? [] : [{ title: 'transformers', files: transformersFiles(tree, at) }];
}
