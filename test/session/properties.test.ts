import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Session } from '../../src/index.js';
import { ACORN, fileText, memorySession, MODELS, TRACKING, workspaceFiles, type Files } from './support.js';

const FILES = workspaceFiles();
const TRANSFORMERS = 'transformers/src/transformers/models/juniper/modeling_juniper.py';
const NEW = `${MODELS}/birch.py`;
const CONFIG = 'sglang/python/sglang/srt/configs/model_config.py';
const EDITED = [TRACKING, ACORN, `${MODELS}/acorn_moe.py`, TRANSFORMERS, NEW, CONFIG];

/** Pieces that change what is registered, documented or readable when they are put somewhere. */
const PIECES = [
  '',
  '\n',
  'x',
  '\n\nclass BirchForCausalLM:\n    pass\n\n\nEntryClass = BirchForCausalLM\n',
  'EntryClass = [Nowhere]\n',
  '| **BirchForCausalLM** | Y |  | `birch.py` |  |\n',
  '(\n',
  '😀',
  'from .acorn import AcornForCausalLM as Birch\n\nEntryClass = [Birch]\n',
  '\nimport importlib\n\nEntryClass = importlib.import_module(".birch", __package__).EntryClass\n',
  'if True:\n    raise RuntimeError("no")\n',
  '# archscan: ignore[sglang-entry-class] because\n',
];

const edit = fc.record({
  kind: fc.constantFrom('change', 'change', 'change', 'close' as const),
  file: fc.constantFrom(...EDITED),
  /** Where, as a share of the text. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat({ max: 40 }),
  piece: fc.constantFrom(...PIECES),
  /** Ask in between, so that something is kept that the next edit must put an end to. */
  ask: fc.boolean(),
});

/** Everything that a session says about the edited files. */
async function everything(session: Session): Promise<unknown> {
  const position = { line: 60, column: 20 };
  const perFile = EDITED.map(async (uri) => ({
    uri,
    text: session.text(uri),
    findings: await session.findings(uri),
    lenses: await session.codeLenses(uri),
    symbols: await session.documentSymbols(uri),
    hover: await session.hover(uri, position),
    references: await session.references(uri, position),
    actions: await session.codeActions(uri, { line: 1, column: 1, endLine: 30, endColumn: 1 }),
  }));
  return {
    files: await Promise.all(perFile),
    all: [...(await session.allFindings())],
    symbols: await session.workspaceSymbols('forcausallm'),
    problems: await session.problems(),
  };
}

function opened(buffers: ReadonlyMap<string, string>, files: Files): Session {
  const session = memorySession(files);
  for (const [uri, text] of buffers) session.open(uri, text);
  return session;
}

test('after any sequence of edits a session answers as a fresh one does', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
      const session = memorySession(FILES);
      const buffers = new Map<string, string>();
      for (const { kind, file, at, remove, piece, ask } of edits) {
        if (kind === 'close') {
          buffers.delete(file);
          session.close(file);
        } else {
          const before = buffers.get(file) ?? (file === NEW ? '' : fileText(FILES, file));
          const start = Math.floor(at * before.length);
          const text = before.slice(0, start) + piece + before.slice(start + remove);
          buffers.set(file, text);
          session.change(file, text);
        }
        if (ask) await session.findings(file);
      }
      const fresh = opened(buffers, FILES);
      expect(await everything(session)).toEqual(await everything(fresh));
      session.dispose();
      fresh.dispose();
    }),
    { seed: 20261121, numRuns: 12 },
  );
});
