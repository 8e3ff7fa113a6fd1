/** archscan itself: without a kept answer, with one, with one of which a changed file made a part useless, and of a revision. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Answer } from './answer.js';
import { documentAnswer, examplesAnswer, legacyAnswer, scanAnswer } from './answers-of-peers.js';
import { changingCopy } from './changing.js';
import type { Command } from './measure.js';
import type { Peer } from './peers.js';
import { commitAll } from './repository.js';
import type { Package } from './sources.js';
import type { BenchFolder } from './workspace.js';

/** Where a command reads, and what becomes of its answer. */
interface Setting {
  readonly sglang: string;
  readonly transformers: string;
  readonly cache: readonly string[];
}

interface Commands {
  readonly scan: (name: string, setting: Setting) => Pick<Peer, 'commands' | 'answer'>;
  readonly track: (name: string, setting: Setting) => Pick<Peer, 'commands' | 'answer'>;
}

function commandsOf(at: BenchFolder, cli: string): Commands {
  const run = [process.execPath, cli];
  const roots = ({ sglang, transformers }: Setting): readonly string[] => [
    sglang,
    '--transformers',
    transformers,
    '--quiet',
  ];
  return {
    scan: (name, setting) =>
      scanOf(at.command(name, [...run, 'scan', ...roots(setting), '--format', 'json', ...setting.cache])),
    track: (name, setting) => {
      const legacy = join(at.path, `${name}-legacy`);
      mkdirSync(legacy, { recursive: true });
      const document = join(at.path, `${name}.md`);
      const output = ['--output', document, '--legacy-dir', legacy, '--date', '2026-01-01'];
      return {
        commands: [at.command(name, [...run, 'track', ...roots(setting), ...output, ...setting.cache])],
        answer: () => readDocument(legacy, document),
      };
    },
  };
}

function scanOf(command: Command): Pick<Peer, 'commands' | 'answer'> {
  return { commands: [command], answer: () => scanAnswer(readFileSync(command.stdout, 'utf8')) };
}

function readDocument(legacy: string, document: string): Answer {
  const read = (name: string): string => readFileSync(join(legacy, name), 'utf8');
  const names = legacyAnswer(read('sglang_native_archs.json'), read('transformers_architectures.txt'));
  const steps = examplesAnswer(names, read('hf_arch_examples.txt'));
  return documentAnswer(steps, readFileSync(document, 'utf8'));
}

/** Without a kept answer, and with one while nothing changes. */
export function archscanPeers(at: BenchFolder, cli: string): readonly Peer[] {
  const { scan, track } = commandsOf(at, cli);
  const roots = { sglang: at.sources.sglang.root, transformers: at.sources.transformers.root };
  const cold: Setting = { ...roots, cache: ['--no-cache'] };
  const kept: Setting = { ...roots, cache: keptIn(at, 'archscan-cache') };
  const unchanged = 'nothing changed';
  return [
    { id: 'archscan-scan', title: 'archscan scan', job: 'names', ...scan('archscan-scan', cold) },
    {
      id: 'archscan-scan-kept',
      title: `archscan scan, ${unchanged}`,
      job: 'names',
      ...scan('archscan-scan-kept', kept),
    },
    { id: 'archscan-track', title: 'archscan track', job: 'document', ...track('archscan-track', cold) },
    {
      id: 'archscan-track-kept',
      title: `archscan track, ${unchanged}`,
      job: 'document',
      ...track('archscan-track-kept', kept),
    },
  ];
}

