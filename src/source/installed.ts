import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { listFolder, pathExists } from './files.js';
import { observer } from './observer.js';

/**
 * The folder of an installed Python package, found without importing it: in the active virtual environment, else
 * where the `python3` on the path would look. Null when there is none.
 */
export function findInstalledPackage(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  for (const variable of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const found = inPrefix(environment[variable], name);
    if (found !== null) return found;
  }
  return askPython(name, environment);
}

function inPrefix(prefix: string | undefined, name: string): string | null {
  if (prefix === undefined || prefix === '') return null;
  const lib = join(prefix, 'lib');
  const versions = namesIn(lib).filter((entry) => entry.startsWith('python'));
  const folders = [...versions.map((version) => join(lib, version)), join(prefix, 'Lib')];
  const candidates = folders.map((folder) => join(folder, 'site-packages', name));
  return candidates.find((folder) => pathExists(join(folder, '__init__.py'))) ?? null;
}

function namesIn(folder: string): readonly string[] {
  return pathExists(folder) ? listFolder(folder).map(({ name }) => name) : [];
}

/** `find_spec` of a top-level name reads the search path and runs nothing of the package. */
function askPython(name: string, environment: Readonly<Record<string, string | undefined>>): string | null {
  const program =
    'import importlib.util as u, sys; s = u.find_spec(sys.argv[1]); print(s.origin if s else "")';
  observer().unrepeatable('python3 was asked for an installed package');
  const { status, stdout } = spawnSync('python3', ['-I', '-c', program, name], {
    encoding: 'utf8',
    env: { ...environment },
    timeout: 10_000,
  });
  const origin = status === 0 ? stdout.trim() : '';
  return origin.endsWith('__init__.py') ? dirname(origin) : null;
}
