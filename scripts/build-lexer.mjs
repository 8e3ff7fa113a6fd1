// Builds the line lexer: node scripts/build-lexer.mjs [FILE]
// Without FILE it renews grammars/python-lexer.wasm and its hash in grammars/parser.json. The compiler is pinned, so
// that the same sources give the same bytes everywhere.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const NAME = 'python-lexer.wasm';
const grammars = join(dirname(fileURLToPath(import.meta.url)), '..', 'grammars');
const wanted = process.argv[2];
const file = wanted === undefined ? join(grammars, NAME) : resolve(wanted);

const sources = join(grammars, 'lexer');
const { error } = await asc.main(
  [
    'assembly/index.ts',
    '--config',
    'asconfig.json',
    '--baseDir',
    sources,
    '--outFile',
    relative(sources, file),
  ],
  { stdout: process.stdout, stderr: process.stderr },
);
if (error !== null) process.exit(1);
if (wanted === undefined) record();

function record() {
  const path = join(grammars, 'parser.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  manifest.files[NAME].sha256 = sha256;
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${NAME}: ${bytes.length} bytes, sha256 ${sha256}`);
}
