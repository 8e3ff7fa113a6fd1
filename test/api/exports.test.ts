import { expect, test } from 'vitest';
import * as archscan from '../../src/index.js';
import { tempFolder } from '../support/temp-folder.js';

test('the package exports these values', () => {
  expect(Object.keys(archscan).sort()).toMatchInlineSnapshot(`
    [
      "ArchscanError",
      "SCHEMA_VERSION",
      "asText",
      "classPlace",
      "classesOf",
      "coverPage",
      "createFactExtractor",
      "createSession",
      "decoratorCalls",
      "defineConfig",
      "discover",
      "engineScan",
      "hiddenRegistrations",
      "inDirectory",
      "kernelDefinitions",
      "locatePackage",
      "mergeRunManifest",
      "positionalTexts",
      "pythonFiles",
      "readTable",
      "reasonOf",
      "registration",
      "scan",
      "statements",
      "support",
    ]
  `);
});

test.each<[string, () => unknown, string]>([
  [
    'scan',
    () => archscan.scan(wrongly({ root: 'sglang' })),
    'The option roots must be a list of texts, not left out.',
  ],
  [
    'scan',
    () => archscan.scan(wrongly(undefined)),
    'The option roots must be a list of texts, not left out.',
  ],
  [
    'scan',
    () => archscan.scan(wrongly({ roots: 'sglang' })),
    'The option roots must be a list of texts, not of type string.',
  ],
  [
    'scan',
    () => archscan.scan(wrongly({ roots: [3] })),
    'The option roots must be a list of texts, not a list with others.',
  ],
  [
    'support',
    () => archscan.support(wrongly('A'), { roots: [] }),
    'The names must be a list of texts, not of type string.',
  ],
  [
    'support',
    () => archscan.support(['A'], wrongly(null)),
    'The option roots must be a list of texts, not left out.',
  ],
  [
    'createSession',
    () => archscan.createSession(wrongly({})),
    'The option folders must be a list of texts, not left out.',
  ],
])('%s says what it needs instead of a TypeError: %#', async (name, call, message) => {
  const hint: unknown = expect.stringContaining(`For example: ${name}(`);
  await expect(Promise.resolve().then(call)).rejects.toMatchObject({
    ...{ name: 'ArchscanError', code: 'usage', message, hint },
  });
});

/** A value that the types would refuse. */
function wrongly(value: unknown): never {
  // JavaScript does not ask.
  return value as never;
}

test('defineConfig returns what it is given', () => {
  const config = { examples: { FernForCausalLM: 'grove/Fern-1B' } };
  expect(archscan.defineConfig(config)).toBe(config);
});

test('an engine is written with the exports alone', async () => {
  const adapter: archscan.EngineAdapter = {
    id: 'fern-serve',
    title: 'Fern Serve',
    packageName: 'fern_serve',
    registries: [{ name: 'models', keyKind: 'architecture', source: '`MODELS`' }],
    locate: (tree) => archscan.locatePackage(tree, ['fern_serve'], 'models.py'),
    files: (tree, { directory }) => archscan.pythonFiles(tree, directory),
    scan(sources, { directory }) {
      const file = archscan.inDirectory(directory, 'models.py');
      const { rows, undecidable, diagnostics } = archscan.readTable(sources, file, 'MODELS');
      const registrations = rows.map(({ key, line }) =>
        archscan.registration({ key, className: key, registry: 'models', file, line }),
      );
      const reads: archscan.RegistryRead[] = [{ registrations, undecidable, diagnostics }];
      return archscan.engineScan('fern-serve', sources, reads, { loaderRegistries: ['models'] });
    },
  };
  const root = tempFolder({ 'fern_serve/models.py': 'MODELS = {"FernForCausalLM": "fern"}\n' });
  const { engines } = await archscan.scan({ roots: [root], plugins: [adapter] });
  expect(engines).toMatchObject([{ id: 'fern-serve', registrations: [{ key: 'FernForCausalLM', line: 1 }] }]);
});

test.each([
  ['an id of ours', { id: 'vllm' }, 'plugins[0] cannot be used: archscan has an engine vllm itself'],
  ['no id', { id: undefined }, 'plugins[0] cannot be used: "id" of plugins[0] is wrong: '],
  [
    'a scan that throws',
    {
      scan: () => {
        throw new TypeError('out of ferns');
      },
    },
    'The engine fern-serve failed: out of ferns',
  ],
])('an adapter with %s is a failed plugin', async (_, wrong, message) => {
  const adapter = {
    id: 'fern-serve',
    title: 'Fern Serve',
    packageName: 'fern_serve',
    registries: [],
    locate: () => ({ directory: 'fern_serve' }),
    files: () => [],
    scan: () => null,
    ...wrong,
  } as unknown as archscan.EngineAdapter;
  const root = tempFolder({ 'fern_serve/models.py': '' });
  const failed = expect(archscan.scan({ roots: [root], plugins: [adapter] })).rejects;
  await failed.toMatchObject({ code: 'plugin-failed', message: expect.stringContaining(message) as string });
});
