import { compareDiagnostics, compareText } from '../../diagnostics.js';
import { environmentUnset } from '../assumptions.js';
import type { SourceTree } from '../../source/types.js';
import {
  inDirectory,
  locatePackage,
  type EngineAdapter,
  type EngineScan,
  type Located,
  type Registration,
} from '../types.js';
import { readDrafts } from './drafts.js';
import { multimodalGenFiles, readComponents, readConfigIds, readPipelines } from './multimodal-gen.js';
import { predicateFiles, readCategories, readFallbackGate } from './predicates.js';
import { readPlaces } from './places.js';
import { moduleFiles, readExternal, readSrt } from './srt.js';
import { speculativeFiles } from './target-states.js';

// https://docs.sglang.ai/supported_models/support_new_models.html

/** SGLang: `srt`, its runtime for language models, and `multimodal_gen`, its diffusion runtime. */
export const sglang: EngineAdapter = {
  id: 'sglang',
  title: 'SGLang',
  packageName: 'sglang',
  goesOnWithoutModule: true,
  registries: [
    { name: 'srt', keyKind: 'architecture', source: '`EntryClass` of the modules in `srt/models`' },
    {
      name: 'multimodal_gen',
      keyKind: 'architecture',
      source: '`EntryClass` of the components in `multimodal_gen/runtime/models`, and their aliases',
    },
    {
      name: 'multimodal_gen.pipelines',
      keyKind: 'pipeline',
      source: '`EntryClass` of the pipelines in `multimodal_gen/runtime/pipelines`',
    },
  ],
  assumedCall: environmentUnset,

  locate: (tree) =>
    locatePackage(tree, ['python/sglang', 'sglang'], 'srt/models') ??
    // A folder of any name; SGLang-JAX has the same layout, and this file besides.
    (tree.has('srt/model_loader/arch.py') ? null : locatePackage(tree, [''], 'srt/models')),

  files: (tree, { directory }) =>
    [
      ...moduleFiles(tree, inDirectory(directory, 'srt/models')),
      ...predicateFiles(directory),
      ...speculativeFiles(tree, directory),
      ...multimodalGenFiles((folder) => tree.list(folder), directory),
      inDirectory(directory, 'multimodal_gen/registry.py'),
    ].filter((path) => tree.has(path)),

  scan(sources, at, options): EngineScan {
    const disabled = options.disabledModules ?? [];
    const srt = readSrt(sources, at.directory, disabled);
    const external = (options.externalPackages ?? []).map((pkg) => readExternal(pkg, disabled));
    const components = readComponents(sources, at.directory);
    const pipelines = readPipelines(sources, at.directory);
    const configs = readConfigIds(sources, at.directory);
    const reads = [srt, ...external, components, pipelines];
    const native = new Map(srt.registrations.map((registration) => [registration.key, registration]));
    for (const registration of external.flatMap((read) => read.registrations))
      native.set(registration.key, registration);
    const categories = readCategories(sources, at.directory, [...native.keys()]);
    const registrations = [...native.values(), ...components.registrations, ...pipelines.registrations];
    return {
      id: 'sglang',
      root: sources.tree.root,
      revision: sources.tree.revision,
      registrations: registrations.sort(compareRegistrations),
      loaderRegistries: ['srt'],
      undecidable: [
        ...reads.flatMap((read) => read.undecidable),
        ...categories.undecidable,
        ...configs.undecidable,
      ],
      categories: categories.categories,
      categoriesHidden: categories.hidden,
      draftBases: readDrafts(sources, at.directory),
      transformersPin: readPin(sources.tree, at),
      checkpoints: configs.checkpoints,
      fallbackGate: readFallbackGate(sources, at.directory),
      diagnostics: reads.flatMap((read) => read.diagnostics).sort(compareDiagnostics),
    };
  },

  places: readPlaces,
};

function compareRegistrations(a: Registration, b: Registration): number {
  return compareText(a.registry, b.registry) || compareText(a.key, b.key);
}

/** A requirement by PEP 508: extras may follow the name, a marker the versions. */
const REQUIREMENT = /(["'])transformers(?:\[[^\]"']*\])?\s*([=<>!~][^"';]*)(?:;.*?)?\1/;

/** The requirement on transformers in `pyproject.toml`. */
function readPin(tree: SourceTree, { directory }: Located): EngineScan['transformersPin'] {
  const parent = directory.includes('/') ? directory.slice(0, directory.lastIndexOf('/')) : '';
  const file = inDirectory(parent, 'pyproject.toml');
  if (directory === '' || !tree.has(file)) return null;
  const result = tree.read(file);
  if (!result.ok) return null;
  const lines = Buffer.from(result.bytes).toString('utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    const found = REQUIREMENT.exec(line);
    const requirement = found?.[2]?.trim();
    if (found !== null && requirement !== undefined && !line.trimStart().startsWith('#')) {
      return { requirement, file, line: index + 1, column: found.index + 1 };
    }
  }
  return null;
}
