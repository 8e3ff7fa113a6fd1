/**
 * Another count of the same registries, made by hand rules with CPython: what it takes out of a matrix, engine by
 * engine, where archscan decides otherwise. Every name on which the two differ has to fall under exactly one rule.
 */
import type { Registration } from '../../src/engines/types.js';

/** Words by which the study tells a draft; archscan goes by what the sources do with the class. */
const WORD_OF_DRAFTS = /Eagle|MTP|NextN|Draft|DFlash|DSpark|Medusa|Assistant|Speculator/i;
/** Wrappers of the study: a backend that loads whatever it is given. */
const WRAPPER_OF_STUDY = /^(?:Transformers|TorchNative|MindSpore)|^Terratorch$/;
/** Reads the hidden states of any model, and has no word of drafts in its name. */
const NAMELESS_DRAFTS = new Set(['ExtractHiddenStatesModel']);

export interface Rule {
  readonly name: string;
  /** Who has the name as a model: archscan or the study. */
  readonly listedBy: 'archscan' | 'study';
  readonly holds: (each: Registration) => boolean;
}

export const RULES: readonly Rule[] = [
  {
    name: 'only its name says that it is a draft',
    listedBy: 'archscan',
    holds: ({ kind, architecture }) =>
      kind === 'model' && WORD_OF_DRAFTS.test(architecture ?? '') && !isVisionLanguage(architecture ?? ''),
  },
  {
    name: 'a model whose name has a word of drafts',
    listedBy: 'archscan',
    holds: ({ kind, architecture }) =>
      kind === 'model' && WORD_OF_DRAFTS.test(architecture ?? '') && isVisionLanguage(architecture ?? ''),
  },
  {
    name: 'another backend under a name of its own',
    listedBy: 'archscan',
    holds: ({ kind, architecture }) => kind === 'model' && WRAPPER_OF_STUDY.test(architecture ?? ''),
  },
  {
    name: 'the loader itself writes the name over that of the checkpoint',
    listedBy: 'study',
    holds: ({ kind, architecture }) => kind === 'wrapper' && !WRAPPER_OF_STUDY.test(architecture ?? ''),
  },
];

/** Eagle is also the name of a family of vision-language models, whose names say so. */
function isVisionLanguage(architecture: string): boolean {
  return /_VL(?:For|$)/.test(architecture);
}

/** Whether the study counts the architecture among what an engine serves. */
export function studyCounts({ architecture, status }: Registration): boolean {
  if (architecture === null || status === 'removed' || status === 'out-of-tree') return false;
  return (
    !WORD_OF_DRAFTS.test(architecture) &&
    !NAMELESS_DRAFTS.has(architecture) &&
    !WRAPPER_OF_STUDY.test(architecture)
  );
}
