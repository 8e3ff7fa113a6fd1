import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DocumentDiagnosticRequest } from 'vscode-languageserver-protocol/node';
import { archscan } from '../cli/run.js';
import { configsFolder } from '../kernels/configs-folder.js';
import { edited } from '../lint/support.js';
import { corpus } from '../support/corpus.js';
import { tempFolder } from '../support/temp-folder.js';
import { startClient, uriOf } from './client.js';

interface Printed {
  readonly findings: readonly { file: string; rule: string; line: number; column: number; message: string }[];
}

test(
  'a real page of FlashInfer-Bench is compared with configurations and the real cookbook',
  { timeout: 600_000 },
  async () => {
    const [definitions, cookbook] = [corpus('flashinfer-bench-definitions'), corpus('sgl-cookbook')];
    const configs = configsFolder();
    const folder = tempFolder({ 'archscan.config.json': JSON.stringify({ definitions, cookbook, configs }) });
    cpSync(corpus('flashinfer-bench'), folder, { recursive: true });
    const page = join(folder, 'docs/model_coverage.mdx');
    const models = join(folder, 'web/apps/web/data/models.ts');
    const client = await startClient({ folders: [folder] });
    const findings = async (file: string): Promise<readonly string[]> => {
      const textDocument = { uri: uriOf(file) };
      const report = await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
      return (report.kind === 'full' ? report.items : []).map(({ code, range: { start }, message }) => {
        const said = typeof message === 'string' ? message : message.value;
        return `${start.line + 1}:${start.character + 1} ${String(code)} ${said}`;
      });
    };

    const { out } = await archscan([
      ...['coverage', page, '--check', '--format', 'json', '--definitions', definitions],
      ...['--models', models, '--configs', configs, '--cookbook', cookbook],
    ]);
    const printed = (JSON.parse(out) as Printed).findings;
    for (const file of [page, models]) {
      const expected = printed.filter((each) => each.file === file);
      expect(expected.length).toBeGreaterThan(10);
      expect([...(await findings(file))].sort()).toEqual(
        expected.map(({ line, column, rule, message }) => `${line}:${column} ${rule} ${message}`).sort(),
      );
    }

    const claims = async (): Promise<readonly string[]> =>
      (await findings(page)).filter((each) => each.includes('cookbook-claim'));
    const before = await claims();
    const text = readFileSync(page, 'utf8');
    await client.open(
      uriOf(page),
      edited(text, ['**TP=4** (from sgl-cookbook)', '**TP=3** (from sgl-cookbook)']),
      1,
    );
    const wrong = (await claims()).filter((each) => !before.includes(each));
    expect(wrong).toEqual([expect.stringContaining('TP=3')]);
    await client.change(uriOf(page), 2, text);
    expect(await claims()).toEqual(before);
    expect(await client.stop()).toBe(0);
    expect(client.stderr()).toBe('');
  },
);
