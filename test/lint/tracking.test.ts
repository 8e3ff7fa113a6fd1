import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/documents/markdown/edits.js';
import { clean, found, row, withFallback } from './document.js';
import { edited, exampleDocument, exampleFiles, exampleLinter, lintText, SRT, summaries } from './support.js';

test('a document that agrees with the sources has no findings', () => {
  expect(found([])).toEqual([]);
  expect(summaries(lintText(withFallback).findings)).toEqual([]);
});

describe('rows', () => {
  test('missing: at the line where it belongs, with the registration', () => {
    const { findings } = lintText(
      edited(
        clean,
        [row('SorrelForCausalLM'), ''],
        ['**6** native', '**5** native'],
        ['**8** total', '**7** total'],
      ),
    );
    const finding = findings.find(({ rule }) => rule === 'tracking-missing-row');
    expect(finding).toMatchObject({
      severity: 'error',
      // The line behind which the row belongs.
      line: 31,
      key: 'SorrelForCausalLM',
      message: 'SorrelForCausalLM has no row, but sorrel.py registers it',
      fixable: true,
      evidence: [{ rule: 'sglang-registration', file: `memory/${SRT}/models/sorrel.py`, line: 20 }],
    });
    expect(finding?.edits).toHaveLength(1);
  });

  test('missing, of a class that only transformers has', () => {
    expect(found([[row('JuniperModel'), '']])[0]).toBe(
      'error tracking-missing-row MODEL_SUPPORT_TRACKING.md:45 JuniperModel has no row, but transformers exports it',
    );
  });

  test('missing, of a class that gets no row because of its name: nothing', () => {
    const modeling = 'src/transformers/models/quartz/modeling_quartz.py';
    const text = edited(exampleFiles('transformers')[modeling] ?? '', [
      '__all__ = [',
      'class QuartzForTokenTagging(QuartzPreTrainedModel):\n    pass\n\n\n__all__ = ["QuartzForTokenTagging", ',
    ]);
    expect(found([], { transformers: { [modeling]: text } })).toEqual([]);
    expect(found([], { transformers: { [modeling]: text }, classes: 'all' })).toContain(
      'error tracking-missing-row MODEL_SUPPORT_TRACKING.md:31 QuartzForTokenTagging has no row, but transformers exports it',
    );
  });

  test('that nothing supports are errors while they still promise something', () => {
    const gone = { sglang: { [`${SRT}/models/sorrel.py`]: null } };
    expect(found([], gone)).toEqual([
      'error tracking-unsupported-row MODEL_SUPPORT_TRACKING.md:32 the row says that it is supported, but neither SGLang nor transformers has SorrelForCausalLM; archscan track --prune removes the row',
    ]);
    const humble = edited(clean, [row('SorrelForCausalLM'), '| **SorrelForCausalLM** |  |  |  |  |\n']);
    expect(
      summaries(lintText(humble, exampleLinter(gone)).findings).filter((text) =>
        text.includes('unsupported'),
      ),
    ).toEqual([
      'warning tracking-unsupported-row MODEL_SUPPORT_TRACKING.md:32 neither SGLang nor transformers has SorrelForCausalLM; archscan track --prune removes the row',
    ]);
  });

  test('that say HF are believed without transformers', () => {
    expect(found([], { transformers: null })).toEqual([]);
  });

  test('that name one architecture twice', () => {
    const twice = row('SorrelForCausalLM');
    expect(found([[twice, twice + twice]])).toContain(
      'warning tracking-duplicate-row MODEL_SUPPORT_TRACKING.md:33 SorrelForCausalLM has a row already, at line 32; remove one of them',
    );
    const inOther = found([[row('QuartzModel'), row('QuartzModel') + twice]]);
    expect(inOther).toContain(
      'warning tracking-duplicate-row MODEL_SUPPORT_TRACKING.md:50 SorrelForCausalLM has a row already, at line 32; remove one of them',
    );
  });

  test('in the section of another category, with what decides', () => {
    const multimodal = `${SRT}/configs/model_config.py`;
    const text = edited(
      clean,
      [row('LanternVLForConditionalGeneration'), ''],
      [row('QuartzForCausalLM'), row('LanternVLForConditionalGeneration') + row('QuartzForCausalLM')],
    );
    const finding = lintText(text).findings.find(({ rule }) => rule === 'tracking-wrong-category');
    expect(finding).toMatchObject({
      severity: 'error',
      line: 31,
      column: 3,
      fixable: true,
      evidence: [{ rule: 'sglang-multimodal-list', file: `memory/${multimodal}` }],
    });
    expect(finding?.message).toMatch(/^LanternVLForConditionalGeneration belongs to "Multimodal Models/);
    // The edits move the row: it is gone where it was.
    const moved = applyEdits(text, finding?.edits ?? []);
    expect(moved.split('\n').sort()).toEqual(clean.split('\n').sort());
  });

  test('whose category the configuration sets stay where it says', () => {
    const setup = { userCategories: { SorrelForCausalLM: 'embedding' as const } };
    expect(found([], setup)[0]).toMatch(
      /^error tracking-wrong-category MODEL_SUPPORT_TRACKING.md:32 SorrelForCausalLM belongs to "Embedding/,
    );
    const text = exampleDocument(exampleLinter(setup));
    expect(summaries(lintText(text, exampleLinter(setup)).findings)).toEqual([]);
  });

  test('out of order in a sorted table, with the move', () => {
    const text = edited(
      clean,
      [row('SorrelForCausalLM'), ''],
      [row('AcornForCausalLM'), row('SorrelForCausalLM') + row('AcornForCausalLM')],
    );
    const { findings } = lintText(text);
    const strays = findings.filter(({ rule }) => rule === 'tracking-row-order');
    expect(strays).toMatchObject([
      {
        severity: 'warning',
        line: 27,
        column: 3,
        message: 'SorrelForCausalLM stands out of order; its place is behind QuartzForCausalLM',
        fixable: false,
      },
    ]);
    const moved = [...(strays[0]?.edits ?? [])]
      .sort((a, b) => b.start - a.start)
      .reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text);
    expect(moved).toBe(clean);
  });

  test('out of order in a table that nobody sorts: nothing', () => {
    const names = ['TransformersForCausalLM', 'QuartzForCausalLM', 'SorrelForCausalLM', 'AcornForCausalLM'];
    const shuffled = edited(clean, ...names.map((name) => [row(name), ''] as const), [
      row('JuniperForCausalLM'),
      names.map(row).join('') + row('JuniperForCausalLM'),
    ]);
    expect(summaries(lintText(shuffled).findings)).toEqual([]);
  });

  test('that name several architectures', () => {
    const both = row('AcornChatForCausalLM').replace(
      '**AcornChatForCausalLM**',
      '**AcornChatForCausalLM** / **AcornForCausalLM**',
    );
    expect(
      found([
        [row('AcornChatForCausalLM'), both],
        [row('AcornForCausalLM'), ''],
      ]),
    ).toContain(
      'warning tracking-several-architectures MODEL_SUPPORT_TRACKING.md:26 the row names AcornChatForCausalLM and AcornForCausalLM and is left alone by --update and --refresh, while a rebuild makes a row of each; give each a row of its own',
    );
  });

  test('that a rebuild would drop', () => {
    const note = '| see also the notes |  |  |  |  |\n';
    expect(found([[row('SorrelForCausalLM'), row('SorrelForCausalLM') + note]])).toContain(
      'warning tracking-row-dropped MODEL_SUPPORT_TRACKING.md:33 the row names no architecture and is not kept by a rebuild; move it out of the table',
    );
    const beyond = row('SorrelForCausalLM').replace('\n', ' and this |\n');
    expect(found([[row('SorrelForCausalLM'), beyond]])).toEqual([
      'warning tracking-row-dropped MODEL_SUPPORT_TRACKING.md:32 a rebuild does not keep "and this" (beyond the last column) of this row; move it to another cell or out of the table',
    ]);
    const empty = '|  |  |  |  |  |\n';
    expect(found([[row('SorrelForCausalLM'), row('SorrelForCausalLM') + empty]])).toEqual([]);
  });

  test('whose text the right section has no column for', () => {
    const header = '| Architecture | Native | HF | SGLang File | Example HF Model |\n|---|---|---|---|---|\n';
    const notes =
      '| Architecture | Native | HF | SGLang File | Example HF Model | Notes |\n|---|---|---|---|---|---|\n';
    const lantern = row('LanternVLForConditionalGeneration');
    const text = edited(
      clean,
      [lantern, ''],
      [header, notes],
      [row('QuartzForCausalLM'), lantern.replace('\n', ' keep me |\n') + row('QuartzForCausalLM')],
    );
    const rules = summaries(lintText(text).findings).map((each) => each.split(' ').slice(0, 3).join(' '));
    expect(rules).toContain('warning tracking-move-refused MODEL_SUPPORT_TRACKING.md:31');
    const silent = edited(text, [' keep me |', '  |']);
    expect(summaries(lintText(silent).findings).join('\n')).not.toContain('tracking-move-refused');
  });
});

