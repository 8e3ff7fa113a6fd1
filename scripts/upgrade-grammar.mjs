// Renews grammars/: node scripts/upgrade-grammar.mjs [tree-sitter-python@VERSION] [web-tree-sitter@VERSION]
// Without arguments it fetches the versions that grammars/parser.json names, which must change nothing.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const grammars = join(dirname(fileURLToPath(import.meta.url)), '..', 'grammars');
const manifestPath = join(grammars, 'parser.json');
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
const wanted = new Map(process.argv.slice(2).map(parseArgument));

const work = mkdtempSync(join(tmpdir(), 'archscan-grammar-'));
try {
  for (const [file, entry] of Object.entries(manifest.files)) {
    // The lexer is built here: scripts/build-lexer.mjs.
    if (entry.package === undefined) continue;
    upgrade(file, entry, wanted.get(entry.package) ?? entry.version);
  }
  await checkAbi(manifest.files['tree-sitter-python.wasm']);
  writeFileSync(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function parseArgument(argument) {
  const at = argument.lastIndexOf('@');
  const name = argument.slice(0, at);
  const known = Object.values(manifest.files).flatMap((entry) => entry.package ?? []);
  if (at <= 0 || !known.includes(name)) {
    console.error(`"${argument}" is not one of: ${known.map((each) => `${each}@VERSION`).join(', ')}`);
    process.exit(2);
  }
  return [name, argument.slice(at + 1)];
}

function upgrade(file, entry, version) {
  // npm is a .cmd file on Windows, which needs a shell; the arguments were checked above.
  const windows = process.platform === 'win32';
  const spec = `${entry.package}@${version}`;
  const output = execFileSync(
    'npm',
    ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', work],
    {
      cwd: work,
      shell: windows,
      encoding: 'utf8',
    },
  );
  const [packed] = JSON.parse(output);
  execFileSync('tar', ['-xzf', packed.filename], { cwd: work });
  const folder = join(work, 'package');
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (description.license !== entry.license) {
    throw new Error(`${spec} is under ${description.license}, not ${entry.license}: decide by hand`);
  }
  copyFileSync(join(folder, file), join(grammars, file));
  copyFileSync(join(folder, 'LICENSE'), join(grammars, entry.licenseFile));
  rmSync(folder, { recursive: true });
  entry.version = packed.version;
  entry.sha256 = createHash('sha256')
    .update(readFileSync(join(grammars, file)))
    .digest('hex');
  console.log(`${file}: ${spec}, sha256 ${entry.sha256}`);
}

async function checkAbi(entry) {
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init();
  const language = await Language.load(readFileSync(join(grammars, 'tree-sitter-python.wasm')));
  entry.abi = language.abiVersion;
  console.log(`tree-sitter-python.wasm: ABI ${entry.abi}`);
  console.log('If web-tree-sitter changed, set the same exact version in package.json, then run the tests.');
}
