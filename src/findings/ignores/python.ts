import type { ModuleFacts } from '../../python/facts.js';
import { lineIndex } from '../../source/text.js';
import { splitRules, type IgnoreComment } from './types.js';

/** `# archscan: ignore[rule-id, rule-id] reason`, or `ignore-file[…]`. The text is that of a comment, not code. */
const COMMENT = /#[ \t]*archscan:[ \t]*ignore(?<scope>-file)?\[(?<rules>[^\]\r\n]*)\](?<reason>[^\r\n]*)/g;

/**
 * The ignore comments of a Python file. A comment alone on its line is for the next line that is no comment.
 * @param text decoded, as the facts were made from it
 * @param facts with function bodies: what stands inside a string is no comment
 */
export function pythonIgnores(text: string, facts: ModuleFacts, file: string): readonly IgnoreComment[] {
  const found = [...text.matchAll(COMMENT)];
  if (found.length === 0) return [];
  const strings = stringSpans(facts.body);
  const index = lineIndex(text);
  const lines = text.split(/\r\n|\n|\r/);
  return found
    .filter(({ index: at }) => !strings.some(({ start, end }) => start <= at && at < end))
    .map((match) => {
      const { line, column } = index.position(match.index);
      const { scope, rules = '', reason = '' } = match.groups ?? {};
      const alone = (lines[line - 1] ?? '').slice(0, column - 1).trim() === '';
      return {
        file,
        line,
        column,
        rules: splitRules(rules),
        reason: reason.trim(),
        target: scope !== undefined ? null : alone ? nextCode(lines, line) : line,
      };
    });
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where strings stand, docstrings and annotations included: facts are plain JSON, so all of it is walked. */
function stringSpans(value: unknown): readonly Range[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(stringSpans);
  return isString(value) ? [{ start: value.start, end: value.end }, ...inner] : inner;
}

function isString(value: object): value is Range {
  return 'kind' in value && (value.kind === 'string' || value.kind === 'bytes' || value.kind === 'fstring');
}

function nextCode(lines: readonly string[], after: number): number {
  const index = lines.findIndex((line, i) => i >= after && !/^\s*(?:#|$)/.test(line));
  return index === -1 ? after + 1 : index + 1;
}
