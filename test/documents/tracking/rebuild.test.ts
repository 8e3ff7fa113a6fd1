import { describe, expect, test } from 'vitest';
import { rebuildTracking } from '../../../src/documents/tracking/rebuild.js';
import { renderTracking } from '../../../src/documents/tracking/render.js';
import type { TrackingUpdate } from '../../../src/documents/tracking/report.js';
import { updateTracking } from '../../../src/documents/tracking/update.js';
import { modelOf, row } from './support.js';

const base = [
  row('AForCausalLM', 'text', { native: true, hf: true, file: 'a.py', example: 'org/a' }),
  row('CForCausalLM', 'text', { hf: true }),
  row('BertModel', 'embedding', { hf: true }),
];
const document = renderTracking(modelOf(base));
const later = modelOf([...base.slice(0, 2), row('DForCausalLM', 'text', { native: true, file: 'd.py' })], {
  date: '2026-02-03',
});

/** With an empty column for notes in every table. */
function withNotes(text: string): string {
  return text
    .replace(/^(\| Architecture .*)\n(.*)$/gm, '$1 Notes |\n$2---|')
    .replace(/^\| \*\*(?!Total).*$/gm, '$&  |');
}

describe('rebuildTracking', () => {
  test('without a document it is the rendered one', () => {
    expect(rebuildTracking(null, modelOf(base)).text).toBe(document);
    expect(rebuildTracking('\n', modelOf(base)).text).toBe(document);
  });

  test('reports what it changes', () => {
    const { text, report } = rebuildTracking(document, later);
    expect(text).toBe(renderTracking(later));
    expect(report).toMatchObject({
      added: [{ architecture: 'DForCausalLM' }],
      removed: [{ architecture: 'BertModel' }],
      changed: [],
      moved: [],
      problems: [],
    });
  });

  test('keeps the date when nothing else changes', () => {
    expect(rebuildTracking(document, modelOf(base, { date: '2027-01-01' }))).toMatchObject({
      text: document,
      edits: [],
    });
  });

  test('keeps line ends and byte-order mark', () => {
    const windows = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    expect(rebuildTracking(windows(document), later).text).toBe(windows(renderTracking(later)));
  });

  test('keeps human columns by architecture, also when the row moves, and their legend', () => {
    const text = document
      .replace('| Example HF Model | A checkpoint', '| Notes[^1] | what we know |\n$&')
      .replace(
        'Example HF Model |\n|---|---|---|---|---|\n| **A',
        'Example HF Model | [Notes](x) |\n|---|---|---|---|---|---|\n| **A',
      )
      .replace('`a.py` | org/a |', '`a.py` | org/a | **mine** \\| yours[^1] |')
      .replace('| **CForCausalLM** |  | Y |  |  |', '| **CForCausalLM** |  | Y |  |  | see #7 |');
    const moved = base.map((entry) =>
      entry.architecture === 'CForCausalLM' ? { ...entry, category: 'embedding' as const } : entry,
    );
    const { text: rebuilt, report } = rebuildTracking(`${text}\n[^1]: a footnote\n`, modelOf(moved));
    expect(report.moved.map((entry) => entry.architecture)).toEqual(['CForCausalLM']);
    expect(rebuilt).toContain(
      '| Architecture | Native | HF | SGLang File | Example HF Model | [Notes](x) |\n|---|---|---|---|---|---|\n| **AForCausalLM** | Y | Y | `a.py` | org/a | **mine** \\| yours[^1] |\n\n',
    );
    expect(rebuilt).toContain(
      '| **BertModel** |  | Y |  |  |  |\n| **CForCausalLM** |  | Y |  |  | see #7 |\n',
    );
    expect(rebuilt).toContain('\n| Notes[^1] | what we know |\n');
    expect(rebuilt).toMatch(/\n\n\[\^1\]: a footnote\n$/);
    expect(rebuildTracking(rebuilt, modelOf(moved)).text).toBe(rebuilt);
  });

  test('adds the fallback column last and takes it away again', () => {
    const facts = base.map((entry) => ({ ...entry, fallback: true }));
    const noted = document.replaceAll('Example HF Model |\n|---', 'Example HF Model | Notes |\n|---|---');
    const added = rebuildTracking(noted, modelOf(facts, { withFallback: true })).text;
    expect(added).toContain('| Example HF Model | Notes | Fallback |');
    expect(added).toContain('| **BertModel** |  | Y |  |  |  | Y |');
    expect(rebuildTracking(added, modelOf(facts)).text).toContain('| Example HF Model | Notes |\n');
  });

  test('keeps what people wrote around the tables', () => {
    const text = [
      '---\ntitle: t\n---\n\n<!-- badge -->\n\n',
      document
        .replace('### Legend', 'A remark.\n\n- and\n- a list\n\n### Legend')
        .replace(
          '\n---\n\n## Embedding',
          '\nWhat we think of text models.\n\n### Details\n\n| x | y |\n|---|---|\n\n---\n\n## Embedding',
        )
        .replace('\n## Overall', '\n## How to help\n\nAsk\nus.\n\n---\n\n## Overall'),
      '> and more\n',
    ].join('');
    const { text: rebuilt, diagnostics } = rebuildTracking(text, modelOf(base));
    expect(diagnostics).toEqual([]);
    expect(rebuilt).toBe(
      [
        '---\ntitle: t\n---\n\n<!-- badge -->\n\n',
        document
          .replace('### Legend', 'A remark.\n\n- and\n- a list\n\n### Legend')
          .replace(
            '\n---\n\n## Embedding',
            '\nWhat we think of text models.\n\n### Details\n\n| x | y |\n|---|---|\n\n---\n\n## Embedding',
          ),
        '\n> and more\n\n## How to help\n\nAsk\nus.\n',
      ].join(''),
    );
    expect(rebuildTracking(rebuilt, modelOf(base)).edits).toEqual([]);
  });

  test('an old document of other words becomes a new one without leftovers', () => {
    const old = document
      .replace(/^Every model.*$/m, 'Inventory of everything.')
      .replace(/^> \*\*What stands.*$/m, '> **How to:** run the script')
      .replaceAll(' — SGLang has an implementation of its own', ' — optimized')
      .replace(/^\| Native \| .*$/m, '| Native | has one |');
    expect(rebuildTracking(old, modelOf(base)).text).toBe(document);
  });

  test('refuses what would lose something, and other documents', () => {
    const twice = document.replaceAll('Example HF Model |\n|---', 'Example HF Model | N | N |\n|---|---|---');
    expect(rebuildTracking(twice, later)).toMatchObject({
      text: twice,
      diagnostics: [{ rule: 'tracking-column-twice', severity: 'error' }, {}, {}],
    });
    expect(rebuildTracking('# Readme\n', later)).toMatchObject({
      text: '# Readme\n',
      diagnostics: [{ rule: 'document-not-tracking' }],
    });
    const conflict = `<<<<<<< a\n=======\n>>>>>>> b\n${document}`;
    expect(rebuildTracking(conflict, later)).toMatchObject({
      text: conflict,
      diagnostics: [{ rule: 'document-conflict', line: 1 }],
    });
  });

  test('kept text that would swallow what follows stops it', () => {
    const text = `${document.replace('\n## Overall', '\n## Mine\n\nDo not lose.\n\n## Overall')}\n\`\`\`\nnever closed\n`;
    const { text: rebuilt, diagnostics } = rebuildTracking(text, later);
    expect(rebuilt).toBe(text);
    expect(diagnostics).toMatchObject([
      {
        rule: 'document-edit-refused',
        message:
          'nothing was changed: text that people wrote would not read as before; look for text in it that opens a code block or a comment and does not close it',
      },
    ]);
    expect(rebuildTracking(`${text}\`\`\`\n`, later).text).toContain(
      'never closed\n```\n\n## Mine\n\nDo not lose.\n',
    );
  });

  test('says which rows it does not keep', () => {
    const text = document.replace('| **CForCausalLM**', '| **Some family** |  |  |  |  |\n$&');
    expect(rebuildTracking(text, modelOf(base))).toMatchObject({
      text: document,
      diagnostics: [{ rule: 'tracking-row-dropped', line: 27 }],
    });
  });

  test('says which text of a second row, or beyond the last column, it does not keep', () => {
    const row = '| **AForCausalLM** | Y | Y | `a.py` | org/a |';
    const noted = withNotes(document);
    const rebuilt = (first: string, ...further: readonly string[]): readonly unknown[] => {
      const rows = [first, ...further].map((end) => `${row} ${end}`).join('\n');
      const { text, diagnostics } = rebuildTracking(noted.replace(`${row}  |`, rows), modelOf(base));
      expect(rebuildTracking(text, modelOf(base))).toMatchObject({ edits: [], diagnostics: [] });
      const dropped = diagnostics.filter(({ rule }) => rule === 'tracking-row-dropped');
      return [
        text.split('\n')[25]?.slice(row.length + 1),
        ...dropped.map(({ line, message }) => [line, message]),
      ];
    };
    const lost = (what: string): string =>
      `a rebuild does not keep ${what} of this row; move it to another cell or out of the table`;
    expect(rebuilt('first |', 'second[^1] |', 'first |', 'third |')).toEqual([
      'first |',
      [27, lost('"second[^1]" (Notes)')],
      [29, lost('"third" (Notes)')],
    ]);
    expect(rebuilt(' |', 'second |', ' |')).toEqual(['second |']);
    expect(rebuilt('first | stray `x` |  | more |', ' |')).toEqual([
      'first |',
      [26, lost('"stray `x`" (beyond the last column) and "more" (beyond the last column)')],
    ]);
    expect(rebuilt('first |', 'second | stray |')).toEqual([
      'first |',
      [27, lost('"second" (Notes) and "stray" (beyond the last column)')],
    ]);
  });

  test('nothing is said of the text of a row that is removed as a whole', () => {
    const noted = withNotes(document).replace('| **CForCausalLM** |  | Y |  |  |  |', '$& x |');
    const rest = modelOf(base.filter(({ architecture }) => architecture !== 'CForCausalLM'));
    expect(rebuildTracking(noted, rest)).toMatchObject({
      report: { removed: [{ architecture: 'CForCausalLM' }] },
      diagnostics: [],
    });
  });

  describe('a key or machine cell that says more than archscan writes', () => {
    const own = '| **AForCausalLM** | Y | Y | `a.py` | org/a |';
    const other = '| **CForCausalLM** |  | Y |  |  |';
    const definition = '\n[^1]: a note\n';
    const lines = (text: string): readonly string[] =>
      text.split('\n').filter((line) => line.includes('ForCausalLM') && line.startsWith('| '));
    const rebuilt = (rows: string): TrackingUpdate => {
      const model = modelOf(base);
      const once = rebuildTracking(document.replace(`${own}\n${other}`, rows) + definition, model);
      expect(rebuildTracking(once.text, model)).toMatchObject({ text: once.text, edits: [] });
      const modes = { update: true, refresh: true, prune: true };
      expect(updateTracking(once.text, model, modes).edits).toEqual([]);
      return once;
    };
    const lost = (text: string): string =>
      `a rebuild does not keep ${text} of this row; move it to another cell or out of the table`;

    test.each([
      '| **AForCausalLM**[^1] | Y[^1] | Y | `a.py` | org/a |',
      '| [**AForCausalLM**](https://a.b) | Y | Y | [`a.py`](u) | [org/a](v) |',
      '| [AForCausalLM](https://a.b) (old) | Y | ✅ <sup>2</sup> | `a.py` | org/a |',
      '| **AForCausalLM** | Y | Y | `models/a.py` (to be split) | `org/a` (gated), org/b |',
      '| ~~**AForCausalLM**~~ | Y <!-- x --> | Y | `a.py` | org/a <!-- archscan-ignore-line x: y --> |',
    ])('stays where it agrees: %s', (written) => {
      const { text, diagnostics } = rebuilt(`${other}\n${written}`);
      expect(lines(text)).toEqual([written, other]);
      expect(diagnostics).toEqual([]);
    });

    test('so do remarks in a cell that says no', () => {
      const written = '| **CForCausalLM** | ⚠️ soon | Y | <!-- none --> | [^1] |';
      expect(lines(rebuilt(`${own}\n${written}`).text)).toEqual([own, written]);
    });

    test.each([
      '| `AForCausalLM` | **Y** | ✓ | a.py | *org/a* |',
      '| AForCausalLM | yes | ✅︎ | **`a.py`** | `org/a` |',
      '| AForCausalLM | :white_check_mark: | Y | a.py | org/a |',
    ])('other marks and other type become the usual ones: %s', (written) => {
      const none = '| **CForCausalLM** | ❌ | Y | | |';
      const { text, diagnostics } = rebuilt(`${written}\n${none}`);
      expect(lines(text)).toEqual([own, other]);
      expect(diagnostics).toEqual([]);
    });

    test('moves with its row to another section', () => {
      const text = rebuildTracking(
        document.replace(other, '| **CForCausalLM**[^1] |  | Y[^1] |  |  |') + definition,
        modelOf(base.map((entry) => ({ ...entry, category: entry.native ? 'text' : 'embedding' }))),
      ).text;
      expect(text).toContain('| **BertModel** |  | Y |  |  |\n| **CForCausalLM**[^1] |  | Y[^1] |  |  |\n');
    });

    test('moves with its row to a section that was not there', () => {
      const start = document.indexOf('\n## Multimodal');
      const without = `${document.slice(0, start)}${document.slice(document.indexOf('\n## Overall'))}`;
      const moved = modelOf(
        base.map((entry) => (entry.native ? entry : { ...entry, category: 'multimodal' })),
      );
      const text = without.replace(other, '| **CForCausalLM**[^1] |  | Y[^1] |  |  |') + definition;
      for (const once of [rebuildTracking(text, moved), updateTracking(text, moved, { refresh: true })])
        expect(once.text).toContain(
          '| **BertModel** |  | Y |  |  |\n| **CForCausalLM**[^1] |  | Y[^1] |  |  |\n',
        );
    });

    test('is corrected where it does not agree, and what goes with it is said', () => {
      const written = '| **AForCausalLM** | [^1] | Y | `old.py`<!-- why --> | [org/b](v) |';
      const { text, diagnostics, report } = rebuilt(`${written}\n${other}`);
      expect(lines(text)).toEqual([own, other]);
      expect(diagnostics).toMatchObject([
        {
          rule: 'tracking-row-dropped',
          severity: 'warning',
          line: 26,
          message: lost(
            '"[^1]" (Native) and "`old.py`<!-- why -->" (SGLang File) and "[org/b](v)" (Example HF Model)',
          ),
        },
      ]);
      expect(report.problems).toHaveLength(1);
    });

    test('other values that are corrected are changes and nothing else', () => {
      const written = '| **AForCausalLM** | N | Y | `old.py` | org/b |';
      const { diagnostics, report } = rebuilt(`${written}\n${other}`);
      expect(diagnostics).toEqual([]);
      expect(report.changed).toMatchObject([
        { cells: [{ from: 'N' }, { from: 'old.py' }, { from: 'org/b' }] },
      ]);
    });

    test('of several rows the cells of the first count', () => {
      const first = '| **AForCausalLM**[^1] | Y | Y | `a.py` | org/a |';
      const second = '| [**AForCausalLM**](u) | Y | Y[^1] | `a.py` | org/b |';
      const { text, diagnostics } = rebuilt(`${first}\n${second}\n${other}`);
      expect(lines(text)).toEqual([first, other]);
      expect(diagnostics.filter(({ rule }) => rule === 'tracking-row-dropped')).toMatchObject([
        {
          line: 27,
          message: lost(
            '"[**AForCausalLM**](u)" (Architecture) and "Y[^1]" (HF) and "org/b" (Example HF Model)',
          ),
        },
      ]);
    });

    test('of a row of several architectures, machine cells go to each and the rest of the key cell is reported', () => {
      const both = '| **AForCausalLM** and **CForCausalLM** (both)[^1] |  | Y[^1] |  |  |';
      const { text, diagnostics } = rebuilt(both);
      expect(lines(text)).toEqual([
        '| **AForCausalLM** | Y | Y[^1] | `a.py` | org/a |',
        '| **CForCausalLM** |  | Y[^1] |  |  |',
      ]);
      expect(diagnostics).toMatchObject([
        { rule: 'tracking-several-architectures' },
        { message: lost('"**AForCausalLM** and **CForCausalLM** (both)[^1]" (Architecture)') },
      ]);
      expect(rebuilt('| **AForCausalLM** and **CForCausalLM** |  | Y |  |  |').diagnostics).toHaveLength(1);
    });

    test('goes with a column that is not asked for, and is reported', () => {
      const known = base.map((entry) => ({ ...entry, fallback: entry.hf }));
      const asked = modelOf(known, { withFallback: true });
      const noted = renderTracking(asked).replace('`a.py` | org/a | Y |', '`a.py` | org/a | Y[^1] |');
      expect(rebuildTracking(noted + definition, asked)).toMatchObject({ edits: [], diagnostics: [] });
      const { text, diagnostics } = rebuildTracking(noted + definition, modelOf(known));
      expect(text).toBe(document + definition);
      expect(diagnostics).toMatchObject([{ message: lost('"Y[^1]" (Fallback)') }]);
    });
  });

  test.each(['**1** native', '> **1** native', 'Text: **1** native'])(
    'text beside a stats line stays: %s',
    (start) => {
      const noted = document.replace(
        /^\*\*1\*\* native.*$/m,
        (line) => `${line.replace('**1** native', start)} (drafts too)[^1]`,
      );
      const text = `${noted}\n[^1]: as a script does\n`;
      const more = modelOf([...base, row('EForCausalLM', 'text', { native: true, file: 'e.py' })]);
      const once = rebuildTracking(text, more);
      expect(once.text).toContain(
        `${start.replace('1', '2')} / **1** HF-only / **0** no fallback / **3** total (drafts too)[^1]\n`,
      );
      expect(rebuildTracking(once.text, more)).toMatchObject({ text: once.text, edits: [], diagnostics: [] });
    },
  );

  test('says what it does not keep of the summary', () => {
    const text = document
      .replace(/^\| Category .*\n.*$/m, (head) => head.replace('\n', ' Owner |\n') + '---|')
      .replace(/^\| Multimodal .*$/m, '$& Alice |\n| Audio | 1 | | | | |');
    const { text: rebuilt, diagnostics } = rebuildTracking(text, modelOf(base));
    expect(rebuilt).toBe(document);
    expect(diagnostics.map(({ rule, message }) => `${rule} ${message.split(' of this')[0] ?? ''}`)).toEqual([
      'tracking-row-dropped a rebuild does not keep "Alice" (Owner)',
      'tracking-row-dropped a rebuild does not keep "Audio" (Category) and "1" (Native)',
    ]);
  });

  test('a row of several architectures becomes a row of each, and names that are gone are removed', () => {
    const noted = withNotes(document)
      .replace('**AForCausalLM**', '**AForCausalLM** / **OldForCausalLM** / **BertModel**')
      .replace('| org/a |  |', '| org/a | both |')
      .replace(/^\| \*\*BertModel.*\n/m, '');
    const { text, report, diagnostics } = rebuildTracking(noted, modelOf(base));
    expect(text).toBe(
      withNotes(document)
        .replace('| org/a |  |', '| org/a | both |')
        .replace('| **BertModel** |  | Y |  |  |  |', '| **BertModel** |  | Y |  | org/a | both |'),
    );
    expect(report).toMatchObject({
      added: [],
      changed: [],
      moved: [{ architecture: 'BertModel', from: 'text', to: 'embedding', line: 26 }],
      removed: [{ architecture: 'OldForCausalLM', line: 26 }],
    });
    expect(diagnostics).toMatchObject([
      {
        rule: 'tracking-several-architectures',
        line: 26,
        message:
          'the row names AForCausalLM and OldForCausalLM and BertModel and is left alone by --update and --refresh, while a rebuild makes a row of each; give each a row of its own',
      },
    ]);
  });

  test('it keeps what a file registers of which that is not known', () => {
    const own = row('EForCausalLM', 'text', { native: true, file: 'e.py', example: 'org/e' });
    const before = renderTracking(modelOf([...base, own]));
    for (const rows of [base, [...base, { ...own, native: false, file: '' }]]) {
      const undecided = modelOf(rows, { undecidedFiles: new Set(['e.py']) });
      expect(rebuildTracking(before, undecided).text).toBe(before);
      const modes = { update: true, refresh: true, prune: true };
      expect(updateTracking(before, undecided, modes).text).toBe(before);
      expect(rebuildTracking(before, modelOf(rows)).text).not.toBe(before);
    }
  });

  test('nor does it move such a row, or change what it says of the fallback', () => {
    const own = row('EForCausalLM', 'multimodal', { native: true, hf: true, file: 'e.py', example: 'org/e' });
    const facts = { withFallback: true };
    const before = renderTracking(modelOf([...base, { ...own, fallback: false }], facts));
    const seen = { ...own, native: false, file: '', fallback: true, category: 'text' } as const;
    const undecided = modelOf([...base, seen], { ...facts, undecidedFiles: new Set(['e.py']) });
    expect(rebuildTracking(before, undecided).text).toBe(before);
    expect(rebuildTracking(before, modelOf([...base, seen], facts)).text).not.toBe(before);
  });

  test('it moves no row where what SGLang says of categories is hidden', () => {
    const own = row('EForCausalLM', 'multimodal', { native: true, file: 'e.py' });
    const before = renderTracking(modelOf([...base, own]));
    const rows = [...base, { ...own, category: 'text' } as const];
    const hidden = modelOf(rows, { categoriesHidden: true });
    expect(rebuildTracking(before, hidden).text).toBe(before);
    expect(updateTracking(before, hidden, { update: true, refresh: true }).text).toBe(before);
    expect(rebuildTracking(before, modelOf(rows)).text).not.toBe(before);
  });

  test('it keeps what a syntax error may hide of transformers', () => {
    const own = row('EForCausalLM', 'text', { hf: true, example: 'org/e' });
    const before = renderTracking(modelOf([...base, own]));
    for (const rows of [base, [...base, { ...own, hf: false }]]) {
      const modes = { update: true, refresh: true, prune: true };
      const hidden = modelOf(rows, { hfHidden: true });
      expect(rebuildTracking(before, hidden).text).toBe(before);
      expect(updateTracking(before, hidden, modes).text).toBe(before);
      expect(rebuildTracking(before, modelOf(rows)).text).not.toBe(before);
    }
  });

  test('without transformers it keeps what rests on it, as an update does', () => {
    const blind = modelOf([row('AForCausalLM', 'multimodal', { native: true, file: 'b.py' })], {
      hfKnown: false,
    });
    const rebuilt = rebuildTracking(document, blind).text;
    expect(rebuilt).toBe(updateTracking(document, blind, { update: true, refresh: true, prune: true }).text);
    expect(rebuilt).toContain('| **AForCausalLM** | Y | Y | `b.py` | org/a |\n| **CForCausalLM** |  | Y |');
  });
});
