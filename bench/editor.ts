/**
 * What an edit costs in an editor: a real client types into a real server, and waits for the findings. Beside it what
 * reading everything again costs, and what the server's memory is after thousands of edits.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as prettier from 'prettier';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver-protocol/node';
import { machineName, watchLoad } from './machine.js';
import { markdownTable, range, replaceBetween } from './report.js';
import { spread } from './statistics.js';

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(PACKAGE, 'docs', 'performance.md');

const USAGE = `Usage: npm run bench:editor -- [--sglang DIR] [--transformers DIR] [--keys N] [--edits N] [--write]

  --sglang DIR        a checkout of SGLang (default: sglang-2026-04 in the folder ARCHSCAN_CORPUS)
  --transformers DIR  a checkout of transformers (default: transformers-2025-12 in the same folder)
  --keys N            measured edits of each kind (default: 50)
  --edits N           edits of the example workspace before the last look at the memory (default: 3000)
  --cli FILE          the build of archscan to measure (default: dist/cli.cjs)
  --write             write the tables into docs/performance.md
`;

function readOptions(): {
  sglang: string;
  transformers: string;
  keys: number;
  edits: number;
  cli: string;
  write: boolean;
} {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      sglang: text,
      transformers: text,
      keys: text,
      edits: text,
      cli: text,
      write: { type: 'boolean' },
    },
  });
  const corpus = process.env.ARCHSCAN_CORPUS ?? '';
  const options = {
    sglang: resolve(values.sglang ?? join(corpus, 'sglang-2026-04')),
    transformers: resolve(values.transformers ?? join(corpus, 'transformers-2025-12')),
    keys: Number(values.keys ?? 50),
    edits: Number(values.edits ?? 3000),
    cli: resolve(values.cli ?? join(PACKAGE, 'dist', 'cli.cjs')),
    write: values.write ?? false,
  };
  for (const path of [options.sglang, options.transformers, options.cli])
    if (!existsSync(path)) throw new Error(`${path} does not exist.\n${USAGE}`);
  return options;
}

interface Server {
  readonly process: ChildProcessWithoutNullStreams;
  /** Sends an edit and waits for the findings of the file. */
  readonly type: (text: string) => Promise<void>;
  readonly changedOnDisk: (folder: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A server with one file open. */
async function startServer(
  cli: string,
  args: readonly string[],
  folder: string,
  file: string,
): Promise<Server> {
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stderr.pipe(process.stderr);
  const connection: ProtocolConnection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const uri = pathToFileURL(file).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'python', version: 0, text: readFileSync(file, 'utf8') },
  });
  let version = 0;
  const findings = async (): Promise<void> => {
    await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  };
  await findings();
  return {
    process: child,
    async type(text) {
      version += 1;
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
      await findings();
    },
    async changedOnDisk(root) {
      await connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(root).href, type: 2 }],
      });
      await findings();
    },
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
    },
  };
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** User and system time of another process; the clock of the system ticks a hundred times a second. */
function cpuMs({ pid }: ChildProcessWithoutNullStreams): number {
  const fields = readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentMiB({ pid }: ChildProcessWithoutNullStreams): number {
  const found = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'));
  return Math.round(Number(found?.[1] ?? 0) / 1024);
}

async function costOf(server: Server, run: () => Promise<void>): Promise<Cost> {
  const [wall, cpu] = [performance.now(), cpuMs(server.process)];
  await run();
  return { wallMs: performance.now() - wall, cpuMs: cpuMs(server.process) - cpu };
}

function largestModel(sglang: string): string {
  const folder = join(sglang, 'python/sglang/srt/models');
  const sizes = readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name, size: statSync(join(folder, name)).size }));
  const [first] = sizes.sort((a, b) => b.size - a.size);
  if (first === undefined) throw new Error(`There are no models in ${folder}.`);
  return join(folder, first.name);
}

