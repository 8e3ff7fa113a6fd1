import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/documents/markdown/edits.js';
import { hasFallbackColumn, parseTracking } from '../../../src/documents/tracking/read.js';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import { updateTracking } from '../../../src/documents/tracking/update.js';
import { modelOf, row } from './support.js';

const base = [
  row('AForCausalLM', 'text', { native: true, hf: true, file: 'a.py', example: 'org/a' }),
  row('CForCausalLM', 'text', { hf: true }),
  row('BertModel', 'embedding', { hf: true }),
];
const document = renderTracking(modelOf(base));
const ALL = { update: true, refresh: true, prune: true };
const changedLines = (before: string, after: string): readonly string[] => {
  const old = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !old.has(line));
};

describe('--update', () => {
  test('adds rows and corrects numbers and date, nothing else', () => {
    const { text, edits, report } = updateTracking(
      document,
      modelOf([...base, row('BForCausalLM', 'text', { native: true, file: 'b.py', example: 'org/b' })], {
        date: '2026-02-03',
      }),
      { update: true },
    );
    expect(changedLines(document, text)).toMatchInlineSnapshot(`
      [
        "> **Last updated:** 2026-02-03 | **Source:** registrations in \`python/sglang/srt/models/*.py\`, classes that \`transformers\` exports, example checkpoints",
        "| **BForCausalLM** | Y |  | \`b.py\` | org/b |",
        "**2** native / **1** HF-only / **0** no fallback / **3** total",
        "| Text-only | 2 | 1 | 0 | 3 |",
        "| **Total** | **2** | **2** | **0** | **4** |",
        "> **2** natively supported (50%) — SGLang has an implementation of its own",
        "> **2** HF fallback only (50%) — \`TransformersForCausalLM\` runs those that SGLang lets in",
      ]
    `);
    expect(applyEdits(document, edits)).toBe(text);
    expect(report).toMatchObject({
      added: [{ architecture: 'BForCausalLM', category: 'text', native: true }],
      changed: [],
      moved: [],
      removed: [],
      problems: [],
    });
    expect(report.recounted.map((entry) => entry.what)).toEqual([
      'stats of text',
      'share of natively supported',
      'share of HF fallback only',
      'summary of text',
      'summary of total',
    ]);
  });

  test('nothing new changes not one byte, not even wrong numbers', () => {
    const wrong = document.replace('**1** native / **1** HF-only', '**7** native / **1** HF-only');
    const facts = base.map((entry) => ({ ...entry, native: true, file: 'z.py' }));
    const update = updateTracking(wrong, modelOf(facts, { date: '2027-01-01' }), { update: true });
    expect(update).toMatchObject({ text: wrong, edits: [] });
  });

  test('existing rows stay as they are', () => {
    const edited = document.replace(
      '| **CForCausalLM** |  | Y |  |  |',
      '|  **CForCausalLM** [^1]|Y |  | `mine.py` | see #7 |',
    );
    const { text } = updateTracking(`${edited}\n[^1]: a note\n`, modelOf([...base, row('D', 'text')]), {
      update: true,
    });
    expect(text).toContain('|  **CForCausalLM** [^1]|Y |  | `mine.py` | see #7 |\n| **D** |  |  |  |  |\n');
    expect(text).toContain('**2** native / **0** HF-only / **1** no fallback / **3** total');
  });

  test('human columns of new rows are empty, keys look like those of the table', () => {
    const text = [
      '## Text-only Language Models (Generative)',
      '',
      '| Owner | Architecture | Native | Notes   |',
      '| ----- | ------------ | :----: | ------- |',
      '| ann   | `A`          |   Y    | x \\| y |',
      '| bob   | `C`          |        |         |',
      '',
    ].join('\n');
    const updated = updateTracking(
      text,
      modelOf([row('A', 'text'), row('B', 'text', { native: true }), row('C', 'text')]),
      { update: true },
    );
    expect(updated.text).toBe(text.replace('| bob', '|       | `B`          |   Y    |         |\n| bob'));
  });

  test('a table that is not sorted is not sorted', () => {
    const names = ['Zeta', 'alpha', 'Beta', 'Omega'];
    const rows = names.map((name) => `| **${name}** |  |`).join('\n');
    const text = `## Text-only Language Models (Generative)\n\n| Architecture | Native |\n|---|---|\n${rows}\n`;
    const all = [...names, 'Gamma'].map((name) => row(name, 'text'));
    expect(updateTracking(text, modelOf(all), { update: true }).text).toBe(
      text.replace('| **Beta** |  |\n', '$&| **Gamma** |  |\n'),
    );
  });

  test('a section split over tables takes a row where its neighbour is', () => {
    const text = [
      '## Text-only Language Models (Generative)',
      '### A to M',
      '| Architecture | Native |',
      '|---|---|',
      '| **A** |  |',
      '',
      '### N to Z',
      '| Architecture | Native |',
      '|---|---|',
      '| **N** |  |',
      '',
    ].join('\n');
    const updated = updateTracking(text, modelOf(['A', 'B', 'N', 'O'].map((name) => row(name, 'text'))), {
      update: true,
    }).text;
    expect(updated).toBe(
      text.replace('| **A** |  |', '$&\n| **B** |  |').replace('| **N** |  |', '$&\n| **O** |  |'),
    );
  });

  test('an architecture of a table outside the sections is not added again', () => {
    const text = `${document}\n## My experiments\n\n| Architecture | Native |\n|---|---|\n| **X** | Y |\n`;
    const { report, diagnostics } = updateTracking(
      text,
      modelOf([...base, row('X', 'text'), row('Y', 'text')]),
      { update: true },
    );
    expect(report.added.map((entry) => entry.architecture)).toEqual(['Y']);
    expect(diagnostics).toMatchObject([{ rule: 'tracking-foreign-table' }]);
  });
});

