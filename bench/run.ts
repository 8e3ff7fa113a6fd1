/**
 * Runs archscan and its peers on the same checkouts, in turn, and compares what they found and what it cost.
 * docs/performance.md says what each of them does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { compare, type Comparison } from './comparison.js';
import { measureGenerated } from './generated.js';
import { measureGrowth } from './growth.js';
import { measureKeystrokes } from './keystrokes.js';
import { measureManyFiles } from './many-files.js';
import { readOptions, USAGE, type BenchOptions } from './options.js';
import type { Tools } from './peers.js';
import { buildPrograms } from './programs.js';
import { replaceBetween } from './report.js';
import type { Section } from './section.js';
import { openSources, type Sources } from './sources.js';
import { renderTargets, unmeasuredTargets } from './targets.js';
import { findAstGrep, findCtags, findPython, findRipgrep } from './tools.js';
import { createBenchFolder } from './workspace.js';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(PACKAGE, 'docs', 'performance.md');
const CACHE = join(PACKAGE, 'node_modules', '.cache', 'archscan-bench');

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function comparison(options: BenchOptions, tools: Tools, sources: Sources): Comparison | undefined {
  if (!options.comparison) return undefined;
  const at = createBenchFolder(sources, tools.python.path);
  try {
    return compare(options, tools, at, progress);
  } finally {
    at.remove();
  }
}

/** What was asked for beside the comparison, one after the other. */
async function further(options: BenchOptions, tools: Tools, sources: Sources): Promise<readonly Section[]> {
  const { python } = tools;
  const sections: Section[] = [];
  const add = (section: Section): void => {
    sections.push(section);
    process.stdout.write(`\n${section.page}\n`);
  };
  if (options.manyFiles || options.generated || options.keystrokes) {
    const programs = await buildPrograms(CACHE);
    if (options.keystrokes) add(measureKeystrokes(sources, python, programs, progress));
    if (options.manyFiles) add(measureManyFiles(options, python, programs, progress));
    if (options.generated) add(measureGenerated(options, python, programs, progress));
  }
  if (options.growth) add(measureGrowth(sources, tools, options, progress));
  return sections;
}

async function writePage(sections: readonly Pick<Section, 'name' | 'page'>[]): Promise<void> {
  let text = readFileSync(PAGE, 'utf8');
  for (const { name, page } of sections) text = replaceBetween(text, name, page);
  const style = await prettier.resolveConfig(PAGE);
  writeFileSync(PAGE, await prettier.format(text, { ...style, parser: 'markdown' }));
  progress(`Written: ${PAGE}`);
}

function readOptionsOrExplain(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2), process.env, PACKAGE);
  } catch (error) {
    process.stderr.write(USAGE);
    throw error;
  }
}

async function main(): Promise<void> {
  const options = readOptionsOrExplain();
  if (process.platform === 'win32') throw new Error('Measuring needs wait4: use Linux or macOS.');
  if (!existsSync(options.cli)) throw new Error(`${options.cli} does not exist: npm run build`);
  const sources = openSources(options.sglang, options.transformers);
  const tools: Tools = {
    python: findPython(),
    astGrep: findAstGrep(CACHE),
    ctags: findCtags(),
    ripgrep: findRipgrep(),
  };
  const first = comparison(options, tools, sources);
  if (first !== undefined) process.stdout.write(`${first.page}\nAll of them:\n\n${first.differences}`);
  const others = await further(options, tools, sources);
  const sections = first === undefined ? others : [first, ...others];
  const figures = new Map(sections.flatMap((section) => [...section.figures]));
  const targets = { name: 'targets', page: renderTargets(figures) };
  process.stdout.write(`\n${targets.page}`);
  if (!options.write) return;
  if (first !== undefined && first.unmeasured.length > 0) {
    throw new Error(
      `Not written: a published table has every peer in it, but ${first.unmeasured.join(', ')}.`,
    );
  }
  const complete = unmeasuredTargets(figures).length === 0;
  if (!complete) progress('The table of targets is not written: only --everything measures all of them.');
  await writePage(complete ? [...sections, targets] : sections);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
