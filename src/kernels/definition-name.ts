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
    pattern.dumps.map((template) => compile(pattern, 'trace-dump', template)),
  ),
];

/** Stands in a dump's template for numbers that the data set's name does not have. */
const OTHER = '-';

/** Recognises a name of either dialect; null for any other text. Names that are the same in both are the data set's. */
export function parseDefinitionName(name: string): ParsedName | null {
  return readings(name).next().value ?? null;
}

/** Everything that a trace dump of this name can be: kinds that share an API share its dumps. */
export function dumpReadings(name: string): readonly ParsedName[] {
  return [...readings(name)].filter(({ dialect }) => dialect === 'trace-dump');
}

function* readings(name: string): Generator<ParsedName, undefined> {
  for (const { pattern, dialect, regex, axes, word } of COMPILED) {
    const found = regex.exec(name);
    if (found === null) continue;
    const chosen = word ? (found.groups?.word ?? null) : null;
    const numbers = found.slice(1).filter((text) => /^\d+$/.test(text));
    const values = new Map<string, number>();
    const agree = axes.every((axis, index) => {
      const value = Number(numbers[index]);
      const before = values.get(axis);
      if (axis !== OTHER) values.set(axis, value);
      return before === undefined || before === value;
    });
    if (agree) yield { pattern, dialect, axes: values, word: chosen };
  }
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
