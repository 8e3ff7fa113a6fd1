import { describe, expect, test } from 'vitest';
import { printable } from '../../src/cli/io.js';
import { RULES } from '../../src/findings/registry.js';
import { githubReport } from '../../src/findings/reporters/github.js';
import { jsonReport } from '../../src/findings/reporters/json.js';
import { prettyReport } from '../../src/findings/reporters/pretty.js';
import { sarifReport } from '../../src/findings/reporters/sarif.js';
import { VERSION } from '../../src/version.js';
import { evidence, finding, reportOf } from './support.js';

const plain = { color: false, clean: printable };

describe('pretty', () => {
  test('has the line, carets under the place, and the evidence', () => {
    const line = '| **OakForCausalLM** | Y | `oak.py` |';
    const native = finding({
      line: 9,
      column: 24,
      endColumn: 25,
      message: 'Native says Y',
      fixable: true,
      evidence: [evidence()],
    });
    expect(prettyReport(reportOf([native], { lineOf: () => line }), plain)).toBe(`docs/a.md

  9:24  error  Native says Y  tracking-wrong-native [--fix]
       9 | | **OakForCausalLM** | Y | \`oak.py\` |
         |                        ^
         see sglang/oak.py:7 (sglang-registration)

1 error, 0 warnings, 0 notes; 1 can be corrected by archscan lint --fix.
`);
  });

  test('measures wide characters as a terminal shows them', () => {
    const text = prettyReport(
      reportOf([finding({ column: 3, endColumn: 5 })], { lineOf: () => '模型ab' }),
      plain,
    );
    expect(text).toContain('       3 | 模型ab\n         |     ^^\n');
  });

  test('shows a stretch of a long line', () => {
    const line = `${'a'.repeat(300)}HERE${'b'.repeat(300)}`;
    const text = prettyReport(
      reportOf([finding({ column: 301, endColumn: 305 })], { lineOf: () => line }),
      plain,
    );
    const [shown = '', marks = ''] = text.split('\n').slice(3, 5);
    expect(shown.slice(11)).toMatch(/^…a+HEREb+…$/);
    expect(shown.indexOf('HERE')).toBe(marks.indexOf('^^^^'));
    expect(shown.length).toBeLessThan(120);
  });

  test('lets no text from a file command the terminal', () => {
    const text = prettyReport(
      reportOf([finding({ message: 'a\u001b[2Jb', file: 'x\u0007.md' })], { lineOf: () => 'c\u001b]0;d' }),
      plain,
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test('colours only where it should', () => {
    expect(prettyReport(reportOf([finding()]), { ...plain, color: true })).toContain(
      '\u001b[31merror\u001b[39m',
    );
    expect(prettyReport(reportOf([finding()]), plain)).not.toContain('\u001b');
  });

  test('shows ten of each kind of information, and counts the rest', () => {
    const infos = Array.from({ length: 12 }, (_, i) =>
      finding({ severity: 'info', rule: 'tracking-hf-not-served', line: i + 1 }),
    );
    const text = prettyReport(reportOf([...infos, finding({ line: 20 })]), plain);
    expect(text.match(/tracking-hf-not-served/g)).toHaveLength(11);
    expect(text).toContain('20:5  error');
    expect(text).toMatch(
      /1 error, 0 warnings, 12 notes; 2 more of kind information are not shown \(--format json has all\)\.\n$/,
    );
  });

  test('says why information is given and what can be done, once a rule', () => {
    const note = finding({ severity: 'info', rule: 'tracking-hf-not-served' });
    const text = prettyReport(reportOf([note, { ...note, line: 9 }]), plain);
    const rule = RULES.find(({ id }) => id === note.rule);
    expect(text).toContain(
      `\n\nAbout the notes, which fail nothing:\n  tracking-hf-not-served (2): ${rule?.reason} ${rule?.fix}\n\n0 errors`,
    );
    expect(text).toContain('archscan track --with-fallback');
    expect(prettyReport(reportOf([finding()]), plain)).not.toContain('About');
  });

  test('says so when there is nothing, and what was left out', () => {
    expect(prettyReport(reportOf([], { ignored: 2, baselined: 3 }), plain)).toBe(
      'Nothing found; 2 ignored by comments; 3 in the baseline.\n',
    );
  });
});

test('json has everything, and the number of its form', () => {
  const edits = [{ start: 4, end: 5, text: '' }];
  const text = jsonReport(
    reportOf([finding({ endColumn: 9, key: 'Oak Native', edits, evidence: [evidence()], fixable: true })], {
      ignored: 1,
      baselined: 2,
    }),
  );
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    schemaVersion: 1,
    findings: [
      {
        rule: 'tracking-wrong-native',
        severity: 'error',
        message: 'wrong',
        file: 'docs/a.md',
        line: 3,
        column: 5,
        endColumn: 9,
        key: 'Oak Native',
        fixable: true,
        evidence: [{ rule: 'sglang-registration', file: 'sglang/oak.py', line: 7, column: 1 }],
        edits,
      },
    ],
    summary: { errors: 1, warnings: 0, infos: 0, ignored: 1, baselined: 2 },
  });
});

describe('github', () => {
  test('makes annotations', () => {
    expect(
      githubReport(
        reportOf([
          finding({ endColumn: 8 }),
          finding({ severity: 'warning', line: 4 }),
          finding({ severity: 'info', line: 5 }),
        ]),
      ),
    ).toBe(
      '::error file=docs/a.md,line=3,col=5,endColumn=8,title=tracking-wrong-native::wrong\n' +
        '::warning file=docs/a.md,line=4,col=5,title=tracking-wrong-native::wrong\n' +
        '::notice file=docs/a.md,line=5,col=5,title=tracking-wrong-native::wrong\n' +
        'archscan lint: 1 errors, 1 warnings, 1 notes\n',
    );
  });

  test('escapes what would end a value or a command', () => {
    const text = githubReport(
      reportOf([finding({ file: 'a,b:c%.md', message: '100%\r\n::error::x, y: z' })]),
    );
    expect(text.split('\n')[0]).toBe(
      '::error file=a%2Cb%3Ac%25.md,line=3,col=5,title=tracking-wrong-native::100%25%0D%0A::error::x, y: z',
    );
  });

  test('prints what GitHub would drop, in a form that is no command', () => {
    const many = Array.from({ length: 12 }, (_, i) =>
      finding({ line: i + 1, message: i > 9 ? '::error::x\n::stop-commands::y ##[error]z' : 'wrong' }),
    );
    const lines = githubReport(reportOf(many)).split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.slice(10)).toEqual([
      ' docs/a.md:11:5 error ::error::x ::stop-commands::y ## [error]z (tracking-wrong-native)',
      ' docs/a.md:12:5 error ::error::x ::stop-commands::y ## [error]z (tracking-wrong-native)',
      'archscan lint: 12 errors, 0 warnings, 0 notes',
      '',
    ]);
  });
});

