export { derivesFrom, findAttribute, unknownBase } from './classes.js';
export { childrenOf, expressionsIn } from './children.js';
export {
  createProject,
  type AssumedCall,
  type ForgetfulProject,
  type PackageRoot,
  type Project,
  type World,
} from './project.js';
export { nestedBlocks, statements } from './nesting.js';
export { truth } from './operators.js';
export {
  asItems,
  asText,
  list,
  NONE,
  text,
  FALSE,
  TRUE,
  type ClassValue,
  type FunctionValue,
  type Value,
} from './values.js';
