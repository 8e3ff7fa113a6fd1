/**
 * Facts of every file of a list, its paths separated by NUL, in one process. Prints how many classes each has outside
 * of functions. With `touch` every value of the facts is looked at.
 *
 * Usage: node read-facts.mjs LIST [touch]
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { classesOf, createFactExtractor } from '../src/index.js';
import { touch } from './touch.js';

const [list = '', all] = process.argv.slice(2);
const extract = await createFactExtractor();

/** For all files, one after the other: the extractor keeps no bytes. It is longer than what was read last. */
let buffer = Buffer.allocUnsafeSlow(2 ** 20);

function readInto(path: string): Uint8Array {
  const file = openSync(path, 'r');
  let length = 0;
  for (;;) {
    length += readSync(file, buffer, length, buffer.length - length, null);
    if (length < buffer.length) break;
    const longer = Buffer.allocUnsafeSlow(buffer.length * 2);
    buffer.copy(longer);
    buffer = longer;
  }
  closeSync(file);
  return buffer.subarray(0, length);
}

const classes = readFileSync(list, 'utf8')
  .split('\0')
  .filter((path) => path !== '')
  .map((path) => {
    const facts = extract(path, readInto(path));
    if (all === 'touch') touch(facts);
    return classesOf(facts).length;
  });
process.stdout.write(JSON.stringify(classes));
