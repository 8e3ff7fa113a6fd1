import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { buildTracking } from '../../src/track/model.js';
import { requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { runSeedScripts } from '../support/seed-scripts.js';
import { tempFolder } from '../support/temp-folder.js';
import { trackedRows, type TrackedRow } from '../support/tracking-rows.js';
import { rawText } from './raw-text.js';
import {
  whyNoRow,
  whyNotTheirExample,
  whyNotTheirSection,
  whyThisExample,
  whyThisSection,
  type Context,
} from './seed-predicates.js';
import { engineOf } from './workspace.js';

const CELLS = ['section', 'native', 'hf', 'file', 'example'] as const;

interface Difference {
  readonly architecture: string;
  readonly cell: 'row' | (typeof CELLS)[number];
  readonly theirs: string;
  readonly ours: string;
}

test(
  'track differs from the scripts only where a predicate on the sources says why',
  { timeout: 600_000 },
  async () => {
    requireCPython();
    const sglang = corpus('sglang-2026-01');
    const transformers = corpus('transformers-2025-12');
    const theirs = trackedRows(await runSeedScripts(sglang, transformers));
    const ours = trackedRows(await track(sglang, transformers));

    const workspace = await readWorkspace({ roots: [sglang], transformers });
    if (workspace.transformers === null) throw new Error('transformers was not read');
    const { records } = buildTracking({
      engine: engineOf(workspace),
      transformers: workspace.transformers,
      classes: 'named',
      withFallback: false,
      overrideRows: true,
      date: '2026-01-12',
    });
    const recordOf = new Map(records.map((record) => [record.architecture, record]));
    const context: Context = {
      sglang: rawText(sglang),
      transformers: rawText(transformers),
      read: workspace.transformers,
      documentation: ['docs', 'docs_new']
        .flatMap((folder) => [sglang, corpus('sglang-2026-04')].map((root) => rawText(root).pages(folder)))
        .concat(rawText(sglang).text('test/registered/8-gpu-models/test_mistral_large3.py'))
        .join('\n'),
      vllmTests: rawText(corpus('vllm')).text('tests/models/registry.py'),
      scripts: theirs,
    };
    const explain = ({ architecture, cell, theirs: their }: Difference): readonly (string | null)[] => {
      const record = recordOf.get(architecture);
      if (cell === 'row') return [record === undefined ? whyNoRow(architecture, context) : null];
      if (record === undefined) return [null];
      if (cell === 'example')
        return [whyNotTheirExample(their, record, context), whyThisExample(record, context)];
      if (cell === 'section')
        return [whyNotTheirSection(their, record, context), whyThisSection(record, context)];
      return [null];
    };

    const unexplained: Difference[] = [];
    const tally = new Map<string, number>();
    for (const difference of differences(theirs, ours)) {
      const reasons = explain(difference);
      if (reasons.includes(null)) unexplained.push(difference);
      const key = `${difference.cell.padEnd(8)} ${reasons.map((reason) => reason ?? '?').join('; ')}`;
      tally.set(key, (tally.get(key) ?? 0) + 1);
    }
    process.stdout.write(summary(theirs.size, ours.size, tally));
    expect(unexplained).toEqual([]);
    expect([...recordOf.keys()].sort()).toEqual([...ours.keys()].sort());
    expect(theirs.size - ours.size).toBe([...theirs.keys()].filter((name) => !ours.has(name)).length);
  },
);

async function track(sglang: string, transformers: string): Promise<string> {
  const output = join(tempFolder(), 'MODEL_SUPPORT_TRACKING.md');
  const errors: string[] = [];
  const code = await runCli(
    ['track', sglang, '--transformers', transformers, '--output', output, '--date', '2026-01-12'],
    {
      out: () => undefined,
      err: (text) => errors.push(text),
      environment: {},
      now: () => new Date(0),
      interactive: false,
      color: false,
    },
  );
  if (code !== 0) throw new Error(errors.join(''));
  return readFileSync(output, 'utf8');
}

function differences(
  theirs: ReadonlyMap<string, TrackedRow>,
  ours: ReadonlyMap<string, TrackedRow>,
): readonly Difference[] {
  const names = [...new Set([...theirs.keys(), ...ours.keys()])].sort();
  return names.flatMap((architecture): readonly Difference[] => {
    const their = theirs.get(architecture);
    const our = ours.get(architecture);
    if (their === undefined || our === undefined) {
      const has = (row: TrackedRow | undefined): string => (row === undefined ? 'no row' : 'a row');
      return [{ architecture, cell: 'row', theirs: has(their), ours: has(our) }];
    }
    return CELLS.filter((cell) => their[cell] !== our[cell]).map((cell) => ({
      architecture,
      cell,
      theirs: their[cell],
      ours: our[cell],
    }));
  });
}

function summary(theirs: number, ours: number, tally: ReadonlyMap<string, number>): string {
  const lines = [...tally]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => `${String(count).padStart(5)}  ${key}`);
  return `The scripts have ${theirs} rows, track has ${ours}. Differences and why:\n${lines.join('\n')}\n`;
}
