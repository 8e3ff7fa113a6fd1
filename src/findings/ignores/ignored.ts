import type { MarkdownDocument } from '../../documents/markdown/parse.js';
import { groupBy } from '../../group-by.js';
import { ignoresIn } from './markdown.js';

/** Whether a comment of a document says that what a rule finds in a line (1-based) is right as it is. */
export type Ignored = (line: number, ...rules: readonly string[]) => boolean;

export const NOTHING_IGNORED: Ignored = () => false;

/** What the comments of a Markdown document ignore, those without a reason left out. Edits leave it alone. */
export function ignoredIn(document: MarkdownDocument): Ignored {
  const comments = ignoresIn(document).filter(({ reason }) => reason !== '');
  if (comments.length === 0) return NOTHING_IGNORED;
  const byLine = groupBy(comments, ({ target }) => target);
  return (line, ...rules) =>
    [line, null].some((target) =>
      byLine.get(target)?.some((comment) => rules.some((rule) => comment.rules.includes(rule))),
    );
}
