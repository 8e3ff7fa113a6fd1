import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createSession, type Session } from '../../src/index.js';
import { observe, type Observer } from '../../src/source/observer.js';
import { exampleWorkspace } from '../cli/run.js';
import { NEW_MODEL } from '../lsp/client.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';

const SLOW = { timeout: 120_000 };

/** Folders of a workspace that hold no sources of its own, by what is in them. */
const ELSEWHERE = {
  '.git/x.py': '',
  'node_modules/vllm/vllm/model_executor/models/registry.py': '_TEXT_GENERATION_MODELS = {}\n',
  '.venv/pyvenv.cfg': '',
  '.venv/lib/python3.12/site-packages/vllm/model_executor/models/registry.py': '_MODELS = {}\n',
  'ignored/MODEL_SUPPORT_TRACKING.md': '| Architecture |\n| --- |\n| **OakForCausalLM** |\n',
  'ignored/python/sglang/srt/models/oak.py': 'class Oak:\n    pass\n\n\nEntryClass = Oak\n',
  '.gitignore': 'ignored/\n.venv/\n',
} as const;

const uriOf = (path: string): string => pathToFileURL(path).href;

function sessionOf(folder: string, options: { readonly maxFiles?: number } = {}): Session {
  return createSession({ folders: [folder], environment: {}, date: '2026-01-02', ...options });
}

/** What is listed and read below a folder while all findings are asked for. */
async function seen(session: Session, folder: string): Promise<Record<'listed' | 'read', readonly string[]>> {
  const [listed, read] = [new Set<string>(), new Set<string>()];
  const watcher: Observer = {
    file: (path) => read.add(relative(folder, path)),
    folder: (path) => listed.add(relative(folder, path)),
    kind: () => undefined,
    realPath: () => undefined,
    git: () => undefined,
    unrepeatable: () => undefined,
  };
  await observe(watcher, () => session.allFindings());
  return { listed: [...listed].sort(), read: [...read].sort() };
}

test(
  'a workspace is not searched: folders beside the engines are neither listed nor read',
  SLOW,
  async () => {
    const { folder, sglang } = exampleWorkspace();
    writeFiles(folder, ELSEWHERE);
    writeFiles(sglang, ELSEWHERE);
    const session = sessionOf(folder);
    const { listed, read } = await seen(session, folder);
    expect(read).toContain('sglang/python/sglang/srt/models/acorn.py');
    expect(listed).toContain('sglang/python/sglang/srt/models');
    const isElsewhere = (path: string): boolean =>
      /(?:^|\/)(?:\.git|\.venv|node_modules|ignored)(?:\/|$)/.test(path);
    expect([...listed, ...read].filter(isElsewhere)).toEqual([]);
    expect([...(await session.allFindings()).keys()].filter(isElsewhere)).toEqual([]);

    // What comes and goes there is nothing to read again for, hundreds of files at a time.
    const wheels = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`.venv/lib/python3.12/site-packages/wheel/m${n}.py`, 'x = 1\n']),
    );
    const there = [...Object.keys(ELSEWHERE), ...Object.keys(wheels)];
    for (const root of [folder, sglang]) {
      writeFiles(root, wheels);
      session.filesChanged(there.filter((path) => path.includes('/')).map((path) => uriOf(join(root, path))));
      rmSync(join(root, 'ignored/python/sglang/srt/models/oak.py'));
      session.filesChanged([uriOf(join(root, 'ignored/python/sglang/srt/models/oak.py'))]);
    }
    const again = await seen(session, folder);
    expect(again.listed).toEqual([]);
    expect(again.read.filter((path) => path.endsWith('.py'))).toEqual([]);

    // A new file where models are is seen.
    const birch = join(sglang, 'python/sglang/srt/models/birch.py');
    writeFiles(sglang, { 'python/sglang/srt/models/birch.py': NEW_MODEL });
    session.filesChanged([uriOf(birch)]);
    expect((await session.documentSymbols(uriOf(birch))).map(({ name }) => name)).toEqual([
      'BirchForCausalLM',
    ]);
    rmSync(birch);
    session.filesChanged([uriOf(birch)]);
    expect(await session.documentSymbols(uriOf(birch))).toEqual([]);
    session.dispose();
  },
);

test('what the configuration names is read, whatever an ignore file says about it', SLOW, async () => {
  const workspace = tempFolder({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': '*.py\n/.venv/\n',
    '.ignore': '*\n',
    'archscan.config.json': JSON.stringify({ sglang: '.venv/lib/site-packages' }),
    '.venv/lib/site-packages/sglang/srt/models/registry.py': '',
    '.venv/lib/site-packages/sglang/srt/models/birch.py': NEW_MODEL,
  });
  const session = sessionOf(workspace);
  const birch = uriOf(join(workspace, '.venv/lib/site-packages/sglang/srt/models/birch.py'));
  expect((await session.documentSymbols(birch)).map(({ name }) => name)).toEqual(['BirchForCausalLM']);
  expect(await session.problems()).toEqual([]);
  session.dispose();
});

test('a folder with more files than are listed is named', SLOW, async () => {
  const { folder, models } = exampleWorkspace();
  const whole = sessionOf(folder);
  expect(await whole.problems()).toEqual([]);
  whole.dispose();
  const session = sessionOf(folder, { maxFiles: 2 });
  expect(await session.problems()).toContainEqual({
    folder: uriOf(models),
    message: `${models} has more than 2 files; the others are not seen`,
    expected: false,
  });
  session.dispose();
});
