/** Tables whose keys are model families: read only, with a map from families to architectures that a person keeps. */
import { isActive, type EngineFacts } from './facts.js';
import { evidenceOf, finding, type SyncFinding } from './finding.js';
import { placeOfKey, type Page } from './page.js';

export function checkFamilies(facts: EngineFacts, page: Page): readonly SyncFinding[] {
  return page.tables.flatMap((table) => {
    const { families } = table.profile;
    if (families === undefined) return [];
    const where = families.registry.join(' or ');
    return table.rows.flatMap((row): readonly SyncFinding[] => {
      const family = row.keys[0]?.name;
      if (family === undefined || family === table.profile.key) return [];
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
      const elsewhere = [...new Set(others.filter(isActive).map(({ registry }) => registry))];
      const rest = elsewhere.length === 0 ? '' : `; ${elsewhere.join(', ')} has it`;
      const message = `${where} has none of ${architectures.join(', ')}, which "${family}" stands for${rest}. Remove the row, or say so in it`;
      return [
        finding('sync-family-gone', page.file, message, { ...at, evidence: others.flatMap(evidenceOf) }),
      ];
    });
  });
}
