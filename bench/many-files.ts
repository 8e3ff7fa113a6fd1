import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { measureFileSet } from './file-set.js';
import { describeMachine, watchLoad } from './machine.js';
import type { BenchOptions } from './options.js';
import type { Programs } from './programs.js';
import type { Section } from './section.js';
import type { Tool } from './tools.js';
import { createWorkFolder } from './workspace.js';

/** Facts of every Python file of some folders, in one process. */
export function measureManyFiles(
  { folders, runs }: BenchOptions,
  python: Tool,
  { readFacts }: Programs,
  progress: (text: string) => void,
): Section {
  const loadBefore = watchLoad(progress);
  const paths = folders.flatMap((folder) => pythonFiles(realpathSync(folder)));
  const at = createWorkFolder(python.path);
  try {
    const set = { name: 'many', paths, parseInTurn: false };
    const { page, others, beside } = measureFileSet(at, set, readFacts, runs, progress);
    const names = folders.map((folder) => `\`${basename(folder)}\``).join(', ');
    return {
      name: 'files',
      page: [
        `${describeMachine(python.version, loadBefore, others)} ${runs} rounds.`,
        `Every \`.py\` file below ${names}. ${page}`,
      ].join('\n\n'),
      figures: new Map([['many-files', beside]]),
    };
  } finally {
    at.remove();
  }
}

/** Sorted; links are not followed. */
function pythonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
