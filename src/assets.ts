import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchscanError } from './errors.js';

/** The binary files that the package ships in `grammars/`; `grammars/parser.json` says what each is. */
export type GrammarFile = 'python-lexer.wasm' | 'tree-sitter-python.wasm' | 'web-tree-sitter.wasm';

const WASM_MAGIC = Buffer.from([0x00, 0x61, 0x73, 0x6d]);

/**
 * The folder that holds archscan's own `package.json`: the same whether this module runs from `src/` or was
 * bundled into `dist/`.
 *
 * @throws ArchscanError `grammar-unusable` when the module was taken out of its package.
 */
export function packageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (packageName(join(folder, 'package.json')) === 'archscan') return folder;
    if (folder === dirname(folder)) throw unusable(`No archscan package above ${start}.`);
  }
}

/**
 * Reads a shipped grammar file. About half a megabyte: call it once per process or worker.
 *
 * @throws ArchscanError `grammar-unusable` when the file is missing or is not WebAssembly.
 */
export function readGrammarFile(name: GrammarFile, root = packageRoot()): Uint8Array {
  const path = join(root, 'grammars', name);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unusable(`Cannot read ${path}.`, cause);
  }
  if (!bytes.subarray(0, WASM_MAGIC.length).equals(WASM_MAGIC)) throw unusable(`${path} is not WebAssembly.`);
  return bytes;
}

function packageName(path: string): unknown {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof parsed === 'object' && parsed !== null && 'name' in parsed ? parsed.name : undefined;
  } catch {
    // Most folders on the way up have no package.json; a broken one is not ours.
    return undefined;
  }
}

function unusable(message: string, cause?: unknown): ArchscanError {
  return new ArchscanError('grammar-unusable', message, {
    cause,
    hint: 'Install archscan again. A bundler that copies its code must keep the grammars/ folder beside it.',
  });
}
