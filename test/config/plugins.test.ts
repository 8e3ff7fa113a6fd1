import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanSchema } from '../../src/scan/schema.js';
import { archscan, type Ran } from '../cli/run.js';
import { tempFolder } from '../support/temp-folder.js';

/** An engine with a dictionary of architectures, as the worked example of CONTRIBUTING.md has it. */
const PLUGIN = `
import { engineScan, locatePackage, readTable, registration, type EngineAdapter } from 'archscan';

const acorn: EngineAdapter = {
  id: 'acorn-serve',
  title: 'Acorn Serve',
  packageName: 'acorn_serve',
  registries: [{ name: 'models', keyKind: 'architecture', source: '\`MODELS\` in \`models.py\`' }],
  locate: (tree) => locatePackage(tree, ['acorn_serve', ''], 'models.py'),
  files: (tree, { directory }) => [directory === '' ? 'models.py' : directory + '/models.py'],
  scan(sources, { directory }) {
    const file = directory === '' ? 'models.py' : directory + '/models.py';
    const { rows, undecidable, diagnostics } = readTable(sources, file, 'MODELS');
    const registrations = rows.map(({ key, status, line }) =>
      registration({ key, className: key, registry: 'models', status, file, line }),
    );
    return engineScan('acorn-serve', sources, [{ registrations, undecidable, diagnostics }], {
      loaderRegistries: ['models'],
    });
  },
};
export default acorn;
`;

const CHECKOUT = { 'checkout/acorn_serve/models.py': 'MODELS = {\n    "OakForCausalLM": "oak",\n}\n' };

function project(files: Readonly<Record<string, string>>, plugins: readonly object[]): string {
  const config = JSON.stringify({ plugins }, null, 2);
  return tempFolder({ ...CHECKOUT, 'archscan.config.json': config, ...files });
}

function run(folder: string, ...args: readonly string[]): Promise<Ran> {
  return archscan([...args, '--config', join(folder, 'archscan.config.json')]);
}

describe('an engine that a configuration adds', () => {
  test('is found in a root, and read from where the configuration says it lies', async () => {
    const folder = project({ 'engines/acorn.ts': PLUGIN }, [
      { module: './engines/acorn.ts', path: 'checkout' },
    ]);
    for (const roots of [[join(folder, 'checkout')], []]) {
      const { code, out, err } = await run(folder, 'scan', ...roots, '--format', 'json');
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(scanSchema.parse(JSON.parse(out)).engines).toMatchObject([
        {
          id: 'acorn-serve',
          root: join(folder, 'checkout'),
          registrations: [{ key: 'OakForCausalLM', file: 'acorn_serve/models.py', line: 2 }],
        },
      ]);
    }
  });

  test('comes from a package too, and works in the other commands', async () => {
    const folder = project(
      {
        'node_modules/acorn-for-archscan/package.json':
          '{"name": "acorn-for-archscan", "version": "1.0.0", "type": "module", "exports": "./index.js"}',
        'node_modules/acorn-for-archscan/index.js': PLUGIN.replace(', type EngineAdapter', '').replace(
          ': EngineAdapter',
          '',
        ),
      },
      [{ module: 'acorn-for-archscan', path: 'checkout' }],
    );
    const support = await run(folder, 'support', 'OakForCausalLM', '--engine', 'acorn-serve');
    expect(support.out).toContain('  acorn-serve: native (registered)  acorn_serve/models.py:2\n');
    const checklist = await run(folder, 'checklist', 'OakForCausalLM', 'ElmForCausalLM');
    expect(checklist.code).toBe(1);
    expect(checklist.out).toContain('  [x] a registry of the engine: acorn_serve/models.py:2 (models)\n');
    expect((await run(folder, 'matrix')).out).toContain('OakForCausalLM');
  });

  test('is among the engines that an error names', async () => {
    const folder = project({ 'acorn.ts': PLUGIN }, [{ module: './acorn.ts' }]);
    const { code, err } = await run(folder, 'scan', folder, '--engine', 'acorn-server');
    expect(code).toBe(2);
    expect(err).toContain('There is no engine \'acorn-server\'. Did you mean "acorn-serve"?');
  });
});

describe('a plugin that is not in order is a finding in the configuration, and exit code 2', () => {
  const problemOf = async (
    files: Readonly<Record<string, string>>,
    plugins: readonly object[],
  ): Promise<string> => {
    const { code, err, out } = await run(project(files, plugins), 'scan');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    return err;
  };

  test('a module that is not there, with the place of its key', async () => {
    const err = await problemOf({}, [{ module: './none.ts' }]);
    expect(err).toMatch(
      /archscan\.config\.json:4:\d+ error plugins\[0\]: \S+none\.ts: it cannot be loaded: /,
    );
    expect(err).toContain('(config-invalid)\n');
  });

  test.each([
    ['throws', 'throw new Error("no licence")', 'it cannot be loaded: no licence.'],
    ['has no default export', 'export const engine = 1;', 'its default export is wrong: '],
    [
      'lacks a function',
      PLUGIN.replace('locate: ', 'find: '),
      '"locate" of its default export is wrong: expected a function.',
    ],
    [
      'has no proper id',
      PLUGIN.replaceAll("'acorn-serve'", "'Acorn'"),
      '"id" of its default export is wrong',
    ],
    [
      'has an id of ours',
      PLUGIN.replaceAll("'acorn-serve'", "'vllm'"),
      'archscan has an engine vllm itself.',
    ],
  ])('a module that %s', async (_, text, message) => {
    expect(await problemOf({ 'acorn.ts': text }, [{ module: './acorn.ts' }])).toContain(message);
  });

  test('an id that another plugin has', async () => {
    const err = await problemOf({ 'a.ts': PLUGIN, 'b.ts': PLUGIN }, [
      { module: './a.ts' },
      { module: './b.ts' },
    ]);
    expect(err).toMatch(/plugins\[1\]: \S+b\.ts: another plugin has the id acorn-serve already\./);
  });

  test('a key that does not exist', async () => {
    expect(await problemOf({}, [{ modul: './a.ts' }])).toContain('Unknown key "modul".');
  });

  test.each([
    ['throws', 'scan() { throw new Error("out of acorns"); }, other(', 'failed: out of acorns\n'],
    [
      'gives something else',
      'scan: () => ({ id: "acorn-serve", registrations: 7 }), other(',
      'failed: scan() gave a wrong root: ',
    ],
  ])('a scan that %s is no error of archscan', async (_, scan, message) => {
    const text = PLUGIN.replace('scan(sources,', scan + 'sources,');
    const folder = project({ 'acorn.ts': text }, [{ module: './acorn.ts', path: 'checkout' }]);
    const { code, err } = await run(folder, 'scan');
    expect(code).toBe(2);
    expect(err).toContain('archscan: The engine acorn-serve of ');
    expect(err).toContain(message);
    expect(err).not.toContain('internal error');
  });
});
