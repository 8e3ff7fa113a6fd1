import { expect, test } from 'vitest';
import type { AutoMapping } from '../../src/engines/transformers/index.js';
import type { ModelClass } from '../../src/engines/transformers/types.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { packageOracle } from '../support/oracle.js';
import { scanOf } from './class-answer.js';

/** What CPython cannot compile there: text between a docstring that ends too early and its next quotes. */
const BEHIND_A_DOCSTRING = 'src/transformers/configuration_utils.py:154-248';

test.each([
  // Names of the package that are of no model need a module without an import of `Optional`.
  ['transformers-2025-12', [BEHIND_A_DOCSTRING], { exported: 1795, classes: 5996, failed: 82 }],
  ['transformers-2026-08', [], { exported: 2204, classes: 7462, failed: 0 }],
])(
  '%s exports what it does when CPython imports it, with the answer of every gate',
  { timeout: 240_000 },
  async (name, without, counts) => {
    requireCPython();
    const folder = corpus(name);
    const { exported, classes, mappings, failed } = await packageOracle(folder, without);
    const scan = scanOf(await readWorkspace({ roots: [folder] }));
    const found = scan.classes.map((each) => [fullName(each), flagsOf(each)]);
    expect(Object.fromEntries(found)).toEqual(classes);
    const given = scan.classes.filter((each) => each.exported).map((each) => [each.name, fullName(each)]);
    expect(Object.fromEntries(given)).toEqual(exported);
    const listed = [...scan.autoMappings, ...scan.configMappings, ...scan.processorMappings];
    expect(Object.fromEntries(listed.map(rowsOf))).toEqual(mappings);
    // What an auto class would look for in vain.
    const named = scan.autoMappings.filter(({ name }) => name.endsWith('_MAPPING_NAMES'));
    const names = named.flatMap(({ entries }) => entries.flatMap((each) => each.classes));
    expect(scan.diagnostics.map(({ message }) => / has (\w+) for /.exec(message)?.[1])).toEqual(
      names.filter((each) => !(each in exported)),
    );
    const counted = { exported: given.length, classes: found.length, failed: Object.keys(failed).length };
    expect(counted).toEqual(counts);
    expect(Object.keys(failed).filter((each) => each in classes || each in exported)).toEqual([]);
  },
);

function fullName({ file, name }: ModelClass): string {
  return `${file.slice('src/'.length, -'.py'.length).replaceAll('/', '.')}.${name}`;
}

/** What is not known is none of the answers of CPython. */
function flagsOf({ preTrained, backendCompatible }: ModelClass): string {
  if (preTrained === null || backendCompatible === null) return '?';
  return `${preTrained ? 'P' : ''}${backendCompatible ? 'B' : ''}`;
}

function rowsOf({ name, entries }: AutoMapping): readonly [string, readonly unknown[]] {
  return [name, entries.map(({ modelType, classes }) => [modelType, classes])];
}
