import { prepareMdx } from '../../documents/markdown/parse.js';
import { readDocument } from '../../documents/write.js';
import type { Outcome } from '../../diagnostics.js';
import { ArchscanError } from '../../errors.js';
import { readCoveragePage } from '../coverage/index.js';

/**
 * The models that a coverage page lists. A page that cannot be read is a diagnostic and lists none.
 *
 * @throws ArchscanError `usage` when there is no page
 */
export async function readPageTitles(path: string): Promise<Outcome<readonly string[]>> {
  const read = readDocument(path);
  if (!read.ok) return { value: [], diagnostics: [read.diagnostic] };
  if (read.text === null) throw new ArchscanError('usage', `There is no page ${path}.`);
  if (path.endsWith('.mdx')) await prepareMdx();
  const { value: page, diagnostics } = readCoveragePage(read.text, path);
  const { summary, sections } = page ?? { summary: { rows: [] }, sections: [] };
  return { value: [...summary.rows, ...sections].map(({ title }) => title), diagnostics };
}
