/** Whether the names in the key column are names that the engine knows. */
import { compareText } from '../diagnostics.js';
import type { EngineFacts } from './facts.js';
import { correctionOf, isActive } from './facts.js';
import { evidenceOf, finding, type SyncFinding } from './finding.js';
import { placeOfKey, type Page, type PageTable } from './page.js';
import { openRows } from './remarks.js';
import { didYouMean } from '../text/suggest.js';

/** What a documented name is to the engine. */
export type KeyAnswer =
  | { readonly is: 'known' }
  /** Not registered, but the sources say why it is documented nevertheless. */
  | { readonly is: 'explained'; readonly why: string }
  /** The name of an implementation; checkpoints name the architectures that it is registered for. */
  | { readonly is: 'class'; readonly architectures: readonly string[] }
  /** The class of a configuration, whose checkpoints probably name another architecture. */
  | { readonly is: 'config-class'; readonly config: string; readonly architectures: readonly string[] }
  | { readonly is: 'spelling'; readonly architectures: readonly string[] }
  | { readonly is: 'removed'; readonly note: string }
  | { readonly is: 'unknown' }
  /** Whether transformers serves it needs its sources, or a syntax error or an unread file may hide it. */
  | { readonly is: 'open'; readonly reason: string; readonly advice: string };

/** @returns findings, and the architectures for which a row under a wrong name stands */
export function checkKeys(
  facts: EngineFacts,
  page: Page,
): { readonly findings: readonly SyncFinding[]; readonly meant: ReadonlySet<string> } {
  const findings: SyncFinding[] = [];
  const meant = new Set<string>();
  const explained = openRows(page);
  for (const each of page.tables) {
    if (each.profile.keys === 'unchecked' || each.profile.families !== undefined) continue;
    // Other tables may be about something else than architectures, such as checkpoints.
    if (each.profile.rows !== undefined) findings.push(...repeatedRows(page, each));
    for (const row of each.rows) {
      for (const { name, glob } of row.keys) {
        if (glob) continue;
        const answer = answerKey(facts, name);
        if (answer.is === 'unknown' && explained.has(row)) continue;
        if ('architectures' in answer) for (const right of answer.architectures) meant.add(right);
        const found = keyFinding(facts, page, each, { ...placeOfKey(page, each, row), name, answer });
        if (found !== null) findings.push(found);
      }
    }
  }
  return { findings, meant };
}

/** A table has one row for the same architectures; two are written into, and sooner or later they disagree. */
function repeatedRows(page: Page, table: PageTable): readonly SyncFinding[] {
  const lines = new Map<string, number>();
  return table.rows.flatMap((row): readonly SyncFinding[] => {
    const names = row.keys.map(({ name }) => name);
    const subject = names.join(', ');
    const same = names.toSorted(compareText).join(', ');
    const { line, column } = placeOfKey(page, table, row);
    const first = lines.get(same);
    if (first === undefined) lines.set(same, line);
    if (first === undefined || subject === '') return [];
    const message = `${subject} has a row already, in line ${first}. Keep one of the two`;
    return [
      finding('sync-duplicate-row', page.file, message, { line, column, subject, severity: 'warning' }),
    ];
  });
}

export function answerKey(facts: EngineFacts, name: string): KeyAnswer {
  if (facts.loaded.has(name)) return { is: 'known' };
  const former = facts.registrations.find((each) => each.key === name && !isActive(each));
  if (former?.status === 'out-of-tree')
    return { is: 'explained', why: `served by a plugin, ${former.note ?? ''}` };
  const { support: known } = facts.record(name);
  const support = known.visible ?? known;
  if (support.level === 'converted') return { is: 'explained', why: support.reason };
  const implemented = facts.registrations.filter((each) => each.className === name && isActive(each));
  const architectures = implemented.flatMap((each) => each.architecture ?? []);
  if (architectures.includes(name)) return { is: 'explained', why: 'registered elsewhere in the engine' };
  if (architectures.length > 0) return { is: 'class', architectures: [...new Set(architectures)].sort() };
  const spelled = [...facts.loaded.keys()].filter((other) => folded(other) === folded(name));
  if (spelled.length > 0) return { is: 'spelling', architectures: spelled };
  const [configured] = implemented.filter(({ keyKind }) => keyKind === 'configClass');
  if (configured !== undefined) return answerConfigClass(facts, name, configured.key);
  if (implemented.length > 0) return { is: 'explained', why: 'registered elsewhere in the engine' };
  if (support.level === 'fallback') return { is: 'explained', why: support.reason };
  if (known.visible !== undefined)
    return {
      is: 'open',
      reason: known.reason,
      advice: correctionOf(known.hiddenBy, known.evidence?.file ?? 'the file'),
    };
  if (former !== undefined) return { is: 'removed', note: former.note ?? '' };
  return support.level === null && facts.fallback
    ? { is: 'open', reason: support.reason, advice: 'Give the sources with --transformers PATH' }
    : { is: 'unknown' };
}

