/** A process that runs a command with a cache: the folder of the cache, then the arguments. */
import { cachedRun } from '../cached-run.js';

const [cache = '', ...args] = process.argv.slice(2);
const { code, out, err } = await cachedRun(args, cache);
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
