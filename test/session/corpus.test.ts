import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSession, type Session } from '../../src/index.js';
import { archscan } from '../cli/run.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';

const EDITS = 30;

/** What changes registrations, imports or readability, and what changes nothing. */
const PIECES = [
  '',
  '\n',
  'x',
  '# a remark\n',
  '\n\nclass BirchForCausalLM:\n    pass\n\n\nEntryClass = BirchForCausalLM\n',
  'EntryClass = [Nowhere]\n',
  '\nEntryClass = None\n',
  '(\n',
  '😀',
  '\nfrom sglang.srt.models.llama import LlamaForCausalLM\n',
  '\nif True:\n    raise RuntimeError("no")\n',
];

/** From 0 up to 1, each as likely as another. */
function share(): fc.Arbitrary<number> {
  return fc.noBias(fc.nat({ max: 9999 })).map((n) => n / 10_000);
}

const edit = fc.record({
  /** Which file, as a share of the files. */
  file: share(),
  /** Where, as a share of the text or of its last lines. */
  at: share(),
  nearEnd: fc.boolean(),
  remove: fc.nat({ max: 60 }),
  piece: fc.constantFrom(...PIECES),
  close: fc.integer({ min: 0, max: 5 }),
  ask: fc.boolean(),
});

/** Everything that a session says about these files, and about the workspace. */
async function everything(session: Session, uris: readonly string[], document: string): Promise<unknown> {
  const files: unknown[] = [];
  for (const uri of uris) {
    const position = { line: (session.text(uri) ?? '').split('\n').length - 2, column: 8 };
    files.push({
      uri,
      text: session.text(uri),
      lenses: await session.codeLenses(uri),
      symbols: await session.documentSymbols(uri),
      hover: await session.hover(uri, position),
      definition: await session.definition(uri, position),
      references: await session.references(uri, position),
    });
  }
  return {
    files,
    all: [...(await session.allFindings())],
    symbols: await session.workspaceSymbols('forcausallm'),
    actions: await session.codeActions(document, { line: 1, column: 1, endLine: 400, endColumn: 1 }),
    problems: await session.problems(),
  };
}

test(
  'after thirty edits of real model files a session answers as a fresh one',
  { timeout: 900_000 },
  async () => {
    const [sglang, transformers] = [corpus('sglang-2026-04'), corpus('transformers-2025-12')];
    const folder = tempFolder();
    const output = join(folder, 'tracking.md');
    const { code } = await archscan(['track', sglang, '--transformers', transformers, '--output', output]);
    expect(code).toBe(0);
    const models = join(sglang, 'python/sglang/srt/models');
    const files = [
      ...readdirSync(models)
        .filter((name) => name.endsWith('.py'))
        .sort()
        .map((name) => join(models, name)),
      join(sglang, 'python/sglang/srt/configs/model_config.py'),
    ];
    expect(files.length).toBeGreaterThan(150);
    const start = (): Session =>
      createSession({
        folders: [folder],
        config: { sglang, transformers, output },
        environment: {},
        date: '2026-01-02',
      });
    const session = start();
    await session.allFindings();
    const buffers = new Map<string, string>();
    const touched = new Set<string>();
    const document = pathToFileURL(output).href;
    let done = 0;
    for (const each of fc.sample(edit, { seed: 20261121, numRuns: EDITS })) {
      // A file that is open is edited again as often as another is opened.
      const open = [...buffers.keys()];
      const path = files[Math.floor(each.file * files.length)] ?? '';
      const again = open[Math.floor(each.file * open.length)];
      const uri = each.ask && again !== undefined ? again : pathToFileURL(path).href;
      touched.add(uri);
      if (each.close === 0 && buffers.delete(uri)) session.close(uri);
      else {
        const before = buffers.get(uri) ?? readFileSync(new URL(uri), 'utf8');
        const from = each.nearEnd ? Math.max(0, before.length - 200) : 0;
        const at = from + Math.floor(each.at * (before.length - from));
        const text = before.slice(0, at) + each.piece + before.slice(at + each.remove);
        buffers.set(uri, text);
        session.change(uri, text);
      }
      if (each.ask) await session.findings(uri);
      done += 1;
      if (done < EDITS) continue;
      const fresh = start();
      for (const [key, text] of buffers) fresh.open(key, text);
      const uris = [...touched].sort();
      const expected = await everything(fresh, uris, document);
      expect(await everything(session, uris, document)).toEqual(expected);
      fresh.dispose();
    }
    expect(done).toBe(EDITS);
    expect(touched.size).toBeGreaterThan(10);
    session.dispose();
  },
);
