import { partName, type Content, type Part } from './parts.js';
import type { Rests } from './rests.js';
import { reachable, type Taken } from './taken.js';

/** Answers as plain data, with what they rest on. */
export interface KeptAnswers {
  readonly answers: readonly KeptAnswer[];
  readonly parts: readonly KeptPart[];
  /** Paths that were looked for while imports were followed, and whether they were there. */
  readonly existing: ReadonlyMap<string, boolean>;
}

export interface KeptAnswer {
  readonly question: string;
  readonly value: unknown;
  /** Indexes of parts. */
  readonly rests: readonly number[];
}

interface KeptPart {
  readonly part: Part;
  readonly content: Content;
  /** Indexes of the parts that it rests on. */
  readonly rests: readonly number[];
  /** The answer that each of them was found for first, by index; -1 for none that is here. */
  readonly by: readonly number[];
}

/** What was answered in a run. */
export interface Answered {
  readonly answers: ReadonlyMap<
    string,
    { readonly value: unknown; readonly rests: ReadonlyMap<string, Part> }
  >;
  readonly rests: Rests;
  /** By name of part. */
  readonly contents: ReadonlyMap<string, Content>;
  /** What is said depends on who asked first, or a file changed meanwhile. */
  readonly isUnsure: boolean;
  readonly existing: ReadonlyMap<string, boolean>;
}

const NOTHING: KeptAnswers = { answers: [], parts: [], existing: new Map() };

const UNKNOWN: Content = { id: null, read: null };

interface Row {
  readonly part: Part;
  readonly content: Content;
  /** By name of part: the question that it was found for first, null for none that was asked or taken. */
  readonly rests: Map<string, string | null>;
}

/** An answer with the names of the parts that it rests on. */
interface Named {
  readonly question: string;
  readonly value: unknown;
  readonly rests: readonly string[];
}

/**
 * What to keep after a run. Null where it is not certain that a run from the beginning would have said the same: what
 * was taken and what was asked do not fit together (`isUnsure`), or what led to some file is not asked any more, and
 * whether something else leads there was not noted.
 */
export function keepAnswers(now: Answered, taken: Taken | null): KeptAnswers | null {
  const isTaken = taken !== null && taken.answers.length > 0;
  if (now.isUnsure) return isTaken ? null : NOTHING;
  const rows = new Map<string, Row>();
  const before = isTaken ? addTaken(rows, taken) : [];
  const given = addAnswered(rows, now);
  if (!isCertain(rows, new Set(before.flatMap(({ rests }) => rests)))) return null;
  const existing = isTaken ? new Map([...taken.earlier.existing, ...now.existing]) : now.existing;
  return asKept(rows, [...before, ...given], existing);
}

/** Adds what the answers rest on that were taken, as it was known when they were given. */
function addTaken(rows: Map<string, Row>, { earlier, answers }: Taken): readonly Named[] {
  const names = earlier.parts.map(({ part }) => partName(part));
  const namesOf = (indexes: readonly number[]): readonly string[] =>
    indexes.flatMap((index) => names[index] ?? []);
  const questions = new Set(answers.map(({ question }) => question));
  const asked = (index: number): string | null => {
    const question = earlier.answers[index]?.question;
    return question !== undefined && questions.has(question) ? question : null;
  };
  const indexes = reachable(
    answers.flatMap(({ rests }) => rests),
    (index) => earlier.parts[index]?.rests ?? [],
  );
  for (const { part, content, rests, by } of [...indexes].flatMap((index) => earlier.parts[index] ?? [])) {
    const found = namesOf(rests).map((name, at) => [name, asked(by[at] ?? -1)] as const);
    rows.set(partName(part), { part, content, rests: new Map(found) });
  }
  return answers.map(({ question, value, rests }) => ({ question, value, rests: namesOf(rests) }));
}

/** Adds what was found in this run, also of what was there before. */
function addAnswered(rows: Map<string, Row>, { answers, rests, contents }: Answered): readonly Named[] {
  const parts = new Map([...rows].map(([name, { part }]) => [name, part]));
  const named = (part: Part): string => {
    const name = partName(part);
    if (!parts.has(name)) parts.set(name, part);
    return name;
  };
  const found = (name: string): readonly (readonly [on: string, by: string])[] => {
    const part = parts.get(name);
    return part === undefined ? [] : rests.of(part).map(([on, by]) => [named(on), by]);
  };
  for (const each of answers.values()) for (const part of each.rests.values()) named(part);
  for (const name of reachable([...parts.keys()], (each) => found(each).map(([on]) => on))) {
    const part = parts.get(name);
    if (part === undefined) continue;
    const content = contents.get(name) ?? UNKNOWN;
    const row: Row = rows.get(name) ?? { part, content, rests: new Map<string, string>() };
    rows.set(name, row);
    for (const [on, by] of found(name)) row.rests.set(on, row.rests.get(on) ?? by);
  }
  return [...answers].map(([question, { value, rests: parts }]) => ({
    ...{ question, value },
    rests: [...parts.keys()],
  }));
}

/** Whether the same files are reached without what was found for questions that nobody asked again. */
function isCertain(rows: ReadonlyMap<string, Row>, from: ReadonlySet<string>): boolean {
  const next = (isCounted: (by: string | null) => boolean): ReadonlySet<string> =>
    reachable(from, (name) =>
      [...(rows.get(name)?.rests ?? [])].flatMap(([other, by]) => (isCounted(by) ? other : [])),
    );
  return next((by) => by !== null).size === next(() => true).size;
}

function asKept(
  rows: ReadonlyMap<string, Row>,
  answers: readonly Named[],
  existing: ReadonlyMap<string, boolean>,
): KeptAnswers {
  const partAt = new Map([...rows.keys()].map((name, index) => [name, index]));
  const answerAt = new Map(answers.map(({ question }, index) => [question, index]));
  const indexesOf = (names: Iterable<string>): readonly number[] =>
    [...names].map((name) => partAt.get(name) ?? -1);
  return {
    answers: answers.map(({ question, value, rests }) => ({ question, value, rests: indexesOf(rests) })),
    parts: [...rows.values()].map(({ part, content, rests }) => ({
      ...{ part, content },
      rests: indexesOf(rests.keys()),
      by: [...rests.values()].map((question) => (question === null ? -1 : (answerAt.get(question) ?? -1))),
    })),
    existing,
  };
}
