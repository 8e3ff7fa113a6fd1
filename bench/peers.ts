/** The programs of the comparison but archscan: their processes, and what each found out. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Answer } from './answer.js';
import { astAnswer, astGrepAnswer, ctagsAnswer, ripgrepAnswer } from './answers-of-peers.js';
import type { Command } from './measure.js';
import type { Runnable } from './rounds.js';
import type { Tool } from './tools.js';
import type { BenchFolder } from './workspace.js';

/**
 * `names`: the registrations and the classes. `classes`: these alone. `steps`: names, and an example for each.
 * `document`: those, and the tracking document. `floor`: nothing that anybody wants; what a start or a parse alone
 * costs.
 */
export type Job = 'names' | 'classes' | 'steps' | 'document' | 'floor';

export interface Peer extends Runnable {
  readonly title: string;
  readonly job: Job;
  /** Reads what the last run left; null for a floor. */
  readonly answer: (() => Answer) | null;
}

export interface Tools {
  readonly python: Tool;
  readonly astGrep: Tool | undefined;
  readonly ctags: Tool | undefined;
  readonly ripgrep: Tool | undefined;
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What the measured processes printed on standard output. */
function printed(commands: readonly Command[]): readonly string[] {
  return commands.map(({ stdout }) => readFileSync(stdout, 'utf8'));
}

export function astPeer(at: BenchFolder): Peer {
  const { sglang, transformers } = at.sources;
  const argv = [at.python, file('peers/ast_peer.py'), sglang.folder, transformers.folder];
  const commands = [at.command('ast', argv)];
  return {
    id: 'ast',
    title: 'CPython `ast` script',
    job: 'names',
    commands,
    answer: () => astAnswer(printed(commands).join('')),
  };
}

/** The same output as that of the source document's steps 1 to 3, with the same overrides. */
export function astStepsPeer(at: BenchFolder, overrides: Readonly<Record<string, string>>): Peer {
  const { sglang, transformers } = at.sources;
  const list = at.write('overrides.json', JSON.stringify(overrides));
  const argv = [at.python, file('peers/ast_peer.py'), sglang.folder, transformers.folder, list];
  const commands = [at.command('ast-steps', argv)];
  return {
    id: 'ast-steps',
    title: 'CPython `ast` script, with examples',
    job: 'steps',
    commands,
    answer: () => astAnswer(printed(commands).join('')),
  };
}

/** Every peer but ours gets the list of the files that matter; it does not have to look for them. */
export function astGrepPeers(at: BenchFolder, { path, version }: Tool): readonly Peer[] {
  const both = readFileSync(file('peers/ast-grep.yml'), 'utf8');
  const classes = both.slice(both.indexOf('\n---\n') + '\n---\n'.length);
  const flags = (rules: string): readonly string[] => [
    'scan',
    '--inline-rules',
    rules,
    '--report-style',
    'short',
    '--color',
    'never',
  ];
  const { sglang, transformers } = at.files;
  const commands = [at.command('ast-grep', [path, ...flags(both), ...sglang, ...transformers])];
  const one = [at.command('ast-grep-classes', [path, ...flags(classes), ...transformers])];
  return [
    {
      id: 'ast-grep',
      title: `ast-grep ${version}, two rules`,
      job: 'names',
      commands,
      answer: () => astGrepAnswer(printed(commands).join('')),
    },
    {
      id: 'ast-grep-classes',
      title: `ast-grep ${version}, one class rule`,
      job: 'classes',
      commands: one,
      answer: () => {
        const { classes: found = new Set<string>() } = astGrepAnswer(printed(one).join(''));
        return { classes: found };
      },
    },
  ];
}

export function ctagsPeer(at: BenchFolder, { path, version }: Tool): Peer {
  const tags = (name: string, kinds: string, files: readonly string[]): Command => {
    const list = at.write(`${name}.list`, files.join('\n'));
    const format = ['--fields=ks', '--pattern-length-limit=0', '--sort=no', '-f', '-', '-L', list];
    return at.command(name, [
      path,
      '--options=NONE',
      '--languages=Python',
      `--kinds-Python=${kinds}`,
      ...format,
    ]);
  };
  const commands = [
    tags('ctags-variables', 'v', at.files.sglang),
    tags('ctags-classes', 'c', at.files.transformers),
  ];
  return {
    id: 'ctags',
    title: `universal-ctags ${version}`,
    job: 'names',
    commands,
    answer: () => {
      const [variables = '', classes = ''] = printed(commands);
      return ctagsAnswer(variables, classes);
    },
  };
}

export function ripgrepPeer(at: BenchFolder, { path, version }: Tool): Peer {
  const flags = ['--no-config', '--no-filename', '--no-line-number', '--color=never', '-o'];
  const entries = ['-U', String.raw`^EntryClass\s*=\s*(?:\[[^\]]*\]|\w+)`];
  const classes = ['-r', '$1', String.raw`^class\s+(\w+)`];
  const commands = [
    at.command('rg-entries', [path, ...flags, ...entries, ...at.files.sglang]),
    at.command('rg-classes', [path, ...flags, ...classes, ...at.files.transformers]),
  ];
  return {
    id: 'ripgrep',
    title: `ripgrep ${version}, two expressions`,
    job: 'names',
    commands,
    answer: () => {
      const [found = '', names = ''] = printed(commands);
      return ripgrepAnswer(found, names);
    },
  };
}

export function floors(at: BenchFolder, cli: string): readonly Peer[] {
  const floor = (id: string, title: string, argv: readonly string[]): Peer => ({
    id,
    title,
    job: 'floor',
    commands: [at.command(id, argv)],
    answer: null,
  });
  const empty = at.write('empty.cjs', '');
  const list = at.write('all.list', [...at.files.sglang, ...at.files.transformers].join('\0'));
  const files = (what: string): readonly string[] => [process.execPath, file('floor.mjs'), what, list];
  return [
    floor('node', 'node, empty script', [process.execPath, empty]),
    floor('python', 'python, empty script', [at.python, '-c', 'pass']),
    floor('version', '`archscan --version`', [process.execPath, cli, '--version']),
    floor('read', 'node, read the files', files('read')),
    floor('parse', 'web-tree-sitter, parse the files', files('parse')),
  ];
}
