import { mentionsInText } from '../python/mentions.js';
import type { Evidence } from '../diagnostics.js';
import type { Mention } from './example.js';

/** Name of the rule in the evidence of what a documentation page mentions. */
const RULE = 'transformers-model-doc';

/** `pipeline(… model="org/name" …)`: the arguments hold no call of their own. */
const PIPELINE =
  /\bpipeline\(\s*(?:[^()]*?[\s,(])??model\s*=\s*(["'])(?<id>[A-Za-z0-9_][\w.-]*(?:\/[\w.-]+)?)\1/dg;

/**
 * The checkpoints that a Markdown page of the transformers documentation names, in text order:
 * `X.from_pretrained("…")` (also through a variable), `pipeline(model="…")`, links whose text is the id.
 */
export function mentionsInDocPage(markdown: string, file: string): readonly Mention[] {
  const lines = lineStarts(markdown);
  const found = [
    ...mentionsInText(markdown).map(({ id, receiver, offset }) => ({ id, receiver, offset })),
    ...Array.from(markdown.matchAll(PIPELINE), (match) => ({
      id: match.groups?.id ?? '',
      receiver: null,
      offset: match.indices?.groups?.id?.[0] ?? match.index,
    })),
  ].sort((a, b) => a.offset - b.offset);
  return found.map(({ id, receiver, offset }) => ({
    id,
    receiver,
    scope: '',
    evidence: evidenceAt(lines, offset, file),
  }));
}

function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (match) => match.index + match[0].length)];
}

function evidenceAt(lines: readonly number[], offset: number, file: string): Evidence {
  const line = lines.findLastIndex((start) => start <= offset);
  return { file, line: line + 1, column: offset - (lines[line] ?? 0) + 1, rule: RULE };
}

/** Whether a page in `docs/source/en/model_doc` is that of a model type: `kosmos-2.md` of `kosmos2`. */
export function isDocPageOf(fileName: string, modelType: string): boolean {
  return fileName.endsWith('.md') && plain(fileName.slice(0, -'.md'.length)) === plain(modelType);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}
