import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhaseOne } from '../../src/kernels/manifest/kernel.js';
import { mergeManifest, type ManifestRun, type MergedManifest } from '../../src/kernels/manifest/merge.js';
import { readManifest } from '../../src/kernels/manifest/read.js';

const COMMITS = { sglang: 'aaa1111', flashinfer: 'bbb2222', sgl_cookbook: null, flashinfer_trace: 'ddd4444' };

const NORM: PhaseOne = { definition_name: 'rmsnorm_h64', op_type: 'rmsnorm', phase1_status: 'existing' };
const DECODE: PhaseOne = {
  definition_name: 'gqa_paged_decode_h4_kv2_d16_ps1',
  op_type: 'gqa_paged',
  phase1_status: 'new',
  fi_status: 'fi_supported',
  fi_trace_template: true,
  sgl_status: 'sgl_integrated',
};
const INDEXER: PhaseOne = {
  definition_name: 'dsa_topk_indexer_fp8_h64_d128_topk2048_ps64',
  op_type: 'dsa_paged',
  phase1_status: 'new',
  fi_status: 'fi_missing',
  sgl_status: 'n/a',
};

function run(changes: Partial<ManifestRun> = {}): ManifestRun {
  return {
    modelSlug: 'elm-8b',
    hfRepoId: 'treeline/Elm-8B',
    explicitId: false,
    date: '2026-05-02',
    commits: COMMITS,
    kernels: [DECODE, INDEXER, NORM],
    refresh: false,
    exists: (name) => name === NORM.definition_name,
    ...changes,
  };
}

/** The merge into a manifest with these entries. */
function merge(
  kernels: readonly object[],
  changes: Partial<ManifestRun> = {},
  root: object = {},
): MergedManifest {
  const before = {
    model_slug: 'elm-8b',
    hf_repo_id: null,
    date: '2026-04-01',
    repo_shas: {},
    kernels,
    ...root,
  };
  const { value } = readManifest(JSON.stringify(before), 'run.json');
  const merged = mergeManifest(value, run(changes)).value;
  if (value === null || merged === null) throw new Error('nothing was merged');
  return merged;
}

const entriesOf = ({ text }: MergedManifest): readonly Record<string, unknown>[] =>
  // The tests wrote the file.
  (JSON.parse(text) as { kernels: Record<string, unknown>[] }).kernels;

describe('a new manifest', () => {
  it('lists the entries by op type and name, each with the fields that apply to it', () => {
    expect(mergeManifest(null, run()).value?.text).toBe(`\
{
  "model_slug": "elm-8b",
  "hf_repo_id": "treeline/Elm-8B",
  "date": "2026-05-02",
  "repo_shas": {
    "sglang": "aaa1111",
    "flashinfer": "bbb2222",
    "sgl_cookbook": null,
    "flashinfer_trace": "ddd4444"
  },
  "kernels": [
    {
      "definition_name": "rmsnorm_h64",
      "op_type": "rmsnorm",
      "phase1_status": "existing"
    },
    {
      "definition_name": "gqa_paged_decode_h4_kv2_d16_ps1",
      "op_type": "gqa_paged",
      "phase1_status": "new",
      "fi_status": "fi_supported",
      "fi_trace_template": true,
      "sgl_status": "sgl_integrated"
    },
    {
      "definition_name": "dsa_topk_indexer_fp8_h64_d128_topk2048_ps64",
      "op_type": "dsa_paged",
      "phase1_status": "new",
      "fi_status": "fi_missing",
      "sgl_status": "n/a"
    }
  ]
}
`);
  });

  it('leaves out what could not be found out', () => {
    const open: PhaseOne = { ...DECODE, fi_status: null, fi_trace_template: null, sgl_status: null };
    const { value } = mergeManifest(null, run({ kernels: [open] }));
    expect(value && entriesOf(value)).toEqual([
      { definition_name: DECODE.definition_name, op_type: 'gqa_paged', phase1_status: 'new' },
    ]);
  });

  it('is not changed by the same run', () => {
    const first = mergeManifest(null, run()).value?.text ?? '';
    const { value } = readManifest(first, 'run.json');
    expect(mergeManifest(value, run()).value).toEqual({ text: first, stale: [], outdated: [], added: [] });
  });
});

