export { addDefinitions, type ModelsChange } from './edit.js';
export { addEntry, type NewEntry } from './entry.js';
export type { ModelsFile } from './model.js';
export { loadModelsReader, readModels, type ModelsReader } from './read.js';
export { lintModels } from './lint.js';
