import type { Random } from '../../bench/random.js';

/**
 * Python expressions by the levels of CPython's grammar, so that every mixture of operators without parentheses
 * occurs. `depth` is what may still be nested.
 */
export interface Expressions {
  readonly name: () => string;
  readonly expression: (depth: number) => string;
  /** What may stand on the right of an assignment or alone: also tuples, stars and yield. */
  readonly value: (depth: number) => string;
  readonly target: (depth: number) => string;
  /** The target of a `with`, `as` or a walrus-free place: a name, attribute or subscript. */
  readonly place: (depth: number) => string;
  readonly string: (depth: number) => string;
  readonly call: (depth: number) => string;
  /** Without boolean operators, comparisons, conditions and lambda. */
  readonly arithmetic: (depth: number) => string;
  readonly arguments: (depth: number) => string;
  readonly parameters: (depth: number, annotated: boolean) => string;
}

const NAMES = [
  'a', 'b', 'c', 'x', 'y', 'self', 'EntryClass', 'LlamaForCausalLM', '_', '__all__', 'match', 'case', 'type', 'print',
  'exec', 'naïve', 'ﬁeld', 'ℂ', 'ªb', '变量', '𝒳', 'ǅ',
] as const; // prettier-ignore
const BINARY = ['+', '-', '*', '@', '/', '//', '%', '<<', '>>', '&', '|', '^'] as const;
const COMPARE = ['<', '>', '==', '>=', '<=', '!=', 'in', 'not in', 'is', 'is not', 'not  in'] as const;
const NUMBERS = [
  '0', '1', '42', '1_000', '0xFF', '0o17', '0b1_0', '1.', '.5', '1e3', '1E-2', '1_0.0_1', '2j', '1.5J', '00',
  '123456789012345678901234567890', '1e400',
] as const; // prettier-ignore
const TEXTS = [
  '', 'a', 'class Fake(Base):', 'EntryClass = Fake', ' ', '#', '\\n', '\\\\', '\\x41', '\\u00e9', '\\101', '\\0',
  '\\N{EM DASH}', '\\d', 'é', '😀', '\\\n', '\\U0001F600', '%s', '\\ud800', '\t',
] as const; // prettier-ignore
const RAW_TEXTS = ['', 'a', '\\d', '\\\\', "\\'", '\\"', '\\N{', '\\x', '#', '\\\n'] as const;

