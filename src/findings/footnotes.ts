import { checkFootnotes } from '../documents/markdown/footnotes.js';
import type { MarkdownDocument } from '../documents/markdown/parse.js';
import { findingOf, type Finding } from './finding.js';

/** The footnotes of a document that readers do not see as meant. */
export function footnoteFindings(document: MarkdownDocument): readonly Finding[] {
  return checkFootnotes(document, null).map(({ subject, ...diagnostic }) =>
    findingOf(diagnostic, { key: `[^${subject}]` }),
  );
}
