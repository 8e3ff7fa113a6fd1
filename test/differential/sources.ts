import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { PYTHON } from './cpython.js';
import { generateProgram } from './generate.js';
import { mutate } from './mutate.js';
import { createRandom } from './random.js';

const LIST_FILES = `
import json, os, site, sysconfig
roots = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")} | set(site.getsitepackages())
files = {os.path.realpath(os.path.join(base, name)) for root in roots for base, _, names in os.walk(root) for name in names}
print(json.dumps(sorted(file for file in files if file.endswith(".py"))))
`;

/** Every Python file of the installation: the standard library with its tests, and installed packages. */
export function installedFiles(): readonly string[] {
  const { stdout } = spawnSync(PYTHON, ['-c', LIST_FILES], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  // The script prints a list of strings.
  return JSON.parse(stdout) as string[];
}

/** Programs written by people, in pieces of whole statements: those that this folder's neighbours are made of. */
function realPrograms(): readonly [string, ...string[]] {
  const folder = new URL('../oracles/', import.meta.url);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort();
  const pieces = files.flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/\n\n\n(?=\S)/));
  const [first = '', ...rest] = pieces;
  return [first, ...rest];
}

/**
 * Generated and real programs, half of them changed a little. Each has a generator of its own, so that one of them
 * can be made again by its number.
 */
export function* programs(seed: number, count: number): Generator<Uint8Array> {
  const real = realPrograms();
  for (let number = 0; number < count; number++) {
    const random = createRandom(seed + number * 7919);
    const program = random.chance(0.2) ? random.pick(real) : generateProgram(random);
    yield random.chance(0.5) ? mutate(random, program) : Buffer.from(program);
  }
}
