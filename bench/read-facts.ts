/**
 * Facts of every file of a list, its paths separated by NUL, in one process. Prints how many classes each has outside
 * of functions. With `touch` every value of the facts is looked at.
 *
 * Usage: node read-facts.mjs LIST [touch]
 */
import { readFileSync } from 'node:fs';
import { classesOf, createFactExtractor } from '../src/index.js';
import { touch } from './touch.js';

const [list = '', all] = process.argv.slice(2);
const extract = await createFactExtractor();
const classes = readFileSync(list, 'utf8')
  .split('\0')
  .filter((path) => path !== '')
  .map((path) => {
    const facts = extract(path, readFileSync(path));
    if (all === 'touch') touch(facts);
    return classesOf(facts).length;
  });
process.stdout.write(JSON.stringify(classes));
