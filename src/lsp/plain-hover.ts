import { parseDocument } from '../documents/markdown/parse.js';
import { plainText } from '../documents/markdown/plain-text.js';

/** What a hover says, for a client that shows no Markdown: paragraphs, and lists with a dash for each item. */
export function plainHover(markdown: string): string {
  return parseDocument(markdown)
    .value.blocks.map(({ node }) =>
      node.type === 'list' ? node.children.map((item) => `- ${plainText(item)}`).join('\n') : plainText(node),
    )
    .join('\n\n');
}
