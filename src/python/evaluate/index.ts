export { findAttribute, linearise, derivesFrom, type Ancestor, type AttributeLookup } from './classes.js';
export { createProject, fingerprint, nestedBlocks, type Project, type World } from './project.js';
export { childrenOf } from './relevance.js';
export type { Decision, ImportTarget } from './run.js';
export { asItems, asText, PythonError, type ClassValue, type FunctionValue, type Value } from './values.js';
