import { expect, test } from 'vitest';
import type { EngineScan } from '../../src/engines/types.js';
import { readWorkspace } from '../../src/scan/workspace.js';
import { FULL, requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { tgiOracle } from '../support/oracle.js';
import { commitsThatChange, everyCommitWith, type Commit } from './first-parents.js';

const MODULE = 'server/text_generation_server/models/__init__.py';

type Oracle = Awaited<ReturnType<typeof tgiOracle>>;

/** Every commit that changes the registry, and some that do not; otherwise a few of either. */
function commits(repository: string): readonly Commit[] {
  const changing = commitsThatChange(repository, MODULE);
  const even = everyCommitWith(repository, MODULE, FULL ? 45 : 450);
  return [...changing.filter((_, index) => FULL || index % 6 === 0), ...even];
}

interface Row {
  readonly key: string;
  readonly status: string;
  readonly line: number;
  readonly multimodal?: boolean;
}

function expectedRows({ members, served }: Oracle, registry: string): readonly Row[] {
  const status = (key: string): string => (served[key]?.plain === true ? 'active' : 'conditional');
  const listed = new Set(members.map(({ key }) => key));
  const others = Object.entries(served).filter(([key]) => !listed.has(key));
  const rows: readonly Row[] =
    registry === 'types'
      ? members.map(({ key, line, multimodal }) => ({ key, status: status(key), line, multimodal }))
      : others.map(([key, { line }]) => ({ key, status: status(key), line }));
  return rows.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

function rowsOf({ registrations }: EngineScan, registry: string): readonly Row[] {
  return registrations
    .filter((each) => each.registry === registry)
    .map(({ key, status, line, capabilities: { multimodal } }) => ({
      ...{ key, status, line },
      ...(multimodal === undefined ? {} : { multimodal }),
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Classes that are not what CPython returns, or are elsewhere; of what nothing returns, no class is known. */
function wrongClasses({ registrations }: EngineScan, { served, places }: Oracle): readonly string[] {
  return registrations.flatMap(({ key, className, classFile, classLine }) => {
    const given = served[key];
    const [file, line] = (given === undefined ? undefined : places[className]) ?? [null, null];
    const isReturned = given?.classes.includes(className) ?? true;
    if (isReturned && file === classFile && line === classLine) return [];
    const found = `${className} ${classFile ?? ''}:${classLine ?? ''}`;
    return [`${key} ${found}, not ${given?.classes.join(' or ') ?? 'any'} ${file ?? ''}:${line ?? ''}`];
  });
}

test(
  'revisions of TGI serve what its get_model returns when CPython calls it',
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const repository = corpus('tgi.git');
    const all = commits(repository);
    for (const { id, date } of all) {
      const oracle = await tgiOracle({ repository, revision: id });
      const { engines, diagnostics } = await readWorkspace({ roots: [repository], revision: id });
      const scans = engines.map(({ scan }) => scan);
      const found = scans.map((scan) => ({
        types: rowsOf(scan, 'types'),
        branches: rowsOf(scan, 'branches'),
        wrongClasses: wrongClasses(scan, oracle),
        checkpoints: scan.checkpoints.map(({ id, line }) => [id, line]),
        mappings: scan.fallbackGate?.test === 'auto-mapping' ? scan.fallbackGate.mappings : [],
        undecidable: scan.undecidable,
      }));
      const reports = diagnostics.map(({ rule, file, line }) => `${rule} ${file}:${line}`);
      expect({ id, date, found, reports }).toEqual({
        id,
        date,
        found: [
          {
            types: expectedRows(oracle, 'types'),
            branches: expectedRows(oracle, 'branches'),
            wrongClasses: [],
            checkpoints: oracle.members
              .filter(({ url }) => !url.includes('/collections/'))
              .map(({ url, line }) => [url.replace('https://huggingface.co/', ''), line]),
            mappings: oracle.mappings,
            undecidable: [],
          },
        ],
        reports: oracle.members
          .filter(({ key }) => oracle.served[key] === undefined)
          .map(({ line }) => `registry-unreachable ${MODULE}:${line}`),
      });
    }
    expect(all.length).toBeGreaterThan(15);
  },
);
