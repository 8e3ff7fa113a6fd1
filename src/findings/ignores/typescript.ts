import { lineIndex } from '../../source/text.js';
import { splitRules, type IgnoreComment } from './types.js';

/** A comment that has its line for itself, or ends one behind a comma or bracket: never inside of a literal. */
const COMMENT =
  /(?:^[^\S\r\n]*|[,{[\]}][^\S\r\n]*)\/\/[^\S\r\n]*archscan-ignore-(?<scope>next-line|line|file)\b(?<rules>[^:\r\n]*)(?::(?<reason>[^\r\n]*))?$/gm;

/** `// archscan-ignore-next-line rule-id: reason` in a file of plain data such as models.ts. */
export function typescriptIgnores(text: string, file: string): readonly IgnoreComment[] {
  if (!text.includes('archscan-ignore-')) return [];
  const index = lineIndex(text);
  return [...text.matchAll(COMMENT)].map((match) => {
    const { line, column } = index.position(match.index + match[0].indexOf('//'));
    const { scope = '', rules = '', reason = '' } = match.groups ?? {};
    const target = scope === 'file' ? null : scope === 'line' ? line : line + 1;
    return { file, line, column, rules: splitRules(rules), reason: reason.trim(), target };
  });
}
