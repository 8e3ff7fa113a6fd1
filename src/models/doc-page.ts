import { mentionsInText } from '../python/mentions.js';
import { lineIndex } from '../source/text.js';
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
  const pipelines = markdown.includes('pipeline(') ? markdown.matchAll(PIPELINE) : [];
  const found = [
    ...mentionsInText(markdown).map(({ id, receiver, offset }) => ({ id, receiver, offset })),
    ...Array.from(pipelines, (match) => ({
      id: match.groups?.id ?? '',
      receiver: null,
      offset: match.indices?.groups?.id?.[0] ?? match.index,
    })),
  ].sort((a, b) => a.offset - b.offset);
  if (found.length === 0) return [];
  const lines = lineIndex(markdown);
  return found.map(({ id, receiver, offset }) => ({
    id,
    receiver,
    scope: '',
    evidence: { file, ...lines.position(offset), rule: RULE },
  }));
}

/** The page of a model type among the files of `docs/source/en/model_doc`: `kosmos-2.md` of `kosmos2`. */
export function docPagesByType(paths: readonly string[]): (modelType: string) => string | undefined {
  const pages = new Map<string, string>();
  for (const path of paths) {
    const name = plain(path.slice(path.lastIndexOf('/') + 1, -'.md'.length));
    if (path.endsWith('.md') && !pages.has(name)) pages.set(name, path);
  }
  return (modelType) => pages.get(plain(modelType));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '');
}
