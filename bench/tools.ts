/** Finds the programs that archscan is compared with. */
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Tool {
  /** Absolute path of the program itself. */
  readonly path: string;
  readonly version: string;
}

/** ast-grep's own package has an install script; the packages that it picks from hold the program alone. */
const AST_GREP = '@ast-grep/cli@0.51.1';

/**
 * The CPython behind `python3`: a version manager's shim would add its own time.
 *
 * @throws Error without one: the measuring process and most peers need it.
 */
export function findPython(): Tool {
  const code = 'import sys; print(sys.executable); print(sys.version.split()[0])';
  const { status, stdout } = spawnSync('python3', ['-c', code], { encoding: 'utf8' });
  const [path, version] = status === 0 ? stdout.trim().split('\n') : [];
  if (path === undefined || version === undefined)
    throw new Error('python3 is not on the path: install CPython 3.9+.');
  return { path, version };
}

/** Universal Ctags; other programs of that name do not count. */
export function findCtags(): Tool | undefined {
  const tool = onPath('ctags', /^Universal Ctags ([\w.]+)/);
  return tool ?? onPath('universal-ctags', /^Universal Ctags ([\w.]+)/);
}

export function findRipgrep(): Tool | undefined {
  return onPath('rg', /^ripgrep ([\w.]+)/);
}

/** ast-grep on the path, else installed from npm into `cache`, without install scripts. */
export function findAstGrep(cache: string): Tool | undefined {
  const installed = (): Tool | undefined => {
    const scope = join(cache, 'node_modules', '@ast-grep');
    const folders = existsSync(scope) ? readdirSync(scope).filter((name) => name.startsWith('cli-')) : [];
    for (const folder of folders) {
      const tool = describe(join(scope, folder, 'ast-grep'), /^ast-grep ([\w.]+)/);
      if (tool !== undefined) return tool;
    }
    return undefined;
  };
  const found = onPath('ast-grep', /^ast-grep ([\w.]+)/) ?? installed();
  if (found !== undefined) return found;
  process.stderr.write(`Installing ${AST_GREP} for this comparison…\n`);
  mkdirSync(cache, { recursive: true });
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel', 'error'];
  execFileSync('npm', ['install', ...flags, '--prefix', cache, AST_GREP], { stdio: ['ignore', 2, 2] });
  return installed();
}

function onPath(name: string, pattern: RegExp): Tool | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const tool = describe(join(folder, name), pattern);
    if (tool !== undefined) return tool;
  }
  return undefined;
}

/** The program when its `--version` begins as it should. */
function describe(path: string, pattern: RegExp): Tool | undefined {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return undefined;
  }
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = pattern.exec(stdout)?.[1]?.replace(/[.,]$/, '');
  return version === undefined ? undefined : { path, version };
}
