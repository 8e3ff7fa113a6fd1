export { findAttribute, linearise, derivesFrom, type Ancestor, type AttributeLookup } from './classes.js';
export {
  createProject,
  fingerprint,
  type AssumedCall,
  type PackageRoot,
  type Project,
  type World,
} from './project.js';
export { childrenOf } from './relevance.js';
export type { Decision, ImportTarget } from './run.js';
export { asItems, asText, PythonError, type ClassValue, type FunctionValue, type Value } from './values.js';
export { FALSE, list, NONE, text, TRUE } from './values.js';
export { truth } from './operators.js';
export { nestedBlocks, statements } from './nesting.js';
