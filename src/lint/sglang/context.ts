import {
  loaderRegistrations,
  type EngineScan,
  type Located,
  type Registration,
} from '../../engines/types.js';
import type { ServedRecord } from '../../models/architectures.js';
import type { PythonSources } from '../../python/sources.js';

/** What every check of SGLang's sources is given. Files in findings are relative to the root of the sources. */
export interface SglangContext {
  readonly sources: PythonSources;
  readonly at: Located;
  readonly scan: EngineScan;
  /** What is known about an architecture. */
  readonly join: (architecture: string) => ServedRecord;
}

/** Registrations of the registry that the tracking document is about. */
export function modelRegistrations({ scan }: SglangContext): readonly Registration[] {
  return loaderRegistrations(scan);
}
