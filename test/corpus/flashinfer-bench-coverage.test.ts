import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { prepareMdx } from '../../src/documents/markdown/parse.js';
import { countedRows, type CoveragePage } from '../../src/kernels/coverage/model.js';
import { readCoveragePage } from '../../src/kernels/coverage/read.js';
import verdicts from '../kernels/fixtures/coverage-findings.json' with { type: 'json' };
import differences from '../kernels/fixtures/coverage-differences.json' with { type: 'json' };
import facts from '../kernels/fixtures/coverage-page.json' with { type: 'json' };
import { archscan, type Ran } from '../cli/run.js';
import { configsFolder } from '../kernels/configs-folder.js';
import { corpus } from '../support/corpus.js';
import { tempFolder, writeFiles } from '../support/temp-folder.js';

const PAGE = 'docs/model_coverage.mdx';
const pagePath = (): string => join(corpus('flashinfer-bench'), PAGE);
const definitions = (): string => corpus('flashinfer-bench-definitions');

async function read(text: string): Promise<CoveragePage> {
  await prepareMdx();
  const { value } = readCoveragePage(text, PAGE);
  if (value === null) throw new Error('the page cannot be read');
  return value;
}

/** Heading to text of each section, up to the next one. */
function sectionTexts(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^(?=## )/m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
}

describe('the coverage page of flashinfer-bench', () => {
  it('reads as the independent count says', async () => {
    const page = await read(readFileSync(pagePath(), 'utf8'));
    expect(page.legend).toBe('workload');
    const found = page.sections.map(({ title, line, parts }) => {
      const rows = parts.flatMap((part) => part.rows);
      const status = (wanted: string): number => rows.filter(({ status }) => status === wanted).length;
      return {
        title,
        line,
        rows: rows.length,
        named: rows.filter(({ name }) => name !== null).length,
        statuses: ['collected', 'present', 'missing', 'unmapped'].map(status),
        coverage: parts.flatMap(({ coverage }) =>
          coverage === null ? [] : [[coverage.line, coverage.present, coverage.total ?? '?']],
        ),
      };
    });
    expect(found).toEqual(facts);
    const names = page.sections.flatMap(({ parts }) =>
      parts.flatMap(({ rows }) => countedRows(rows).map(({ name }) => name)),
    );
    expect([page.summary.rows.length, names.length, new Set(names).size]).toEqual([28, 355, 233]);
  });

  it('gets a model that it lacks, and a second run changes nothing', async () => {
    const page = join(tempFolder(), 'page.mdx');
    cpSync(pagePath(), page);
    const before = readFileSync(page, 'utf8');
    const config = { ...ACORN, architectures: ['LlamaForCausalLM'] };
    writeFiles(join(page, '..'), { 'config.json': JSON.stringify(config) });
    const args = ['coverage', page, '--model', 'Acorn 8B', '--config', join(page, '../config.json')];
    const run = (): Promise<Ran> => archscan([...args, '--definitions', definitions()]);
    expect(await run()).toMatchObject({ code: 0 });
    const after = readFileSync(page, 'utf8');
    const [old, now] = [sectionTexts(before), sectionTexts(after)];
    expect([...now.keys()]).toEqual([...old.keys(), '## Acorn 8B']);
    for (const [title, text] of old)
      if (title !== '## Summary')
        expect(now.get(title), title).toBe(text + (title === '## NemotronH 47B' ? '\n' : ''));
    const row = '| Acorn 8B | GQA + Dense | 🟡 Partial |\n';
    expect(now.get('## Summary')?.replace(row, '')).toBe(old.get('## Summary'));
    expect(after.startsWith(before.slice(0, before.indexOf('## Summary')))).toBe(true);
    expect(now.get('## Acorn 8B')).toContain('**Coverage**: 14 / 14 definitions present.');
    expect(await run()).toMatchObject({ code: 0, err: `${page} is up to date\nAcorn 8B is on the page\n` });
    expect(readFileSync(page, 'utf8')).toBe(after);
  });

  it('is refreshed in statuses, numbers and labels only, once', async () => {
    const page = join(tempFolder(), 'page.mdx');
    cpSync(pagePath(), page);
    const before = readFileSync(page, 'utf8').split('\n');
    const run = (): Promise<Ran> =>
      archscan(['coverage', page, '--refresh-status', '--definitions', definitions()]);
    await run();
    const after = readFileSync(page, 'utf8').split('\n');
    const blank = (line: string): string =>
      line
        .replace(/(?:✅|🟡|❌)(?: Fully covered| Partial| Not covered)?/u, '')
        .replace(/^(\*\*Coverage\*\*: )\d+ \/ (?:\d+|\?)/, '$1');
    expect(after.map(blank)).toEqual(before.map(blank));
    const changed = after.flatMap((line, at) => (line === before[at] ? [] : [line]));
    expect(changed.filter((line) => line.startsWith('| `'))).toEqual([
      '| `gemm_n10240_k8192` | gemm | 🟡 |',
      '| `gemm_n8192_k8192` | gemm | 🟡 |',
      '| `gqa_paged_decode_h5_kv1_d128_ps64` | gqa_paged TP=8 | ❌ |',
      '| `gqa_paged_decode_h5_kv1_d128_ps64` | gqa_paged TP=8 | ❌ |',
      '| `rmsnorm_h4096` | rmsnorm | 🟡 (if hidden=4096) |',
      '| `fused_add_rmsnorm_h4096` | rmsnorm | 🟡 |',
    ]);
    expect((await run()).err).toContain(`${page} is up to date`);
    expect(readFileSync(page, 'utf8').split('\n')).toEqual(after);
  });

  it('has the findings that were judged, each right', async () => {
    const models = join(corpus('flashinfer-bench'), 'web/apps/web/data/models.ts');
    const given = ['--definitions', definitions(), '--models', models, '--cookbook', corpus('sgl-cookbook')];
    const args = ['--check', ...given, '--configs', configsFolder(), '--format', 'json'];
    const { code, out } = await archscan(['coverage', pagePath(), ...args]);
    expect(code).toBe(1);
    const { findings } = z.object({ findings: z.array(finding) }).parse(JSON.parse(out));
    const key = (file: string, rule: string, severity: string, line: number): string =>
      `${file.split('/').at(-1) ?? ''}:${line} ${severity} ${rule}`;
    const judged = verdicts.flatMap(({ file, rule, severity, lines }) =>
      lines.map((line) => key(file, rule, severity, line)),
    );
    expect(findings.map((each) => key(each.file, each.rule, each.severity, each.line)).sort()).toEqual(
      judged.sort(),
    );
  });

  it.each(differences)('differs from the independent count of $rule where it is said', (difference) => {
    const { rule, counted, found, places } = difference;
    const lines = verdicts.flatMap((each) => (new RegExp(`^${rule}$`).test(each.rule) ? each.lines : []));
    expect(found).toBe(lines.length);
    expect(found).not.toBe(counted);
    const page = readFileSync(pagePath(), 'utf8').split('\n');
    for (const { line, words } of places) expect(page[line - 1]).toContain(words);
  });

  it('is corrected in numbers and labels by --fix, and nowhere else', async () => {
    const page = join(tempFolder(), 'page.mdx');
    cpSync(pagePath(), page);
    const before = readFileSync(page, 'utf8').split('\n');
    const command = ['coverage', page, '--fix', '--configs', configsFolder()];
    expect(await archscan(command)).toMatchObject({ code: 0 });
    const after = readFileSync(page, 'utf8').split('\n');
    const changed = after.flatMap((line, at) => (line === before[at] ? [] : [at + 1]));
    const fixable = verdicts.filter(({ rule }) =>
      /^(?:coverage-[nm]|summary-label|row-ep-label)$/.test(rule),
    );
    expect(changed).toEqual([...new Set(fixable.flatMap(({ lines }) => lines))].sort((a, b) => a - b));
    const numbers = (line: string): string =>
      line.replace(/\d+ \/ \d+|🟡 Partial|✅ Fully covered|(?<=moe EP=)\d/u, '');
    expect(after.map(numbers)).toEqual(before.map(numbers));
    expect((await archscan(command)).err).toContain(`${page} is up to date`);
    expect(readFileSync(page, 'utf8').split('\n')).toEqual(after);
  });
});

describe('models.ts of flashinfer-bench', () => {
  const original = (): string =>
    readFileSync(join(corpus('flashinfer-bench'), 'web/apps/web/data/models.ts'), 'utf8');
  const ADDED = [
    'llama-3.1-8b/qkv_proj=rmsnorm_h5120',
    'llama-3.1-8b/attn=gqa_paged_decode_h32_kv8_d128_ps64',
  ];

  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['with carriage returns', (text) => text.replaceAll('\n', '\r\n')],
    ['with tabs', (text) => text.replace(/^(?: {2})+/gm, (indent) => '\t'.repeat(indent.length / 2))],
    ['in single quotes', (text) => text.replace(/"([^"'\n]*)"/g, "'$1'")],
    ['without trailing commas', (text) => text.replace(/,(\s*[\]}])/g, '$1')],
    ['with a byte-order mark', (text) => `\uFEFF${text}`],
  ])('%s: definitions are added, and nothing else changes', async (_, change) => {
    const file = join(tempFolder(), 'models.ts');
    const before = change(original());
    writeFiles(join(file, '..'), { 'models.ts': before });
    const add = ADDED.flatMap((each) => ['--add', each]);
    const args = ['coverage', '--models', file, '--definitions', definitions(), ...add];
    expect(await archscan(args)).toMatchObject({ code: 0 });
    const after = readFileSync(file, 'utf8');
    const quote = before.includes("id: '") ? "'" : '"';
    // What was added, as the file writes it, taken out again.
    const without = after
      .replace(`, ${quote}rmsnorm_h5120${quote}`, '')
      .replace(
        /,(\r?\n)(\s*)(['"])gqa_paged_decode_h32_kv8_d128_ps64\3(,?)(?=\r?\n\s*\],?\r?\n\s*\},?\r?\n\s*o_proj)/,
        '$4',
      );
    expect(without).toBe(before);
    expect((await archscan(args)).err).toContain('is up to date');
    expect(readFileSync(file, 'utf8')).toBe(after);
  });
});

const finding = z.object({ file: z.string(), rule: z.string(), severity: z.string(), line: z.int() });

/** The shapes of an 8B model whose definitions all exist. */
const ACORN = {
  hidden_size: 4096,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  intermediate_size: 14336,
  vocab_size: 128256,
};
