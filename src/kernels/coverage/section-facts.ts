import type { Span } from '../../documents/markdown/edits.js';
import type { CookbookModel } from '../recipe.js';
import { compareVersions } from '../recipe-files.js';
import { nameOf, partsOf } from '../slug.js';
import { titleKey, type CoveragePage, type CoveragePart, type CoverageSection } from './model.js';
import type { KnownModel, ModelConfigs } from './model-configs.js';
import { nameIndex, type NameIndex } from './name-index.js';

/** What is known about the model of a section from elsewhere. */
export interface SectionFacts {
  readonly page: CoveragePage;
  readonly section: CoverageSection;
  readonly model: KnownModel;
  readonly names: NameIndex;
  /** The degrees that the section says the model is served with; empty where it says none. */
  readonly served: Served;
}

export interface Served {
  readonly tp: readonly number[];
  readonly ep: readonly number[];
  /** The words that say it. */
  readonly span: Span | null;
}

/** The sections whose configuration is known. */
export function sectionFacts(page: CoveragePage, configs: ModelConfigs): readonly SectionFacts[] {
  return page.sections.flatMap((section) => {
    const model = configs.find([section.title]);
    if (model === null) return [];
    return [{ page, section, model, names: nameIndex(model.config), served: servedDegrees(page, section) }];
  });
}

/** A paragraph of a section, as it is written. */
export interface Paragraph extends Span {
  readonly text: string;
  /** The one that begins with `**Architecture**`. */
  readonly architecture: boolean;
  /** The heading that it stands under. */
  readonly heading: number | undefined;
}

/** Everything that is neither heading nor table nor rule. */
export function paragraphsOf({ document }: CoveragePage, { blocks }: CoverageSection): readonly Paragraph[] {
  return document.blocks.slice(blocks.first, blocks.last + 1).flatMap(({ node, start, end, heading }) => {
    if (node.type !== 'paragraph' && node.type !== 'blockquote' && node.type !== 'list') return [];
    const text = document.text.slice(start, end);
    return [{ start, end, text, architecture: text.startsWith('**Architecture**'), heading }];
  });
}

/** What stands in bold, such as `**TP=2 or TP=4**` or `**TP=8, EP=4**`. */
export function servedDegrees(page: CoveragePage, section: CoverageSection): Served {
  for (const { text, start } of paragraphsOf(page, section)) {
    const found = /\*\*([^*]*\bTP=\d[^*]*)\*\*/.exec(text);
    if (found === null) continue;
    const from = start + found.index;
    return {
      tp: degreesIn(found[0], 'TP'),
      ep: degreesIn(found[0], 'EP'),
      span: { start: from, end: from + found[0].length },
    };
  }
  return { tp: [], ep: [], span: null };
}

/** A heading inside of a section may say another degree than the section. */
export function servedInPart({ page, served }: SectionFacts, part: CoveragePart): Served {
  const heading = page.document.headings[part.heading];
  const own = degreesIn(heading?.text ?? '', 'TP');
  return own.length === 0 ? served : { ...served, tp: own };
}

/** The numbers behind `TP=` or `EP=`. */
export function degreesIn(text: string, which: 'TP' | 'EP'): readonly number[] {
  return [...text.matchAll(new RegExp(`\\b${which}=(\\d+)`, 'g'))].map(([, degree]) => Number(degree));
}

/** The cookbook's models that are forms of a checkpoint or of a title: quantised, tuned, dated. */
export function recipesFor(
  models: readonly CookbookModel[],
  names: readonly string[],
): readonly CookbookModel[] {
  const keys = new Set(names.map((name) => titleKey(nameOf(name.trim().replace(/\s+/g, '-')))));
  return models
    .filter(({ modelPath }) =>
      [nameOf(modelPath), partsOf(modelPath).stem].some((each) => keys.has(titleKey(each))),
    )
    .toSorted((a, b) => compareVersions(a.recipes[0]?.version ?? '', b.recipes[0]?.version ?? ''));
}
