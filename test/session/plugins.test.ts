import { expect, test } from 'vitest';
import { createSession } from '../../src/index.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';

const plugin = (table: string): string => `
import { engineScan, inDirectory, locatePackage, pythonFiles, readTable, registration } from 'archscan';
export default {
  id: 'acorn-serve',
  title: 'Acorn Serve',
  packageName: 'acorn_serve',
  registries: [{ name: 'models', keyKind: 'architecture', source: 'a table' }],
  locate: (tree) => locatePackage(tree, ['acorn_serve', ''], 'models.py'),
  files: (tree, { directory }) => pythonFiles(tree, directory),
  scan(sources, { directory }) {
    const file = inDirectory(directory, 'models.py');
    const { rows, undecidable, diagnostics } = readTable(sources, file, '${table}');
    const registrations = rows.map(({ key, status, line }) =>
      registration({ key, className: key, registry: 'models', status, file, line }),
    );
    const reads = [{ registrations, undecidable, diagnostics }];
    return engineScan('acorn-serve', sources, reads, { loaderRegistries: ['models'] });
  },
};
`;

test('an engine that the configuration adds is read, warmed up, and loaded again with it', async () => {
  const config = (more: object = {}): string =>
    JSON.stringify({ plugins: [{ module: './acorn.js', path: 'checkout' }], ...more });
  const folder = tempFolder({
    'archscan.config.json': config(),
    'package.json': '{"type": "module"}',
    'acorn.js': plugin('MODELS'),
    'checkout/acorn_serve/models.py': 'MODELS = {"OakForCausalLM": "oak"}\n',
  });
  const steps = new Set<string>();
  const session = createSession({ folders: [folder], onProgress: ({ step }) => steps.add(step) });
  const uri = (path: string): string => new URL(`${folder}/${path}`, 'file:').href;
  const models = uri('checkout/acorn_serve/models.py');
  const rules = async (): Promise<readonly string[]> =>
    (await session.findings(models)).map(({ rule }) => rule);

  expect(await rules()).toEqual([]);
  expect([...steps]).toContain('Reading Acorn Serve');
  expect(await session.problems()).toEqual([]);
  const hover = await session.hover(models, { line: 1, column: 15 });
  expect(hover?.engines).toMatchObject([{ id: 'acorn-serve', level: 'native' }]);

  session.open(models, 'ARCHS = {"OakForCausalLM": "oak"}\n');
  expect(await rules()).toEqual(['registry-missing']);

  writeFiles(folder, {
    'acorn.js': plugin('ARCHS'),
    'archscan.config.json': config({ classes: 'generative' }),
  });
  session.filesChanged([uri('archscan.config.json')]);
  expect(await rules()).toEqual([]);
  session.dispose();
});
