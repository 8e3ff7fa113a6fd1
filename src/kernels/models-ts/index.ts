export { addDefinitions, type ModelsChange } from './edit.js';
export { addEntry, type NewEntry } from './entry.js';
export type { ModelsFile } from './model.js';
export { readModels } from './read.js';
export { lintModels } from './lint.js';
