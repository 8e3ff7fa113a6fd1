import type { Severity } from '../diagnostics.js';

/** What a finding is about: one page of the documentation, and the id that baselines and ignore comments name. */
export interface Rule {
  /** Kebab-case; it is never given another meaning. */
  readonly id: string;
  /** What a finding has unless the page says otherwise. */
  readonly severity: Severity;
  /** One short phrase, without a full stop. */
  readonly title: string;
  /** What a finding of this rule states, as Markdown. */
  readonly meaning: string;
  /** Why anybody should care. */
  readonly reason: string;
  /** What to do about it. */
  readonly fix: string;
  /** `archscan lint --fix` corrects it. */
  readonly fixable?: boolean;
  /** The command that corrects it, where it is another one. */
  readonly fixedBy?: string;
  /** What must have been read before the rule can say anything beyond the document or the engine. */
  readonly needs?: 'transformers';
  /** Neither a comment nor a baseline leaves it out. */
  readonly always?: true;
  /** What is not there has no line: only a comment about the whole file leaves it out. */
  readonly ofFile?: true;
  readonly example: {
    readonly language: 'markdown' | 'python' | 'json' | 'text';
    readonly before: string;
    readonly after: string;
  };
}

/** A group of rules in the documentation. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** A rule by which a fact is read; it stands in evidence and finds nothing. */
export interface ReadingRule {
  readonly id: string;
  readonly title: string;
}
