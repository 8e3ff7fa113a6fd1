import { describe, expect, test } from 'vitest';
import { archscan, exampleWorkspace } from '../cli/run.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { buildMatrix, type Matrix, type MatrixOptions } from '../../src/matrix/matrix.js';
import { remarks } from '../../src/matrix/render/rows.js';
import type { Registration } from '../../src/engines/types.js';
import { registration, workspaceOf } from './workspace.js';

type Engines = readonly (readonly [string, readonly Registration[]])[];

function matrixOf(engines: Engines, options: Partial<MatrixOptions> = {}): Matrix {
  return buildMatrix(workspaceOf(engines), { rows: 'served', gap: 3, ...options });
}

const OAK = registration('OakForCausalLM');
const ELM = registration('ElmForCausalLM');

function levels({ rows }: Matrix): readonly string[] {
  return rows.map(
    ({ architecture, cells }) => `${architecture} ${cells.map(({ level }) => level ?? '?').join(' ')}`,
  );
}

test('a column of which a syntax error hides something lacks nothing for certain', () => {
  const engines: Engines = [
    ['first', [OAK, ELM]],
    ['second', [OAK, ELM]],
    ['third', [OAK]],
    ['fourth', [OAK]],
  ];
  const workspace = workspaceOf(engines);
  const hidden = {
    file: 'models/elm.py',
    line: 3,
    reason: 'a syntax error',
    mayHideMore: 'syntax-error',
  } as const;
  const matrix = buildMatrix(
    {
      ...workspace,
      engines: workspace.engines.map((each) =>
        each.scan.id === 'third' ? { ...each, scan: { ...each.scan, undecidable: [hidden] } } : each,
      ),
    },
    { rows: 'served', gap: 2 },
  );
  expect(matrix.gaps.map(({ missingIn }) => missingIn)).toEqual(['fourth']);
  expect(matrix.engines.map((each) => each.hidden)).toEqual([undefined, undefined, [hidden], undefined]);
  expect(matrix.rows[0]?.cells[2]).toMatchObject({ level: null, hidden: true });
  expect(remarks(matrix)).toContain('third serves at least 1, 0 of them alone');
  expect(remarks(matrix)).toContain('what else third serves is not known: models/elm.py:3 a syntax error');
});

test('the remarks name what transformers hides, where an engine would take it from there', async () => {
  const { sglang, transformers } = exampleWorkspace();
  const lmdeploy = tempFolder({
    'lmdeploy/pytorch/models/module_map.py': "MODULE_MAP = {'ElmForCausalLM': 'lmdeploy.Elm'}\n",
    'lmdeploy/turbomind/supported_models.py': 'SUPPORTED_ARCHS = dict()\n',
  });
  const broken = 'src/transformers/models/elm/modeling_elm.py';
  writeFiles(transformers, { [broken]: 'class ElmForCausalLM(:\n    pass\n' });
  const at = ['--lmdeploy', lmdeploy, '--transformers', transformers];
  const remark = `what else is served through transformers is not known: ${broken}:1 a syntax error`;
  expect((await archscan(['matrix', '--sglang', sglang, ...at])).out).toContain(remark);
  const alone = await archscan(['matrix', ...at]);
  expect(alone.out).toContain('lmdeploy serves 1, 1 of them alone');
  expect(alone.out).not.toContain('not known');
});

test('model types that nothing joins are told, and are no gaps', () => {
  const types = ['oak', 'elm'].map((key) => registration(key, { keyKind: 'modelType', architecture: null }));
  const matrix = matrixOf(
    [
      ['first', [OAK, ELM]],
      ['second', [OAK, ELM]],
      ['third', types],
    ],
    { gap: 2 },
  );
  expect(matrix.engines.map(({ unjoined }) => unjoined)).toEqual([undefined, undefined, 2]);
  expect(matrix.gaps).toEqual([]);
  expect(remarks(matrix)).toContain(
    'third registers 2 model types, and which architectures these are transformers says: give its sources with --transformers PATH',
  );
  expect(matrix.rows[0]?.cells[2]?.reason).toBe(
    'the engine registers model types, which transformers joins with architectures, and no transformers sources were read',
  );
});

