/** Facts of many files in one process, beside other ways to go over the same files. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { compareAnswers, type Answer, type Difference } from './answer.js';
import { measure } from './measure.js';
import { renderTable, timesEach, type Row } from './report.js';
import { runRounds, type Runnable } from './rounds.js';
import { pairedRatio, type Spread } from './statistics.js';
import type { WorkFolder } from './workspace.js';

export interface FileSet {
  /** Of its files in the work folder. */
  readonly name: string;
  readonly paths: readonly string[];
  /** CPython's parser takes its turn in every round; else it only checks the answers, once. */
  readonly parseInTurn: boolean;
}

export interface MeasuredSet {
  /** Markdown. */
  readonly page: string;
  /** Cores that were busy with something else. */
  readonly others: number;
  /** Facts beside `cat` of the files. */
  readonly beside: Spread;
}

interface Counter extends Runnable {
  readonly title: string;
  /** Whether it prints how many classes each file has. */
  readonly counts: boolean;
}

const PEER = fileURLToPath(new URL('peers/classes_peer.py', import.meta.url));

export function measureFileSet(
  at: WorkFolder,
  set: FileSet,
  readFacts: string,
  runs: number,
  progress: (text: string) => void,
): MeasuredSet {
  const { name } = set;
  const programs = programsOf(at, set, readFacts);
  const parse: Counter = {
    ...peer(at, set, 'parse'),
    title: 'CPython `ast.parse`, and the classes of the tree',
  };
  const all = set.parseInTurn ? [...programs, parse] : programs;
  const { samples, others } = runRounds(all, at.python, runs, (text) => {
    progress(`${name}: ${text}`);
  });
  if (!set.parseInTurn) measure(parse.commands, at.python);
  const accepted = countsOf(parse);
  const rows = all.map((each): Row => {
    const measured = samples.get(each.id) ?? [];
    return {
      ...each,
      job: 'classes',
      result: { samples: measured, differences: verdict(each, parse, accepted) },
    };
  });
  const facts = samples.get('facts') ?? [];
  const wall = (id: string): readonly number[] => (samples.get(id) ?? []).map(({ wallMs }) => wallMs);
  return {
    page: [describe(set, accepted), renderTable(rows, timesEach('facts', facts))].join('\n\n'),
    others,
    beside: pairedRatio(wall('facts'), wall('cat')),
  };
}

function programsOf(at: WorkFolder, set: FileSet, readFacts: string): readonly Counter[] {
  const list = listOf(at, set);
  const cat = at.command(`${set.name}-cat`, ['/usr/bin/env', 'xargs', '-0', 'cat'], list);
  const node = (id: string, title: string, ...args: readonly string[]): Counter => ({
    id,
    title,
    commands: [at.command(`${set.name}-${id}`, [process.execPath, readFacts, list, ...args])],
    counts: true,
  });
  return [
    node('facts', 'archscan, facts'),
    node('all-facts', 'archscan, facts, every value looked at', 'touch'),
    { id: 'cat', title: '`cat` to nowhere', commands: [{ ...cat, stdout: '/dev/null' }], counts: false },
    { ...peer(at, set, 'match'), title: 'Python, one regular expression' },
  ];
}

function peer(at: WorkFolder, set: FileSet, what: 'parse' | 'match'): Omit<Counter, 'title'> {
  const argv = [at.python, PEER, what, listOf(at, set)];
  return { id: what, commands: [at.command(`${set.name}-${what}`, argv)], counts: true };
}

function listOf(at: WorkFolder, { name, paths }: FileSet): string {
  return at.write(`${name}.list`, paths.join('\0'));
}

/** By file; null where the program does not accept it. */
function countsOf({ commands }: Counter): readonly (number | null)[] {
  const [command] = commands;
  if (command === undefined) return [];
  return z.array(z.number().nullable()).parse(JSON.parse(readFileSync(command.stdout, 'utf8')));
}

function verdict(
  each: Counter,
  parse: Counter,
  accepted: readonly (number | null)[],
): readonly Difference[] | 'reference' | null {
  if (!each.counts) return null;
  if (each.id === parse.id) return 'reference';
  return compareAnswers(classes(accepted, accepted), classes(countsOf(each), accepted));
}

/** Of the files that CPython accepts. */
function classes(counts: readonly (number | null)[], accepted: readonly (number | null)[]): Answer {
  const known = counts.flatMap((count, index) =>
    (accepted[index] ?? null) === null ? [] : [`${index}: ${count ?? 'refused'}`],
  );
  return { 'classes of a file': new Set(known) };
}

function describe({ paths }: FileSet, accepted: readonly (number | null)[]): string {
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const refused = accepted.filter((count) => count === null).length;
  const files = paths.length === 1 ? 'One file' : `${paths.length.toLocaleString('en-US')} files`;
  const left = refused === 0 ? '' : ` ${refused} that CPython does not accept are not compared.`;
  return `${files}, ${(bytes / 1e6).toFixed(1)} MB.${left}`;
}
