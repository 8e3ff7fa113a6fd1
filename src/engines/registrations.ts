import { compareDiagnostics, compareText, type Diagnostic } from '../diagnostics.js';
import type { PythonSources } from '../python/sources.js';
import type { SourceTree } from '../source/types.js';
import { hiddenIn } from './hidden.js';
import type { EngineScan, Registration, Undecidable } from './types.js';

/** The rule of a registry that is not where it was. */
export const REGISTRY_MISSING = 'registry-missing';

/** What the reader of one registry gives. */
export interface RegistryRead {
  readonly registrations: readonly Registration[];
  readonly undecidable: readonly Undecidable[];
  readonly diagnostics: readonly Diagnostic[];
}

type Required = 'key' | 'className' | 'registry' | 'file' | 'line';

/** A registration of an architecture, with the usual values where nothing else is given. */
export function registration(
  given: Pick<Registration, Required> & Partial<Omit<Registration, Required>>,
): Registration {
  return {
    keyKind: 'architecture',
    architecture: given.keyKind === undefined || given.keyKind === 'architecture' ? given.key : null,
    kind: 'model',
    status: 'active',
    capabilities: {},
    classFile: null,
    classLine: null,
    ...given,
  };
}

/** The result of an engine whose registries were read one by one. */
export function engineScan(
  id: string,
  sources: PythonSources,
  given: readonly RegistryRead[],
  rest: Pick<EngineScan, 'loaderRegistries'> & Partial<EngineScan>,
): EngineScan {
  const reads = given.map((read) => withoutHidden(sources, read));
  const undecidable = reads.flatMap((read) => read.undecidable);
  return {
    id,
    root: sources.tree.root,
    revision: sources.tree.revision,
    registrations: reads.flatMap((read) => read.registrations).sort(compareRegistrations),
    undecidable: undecidable.filter(isFirst),
    categories: new Map(),
    draftBases: new Map(),
    transformersPin: null,
    checkpoints: [],
    fallbackGate: null,
    diagnostics: reads.flatMap((read) => read.diagnostics).sort(compareDiagnostics),
    ...rest,
  };
}

/** A registry that is not found where a syntax error may hide it, or that was not read, is not known to be missing. */
function withoutHidden(sources: PythonSources, read: RegistryRead): RegistryRead {
  const hidden = read.diagnostics
    .filter(({ rule }) => rule === REGISTRY_MISSING)
    .flatMap(({ file }) => hiddenIn(sources, file) ?? []);
  if (hidden.length === 0) return read;
  const files = new Set(hidden.map(({ file }) => file));
  return {
    ...read,
    undecidable: [...read.undecidable, ...hidden],
    diagnostics: read.diagnostics.filter(({ rule, file }) => rule !== REGISTRY_MISSING || !files.has(file)),
  };
}

/** Several tables of a file may be hidden in one place. */
function isFirst(each: Undecidable, index: number, all: readonly Undecidable[]): boolean {
  if (each.mayHideMore === undefined) return true;
  const same = all.findIndex(({ file, line, mayHideMore }) => {
    return file === each.file && line === each.line && mayHideMore === each.mayHideMore;
  });
  return same === index;
}

function compareRegistrations(a: Registration, b: Registration): number {
  return compareText(a.registry, b.registry) || compareText(a.key, b.key) || compareText(a.file, b.file);
}

/** The Python files directly in a folder. */
export function pythonFiles(tree: SourceTree, directory: string): readonly string[] {
  return tree.list(directory, 1).filter((path) => path.endsWith('.py'));
}
