import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { x } from 'tinyexec';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { packageRoot } from '../../src/assets.js';
import { checksumOf, HEAD_BYTES } from '../../src/cache/record.js';
import { writeFiles } from '../support/temp-folder.js';

// The only test that builds: it packs the package as it would be published and uses it from an empty folder.
const work = realpathSync(mkdtempSync(join(tmpdir(), 'archscan-packed-')));
const consumer = join(work, 'consumer');
const caches = join(work, 'caches');
const installed = join(consumer, 'node_modules', 'archscan');
const manifest = z
  .looseObject({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')));
const tarball = join(work, `archscan-${manifest.version}.tgz`);

beforeAll(async () => {
  await npm(['pack', '--pack-destination', work], packageRoot());
  mkdirSync(consumer);
  writeFiles(consumer, { 'package.json': '{ "private": true, "type": "module" }' });
  await npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], consumer);
}, 180_000);

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** TypeScript inside of ts-morph tries it for its own stack traces, and goes on without it. */
const OPTIONAL: ReadonlySet<string> = new Set(['source-map-support']);

interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  // Nothing of this machine's npm is used: no cache, and with it no network.
  const env = {
    npm_config_cache: join(work, 'cache'),
    npm_config_offline: 'true',
    NO_COLOR: '1',
    // What is kept between runs stays in here, too.
    XDG_CACHE_HOME: caches,
    LOCALAPPDATA: caches,
  };
  const { exitCode, stdout, stderr } = await x(command, [...args], { nodeOptions: { cwd, env } });
  return { exitCode, stdout, stderr };
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stdout, stderr } = await run('npm', args, cwd);
  if (exitCode !== 0)
    throw new Error(`npm ${args.join(' ')} ended with ${String(exitCode)}\n${stdout}${stderr}`);
}

function archscan(...args: readonly string[]): Promise<Ran> {
  return run('npx', ['--no-install', 'archscan', ...args], consumer);
}

/** What a script asks for with `require`, also under the name that the bundler gives it. */
function requiredBy(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:__)?require\("([\w@./:-]+)"\)/g)].map(([, name = '']) => name);
}

/** A fresh copy of the example workspace inside the consumer's folder. */
function exampleCopy(name: string): string {
  const folder = join(consumer, name);
  cpSync(join(packageRoot(), 'examples'), folder, {
    recursive: true,
    filter: (path) => path !== join(packageRoot(), 'examples', 'out'),
  });
  return folder;
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('what is published', () => {
  test('one package, nothing beside it', () => {
    const names = readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['archscan']);
  });

  test.each([
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'dist/cli.cjs',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/THIRD-PARTY-LICENSES.txt',
    'docs/config.schema.json',
    'docs/discover.schema.json',
    'grammars/parser.json',
    'grammars/tree-sitter-python.wasm',
    'grammars/web-tree-sitter.wasm',
    'grammars/licenses/tree-sitter-python.txt',
    'grammars/licenses/web-tree-sitter.txt',
  ])('%s', (path) => {
    expect(existsSync(join(installed, path))).toBe(true);
  });

  test('no sources, tests or generated documents', () => {
    const folders = ['src', 'test', 'scripts', 'bench', 'node_modules', 'examples/out'];
    expect(folders.filter((folder) => existsSync(join(installed, folder)))).toEqual([]);
  });

  test('the code imports only its own files and what Node brings', () => {
    const scripts = filesBelow(join(installed, 'dist')).filter((path) => /\.c?js$/.test(path));
    expect(scripts.length).toBeGreaterThan(1);
    const foreign = scripts.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const imported = ts.preProcessFile(text, true, false).importedFiles.map(({ fileName }) => fileName);
      const required = requiredBy(text);
      const names = [...imported, ...required];
      return names
        .filter((name) => !name.startsWith('.') && !isBuiltin(name) && !OPTIONAL.has(name))
        .map((name) => `${path}: ${name}`);
    });
    expect(foreign).toEqual([]);
  });

  test('the command has a shebang', () => {
    expect(readFileSync(join(installed, 'dist/cli.cjs'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('the types stand on their own', async () => {
    writeFiles(consumer, {
      'types/use.ts': `import { defineConfig, type Diagnostic } from 'archscan';
        export const config = defineConfig({ categories: { FooForCausalLM: 'text' } });
        export const lines = (all: readonly Diagnostic[]): number[] => all.map(({ line }) => line);`,
      'types/tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          module: 'NodeNext',
          target: 'ES2023',
          types: [],
          skipLibCheck: false,
          noEmit: true,
        },
      }),
    });
    const tsc = join(packageRoot(), 'node_modules', 'typescript', 'bin', 'tsc');
    const result = await run(process.execPath, [tsc, '-p', join(consumer, 'types')], consumer);
    expect(result).toMatchObject({ stdout: '', exitCode: 0 });
  });
});

