// Writes a document and dies where the new file is complete but has not replaced the old one.
import { nodeFileSystem } from '../../../src/documents/file-system.js';
import { readDocument, writeDocument } from '../../../src/documents/write.js';

const [, , path = ''] = process.argv;
const read = readDocument(path);
if (!read.ok) throw new Error(read.diagnostic.message);
writeDocument(path, read.text, 'new\n', {
  ...nodeFileSystem,
  rename: () => {
    process.kill(process.pid, 'SIGKILL');
  },
});
