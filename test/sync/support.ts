import { expect } from 'vitest';
import { engineScan, registration } from '../../src/engines/registrations.js';
import type { EngineScan, Registration } from '../../src/engines/types.js';
import { joinArchitectures } from '../../src/models/architectures.js';
import { createFactExtractor } from '../../src/python/extract.js';
import { createPythonSources } from '../../src/python/sources.js';
import { memoryTree } from '../../src/source/index.js';
import { engineFacts, type EngineFacts } from '../../src/sync/facts.js';
import type { SyncFinding } from '../../src/sync/finding.js';
import { profileSchema, type Profile } from '../../src/sync/profile.js';
import { syncProfile, type SyncResult } from '../../src/sync/sync.js';

const extract = await createFactExtractor();

type Given = Partial<Registration> & { readonly example?: string };

/** An engine whose loader knows registry `trees`; every registration stands at a line of its own. */
export function facts(given: Readonly<Record<string, Given>>, rest: Partial<EngineScan> = {}): EngineFacts {
  const sources = createPythonSources(memoryTree({}), extract, { packages: [] });
  const registrations = Object.entries(given).map(([key, each], index) =>
    registration({
      ...{ key, className: key, registry: 'trees', file: 'grove/registry.py', line: index + 1 },
      ...{ classFile: `grove/${key.toLowerCase()}.py`, classLine: 7 },
      ...each,
    }),
  );
  const engine = engineScan('grove', sources, [{ registrations, undecidable: [], diagnostics: [] }], {
    loaderRegistries: ['trees', 'shrubs'],
    ...rest,
  });
  const examples = Object.entries(given).flatMap(([key, { example }]): [string, string][] =>
    example === undefined ? [] : [[key, example]],
  );
  const join = joinArchitectures({
    engine,
    transformers: null,
    examples: () => ({ mentions: [], checkpointForDoc: [], autoDocstring: [], configLinks: [], docPage: [] }),
    userExamples: Object.fromEntries<string>(examples),
  });
  return engineFacts({ title: 'Grove', engine, join });
}

/** A profile for engine `grove`, checked as a user's file is. */
export function profile(documents: readonly unknown[]): Profile {
  return profileSchema.parse({ id: 'grove', engine: 'grove', documents });
}

/** A table whose keys are families of registry `trees`, in column `Family`. */
export function familyTable(architectures: Readonly<Record<string, readonly string[]>>): object {
  const families = { registry: ['trees'], architectures };
  return { id: 'families', columns: ['Family'], key: 'Family', readOnly: true, families };
}

/** One page, or several by path. */
export function sync(
  known: EngineFacts,
  about: Profile,
  pages: string | Readonly<Record<string, string>>,
): SyncResult {
  const texts = typeof pages === 'string' ? { [about.documents[0]?.path ?? '']: pages } : pages;
  return syncProfile(
    known,
    about,
    about.documents.map(({ path }) => ({ path, file: path, text: texts[path] ?? null })),
  );
}

/** `line:column severity rule subject: message`, and the evidence behind it. */
export function told(findings: readonly SyncFinding[]): readonly string[] {
  return findings.map(({ line, column, severity, rule, subject, message, evidence }) => {
    const places = evidence.map((each) => `${each.file}:${each.line}`).join(', ');
    return `${line}:${column} ${severity} ${rule} ${subject}: ${message}${places === '' ? '' : ` [${places}]`}`;
  });
}

/** What changed, as the lines that went and came. */
export function changes({ pages }: SyncResult): readonly string[] {
  return pages.flatMap(({ before, after }) => {
    const [old, now] = [before.split('\n'), after.split('\n')];
    return [
      ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
      ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
    ];
  });
}

/** A second run has nothing left that it could change. */
export function expectSettled(known: EngineFacts, about: Profile, result: SyncResult): void {
  const again = sync(known, about, Object.fromEntries(result.pages.map(({ file, after }) => [file, after])));
  expect(changes(again)).toEqual([]);
  expect(again.findings.filter(({ fixable }) => fixable)).toEqual([]);
}