describe('what a command loads before it knows what to do', () => {
  const dist = join(installed, 'dist');

  /** The files of the package that are loaded with `name`, itself included. */
  function loadedWith(name: string): readonly string[] {
    const seen = new Set<string>();
    const pending = [name];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      pending.push(...staticImports(join(dist, file)).filter((each) => each.startsWith('./')));
    }
    return [...seen];
  }

  function staticImports(path: string): readonly string[] {
    const text = readFileSync(path, 'utf8');
    const script = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    const imported = script.statements.flatMap((statement) =>
      (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
      statement.moduleSpecifier !== undefined &&
      ts.isStringLiteral(statement.moduleSpecifier)
        ? statement.moduleSpecifier.text
        : [],
    );
    // A chunk of the command is asked for where it is needed, inside of a function.
    const required = script.statements
      .filter((statement) => ts.isVariableStatement(statement) || ts.isExpressionStatement(statement))
      .filter((statement) => !/=>|function/.test(statement.getText(script)))
      .flatMap((statement) => requiredBy(statement.getText(script)));
    return [...imported, ...required];
  }

  test('one small file, and of Node only what it has loaded anyway', () => {
    expect(loadedWith('cli.cjs')).toEqual(['cli.cjs']);
    expect(statSync(join(dist, 'cli.cjs')).size).toBeLessThan(32_000);
    expect(staticImports(join(dist, 'cli.cjs')).toSorted()).toEqual(['node:fs', 'node:path']);
  });

  test('a run that reads sources loads nothing for Markdown, TypeScript, editors or schemas', () => {
    const start = loadedWith('recorded-run.js');
    const scan = readdirSync(dist)
      .filter((name) => /^scan-.*\.js$/.test(name))
      .flatMap(loadedWith);
    const bytes = (files: readonly string[]): number =>
      [...new Set(files)].reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
    const text = [...start, ...scan].map((file) => readFileSync(join(dist, file), 'utf8')).join('\n');
    // The bundler writes where each module came from.
    expect(text).not.toMatch(
      /node_modules\/(?:unified|remark-parse|ts-morph|vscode-languageserver|zod|yaml|jiti)\//,
    );
    expect(bytes(start)).toBeLessThan(300_000);
  });
});

