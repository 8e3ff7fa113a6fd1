/** The sources as plain text, read without archscan: what a predicate claims is looked up here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RawText {
  /** The text of a file of the checkout, '' when there is none. */
  text(path: string): string;
  /** A line, counted from 1. */
  line(path: string, line: number): string;
  /** All Python files of a folder as one text. */
  folder(path: string): string;
  /** Names of the folders in a folder. */
  folders(path: string): readonly string[];
  /** All pages (Markdown, MDX) below a folder as one text, '' when there is none. */
  pages(path: string): string;
}

export function rawText(root: string): RawText {
  const texts = new Map<string, string>();
  const text = (path: string): string => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const file = join(root, path);
    const content = existsSync(file) ? readFileSync(file, 'utf8') : '';
    texts.set(path, content);
    return content;
  };
  const pythonOf = new Map<string, string>();
  return {
    text,
    line: (path, line) => text(path).split(/\r\n|\r|\n/)[line - 1] ?? '',
    folder: (path) => {
      const known = pythonOf.get(path);
      if (known !== undefined) return known;
      const all = (existsSync(join(root, path)) ? readdirSync(join(root, path)) : [])
        .filter((name) => /^(?:modeling|configuration|modular)_.*\.py$/.test(name))
        .sort()
        .map((name) => text(`${path}/${name}`))
        .join('\n');
      pythonOf.set(path, all);
      return all;
    },
    folders: (path) =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
    pages: (path) =>
      (existsSync(join(root, path))
        ? readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
        : []
      )
        .filter((name) => /\.mdx?$/.test(name))
        .map((name) => text(`${path}/${name}`))
        .join('\n'),
  };
}

/** A class statement with its decorators and its body: up to the next statement at the margin. */
export function classText(text: string, name: string): string {
  const head = `class ${name}`;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(head) && !/^\w/.test(line.slice(head.length)));
  if (at === -1) return '';
  const isStatement = (line: string): boolean => /^[A-Za-z_@]/.test(line);
  const end = lines.findIndex((line, index) => index > at && isStatement(line));
  // Decorators, also over several lines, stand between the last statement and the class.
  let start = at;
  for (let index = at - 1; index >= 0; index--) {
    const line = lines[index] ?? '';
    if (line.startsWith('@')) start = index;
    else if (isStatement(line) || line.trim() === '') break;
  }
  return lines.slice(start, end === -1 ? undefined : end).join('\n');
}

/** Whether `receiver.from_pretrained` is called with an id, as a literal or through a variable. */
export function loads(text: string, receiver: string, id: string): boolean {
  const quoted = String.raw`["']${escape(id)}["']`;
  if (new RegExp(String.raw`\b${receiver}\.from_pretrained\(\s*(?:\.\.\.\s*)?${quoted}`).test(text))
    return true;
  const variables = text.matchAll(new RegExp(String.raw`\b${receiver}\.from_pretrained\(\s*(\w+)`, 'g'));
  return [...variables].some(([, name]) =>
    new RegExp(String.raw`\b${name ?? ''}\s*=\s*${quoted}`).test(text),
  );
}

/** What `name = OrderedDict(…)` is made from, at the margin or under a condition. */
export function mappingText(text: string, name: string): string {
  const pattern = String.raw`^([ \t]*)${name}\b[^\n]*OrderedDict\([^\n]*\n([^]*?)^\1\)`;
  return new RegExp(pattern, 'm').exec(text)?.[2] ?? '';
}

/** The text of a function at the margin. */
export function functionText(text: string, name: string): string {
  return new RegExp(String.raw`^def ${name}\([^]*?(?=^\S)`, 'm').exec(text)?.[0] ?? '';
}

export function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
