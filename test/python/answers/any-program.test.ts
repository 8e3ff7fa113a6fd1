import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { environmentUnset } from '../../../src/engines/assumptions.js';
import { readEntryClass, withoutValues } from '../../../src/engines/sglang/entry-class.js';
import type { KeptAnswers } from '../../../src/python/answers/answers.js';
import { createFactExtractor, type FactExtractor } from '../../../src/python/extract.js';
import { createPythonSources, type PythonSources } from '../../../src/python/sources.js';
import { memoryTree } from '../../../src/source/index.js';
import { shown } from '../evaluate/shown.js';

let extract: FactExtractor;
beforeAll(async () => {
  extract = await createFactExtractor();
});

const MODULES = ['app/a.py', 'app/b.py', 'app/c.py', 'app/sub/__init__.py', 'app/sub/d.py', 'app/sub/e.py'];
const NAMES = ['X', 'Y', 'Z', 'TABLE', 'EntryClass'];

interface Parts {
  readonly n: string;
  readonly o: string;
  readonly k: string;
  /** Of a module, without and with the dots before it. */
  readonly m: string;
  readonly from: string;
}

const STATEMENTS: readonly ((parts: Parts) => string)[] = [
  ({ n, k }) => `${n} = "${k}"`,
  ({ n, k }) => `${n} = {"${k}": 1}`,
  ({ n, from }) => `from ${from} import ${n}`,
  ({ n, o, from }) => `from ${from} import ${n} as ${o}`,
  ({ from }) => `from ${from} import *`,
  ({ n, from }) => `from ${from} import TABLE\nTABLE["${n}"] = 2`,
  ({ n, m, o }) => `from app import ${m}\n${n} = ${m}.${o}`,
  ({ n, o, m }) => `import app.${m}\n${n} = app.${m}.${o}`,
  ({ n, o, from, k }) => `try:\n    from ${from} import ${o}\nexcept ImportError:\n    ${n} = "${k}"`,
  ({ n, o, k }) => `class ${n}(${o}):\n    field = "${k}"`,
  ({ n, o }) => `class ${n}:\n    field = ${o}`,
  ({ n, o }) => `def ${n}(type=None):\n    return ${o}`,
  ({ n, o }) => `${n} = ${o}()`,
  ({ n, o }) => `@${o}\nclass ${n}:\n    pass`,
  ({ n, o }) => `EntryClass = [${n}, ${o}]`,
  ({ n }) => `import torch\nif torch.flag():\n    ${n} = 1`,
  ({ n, k }) => `def __getattr__(name):\n    return "${k}" + name\n${n} = 1`,
  ({ n }) => `def hook():\n    global ${n}\n    ${n} = "set"\nhook()`,
  ({ n, o }) => `${n} = [*${o}]`,
  ({ n }) => `del ${n}`,
  ({ n }) => `def ${n}(:`,
  ({ n }) => `def ${n}():\n    return (`,
  ({ n }) => `__all__ = ["${n}"]`,
  // What others reach through a function, a class or an iterator, and change there.
  () => `SHARED = []\n@str\ndef g():\n    pass\ndef f(x):\n    SHARED.append(x)\n    return list(SHARED)`,
  () => `def f(x, acc=[]):\n    acc.append(x)\n    return list(acc)`,
  () =>
    `class R:\n    names = set()\n    @classmethod\n    def add(cls, x):\n        cls.names.add(x)\n        return sorted(cls.names)\nf = R.add`,
  () => `f = iter(["A", "B", "C", "D"]).__next__`,
  ({ n, from, k }) => `from ${from} import f\n${n} = f("${k}")`,
  ({ n, from }) => `from ${from} import f\n${n} = f("${n}")`,
  ({ from }) => `from ${from} import f`,
  ({ n, m }) => `from app import ${m}\n${n} = ${m}.f("${n}")`,
  () => `raise RuntimeError("no")`,
  // Classes of others that are changed.
  ({ n, k }) => `class ${n}:\n    field: str = "${k}"`,
  ({ n, o }) => `${n} = ${o}.field`,
  ({ n, o }) => `${n} = ${o}("v").field`,
  ({ n, o, from }) => `from ${from} import ${o}\n${o}.field = "${n}"`,
  ({ o, from }) => `from ${from} import ${o}\ndel ${o}.field`,
  ({ o, from }) => `from dataclasses import dataclass\nfrom ${from} import ${o}\ndataclass(${o})`,
  ({ n }) => `from dataclasses import dataclass\n@dataclass\nclass ${n}:\n    field: int = 1`,
];

