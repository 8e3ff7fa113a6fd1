import type { Finding } from '../../findings/finding.js';
import type { Cookbook } from '../recipe.js';
import { lintRows } from './lint-rows.js';
import { lintWords } from './lint-words.js';
import type { CoveragePage } from './model.js';
import type { ModelConfigs } from './model-configs.js';
import { findingAt, headingOf } from './page-findings.js';
import { sectionFacts } from './section-facts.js';

/**
 * Where the sections of a page disagree with the configurations of their models: names, degrees, numbers in
 * sentences, what has no row. A section whose configuration is not among them is said to be unchecked.
 *
 * @param cookbook null: it was not given, and nothing is said about where degrees come from
 */
export function lintConfigs(
  page: CoveragePage,
  configs: ModelConfigs,
  cookbook: Cookbook | null,
): readonly Finding[] {
  const facts = sectionFacts(page, configs);
  const known = new Set(facts.map(({ section }) => section));
  const unchecked = page.sections.flatMap((section) => {
    const heading = headingOf(page, section);
    if (heading === undefined || known.has(section)) return [];
    const message = `No configuration is known for ${section.title}, so its names and numbers are not checked.`;
    const about = { severity: 'info', rule: 'section-without-config', message, key: section.title } as const;
    return [findingAt(page, heading, about)];
  });
  return [...facts.flatMap((each) => [...lintRows(each), ...lintWords(each, cookbook)]), ...unchecked];
}
