import { compareText, type Diagnostic, type Outcome } from '../diagnostics.js';
import type { SourceTree } from '../source/types.js';
import { dumpMatches, dumpReadings, parseDefinitionName, type ParsedName } from './definition-name.js';

/** A definition's file, known by its path alone. */
export interface DefinitionFile {
  readonly name: string;
  /** The folder it lies in. */
  readonly opType: string;
  readonly path: string;
}

export interface DefinitionFiles {
  /** Sorted by name. */
  readonly files: readonly DefinitionFile[];
  /** The file of a definition: that of its own name, else a trace dump that certainly says the same. */
  find(name: string): DefinitionFile | null;
  /** Trace dumps that agree with the name as far as they go, but leave something out. */
  similar(name: string): readonly DefinitionFile[];
}

const FOLDERS = ['flashinfer_trace/definitions', 'definitions', ''];
const FILE = /(?:^|\/)([^/]+)\/([^/]+)\.json$/;

/**
 * Lists the definitions of a trace data set, a checkout that holds one, or a definitions folder itself:
 * `<op type>/<name>.json`. Only names are read here.
 */
export function listDefinitions(tree: SourceTree): Outcome<DefinitionFiles> {
  const folder = FOLDERS.find((each) => each === '' || tree.list(each).length > 0) ?? '';
  const byName = new Map<string, DefinitionFile>();
  const diagnostics: Diagnostic[] = [];
  const base = folder === '' ? '' : `${folder}/`;
  for (const path of [...tree.list(folder)].sort(compareText)) {
    const [, opType, name] = FILE.exec(path.slice(base.length)) ?? [];
    if (opType === undefined || name === undefined) continue;
    const first = byName.get(name);
    if (first === undefined) byName.set(name, { name, opType, path });
    else {
      const message = `${name} is defined by ${first.path} already.`;
      const place = { file: path, line: 1, column: 1 };
      diagnostics.push({ ...place, rule: 'definition-duplicate', severity: 'warning', message });
    }
  }
  return { value: definitionFiles([...byName.values()]), diagnostics };
}

/** The same over files that are known already. */
export function definitionFiles(files: readonly DefinitionFile[]): DefinitionFiles {
  const sorted = [...files].sort((a, b) => compareText(a.name, b.name));
  const byName = new Map(sorted.map((file) => [file.name, file]));
  const dumps = sorted.flatMap((file) => {
    return dumpReadings(file.name).map((parsed) => ({ file, parsed }));
  });
  const dumped = (name: string, certain: boolean): readonly DefinitionFile[] => {
    const wanted: ParsedName | null = dumps.length === 0 ? null : parseDefinitionName(name);
    if (wanted?.dialect !== 'dataset') return [];
    return dumps.flatMap(({ file, parsed }) => {
      const result = dumpMatches(wanted, parsed);
      return result.matches && result.certain === certain ? [file] : [];
    });
  };
  return {
    files: sorted,
    find: (name) => byName.get(name) ?? dumped(name, true)[0] ?? null,
    similar: (name) => (byName.has(name) ? [] : dumped(name, false)),
  };
}
