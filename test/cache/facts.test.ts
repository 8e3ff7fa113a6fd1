import { expect, test } from 'vitest';
import { rememberFacts } from '../../src/cache/facts.js';
import type { FactExtractor } from '../../src/python/extract.js';
import { scanWorkspace } from '../../src/scan/kept-trees.js';
import { sharedAccess } from '../../src/scan/shared-access.js';
import { scanResult } from '../../src/scan/scan.js';
import { gitRepository } from '../support/git-repository.js';

/** An extractor that says which calls reached it. */
function listening(): { readonly calls: readonly string[]; readonly extract: FactExtractor } {
  const calls: string[] = [];
  const extract: FactExtractor = (path, _, depth = 'module') => {
    calls.push(`${depth}:${path}`);
    return { path, depth, body: [], mentions: [], partial: false, diagnostics: [] };
  };
  return { calls, extract };
}

test('the same bytes are read once for each path and depth; equal bytes elsewhere are others', () => {
  const { calls, extract } = listening();
  const remembered = rememberFacts(extract);
  const bytes = Buffer.from('a = 1\n');
  const facts = remembered('a.py', bytes);
  expect(remembered('a.py', bytes, 'module')).toBe(facts);
  remembered('b.py', bytes);
  remembered('a.py', bytes, 'bodies');
  remembered('a.py', Buffer.from(bytes));
  expect(calls).toEqual(['module:a.py', 'module:b.py', 'bodies:a.py', 'module:a.py']);
});

test('a text is always read: nothing tells it from another', () => {
  const { calls, extract } = listening();
  const remembered = rememberFacts(extract);
  remembered('a.py', 'a = 1\n');
  remembered('a.py', 'a = 1\n');
  expect(calls).toHaveLength(2);
});

test('two revisions through one access give what each gives alone, and share their blobs', async () => {
  const repository = gitRepository();
  const path = (name: string): string => `python/sglang/srt/models/${name}.py`;
  const model = (name: string): string => `class ${name}:\n    pass\n\n\nEntryClass = ${name}\n`;
  repository.write({
    [path('acorn')]: model('AcornForCausalLM'),
    [path('pebble')]: model('PebbleForCausalLM'),
  });
  const first = repository.commit();
  repository.write({ [path('acorn')]: model('AcornForCausalLX') });
  const second = repository.commit();
  const access = await sharedAccess({ roots: [] });
  for (const revision of [first, second]) {
    const options = { roots: [repository.folder], revision };
    const shared = scanResult(await scanWorkspace(options, { access: () => Promise.resolve(access) }), {});
    expect(shared).toEqual(scanResult(await scanWorkspace(options), {}));
  }
  const bytesAt = async (revision: string, name: string): Promise<unknown> => {
    const read = (await access.open(repository.folder, revision)).read(path(name));
    return read.ok ? read.bytes : null;
  };
  expect(await bytesAt(first, 'pebble')).toBe(await bytesAt(second, 'pebble'));
  expect(await bytesAt(first, 'acorn')).not.toBe(await bytesAt(second, 'acorn'));
});
