import type { SourceTree } from '../../source/types.js';
import { inDirectory, locatePackage, type Located } from '../types.js';

/** Finds the package in a checkout (`src/transformers`), a package folder, or `site-packages`. */
export function locateTransformers(tree: SourceTree): Located | null {
  return locatePackage(tree, ['src/transformers', 'transformers', ''], 'models/auto/modeling_auto.py');
}

/** PyTorch modeling files at any depth below `models/`: TensorFlow and Flax ones define other classes. */
export function modelingFiles(tree: SourceTree, { directory }: Located): readonly string[] {
  return tree.list(inDirectory(directory, 'models')).filter(isModelingFile);
}

/** Files that name example checkpoints: configurations and modular sources. */
export function exampleFiles(tree: SourceTree, { directory }: Located): readonly string[] {
  return tree.list(inDirectory(directory, 'models')).filter(isExampleFile);
}

export function isModelingFile(path: string): boolean {
  const name = fileName(path);
  return /^modeling_.*\.py$/.test(name) && !/^modeling_(?:tf|flax)_/.test(name);
}

export function isExampleFile(path: string): boolean {
  return /^(?:configuration|modular)_.*\.py$/.test(fileName(path));
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `llama` for `…/models/llama/modeling_llama.py`. */
export function modelFolder(path: string, { directory }: Located): string {
  const models = inDirectory(directory, 'models');
  return path.slice(models.length + 1, path.lastIndexOf('/'));
}
