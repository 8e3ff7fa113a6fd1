import type { Evidence } from '../../diagnostics.js';
import type { CategoryEvidence, Registration, SuffixConversion } from '../types.js';
import type { VllmRegistry } from './registry.js';

/**
 * What vLLM takes a registered architecture for: multimodal when its class says so; a pooling model when its class
 * is one or generates no text, or when its name has an ending for which vLLM starts the pooling runner. A draft has a
 * runner of its own, for which vLLM asks neither its class nor its name.
 */
export function readCategories(
  { registrations }: VllmRegistry,
  conversion: SuffixConversion | undefined,
): ReadonlyMap<string, CategoryEvidence> {
  return new Map(
    registrations
      .filter(({ status }) => status === 'active' || status === 'conditional')
      .map((each) => [each.key, evidenceOf(each, conversion)] as const),
  );
}

function evidenceOf(
  { key, kind, capabilities, file, line, classFile, classLine }: Registration,
  conversion: SuffixConversion | undefined,
): CategoryEvidence {
  const type = { file: classFile ?? file, line: classFile === null ? line : (classLine ?? 1), column: 1 };
  const at = (rule: string): Evidence => ({ ...type, rule });
  const ending = conversion?.endings.find((each) => key.endsWith(each.ending));
  const isDraft = kind === 'draft';
  const pools = !isDraft && (capabilities.pooling === true || capabilities.textGeneration === false);
  const poolsByName = !isDraft && ending?.runner === 'pooling' && capabilities.multimodal !== true;
  return {
    ...(capabilities.multimodal === true ? { multimodal: at('vllm-multimodal') } : {}),
    ...(pools ? { embedding: at('vllm-pooling') } : {}),
    ...(!pools && poolsByName && conversion !== undefined ? { embedding: conversion.evidence } : {}),
    ...(!pools && !poolsByName && capabilities.textGeneration === true
      ? { generation: at('vllm-generation') }
      : {}),
  };
}
