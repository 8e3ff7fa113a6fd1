import { expect, test } from 'vitest';
import { readWorkspace } from '../../src/scan/workspace.js';
import { FULL, requireCPython } from '../differential/harness.js';
import { corpus } from '../support/corpus.js';
import { classesOracle } from '../support/oracle.js';
import { classAnswer, mappingAnswer, oracleClasses, oracleMappings, scanOf } from './class-answer.js';
import { firstParents } from './first-parents.js';

/** The first three have every way of exporting. */
const DAYS = [
  '2020-12-01',
  '2021-09-01',
  '2025-08-01',
  '2022-10-01',
  '2023-11-01',
  '2025-02-01',
  '2025-04-15',
].slice(0, FULL ? undefined : 3);

/** The first commits on or after these days, along the first parents. */
test(
  'revisions of transformers have the classes and mappings that a reader with CPython finds',
  { timeout: 3_600_000 },
  async () => {
    requireCPython();
    const repository = corpus('transformers.git');
    const commits = firstParents(repository);
    const modes = new Set<string>();
    for (const day of DAYS) {
      const id = commits.find(({ date }) => date >= day)?.id;
      if (id === undefined) throw new Error(`no commit on or after ${day}`);
      const oracle = classesOracle({ repository, revision: id });
      const workspace = await readWorkspace({ roots: [repository], revision: id });
      const { files, auto, mode } = await oracle;
      const undecided = scanOf(workspace).classes.filter((each) => each.backendCompatible === null);
      expect(undecided.map(({ name }) => name)).toEqual([]);
      expect({ day, ...classAnswer(workspace) }).toEqual({ day, ...oracleClasses(files) });
      expect({ day, ...mappingAnswer(workspace) }).toEqual({ day, ...oracleMappings(auto) });
      modes.add(mode);
    }
    expect([...modes].sort()).toEqual(['define_import_structure', 'import_structure', 'imports']);
  },
);
