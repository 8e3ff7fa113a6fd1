import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { PYTHON } from './cpython.js';
import { generateProgram } from './generate.js';
import { mutate } from './mutate.js';
import { createRandom, type Random } from '../../bench/random.js';

const LIST_FILES = `
import json, os, site, sysconfig
roots = {sysconfig.get_path(key) for key in ("stdlib", "platstdlib", "purelib", "platlib")} | set(site.getsitepackages())
files = {os.path.realpath(os.path.join(base, name)) for root in roots for base, _, names in os.walk(root) for name in names}
print(json.dumps(sorted(file for file in files if file.endswith(".py"))))
`;

/** Every Python file of the installation: the standard library with its tests, and installed packages. */
export function installedFiles(python = PYTHON): readonly string[] {
  const { stdout } = spawnSync(python, ['-c', LIST_FILES], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  // The script prints a list of strings.
  return JSON.parse(stdout) as string[];
}

/**
 * The interpreters whose files are read, of any version: ARCHSCAN_PYTHONS, separated as in PATH; otherwise the one
 * that is asked.
 */
export function installations(): readonly string[] {
  const listed = process.env.ARCHSCAN_PYTHONS?.split(delimiter).filter((python) => python !== '') ?? [];
  return listed.length === 0 ? [PYTHON] : listed;
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

/** Pieces of real files no longer than this, so that many can be compared. */
const LONGEST_PIECE = 6_000;

/** Generated programs and pieces of real files in turn, each of them changed. */
export function* changes(seed: number, count: number, files: readonly string[]): Generator<Uint8Array> {
  for (let number = 0; number < count; number++) {
    const random = createRandom(seed + number * 104_729);
    const program = number % 2 === 0 ? generateProgram(random) : pieceOf(random, files);
    const before = Buffer.from(program);
    let after = mutate(random, program);
    while (before.equals(after)) after = mutate(random, program);
    yield after;
  }
}

/** Some neighbouring statements of module scope, told by the two blank lines before them. */
function pieceOf(random: Random, files: readonly string[]): string {
  const text = readFileSync(files[random.below(files.length)] ?? '').toString();
  const pieces = text.split(/\n\n\n(?=\S)/);
  const [first = '', ...others] = pieces.slice(random.below(pieces.length));
  let piece = first.slice(0, LONGEST_PIECE);
  for (const other of others) {
    if (piece.length + other.length > LONGEST_PIECE) break;
    piece += `\n\n\n${other}`;
  }
  return `${piece}\n`;
}
