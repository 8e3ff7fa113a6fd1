export { sectionOf, summaryRowOf, type CoveragePage } from './model.js';
export { placeholderOf } from './placeholder.js';
export { readCoveragePage } from './read.js';
export { listWorkloads, type StatusSources } from './statuses.js';
export { addModel, joinChanges, refreshPage, unchanged, type CoverageChange } from './update.js';
export type { NewModel } from './render.js';