describe('used from an empty folder', () => {
  test('the installed command knows its version', async () => {
    expect(await archscan('--version')).toMatchObject({ stdout: `${manifest.version}\n`, exitCode: 0 });
  });

  test('the tarball runs without being installed', async () => {
    const empty = join(work, 'empty');
    mkdirSync(empty);
    const name = basename(tarball);
    copyFileSync(tarball, join(empty, name));
    const example = exampleCopy('for-npx');
    // The prefix keeps npm from taking a package.json further up for the user's project.
    const command = [
      '--yes',
      '--prefix',
      '.',
      `./${name}`,
      'scan',
      join(example, 'sglang'),
      '--format',
      'json',
    ];
    const result = await run('npx', command, empty);
    expect(result.stdout).toContain('"AcornForCausalLM"');
    expect(result.exitCode).toBe(0);
    expect(readdirSync(empty)).toEqual([name]);
  });

  test('the library is imported by an ESM script', async () => {
    writeFiles(consumer, {
      'use.js': `import * as archscan from 'archscan';
        const types = ['scan', 'support', 'defineConfig', 'ArchscanError'].map((name) => typeof archscan[name]);
        console.log(types.join(' '));`,
    });
    const result = await run(process.execPath, ['use.js'], consumer);
    expect(result).toMatchObject({
      stdout: 'function function function function\n',
      stderr: '',
      exitCode: 0,
    });
  });

  test('scan reads the grammar that came with the package', async () => {
    const example = exampleCopy('for-scan');
    const { stdout, exitCode } = await archscan('scan', join(example, 'sglang'), '--format', 'json');
    expect(exitCode).toBe(0);
    const shape = z.looseObject({
      engines: z.array(z.looseObject({ registrations: z.array(z.looseObject({ key: z.string() })) })),
    });
    const { engines } = shape.parse(JSON.parse(stdout));
    expect(engines.flatMap(({ registrations }) => registrations.map(({ key }) => key)).sort()).toEqual([
      'AcornChatForCausalLM',
      'AcornForCausalLM',
      'AcornMoeForCausalLM',
      'AcornMoeForCausalLMNextN',
      'LanternVLForConditionalGeneration',
      'PebbleForSequenceClassification',
      'PebbleModel',
      'SorrelForCausalLM',
      'TransformersForCausalLM',
    ]);
  });

  test('the second of two equal runs is answered from a record', async () => {
    const example = exampleCopy('for-cache');
    const cli = join(installed, 'dist', 'cli.cjs');
    const location = join(work, 'records');
    const args = ['scan', join(example, 'sglang'), '--format', 'json', '--cache-location', location];
    const scan = (): Promise<Ran> => run(process.execPath, [cli, ...args], consumer);
    const first = await scan();
    expect(first.exitCode).toBe(0);
    const records = (): string[] => filesBelow(location).filter((path) => path.endsWith('.run'));
    const [record = ''] = records();
    // Other words of the same length, which only the record has, and the checksum and the time that belong to it.
    const mark = (text: string): string => text.replaceAll('AcornForCausalLM', 'KnownForCausalLM');
    const { mtime } = statSync(record);
    const marked = Buffer.from(mark(readFileSync(record, 'latin1')), 'latin1');
    marked.writeUInt32LE(checksumOf(marked), HEAD_BYTES - 4);
    writeFileSync(record, marked);
    utimesSync(record, mtime, mtime);
    expect(await scan()).toMatchObject({ stdout: mark(first.stdout), exitCode: 0 });
    // With another time, it is not believed any more.
    writeFileSync(record, readFileSync(record));
    expect(await scan()).toMatchObject({ stdout: first.stdout, exitCode: 0 });
    rmSync(join(example, 'sglang', 'python', 'sglang', 'srt', 'models', 'acorn.py'));
    const without = await run(process.execPath, [cli, ...args, '--no-cache'], consumer);
    const after = await scan();
    expect(after.stdout).not.toBe(first.stdout);
    expect(after.stdout).toBe(without.stdout);
    expect(records()).toHaveLength(1);
  });

  test('a configuration in TypeScript is loaded without TypeScript', async () => {
    const example = exampleCopy('for-config');
    rmSync(join(example, 'archscan.config.json'));
    writeFiles(example, {
      'archscan.config.ts': `import { defineConfig, type ArchscanConfig } from 'archscan';
        const config: ArchscanConfig = { disabledModules: ['acorn'] };
        export default defineConfig(config);`,
    });
    const cli = join(installed, 'dist', 'cli.cjs');
    const result = await run(process.execPath, [cli, 'scan', 'sglang', '--format', 'json'], example);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout).not.toContain('"AcornForCausalLM"');
    expect(result.stdout).toContain('"AcornMoeForCausalLM"');
  });

  test('a model that is added to the workspace appears in the document', async () => {
    const example = exampleCopy('for-track');
    const document = join(example, 'out.md');
    const track = (): Promise<Ran> =>
      archscan(
        'track',
        join(example, 'sglang'),
        ...['--transformers', join(example, 'transformers')],
        ...['--output', document],
      );

    expect(await track()).toMatchObject({ exitCode: 0 });
    const before = readFileSync(document, 'utf8');
    expect(before).toContain('| **AcornForCausalLM** |');
    expect(before).not.toContain('ThistleForCausalLM');

    writeFiles(example, {
      'sglang/python/sglang/srt/models/thistle.py':
        'class ThistleForCausalLM:\n    pass\n\n\nEntryClass = ThistleForCausalLM\n',
    });
    expect(await track()).toMatchObject({ exitCode: 0 });
    const after = readFileSync(document, 'utf8').split('\n');
    expect(after.filter((line) => line.startsWith('| **ThistleForCausalLM** | Y |'))).toHaveLength(1);
  });
});
