import { mayHide } from '../../engines/hidden.js';
import { inDirectory } from '../../engines/types.js';
import { findingOf, type Finding } from '../../findings/finding.js';
import { visibleSupport } from '../../models/architectures.js';
import type { ModuleFacts } from '../../python/facts.js';
import type { RawFile } from '../../python/sources.js';
import type { SequenceExpr, StringExpr } from '../../python/syntax.js';
import { expressions, expressionsOf, statements } from '../../python/walk.js';
import { remembered } from '../../memo.js';
import { didYouMean } from '../../text/suggest.js';
import { modelRegistrations, type SglangContext } from './context.js';

/** Names in lists of architectures that nothing registers. */
export function unregisteredNames(context: SglangContext): readonly Finding[] {
  const { sources, at } = context;
  const registered = new Set(context.scan.registrations.map(({ key }) => key));
  const models = modelRegistrations(context).map(({ key }) => key);
  const files = sources.tree.list(inDirectory(at.directory, 'srt')).filter((path) => path.endsWith('.py'));
  return files.filter(mayListArchitectures).flatMap((file) =>
    architectureLists(context, file, registered).flatMap((list) =>
      list
        .filter(({ value }) => value !== null && !registered.has(value) && looksLikeClass(value))
        .filter(({ value }) => !mayHide(sources, context.scan, value ?? ''))
        .map((item) => report(context, file, item, models)),
    ),
  );

  /** Most files have no two registered names in quotes; those are not parsed. */
  function mayListArchitectures(path: string): boolean {
    const names = quotedNames(sources.raw(path));
    const isUnknown = (name: string): boolean => !registered.has(name) && looksLikeClass(name);
    return names.some(isUnknown) && names.some((name) => registered.has(name));
  }
}

function report(
  { join }: SglangContext,
  file: string,
  { value, line, column, start, end }: StringExpr,
  models: readonly string[],
): Finding {
  const name = value ?? '';
  const { level } = visibleSupport(join(name));
  const served = level === 'fallback';
  const message = served
    ? `nothing registers ${name}; SGLang would run it through transformers`
    : `nothing registers ${name}, so the list names an architecture that SGLang does not have.${didYouMean(name, models)}`;
  return findingOf(
    { file, line, column, rule: 'sglang-unregistered-name', severity: served ? 'info' : 'warning', message },
    { key: name, architectures: [name], endColumn: column + end - start },
  );
}

/** Lists, tuples and sets of strings of which at least half are registered architectures. */
function architectureLists(
  { sources }: SglangContext,
  file: string,
  registered: ReadonlySet<string>,
): readonly (readonly StringExpr[])[] {
  const facts = sources.project.bodies(file);
  const sequences = facts === null ? [] : sequencesIn(facts);
  return sequences.flatMap(({ items }) => {
    const strings = items.filter((item) => item.kind === 'string');
    const known = strings.filter(({ value }) => value !== null && registered.has(value)).length;
    return strings.length === items.length && known > 0 && known * 2 >= strings.length ? [strings] : [];
  });
}

/** What stands in quotes and begins with a capital letter, each once. */
const quotedNames = remembered(({ text }: RawFile): readonly string[] => {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(/["']([A-Z]\w*)["']/g)) names.add(name);
  return [...names];
});

const sequencesIn = remembered(({ body }: ModuleFacts): readonly SequenceExpr[] =>
  [...statements(body)]
    .flatMap((stmt) => expressionsOf(stmt))
    .flatMap((root) => [...expressions(root)])
    .filter(
      (expr): expr is SequenceExpr => expr.kind === 'list' || expr.kind === 'tuple' || expr.kind === 'set',
    ),
);

/** Class names have letters of both cases and no blanks; `FP8` and `cuda` are options. */
function looksLikeClass(text: string): boolean {
  return /^[A-Z]\w*$/.test(text) && /[a-z]/.test(text);
}
