import type { Pattern, Span } from '../syntax.js';
import { getAttribute } from './attributes.js';
import { getEntry, dict } from './dicts.js';
import { evaluate } from './expressions.js';
import { equal } from './operators.js';
import type { Run } from './run.js';
import { isInstance } from './type-tests.js';
import { typeName } from './builtin-types.js';
import { asText, list, PythonError, type DictValue, type Scope, type Value } from './values.js';

/** Whether a pattern matches; binds its captures when it does, and is null when that cannot be known. */
export function matchPattern(
  run: Run,
  scope: Scope,
  pattern: Pattern,
  subject: Value,
  span: Span,
): boolean | null {
  const inner = (part: Pattern, value: Value): boolean | null => matchPattern(run, scope, part, value, span);
  switch (pattern.kind) {
    case 'wildcard':
      return true;
    case 'capture':
      run.bind(scope, pattern.name, subject);
      return true;
    case 'value':
      return equal(subject, evaluate(run, scope, pattern.value));
    case 'or':
      return firstKnown(pattern.patterns, (option) => inner(option, subject));
    case 'as': {
      const matched = inner(pattern.pattern, subject);
      if (matched !== false) run.bind(scope, pattern.name, subject);
      return matched;
    }
    case 'sequence':
      return matchSequence(run, scope, pattern.patterns, subject, inner);
    case 'mapping':
      return matchMapping(run, scope, pattern, subject, inner);
    case 'class':
      return matchClass(run, scope, pattern, subject, inner, span);
    case 'star':
    case 'unknown':
      return null;
  }
}

type Inner = (pattern: Pattern, value: Value) => boolean | null;

function firstKnown(
  patterns: readonly Pattern[],
  match: (pattern: Pattern) => boolean | null,
): boolean | null {
  for (const pattern of patterns) {
    const answer = match(pattern);
    if (answer !== false) return answer;
  }
  return false;
}

/** Parts are matched in order up to the first that does not. */
function all<T>(parts: readonly T[], match: (part: T, index: number) => boolean | null): boolean | null {
  let known = true;
  for (const [index, part] of parts.entries()) {
    const answer = match(part, index);
    if (answer === false) return false;
    if (answer === null) known = false;
  }
  return known ? true : null;
}

function matchSequence(
  run: Run,
  scope: Scope,
  patterns: readonly Pattern[],
  subject: Value,
  inner: Inner,
): boolean | null {
  const held = subject.kind === 'instance' ? subject.payload : subject;
  if (held === null) return false;
  if (held.kind === 'undecidable' || held.kind === 'external' || held.kind === 'view') return null;
  if (held.kind !== 'list' && held.kind !== 'tuple') return false;
  const { items } = held;
  const star = patterns.findIndex((pattern) => pattern.kind === 'star');
  if (star < 0 ? items.length !== patterns.length : items.length < patterns.length - 1) return false;
  return all(patterns, (pattern, index) => {
    const after = patterns.length - index - 1;
    if (pattern.kind === 'star') {
      if (pattern.name !== null)
        run.bind(scope, pattern.name, list(items.slice(index, items.length - after)));
      return true;
    }
    const item = items[star >= 0 && index > star ? items.length - after - 1 : index];
    return item === undefined ? false : inner(pattern, item);
  });
}

function matchMapping(
  run: Run,
  scope: Scope,
  pattern: Pattern & { kind: 'mapping' },
  subject: Value,
  inner: Inner,
): boolean | null {
  if (subject.kind !== 'dict')
    return typeName(subject) === null || subject.kind === 'namespace' ? null : false;
  const keys: Value[] = [];
  const matched = all(pattern.entries, (entry) => {
    const key = evaluate(run, scope, entry.key);
    keys.push(key);
    const value = getEntry(subject, key);
    return value === undefined ? false : value === null ? null : inner(entry.pattern, value);
  });
  if (matched !== false && pattern.rest !== null) run.bind(scope, pattern.rest, without(subject, keys));
  return matched;
}

function without(subject: DictValue, keys: readonly Value[]): Value {
  return dict(subject.entries.filter(([key]) => !keys.some((other) => equal(key, other) === true)));
}

const SELF_MATCHING = /^(?:bool|bytes|dict|float|frozenset|int|list|set|str|tuple)$/;

function matchClass(
  run: Run,
  scope: Scope,
  pattern: Pattern & { kind: 'class' },
  subject: Value,
  inner: Inner,
  span: Span,
): boolean | null {
  const type = evaluate(run, scope, pattern.type);
  const isOne = isInstance(run, subject, type);
  if (isOne !== true) return isOne;
  if (type.kind === 'builtin' && SELF_MATCHING.test(type.name) && pattern.keywords.length === 0)
    return all(pattern.patterns, (part, index) => (index === 0 ? inner(part, subject) : null));
  const positional = pattern.patterns.length === 0 ? [] : matchArguments(run, type, span);
  if (positional === null) return null;
  const parts = [
    ...pattern.patterns.map((part, index) => ({ name: positional[index] ?? null, pattern: part })),
    ...pattern.keywords,
  ];
  return all(parts, ({ name, pattern: part }) => {
    const value = name === null ? null : attributeOf(run, subject, name, span);
    return value === null ? null : value === undefined ? false : inner(part, value);
  });
}

/** `__match_args__`, or the fields of a named tuple or dataclass. */
function matchArguments(run: Run, type: Value, span: Span): readonly (string | null)[] | null {
  if (type.kind !== 'class') return null;
  const declared = attributeOf(run, type, '__match_args__', span);
  if (declared?.kind === 'tuple') return declared.items.map(asText);
  return type.fields?.map(({ name }) => name) ?? null;
}

function attributeOf(run: Run, subject: Value, name: string, span: Span): Value | undefined {
  try {
    return getAttribute(run, subject, name, span);
  } catch (error) {
    if (error instanceof PythonError && error.type === 'AttributeError') return undefined;
    throw error;
  }
}
