import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { describeMachine, watchLoad, watchOthers } from './machine.js';
import { measure } from './measure.js';
import type { Programs } from './programs.js';
import { fine, markdownTable } from './report.js';
import type { Section } from './section.js';
import type { Sources } from './sources.js';
import { spread } from './statistics.js';
import type { Tool } from './tools.js';
import { createWorkFolder } from './workspace.js';

const EDITS = 300;
const SEED = 20_260_101;

const edit = z.object({
  place: z.enum(['function', 'header', 'module']),
  kind: z.enum(['letter', 'bracket']),
  /** Whether tree-sitter finds no syntax error. */
  valid: z.boolean(),
  factsMs: z.number(),
  allMs: z.number(),
  wholeMs: z.number(),
  /** Null when it was not compared. */
  same: z.boolean().nullable(),
});
type Edit = z.infer<typeof edit>;

const WHERE = { function: 'a function', header: 'the header of a class', module: 'module scope' } as const;

/** One character typed into the longest file of the models of transformers, in a process that is warm. */
export function measureKeystrokes(
  { transformers }: Sources,
  python: Tool,
  { typeKeys }: Programs,
  progress: (text: string) => void,
): Section {
  const loadBefore = watchLoad(progress);
  const file = longest(transformers.files.map((each) => join(transformers.folder, each)));
  const at = createWorkFolder(python.path);
  try {
    progress(`typing into ${basename(file.path)}`);
    const command = at.command('keys', [process.execPath, typeKeys, file.path, String(EDITS), String(SEED)]);
    const others = watchOthers();
    const { cpuMs } = measure([command], python.path);
    const machine = describeMachine(python.version, loadBefore, others(cpuMs));
    const edits = z.array(edit).parse(JSON.parse(readFileSync(command.stdout, 'utf8')));
    const letters = edits.filter(({ kind }) => kind === 'letter');
    return {
      name: 'keystrokes',
      page: [machine, describe(file, edits), table(edits)].join('\n\n'),
      figures: new Map([['key', spread(letters.map(({ factsMs }) => factsMs))]]),
    };
  } finally {
    at.remove();
  }
}

interface LongFile {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

function longest(paths: readonly string[]): LongFile {
  let found: LongFile | undefined;
  for (const path of paths) {
    const text = readFileSync(path, 'utf8');
    const lines = text.split('\n').length - 1;
    if (found === undefined || lines > found.lines) found = { path, text, lines };
  }
  if (found === undefined) throw new Error('There is no file to type into.');
  return found;
}

function describe({ path, text, lines }: LongFile, edits: readonly Edit[]): string {
  const compared = edits.filter(({ same }) => same !== null).length;
  const different = edits.filter(({ same }) => same === false).length;
  const size = `${lines.toLocaleString('en-US')} lines, ${(text.length / 1000).toFixed(0)} kB`;
  return `\`${basename(path)}\` (${size}), ${edits.length} edits at random places. Of ${compared} texts that are Python the facts were compared with those of the whole file by tree-sitter: ${different === 0 ? 'all the same' : `${different} DIFFER`}.`;
}

const HEAD = ['one character, ms', 'times', 'median', '95 % below', 'least', 'greatest'];

function table(edits: readonly Edit[]): string {
  const letters = edits.filter(({ kind }) => kind === 'letter');
  const brackets = edits.filter(({ kind }) => kind === 'bracket');
  const facts = ({ factsMs }: Edit): number => factsMs;
  const body = [
    row('a letter anywhere, to facts', letters, facts),
    ...(['function', 'header', 'module'] as const).map((place) =>
      row(
        `a letter in ${WHERE[place]}`,
        letters.filter((each) => each.place === place),
        facts,
      ),
    ),
    row(
      'a letter after which the file is no Python',
      letters.filter(({ valid }) => !valid),
      facts,
    ),
    row('an opening bracket anywhere', brackets, facts),
    row('a letter anywhere, every value looked at', letters, ({ allMs }) => allMs),
    row('a letter anywhere, the whole file by tree-sitter', letters, ({ wholeMs }) => wholeMs),
  ];
  return markdownTable(HEAD, body);
}

function row(title: string, edits: readonly Edit[], pick: (edit: Edit) => number): readonly string[] {
  if (edits.length === 0) return [title, '0', '–', '–', '–', '–'];
  const values = edits.map(pick).sort((a, b) => a - b);
  const { median, min, max } = spread(values);
  const slow = values[Math.ceil(values.length * 0.95) - 1] ?? max;
  return [title, String(values.length), ...[median, slow, min, max].map(fine)];
}
