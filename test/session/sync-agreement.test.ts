import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import { createSession } from '../../src/index.js';
import { archscan } from '../cli/run.js';
import { runs } from '../documents/property.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { checkoutFiles, LIST_PROFILE, NAMES, page, registry, TREES_PROFILE, WHOLE } from './sync-support.js';

const KEYS = [...NAMES, 'ElmForCausalLM', 'acornForCausalLM', '*Model', 'YewForCausalLM'];

const row = fc
  .record({
    key: fc.constantFrom(...KEYS.map((key) => `\`${key}\``), '`AcornForCausalLM`, `HollyForCausalLM`', ''),
    lora: fc.constantFrom('✅', '', 'partly', '✅ [^1]'),
    pp: fc.constantFrom('✅', '', '\\*'),
  })
  .map(({ key, lora, pp }) => `| ${key} | ${lora} | ${pp} |`);

const pages = fc.array(row, { maxLength: 8 }).map((rows) => page(...rows));

const end = fc.constantFrom(
  '',
  '\nSee [^1].\n\n[^1]: A note.\n',
  '\n<!-- archscan:begin all -->\n\nold\n\n<!-- archscan:end all -->\n',
  '\n<!-- archscan:end all -->\n',
  '\n<<<<<<< here\n=======\n>>>>>>> there\n',
);

const given = fc.record({
  trees: fc.tuple(pages, end, fc.constantFrom('', '\uFEFF'), fc.constantFrom('\n', '\r\n')),
  shrubs: pages,
  names: fc.shuffledSubarray([...NAMES, 'ElmForCausalLM', 'LarchModel']),
});

interface Printed {
  readonly profiles: readonly { readonly findings: readonly object[] }[];
}

const CONFIG = 'archscan.config.json';

/** The checkout itself, with its configuration; what is open in the session is what the command finds on disk. */
function checkout(): string {
  const files = Object.entries(checkoutFiles()).map(([name, text]) => [name.replace(/^vllm\//, ''), text]);
  return tempFolder({
    ...Object.fromEntries<string>(files.map(([name = '', text = '']) => [name, text])),
    'trees.json': JSON.stringify(TREES_PROFILE),
    'list.json': JSON.stringify(LIST_PROFILE),
    [CONFIG]: JSON.stringify({ vllm: '.', profiles: ['trees.json', 'list.json'] }),
  });
}

test('an open page has the findings of archscan sync, and is corrected to what it writes', async () => {
  const [open, disk] = [checkout(), checkout()];
  const [trees, shrubs, code] = [
    'docs/trees.md',
    'docs/shrubs.md',
    'vllm/model_executor/models/registry.py',
  ] as const;
  const uriOf = (path: string): string => pathToFileURL(join(open, path)).href;
  const session = createSession({ folders: [open], environment: {}, date: '2026-01-02' });
  const seen = new Set<string>();
  const check = async ({ trees: [rows, tail, mark, eol], shrubs: other, names }: Case): Promise<void> => {
    const text = mark + (rows + tail).replaceAll('\n', eol);
    writeFiles(disk, { [trees]: text, [shrubs]: other, [code]: registry(...names) });
    session.change(uriOf(trees), text);
    session.change(uriOf(shrubs), other);
    session.change(uriOf(code), registry(...names));
    for (const path of [trees, shrubs]) {
      const file = join(disk, path);
      const args = ['sync', file, '--config', join(disk, CONFIG)];
      const { out } = await archscan([...args, '--check', '--format', 'json']);
      // The output is held to its shape elsewhere.
      const printed = JSON.parse(out.replaceAll(disk, open)) as Printed;
      const found = await session.findings(uriOf(path));
      const expected = printed.profiles.flatMap(({ findings }) => findings.map(asText));
      expect([...found.map(asText)].sort()).toEqual([...expected].sort());
      for (const { rule } of found) seen.add(rule);

      const all = (await session.codeActions(uriOf(path), WHOLE)).find(({ kind }) => kind === 'fix-all');
      const edits = (all?.edits ?? []).map(({ span, text: now }) => ({ ...span, text: now }));
      const before = readFileSync(file, 'utf8');
      await archscan(args);
      expect(applyEdits(before, edits)).toBe(readFileSync(file, 'utf8'));
      writeFileSync(file, before);
    }
  };
  await fc.assert(fc.asyncProperty(given, check), runs(20));
  session.dispose();
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...[
        'sync-missing-row',
        'sync-wrong-cell',
        'sync-keys-disagree',
        'sync-unknown-key',
        'sync-key-spelling',
      ],
      ...['sync-appendix-outdated', 'sync-appendix-markers', 'document-conflict', 'footnote-dangling'],
    ]),
  );
}, 120_000);

type Case = typeof given extends fc.Arbitrary<infer T> ? T : never;

/** What a finding of the command and one of the session have in common; evidence is told apart by its line. */
function asText(finding: object): string {
  const { line, column, severity, rule, message, fixable, evidence } = finding as Readonly<
    Record<string, unknown>
  >;
  const places = Array.isArray(evidence) ? evidence.map((each: { readonly line: number }) => each.line) : [];
  return JSON.stringify([line, column, severity, rule, message, fixable, places]);
}
