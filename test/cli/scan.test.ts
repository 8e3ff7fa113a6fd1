import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { scan } from '../../src/scan/scan.js';
import { scanSchema } from '../../src/scan/schema.js';
import { gitRepository } from '../support/git-repository.js';
import { loopback, reply } from '../support/loopback.js';
import { writeFiles } from '../support/temp-folder.js';
import { archscan, exampleWorkspace } from './run.js';

const FERN = 'class FernForCausalLM:\n    pass\n\n\nEntryClass = FernForCausalLM\n';

test('JSON is the result of the library and nothing else', async () => {
  const { sglang, transformers } = exampleWorkspace();
  const { code, out, err } = await archscan([
    'scan',
    sglang,
    '--transformers',
    transformers,
    '--format',
    'json',
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const examples = { SorrelForCausalLM: 'stonepath/Sorrel-2B' };
  expect(scanSchema.parse(JSON.parse(out))).toEqual(await scan({ roots: [sglang], transformers, examples }));
});

test('NDJSON has a record a line, the table a line a registration', async () => {
  const { sglang } = exampleWorkspace();
  const ndjson = await archscan(['scan', sglang, '--format', 'ndjson']);
  const lines = ndjson.out.trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ type: 'registration', key: 'AcornForCausalLM', engine: 'sglang', line: 65 }),
  );
  const table = await archscan(['scan', sglang]);
  expect(table.out).toMatch(
    /^AcornForCausalLM +srt +model +active +python\/sglang\/srt\/models\/acorn\.py:65$/m,
  );
});

test('what cannot be read is named on standard error, and the rest is a result', async () => {
  const { sglang, models } = exampleWorkspace();
  writeFiles(models, { 'broken.py': 'class Broken(:\n' });
  symlinkSync('nowhere.py', join(models, 'gone.py'));
  const { code, out, err } = await archscan(['scan', sglang, '--format', 'json']);
  expect(code).toBe(0);
  expect(scanSchema.parse(JSON.parse(out)).engines[0]?.registrations.length).toBe(9);
  expect(err).toContain('models/gone.py:1:1 warning Not read (missing)');
  expect(err).toMatch(/models\/broken\.py:1:\d+ warning Syntax error/);
  const quiet = await archscan(['scan', sglang, '--quiet']);
  expect(quiet.err).toBe('');
});

test('--rev reads a revision, and a revision that is not there is exit code 2', async () => {
  const repository = gitRepository();
  const path = 'python/sglang/srt/models';
  repository.write({ [`${path}/registry.py`]: '', [`${path}/fern.py`]: FERN });
  const first = repository.commit();
  repository.write({ [`${path}/fern.py`]: '' });
  repository.commit();
  const run = (...args: readonly string[]): ReturnType<typeof archscan> =>
    archscan(['scan', repository.folder, '--format', 'json', ...args]);
  expect((await run()).out).not.toContain('FernForCausalLM');
  const { out } = await run('--rev', first);
  expect(scanSchema.parse(JSON.parse(out)).engines).toMatchObject([
    { revision: first, registrations: [{ key: 'FernForCausalLM' }] },
  ]);
  const unknown = await run('--rev', 'nonsense');
  expect(unknown).toMatchObject({ code: 2, out: '' });
  expect(unknown.err).toContain(`There is no revision "nonsense" in ${repository.folder}.`);
});

test('progress is shown on a terminal only, and not with --quiet', async () => {
  const { sglang } = exampleWorkspace();
  const terminal = await archscan(['scan', sglang], { interactive: true });
  expect(terminal.err).toContain('\u001b[2KReading SGLang in');
  expect(terminal.out).not.toContain('\u001b');
  expect((await archscan(['scan', sglang, '--quiet'], { interactive: true })).err).toBe('');
  expect((await archscan(['scan', sglang])).err).toBe('');
});

test('of two roots with errors in files of one path the log says that there are more at it', async () => {
  const roots = [exampleWorkspace(), exampleWorkspace()];
  for (const { models } of roots) writeFiles(models, { 'elm.py': 'x = [1 2]\n' });
  const { err } = await archscan(['scan', ...roots.map(({ sglang }) => sglang)]);
  expect(err).toMatch(/models\/elm\.py:1:8 .*, and 1 more at this path\n$/);
});

