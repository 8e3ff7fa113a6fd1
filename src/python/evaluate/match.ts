import type { Pattern } from '../syntax.js';
import { typeName } from './attributes.js';
import { evaluate } from './expressions.js';
import { equal, getEntry } from './operators.js';
import type { Run } from './run.js';
import { list, type Scope, type Value } from './values.js';

/** Whether a pattern matches; binds its captures when it does, and is null when that cannot be known. */
export function matchPattern(run: Run, scope: Scope, pattern: Pattern, subject: Value): boolean | null {
  switch (pattern.kind) {
    case 'wildcard':
      return true;
    case 'capture':
      run.bind(scope, pattern.name, subject);
      return true;
    case 'value':
      return equal(subject, evaluate(run, scope, pattern.value));
    case 'or':
      return firstKnown(pattern.patterns.map((option) => matchPattern(run, scope, option, subject)));
    case 'as': {
      const matched = matchPattern(run, scope, pattern.pattern, subject);
      if (matched !== false) run.bind(scope, pattern.name, subject);
      return matched;
    }
    case 'sequence':
      return matchSequence(run, scope, pattern.patterns, subject);
    case 'mapping':
      return matchMapping(run, scope, pattern, subject);
    case 'class': {
      const type = evaluate(run, scope, pattern.type);
      if (type.kind !== 'builtin' || pattern.patterns.length + pattern.keywords.length > 0) return null;
      const name = typeName(subject);
      return name === null ? null : name === type.name;
    }
    case 'star':
    case 'unknown':
      return null;
  }
}

function firstKnown(answers: readonly (boolean | null)[]): boolean | null {
  for (const answer of answers) if (answer !== false) return answer;
  return false;
}

function all(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

function matchSequence(run: Run, scope: Scope, patterns: readonly Pattern[], subject: Value): boolean | null {
  if (subject.kind === 'undecidable' || subject.kind === 'external' || subject.kind === 'instance')
    return null;
  if (subject.kind !== 'list' && subject.kind !== 'tuple') return false;
  const { items } = subject;
  const star = patterns.findIndex((pattern) => pattern.kind === 'star');
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false;
  return all(
    patterns.map((pattern, index) => {
      const after = patterns.length - index - 1;
      if (pattern.kind === 'star') {
        if (pattern.name !== null)
          run.bind(scope, pattern.name, list(items.slice(index, items.length - after)));
        return true;
      }
      const item = items[star >= 0 && index > star ? items.length - after - 1 : index];
      return item === undefined ? false : matchPattern(run, scope, pattern, item);
    }),
  );
}

function matchMapping(
  run: Run,
  scope: Scope,
  pattern: Pattern & { kind: 'mapping' },
  subject: Value,
): boolean | null {
  if (subject.kind !== 'dict') return typeName(subject) === null ? null : false;
  return all(
    pattern.entries.map((entry) => {
      const value = getEntry(subject, evaluate(run, scope, entry.key));
      return value === undefined
        ? false
        : value === null
          ? null
          : matchPattern(run, scope, entry.pattern, value);
    }),
  );
}
