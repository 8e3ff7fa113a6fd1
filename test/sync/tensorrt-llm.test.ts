import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shippedProfiles } from '../../src/sync/profiles.js';
import { archscan } from '../cli/run.js';
import { tempFolder } from '../support/temp-folder.js';
import { changes, expectSettled, facts, sync, told } from './support.js';

const [about] = shippedProfiles().filter(({ id }) => id === 'tensorrt-llm-supported-models');
if (about === undefined) throw new Error('the profile is not shipped');

const known = facts(
  {
    AshForCausalLM: { registry: 'pytorch' },
    BirchForConditionalGeneration: { registry: 'pytorch', className: 'BirchVLM' },
    CedarForCausalLM: { registry: 'pytorch', className: 'CedarNASForCausalLM' },
    HazelMoEV1ForCausalLM: { registry: 'pytorch' },
    ElmForCausalLM: { registry: 'pytorch', example: 'grove/elm-7b' },
    LarchVisionModel: { registry: 'pytorch' },
    OakConfig: {
      registry: 'autodeploy',
      keyKind: 'configClass',
      architecture: null,
      className: 'OakForCausalLM',
    },
    HazelConfig: {
      registry: 'autodeploy',
      keyKind: 'configClass',
      architecture: null,
      className: 'HazelMoEForCausalLM',
    },
    AcerV2Config: {
      registry: 'autodeploy',
      keyKind: 'configClass',
      architecture: null,
      className: 'ACerV2ForCausalLM',
    },
  },
  { loaderRegistries: ['pytorch'] },
);

const first = [
  '# Supported Models',
  '',
  '| Architecture            | Model     | HuggingFace Example | Modality |',
  '| ----------------------- | --------- | ------------------- | -------- |',
  '| `AshForCausalLM`        | Ash       | `grove/ash`         | L        |',
  '| `CedarNASForCausalLM`   | Cedar NAS | `grove/cedar`       | L        |',
  '| `HazelMoEV1ForCausalLM` | Hazel     | `grove/hazel`       | L        |',
  '',
  '## Features(Key Models)',
  '',
  '| Model Architecture/Feature    | Attention Data Parallelism |',
  '| ----------------------------- | -------------------------- |',
  '| AshForCausalLM                | Yes [^1]                   |',
  '| BirchForConditionalGeneration | No                         |',
  '| Willow                        | No                         |',
  '',
  '[^1]: Slowly.',
  '',
].join('\n');

const today = [
  '(support-matrix)=',
  '# Supported Models',
  '',
  '| Architecture                         | Model                 | HuggingFace Example |',
  '| ------------------------------------ | --------------------- | ------------------- |',
  '| `ACerV2ForCausalLM` [^5]             | Acer                  | `grove/acer`        |',
  '| `AshForCausalLM` [^5]                | Ash                   | `grove/ash-2b`, `grove/ash-9b` [^6] |',
  '| `CedarNASForCausalLM`                | Cedar NAS             | `grove/cedar`       |',
  '| `HazelMoEForCausalLM` [^7]| Hazel               | `grove/hazel` |',
  '| `OakForCausalLM` [^5]                | Oak                   | `grove/oak`         |',
  '',
  '## Features (Key Models)',
  '',
  '| Model Architecture/Feature | Attention Data Parallelism | Chunked Prefill |',
  '| -------------------------- | -------------------------- | --------------- |',
  '| `CedarForCausalLM`         | Yes                        | Yes [^1]        |',
  '| `Willow`                   | Yes                        | Yes [^3]        |',
  '',
  '[^1]: Only with short prefixes.',
  '[^3]: Loses some leaves.',
  '[^5]: Supported via the [AutoDeploy](auto.md) backend. See more.',
  '[^6]: Also without images.',
  '[^7]: Text only.',
  '',
  '# Multimodal Feature Support Matrix',
  '',
  '| Model Architecture/Feature | EPD Disaggregated Serving | Modality |',
  '| --- | --- | --- |',
  '| `BirchForConditionalGeneration (Tall)` | Yes | L + I |',
  '',
  '# Visual Generation Models',
  '',
  '## Supported Models',
  '',
  '| HuggingFace Model ID | Tasks |',
  '|---|---|',
  '| `grove/paint.1-dev` | Text-to-Image |',
  '',
  '### Feature Matrix',
  '',
  '| Model | CFG Parallelism |',
  '|---|---|',
  '| **PAINT.1** | No [^1] |',
  '| **PAINT-Layered** [^3] | No |',
  '',
  '[^vg1]: PAINT guides itself.',
  '[^3]: PAINT-Layered splits layers.',
  '',
].join('\n');