describe('cells', () => {
  const cell = (name: string, from: string, to: string): readonly [string, string] => [
    row(name),
    edited(row(name), [from, to]),
  ];

  test('Native that contradicts the registrations, either way', () => {
    expect(found([cell('SorrelForCausalLM', '| Y |', '|  |')])[0]).toBe(
      'error tracking-wrong-native MODEL_SUPPORT_TRACKING.md:32 SGLang registers SorrelForCausalLM, but Native does not say Y',
    );
    const { findings } = lintText(edited(clean, cell('QuartzForCausalLM', '|  | Y |', '| Y | Y |')));
    expect(findings.filter(({ rule }) => rule === 'tracking-wrong-native')).toMatchObject([
      {
        severity: 'error',
        line: 31,
        column: 27,
        endColumn: 28,
        message: 'Native says Y, but SGLang does not register QuartzForCausalLM',
        key: 'QuartzForCausalLM Native',
        evidence: [
          { rule: 'transformers-export', file: 'memory/src/transformers/models/quartz/modeling_quartz.py' },
        ],
        edits: [{ text: '  ' }],
        fixable: true,
      },
    ]);
  });

  test('HF that contradicts transformers, either way', () => {
    expect(found([cell('SorrelForCausalLM', '| Y |  |', '| Y | Y |')])[0]).toBe(
      'error tracking-wrong-hf MODEL_SUPPORT_TRACKING.md:32 HF says Y, but transformers does not export SorrelForCausalLM',
    );
    expect(found([cell('AcornForCausalLM', '| Y | Y |', '| Y |  |')])[0]).toBe(
      'error tracking-wrong-hf MODEL_SUPPORT_TRACKING.md:27 transformers exports AcornForCausalLM, but HF does not say Y',
    );
  });

  test('HF is not judged without transformers', () => {
    const text = edited(clean, cell('AcornForCausalLM', '| Y | Y |', '| Y |  |'));
    const { findings } = lintText(text, exampleLinter({ transformers: null }));
    expect(summaries(findings)).toEqual([]);
  });

  test('files that do not register', () => {
    expect(found([cell('AcornMoeForCausalLM', '`acorn_moe.py`', '`acorn.py`')])).toEqual([
      'error tracking-wrong-file MODEL_SUPPORT_TRACKING.md:28 AcornMoeForCausalLM is registered by acorn_moe.py, not by acorn.py',
    ]);
    expect(found([cell('AcornMoeForCausalLM', '`acorn_moe.py`', '')])).toEqual([
      'error tracking-wrong-file MODEL_SUPPORT_TRACKING.md:28 AcornMoeForCausalLM is registered by acorn_moe.py, not by nothing',
    ]);
    expect(found([cell('AcornMoeForCausalLM', '`acorn_moe.py`', '[`acorn_moe.py`](x.md)')])).toEqual([]);
  });

  test('examples that are placeholders, where the sources know better and where they do not', () => {
    expect(found([cell('AcornForCausalLM', 'treeline-labs/Acorn-7B', 'your-org/acorn')])[0]).toMatch(
      /^warning tracking-placeholder-example MODEL_SUPPORT_TRACKING.md:27 the example "your-org\/acorn" is no checkpoint that can be loaded \(.+\); the sources name treeline-labs\/Acorn-7B \(/,
    );
    const sorrel = row('SorrelForCausalLM').replace('|  |\n', '| your-org/sorrel |\n');
    expect(found([[row('SorrelForCausalLM'), sorrel]])[0]).toMatch(
      /^warning tracking-placeholder-example MODEL_SUPPORT_TRACKING.md:32 .+ and the sources name no other; set examples in the configuration$/,
    );
    const real = row('SorrelForCausalLM').replace('|  |\n', '| stonepath/Sorrel-2B |\n');
    expect(found([[row('SorrelForCausalLM'), real]])).toEqual([]);
  });

  test('examples that the sources name differently', () => {
    expect(found([cell('AcornForCausalLM', 'treeline-labs/Acorn-7B', 'treeline-labs/Acorn-3B')])[0]).toMatch(
      /^warning tracking-stale-example MODEL_SUPPORT_TRACKING.md:27 the example is treeline-labs\/Acorn-3B; the sources name treeline-labs\/Acorn-7B \(/,
    );
    const setup = { userExamples: { AcornForCausalLM: 'treeline-labs/Acorn-3B' } };
    expect(
      found([cell('AcornForCausalLM', 'treeline-labs/Acorn-7B', 'treeline-labs/Acorn-3B')], setup),
    ).toEqual([]);
  });

  test('that say the same in other words: nothing', () => {
    expect(
      found([
        cell('AcornForCausalLM', '| Y | Y |', '| Y (TP only) | ✅ (since 4.40) |'),
        cell('AcornMoeForCausalLM', '`acorn_moe.py`', '`python/sglang/srt/models/acorn_moe.py`'),
        cell(
          'QuartzForCausalLM',
          '|  | Y |  | stonepath/Quartz-1B |',
          '| No | Y | — | stonepath/Quartz-1B (gated) |',
        ),
        cell('JuniperForCausalLM', 'treeline-labs/', 'a/Juniper, treeline-labs/'),
        [row('SorrelForCausalLM'), row('SorrelForCausalLM').replace('|  |\n', '| n/a |\n')],
      ]),
    ).toEqual([]);
  });

  test('examples with more than an id are judged by the ids', () => {
    const sorrel = (example: string): readonly string[] =>
      found([[row('SorrelForCausalLM'), row('SorrelForCausalLM').replace('|  |\n', `| ${example} |\n`)]]);
    expect(sorrel('stonepath/Sorrel-2B, stonepath/Sorrel-7B (gated)')).toEqual([]);
    expect(sorrel('your-org/sorrel (to come)')[0]).toContain(
      'the example "your-org/sorrel (to come)" is no checkpoint that can be loaded ("your-org"',
    );
    expect(
      found([cell('AcornForCausalLM', 'treeline-labs/Acorn-7B', 'treeline-labs/Acorn-3B (old)')])[0],
    ).toContain('the example is treeline-labs/Acorn-3B (old); the sources name treeline-labs/Acorn-7B');
  });

  test('that say none where the sources have something', () => {
    expect(found([cell('AcornForCausalLM', '`acorn.py` | treeline-labs/Acorn-7B', '— | n/a')])).toEqual([
      expect.stringMatching(/AcornForCausalLM is registered by acorn.py, not by nothing$/),
      expect.stringMatching(/^warning tracking-stale-example .* there is no example; the sources name/),
    ]);
  });

  test('Fallback that promises what the gate refuses, with the gate', () => {
    const line = withFallback.split('\n').find((each) => each.startsWith('| **QuartzForCausalLM**')) ?? '';
    const { findings } = lintText(edited(withFallback, [line, `${line} Y |`]));
    expect(findings.filter(({ rule }) => rule === 'tracking-fallback-refused')).toMatchObject([
      {
        severity: 'error',
        line: 31,
        message:
          'Fallback says Y, but SGLang refuses QuartzForCausalLM: the engine refuses it: is_backend_compatible() is false in transformers 5.0.0',
        evidence: [
          { rule: 'transformers-backend-compatible' },
          { rule: 'sglang-fallback-gate', file: `memory/${SRT}/model_loader/utils.py`, line: 25 },
        ],
        fixable: true,
      },
    ]);
  });

  test('Fallback that does not promise what the gate lets in', () => {
    const line = withFallback.split('\n').find((each) => each.startsWith('| **JuniperForCausalLM**')) ?? '';
    expect(line).toMatch(/\| Y \|$/);
    expect(
      summaries(lintText(edited(withFallback, [line, line.replace(/\| Y \|$/, '|  |')])).findings)[0],
    ).toMatch(
      /^error tracking-wrong-fallback MODEL_SUPPORT_TRACKING.md:30 Fallback should say "Y" for JuniperForCausalLM/,
    );
  });

  test('HF of a class that the engine refuses is information, unless a column says so', () => {
    const refused = (text: string): readonly number[] =>
      lintText(text)
        .findings.filter(({ rule, severity }) => rule === 'tracking-hf-not-served' && severity === 'info')
        .map(({ line }) => line);
    expect(refused(clean)).toEqual([31, 45, 49]);
    // The first table has the column now.
    expect(refused(withFallback)).toEqual([45, 49]);
  });
});
