import type { TransformersScan } from '../../src/engines/transformers/index.js';
import type { Workspace } from '../../src/scan/workspace.js';
import { isModelName } from '../../src/track/model.js';
import type { classesOracle } from '../support/oracle.js';
import { record } from './workspace.js';

type Oracle = Awaited<ReturnType<typeof classesOracle>>;

export function scanOf({ transformers }: Workspace): TransformersScan {
  if (transformers === null) throw new Error('transformers was not read');
  return transformers.scan;
}

/** `path below models: class` to `line flags`, for classes with flag S, X or A. */
export function classAnswer(workspace: Workspace): Readonly<Record<string, string>> {
  const rows = scanOf(workspace).classes.flatMap((each) => {
    const flags = [
      isModelName(each.name) ? 'S' : '',
      each.exported ? 'X' : '',
      each.autoMappings.length > 0 ? 'A' : '',
      each.preTrained ? 'P' : '',
      each.backendCompatible === true ? 'B' : '',
    ].join('');
    const path = each.file.slice(each.file.indexOf('/models/') + '/models/'.length);
    return /[SXA]/.test(flags) ? [[`${path}: ${each.name}`, `${each.line} ${flags}`] as const] : [];
  });
  return record(rows);
}

/** The same of an oracle, without its flags C and D: conditions and depth make no difference here. */
export function oracleClasses(files: Oracle['files']): Readonly<Record<string, string>> {
  const rows = Object.entries(files).flatMap(([path, classes]) =>
    classes.map(([name, line, , flags]) => {
      const known = ['S', 'X', 'A', 'P', 'B'].filter((flag) => flags.includes(flag)).join('');
      return [`${path}: ${name}`, `${line} ${known}`] as const;
    }),
  );
  // A class that a file defines twice is the later one.
  return Object.fromEntries(rows);
}

/** Mapping to `model type: classes`, sorted. */
export function mappingAnswer(workspace: Workspace): Readonly<Record<string, readonly string[]>> {
  const rows = scanOf(workspace).autoMappings.map(
    ({ name, entries }) =>
      [name, entries.map(({ modelType, classes }) => `${modelType}: ${classes.join(', ')}`).sort()] as const,
  );
  return record(rows);
}

export function oracleMappings(auto: Oracle['auto']): Readonly<Record<string, readonly string[]>> {
  const rows = Object.entries(auto).map(
    ([name, entries]) =>
      [name, entries.map(([modelType, classes]) => `${modelType}: ${classes.join(', ')}`).sort()] as const,
  );
  return record(rows);
}
