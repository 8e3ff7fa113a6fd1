import { expect, test } from 'vitest';
import { checkpointContexts, derivedName, type ModelFolder } from '../../src/models/checkpoint-context.js';
import { classifyCheckpoint } from '../../src/models/checkpoint-id.js';
import type { Mention } from '../../src/models/example.js';

function mention(id: string, file: string, scope = ''): Mention {
  return { id, receiver: null, scope, evidence: { file, line: 1, column: 1, rule: 'test' } };
}

function folder(modelType: string, rest: Partial<ModelFolder>): ModelFolder {
  return {
    modelType,
    modularImports: [],
    modularClasses: new Set(),
    modularNames: [],
    imports: new Set(),
    configuration: [],
    mentions: [],
    ...rest,
  };
}

/** The ids of a folder that are refused, with the reason. */
function refused(
  folders: readonly ModelFolder[],
  modelType: string,
  ids: readonly string[],
): readonly string[] {
  const context = checkpointContexts(folders).get(modelType);
  return ids.flatMap((id) => {
    const verdict = classifyCheckpoint(id, context);
    return verdict.usable ? [] : [`${id}: ${verdict.why}, ${verdict.detail}`];
  });
}

const acorn = folder('acorn', { mentions: [mention('treeline/acorn-7b', 'acorn/modeling_acorn.py')] });

test.each([
  ['only the generated modeling file', [mention('treeline/oak-7b', 'oak/modeling_oak.py')], true],
  ['the modular file', [mention('treeline/oak-7b', 'oak/modular_oak.py')], true],
  ['the documentation page', [mention('treeline/oak-7b', 'oak.md')], false],
  [
    'a configuration written by hand',
    [mention('treeline/oak-7b', 'oak/configuration_oak.py', 'OakConfig')],
    false,
  ],
  [
    'a generated configuration',
    [mention('treeline/oak-7b', 'oak/configuration_oak.py', 'OakVisionConfig')],
    true,
  ],
])('an id made from the parent in %s', (_, mentions, isRefused) => {
  const oak = folder('oak', {
    modularImports: ['acorn'],
    modularClasses: new Set(['OakModel', 'OakVisionConfig']),
    mentions,
  });
  expect(refused([acorn, oak], 'oak', ['treeline/oak-7b'])).toEqual(
    isRefused ? ['treeline/oak-7b: placeholder, made from treeline/acorn-7b by renaming acorn to oak'] : [],
  );
});

test('an id made from the parent has the name of the class that derives from the one of the parent', () => {
  const names = (modularNames: ModelFolder['modularNames']): readonly string[] => {
    const oak = folder('oak', { modularImports: ['acorn'], modularNames });
    return refused([acorn, oak], 'oak', ['treeline/oak_leaf_v_l-7b', 'treeline/oak_bark-7b']);
  };
  expect(names([{ name: 'OakLeafVL', base: 'Acorn' }])).toEqual([
    'treeline/oak_leaf_v_l-7b: placeholder, made from treeline/acorn-7b by renaming acorn to OakLeafVL',
  ]);
  expect(names([{ name: 'OakLeafVL', base: 'Pine' }])).toEqual([]);
});

test.each([
  ['OakSparseForCausalLM', 'AcornForCausalLM', { name: 'OakSparse', base: 'Acorn' }],
  ['OakTextConfig', 'AcornConfig', { name: 'OakText', base: 'Acorn' }],
  ['RedOakModel', 'OakModel', { name: 'RedOak', base: 'Oak' }],
  ['Balloon', 'Moon', null],
  ['OakModel', 'Model', null],
  ['OakMLP', 'Module', null],
])('%s of %s', (type, base, expected) => {
  expect(derivedName(type, base)).toEqual(expected);
});

test('without a modular file the same id stands', () => {
  const oak = folder('oak', { mentions: [mention('treeline/oak-7b', 'oak/modeling_oak.py')] });
  expect(refused([acorn, oak], 'oak', ['treeline/oak-7b'])).toEqual([]);
});

test.each([
  ['unrelated', 'oak', [], true],
  ['that imports it', 'oak', ['acorn'], false],
  ['named after it', 'acorn_video', [], false],
])("the link of another model's configuration, in a folder %s", (_, modelType, imports, isRefused) => {
  const shared = [mention('treeline/acorn-7b', 'x/configuration_x.py', 'XConfig')];
  const folders = [
    folder('acorn', { configuration: shared }),
    folder(modelType, { configuration: shared, imports: new Set(imports) }),
  ];
  const expected = isRefused ? ['treeline/acorn-7b: other-model, a checkpoint of acorn'] : [];
  expect(refused(folders, modelType, ['treeline/acorn-7b'])).toEqual(expected);
  expect(refused(folders, 'acorn', ['treeline/acorn-7b'])).toEqual([]);
});

test.each([
  ['nobody wrote here', 'oak', [], true],
  [
    'the page of this one names, too',
    'oak',
    [mention('grove/acorn', 'docs/source/en/model_doc/oak.md')],
    false,
  ],
  ['bears the name of this one', 'corn', [], false],
])('an id of a parent that %s', (_, modelType, here, isRefused) => {
  const parent = folder('acorn', {
    configuration: [mention('grove/acorn', 'acorn/configuration_acorn.py', 'AcornConfig')],
  });
  const child = folder(modelType, {
    modularImports: ['acorn'],
    imports: new Set(['acorn']),
    mentions: [mention('grove/acorn', `${modelType}/modeling_${modelType}.py`), ...here],
  });
  const expected = isRefused ? ['grove/acorn: other-model, a checkpoint of acorn'] : [];
  expect(refused([parent, child], modelType, ['grove/acorn'])).toEqual(expected);
});

test('a shared id without the name of either belongs to both', () => {
  const shared = [mention('treeline/base', 'x/configuration_x.py', 'XConfig')];
  const folders = [folder('acorn', { configuration: shared }), folder('oak', { configuration: shared })];
  expect(refused(folders, 'oak', ['treeline/base'])).toEqual([]);
});
