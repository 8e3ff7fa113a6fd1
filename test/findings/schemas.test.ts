import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { packageRoot } from '../../src/assets.js';
import type { Finding } from '../../src/findings/finding.js';
import { jsonReport } from '../../src/findings/reporters/json.js';
import { sarifReport } from '../../src/findings/reporters/sarif.js';
import { lintJsonSchema, lintSchema } from '../../src/findings/reporters/schema.js';
import { RULES } from '../../src/findings/registry.js';
import { edited, exampleDocument, exampleLinter, DOCUMENT } from '../lint/support.js';
import { corpus } from '../support/corpus.js';
import { evidence, finding, reportOf } from './support.js';

/** Findings of the example, and one of every rule with everything that a finding can have. */
function findings(): readonly Finding[] {
  const text = edited(exampleDocument(), ['| **AcornForCausalLM** | Y |', '| **AcornForCausalLM** |  |']);
  const real = exampleLinter().lint([{ file: DOCUMENT, text }]).findings;
  expect(real.filter(({ edits }) => edits.length > 0).length).toBeGreaterThan(0);
  const made = RULES.map(({ id, severity }, index) =>
    finding({
      rule: id,
      severity,
      message: `[a](b) % é😀\n${id}`,
      file: ['a b/ü.md', '/abs/#?.py', 'C:/x.md', '../up.md'][index % 4] ?? '',
      endColumn: 9,
      key: id,
      evidence: [evidence()],
      edits: [{ start: 0, end: 3, text: '' }],
      fixable: true,
    }),
  );
  return [...real, ...made];
}

test('docs/lint.schema.json is current; write it with npm run config-schema', () => {
  expect(readFileSync(join(packageRoot(), 'docs/lint.schema.json'), 'utf8')).toBe(lintJsonSchema());
});

test('the JSON output fits its schema, and the schema knows every key of it', () => {
  const printed: unknown = JSON.parse(jsonReport(reportOf(findings(), { ignored: 2, baselined: 1 })));
  expect(lintSchema.parse(printed)).toEqual(printed);
  const published = z.fromJSONSchema(readJson(join(packageRoot(), 'docs/lint.schema.json')));
  expect(published.safeParse(printed).success).toBe(true);
  const [first] = lintSchema.parse(printed).findings;
  for (const wrong of [{ line: 0 }, { severity: 'note' }, { key: undefined }, { edits: [{ start: -1 }] }]) {
    const changed = { ...lintSchema.parse(printed), findings: [{ ...first, ...wrong }] };
    expect(published.safeParse(JSON.parse(JSON.stringify(changed))).success, JSON.stringify(wrong)).toBe(
      false,
    );
  }
});

/** The schema of OASIS; what it calls a reference to a URI is taken for an absolute one by the validator. */
test('SARIF fits the official schema', () => {
  const text = readFileSync(join(corpus('sarif-spec'), 'sarif-schema-2.1.0.json'), 'utf8');
  const schema = z.fromJSONSchema(
    JSON.parse(text.replaceAll(/,\s*"format": "uri-reference"/g, '')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
  const log = JSON.parse(sarifReport(reportOf(findings()))) as Record<string, unknown>;
  expect(schema.safeParse(log).error?.issues ?? []).toEqual([]);
  for (const uri of urisIn(log)) expect(URL.canParse(uri, 'file:///project/')).toBe(true);
  // It finds what is wrong.
  for (const [from, to] of [
    ['"level": "error"', '"level": "fatal"'],
    ['"startLine": ', '"startLine": -'],
    ['"driver": {', '"driver": { "unknown": 1,'],
    ['"text": ', '"txet": '],
    ['"version": "2.1.0"', '"version": "2.0.0"'],
  ] as const) {
    const wrong: unknown = JSON.parse(JSON.stringify(log, null, 2).replace(from, to));
    expect(schema.safeParse(wrong).success, to).toBe(false);
  }
});

function readJson(path: string): Parameters<typeof z.fromJSONSchema>[0] {
  // The file is made from a schema.
  return JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0];
}

function urisIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'uri' in value && typeof value.uri === 'string' ? [value.uri] : [];
  return [...own, ...Object.values(value).flatMap(urisIn)];
}
