export * from './types.js';
export { folderTree, type FolderTree } from './folder.js';
export { gitTree } from './git.js';
export { memoryTree } from './memory.js';
export { lineIndex, type Position } from './text.js';
