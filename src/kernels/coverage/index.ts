export { sectionOf, summaryRowOf, type CoveragePage } from './model.js';
export { readCoveragePage } from './read.js';
export { listWorkloads, type StatusSources } from './statuses.js';
export { addModel, refreshPage, type CoverageChange } from './update.js';
export type { NewModel } from './render.js';