describe('the head of a manifest', () => {
  const headOf = ({ text }: MergedManifest): object => {
    // The tests wrote the file.
    const { kernels, ...head } = JSON.parse(text) as Record<string, unknown>;
    expect(kernels).toBeDefined();
    return head;
  };

  it('gets the date and the commits of the run; what else stands there is kept in its place', () => {
    const root = { phase4: { pr: 12 }, repo_shas: { sglang: 'old', sglang_fork: 'keep' } };
    const head = headOf(merge([], {}, root));
    expect(head).toEqual({
      model_slug: 'elm-8b',
      hf_repo_id: 'treeline/Elm-8B',
      date: '2026-05-02',
      repo_shas: { ...COMMITS, sglang_fork: 'keep' },
      phase4: { pr: 12 },
    });
    expect(Object.keys(head)).toEqual(['model_slug', 'hf_repo_id', 'date', 'repo_shas', 'phase4']);
  });

  it.each([
    ['kept when it was not passed', 'treeline/Elm-8B-Base', false, 'treeline/Elm-8B-Base'],
    ['filled when it is empty', '', false, 'treeline/Elm-8B'],
    ['the same when the same is passed', 'treeline/Elm-8B', true, 'treeline/Elm-8B'],
  ])('the checkpoint is %s', (_name, there, explicitId, after) => {
    expect(headOf(merge([], { explicitId }, { hf_repo_id: there }))).toMatchObject({ hf_repo_id: after });
  });

  it('another checkpoint is refused, and taken over with refresh', () => {
    const text = '{\n  "model_slug": "elm-8b",\n  "hf_repo_id": "treeline/Oak-8B",\n  "kernels": []\n}\n';
    const { value } = readManifest(text, 'run.json');
    const refused = mergeManifest(value, run({ explicitId: true }));
    expect(refused.value).toBeNull();
    expect(refused.diagnostics).toEqual([
      {
        file: 'run.json',
        line: 3,
        column: 17,
        rule: 'manifest-other-checkpoint',
        severity: 'error',
        message:
          'The manifest is about "treeline/Oak-8B", not "treeline/Elm-8B"; with --refresh it is taken over.',
      },
    ]);
    const taken = mergeManifest(value, run({ explicitId: true, refresh: true })).value;
    expect(taken && headOf(taken)).toMatchObject({ hf_repo_id: 'treeline/Elm-8B' });
  });

  it('the manifest of another model is refused, also with refresh', () => {
    const { value } = readManifest('{"model_slug": "oak-8b", "kernels": []}', 'run.json');
    const { value: merged, diagnostics } = mergeManifest(value, run({ refresh: true }));
    expect(merged).toBeNull();
    expect(diagnostics).toMatchObject([{ rule: 'manifest-other-model', line: 1, column: 16 }]);
  });
});

describe('an entry that is there', () => {
  const later = { phase2_status: 'done', workload_entries: [{ rows: 3 }], fi_issue_url: null, note: 'mine' };

  it('keeps its statuses; only absent ones are filled in, beside their neighbours', () => {
    const before = {
      definition_name: DECODE.definition_name,
      phase1_status: 'new',
      sgl_status: 'sgl_missing',
      ...later,
    };
    const [entry] = entriesOf(merge([before], { kernels: [DECODE] }));
    expect(entry).toEqual({ ...DECODE, sgl_status: 'sgl_missing', ...later });
    expect(Object.keys(entry ?? {}).slice(0, 6)).toEqual(Object.keys(DECODE));
  });

  it('is classified anew with refresh, and what later phases wrote stays', () => {
    const before = {
      ...later,
      definition_name: DECODE.definition_name,
      op_type: 'gqa_paged',
      phase1_status: 'new',
      fi_status: 'fi_missing',
      sgl_status: 'n/a',
    };
    const [entry] = entriesOf(merge([before], { kernels: [DECODE], refresh: true }));
    expect(entry).toEqual({ ...later, ...DECODE });
    expect(Object.keys(entry ?? {}).slice(0, 4)).toEqual(Object.keys(later));
  });

  it('loses with refresh the statuses that no longer apply', () => {
    const before = { ...DECODE, ...later };
    const existing: PhaseOne = {
      definition_name: DECODE.definition_name,
      op_type: 'gqa_paged',
      phase1_status: 'existing',
    };
    const merged = merge([before], { kernels: [existing], refresh: true, exists: () => true });
    expect(entriesOf(merged)).toEqual([{ ...existing, ...later }]);
    expect(merged.outdated).toEqual([]);
  });

  it('keeps with refresh what could not be found out', () => {
    const open: PhaseOne = { ...DECODE, fi_status: null, fi_trace_template: null, sgl_status: null };
    expect(entriesOf(merge([DECODE], { kernels: [open], refresh: true }))).toEqual([DECODE]);
  });

  it('whose file exists now keeps `new` without refresh and is outdated', () => {
    const existing: PhaseOne = {
      definition_name: DECODE.definition_name,
      op_type: 'gqa_paged',
      phase1_status: 'existing',
    };
    const before = { definition_name: DECODE.definition_name, op_type: 'gqa_paged', phase1_status: 'new' };
    const merged = merge([before], { kernels: [existing], exists: () => true });
    expect(entriesOf(merged)).toEqual([before]);
    expect(merged.outdated).toEqual([DECODE.definition_name]);
  });

  it('is not given a status that belongs to another one than it keeps', () => {
    const before = {
      definition_name: DECODE.definition_name,
      op_type: 'gqa_paged',
      phase1_status: 'new',
      fi_status: 'fi_missing',
    };
    expect(entriesOf(merge([before], { kernels: [DECODE] }))).toEqual([before]);
  });

  it('that this run did not compute stays where it is and is stale', () => {
    const foreign = { definition_name: '../../etc/passwd', phase1_status: 'done', own: true };
    const merged = merge([INDEXER, foreign, NORM], {});
    expect(entriesOf(merged).map(({ definition_name }) => definition_name)).toEqual([
      INDEXER.definition_name,
      '../../etc/passwd',
      NORM.definition_name,
      DECODE.definition_name,
    ]);
    expect(entriesOf(merged)[1]).toEqual(foreign);
    expect(merged).toMatchObject({ stale: ['../../etc/passwd'], added: [DECODE.definition_name] });
  });

  it('behind which several are appended, by op type and name', () => {
    const names = ['gemm_n8_k4', 'rmsnorm_h8', 'rmsnorm_h16', 'gemm_n16_k4'];
    const kernels = names.map((definition_name): PhaseOne => {
      return { definition_name, op_type: definition_name.split('_')[0] ?? '', phase1_status: 'existing' };
    });
    expect(merge([INDEXER], { kernels }).added).toEqual([
      'rmsnorm_h16',
      'rmsnorm_h8',
      'gemm_n16_k4',
      'gemm_n8_k4',
    ]);
  });
});

