import { cpSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Package } from './sources.js';
import type { WorkFolder } from './workspace.js';

/** A copy of a checkout, one file of which is changed again and again. */
export interface ChangingCopy {
  readonly root: string;
  /** Gives the file the other one of its two contents. */
  readonly change: () => void;
  /** Gives every file another time, as a new checkout does. */
  readonly renew: () => void;
}

/** Copies a checkout. What changes is the largest of the files that hold the names: a variable more at its end. */
export function changingCopy(at: WorkFolder, from: Package, name: string): ChangingCopy {
  const root = join(at.path, name);
  cpSync(from.root, root, { recursive: true });
  const file = join(root, relative(from.root, from.folder), largest(from));
  const original = readFileSync(file, 'utf8');
  let changed = false;
  return {
    root,
    change: () => {
      changed = !changed;
      writeFileSync(file, changed ? `${original}\n_changed = 1\n` : original);
    },
    renew: () => {
      const now = new Date();
      for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), now, now);
    },
  };
}

function largest({ folder, files }: Package): string {
  const sizes = files.map((file) => ({ file, size: statSync(join(folder, file)).size }));
  const [first] = sizes.sort((a, b) => b.size - a.size);
  if (first === undefined) throw new Error(`${folder} has no files that hold names.`);
  return first.file;
}
