import { toString } from 'mdast-util-to-string';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** A row of a tracking document, cells as text. */
export interface TrackedRow {
  readonly section: string;
  readonly architecture: string;
  readonly native: string;
  readonly hf: string;
  readonly file: string;
  readonly example: string;
}

/** The rows of every table of architectures, read with remark alone. */
export function trackedRows(markdown: string): ReadonlyMap<string, TrackedRow> {
  const rows = new Map<string, TrackedRow>();
  let section = '';
  for (const node of unified().use(remarkParse).use(remarkGfm).parse(markdown).children) {
    if (node.type === 'heading') section = toString(node);
    if (node.type !== 'table') continue;
    const [header, ...body] = node.children.map((row) => row.children.map((cell) => toString(cell)));
    if (header?.[0] !== 'Architecture') continue;
    for (const [architecture = '', native = '', hf = '', file = '', example = ''] of body) {
      if (rows.has(architecture)) throw new Error(`${architecture} has two rows`);
      rows.set(architecture, { section, architecture, native, hf, file, example });
    }
  }
  return rows;
}
