import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createSession, type Session } from '../../src/index.js';
import { archscan } from '../cli/run.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { TREES_PROFILE } from './sync-support.js';

const CONFIG = '{\n  "profiles": [\n    "broken.json",\n    "gone.json"\n  ]\n}\n';

function sessionIn(folder: string): {
  readonly session: Session;
  readonly shown: () => Promise<readonly string[]>;
} {
  const session = createSession({ folders: [folder], environment: {} });
  return {
    session,
    shown: async () =>
      [...(await session.allFindings())].flatMap(([uri, findings]) =>
        findings.map(({ range: { line, column, endColumn }, rule, message }) => {
          const file = uri.slice(uri.lastIndexOf('/') + 1);
          return `${file}:${line}:${column}-${endColumn} ${rule} ${message.replaceAll(`${folder}/`, '')}`;
        }),
      ),
  };
}

const GONE = 'config-unreadable The profile gone.json is not there. Write it, or correct `profiles`.';

test('profiles that cannot be read are reported where there is no engine, too', async () => {
  const folder = tempFolder({ 'archscan.config.json': CONFIG, 'broken.json': '{' });
  const { session, shown } = sessionIn(folder);
  const uri = (path: string): string => pathToFileURL(join(folder, path)).href;
  expect(await shown()).toEqual([
    `archscan.config.json:4:5-16 ${GONE}`,
    expect.stringMatching(/^broken\.json:1:2-\d config-unreadable This is not JSON: /),
  ]);
  // The command refuses the same.
  const config = join(folder, 'archscan.config.json');
  writeFiles(folder, { 'vllm/vllm/model_executor/models/registry.py': '_VLLM_MODELS = {}\n' });
  const refused = await archscan(['sync', '--config', config, '--vllm', join(folder, 'vllm')]);
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/broken\.json:1:2 error This is not JSON: /);
  rmSync(join(folder, 'vllm'), { recursive: true });

  // As they are open, and as they are on disk.
  session.open(uri('gone.json'), JSON.stringify(TREES_PROFILE));
  session.open(uri('broken.json'), JSON.stringify({ ...TREES_PROFILE, id: 'more' }));
  expect(await shown()).toEqual([]);
  session.close(uri('gone.json'));
  expect(await shown()).toEqual([`archscan.config.json:4:5-16 ${GONE}`]);
  writeFiles(folder, { 'gone.json': JSON.stringify(TREES_PROFILE) });
  session.filesChanged([uri('gone.json')]);
  expect(await shown()).toEqual([]);
  session.dispose();
});

test.each([
  ['package.json', '{\n  "name": "x",\n  "archscan": { "profiles": ["gone.json"] }\n}\n', '3:30-44'],
  ['archscan.config.mjs', 'export default { profiles: ["gone.json"] };\n', '1:1-44'],
  ['archscan.config.json', '\uFEFF{ "profiles": ["gone.json"] }\n', '1:16-30'],
])('a profile that is not there is reported where %s names it', async (name, text, at) => {
  const { session, shown } = sessionIn(tempFolder({ [name]: text }));
  expect(await shown()).toEqual([`${name}:${at} ${GONE}`]);
  session.dispose();
});