describe('sarif', () => {
  interface Result {
    readonly partialFingerprints: unknown;
    readonly locations: unknown;
    readonly ruleIndex?: number;
    readonly message: unknown;
  }
  interface Log {
    readonly version: string;
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly { id: string }[] } };
        readonly results: readonly Result[];
      },
    ];
  }
  // The shape is what the tests below expect of it.
  const log = (...findings: readonly ReturnType<typeof finding>[]): Log =>
    JSON.parse(sarifReport(reportOf(findings))) as Log;
  const results = (...findings: readonly ReturnType<typeof finding>[]): readonly Result[] =>
    log(...findings).runs[0].results;

  test('has the fields of version 2.1.0', () => {
    const rule = RULES.find(({ id }) => id === 'tracking-wrong-native');
    const edits = [{ start: 4, end: 6, text: 'Y' }];
    expect(log(finding({ endColumn: 8, evidence: [evidence()], edits }))).toEqual({
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'archscan',
              version: VERSION,
              rules: [
                {
                  id: 'tracking-wrong-native',
                  shortDescription: { text: rule?.title },
                  fullDescription: { text: rule?.meaning },
                  help: { text: expect.any(String) as unknown, markdown: expect.any(String) as unknown },
                  defaultConfiguration: { level: 'error' },
                },
              ],
            },
          },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'tracking-wrong-native',
              ruleIndex: 0,
              level: 'error',
              message: { text: 'wrong' },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'docs/a.md' },
                    region: { startLine: 3, startColumn: 5, endColumn: 8 },
                  },
                },
              ],
              relatedLocations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'sglang/oak.py' },
                    region: { startLine: 7, startColumn: 1 },
                  },
                  message: { text: 'sglang-registration' },
                },
              ],
              partialFingerprints: { 'archscan/v1': expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
              fixes: [
                {
                  artifactChanges: [
                    {
                      artifactLocation: { uri: 'docs/a.md' },
                      replacements: [
                        { deletedRegion: { charOffset: 4, charLength: 2 }, insertedContent: { text: 'Y' } },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('names each rule once, and each result points at its own', () => {
    const other = { rule: 'python-syntax', severity: 'info' } as const;
    const { tool, results: found } = log(finding(), finding(other), finding({ line: 9 })).runs[0];
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(['python-syntax', 'tracking-wrong-native']);
    expect(found.map(({ ruleIndex }) => ruleIndex)).toEqual([1, 0, 1]);
    expect(found).toMatchObject([{ level: 'error' }, { level: 'note' }, { level: 'error' }]);
  });

  test('has fingerprints that a shift of lines does not change, and that differ between findings', () => {
    const prints = results(
      finding({ key: 'Oak Native', line: 3 }),
      finding({ key: 'Oak Native', line: 30, column: 2 }),
      finding({ key: 'Elm Native' }),
      finding({ key: 'Oak Native', rule: 'tracking-wrong-hf' }),
      finding({ key: 'Oak Native', file: 'b.md' }),
    ).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(prints[0]).toBe(prints[1]);
    expect(new Set(prints).size).toBe(4);
  });

  test('has URIs of paths', () => {
    const uris = results(
      finding({ file: 'a b/%c#.md' }),
      finding({ file: '/x/a.md' }),
      finding({ file: 'C:/x/a.md' }),
    );
    expect(uris.map(({ locations }) => locations)).toMatchObject(
      ['a%20b/%25c%23.md', 'file:///x/a.md', 'file:///C:/x/a.md'].map((uri) => [
        { physicalLocation: { artifactLocation: { uri } } },
      ]),
    );
  });

  test('escapes what a message would take for a link', () => {
    expect(results(finding({ message: '[a](b) \\' }))[0]?.message).toEqual({ text: '\\[a\\](b) \\\\' });
  });

  test('is a log without results when there is nothing', () => {
    expect(log().runs[0]).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });
});
