/** Tables whose keys are model families: read only, with a map from families to architectures that a person keeps. */
import { isActive, type EngineFacts } from './facts.js';
import { evidenceOf, finding, type SyncFinding } from './finding.js';
import { placeOfKey, type Page } from './page.js';

const SHOWN = 5;

export function checkFamilies(facts: EngineFacts, page: Page): readonly SyncFinding[] {
  return page.tables.flatMap((table) => {
    const { families } = table.profile;
    if (families === undefined) return [];
    const where = families.registry.join(' or ');
    const named = table.rows.flatMap((row) => row.keys.map(({ name }) => ({ row, family: name })));
    return named.flatMap(({ row, family }): readonly SyncFinding[] => {
      if (family === table.profile.key) return [];
      const { line, column } = placeOfKey(page, table, row);
      const at = { line, column, subject: family };
      const architectures = Object.hasOwn(families.architectures, family)
        ? families.architectures[family]
        : undefined;
      if (architectures === undefined) {
        const message = `which architectures "${family}" stands for is not known; add it to the families of "${table.profile.id}" in the profile`;
        return [finding('sync-family-unknown', page.file, message, { ...at, severity: 'info' })];
      }
      const own = facts.registrations.filter(
        (each) =>
          families.registry.includes(each.registry) && architectures.includes(each.architecture ?? each.key),
      );
      if (own.some(isActive)) return [];
      const others = facts.registrations.filter((each) =>
        architectures.includes(each.architecture ?? each.key),
      );
      const elsewhere = [
        ...new Set(
          others.filter((each) => isActive(each) && each.kind === 'model').map(({ registry }) => registry),
        ),
      ];
      const rest = elsewhere.length === 0 ? '' : `; ${elsewhere.join(', ')} has it`;
      const message = `${where} has none of ${architectures.join(', ')}, which "${family}" stands for${rest}. Remove the row, or say so in it`;
      return [
        finding('sync-family-gone', page.file, message, { ...at, evidence: others.flatMap(evidenceOf) }),
      ];
    });
  });
}

/** How much of what the engine serves pages that are keyed by family do not name: one finding, for the first page. */
export function countUnnamed(facts: EngineFacts, pages: readonly Page[]): readonly SyncFinding[] {
  const [first] = pages.filter(({ tables }) => tables.some(({ profile }) => profile.families !== undefined));
  if (first === undefined) return [];
  const words = new Set(pages.flatMap(({ document }) => document.text.match(/\w+/g) ?? []));
  const missing = facts.served.filter(({ architecture }) => !words.has(architecture));
  if (missing.length === 0) return [];
  const names = missing.slice(0, SHOWN).map(({ architecture }) => architecture);
  const rest = missing.length > SHOWN ? `, and ${missing.length - SHOWN} more` : '';
  const message = `${facts.title} serves ${facts.served.length} architectures, and ${missing.length} of them are named nowhere: ${names.join(', ')}${rest}. An appendix can list them`;
  return [finding('sync-unnamed', first.file, message, { line: 1, severity: 'info' })];
}
