import type { Diagnostic, Outcome } from '../../diagnostics.js';
import { parseRepositoryId } from '../../hub/repository-id.js';
import { nameOf } from '../slug.js';

/** A model that somebody offers or many look at. */
export interface PopularModel {
  /** As its source calls it. */
  readonly name: string;
}

/** Something that knows which models are wanted. It fails with a message and never throws. */
export interface PopularitySource {
  readonly id: string;
  /** `provider`: serves the models; `trending`, `recent`: a list of the Hub, first is most. */
  readonly kind: 'provider' | 'trending' | 'recent';
  list(): Promise<
    | { readonly ok: true; readonly models: readonly PopularModel[] }
    | { readonly ok: false; readonly message: string }
  >;
}

/** What all sources together say about one model. */
export interface PopularitySignal {
  /** The same for all spellings of a model. */
  readonly key: string;
  readonly name: string;
  /** Null: no source names a checkpoint, or they name different ones. */
  readonly hfRepoId: string | null;
  /** Ids of the providers that serve it, sorted. */
  readonly providers: readonly string[];
  /** Its place in the Hub's list, from 1. */
  readonly trendingRank: number | null;
  readonly recent: boolean;
  /** `highest`: three providers or more; `candidate`: two, or the Hub's trending list; null: only remarks. */
  readonly priority: 'highest' | 'candidate' | null;
}

/** What spellings of one model have in common: no organisation, no suffixes such as `-instruct`, letters and digits. */
export function signalKey(name: string): string {
  return nameOf(name).replace(/[^a-z0-9]/g, '');
}

interface Said {
  readonly source: PopularitySource;
  readonly name: string;
  readonly rank: number;
}

/** Asks every source; one that fails is a warning (`popularity-unavailable`) and the others count. */
export async function popularitySignals(
  sources: readonly PopularitySource[],
): Promise<Outcome<readonly PopularitySignal[]>> {
  const answers = await Promise.all(sources.map(async (source) => ({ source, answer: await source.list() })));
  const diagnostics = answers.flatMap(({ source, answer }): readonly Diagnostic[] => {
    if (answer.ok) return [];
    const place = { file: source.id, line: 1, column: 1 };
    return [{ ...place, rule: 'popularity-unavailable', severity: 'warning', message: answer.message }];
  });
  const said = answers.flatMap(({ source, answer }) =>
    answer.ok ? answer.models.map(({ name }, index): Said => ({ source, name, rank: index + 1 })) : [],
  );
  const byKey = new Map<string, readonly Said[]>();
  for (const each of said) {
    const key = signalKey(each.name);
    if (key !== '') byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  const signals = [...byKey].map(([key, group]) => signalOf(key, group));
  return { value: signals.sort(compareSignals), diagnostics };
}

function signalOf(key: string, group: readonly Said[]): PopularitySignal {
  const from = (kind: PopularitySource['kind']): readonly Said[] =>
    group.filter(({ source }) => source.kind === kind);
  const providers = [...new Set(from('provider').map(({ source }) => source.id))].sort();
  const trending = from('trending').map(({ rank }) => rank);
  const ids = [
    ...new Set(group.flatMap(({ name }) => (parseRepositoryId(name) === null ? [] : [name]))),
  ].sort();
  const spellings = new Set(ids.map((id) => id.toLowerCase()));
  return {
    key,
    name: ids[0] ?? group.map(({ name }) => name).sort()[0] ?? key,
    hfRepoId: spellings.size === 1 ? (ids[0] ?? null) : null,
    providers,
    trendingRank: trending.length === 0 ? null : Math.min(...trending),
    recent: from('recent').length > 0,
    priority: priorityOf(providers.length, trending.length > 0),
  };
}

function priorityOf(providers: number, trending: boolean): PopularitySignal['priority'] {
  if (providers >= 3) return 'highest';
  return providers === 2 || trending ? 'candidate' : null;
}

function compareSignals(a: PopularitySignal, b: PopularitySignal): number {
  const rank = ({ trendingRank }: PopularitySignal): number => trendingRank ?? Number.MAX_SAFE_INTEGER;
  return b.providers.length - a.providers.length || rank(a) - rank(b) || (a.key < b.key ? -1 : 1);
}
