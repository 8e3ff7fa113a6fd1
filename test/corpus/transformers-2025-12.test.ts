import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFactExtractor } from '../../src/python/extract.js';
import { readWorkspace, type Workspace } from '../../src/scan/workspace.js';
import { corpus } from '../support/corpus.js';
import { readClasses, readExecutedClasses } from '../support/facts.js';
import { classAnswer, mappingAnswer, oracleClasses, oracleMappings, scanOf } from './class-answer.js';

let workspace: Promise<Workspace> | undefined;

function read(): Promise<Workspace> {
  return (workspace ??= readWorkspace({ roots: [corpus('transformers-2025-12')] }));
}

const PACKAGE = 'src/transformers/';

describe('transformers in December 2025', { timeout: 120_000 }, () => {
  test('has the classes that a reader with CPython finds, with file, line and flags', async () => {
    const found = classAnswer(await read());
    expect(found).toEqual(oracleClasses(readClasses().files));
    expect(Object.keys(found).length).toBeGreaterThan(1800);
  });

  test('has the same auto mappings', async () => {
    expect(mappingAnswer(await read())).toEqual(oracleMappings(readClasses().auto));
  });

  test('exports what Python itself exports, but for classes whose file is not below models', async () => {
    const { classes, count } = readExecutedClasses();
    const expected = Object.entries(classes);
    // Only models are looked up in `transformers.<name>`; a full name of a module stands outside of models.
    const outside = expected.filter(([, [module]]) => module.startsWith('transformers.'));
    expect(outside.every(([, [module]]) => !module.startsWith('transformers.models.'))).toBe(true);
    const found = scanOf(await read())
      .classes.filter(({ exported }) => exported)
      .map(({ name, file, preTrained, backendCompatible }) => {
        const module = file.slice(`${PACKAGE}models/`.length, -'.py'.length).replaceAll('/', '.');
        return [name, [module, `${preTrained ? 'P' : ''}${backendCompatible === true ? 'B' : ''}`]] as const;
      });
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(expected.filter((entry) => !outside.includes(entry))),
    );
    expect(found).toHaveLength(count - outside.length);
  });

  test('is survived where a file is broken, and the break is reported with its line', async () => {
    const broken = `${PACKAGE}configuration_utils.py`;
    const { diagnostics, transformers } = await read();
    expect(new Set(diagnostics.map(({ rule, file }) => `${rule} ${file}`))).toEqual(
      new Set([`python-syntax ${broken}`]),
    );
    // CPython stops at line 157, inside of what was meant as the docstring of a class: quotes in it end it too early.
    expect(diagnostics.map(({ line, column }) => [line, column])).toEqual([[154, 5]]);
    const extract = await createFactExtractor();
    const facts = extract(broken, readFileSync(join(corpus('transformers-2025-12'), broken)));
    const named = facts.body.flatMap((stmt) =>
      stmt.kind === 'class' || stmt.kind === 'function' ? [`${stmt.name}:${stmt.line}`] : [],
    );
    expect(named).toEqual([
      'PreTrainedConfig:86',
      'get_configuration_file:1275',
      'recursive_diff_dict:1305',
      'layer_type_validation:1348',
    ]);
    expect(transformers?.scan.version).toBe('5.0.0.dev0');
  });

  test('knows the answer of every gate', async () => {
    const open = scanOf(await read()).classes.filter(({ backendCompatible }) => backendCompatible === null);
    expect(open).toEqual([]);
  });

  test('says which classes it cannot know, and none of them is a model', async () => {
    const { undecidable, classes } = scanOf(await read());
    const names = undecidable.map(({ reason }) => reason.replace(/:.*/, ''));
    const { files } = readClasses();
    const listed = new Set(Object.values(files).flatMap((rows) => rows.map(([name]) => name)));
    expect(names.filter((name) => listed.has(name))).toEqual([]);
    expect(classes.length + names.length).toBeGreaterThan(5900);
  });
});