/** Texts that a person makes one after the other, by where the edits are. */
function kindsOf(text: string): readonly { readonly title: string; readonly after: (n: number) => string }[] {
  const inside = text.indexOf('\n', text.indexOf('        return '));
  const entry = text.lastIndexOf('EntryClass = ');
  if (inside === -1 || entry === -1) throw new Error('The file has no function and no EntryClass.');
  const at = (offset: number, piece: string): string => text.slice(0, offset) + piece + text.slice(offset);
  return [
    { title: 'a character in a function', after: (n) => at(inside, `  # ${'x'.repeat(n)}`) },
    {
      title: 'a character behind `EntryClass`',
      after: (n) => at(text.indexOf('\n', entry), `  # ${'x'.repeat(n)}`),
    },
    { title: 'a line more at the top', after: (n) => at(0, '\n'.repeat(n + 1)) },
    {
      title: 'another name in `EntryClass`',
      after: (n) => at(entry + 'EntryClass = '.length, `[Missing${n}] + `),
    },
  ];
}

function row(title: string, costs: readonly Cost[]): readonly string[] {
  const wall = costs.map((each) => each.wallMs).sort((a, b) => a - b);
  const slow = wall[Math.ceil(wall.length * 0.95) - 1] ?? Number.NaN;
  return [
    title,
    String(costs.length),
    range(spread(wall)),
    String(Math.round(slow)),
    range(spread(costs.map((each) => each.cpuMs))),
  ];
}

async function keystrokes(options: ReturnType<typeof readOptions>): Promise<string> {
  const { sglang, transformers, cli, keys } = options;
  const file = largestModel(sglang);
  const text = readFileSync(file, 'utf8');
  const started = performance.now();
  const server = await startServer(cli, ['--transformers', transformers], sglang, file);
  const first: Cost = { wallMs: performance.now() - started, cpuMs: cpuMs(server.process) };
  const rows: (readonly string[])[] = [];
  for (const { title, after } of kindsOf(text)) {
    const costs: Cost[] = [];
    for (let n = 0; n <= keys; n += 1) costs.push(await costOf(server, () => server.type(after(n))));
    // The first of a kind comes from another place.
    rows.push(row(title, costs.slice(1)));
    process.stderr.write(`${rows.at(-1)?.join(' | ') ?? ''}\n`);
  }
  const again: Cost[] = [];
  for (let n = 0; n < Math.max(3, keys / 10); n += 1)
    again.push(await costOf(server, () => server.changedOnDisk(sglang)));
  rows.push(row('the whole checkout again, in the same server', again));
  rows.push(row('the whole checkout and transformers, from the start of the server', [first]));
  await server.stop();
  const head = ['edit', 'times', 'wall ms', '95 % below', 'CPU ms'];
  return [
    `From the message to the findings of \`${basename(file)}\` (${(text.length / 1000).toFixed(0)} kB), medians with least and greatest.`,
    markdownTable(head, rows),
  ].join('\n\n');
}

/** Memory of a server on the example, as edits of all kinds go by. */
async function memory({ cli, edits }: ReturnType<typeof readOptions>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'archscan-bench-'));
  try {
    cpSync(join(PACKAGE, 'examples'), folder, { recursive: true });
    const file = join(folder, 'sglang/python/sglang/srt/models/acorn.py');
    const kinds = kindsOf(readFileSync(file, 'utf8'));
    const server = await startServer(cli, [], folder, file);
    const rows: (readonly string[])[] = [];
    const looks = 6;
    for (let look = 0; look <= looks; look += 1) {
      const until = Math.round((edits * look) / looks);
      const from = Math.round((edits * Math.max(0, look - 1)) / looks);
      for (let n = from; n < until; n += 1) {
        const kind = kinds[n % kinds.length];
        if (kind !== undefined) await server.type(kind.after(n % 97));
      }
      rows.push([until.toLocaleString('en-US'), residentMiB(server.process).toLocaleString('en-US')]);
    }
    await server.stop();
    return markdownTable(['edits', 'resident MiB'], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  if (process.platform !== 'linux') throw new Error('What a server uses is read from /proc: use Linux.');
  const options = readOptions();
  const before = watchLoad((text) => process.stderr.write(`${text}\n`));
  const typed = await keystrokes(options);
  const kept = await memory(options);
  const page = [
    `Machine: ${machineName()}; load before the run ${before.toFixed(2)}.`,
    typed,
    'Resident memory of a server on the example workspace, as edits of all these kinds go by:',
    kept,
  ].join('\n\n');
  process.stdout.write(`${page}\n`);
  if (!options.write) return;
  const style = await prettier.resolveConfig(PAGE);
  const text = replaceBetween(readFileSync(PAGE, 'utf8'), 'editor', page);
  writeFileSync(PAGE, await prettier.format(text, { ...style, parser: 'markdown' }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
