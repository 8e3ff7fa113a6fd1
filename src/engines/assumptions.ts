import { NONE, type AssumedCall } from '../python/evaluate/index.js';

/** Engines read switches from the environment; their sources are read as if none were set. */
export const environmentUnset: AssumedCall = (dotted, args) =>
  dotted === 'os.getenv' || dotted === 'os.environ.get' ? (args[1] ?? NONE) : undefined;