/**
 * `OakForCausalLM` for `OakConfig` is the name that checkpoints have. Otherwise they name what the loader registers
 * under a longer form of the class's name, or what the configuration is called.
 */
function answerConfigClass(facts: EngineFacts, name: string, config: string): KeyAnswer {
  const [, stem = name, ending = ''] = /^(.+?)(For[A-Z].*)?$/.exec(name) ?? [];
  const own = config.replace(/Config$/, '');
  if (own === stem) return { is: 'explained', why: `registered for ${config}` };
  const longer = [...facts.loaded.keys()].filter(
    (other) => other.endsWith(ending) && other.toLowerCase().startsWith(stem.toLowerCase()),
  );
  return { is: 'config-class', config, architectures: longer.length > 0 ? longer : [`${own}${ending}`] };
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

interface CheckedKey {
  readonly line: number;
  readonly column: number;
  readonly name: string;
  readonly answer: KeyAnswer;
}

function keyFinding(
  facts: EngineFacts,
  { file }: Page,
  { profile }: PageTable,
  { line, column, name, answer }: CheckedKey,
): SyncFinding | null {
  const at = { line, column, subject: name };
  const { title } = facts;
  switch (answer.is) {
    case 'known': {
      if (profile.keys !== 'out-of-tree') return null;
      const registered = facts.loaded.get(name);
      const message = `${name} is listed among plugins, but ${title} registers it itself`;
      const evidence = registered === undefined ? [] : evidenceOf(registered);
      return finding('sync-in-tree', file, message, { ...at, severity: 'warning', evidence });
    }
    case 'explained':
      return null;
    case 'class': {
      const right = answer.architectures.join(' or ');
      const message = `${name} is the class that ${title} runs; checkpoints name ${right}. Write that name as the key`;
      return finding('sync-wrong-key', file, message, {
        ...at,
        evidence: evidenceFor(facts, answer.architectures),
      });
    }
    case 'config-class': {
      const right = answer.architectures.join(' or ');
      const message = `${name} is the class that ${title} runs for ${answer.config}; checkpoints probably name ${right}. Check the key`;
      const implemented = facts.registrations.filter((each) => each.className === name).flatMap(evidenceOf);
      const evidence = [...implemented, ...evidenceFor(facts, answer.architectures)];
      return finding('sync-class-key', file, message, { ...at, severity: 'warning', evidence });
    }
    case 'spelling': {
      const message = `${title} spells ${name} otherwise: ${answer.architectures.join(' or ')}`;
      return finding('sync-key-spelling', file, message, {
        ...at,
        evidence: evidenceFor(facts, answer.architectures),
      });
    }
    case 'removed': {
      const former = facts.registrations.find((each) => each.key === name);
      const note = answer.note === '' ? '' : `; ${answer.note} was the last release with it`;
      const message = `${title} no longer has ${name}${note}. Remove the row, or say so in it`;
      return finding('sync-removed', file, message, {
        ...at,
        evidence: former === undefined ? [] : evidenceOf(former),
      });
    }
    case 'open': {
      const message = `whether ${title} serves ${name} is not known: ${answer.reason}. ${answer.advice}.${didYouMean(name, facts.loaded.keys())}`;
      return finding('sync-key-open', file, message, { ...at, severity: 'warning' });
    }
    case 'unknown': {
      const message = `${title} registers no ${name}.${didYouMean(name, facts.loaded.keys())} Correct the key, or remove the row`;
      return finding('sync-unknown-key', file, message, at);
    }
  }
}

function evidenceFor(facts: EngineFacts, architectures: readonly string[]): SyncFinding['evidence'] {
  return architectures.flatMap((name) => {
    const registered = facts.loaded.get(name);
    return registered === undefined ? [] : evidenceOf(registered);
  });
}
