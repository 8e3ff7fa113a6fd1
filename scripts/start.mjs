// npm start: the main job on the example workspace. The document goes to standard output, the rest to standard error.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = 'examples/out/MODEL_SUPPORT_TRACKING.md';
const command = ['track', 'examples/sglang', '--transformers', 'examples/transformers', '--output', output];

console.error(`$ archscan ${command.join(' ')}\n`);
const { status, error } = spawnSync(process.execPath, [join(root, 'dist', 'cli.cjs'), ...command], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
if (error) throw error;
if (status !== 0) process.exit(status ?? 2);

process.stdout.write(readFileSync(join(root, output), 'utf8'));
console.error(`\nThe document is ${join(root, output)}`);
