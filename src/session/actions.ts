import type { Edit } from '../documents/markdown/edits.js';
import { findRule } from '../findings/registry.js';
import type { Finding } from '../findings/finding.js';
import type { Analysis } from './analysis.js';
import { documentOf, type Context } from './context.js';
import { findingsOf } from './findings.js';
import { uriOf } from './keys.js';
import { pageEdits } from './kernels/findings.js';
import { syncEdits } from './sync/findings.js';
import { overlap, toSessionEdit, type TextView } from './texts.js';
import type { SessionAction, SessionRange } from './types.js';

/** Fixes of the findings in a range, and what `--fix` does to the file. */
export function actionsIn(
  context: Context,
  analysis: Analysis,
  key: string,
  range: SessionRange,
): readonly SessionAction[] {
  const kernel = context.kernels.file(key);
  if (kernel !== undefined) {
    const { file, kernels } = kernel;
    const edits = file.kind === 'page' ? pageEdits(file, kernels) : [];
    return [...fixesIn(context, file, range), ...fixAll(file, edits, 'archscan coverage --fix')];
  }
  const page = context.sync.page(key);
  const text = page === undefined ? undefined : context.texts.get(key);
  if (page !== undefined && text !== undefined)
    return [...fixesIn(context, text, range), ...fixAll(text, syncEdits(page), 'archscan sync')];
  const view = documentOf(context, key);
  if (view === undefined || analysis.sglang === undefined) return [];
  const { edits } = analysis.linter.fix({ file: key, text: view.text });
  return [...fixesIn(context, view, range), ...fixAll(view, edits, 'archscan lint --fix')];
}

function fixesIn(context: Context, view: TextView, range: SessionRange): readonly SessionAction[] {
  return findingsOf(context, view.key)
    .filter((finding) => finding.edits.length > 0 && overlap(finding.range, range))
    .map((finding): SessionAction => ({
      title: titleOf(finding),
      kind: 'fix',
      uri: uriOf(view.key),
      edits: finding.edits.map((edit) => toSessionEdit(view, edit)),
      findings: [finding],
      preferred: finding.fixable,
    }));
}

function fixAll(view: TextView, edits: readonly Edit[], command: string): readonly SessionAction[] {
  if (edits.length === 0) return [];
  return [
    {
      title: `Correct the whole document (${command})`,
      kind: 'fix-all',
      uri: uriOf(view.key),
      edits: edits.map((edit) => toSessionEdit(view, edit)),
      findings: [],
      preferred: false,
    },
  ];
}

function titleOf({ rule, key, edits }: Finding): string {
  switch (rule) {
    case 'tracking-missing-row':
    case 'sync-missing-row':
      return `Add the row of ${key}`;
    case 'tracking-wrong-category':
      return `Move the row of ${key} to its section`;
    case 'tracking-row-order':
      return `Move the row of ${key} to its place`;
    case 'tracking-unsupported-row':
      return `Remove the row of ${key}`;
    case 'sync-appendix-outdated':
      return 'Renew the appendix';
    default: {
      const [edit, another] = edits;
      const text = edit?.text.trim() ?? '';
      if (another !== undefined || text.includes('\n') || text.length > 60)
        return `Correct: ${findRule(rule)?.title ?? rule}`;
      return text === '' ? 'Empty the cell' : `Write ${text}`;
    }
  }
}
