import { NAME_PATTERNS, type NamePattern } from './patterns.js';

/** A definition's name taken apart. */
export interface ParsedName {
  readonly pattern: NamePattern;
  readonly dialect: 'dataset' | 'trace-dump';
  /** Axis to value, in the order of the name. */
  readonly axes: ReadonlyMap<string, number>;
  /** What stands for `<…>`, null when the pattern has none. */
  readonly word: string | null;
}

interface Compiled {
  readonly pattern: NamePattern;
  readonly dialect: ParsedName['dialect'];
  readonly regex: RegExp;
  readonly axes: readonly string[];
  readonly word: boolean;
}

function compile(pattern: NamePattern, dialect: ParsedName['dialect'], template: string): Compiled {
  const axes = [...template.matchAll(/\{([^}]*)\}/g)].map(([, axis]) => axis ?? '');
  const source = template.replace(/<([^>]*)>/, '(?<word>$1)').replace(/\{[^}]*\}/g, '(0|[1-9][0-9]*)');
  return { pattern, dialect, regex: new RegExp(`^${source}$`), axes, word: template.includes('<') };
}

const COMPILED: readonly Compiled[] = [
  ...NAME_PATTERNS.map((pattern) => compile(pattern, 'dataset', pattern.dataset)),
  ...NAME_PATTERNS.flatMap((pattern) =>
    pattern.dump === null ? [] : [compile(pattern, 'trace-dump', pattern.dump)],
  ),
];

/** Recognises a name of either dialect; null for any other text. Names that are the same in both are the data set's. */
export function parseDefinitionName(name: string): ParsedName | null {
  for (const { pattern, dialect, regex, axes, word } of COMPILED) {
    const found = regex.exec(name);
    if (found === null) continue;
    const chosen = word ? (found.groups?.word ?? null) : null;
    const numbers = found.slice(1).filter((text) => /^\d+$/.test(text));
    const values = axes.map((axis, index) => [axis, Number(numbers[index])] as const);
    return { pattern, dialect, axes: new Map(values), word: chosen };
  }
  return null;
}

/**
 * Whether a trace dump's name says the same as a data set's name: all numbers that both have agree. `certain` is
 * false when the dump leaves out numbers or words that the data set's name has.
 */
export function dumpMatches(
  dataset: ParsedName,
  dump: ParsedName,
): { readonly matches: boolean; readonly certain: boolean } {
  const matches =
    dataset.pattern === dump.pattern &&
    dump.dialect === 'trace-dump' &&
    [...dump.axes].every(([axis, value]) => dataset.axes.get(axis) === value);
  return {
    matches,
    certain: matches && dump.axes.size === dataset.axes.size && !LOSSY_WORDS.has(dataset.word),
  };
}

/** Words that no dump carries: the style of a rotary embedding, and the state layout that no dump has. */
const LOSSY_WORDS: ReadonlySet<string | null> = new Set(['neox', 'gptj', 'v']);
