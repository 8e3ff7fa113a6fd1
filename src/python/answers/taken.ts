import type { SourceTree } from '../../source/types.js';
import type { FactsDepth } from '../facts.js';
import type { KeptAnswer, KeptAnswers } from './kept.js';
import type { FileRead, Part } from './parts.js';

/** The answers of an earlier run that hold now. */
export interface Taken {
  readonly earlier: KeptAnswers;
  /** The answer to a question, where nothing that it rests on has changed. */
  readonly take: (question: string) => KeptAnswer | undefined;
  /** Those that were taken so far. */
  readonly answers: readonly KeptAnswer[];
}

/**
 * @param idOf what a part holds now
 * @param onTaken told once of each module that an answer rests on which is taken
 */
export function createTaken(
  earlier: KeptAnswers,
  tree: Pick<SourceTree, 'has'>,
  idOf: (part: Part) => string | null,
  onTaken: (path: string, depth: FactsDepth, read: FileRead) => void,
): Taken {
  const byQuestion = new Map(earlier.answers.map((answer) => [answer.question, answer]));
  const same = new Map<number, boolean>();
  const told = new Set<number>();
  const taken: KeptAnswer[] = [];
  let importsLeadElsewhere: boolean | undefined;

  function isSame(index: number): boolean {
    let known = same.get(index);
    if (known === undefined) {
      const part = earlier.parts[index];
      known = part !== undefined && part.content.id !== null && part.content.id === idOf(part.part);
      same.set(index, known);
    }
    return known;
  }

  function tell(index: number): void {
    const found = earlier.parts[index];
    if (told.has(index) || found === undefined) return;
    told.add(index);
    const { kind, path } = found.part;
    if ((kind === 'module' || kind === 'bodies') && found.content.read !== null)
      onTaken(path, kind, found.content.read);
  }

  return {
    earlier,
    take(question) {
      const answer = byQuestion.get(question);
      if (answer === undefined) return undefined;
      importsLeadElsewhere ??= [...earlier.existing].some(([path, found]) => tree.has(path) !== found);
      if (importsLeadElsewhere) return undefined;
      const rests = reachable(answer.rests, (index) => earlier.parts[index]?.rests ?? []);
      if (![...rests].every(isSame)) return undefined;
      for (const index of rests) tell(index);
      taken.push(answer);
      return answer;
    },
    answers: taken,
  };
}

/** Everything that can be reached, the beginning included. */
export function reachable<T>(from: Iterable<T>, next: (each: T) => Iterable<T>): ReadonlySet<T> {
  const found = new Set(from);
  // A set gives what is added while it is gone through, too.
  for (const each of found) for (const other of next(each)) found.add(other);
  return found;
}
