import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setCell } from '../../../src/documents/markdown/operations.js';
import { parseDocument, prepareMdx } from '../../../src/documents/markdown/parse.js';
import type { Table } from '../../../src/documents/markdown/tables.js';
import { verifyEdits } from '../../../src/documents/markdown/verify.js';
import { corpus, corpusFolder } from '../../support/corpus.js';

interface Tally {
  files: number;
  unreadable: number;
  tables: number;
  readOnly: number;
  edited: number;
}

/** Edits one cell of every table of a file, each in the original text. */
function editEveryTable(path: string, tally: Tally): void {
  const text = readFileSync(path, 'utf8');
  const { value: document, diagnostics } = parseDocument(text, { file: path, mdx: path.endsWith('.mdx') });
  tally.files += 1;
  tally.unreadable += diagnostics.length;
  for (const table of document.tables) {
    tally.tables += 1;
    if (table.readOnly !== undefined) tally.readOnly += 1;
    else if (table.rows.length > 0) {
      tally.edited += 1;
      expect.soft(editOne(table), `${path}:${table.lineNumber}`).toBe('one line');
    }
  }

  function editOne(table: Table): string {
    const row = Math.floor(table.rows.length / 2);
    const planned = setCell(document, table, row, table.columns.length - 1, 'edited | <by> {test}');
    if (!planned.ok) return planned.reason;
    const verified = verifyEdits(document, planned.plan);
    if (!verified.ok) return verified.reason;
    const before = text.split('\n');
    const after = verified.text.split('\n');
    const changed = before.filter((line, i) => line !== after[i]);
    return before.length === after.length && changed.length === 1 ? 'one line' : `${changed.length} lines`;
  }
}

function editFolder(folder: string): Tally {
  const tally: Tally = { files: 0, unreadable: 0, tables: 0, readOnly: 0, edited: 0 };
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const path of paths.filter((name) => /\.mdx?$/.test(name)).sort())
    editEveryTable(join(folder, path), tally);
  return tally;
}

test.each(['docs', 'docs_new'])(
  'every table of sglang-2026-04/%s takes an edit of one line',
  { timeout: 600_000 },
  async (name) => {
    await prepareMdx();
    const tally = editFolder(join(corpus('sglang-2026-04'), name));
    process.stderr.write(`${name}: ${JSON.stringify(tally)}\n`);
    expect(tally.unreadable).toBe(0);
    expect(tally.files).toBeGreaterThan(100);
    expect(tally.edited).toBeGreaterThan(5);
  },
);

test.each(['lmdeploy', 'sgl-cookbook'].filter((name) => corpusFolder(name) !== undefined))(
  'every table of %s takes an edit of one line',
  { timeout: 600_000 },
  async (name) => {
    await prepareMdx();
    const tally = editFolder(corpus(name));
    process.stderr.write(`${name}: ${JSON.stringify(tally)}\n`);
    expect(tally.edited).toBeGreaterThan(0);
  },
);
