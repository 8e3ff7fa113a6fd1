import { groupBy } from '../../group-by.js';
import { didYouMean } from '../../text/suggest.js';
import { findingOf, sortFindings, type Finding } from '../finding.js';
import { findRule, RULES } from '../registry.js';
import type { IgnoreComment } from './types.js';

export interface Ignored {
  /** What is left, with findings about the comments themselves. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly Finding[];
}

export interface IgnoreOptions {
  /** Whether transformers was read: without it, rules that need it find nothing anywhere. */
  readonly transformersKnown: boolean;
}

/** Takes out what comments silence, and reports comments without a reason or without an effect. */
export function applyIgnores(
  findings: readonly Finding[],
  comments: readonly IgnoreComment[],
  options: IgnoreOptions,
): Ignored {
  const effective = groupBy(
    comments.filter(({ reason }) => reason !== ''),
    ({ file, target }) => placeOf(file, target),
  );
  const silenced = new Set<Finding>();
  const used = new Set<string>();
  for (const finding of findings) {
    const near = [placeOf(finding.file, finding.line), placeOf(finding.file, null)];
    for (const comment of near.flatMap((place) => effective.get(place) ?? [])) {
      if (!matches(comment, finding)) continue;
      silenced.add(finding);
      used.add(usage(comment, finding.rule));
    }
  }
  const complaints = comments.flatMap((comment) =>
    comment.reason === ''
      ? [withoutReason(comment)]
      : comment.rules
          .filter((rule) => !used.has(usage(comment, rule)) && canFind(rule, options))
          .map((rule) => unused(comment, rule)),
  );
  return {
    findings: sortFindings([...findings.filter((finding) => !silenced.has(finding)), ...complaints]),
    silenced: findings.filter((finding) => silenced.has(finding)),
  };
}

/** @param line null for the whole file */
function placeOf(file: string, line: number | null): string {
  return `${line ?? ''}:${file}`;
}

/** Whether a comment about the finding's line, or about its file, means it. */
function matches({ rules, target }: IgnoreComment, finding: Finding): boolean {
  const rule = findRule(finding.rule);
  if (rule?.always === true || (rule?.ofFile === true && target !== null)) return false;
  return rules.includes(finding.rule);
}

function usage({ file, line, column }: IgnoreComment, rule: string): string {
  return JSON.stringify([file, line, column, rule]);
}

function canFind(id: string, { transformersKnown }: IgnoreOptions): boolean {
  return transformersKnown || findRule(id)?.needs !== 'transformers';
}

function withoutReason({ file, line, column, rules }: IgnoreComment): Finding {
  const message = `this comment has no effect without a reason; write why ${rules.join(', ')} does not apply here`;
  return findingOf(
    { file, line, column, rule: 'ignore-without-reason', severity: 'warning', message },
    { key: rules.join(',') },
  );
}

function unused({ file, line, column }: IgnoreComment, rule: string): Finding {
  const known = findRule(rule) !== undefined;
  const message = known
    ? `${rule} finds nothing here; remove the comment`
    : `there is no rule "${rule}".${didYouMean(
        rule,
        RULES.map(({ id }) => id),
      )}`;
  return findingOf(
    { file, line, column, rule: 'ignore-unused', severity: 'warning', message },
    { key: rule },
  );
}