describe('the page of TensorRT-LLM in its first form', () => {
  test('gets one line for each missing model, with example and modality, padded like its table', () => {
    const result = sync(
      known,
      about,
      first
        .replace('`CedarNASForCausalLM`   |', '`CedarForCausalLM`      |')
        .replace('| Willow                        | No                         |\n', ''),
    );
    expect(changes(result)).toEqual([
      '+ | `ElmForCausalLM`        | elm-7b    | `grove/elm-7b`      | L        |',
    ]);
    expectSettled(known, about, result);
  });

  test('gets the modality of what takes images, and leaves other ones open', () => {
    const more = facts(
      {
        AshForCausalLM: { registry: 'pytorch' },
        ElmVLForConditionalGeneration: {
          registry: 'pytorch',
          capabilities: { image: true, video: true, audio: false },
        },
        FirForConditionalGeneration: {
          registry: 'pytorch',
          capabilities: { image: true, video: false, audio: true },
        },
      },
      {
        loaderRegistries: ['pytorch'],
        categories: new Map(
          ['ElmVLForConditionalGeneration', 'FirForConditionalGeneration'].map((name) => [
            name,
            { multimodal: { file: 'grove/registry.py', line: 1, column: 1, rule: 'processor' } },
          ]),
        ),
      },
    );
    const rows = changes(sync(more, about, first)).map((line) => line.replace(/ +/g, ' '));
    expect(rows).toEqual([
      '+ | `ElmVLForConditionalGeneration` | | | L + V |',
      '+ | `FirForConditionalGeneration` | | | |',
    ]);
  });

  test('has keys checked in both tables', () => {
    const found = told(sync(known, about, first).findings).filter((line) => !line.includes('missing-row'));
    expect(found).toEqual([
      '6:3 error sync-wrong-key CedarNASForCausalLM: CedarNASForCausalLM is the class that Grove runs; checkpoints name CedarForCausalLM. Write that name as the key [grove/registry.py:3, grove/cedarforcausallm.py:7]',
      '15:3 error sync-unknown-key Willow: Grove registers no Willow. Correct the key, or remove the row',
    ]);
  });
});

describe("the page of TensorRT-LLM in today's form", () => {
  test('gets one line for a missing model', () => {
    expect(changes(sync(known, about, today))).toEqual([
      '+ | `ElmForCausalLM`                     | elm-7b                | `grove/elm-7b`      |',
    ]);
  });

  test('may name what AutoDeploy serves without a registration, where a footnote of the key says so', () => {
    const row = (key: string): string => `| \`${key}\` | Rowan | \`grove/rowan\` |`;
    const page = (key: string): string =>
      today.replace('\n\n## Features', () => `\n${row(key)}\n\n## Features`);
    const named = (text: string): readonly string[] =>
      told(sync(known, about, text).findings).filter((line) => line.includes('RowanForCausalLM'));
    expect(named(page('RowanForCausalLM'))).toEqual([expect.stringContaining('sync-unknown-key')]);
    expect(named(page('RowanForCausalLM').replace('`RowanForCausalLM`', '`RowanForCausalLM` [^5]'))).toEqual(
      [],
    );
  });

  test('has its keys, remarks and footnotes checked', () => {
    const found = told(sync(known, about, today).findings).filter((line) => !line.includes('missing-row'));
    expect(found.map((line) => line.replace(/ \[grove.*/, ''))).toEqual([
      '6:3 warning sync-class-key ACerV2ForCausalLM: ACerV2ForCausalLM is the class that Grove runs for AcerV2Config; checkpoints probably name AcerV2ForCausalLM. Check the key',
      '7:3 warning sync-remark-outdated AshForCausalLM: [^5] says that AshForCausalLM is served from autodeploy only, but Grove registers it in pytorch, too',
      '8:3 error sync-wrong-key CedarNASForCausalLM: CedarNASForCausalLM is the class that Grove runs; checkpoints name CedarForCausalLM. Write that name as the key',
      '9:3 warning sync-class-key HazelMoEForCausalLM: HazelMoEForCausalLM is the class that Grove runs for HazelConfig; checkpoints probably name HazelMoEV1ForCausalLM. Check the key',
      '17:3 error sync-unknown-key Willow: Grove registers no Willow. Correct the key, or remove the row',
      '19:1 info footnote-gap 2: the numbers of the footnotes go up to 7, but there is no [^2]; they are not renumbered',
      '20:1 info footnote-gap 4: the numbers of the footnotes go up to 7, but there is no [^4]; they are not renumbered',
      '43:20 error footnote-retargeted 1: [^1] shows "Only with short prefixes." (line 19), but nothing refers to [^vg1] of this section: "PAINT guides itself.". Check which one is meant',
      '46:1 warning footnote-unused vg1: nothing refers to [^vg1], so nobody sees this remark',
      '47:1 error footnote-duplicate 3: [^3] is defined at line 20 already, and the first definition counts; what refers to it at line 44 shows that remark. Give this one a name of its own',
    ]);
  });
});

test('archscan sync reads the decorators and finds the page where its profile says', async () => {
  const models = 'tensorrt_llm/_torch/models';
  const registered = (name: string): string =>
    `from .modeling_utils import register_auto_model\n\n\n@register_auto_model("${name}")\nclass ${name}:\n    pass\n`;
  const page = 'docs/source/models/supported-models.md';
  const folder = tempFolder({
    [`${models}/modeling_utils.py`]: 'def register_auto_model(name):\n    return lambda cls: cls\n',
    [`${models}/modeling_ash.py`]: registered('AshForCausalLM'),
    [`${models}/modeling_elm.py`]: registered('ElmForCausalLM'),
    [page]: first.split('\n').slice(0, 5).concat(first.split('\n').slice(7, 13), '').join('\n'),
  });
  const { code, out, err } = await archscan(['sync', join(folder, page), '--check']);
  expect(code).toBe(1);
  expect(out).toContain('+| `ElmForCausalLM`        |           |                     | L        |\n');
  expect(err).toContain(
    `registered at ${models}/modeling_elm.py:4\n  class at ${models}/modeling_elm.py:5\n`,
  );
  expect(err).toContain('fill in by hand: Model, HuggingFace Example');
});
