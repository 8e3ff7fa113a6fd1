/** The programs of the comparison: their processes, and what each found out. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer } from './answer.js';
import {
  astAnswer,
  astGrepAnswer,
  ctagsAnswer,
  documentAnswer,
  legacyAnswer,
  ripgrepAnswer,
  scanAnswer,
} from './answers-of-peers.js';
import type { Command } from './measure.js';
import { seedScripts, withTemporaryFolder } from './seed-scripts.js';
import type { Tool } from './tools.js';
import type { BenchFolder } from './workspace.js';

/**
 * `names`: the registrations and the classes. `document`: those, an example for each, and the tracking
 * document. `floor`: nothing that anybody wants; what a start or a parse alone costs.
 */
export type Job = 'names' | 'document' | 'floor';

export interface Peer {
  readonly id: string;
  readonly title: string;
  readonly job: Job;
  readonly commands: readonly Command[];
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

export function archscanPeers(at: BenchFolder, cli: string): readonly Peer[] {
  const { sglang, transformers } = at.sources;
  const run = [process.execPath, cli];
  const roots = [sglang.root, '--transformers', transformers.root, '--quiet'];
  const kept = ['--cache-location', join(at.path, 'archscan-cache')];
  const scan = (name: string, cache: readonly string[]): Peer['commands'] => [
    at.command(name, [...run, 'scan', ...roots, '--format', 'json', ...cache]),
  ];
  const track = (name: string, cache: readonly string[]): Pick<Peer, 'commands' | 'answer'> => {
    const legacy = join(at.path, `${name}-legacy`);
    mkdirSync(legacy, { recursive: true });
    const document = join(at.path, `${name}.md`);
    const output = ['--output', document, '--legacy-dir', legacy, '--date', '2026-01-01'];
    return {
      commands: [at.command(name, [...run, 'track', ...roots, ...output, ...cache])],
      answer: () => readDocument(legacy, document),
    };
  };
  const cold = scan('archscan-scan', ['--no-cache']);
  const warm = scan('archscan-scan-kept', kept);
  return [
    {
      id: 'archscan-scan',
      title: 'archscan scan',
      job: 'names',
      commands: cold,
      answer: () => scanAnswer(printed(cold).join('')),
    },
    {
      id: 'archscan-scan-kept',
      title: 'archscan scan, nothing changed',
      job: 'names',
      commands: warm,
      answer: () => scanAnswer(printed(warm).join('')),
    },
    {
      id: 'archscan-track',
      title: 'archscan track',
      job: 'document',
      ...track('archscan-track', ['--no-cache']),
    },
    {
      id: 'archscan-track-kept',
      title: 'archscan track, nothing changed',
      job: 'document',
      ...track('archscan-track-kept', kept),
    },
  ];
}

/** The scripts of the source document, each a process of its own as the document has it. */
export function seedPeers(at: BenchFolder, seeds: string): readonly Peer[] {
  const scripts = seedScripts(readFileSync(seeds, 'utf8'));
  const folder = join(at.path, 'seed');
  mkdirSync(folder, { recursive: true });
  const step = (number: number): Command => {
    const script = scripts.get(number);
    if (script === undefined) throw new Error(`${seeds} has no Python script under "Step ${number}".`);
    const path = at.write(`step-${number}.py`, withTemporaryFolder(script, folder));
    return at.command(`step-${number}`, [at.surroundings.python, '-'], path);
  };
  const [one, two, three, five] = [step(1), step(2), step(3), step(5)];
  const names = (): Answer =>
    legacyAnswer(
      readFileSync(join(folder, 'sglang_native_archs.json'), 'utf8'),
      readFileSync(join(at.path, 'transformers_architectures.txt'), 'utf8'),
    );
  return [
    {
      id: 'seed-names',
      title: 'source document, steps 1 and 2',
      job: 'names',
      commands: [one, two],
      answer: names,
    },
    {
      id: 'seed-document',
      title: 'source document, steps 1, 2, 3 and 5',
      job: 'document',
      commands: [one, two, three, five],
      answer: () =>
        documentAnswer(
          names(),
          readFileSync(join(folder, 'hf_arch_examples.txt'), 'utf8'),
          readFileSync(join(at.path, 'MODEL_SUPPORT_TRACKING.md'), 'utf8'),
        ),
    },
  ];
}

function readDocument(legacy: string, document: string): Answer {
  const read = (name: string): string => readFileSync(join(legacy, name), 'utf8');
  const names = legacyAnswer(read('sglang_native_archs.json'), read('transformers_architectures.txt'));
  return documentAnswer(names, read('hf_arch_examples.txt'), readFileSync(document, 'utf8'));
}

export function astPeer(at: BenchFolder): Peer {
  const { sglang, transformers } = at.sources;
  const argv = [at.surroundings.python, file('peers/ast_peer.py'), sglang.folder, transformers.folder];
  const commands = [at.command('ast', argv)];
  return {
    id: 'ast',
    title: 'CPython `ast` script',
    job: 'names',
    commands,
    answer: () => astAnswer(printed(commands).join('')),
  };
}

/** Every peer but ours gets the list of the files that matter; it does not have to look for them. */
export function astGrepPeer(at: BenchFolder, { path, version }: Tool): Peer {
  const rules = readFileSync(file('peers/ast-grep.yml'), 'utf8');
  const flags = ['scan', '--inline-rules', rules, '--report-style', 'short', '--color', 'never'];
  const commands = [at.command('ast-grep', [path, ...flags, ...at.files.sglang, ...at.files.transformers])];
  return {
    id: 'ast-grep',
    title: `ast-grep ${version}, two rules`,
    job: 'names',
    commands,
    answer: () => astGrepAnswer(printed(commands).join('')),
  };
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
  const list = at.write('all.list', [...at.files.sglang, ...at.files.transformers].join('\n'));
  const files = (what: string): readonly string[] => [process.execPath, file('floor.mjs'), what, list];
  return [
    floor('node', 'node, empty script', [process.execPath, empty]),
    floor('python', 'python, empty script', [at.surroundings.python, '-c', 'pass']),
    floor('version', '`archscan --version`', [process.execPath, cli, '--version']),
    floor('read', 'node, read the files', files('read')),
    floor('parse', 'web-tree-sitter, parse the files', files('parse')),
  ];
}
