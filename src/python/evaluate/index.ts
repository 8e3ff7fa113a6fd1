export { derivesFrom, findAttribute } from './classes.js';
export { createProject, type AssumedCall, type PackageRoot, type Project, type World } from './project.js';
export { childrenOf } from './relevance.js';
export { nestedBlocks, statements } from './nesting.js';
export { truth } from './operators.js';
export {
  asItems,
  asText,
  list,
  NONE,
  text,
  TRUE,
  type ClassValue,
  type FunctionValue,
  type Value,
} from './values.js';
