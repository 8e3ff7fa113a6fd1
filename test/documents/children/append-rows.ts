// Inserts the rows `<name>-0` … `<name>-<n-1>`, one write each, and starts over whenever the file has changed meanwhile.
import { insertRow } from '../../../src/documents/markdown/operations.js';
import { parseDocument } from '../../../src/documents/markdown/parse.js';
import { verifyEdits } from '../../../src/documents/markdown/verify.js';
import { readDocument, writeDocument } from '../../../src/documents/write.js';
import { ArchscanError } from '../../../src/errors.js';

const [, , path = '', name = '', count = '0'] = process.argv;

function insertOne(key: string): boolean {
  const read = readDocument(path);
  if (!read.ok || read.text === null) throw new Error('cannot read the document');
  const { value: document } = parseDocument(read.text);
  const [table] = document.tables;
  if (table === undefined) throw new Error('no table');
  const planned = insertRow(document, table, table.rows.length - 1, [key]);
  if (!planned.ok) throw new Error(planned.reason);
  const verified = verifyEdits(document, planned.plan);
  if (!verified.ok) throw new Error(verified.reason);
  try {
    writeDocument(path, read.text, verified.text);
    return true;
  } catch (error) {
    if (error instanceof ArchscanError && error.message.includes('it changed while')) return false;
    throw error;
  }
}

for (let i = 0; i < Number(count); i += 1) {
  while (!insertOne(`${name}-${i}`)) continue;
}