describe('a manifest that cannot be merged', () => {
  it.each([
    ['broken JSON', '{"model_slug": "elm-8b",\n "kernels": [', 'manifest-unreadable', 2],
    ['an empty file', '', 'manifest-unreadable', 1],
    ['no object', '[]', 'manifest-invalid', 1],
    ['no kernels', '{"model_slug": "elm-8b"}', 'manifest-invalid', 1],
    ['kernels that are no array', '{"model_slug": "elm-8b",\n "kernels": {}}', 'manifest-invalid', 2],
    ['no model', '{"kernels": []}', 'manifest-invalid', 1],
    [
      'a checkpoint that is a number',
      '{"model_slug": "elm-8b",\n "hf_repo_id": 7, "kernels": []}',
      'manifest-invalid',
      2,
    ],
    [
      'an entry without a name',
      '{"model_slug": "elm-8b", "kernels": [\n{"op_type": "gemm"}]}',
      'manifest-invalid',
      2,
    ],
    ['an entry that is no object', '{"model_slug": "elm-8b", "kernels": [\n7]}', 'manifest-invalid', 2],
    [
      'two entries of one name',
      '{"model_slug": "elm-8b", "kernels": [\n{"definition_name": "rmsnorm_h8"},\n{"definition_name": "rmsnorm_h8"}]}',
      'manifest-duplicate',
      3,
    ],
  ])('%s', (_name, text, rule, line) => {
    const { value, diagnostics } = readManifest(text, 'run.json');
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ file: 'run.json', rule, line, severity: 'error' }]);
  });

  it('nests too deeply', () => {
    const { value, diagnostics } = readManifest('['.repeat(100_000), 'run.json');
    expect(value).toBeNull();
    expect(diagnostics[0]?.message).toContain('levels deep');
  });
});

it('names that are of no known kind, and statuses that no phase writes, are warnings', () => {
  const text = `{"model_slug": "elm-8b", "kernels": [
    {"definition_name": "../rmsnorm_h8"},
    {"definition_name": "rmsnorm_h8", "phase1_status": "done"}]}`;
  const { value, diagnostics } = readManifest(text, 'run.json');
  expect(value?.kernels).toHaveLength(2);
  expect(diagnostics.map(({ rule, severity, line }) => `${rule} ${severity} ${line}`)).toEqual([
    'manifest-unknown-definition warning 2',
    'manifest-unknown-status warning 3',
  ]);
});

describe('what later phases wrote', () => {
  it('numbers are written back as they stood', () => {
    const text = `{"model_slug": "elm-8b", "kernels": [{"definition_name": "rmsnorm_h8",
      "speedup": 1.0, "tolerance": 1e-05, "seed": 12345678901234567890, "limit": [NaN, -Infinity, -0, 7],
      "text": "1.0 \\ue000 \\"2.50\\""}], "big": 100000000000000000000000}`;
    const { value } = readManifest(text, 'run.json');
    const written = mergeManifest(value, run({ kernels: [] })).value?.text ?? '';
    for (const part of [
      '"speedup": 1.0,',
      '"tolerance": 1e-05,',
      '"seed": 12345678901234567890,',
      'NaN,\n        -Infinity,\n        -0,\n        7\n',
      '"text": "1.0 \ue000 \\"2.50\\""',
      '"big": 100000000000000000000000',
    ]) {
      expect(written).toContain(part);
    }
  });

  it('survives whatever it is, and a second run changes nothing', () => {
    const others = fc.dictionary(
      fc
        .string()
        .filter(
          (key) =>
            !/^(?:definition_name|op_type|phase1_status|fi_status|fi_trace_template|sgl_status)$/.test(key),
        ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(others, fc.boolean(), (fields, refresh) => {
        const expected: unknown = JSON.parse(JSON.stringify({ ...fields }));
        const once = merge([{ ...DECODE, ...fields }], { refresh });
        const entry = { ...entriesOf(once)[0] };
        for (const field of Object.keys(DECODE)) Reflect.deleteProperty(entry, field);
        expect(entry).toEqual(expected);
        const again = mergeManifest(readManifest(once.text, 'run.json').value, run({ refresh })).value;
        expect(again?.text).toBe(once.text);
      }),
      { seed: 5 },
    );
  });
});