/** With a kept answer, after one file changed since it was given. */
export function changedPeers(at: BenchFolder, cli: string): readonly Peer[] {
  const { scan, track } = commandsOf(at, cli);
  const { sglang, transformers } = at.sources;
  const engine = changingCopy(at, sglang, 'changing-sglang');
  const library = changingCopy(at, transformers, 'changing-transformers');
  const cache = keptIn(at, 'changing-cache');
  const ofEngine: Setting = { sglang: engine.root, transformers: transformers.root, cache };
  const ofLibrary: Setting = { sglang: sglang.root, transformers: library.root, cache };
  const ofBoth: Setting = {
    ...{ sglang: engine.root, transformers: library.root },
    cache: keptIn(at, 'checkout-cache'),
  };
  return [
    {
      id: 'archscan-scan-changed',
      title: 'archscan scan, one file of SGLang changed',
      job: 'names',
      before: engine.change,
      ...scan('archscan-scan-changed', ofEngine),
    },
    {
      id: 'archscan-scan-changed-library',
      title: 'archscan scan, one file of transformers changed',
      job: 'names',
      before: library.change,
      ...scan('archscan-scan-changed-library', ofLibrary),
    },
    {
      id: 'archscan-track-changed',
      title: 'archscan track, one file of SGLang changed',
      job: 'document',
      // Nothing before it: the change before `scan` is one since its own last run too.
      ...track('archscan-track-changed', ofEngine),
    },
    {
      id: 'archscan-scan-checkout',
      title: 'archscan scan, a new checkout, one file of each changed',
      job: 'names',
      // The files themselves were changed for those above.
      before() {
        engine.renew();
        library.renew();
      },
      ...scan('archscan-scan-checkout', ofBoth),
    },
  ];
}

/** The document that `track` wrote, with a sentence of somebody's: checked without what was kept, and after another one. */
export function lintPeers(at: BenchFolder, cli: string): readonly Peer[] {
  const { sglang, transformers } = at.sources;
  const written = join(at.path, 'archscan-track.md');
  const peer = (id: string, title: string, cache: readonly string[]): Peer => {
    const document = join(at.path, `${id}.md`);
    const argv = [process.execPath, cli, 'lint', sglang.root, document, '--transformers', transformers.root];
    let times = 0;
    return {
      ...{ id, title, job: 'document', answer: null },
      before() {
        writeFileSync(document, `${readFileSync(written, 'utf8')}\nRead ${++times} times.\n`);
      },
      commands: [at.command(id, [...argv, '--quiet', ...cache])],
    };
  };
  return [
    peer('archscan-lint', 'archscan lint of the document', ['--no-cache']),
    peer(
      'archscan-lint-changed',
      'archscan lint of the document, which alone changed',
      keptIn(at, 'lint-cache'),
    ),
  ];
}

/** One revision of repositories that hold the same files, and what git takes to print those that have the names. */
export function revisionPeers(at: BenchFolder, cli: string): readonly Peer[] {
  const { sglang, transformers } = at.sources;
  const packages = [
    { from: sglang, repository: commitAll(at, sglang, 'sglang') },
    { from: transformers, repository: commitAll(at, transformers, 'transformers') },
  ];
  const roots = packages.map(({ repository }) => repository);
  const argv = [process.execPath, cli, 'scan', ...roots, '--rev', 'HEAD', '--quiet', '--format', 'json'];
  return [
    {
      id: 'archscan-revision',
      title: 'archscan scan of a revision',
      job: 'names',
      ...scanOf(at.command('archscan-revision', [...argv, '--no-cache'])),
    },
    {
      id: 'archscan-revision-kept',
      title: 'archscan scan of a revision, nothing changed',
      job: 'names',
      ...scanOf(at.command('archscan-revision-kept', [...argv, ...keptIn(at, 'archscan-cache')])),
    },
    {
      id: 'git-read',
      title: 'git, print the files',
      job: 'floor',
      commands: packages.map(({ from, repository }, index) => printBlobs(at, from, repository, index)),
      answer: null,
    },
  ];
}

function printBlobs(
  at: BenchFolder,
  { root, folder, files }: Package,
  repository: string,
  index: number,
): Command {
  const inside = relative(root, folder);
  const list = at.write(`blobs-${index}.list`, files.map((file) => `HEAD:${join(inside, file)}\n`).join(''));
  const argv = ['/usr/bin/env', 'git', '--git-dir', repository, 'cat-file', '--batch', '--buffer'];
  return { ...at.command(`blobs-${index}`, argv, list), stdout: '/dev/null' };
}

function keptIn(at: BenchFolder, name: string): readonly string[] {
  return ['--cache-location', join(at.path, name)];
}
