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
export { classifyDefinition, type Classification, type ClassificationSources } from './classify.js';
export {
  definitionFiles,
  listDefinitions,
  type DefinitionFile,
  type DefinitionFiles,
} from './definition-files.js';
export { parseDefinitionName, type ParsedName } from './definition-name.js';
export { NAME_PATTERNS, type NamePattern } from './patterns.js';
export { createApiResolver, type ApiResolver, type ResolvedApi } from './resolve-api.js';
export { readSglangUses, type SglangUse, type SglangUses } from './sglang-use.js';
export { decoratedApis, type DecoratedApi } from './trace-decorator.js';
export { kernelInventory, type Inventory, type InventoryEntry } from './inventory.js';
