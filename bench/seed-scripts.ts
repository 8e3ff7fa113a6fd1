import type { Root } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/**
 * The Python programs of a document whose sections are headed `Step 1: …`, `Step 2: …`: of each such section
 * the first shell block that feeds a here-document to python3, by step number.
 */
export function seedScripts(markdown: string): ReadonlyMap<number, string> {
  const scripts = new Map<number, string>();
  let step: number | undefined;
  for (const node of parseMarkdown(markdown).children) {
    if (node.type === 'heading') step = stepNumber(toString(node));
    if (node.type !== 'code' || step === undefined || scripts.has(step)) continue;
    const script = hereDocument(node.value);
    if (script !== undefined) scripts.set(step, script);
  }
  return scripts;
}

/** The same program with its fixed temporary files in a folder of ours: nobody else's files are touched. */
export function withTemporaryFolder(script: string, folder: string): string {
  return script.replaceAll(/(?<=["'])\/tmp\//g, `${folder}/`);
}

/** The entries of a script's dictionary `MANUAL`, one a line, that gives examples by hand. */
export function overridesOf(script: string): Readonly<Record<string, string>> {
  const block = /^MANUAL = \{\n(.*?)^\}/ms.exec(script)?.[1] ?? '';
  return Object.fromEntries(
    [...block.matchAll(/^ +'([^']+)': '([^']+)',/gm)].map(([, name = '', id = '']) => [name, id]),
  );
}

/** First cells of every table with the column `Architecture` first, in order. */
export function tableKeys(markdown: string): readonly string[] {
  return parseMarkdown(markdown).children.flatMap((node) => {
    if (node.type !== 'table') return [];
    const [header, ...keys] = node.children.map((row) => toString(row.children[0]));
    return header === 'Architecture' ? keys : [];
  });
}

function parseMarkdown(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).parse(markdown);
}

function stepNumber(heading: string): number | undefined {
  const digits = /^Step (\d+)\b/.exec(heading)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function hereDocument(shell: string): string | undefined {
  const lines = shell.split('\n');
  const first = lines.findIndex((line) => /^\s*python3?\s.*<<\s*'?\w+'?/.test(line));
  const word = /<<\s*'?(\w+)'?/.exec(lines[first] ?? '')?.[1];
  const last = lines.findIndex((line, index) => index > first && line === word);
  return word === undefined || last === -1 ? undefined : `${lines.slice(first + 1, last).join('\n')}\n`;
}
