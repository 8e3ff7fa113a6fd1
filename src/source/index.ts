export * from './types.js';
export { folderTree, type FolderOptions, type FolderTree, type UnlistedDirectory } from './folder.js';
export { gitTree, type GitOptions } from './git.js';
export { memoryTree, type MemoryOptions } from './memory.js';
export { lineIndex, type LineIndex, type Position } from './text.js';
