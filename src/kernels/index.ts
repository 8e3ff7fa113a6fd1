export { parseKernelConfig, readKernelConfig, type ConfigField, type KernelConfig } from './config.js';
export {
  expectedDefinitions,
  type ExpectedDefinition,
  type ExpectedKernels,
  type UnmappedModule,
} from './expected.js';
export { compareOpTypes, isOpType, OP_TYPES, type OpType } from './op-types.js';
export { parallelismOf, SINGLE, type Parallelism, type ServingDegrees } from './parallelism.js';
export type { Tier } from './rules.js';
export { splitProjections, type SplitProjection } from './split.js';
export {
  cookbookFiles,
  parallelismsOf,
  readCookbook,
  type Cookbook,
  type CookbookModel,
  type Recipe,
} from './cookbook.js';
export { findBySlug, quantizedSiblings, type SlugMatch } from './slug.js';