export function createExpressions(random: Random): Expressions {
  const { below, chance, pick, many } = random;

  const name = (): string => pick(NAMES);

  /** Blanks inside brackets: sometimes a line end, a comment, or a continuation. */
  const gap = (): string =>
    chance(0.9)
      ? pick(['', ' '])
      : pick(['\n', '\n    ', '\n\t', ' # note\n', '\\\n', '\n\n  # EntryClass = [\n  ', '\f', '\n        ']);
  const space = (): string => (chance(0.97) ? ' ' : pick(['  ', '\t', ' \\\n ', '\f']));
  const list = (items: readonly string[], trailing = chance(0.2)): string =>
    items.join(`${gap()},${gap()} `) + (trailing && items.length > 0 ? ',' : '');
  const inside = (open: string, content: string, close: string): string =>
    open + gap() + content + gap() + close;

  // ------------------------------------------------------------------ levels

  const expression = (depth: number): string => {
    if (depth <= 0) return chance(0.7) ? name() : pick(NUMBERS);
    const choice = below(20);
    if (choice === 0)
      return `${either(depth - 1)}${space()}if ${either(depth - 1)} else ${expression(depth - 1)}`;
    if (choice === 1) return `lambda ${parameters(depth - 1, false)}: ${expression(depth - 1)}`;
    return either(depth);
  };
  const either = (depth: number): string => {
    if (depth <= 0 || chance(0.85)) return inversion(depth);
    return many(2, 3, () => inversion(depth - 1)).join(` ${pick(['and', 'or'])} `);
  };
  const inversion = (depth: number): string =>
    chance(0.05) ? `not ${inversion(depth - 1)}` : comparison(depth);
  const comparison = (depth: number): string => {
    if (depth <= 0 || chance(0.85)) return arithmetic(depth);
    const rest = many(1, 2, () => `${space()}${pick(COMPARE)} ${arithmetic(depth - 1)}`);
    return arithmetic(depth - 1) + rest.join('');
  };
  const arithmetic = (depth: number): string => {
    if (depth <= 0 || chance(0.75)) return factor(depth);
    const rest = many(1, 3, () => `${space()}${pick(BINARY)} ${factor(depth - 1)}`);
    return factor(depth - 1) + rest.join('');
  };
  const factor = (depth: number): string => {
    if (depth > 0 && chance(0.06)) return pick(['-', '+', '~']) + factor(depth - 1);
    if (depth > 0 && chance(0.05)) return `${awaited(depth - 1)} ** ${factor(depth - 1)}`;
    return awaited(depth);
  };
  const awaited = (depth: number): string => (chance(0.02) ? `await ${primary(depth)}` : primary(depth));
  const primary = (depth: number): string => {
    if (depth <= 0) return atom(0);
    switch (below(8)) {
      case 0:
        return `${base(depth - 1)}.${name()}`;
      case 1:
        return call(depth);
      case 2:
        return `${base(depth - 1)}[${subscript(depth - 1)}]`;
      default:
        return atom(depth);
    }
  };

  /** What a trailer may follow: not a number, whose dot would be read as its own. */
  const base = (depth: number): string => {
    const text = primary(depth);
    return /^[\d.]/.test(text) ? `(${text})` : text;
  };

  // -------------------------------------------------------------------- parts

  const call = (depth: number): string => base(depth - 1) + inside('(', args(depth - 1), ')');
  const args = (depth: number): string => {
    if (chance(0.06)) return `${expression(depth)} ${clauses(depth)}`;
    const positional = many(0, 3, () => (chance(0.15) ? `*${arithmetic(depth)}` : argument(depth)));
    const keywords = many(0, 2, () =>
      chance(0.2) ? `**${arithmetic(depth)}` : `${name()}=${expression(depth)}`,
    );
    return list([...positional, ...keywords]);
  };
  const argument = (depth: number): string =>
    chance(0.05) ? `${name()} := ${expression(depth)}` : expression(depth);
  const subscript = (depth: number): string => {
    const part = (): string => {
      if (chance(0.2))
        return `${optional(depth)}:${optional(depth)}${chance(0.3) ? `:${optional(depth)}` : ''}`;
      return chance(0.08) ? `*${arithmetic(depth)}` : argument(depth);
    };
    return list(many(1, 3, part));
  };
  const optional = (depth: number): string => (chance(0.5) ? either(depth) : '');
  const clauses = (depth: number): string =>
    many(1, 2, () => {
      const conditions = many(0, 2, () => ` if ${either(depth)}`).join('');
      return `${chance(0.05) ? 'async ' : ''}for ${target(1)} in ${either(depth)}${conditions}`;
    }).join(' ');
  const starred = (depth: number): string => (chance(0.2) ? `*${arithmetic(depth)}` : argument(depth));

  const atom = (depth: number): string => {
    if (depth <= 0 || chance(0.45)) return pick([name, name, name, () => pick(NUMBERS), constant])();
    switch (below(9)) {
      case 0:
        return inside('(', expression(depth - 1), ')');
      case 1:
        return inside(
          '(',
          chance(0.2) ? '' : list([starred(depth - 1), ...many(0, 2, () => starred(depth - 1))], true),
          ')',
        );
      case 2:
        return inside('[', list(many(0, 3, () => starred(depth - 1))), ']');
      case 3:
        return inside('{', list(many(1, 3, () => starred(depth - 1))), '}');
      case 4:
        return inside('{', list(many(0, 3, () => entry(depth - 1))), '}');
      case 5:
        return comprehension(depth - 1);
      case 6:
        return inside('(', chance(0.5) ? `${name()} := ${expression(depth - 1)}` : yielded(depth - 1), ')');
      default:
        return strings(depth - 1);
    }
  };
  const constant = (): string => pick(['None', 'True', 'False', '...', 'Ellipsis']);
  const entry = (depth: number): string =>
    chance(0.15) ? `**${arithmetic(depth)}` : `${expression(depth)}:${gap()} ${expression(depth)}`;
  const comprehension = (depth: number): string => {
    const [open, close] = pick<readonly [string, string]>([
      ['[', ']'],
      ['{', '}'],
      ['(', ')'],
    ]);
    const element =
      open === '{' && chance(0.5) ? `${expression(depth)}: ${expression(depth)}` : argument(depth);
    return inside(open, `${element} ${clauses(depth)}`, close);
  };
  const yielded = (depth: number): string => {
    if (chance(0.3)) return `yield from ${expression(depth)}`;
    return chance(0.3)
      ? 'yield'
      : `yield ${list(
          many(1, 2, () => starredValue(depth)),
          false,
        )}`;
  };
  const starredValue = (depth: number): string => (chance(0.1) ? `*${arithmetic(depth)}` : expression(depth));

  // ------------------------------------------------------------------ strings

  const strings = (depth: number): string => {
    const bytes = chance(0.15);
    return many(1, chance(0.3) ? 3 : 1, () => (bytes ? bytesLiteral() : string(depth))).join(gap() || ' ');
  };
  const quotes = (): string => pick(["'", '"', "'", '"', "'''", '"""']);
  const fill = (quote: string, texts: readonly [string, ...string[]]): string => {
    const content = many(0, 3, () => pick(texts)).join('');
    const clear = quote.length === 1 ? content : `${content}${pick(['', '\n', '\n    ', "'a'", '"'])} `;
    return quote.length === 1 ? clear.replaceAll(new RegExp(`(?<!\\\\)${quote}`, 'g'), '') : clear;
  };
  const string = (depth: number): string => {
    if (chance(0.3)) return formatString(depth);
    const quote = quotes();
    if (chance(0.2)) return pick(['r', 'R']) + quote + fill(quote, RAW_TEXTS) + quote;
    return pick(['', '', '', 'u', 'U']) + quote + fill(quote, TEXTS) + quote;
  };
  const bytesLiteral = (): string => {
    const quote = quotes();
    if (chance(0.4)) return pick(['rb', 'bR', 'Br', 'RB']) + quote + fill(quote, RAW_TEXTS) + quote;
    return (
      pick(['b', 'B']) + quote + fill(quote, ['', 'a', '\\x00', '\\u1234', '\\N{', '\\777', '\\\n']) + quote
    );
  };
  const formatString = (depth: number): string => {
    const quote = quotes();
    const raw = chance(0.2);
    const other = quote.startsWith("'") ? '"' : "'";
    const text = (): string => pick([...(raw ? RAW_TEXTS : TEXTS), '{{', '}}', ':', '!r', '='] as const);
    const clean = (content: string): string => content.replaceAll(/(?<!\\)["']/g, '');
    const field = (nested: number): string => {
      const inner = chance(0.2) ? `${name()}[${other}k${other}]` : plain(depth);
      const spec = nested > 0 && chance(0.3) ? `:${pick(['>10', '', '%Y-%m', '{'])}` : '';
      const filled = spec.endsWith('{')
        ? `${spec.slice(0, -1)}${field(nested - 1)}${pick(['', '.2f'])}`
        : spec;
      const debug = chance(0.1) ? pick(['=', ' = ']) : '';
      return `{${pick(['', ' '])}${inner}${debug}${chance(0.2) ? pick(['!r', '!s', '!a']) : ''}${filled}}`;
    };
    const content = many(0, 4, () => (chance(0.5) ? field(1) : clean(text()))).join('');
    return (
      pick(raw ? ['rf', 'fR', 'Rf'] : ['f', 'F']) + quote + content + (quote.length === 3 ? ' ' : '') + quote
    );
  };
  /** Without quotes, backslashes and line ends, so that it may stand in a format string of any version. */
  const plain = (depth: number): string => {
    const text = expression(Math.min(depth, 2));
    return /['"\\\n#:!{}=\f]|lambda/.test(text) ? name() : text;
  };

  // ------------------------------------------------------ targets, parameters

  const place = (depth: number): string => {
    if (depth <= 0 || chance(0.6)) return name();
    return chance(0.5) ? `${base(depth - 1)}.${name()}` : `${base(depth - 1)}[${subscript(depth - 1)}]`;
  };
  const target = (depth: number): string => {
    if (depth <= 0 || chance(0.6)) return place(depth);
    const parts = [chance(0.2) ? `*${place(depth - 1)}` : target(depth - 1), target(depth - 1)];
    const items = list(parts);
    const flat = parts.join(', ') + pick(['', ',']);
    return pick([inside('(', items, ')'), inside('[', items, ']'), flat, inside('(', place(depth - 1), ')')]);
  };
  const value = (depth: number): string => {
    if (chance(0.06)) return yielded(depth);
    if (chance(0.1)) return [starredValue(depth), starredValue(depth)].join(', ') + pick(['', ',']);
    return chance(0.05) ? `${starredValue(depth)},` : expression(depth);
  };
  const parameters = (depth: number, annotated: boolean): string => {
    let next = 0;
    let withDefault = false;
    const one = (keywordOnly = false): string => {
      withDefault = keywordOnly ? chance(0.3) : withDefault || chance(0.2);
      const annotation = annotated && chance(0.4) ? `: ${expression(depth)}` : '';
      return `p${next++}${annotation}${withDefault ? `=${expression(depth)}` : ''}`;
    };
    const parts = many(0, 2, () => one());
    if (parts.length > 0 && chance(0.15)) parts.push('/');
    parts.push(...many(0, 1, () => one()));
    const star = below(5);
    if (star === 0)
      parts.push(annotated && chance(0.3) ? '*args: *Ts' : '*args', ...many(0, 2, () => one(true)));
    if (star === 1) parts.push('*', ...many(1, 2, () => one(true)));
    if (chance(0.15)) parts.push(annotated && chance(0.3) ? `**kw: ${expression(depth)}` : '**kw');
    return annotated ? list(parts) : parts.join(', ');
  };

  return {
    name,
    expression,
    arithmetic,
    value,
    target,
    place,
    string: strings,
    call,
    arguments: args,
    parameters,
  };
}
