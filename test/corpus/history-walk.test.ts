import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { TrackingModel, TrackingRow } from '../../src/documents/tracking/model.js';
import { rebuildTracking } from '../../src/documents/tracking/rebuild.js';
import { updateTracking } from '../../src/documents/tracking/update.js';
import { readWorkspace, type ReadTransformers } from '../../src/scan/workspace.js';
import { buildTracking } from '../../src/track/model.js';
import { corpus } from '../support/corpus.js';

/** Commits of the main line that touch the models, oldest first; every STEP-th is taken, the newest included. */
const HEAD = '8471c9ebe61229fe24c99ca4a2b2c5b9ac576e43';
const STEP = 60;

function revisions(repository: string): readonly string[] {
  const args = ['rev-list', '--first-parent', '--since=2025-01-01', HEAD, '--', 'python/sglang/srt/models'];
  const all = execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  return all.filter((_, index) => index % STEP === 0).reverse();
}

async function modelAt(
  repository: string,
  revision: string,
  transformers: ReadTransformers,
): Promise<TrackingModel> {
  const { engines } = await readWorkspace({ roots: [repository], revision });
  const [first] = engines;
  if (first === undefined) throw new Error(`no engine at ${revision}`);
  const input = {
    engine: first.scan,
    transformers,
    classes: 'named',
    withFallback: false,
    overrideRows: true,
  } as const;
  return buildTracking({ ...input, date: '2026-04-25' }).model;
}

const FIGURES =
  /^(?:\*\*\d+\*\* native|> \*\*\d+\*\* |\| (?:Text-only|Embedding\/Classification|Multimodal|\*\*Total\*\*) )/;

/** Lines that only one of the two documents has under the same heading, without the figures that follow from the rows. */
function changedRows(before: string, after: string): readonly string[] {
  const old = underHeadings(before);
  const fresh = underHeadings(after);
  const only = [...old].filter((key) => !fresh.has(key)).concat([...fresh].filter((key) => !old.has(key)));
  return only.map((key) => key.slice(key.indexOf('\0') + 1)).filter((line) => !FIGURES.test(line));
}

function underHeadings(text: string): ReadonlySet<string> {
  let heading = '';
  return new Set(
    text.split('\n').map((line) => {
      if (line.startsWith('## ')) heading = line;
      return `${heading}\0${line}`;
    }),
  );
}

/** Architectures whose row differs between two models, from the models alone. */
function changedArchitectures(before: TrackingModel, after: TrackingModel): ReadonlySet<string> {
  const show = (row: TrackingRow | undefined): string => JSON.stringify(row);
  const old = new Map(before.rows.map((row) => [row.architecture, row]));
  const fresh = new Map(after.rows.map((row) => [row.architecture, row]));
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return new Set(names.filter((name) => show(old.get(name)) !== show(fresh.get(name))));
}

describe('a walk through the history of SGLang', () => {
  test('a chain of updates equals a rebuild at every step and changes nothing else', async () => {
    const repository = corpus('sglang.git');
    const { transformers } = await readWorkspace({ roots: [corpus('transformers-2025-12')] });
    if (transformers === null) throw new Error('no transformers sources');
    const steps = revisions(repository);
    expect(steps.length).toBeGreaterThanOrEqual(12);

    let previous: TrackingModel | undefined;
    let document = '';
    for (const revision of steps) {
      const model = await modelAt(repository, revision, transformers);
      const rebuilt = rebuildTracking(null, model).text;
      if (previous === undefined) {
        document = rebuilt;
      } else {
        const next = updateTracking(document, model, { update: true, refresh: true, prune: true }).text;
        expect(next, revision).toBe(rebuilt);
        const expected = changedArchitectures(previous, model);
        const named = changedRows(document, next).map(
          (line) => /^\| \*\*(.+?)\*\* \|/.exec(line)?.[1] ?? line,
        );
        expect(new Set(named), revision).toEqual(expected);
        document = next;
      }
      const again = updateTracking(document, model, { update: true, refresh: true, prune: true });
      expect(again.text, `second run at ${revision}`).toBe(document);
      previous = model;
    }
  }, 900_000);
});
