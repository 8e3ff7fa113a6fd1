/** Every rule that archscan knows, by id. */
import { compareText } from '../diagnostics.js';
import { ENGINE_RULE_GROUPS, READING_RULES } from '../engines/rules.js';
import { checkpointRules } from './rules/checkpoint-config.js';
import { checkRules } from './rules/checks.js';
import { configRules } from './rules/config.js';
import { coverageConfigRules } from './rules/coverage-configs.js';
import { coverageDefinitionRules } from './rules/coverage-definitions.js';
import { coverageModelsRules } from './rules/coverage-models.js';
import { coveragePageRules } from './rules/coverage-page.js';
import { documentRules } from './rules/documents.js';
import { footnoteRules } from './rules/footnotes.js';
import { ignoreRules } from './rules/ignores.js';
import { pythonRules } from './rules/python.js';
import { trackingCellRules } from './rules/tracking-cells.js';
import { trackingRowRules } from './rules/tracking-rows.js';
import { trackingShapeRules } from './rules/tracking-shape.js';
import type { Rule, RuleGroup } from './rule.js';

export const RULE_GROUPS: readonly RuleGroup[] = [
  { title: 'The tracking document: rows', rules: trackingRowRules },
  { title: 'The tracking document: cells', rules: trackingCellRules },
  { title: 'The tracking document: shape', rules: trackingShapeRules },
  { title: 'Any document', rules: documentRules },
  { title: 'Footnotes of any document', rules: footnoteRules },
  { title: 'Kernel coverage: the page', rules: coveragePageRules },
  { title: 'Kernel coverage: models.ts', rules: coverageModelsRules },
  { title: 'Kernel coverage: definitions', rules: coverageDefinitionRules },
  { title: "Kernel coverage: the models' configurations", rules: coverageConfigRules },
  ...ENGINE_RULE_GROUPS,
  { title: 'Reading Python', rules: pythonRules },
  { title: 'Ignore comments', rules: ignoreRules },
  { title: 'archscan itself', rules: checkRules },
  { title: 'The configuration of archscan', rules: configRules },
  { title: 'The config.json of a checkpoint', rules: checkpointRules },
];

export { READING_RULES };

/** Sorted by id. */
export const RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules).sort((a, b) =>
  compareText(a.id, b.id),
);

const BY_ID = new Map(RULES.map((rule) => [rule.id, rule]));

export function findRule(id: string): Rule | undefined {
  return BY_ID.get(id);
}

export type { Rule, RuleGroup };
