/** A process of its own for tests: reads HEAD of the repository `argv[2]`, and with `argv[3]` goes on until killed. */
import { gitTree } from '../../../src/source/index.js';

const [, , folder = '', stays] = process.argv;
const tree = await gitTree(folder, 'HEAD');
const files = tree.list('');
await tree.prepare(files);
const readAll = (): number => files.filter((path) => tree.read(path).ok).length;
process.stdout.write(`${readAll()} files\n`);
if (stays !== undefined) setInterval(readAll, 10);