test('of the syntax errors of a file the log has the first, the JSON all', async () => {
  const { sglang, models } = exampleWorkspace();
  writeFiles(models, { 'elm.py': 'x = [1 2]\ny = 3 4\nz = 5 6\n', 'fir.py': 'x = [1 2]\n' });
  const { err } = await archscan(['scan', sglang]);
  expect(err.split('\n').map((line) => line.replace(/ warning .*best effort\. /u, ' '))).toEqual([
    'python/sglang/srt/models/elm.py:1:8 (python-syntax), and 2 more at this path',
    'python/sglang/srt/models/fir.py:1:8 (python-syntax)',
    '',
  ]);
  const { out } = await archscan(['scan', sglang, '--format', 'json']);
  const { diagnostics } = scanSchema.parse(JSON.parse(out));
  expect(diagnostics.map(({ file }) => file.split('/').at(-1))).toEqual([
    'elm.py',
    'elm.py',
    'elm.py',
    'fir.py',
  ]);
});

test('support tells levels, near names, and what it could not look up', async () => {
  const { sglang, transformers, folder } = exampleWorkspace();
  const at = ['--sglang', sglang, '--transformers', transformers];
  const { code, out } = await archscan(['support', 'AcornForCausalLM', 'AcornForCausalLMM', ...at]);
  expect(code).toBe(0);
  expect(out).toContain('  sglang: native (registered)  python/sglang/srt/models/acorn.py:65\n');
  expect(out).toContain('  near names: AcornForCausalLM\n');
  writeFiles(folder, { 'config.json': '{"architectures": ["JuniperForCausalLM"]}' });
  const config = await archscan(['support', join(folder, 'config.json'), ...at, '--format', 'json']);
  expect(JSON.parse(config.out)).toMatchObject({
    schemaVersion: 1,
    answers: [{ architectures: [{ architecture: 'JuniperForCausalLM', engines: [{ level: 'fallback' }] }] }],
  });
  const missing = await archscan(['support', join(folder, 'nowhere.json'), ...at]);
  expect(missing.code).toBe(2);
  expect(missing.out).toContain('Give the path of a config.json, or a checkpoint as org/name.');
});

test('support says on a terminal that the Hub is asked, and nothing when it is not', async () => {
  const { sglang, folder } = exampleWorkspace();
  const hub = await loopback(reply(200, '{"architectures": ["AcornForCausalLM"]}'));
  const environment = { HF_ENDPOINT: hub.origin, HF_HUB_CACHE: folder };
  const run = (io: Partial<Io>): ReturnType<typeof archscan> =>
    archscan(['support', 'treeline-labs/Acorn-7B', '--sglang', sglang], { environment, ...io });
  const asking = 'Asking the Hub for the config.json of treeline-labs/Acorn-7B …';
  expect((await run({ interactive: true })).err).toContain(asking);
  expect(await run({})).toMatchObject({ code: 0, err: '' });
  const offline = await run({ interactive: true, environment: { ...environment, HF_HUB_OFFLINE: '1' } });
  expect(offline.code).toBe(2);
  expect(offline.err).not.toContain(asking);
});

test('--verify looks into function bodies too, and gives the same result', async () => {
  const { sglang, models } = exampleWorkspace();
  writeFiles(models, { 'fern.py': `def prune():\n    cut off\n\n\n${FERN}` });
  const plain = await archscan(['scan', sglang, '--format', 'ndjson']);
  const verified = await archscan(['scan', sglang, '--format', 'ndjson', '--verify']);
  expect(plain.err).not.toContain('fern.py');
  expect(verified.err).toContain('models/fern.py:2:5 warning Syntax error');
  const registrations = (out: string): readonly string[] =>
    out.split('\n').filter((line) => line.startsWith('{"type":"registration"'));
  expect(registrations(verified.out)).toEqual(registrations(plain.out));
});
