/**
 * Where the tree-sitter grammar itself reads valid Python wrongly and the lowering cannot put it right. Every
 * entry is proved by grammar-defects.test.ts: one whose example no longer differs has to go.
 */
import type { Difference } from './compare.js';

export interface GrammarDefect {
  readonly name: string;
  /** What the grammar does. */
  readonly what: string;
  /** The smallest source that shows it. */
  readonly example: string;
  /** Whether a difference in a source can be this defect; as narrow as the text allows. */
  readonly explains: (text: string, difference: Difference) => boolean;
}

export const GRAMMAR_DEFECTS: readonly GrammarDefect[] = [
  {
    name: 'future-import-star',
    what: 'knows only names behind `from __future__ import`; CPython parses the star and rejects it when compiling',
    example: 'from __future__ import *\n',
    explains: (text) => /from\s+__future__\s+import\s*\*/.test(text),
  },
];

/** True when each of the differences is a listed defect. */
export function explainedByGrammar(text: string, differences: readonly Difference[]): boolean {
  return differences.every((each) => GRAMMAR_DEFECTS.some((defect) => defect.explains(text, each)));
}
