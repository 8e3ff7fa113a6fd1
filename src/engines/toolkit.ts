/** What an engine outside of archscan is written with; a part of the library. */
export { asText } from '../python/evaluate/index.js';
export { decoratorCalls, positionalTexts } from './decorators.js';
export { hiddenRegistrations } from './hidden.js';
export { engineScan, pythonFiles, registration } from './registrations.js';
export { classPlace, readTable, reasonOf } from './tables.js';
export { inDirectory, locatePackage } from './types.js';