function dotted(path: string): string {
  return path
    .replace(/^app\//, '')
    .replace(/\/__init__\.py$|\.py$/, '')
    .replaceAll('/', '.');
}

const text = fc
  .array(
    fc
      .record({
        make: fc.constantFrom(...STATEMENTS),
        n: fc.constantFrom(...NAMES),
        o: fc.constantFrom(...NAMES),
        k: fc.constantFrom('k', 'l'),
        module: fc.constantFrom(...MODULES),
      })
      .map(({ make, n, o, k, module }) =>
        make({ n, o, k, m: dotted(module), from: `app.${dotted(module)}` }),
      ),
    { maxLength: 6 },
  )
  .map((lines) => `${lines.join('\n')}\n`);

const edit = fc.record({ path: fc.constantFrom(...MODULES), text: fc.option(text, { freq: 8, nil: null }) });

const step = fc.record({
  edits: fc.array(edit, { maxLength: 2 }),
  asked: fc.subarray(MODULES, { minLength: 1 }),
  forgets: fc.boolean(),
});

interface Said {
  readonly answers: readonly unknown[];
  readonly diagnostics: readonly unknown[];
  readonly stats: unknown;
}

interface Run {
  readonly said: Said;
  readonly kept: KeptAnswers | null;
  readonly made: number;
}

function run(
  files: Readonly<Record<string, string>>,
  { asked, forgets }: { readonly asked: readonly string[]; readonly forgets: boolean },
  answers: { readonly earlier: KeptAnswers | null } | undefined,
): Run {
  const sources = createPythonSources(memoryTree(files), extract, {
    packages: [{ name: 'app', directory: 'app' }],
    assumedCall: environmentUnset,
    answers,
  });
  let made = 0;
  const given = asked.map((path) => {
    const answer = sources.answer(['all of', path], () => {
      made++;
      return allOf(sources, path);
    });
    if (forgets) sources.forget?.('app/sub');
    return answer;
  });
  const said = { answers: given, diagnostics: sources.diagnostics(), stats: sources.stats() };
  return { said, kept: sources.keptAnswers?.() ?? null, made };
}

function allOf(sources: PythonSources, path: string): unknown {
  const { project } = sources;
  const facts = sources.facts(path);
  const entry = facts === null ? null : readEntryClass(project, facts);
  return {
    values: NAMES.map((name) => {
      const value = project.lookup(path, name);
      return value === undefined ? null : shown(value, project);
    }),
    names: project.names(path),
    failure: project.importFailure(path)?.message ?? null,
    entry: entry === null ? null : withoutValues(entry),
    length: sources.raw(path).text.length,
    beside: sources.tree.list('app/sub'),
  };
}

test('after any edits the answers, the files that count and their problems are those of a run from the beginning', () => {
  let [taken, uncertain] = [0, 0];
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...MODULES), text, { minKeys: 3 }),
      fc.array(step, { minLength: 2, maxLength: 8 }),
      (begin, steps) => {
        const files = { ...begin };
        let earlier: KeptAnswers | null = null;
        for (const { edits, ...asked } of steps) {
          for (const each of edits) {
            if (each.text === null) Reflect.deleteProperty(files, each.path);
            else files[each.path] = each.text;
          }
          const fresh = run(files, asked, undefined);
          let now = run(files, asked, { earlier });
          if (now.kept === null) {
            uncertain++;
            now = run(files, asked, { earlier: null });
          }
          expect(now.kept).not.toBeNull();
          expect(now.said).toEqual(fresh.said);
          taken += asked.asked.length - now.made;
          earlier = structuredClone(now.kept);
        }
      },
    ),
    { seed: 14, numRuns: 300 },
  );
  // Else nothing was tried.
  expect(taken).toBeGreaterThan(300);
  expect(uncertain).toBeGreaterThan(0);
});