describe('--refresh', () => {
  test('corrects machine cells, keeps human ones, never replaces an example by nothing', () => {
    const text = document
      .replace(
        '| Example HF Model |\n|---|---|---|---|---|\n| **A',
        '| Example HF Model | Notes |\n|---|---|---|---|---|---|\n| **A',
      )
      .replace('`a.py` | org/a |', '`a.py` | org/a | mine |');
    const facts = [row('AForCausalLM', 'text', { native: true, file: 'b.py' }), ...base.slice(1)];
    const { text: updated } = updateTracking(text, modelOf(facts), { refresh: true });
    expect(updated).toContain('| **AForCausalLM** | Y |  | `b.py` | org/a | mine |');
  });

  test('corrects wrong numbers although no row is wrong, and then the date', () => {
    const wrong = document
      .replace('**1** native / **1** HF-only', '**7** native / **1** HF-only')
      .replace('(33%)', '(34%)');
    const { text } = updateTracking(wrong, modelOf(base, { date: '2026-01-02' }), { refresh: true });
    expect(text).toBe(document);
  });

  test('moves a row whose category changed, with what people wrote', () => {
    const noted = document
      .replaceAll('Example HF Model |\n|---', 'Example HF Model | Notes |\n|---|---')
      .replace('| **CForCausalLM** |  | Y |  |  |', '| **CForCausalLM**[^1] |  | Y |  |  | mine |');
    const moved = base.map((entry) =>
      entry.architecture === 'CForCausalLM' ? { ...entry, category: 'multimodal' as const } : entry,
    );
    const { text, report } = updateTracking(`${noted}\n[^1]: a note\n`, modelOf(moved), ALL);
    expect(report.moved).toMatchObject([{ architecture: 'CForCausalLM', from: 'text', to: 'multimodal' }]);
    expect(text).toContain(
      '| Notes |\n|---|---|---|---|---|---|\n| **CForCausalLM**[^1] |  | Y |  |  | mine |\n\n**0** native / **1** HF-only',
    );
  });

  test('leaves a row where it is when its new table has no place for what people wrote', () => {
    const noted = document
      .replace(
        'Example HF Model |\n|---|---|---|---|---|\n| **A',
        'Example HF Model | Notes |\n|---|---|---|---|---|---|\n| **A',
      )
      .replace('| **CForCausalLM** |  | Y |  |  |', '| **CForCausalLM** |  | Y |  |  | mine |');
    const moved = base.map((entry) =>
      entry.architecture === 'CForCausalLM'
        ? { ...entry, category: 'embedding' as const, native: true }
        : entry,
    );
    const { text, diagnostics } = updateTracking(noted, modelOf(moved), ALL);
    expect(text).toContain('| **CForCausalLM** | Y | Y |  |  | mine |\n');
    expect(diagnostics).toMatchObject([{ rule: 'tracking-move-refused', severity: 'warning', line: 27 }]);
  });

  test('marks of people that agree are left alone', () => {
    const marked = document.replace(
      '| **AForCausalLM** | Y | Y | `a.py` | org/a |',
      '| **AForCausalLM** | ✅︎ | Y[^1] | [a.py](u) | [org/a](v) |',
    );
    expect(updateTracking(`${marked}\n[^1]: x\n`, modelOf(base), ALL).edits).toEqual([]);
  });

  describe('cells that say the same in other words', () => {
    const facts = [
      row('AForCausalLM', 'text', { native: true, hf: true, file: 'a.py', example: 'org/a' }),
      row('CForCausalLM', 'text', { hf: true, fallback: true }),
    ];
    const refreshed = (cells: string, given = facts): string => {
      const key = '| **AForCausalLM** |';
      const text = renderTracking(modelOf(facts)).replace(/\| \*\*AForCausalLM\*\* \|.*/, `${key}${cells}`);
      const once = updateTracking(text, modelOf(given), ALL).text;
      expect(updateTracking(once, modelOf(given), ALL).edits).toEqual([]);
      return (
        once
          .split('\n')
          .find((line) => line.startsWith(key))
          ?.slice(key.length) ?? ''
      );
    };

    function notYes(mark: string): void {
      expect(refreshed(` ${mark} | Y | \`a.py\` | org/a |`)).toBe(' Y | Y | `a.py` | org/a |');
      const cells = ` ${mark} | Y |  | org/a |`;
      const hf = facts.map((entry) => ({ ...entry, native: false, file: '' }));
      expect(refreshed(cells, hf)).toBe(cells);
    }

    test.each([
      'Y (TP only)',
      'Yes, experimental',
      'true: TP only',
      '✅ (experimental)',
      '✅\uFE0F (experimental)',
      '✅experimental',
      'Y*',
      'Y [#1](url)',
      'Y – TP only',
      'Y¹',
      'y.',
      '☑',
      ':white_check_mark:',
    ])('yes: %s', (mark) => {
      const cells = ` ${mark} | ${mark} | \`a.py\` | org/a |`;
      expect(refreshed(cells)).toBe(cells);
      const nothing = facts.map((entry) => ({ ...entry, native: false, hf: false, file: '' }));
      expect(refreshed(cells, nothing)).toBe('  |  |  | org/a |');
      const text = document.replace('| **AForCausalLM** | Y | Y |', `| **AForCausalLM** | ${mark} |  |`);
      const { text: updated } = updateTracking(text, modelOf([...base, row('D', 'text')]), { update: true });
      expect(updated).toContain('**1** native / **1** HF-only / **1** no fallback / **3** total');
    });

    test.each(['Yi', 'Year', 'Yes2', 'Y_', 'Y/N', 'Y / N', 'Y?', '✅ / ❌', '✅\uFE0F?', '🟢', 'N (no Y)'])(
      'not yes: %s',
      notYes,
    );

    test.each([
      'Y or N',
      '✅ ❌',
      '✅ → ❌',
      'Y -> N',
      'Yes, no',
      '~~Y~~',
      '~~Y~~ N',
      '<del>✅</del> (TP only)',
    ])('taken back: %s', notYes);

    test.each(['Y (no LoRA)', 'Y, no LoRA', '~~N~~ Y', 'Yes – not with TP'])('not taken back: %s', (mark) => {
      const cells = ` ${mark} | Y | \`a.py\` | org/a |`;
      expect(refreshed(cells)).toBe(cells);
    });

    test.each(['❌', 'No', 'N', '-', '—', '–', 'n/a', 'N/A', 'none'])(
      'no file and no example: %s',
      (mark) => {
        const cells = `  | Y | ${mark} | ${mark} |`;
        const hf = facts.map((entry) => ({ ...entry, native: false, file: '', example: '' }));
        expect(refreshed(cells, hf)).toBe(cells);
        expect(refreshed(` Y | Y | ${mark} | ${mark} |`)).toBe(' Y | Y | `a.py` | org/a |');
      },
    );

    test('no example is none that is kept, where the document decides about examples', () => {
      const text = document.replace('| org/a |', '| — |');
      const { text: updated } = updateTracking(text, modelOf(base, { hfKnown: false }), ALL);
      expect(updated).toContain('| **AForCausalLM** | Y | Y | `a.py` | org/a |');
    });

    test('a path that ends with the file', () => {
      const path = ' Y | Y | `python/sglang/srt/models/a.py` | org/a |';
      expect(refreshed(path)).toBe(path);
      expect(refreshed(' Y | Y | `models/ba.py` | org/a |')).toBe(' Y | Y | `a.py` | org/a |');
      const gone = facts.map((entry) => ({ ...entry, native: false, file: '' }));
      const cells = refreshed(path, gone);
      expect(cells).toBe('  | Y |  | org/a |');
      const undecided = modelOf(gone, { undecidedFiles: new Set(['a.py']) });
      const text = document.replace('`a.py`', '`python/sglang/srt/models/a.py`');
      expect(updateTracking(text, undecided, { refresh: true }).text).toContain(
        '| **AForCausalLM** | Y | Y | `python/sglang/srt/models/a.py` | org/a |',
      );
    });

    test.each([
      'org/a, org/a-7B',
      'org/a<br>other/a',
      '`org/a` (gated)',
      '[org/a](v) and others',
      'see org/a.',
      'https://huggingface.co/org/a',
      'https://hf.co/org/a/tree/main, gated',
      '<https://huggingface.co/org/a>',
    ])('the example and more: %s', (example) => {
      const cells = ` Y | Y | \`a.py\` | ${example} |`;
      expect(refreshed(cells)).toBe(cells);
    });

    test('an example without an organisation and more', () => {
      const given = facts.map((entry) => ({ ...entry, example: 'gpt2' }));
      const cells = ' Y | Y | `a.py` | `gpt2` (small) |';
      expect(refreshed(cells, given)).toBe(cells);
      expect(refreshed(' Y | Y | `a.py` | org/gpt2 |', given)).toBe(' Y | Y | `a.py` | gpt2 |');
    });

    test.each(['`a.py` (to be split)', '`a.py`, `b.py`', '~~old.py~~ `models/a.py`'])(
      'the file and more: %s',
      (file) => {
        const cells = ` Y | Y | ${file} | org/a |`;
        expect(refreshed(cells)).toBe(cells);
      },
    );

    test.each([
      'https://huggingface.co/org/a-7B',
      'https://huggingface.co/datasets/org/a',
      'https://example.org/org/a',
      'org/a-Instruct',
      '~~org/a~~ org/b',
      'org/a.5',
      'my-org/a',
      'x/org/a',
      'org/a/b',
      'org/A',
    ])('another example: %s', (example) => {
      expect(refreshed(` Y | Y | \`a.py\` | ${example} |`)).toBe(' Y | Y | `a.py` | org/a |');
    });

    test.each([
      [true, 'Y (slow)'],
      [false, 'No'],
      [false, '—'],
      [null, '? (see #1)'],
    ])('fallback %s: %s', (fallback, mark) => {
      const known = modelOf(
        facts.map((entry) => ({ ...entry, fallback })),
        { withFallback: true },
      );
      const cell = /(?<=\| \*\*AForCausalLM\*\* \| Y \| Y \| `a.py` \| org\/a \| ).*(?=\|$)/m;
      const text = renderTracking(known).replace(cell, `${mark} `);
      expect(text).toContain(mark);
      expect(updateTracking(text, known, ALL).edits).toEqual([]);
    });
  });

  test('the fallback column is written where it exists and the sources were asked', () => {
    const facts = base.map((entry) => ({ ...entry, fallback: entry.hf }));
    const known = modelOf(facts, { withFallback: true });
    expect(updateTracking(document, known, ALL).edits).toEqual([]);
    const text = renderTracking(known);
    const undecided = modelOf(
      facts.map((entry) => ({ ...entry, fallback: null })),
      { withFallback: true },
    );
    expect(updateTracking(text, undecided, ALL).text).toContain('| **BertModel** |  | Y |  |  | ? |');
    expect(updateTracking(text, modelOf(base), ALL).edits).toEqual([]);
    expect([text, document].map((source) => hasFallbackColumn(parseTracking(source)))).toEqual([true, false]);
  });
});

