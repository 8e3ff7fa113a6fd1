import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { environmentUnset } from '../../src/engines/assumptions.js';
import { readEntryClass } from '../../src/engines/sglang/entry-class.js';
import { createFactExtractor, type FactExtractor } from '../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../src/python/sources.js';
import { memoryTree } from '../../src/source/index.js';
import { PYTHON } from './cpython.js';
import { FULL, requireCPython } from './harness.js';

/** One module and what CPython does with it; test/oracles/run_adversarial.py describes and checks the fields. */
interface Row {
  readonly name: string;
  readonly kind: 'native' | 'classes';
  readonly source: string;
  readonly base64?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly expected: readonly string[];
  readonly error?: string;
  readonly hard?: true;
  readonly worlds?: readonly (readonly string[])[];
}

const FIXTURE = new URL('../fixtures/python/adversarial.jsonl', import.meta.url);
const DIRECTORY = 'python/sglang/srt/models';
const MODULE = `${DIRECTORY}/mod.py`;

// The fixture is part of this test suite.
const rows = readFileSync(FIXTURE, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);
const native = rows.filter(({ kind }) => kind === 'native');
const classes = rows.filter(({ kind }) => kind === 'classes');

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

function open(row: Row): PythonSources {
  const files: Record<string, string | Uint8Array> = {
    'python/sglang/__init__.py': '',
    'python/sglang/srt/__init__.py': '',
    [`${DIRECTORY}/__init__.py`]: '',
    [MODULE]: row.base64 === undefined ? row.source : Buffer.from(row.base64, 'base64'),
  };
  for (const [name, source] of Object.entries(row.files ?? {})) files[`${DIRECTORY}/${name}`] = source;
  const packages = [{ name: 'sglang', directory: 'python/sglang' }];
  return createPythonSources(memoryTree(files), extract, { packages, assumedCall: environmentUnset });
}

interface Read {
  readonly certain: readonly string[];
  readonly possible: readonly string[];
  readonly undecidable: readonly string[];
  readonly problems: readonly string[];
}

function readNative(row: Row): Read {
  const sources = open(row);
  const facts = sources.facts(MODULE);
  const entry = facts === null ? null : readEntryClass(sources.project, facts);
  const entries = entry?.entries ?? [];
  return {
    certain: sorted(entries.filter(({ certain }) => certain).map(({ name }) => name)),
    possible: sorted(entries.map(({ name }) => name)),
    undecidable: (entry?.undecidable ?? []).map(({ reason }) => reason),
    problems: [
      ...(entry?.problems ?? []).map(({ message }) => message),
      ...sources.diagnostics().map(({ message }) => message),
    ],
  };
}

/** The classes that the module's own names hold after it ran. */
function readClasses(row: Row): Read {
  const sources = open(row);
  const facts = sources.facts(MODULE);
  const certain = new Set<string>();
  const undecidable: string[] = [];
  // Names that are computed, or bound by a function, stand in no identifier of module scope.
  const names = new Set([...identifiers(facts?.body), ...(sources.project.names(MODULE) ?? [])]);
  for (const name of names) {
    const value = sources.project.lookup(MODULE, name);
    if (value?.kind === 'class' && value.place.file === MODULE) certain.add(value.name);
    if (value?.kind === 'undecidable') undecidable.push(value.reason);
  }
  const failure = sources.project.importFailure(MODULE);
  const problems = [
    ...(failure === null ? [] : [`importing it raises ${failure.type}`]),
    ...sources.diagnostics().map(({ message }) => message),
  ];
  return { certain: sorted([...certain]), possible: sorted([...certain]), undecidable, problems };
}

/** Everything in the facts that could be a name: identifiers, and strings that look like one. */
function identifiers(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string' && /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(value)) found.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) identifiers(each, found);
  }
  return found;
}

function isSyntaxError({ error }: Row): boolean {
  return error === 'SyntaxError' || error === 'TabError' || error === 'IndentationError';
}

/** What a row allows to be claimed. A module from outside is taken to be there, whether this machine has it or not. */
function outcomesOf({ expected, error, worlds }: Row): readonly (readonly string[])[] {
  return error === 'ModuleNotFoundError' ? (worlds ?? [expected]) : [expected];
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort();
}

describe("what SGLang's registry takes from an adversarial module", () => {
  test.each(native.filter((row) => row.hard !== true && row.error === undefined))('$name', (row) => {
    const { certain, possible, undecidable } = readNative(row);
    expect({ certain, possible, undecidable }).toEqual({
      certain: row.expected,
      possible: row.expected,
      undecidable: [],
    });
  });

  const raising = native.filter((row) => row.hard !== true && row.error !== undefined);
  const isReported = (row: Row): void => {
    const { certain, problems, undecidable } = readNative(row);
    // Facts beside a syntax error are a best effort, but marked.
    if (!isSyntaxError(row)) expect(certain).toEqual([]);
    if (certain.length > 0 || !isSyntaxError(row)) expect([...problems, ...undecidable]).not.toEqual([]);
  };
  test.each(raising)('$name: it raises $error', isReported);

  test.each(native.filter((row) => row.hard === true))('$name: not decidable', (row) => {
    const { certain, possible, undecidable } = readNative(row);
    // Nothing is claimed that is not so, and nothing is lost without a word.
    expect(outcomesOf(row)).toContainEqual(expect.arrayContaining([...certain]));
    if (undecidable.length === 0) expect(possible).toEqual(expect.arrayContaining([...row.expected]));
  });
});

describe('the classes of an adversarial module', () => {
  test.each(classes.filter((row) => row.error === undefined))('$name', (row) => {
    expect(readClasses(row).certain).toEqual(row.expected);
  });

  test.each(classes.filter((row) => row.error !== undefined))('$name: it raises $error', (row) => {
    const { certain, problems } = readClasses(row);
    if (problems.length === 0) expect(certain).toEqual(row.expected);
  });
});

test.runIf(FULL)('the expectations are what CPython says', { timeout: 600_000 }, () => {
  requireCPython();
  const script = fileURLToPath(new URL('../oracles/run_adversarial.py', import.meta.url));
  const { stdout, stderr } = spawnSync(PYTHON, [script, fileURLToPath(FIXTURE)], { encoding: 'utf8' });
  expect(stdout + stderr).toBe('');
});
