import { environmentUnset } from '../assumptions.js';
import { hiddenRegistrations } from '../hidden.js';
import { engineScan } from '../registrations.js';
import { inDirectory, locatePackage, type EngineAdapter, type EngineScan } from '../types.js';
import { acceptsKeyword } from './accepts-keyword.js';
import { readCategories } from './categories.js';
import { examplesFile, readExamples } from './examples.js';
import { loaderFiles, readConversion, readFallbackGate, readPin } from './loader.js';
import { LOADER, MODEL_LOADER, MODEL_REGISTRY, MODELS, REGISTRY } from './files.js';
import { readPlaces } from './places.js';
import { readRegistry, WHOLE } from './registry.js';

// https://docs.vllm.ai/en/latest/contributing/model/registration.html

/** vLLM: one registry of lazily imported classes. */
export const vllm: EngineAdapter = {
  id: 'vllm',
  title: 'vLLM',
  packageName: 'vllm',
  registries: [
    {
      name: '_*_MODELS',
      keyKind: 'architecture',
      source: 'the dictionaries of `model_executor/models/registry.py` that its registry is made of',
    },
    { name: '_VLLM_MODELS', keyKind: 'architecture', source: 'what the whole dictionary has beside them' },
    {
      name: MODEL_REGISTRY,
      keyKind: 'architecture',
      source:
        'until May 2024, `_MODELS` in `model_executor/models/__init__.py`, or `_MODEL_REGISTRY` in `model_executor/model_loader.py`',
    },
  ],
  assumedCall: (...call) => environmentUnset(...call) ?? acceptsKeyword(...call),

  locate: (tree) => locatePackage(tree, ['vllm', ''], MODELS),

  files: (tree, at) =>
    [
      inDirectory(at.directory, REGISTRY),
      inDirectory(at.directory, MODEL_LOADER),
      inDirectory(at.directory, LOADER),
      ...tree.list(inDirectory(at.directory, MODELS)).filter((path) => path.endsWith('.py')),
      ...loaderFiles(tree, at),
      examplesFile(at),
    ].filter((path) => tree.has(path)),

  scan(sources, at): EngineScan {
    const registry = readRegistry(sources, at.directory);
    const conversion = readConversion(sources, at);
    const examples = readExamples(sources, at);
    const all = [...examples.examples, ...examples.converted];
    const hidden = hiddenRegistrations(sources, [registry.file], [registry]);
    return engineScan('vllm', sources, [registry, hidden, conversion, examples], {
      loaderRegistries: [...registry.groups.keys(), WHOLE],
      replaced: registry.replaced,
      categories: readCategories(registry, conversion.conversion),
      transformersPin: readPin(sources.tree, at),
      fallbackGate: readFallbackGate(sources, at),
      conversion: conversion.conversion,
      examples: all,
    });
  },

  places: ({ tree }, at, { registrations, examples = [] }) => readPlaces(tree, at, registrations, examples),
};
