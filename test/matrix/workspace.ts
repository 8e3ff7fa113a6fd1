import type { EngineAdapter, EngineScan, Registration } from '../../src/engines/types.js';
import type { WorkspaceScan } from '../../src/scan/workspace.js';

/** A registration of a model under its own name, with what a test says of it. */
export function registration(architecture: string, more: Partial<Registration> = {}): Registration {
  return {
    key: architecture,
    keyKind: 'architecture',
    architecture,
    className: architecture,
    registry: 'models',
    kind: 'model',
    status: 'active',
    capabilities: {},
    file: `models/${architecture.toLowerCase()}.py`,
    line: 10,
    classFile: null,
    classLine: null,
    ...more,
  };
}

/** Engines by id with what they register, as if they had been read. */
export function workspaceOf(engines: readonly (readonly [string, readonly Registration[]])[]): WorkspaceScan {
  return {
    engines: engines.map(([id, registrations]) => ({
      adapter: adapterOf(id),
      scan: scanOf(id, registrations),
    })),
    transformers: null,
    diagnostics: [],
  };
}

function scanOf(id: string, registrations: readonly Registration[]): EngineScan {
  return {
    id,
    root: `${id}-checkout`,
    revision: null,
    registrations,
    loaderRegistries: ['models'],
    undecidable: [],
    categories: new Map(),
    draftBases: new Map(),
    transformersPin: null,
    checkpoints: [],
    fallbackGate: null,
    diagnostics: [],
  };
}

function adapterOf(id: string): EngineAdapter {
  return {
    id,
    title: id.toUpperCase(),
    packageName: id,
    registries: [],
    locate: () => ({ directory: '' }),
    files: () => [],
    scan: () => scanOf(id, []),
  };
}
