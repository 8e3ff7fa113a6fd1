import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PYTHON } from './cpython.js';
import { compareAll, FULL, requireCPython } from './harness.js';

/** Without the full set, every twentieth file in the order of their paths. */
const STEP = FULL ? 1 : 20;

const LIST_FILES = `
import json, os, site, sysconfig
roots = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")} | set(site.getsitepackages())
files = {os.path.realpath(os.path.join(base, name)) for root in roots for base, _, names in os.walk(root) for name in names}
print(json.dumps(sorted(file for file in files if file.endswith(".py"))))
`;

/** Every Python file of the installation: the standard library with its tests, and installed packages. */
function installedFiles(): readonly string[] {
  const { stdout } = spawnSync(PYTHON, ['-c', LIST_FILES], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  // The script prints a list of strings.
  return JSON.parse(stdout) as string[];
}

test(
  `reads ${STEP === 1 ? 'every file' : 'a sample of the files'} of the Python installation as CPython does`,
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const files = installedFiles().filter((_, index) => index % STEP === 0);
    const tally = await compareAll(
      files.map((path) => ({ request: { id: path, path }, bytes: () => readFileSync(path) })),
    );
    expect(tally.unexplained.slice(0, 20).join('\n\n')).toBe('');
    expect(tally.unexplained).toHaveLength(0);
    expect(tally.same).toBeGreaterThan(files.length * 0.9);
  },
);