test('a row that moves to a section that has to be made takes its columns along', () => {
  const without = document.replace(/\n## Multimodal[^]*(?=\n## Overall)/, '');
  const at = without.indexOf('## Embedding');
  const noted = without
    .slice(at)
    .replace(/^(\| Architecture .*)\n(.*)$/m, '$1 Notes |\n$2---|')
    .replace(/^\| \*\*BertModel.*$/m, '$& mine |');
  const moved = modelOf([...base.slice(0, 2), row('BertModel', 'multimodal', { hf: true })]);
  const { text } = updateTracking(without.slice(0, at) + noted, moved, ALL);
  expect(text.slice(text.indexOf('## Multimodal'))).toContain('| **BertModel** |  | Y |  |  | mine |');
  expect(updateTracking(text, moved, ALL).edits).toEqual([]);
});

describe('numbers with a thousands separator', () => {
  const many = [
    ...Array.from({ length: 1006 }, (_, i) => row(`N${i}`, 'text', { native: true })),
    row('OnlyHf', 'text', { hf: true }),
  ];
  const plain = renderTracking(modelOf(many));
  /** The numbers of the lines that state some. */
  const numbers = (text: string): string =>
    text
      .split('\n')
      .filter((line) => /^(?:\*\*\d|\| (?:Text-only|\*\*Total)|> \*\*\d)/.test(line))
      .map((line) => line.replace(/ —.*/, ''))
      .join('\n');
  const separated = (text: string, separator: string): string =>
    text.replace(/(?<=\*\*|\| )1(?=00\d(?:\*\*| ))/g, `1${separator}`);

  test.each([',', '.', '\u00A0'])('are right as they are: %j', (separator) => {
    const text = separated(plain, separator);
    expect(text).toContain(`**1${separator}006** native`);
    expect(updateTracking(text, modelOf(many), ALL).edits).toEqual([]);
  });

  test('keep it when they change', () => {
    const text = separated(plain, ',');
    const { text: updated } = updateTracking(text, modelOf([...many, row('New', 'text', { native: true })]), {
      update: true,
    });
    expect(numbers(updated)).toMatchInlineSnapshot(`
      "**1,007** native / **1** HF-only / **0** no fallback / **1,008** total
      **0** native / **0** HF-only / **0** no fallback / **0** total
      **0** native / **0** HF-only / **0** no fallback / **0** total
      | Text-only | 1,007 | 1 | 0 | 1,008 |
      | **Total** | **1,007** | **1** | **0** | **1,008** |
      > **1,007** natively supported (99%)
      > **1** HF fallback only (0%)
      > **0** no fallback (0%)"
    `);
  });

  test('one number of the line is enough, and small numbers have none', () => {
    const text = plain.replace(
      '**1006** native / **1** HF-only / **0** no fallback / **1007** total',
      '**1** native / **1,234** HF-only / **0** no fallback / **1007** total',
    );
    expect(numbers(updateTracking(text, modelOf(many), ALL).text)).toContain(
      '**1,006** native / **1** HF-only / **0** no fallback / **1007** total',
    );
    const few = updateTracking(separated(plain, ','), modelOf(many.slice(0, 2)), ALL).text;
    expect(few).toContain('**2** native / **0** HF-only / **0** no fallback / **2** total');
  });
});

describe('--prune', () => {
  test('removes only rows that the model does not have', () => {
    const { text, report } = updateTracking(document, modelOf(base.slice(1)), { prune: true });
    expect(report.removed.map((entry) => entry.architecture)).toEqual(['AForCausalLM']);
    expect(report.changed).toEqual([]);
    expect(text).toContain('**0** native / **1** HF-only / **0** no fallback / **1** total');
  });

  test('removes all rows of a section and keeps its table', () => {
    const { text } = updateTracking(document, modelOf([]), { prune: true });
    expect(text.replace(/^> \*\*Last.*\n/m, '')).toBe(
      renderTracking(modelOf([])).replace(/^> \*\*Last.*\n/m, ''),
    );
  });

  test('a row of several architectures stays while one of them lives', () => {
    const text = document.replace('**CForCausalLM**', '**CForCausalLM**, **DForCausalLM**');
    expect(updateTracking(text, modelOf(base), { prune: true }).report.removed).toEqual([]);
    expect(
      updateTracking(text, modelOf(base.filter((entry) => !entry.architecture.startsWith('C'))), {
        prune: true,
      }).report.removed,
    ).toMatchObject([{ architecture: 'CForCausalLM' }, { architecture: 'DForCausalLM' }]);
  });
});

describe('what people do to documents', () => {
  test('duplicate rows are reported and counted, not removed', () => {
    const twice = document.replace('| **CForCausalLM** |  | Y |  |  |\n', '$&$&');
    const { diagnostics, report } = updateTracking(twice, modelOf(base), ALL);
    expect(diagnostics).toMatchObject([
      {
        rule: 'tracking-duplicate-row',
        line: 28,
        column: 3,
        message: 'CForCausalLM has a row already, at line 27; remove one of them',
      },
    ]);
    expect(report.recounted.find((entry) => entry.what === 'stats of text')?.to).toContain('**3** total');
  });

  test('an unresolved merge conflict stops everything', () => {
    const conflict = document.replace(
      '| **CForCausalLM**',
      '<<<<<<< ours\n| **X** |\n=======\n| **Y** |\n>>>>>>> theirs\n$&',
    );
    expect(updateTracking(conflict, modelOf([]), ALL)).toMatchObject({
      text: conflict,
      edits: [],
      diagnostics: [
        {
          rule: 'document-conflict',
          line: 27,
          severity: 'error',
          message: 'the document has an unresolved merge conflict; resolve it first',
        },
      ],
    });
  });

  test('another document is not touched', () => {
    const text = '# Readme\n\n| Model | Size |\n|---|---|\n| a | 1 |\n';
    expect(updateTracking(text, modelOf(base), ALL)).toMatchObject({
      text,
      diagnostics: [{ rule: 'document-not-tracking', severity: 'error' }],
    });
  });

  test.each([
    ['a block quote', (table: string) => table.replace(/^/gm, '> ')],
    ['a list', (table: string) => `- item\n\n${table.replace(/^/gm, '  ')}`],
    ['a code block', (table: string) => `\`\`\`\n${table}\n\`\`\``],
    ['an HTML comment', (table: string) => `<!--\n${table}\n-->`],
  ])(
    'a section whose table stands inside %s is left alone, and the message says what to do',
    (name, wrap) => {
      const start = document.indexOf('| Architecture');
      const end = document.indexOf('\n\n', start);
      const text = document.slice(0, start) + wrap(document.slice(start, end)) + document.slice(end);
      const { text: after, diagnostics } = updateTracking(text, modelOf([...base, row('New', 'text')]), ALL);
      expect(after).toBe(text);
      expect(diagnostics).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            rule: 'document-table-not-editable',
            message: `the table stands inside ${name} and is left alone; move it to the top level of the document`,
          }),
          expect.objectContaining({ rule: 'document-edit-refused', severity: 'error' }),
        ]),
      );
    },
  );

  test.each([
    ['a block quote', (table: string) => table.replace(/^/gm, '> ')],
    ['an HTML comment', (table: string) => `<!--\n${table}\n-->`],
  ])('a section whose table stands inside %s keeps its numbers, and so does the sum', (_name, wrap) => {
    const start = document.indexOf('| Architecture');
    const end = document.indexOf('\n\n', start);
    const text = document.slice(0, start) + wrap(document.slice(start, end)) + document.slice(end);
    const { text: after, report } = updateTracking(text, modelOf(base), ALL);
    expect(after).toBe(text);
    expect(report.recounted).toEqual([]);
  });

  test('foreign text of the sources cannot leave its cell', () => {
    const evil = row('E', 'text', {
      native: true,
      file: 'a`|b.py',
      example: 'x | **Evil** | Y |\n| **Evil2** | Y',
    });
    const once = updateTracking(document, modelOf([...base, evil]), { update: true });
    expect(once.report.added).toHaveLength(1);
    expect(parseTracking(once.text).tables[0]?.rows.map((entry) => entry.architectures)).toEqual([
      ['AForCausalLM'],
      ['CForCausalLM'],
      ['E'],
    ]);
    expect(updateTracking(once.text, modelOf([...base, evil]), ALL).edits).toEqual([]);
  });

  test('a heading without a table gets one, before the numbers that stand there', () => {
    const start = document.indexOf('| Architecture');
    const end = document.indexOf('\n\n', start) + 2;
    const { text } = updateTracking(document.slice(0, start) + document.slice(end), modelOf(base), {
      update: true,
    });
    expect(text).toBe(document);
  });

  test('a remark right below a table is no architecture', () => {
    const noted = document.replace(
      '| **CForCausalLM** |  | Y |  |  |\n',
      '$&See the issue tracker for more\n',
    );
    expect(updateTracking(noted, modelOf(base), ALL).edits).toEqual([]);
  });

  test('a date in other words is replaced, a missing one added', () => {
    const more = modelOf([...base, row('D', 'text')], { date: '2026-02-03' });
    for (const words of ['yesterday, 5 pm', '']) {
      const text = document
        .replace('**Last updated:** 2026-01-02 |', `**Last updated:** ${words} |`)
        .replace(':**  |', ':** |');
      expect(updateTracking(text, more, { update: true }).text).toMatch(
        /^> \*\*Last updated:\*\* 2026-02-03 \| \*\*Source:\*\* reg/m,
      );
    }
  });
});
