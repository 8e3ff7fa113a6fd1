/** Answers about the sources of a tree that were given for an earlier version of it. */
import type { Aside } from '../cache/parts.js';
import type { KeptAnswers } from '../python/answers/answers.js';
import type { PythonSources } from '../python/sources.js';
import type { AnswerPlace, TreePlace, WorkspaceAccess, WorkspaceOptions } from './workspace.js';

type AnswersOf = NonNullable<WorkspaceAccess['answers']>;

/**
 * What `read` makes of a tree where answers of an earlier version of it are taken; where it is not certain that it is
 * the same as without them, it reads again from the beginning.
 *
 * @param use `leave`: what is answered now is left for the next version; `take`: it is not
 * @param read gives nothing that rests on the sources any more
 */
export async function takingAnswers<T>(
  aside: Aside,
  place: TreePlace,
  options: WorkspaceOptions,
  use: 'take' | 'leave',
  read: (answers: AnswersOf) => Promise<T>,
): Promise<T> {
  const attempt = async (take: Aside['take']): Promise<{ readonly made: T; readonly isCertain: boolean }> => {
    const { answers, settle } = answerPlaces({ ...aside, take }, place, options);
    return { made: await read(answers), isCertain: settle(use) };
  };
  const left: unknown[] = [];
  try {
    const { made, isCertain } = await attempt((question) => {
      const found = aside.take(question);
      if (found !== undefined) left.push(found);
      return found;
    });
    if (isCertain) return made;
  } catch (error) {
    // Where answers were taken, modules are evaluated in another order: import chains may be longer.
    if (left.length === 0) throw error;
  }
  // What was left is of no use, also to the next run.
  return (await attempt(() => null)).made;
}

interface AnswerPlaces {
  readonly answers: AnswersOf;
  /** Told that all is read: whether it is certain. */
  readonly settle: (use: 'take' | 'leave') => boolean;
}

function answerPlaces(aside: Aside, { folder }: TreePlace, { maxFileBytes }: WorkspaceOptions): AnswerPlaces {
  const opened: { readonly question: unknown; readonly isLeft: boolean; readonly sources: PythonSources }[] =
    [];
  return {
    answers(name): AnswerPlace {
      // Whichever revision: what is the same in it, has the same answer.
      const question = ['answers', folder, maxFileBytes ?? null, name];
      const left = aside.take(question);
      return {
        // The record by which build it was left.
        earlier: (left ?? null) as KeptAnswers | null,
        opened: (sources) => opened.push({ question, isLeft: left !== undefined, sources }),
      };
    },
    settle(use) {
      for (const { question, isLeft, sources } of opened) {
        const answers = sources.keptAnswers?.() ?? null;
        if (answers === null) return false;
        // What was left there before does not hold any more.
        if (use === 'leave' && (answers.answers.length > 0 || isLeft)) aside.leave(question, answers);
      }
      return true;
    },
  };
}
