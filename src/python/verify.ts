import { isDeepStrictEqual } from 'node:util';
import { createFactExtractor, type FactExtractor } from './extract.js';
import type { ModuleFacts } from './facts.js';

/**
 * Reads every file twice, by its lines and as a whole, and gives what the second way gives. Where the two differ in a
 * file without syntax errors, archscan has a defect, and the file an error `python-engines`. A syntax error in a
 * function body that was not asked for is only seen in the second way.
 *
 * @throws ArchscanError `grammar-unusable`
 */
export async function createVerifyingExtractor(fast?: FactExtractor): Promise<FactExtractor> {
  const byLines = fast ?? (await createFactExtractor());
  const whole = await createFactExtractor({ engine: 'full' });
  return (path, source, depth = 'module') => {
    const reference = whole(path, source, depth);
    if (reference.partial) return reference;
    const facts = byLines(path, source, depth);
    return isDeepStrictEqual(facts, reference) ? reference : disagreement(facts, reference);
  };
}

function disagreement(facts: ModuleFacts, reference: ModuleFacts): ModuleFacts {
  const { line, column } = firstDifference(facts, reference);
  const message =
    'Reading this file by its lines and reading it as a whole give different facts. This is a defect of archscan: ' +
    'please report it. What follows is from reading it as a whole.';
  const { path, diagnostics } = reference;
  return {
    ...reference,
    partial: true,
    diagnostics: [
      ...diagnostics,
      { rule: 'python-engines', severity: 'error', message, file: path, line, column },
    ],
  };
}

/** The place of the first statement of the module that differs, or of what differs beside the statements. */
function firstDifference(
  facts: ModuleFacts,
  reference: ModuleFacts,
): { readonly line: number; readonly column: number } {
  const lists = [
    [facts.body, reference.body],
    [facts.mentions, reference.mentions],
  ] as const;
  for (const [ours, theirs] of lists) {
    for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
      const place = theirs[index] ?? ours[index];
      if (place !== undefined && !isDeepStrictEqual(ours[index], theirs[index])) return place;
    }
  }
  return { line: 1, column: 1 };
}
