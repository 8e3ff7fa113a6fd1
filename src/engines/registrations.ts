import { compareDiagnostics, compareText, type Diagnostic } from '../diagnostics.js';
import type { PythonSources } from '../python/sources.js';
import type { SourceTree } from '../source/types.js';
import type { EngineScan, Registration, Undecidable } from './types.js';

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
  { tree }: PythonSources,
  reads: readonly RegistryRead[],
  rest: Pick<EngineScan, 'loaderRegistries'> & Partial<EngineScan>,
): EngineScan {
  return {
    id,
    root: tree.root,
    revision: tree.revision,
    registrations: reads.flatMap((read) => read.registrations).sort(compareRegistrations),
    undecidable: reads.flatMap((read) => read.undecidable),
    categories: new Map(),
    draftBases: new Map(),
    transformersPin: null,
    checkpoints: [],
    fallbackGate: null,
    diagnostics: reads.flatMap((read) => read.diagnostics).sort(compareDiagnostics),
    ...rest,
  };
}

function compareRegistrations(a: Registration, b: Registration): number {
  return compareText(a.registry, b.registry) || compareText(a.key, b.key) || compareText(a.file, b.file);
}

/** The Python files directly in a folder. */
export function pythonFiles(tree: SourceTree, directory: string): readonly string[] {
  return tree.list(directory, 1).filter((path) => path.endsWith('.py'));
}
