import { findRule } from '../findings/registry.js';
import type { Finding } from '../findings/finding.js';
import type { Analysis } from './analysis.js';
import { documentOf, type Context } from './context.js';
import { findingsOf } from './findings.js';
import { uriOf } from './keys.js';
import { overlap, toSessionEdit } from './texts.js';
import type { SessionAction, SessionRange } from './types.js';

/** Fixes of the findings in a range, and what `archscan lint --fix` does to the file. */
export function actionsIn(
  context: Context,
  analysis: Analysis,
  key: string,
  range: SessionRange,
): readonly SessionAction[] {
  const view = documentOf(context, key);
  if (view === undefined || analysis.sglang === undefined) return [];
  const uri = uriOf(key);
  const fixes = findingsOf(context, key)
    .filter((finding) => finding.edits.length > 0 && overlap(finding.range, range))
    .map((finding): SessionAction => ({
      title: titleOf(finding),
      kind: 'fix',
      uri,
      edits: finding.edits.map((edit) => toSessionEdit(view, edit)),
      findings: [finding],
      preferred: finding.fixable,
    }));
  const { edits } = analysis.linter.fix({ file: key, text: view.text });
  if (edits.length === 0) return fixes;
  return [
    ...fixes,
    {
      title: 'Correct the whole document (archscan lint --fix)',
      kind: 'fix-all',
      uri,
      edits: edits.map((edit) => toSessionEdit(view, edit)),
      findings: [],
      preferred: false,
    },
  ];
}

function titleOf({ rule, key, edits }: Finding): string {
  switch (rule) {
    case 'tracking-missing-row':
      return `Add the row of ${key}`;
    case 'tracking-wrong-category':
      return `Move the row of ${key} to its section`;
    case 'tracking-row-order':
      return `Move the row of ${key} to its place`;
    case 'tracking-unsupported-row':
      return `Remove the row of ${key}`;
    default: {
      const [edit, another] = edits;
      const text = edit?.text.trim() ?? '';
      if (another !== undefined || text.includes('\n') || text.length > 60)
        return `Correct: ${findRule(rule)?.title ?? rule}`;
      return text === '' ? 'Empty the cell' : `Write ${text}`;
    }
  }
}