describe('rows', () => {
  test('every architecture that an engine serves, with the level in each engine and its evidence', () => {
    const matrix = matrixOf([
      ['first', [OAK, ELM]],
      ['second', [OAK]],
    ]);
    expect(levels(matrix)).toEqual(['ElmForCausalLM native ?', 'OakForCausalLM native native']);
    expect(matrix.rows[1]?.cells[1]).toEqual({
      id: 'second',
      level: 'native',
      reason: 'registered',
      file: 'models/oakforcausallm.py',
      line: 10,
      capabilities: {},
    });
    expect(matrix.engines.map(({ id, served, servedAlone }) => [id, served, servedAlone])).toEqual([
      ['first', 2, 1],
      ['second', 1, 0],
    ]);
  });

  test('drafts, wrappers, other registries, and what is only listed as removed are no rows', () => {
    const engines: Engines = [
      [
        'first',
        [
          OAK,
          registration('OakDraft', { kind: 'draft' }),
          registration('OakWrapper', { kind: 'wrapper' }),
          registration('OakPart', { registry: 'parts' }),
          registration('OldForCausalLM', { status: 'removed' }),
          registration('PluginForCausalLM', { status: 'out-of-tree' }),
          registration('WhenForCausalLM', { status: 'conditional' }),
          registration('acorn', { keyKind: 'modelType', architecture: null }),
        ],
      ],
    ];
    expect(levels(matrixOf(engines))).toEqual(['OakForCausalLM native', 'WhenForCausalLM native']);
    expect(levels(matrixOf(engines, { rows: 'all' }))).toEqual([
      'OakDraft native',
      'OakForCausalLM native',
      'OakWrapper native',
      'OldForCausalLM ?',
      'PluginForCausalLM ?',
      'WhenForCausalLM native',
    ]);
  });

  test('what one engine registers as a draft is no model of another one either', () => {
    const draft = registration('OakDraft', { kind: 'draft' });
    const matrix = matrixOf([
      ['first', [OAK, draft]],
      ['second', [OAK, registration('OakDraft')]],
    ]);
    expect(levels(matrix)).toEqual(['OakForCausalLM native native']);
  });

  test('capabilities come from the registration', () => {
    const matrix = matrixOf([['first', [registration('OakForCausalLM', { capabilities: { lora: true } })]]]);
    expect(matrix.rows[0]?.cells[0]?.capabilities).toEqual({ lora: true });
  });

  test('two readings of one engine are two columns with names of their own', () => {
    const matrix = matrixOf([
      ['first', [OAK]],
      ['first', [ELM]],
    ]);
    expect(matrix.engines.map(({ id }) => id)).toEqual(['first (first-checkout)', 'first (first-checkout)']);
  });
});

describe('spellings', () => {
  test('names that differ in letter case and underscores are a class of their own', () => {
    const { nearMisses, rows } = matrixOf([
      ['first', [registration('Fir4_5_ForCausalLM')]],
      ['second', [registration('Fir4_5ForCausalLM')]],
      ['third', [registration('FIR4_5ForCausalLM'), OAK]],
    ]);
    expect(rows).toHaveLength(4);
    expect(nearMisses).toEqual([
      {
        spellings: [
          { architecture: 'FIR4_5ForCausalLM', knownTo: ['third'] },
          { architecture: 'Fir4_5ForCausalLM', knownTo: ['second'] },
          { architecture: 'Fir4_5_ForCausalLM', knownTo: ['first'] },
        ],
      },
    ]);
  });
});

test('drafts have spellings, too, where they are rows', () => {
  const engines: Engines = [
    ['first', [OAK, registration('OAKDraft', { kind: 'draft' })]],
    ['second', [OAK, registration('OakDraft', { kind: 'draft' })]],
  ];
  expect(matrixOf(engines).nearMisses).toEqual([]);
  expect(matrixOf(engines, { rows: 'all' }).nearMisses).toEqual([
    {
      spellings: [
        { architecture: 'OAKDraft', knownTo: ['first'] },
        { architecture: 'OakDraft', knownTo: ['second'] },
      ],
    },
  ]);
});

describe('gaps', () => {
  const engines: Engines = [
    ['first', [OAK]],
    ['second', [OAK]],
    ['third', [OAK]],
    ['fourth', [registration('OAKForCausalLM')]],
  ];

  test('what three others serve is a gap of the fourth, with the other spelling that it has', () => {
    expect(matrixOf(engines).gaps).toEqual([
      {
        architecture: 'OakForCausalLM',
        missingIn: 'fourth',
        servedBy: ['first', 'second', 'third'],
        nearMiss: 'OAKForCausalLM',
      },
    ]);
  });

  test('how many others it takes is an option', () => {
    expect(matrixOf(engines, { gap: 4 }).gaps).toEqual([]);
    expect(matrixOf(engines, { gap: 1 }).gaps).toHaveLength(4);
  });
});
