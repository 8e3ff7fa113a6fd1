// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
import { createHash } from 'node:crypto';
import type { Place, Severity } from '../../diagnostics.js';
import { VERSION } from '../../version.js';
import type { Finding } from '../finding.js';
import { RULES, type Rule } from '../registry.js';
import type { LintReport } from '../summary.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** One SARIF 2.1.0 log with one run. Columns count UTF-16 units. */
export function sarifReport({ findings }: LintReport): string {
  const used = RULES.filter(({ id }) => findings.some(({ rule }) => rule === id));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'archscan', version: VERSION, rules: used.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, used)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor({ id, severity, title, meaning, reason, fix }: Rule): unknown {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: {
      text: `${meaning}\n\n${reason}\n\n${fix}`,
      markdown: `${meaning}\n\n**Why:** ${reason}\n\n**How to fix:** ${fix}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result(finding: Finding, rules: readonly Rule[]): unknown {
  const { rule, severity, message, evidence, edits, file, key } = finding;
  const index = rules.findIndex(({ id }) => id === rule);
  return {
    ruleId: rule,
    ...(index === -1 ? {} : { ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: plainMessage(message) },
    locations: [location(finding, finding.endColumn)],
    ...(evidence.length === 0
      ? {}
      : {
          relatedLocations: evidence.map((each) => ({
            ...location(each, undefined),
            message: { text: each.rule },
          })),
        }),
    partialFingerprints: {
      'archscan/v1': createHash('sha256')
        .update(JSON.stringify([rule, file, key]))
        .digest('hex'),
    },
    ...(edits.length === 0
      ? {}
      : {
          fixes: [
            {
              artifactChanges: [
                {
                  artifactLocation: { uri: uriOf(file) },
                  replacements: edits.map(({ start, end, text }) => ({
                    deletedRegion: { charOffset: start, charLength: end - start },
                    insertedContent: { text },
                  })),
                },
              ],
            },
          ],
        }),
  };
}

function location({ file, line, column }: Place, endColumn: number | undefined): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      region: { startLine: line, startColumn: column, ...(endColumn === undefined ? {} : { endColumn }) },
    },
  };
}

/** A relative reference, or a `file` URI for an absolute path. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded.replace('%3A', ':')}` : encoded;
}

/** Brackets would begin a link, a percent sign stays as it is. */
function plainMessage(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}
