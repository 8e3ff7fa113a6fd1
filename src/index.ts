export type { Diagnostic, Evidence, Outcome, Place, Severity } from './diagnostics.js';
export { ArchscanError, type ErrorCode } from './errors.js';
export { type ArchscanConfig, defineConfig } from './config/types.js';
