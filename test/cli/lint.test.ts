import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { edited, lineWith, SRT } from '../lint/support.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';
import { archscan, workplace, type Workplace } from './lint-run.js';

/** A workplace whose document was edited. */
function place(...edits: readonly (readonly [string, string])[]): Workplace {
  const made = workplace(tempFolder());
  writeFileSync(made.document, edited(made.text, ...edits));
  return made;
}

const WRONG_CELL = ['| **SorrelForCausalLM** | Y |', '| **SorrelForCausalLM** |  |'] as const;
const ORDER_ONLY = ['## Multimodal Models (Vision / Audio / OCR)', '## Multi-modal models'] as const;

describe('exit codes', () => {
  test('0 without findings', async () => {
    const { code, out, err } = await place().lint('--quiet');
    expect(out).toMatch(/^.*QuartzForCausalLM.*/s);
    expect(out).toMatch(/0 errors, 0 warnings, 3 notes\.\n$/);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('0 with warnings and information only', async () => {
    const { code, out } = await place(ORDER_ONLY).lint();
    expect(out).toMatch(/0 errors, 1 warning, 3 notes\.\n$/);
    expect(code).toBe(0);
  });

  test('1 with an error', async () => {
    const { document, lint } = place(WRONG_CELL);
    const { code, out } = await lint();
    expect(out).toContain(`${document}\n`);
    expect(out).toContain(
      `  32:26  error  SGLang registers SorrelForCausalLM, but Native does not say Y  tracking-wrong-native [--fix]\n`,
    );
    expect(code).toBe(1);
  });

  test('1 for a document that cannot be read: the sources are still checked', async () => {
    const { document, sglang, lint } = place();
    writeFileSync(document, Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
    writeFiles(sglang, { [`${SRT}/models/oak.py`]: 'EntryClass = ("Oak",)\n' });
    const { code, out } = await lint('--format', 'json');
    expect(rulesIn(out)).toEqual(['document-unreadable', 'sglang-entry-class']);
    expect(code).toBe(1);
  });

  test.each([
    ['a path that is not there', ['lint', 'nowhere-at-all'], /There is no nowhere-at-all/],
    ['an unknown option', ['lint', '--fixx'], /unknown option '--fixx'/],
    ['an unknown format', ['lint', '--format', 'xml'], /pretty, json, sarif, github/],
    ['a baseline to write without a name', ['lint', '.', '--write-baseline'], /Name it with --baseline FILE/],
    [
      'a baseline of changes only',
      ['lint', '.', '--baseline', 'b', '--write-baseline', '--since', 'x'],
      /--since makes no sense/,
    ],
    ['a fix of some findings', ['lint', '.', '--fix', '--since', 'HEAD'], /--since chooses among findings/],
    ['a fix beside a baseline', ['lint', '.', '--fix', '--baseline', 'b'], /--baseline chooses among/],
    ['a fix in the past', ['lint', '.', '--fix', '--rev', 'HEAD'], /Leave one of them out/],
  ])('2 for %s', async (_, args, message) => {
    const { code, out, err } = await archscan(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  test('2 for a folder without sources, and for a document without them', async () => {
    const empty = tempFolder({ 'README.md': '# Nothing\n' });
    expect((await archscan('lint', empty)).code).toBe(2);
    const { sglang, document } = place();
    const transformers = join(sglang, '../transformers');
    const { code, err } = await archscan('lint', transformers, document);
    expect(code).toBe(2);
    expect(err).toContain('A document can only be checked against SGLang sources.');
  });
});

describe('what is checked', () => {
  test('the document in the root, unless others are named', async () => {
    const { document, sglang, text, lint } = place(WRONG_CELL);
    const other = join(tempFolder({ 'other.md': text }), 'other.md');
    expect((await lint()).code).toBe(1);
    expect((await archscan('lint', sglang, other)).code).toBe(0);
    rmSync(document);
    expect((await lint()).out).toMatch(/^Nothing found\.\n$/);
  });

  test('the sources without a document', async () => {
    const { sglang, document, lint } = place();
    rmSync(document);
    writeFiles(sglang, { [`${SRT}/models/oak.py`]: 'EntryClass = ("Oak",)\n' });
    const { code, out } = await lint();
    expect(out).toContain(`${sglang}/${SRT}/models/oak.py\n\n  1:1  error  `);
    expect(code).toBe(1);
  });

  test('a file that is too large is told, and nothing is said of the rows that it may decide', async () => {
    const { sglang, lint } = place();
    const config = { overrideRows: false, transformers: '../transformers', maxFileBytes: 3000 };
    writeFiles(sglang, {
      'archscan.config.json': JSON.stringify(config),
      [`${SRT}/models/sorrel.py`]: `${'# '.repeat(2000)}\nclass SorrelForCausalLM: ...\nEntryClass = SorrelForCausalLM\n`,
    });
    const { out } = await lint('--format', 'json');
    expect(rulesIn(out)).toEqual(['source-skipped']);
    expect(out).toContain(`${sglang}/${SRT}/models/sorrel.py`);
  });

  test('without transformers sources nothing is said about HF, and that is said', async () => {
    const { sglang, lint } = place(['| **AcornForCausalLM** | Y | Y |', '| **AcornForCausalLM** | Y |  |']);
    expect((await lint()).code).toBe(1);
    writeFiles(sglang, { 'archscan.config.json': '{"overrideRows": false}' });
    const { code, err } = await lint();
    expect(code).toBe(0);
    expect(err).toBe(
      'No transformers sources: nothing is said about HF. Give them with --transformers PATH.\n',
    );
  });
});

describe('--fix', () => {
  /** Drift of every kind that a refresh corrects, in a document with a byte-order mark, CR LF and foreign text. */
  function drifted(text: string): string {
    const changed = edited(
      text,
      WRONG_CELL,
      [
        '| **AcornMoeForCausalLM** | Y | Y | `acorn_moe.py` |',
        '|  **AcornMoeForCausalLM**   | Y | Y | `acorn.py` |',
      ],
      ['| **QuartzModel** |  | Y |  | stonepath/Quartz-1B |\n', ''],
      ['treeline-labs/Lantern-VL-8B-Instruct', 'your-org/lantern'],
      ['**2** native / **5** HF-only', '**3** native / **5** HF-only'],
      ['## Overall Summary', '## Notes\n\n* kept   as it is✅︎\n\n## Overall Summary'],
    );
    return `\uFEFF${changed.replaceAll('\n', '\r\n')}`;
  }

  test('writes exactly what track --refresh writes, and a second run finds nothing to fix', async () => {
    const [fixed, refreshed] = [place(), place()];
    for (const { document, text } of [fixed, refreshed]) writeFileSync(document, drifted(text));
    const track = await archscan('track', refreshed.sglang, '--refresh', '--output', refreshed.document);
    expect(track.code).toBe(0);
    const first = await fixed.lint('--fix');
    expect(first.err).toBe(`Wrote ${fixed.document}\n`);
    expect(first.code).toBe(0);
    const bytes = readFileSync(fixed.document);
    expect(bytes.equals(readFileSync(refreshed.document))).toBe(true);
    expect(bytes.toString('utf8')).not.toBe(drifted(fixed.text));
    expect(bytes.toString('utf8')).toContain('\r\n* kept   as it is✅︎\r\n');

    const second = await fixed.lint('--fix', '--date', '2026-03-04', '--format', 'json');
    expect(second.err).toBe('');
    expect(second.out).not.toContain('"fixable": true');
    expect(readFileSync(fixed.document).equals(bytes)).toBe(true);
  });

  test('every finding that says so is gone afterwards, the others stay', async () => {
    const { document, text, lint } = place();
    writeFileSync(
      document,
      edited(drifted(text), ['## Multimodal Models (Vision / Audio / OCR)', '## Multi-modal models']),
    );
    const before = JSON.parse((await lint('--format', 'json')).out) as JsonReport;
    const after = JSON.parse((await lint('--format', 'json', '--fix', '--quiet')).out) as JsonReport;
    const fixable = before.findings.filter((finding) => finding.fixable);
    expect(fixable.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining([
        'tracking-missing-row',
        'tracking-stale-count',
        'tracking-wrong-file',
        'tracking-wrong-native',
      ]),
    );
    const others = before.findings
      .filter((finding) => !finding.fixable)
      .map(({ rule, key }) => `${rule} ${key}`);
    expect(after.findings.map(({ rule, key }) => `${rule} ${key}`)).toEqual(expect.arrayContaining(others));
    expect(after.findings.filter((finding) => finding.fixable)).toEqual([]);
  });

  test('leaves alone what a comment ignores, as lint and track --check do', async () => {
    const { sglang, document, lint } = place([
      'treeline-labs/Lantern-VL-8B-Instruct',
      'my-org/lantern <!-- archscan-ignore-line tracking-stale-example: gated -->',
    ]);
    const before = readFileSync(document);
    const { code, err } = await lint('--fix');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(document).equals(before)).toBe(true);
    expect((await archscan('track', sglang, '--check', '--output', document)).code).toBe(0);
  });

  test('begins no document where one is empty', async () => {
    const { document, lint } = place();
    writeFileSync(document, '\n');
    const { code, out } = await lint('--fix');
    expect(code).toBe(1);
    expect(out).toContain('document-not-tracking');
    expect(readFileSync(document, 'utf8')).toBe('\n');
  });

  test('leaves a document alone that it cannot correct', async () => {
    const { document, lint } = place(
      ['| **SorrelForCausalLM** | Y |', '<<<<<<< HEAD\n| **SorrelForCausalLM** |  |'],
      ['| **TransformersForCausalLM**', '=======\n>>>>>>> branch\n| **TransformersForCausalLM**'],
    );
    const before = readFileSync(document);
    const { code, err, out } = await lint('--fix');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('document-conflict');
    expect(readFileSync(document).equals(before)).toBe(true);
  });
});

describe('--baseline', () => {
  test('what it lists is left out, and only the new is found', async () => {
    const { sglang, document, lint } = place(WRONG_CELL);
    const baseline = join(sglang, 'archscan-baseline.json');
    const written = await lint('--baseline', baseline, '--write-baseline');
    expect(written).toEqual({ code: 0, out: '', err: `Wrote ${baseline}: 4 findings\n` });
    expect((await lint('--baseline', baseline)).out).toMatch(/^Nothing found; 4 in the baseline\.\n$/);

    // The known finding moves down a few lines, and a new one appears.
    writeFileSync(
      document,
      edited(
        readFileSync(document, 'utf8'),
        ['### Legend', 'More.\n\nLines.\n\n### Legend'],
        [
          '| **AcornMoeForCausalLM** | Y | Y | `acorn_moe.py` |',
          '| **AcornMoeForCausalLM** | Y | Y | `acorn.py` |',
        ],
      ),
    );
    const { code, out } = await lint('--baseline', baseline, '--format', 'json');
    expect(rulesIn(out)).toEqual(['tracking-wrong-file']);
    expect(code).toBe(1);
  });

  test('entries that nothing corresponds to are told', async () => {
    const { sglang, document, text, lint } = place(WRONG_CELL);
    const baseline = join(sglang, 'archscan-baseline.json');
    await lint('--baseline', baseline, '--write-baseline');
    writeFileSync(document, text);
    const { code, err } = await lint('--baseline', baseline);
    expect(code).toBe(0);
    expect(err).toBe(`1 finding of ${baseline} is gone; write it again with --write-baseline\n`);
    await lint('--baseline', baseline, '--write-baseline');
    expect((await lint('--baseline', baseline)).err).toBe('');
  });

  test('names files from its own folder, so that it holds in any checkout', async () => {
    const first = place(WRONG_CELL);
    const baseline = join(first.sglang, 'archscan-baseline.json');
    await first.lint('--baseline', baseline, '--write-baseline');
    const text = readFileSync(baseline, 'utf8');
    expect(text).toContain('"file":"MODEL_SUPPORT_TRACKING.md"');
    expect(text).not.toContain(first.sglang);
    const second = place(WRONG_CELL);
    writeFiles(second.sglang, { 'archscan-baseline.json': text });
    expect((await second.lint('--baseline', join(second.sglang, 'archscan-baseline.json'))).code).toBe(0);
  });

  test('that is not there, or is none, is misuse', async () => {
    const { sglang, lint } = place();
    const missing = await lint('--baseline', join(sglang, 'none.json'));
    expect(missing.code).toBe(2);
    expect(missing.err).toContain('Write it with --write-baseline.');
    const other = await lint('--baseline', join(sglang, 'archscan.config.json'));
    expect(other.code).toBe(2);
    expect(other.err).toContain('is no baseline of archscan lint');
  });
});

describe('ignore comments', () => {
  const IGNORED = [
    '| **SorrelForCausalLM** | Y |  | `sorrel.py` |  |',
    '| **SorrelForCausalLM** |  |  | `sorrel.py` | <!-- archscan-ignore-line tracking-wrong-native, tracking-stale-example: under review --> |',
  ] as const;

  test('in a document, with a reason', async () => {
    const { out } = await place(IGNORED).lint('--format', 'json');
    const { findings, summary } = JSON.parse(out) as JsonReport;
    expect(findings.map(({ rule }) => rule)).not.toContain('tracking-wrong-native');
    expect(summary.ignored).toBe(1);
  });

  test('without a reason they have no effect and are findings themselves', async () => {
    const bare = [IGNORED[0], IGNORED[1].replace(', tracking-stale-example: under review', '')] as const;
    const { code, out } = await place(bare).lint('--format', 'json');
    expect(rulesIn(out)).toEqual(expect.arrayContaining(['ignore-without-reason', 'tracking-wrong-native']));
    expect(code).toBe(1);
  });

  test('in the sources, and one that nothing needs', async () => {
    const { sglang, lint } = place();
    const guarded = (comment: string): string =>
      `guarded = [\n    "SorrelForCausalLM",\n    "SorelForCausalLM",${comment}\n]\n`;
    const path = `${SRT}/lists.py`;
    const rules = async (text: string): Promise<readonly string[]> => {
      writeFiles(sglang, { [path]: text });
      return rulesIn((await lint('--format', 'json')).out).filter((rule) => !rule.startsWith('tracking-'));
    };
    expect(await rules(guarded(''))).toEqual(['sglang-unregistered-name']);
    expect(await rules(guarded('  # archscan: ignore[sglang-unregistered-name] a plugin has it'))).toEqual(
      [],
    );
    const model = `${SRT}/models/sorrel.py`;
    const sorrel = readFileSync(join(sglang, model), 'utf8');
    writeFiles(sglang, {
      [model]: `${sorrel}\n# archscan: ignore[sglang-entry-class] fixed long ago\nx = 1\n`,
    });
    expect(await rules('')).toEqual(['ignore-unused']);
  });
});

describe('--format', () => {
  test('github', async () => {
    const { document, lint } = place(WRONG_CELL);
    const { out } = await lint('--format', 'github');
    const line = out.split('\n').find((each) => each.includes('tracking-wrong-native'));
    expect(line).toBe(
      `::error file=${document},line=${lineWith(readFileSync(document, 'utf8'), '**Sorrel')},col=26,endColumn=28,title=tracking-wrong-native::SGLang registers SorrelForCausalLM, but Native does not say Y`,
    );
  });

  test('sarif, with fingerprints that stay when lines move', async () => {
    const { document, lint } = place(WRONG_CELL);
    const prints = async (): Promise<readonly unknown[]> => {
      const log = JSON.parse((await lint('--format', 'sarif')).out) as {
        readonly runs: readonly { readonly results: readonly { readonly partialFingerprints: unknown }[] }[];
      };
      return log.runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints) ?? [];
    };
    const before = await prints();
    expect(before.length).toBeGreaterThan(3);
    writeFileSync(
      document,
      edited(readFileSync(document, 'utf8'), ['### Legend', 'More.\n\nLines.\n\n### Legend']),
    );
    expect(await prints()).toEqual(before);
  });

  test('is the same in a second run, byte for byte', async () => {
    const { lint } = place(WRONG_CELL);
    expect((await lint('--format', 'json')).out).toBe((await lint('--format', 'json')).out);
  });
});

/** What `--format json` prints, as far as the tests look at it. */
interface JsonReport {
  readonly findings: readonly {
    readonly rule: string;
    readonly key: string;
    readonly fixable: boolean;
    readonly severity: string;
  }[];
  readonly summary: { readonly ignored: number };
}

/** The rules of a JSON report, without information. */
function rulesIn(out: string): readonly string[] {
  // The shape is that of the contract.
  const { findings } = JSON.parse(out) as JsonReport;
  return findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
}
