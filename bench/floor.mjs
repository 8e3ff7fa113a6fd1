// What nobody can save who reads, or parses, the files that a list names, separated by NUL.
// Usage: node floor.mjs read|parse LIST
import { readFileSync } from 'node:fs';

const [what, list] = process.argv.slice(2);
const paths = readFileSync(list, 'utf8').split('\0');

if (what === 'parse') {
  const { Language, Parser } = await import('web-tree-sitter');
  const grammar = (name) => readFileSync(new URL(`../grammars/${name}`, import.meta.url));
  await Parser.init({ wasmBinary: grammar('web-tree-sitter.wasm') });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar('tree-sitter-python.wasm')));
  for (const path of paths) parser.parse(readFileSync(path, 'utf8')).delete();
} else {
  for (const path of paths) readFileSync(path);
}
