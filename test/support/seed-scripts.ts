import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { seedScripts, withTemporaryFolder } from '../../bench/seed-scripts.js';
import { PYTHON } from '../differential/cpython.js';
import { skipOrFail } from './corpus.js';
import { tempFolder } from './temp-folder.js';

const run = promisify(execFile);

/** The steps that make the document; the fourth asks the network about single models. */
const STEPS = [1, 2, 3, 5];

/**
 * Runs the scripts of the document that ARCHSCAN_SEEDS names over two checkouts, in a temporary folder, and returns
 * the tracking document that they write. Skips the running test without ARCHSCAN_SEEDS.
 */
export async function runSeedScripts(sglang: string, transformers: string): Promise<string> {
  const document = process.env.ARCHSCAN_SEEDS;
  if (document === undefined || document === '') {
    return skipOrFail('set ARCHSCAN_SEEDS to the Markdown document with the scripts');
  }
  const scripts = seedScripts(readFileSync(document, 'utf8'));
  const folder = tempFolder();
  mkdirSync(join(folder, 'python'));
  symlinkSync(join(sglang, 'python/sglang'), join(folder, 'python/sglang'));
  // The scripts only ask where the package lies. Importing the real one would need its dependencies.
  const stub = join(folder, 'stub/transformers');
  mkdirSync(stub, { recursive: true });
  writeFileSync(join(stub, '__init__.py'), '');
  symlinkSync(join(transformers, 'src/transformers/models'), join(stub, 'models'));
  for (const step of STEPS) {
    const script = scripts.get(step);
    if (script === undefined) throw new Error(`${document} has no script for step ${step}`);
    const file = join(folder, `step-${step}.py`);
    writeFileSync(file, withTemporaryFolder(script, folder));
    await run(PYTHON, [file], { cwd: folder, env: { ...process.env, PYTHONPATH: join(folder, 'stub') } });
  }
  return readFileSync(join(folder, 'MODEL_SUPPORT_TRACKING.md'), 'utf8');
}
